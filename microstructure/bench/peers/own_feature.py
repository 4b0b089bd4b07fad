"""A feature of one's own over every trade, from its edit to its column: numba behind the polars reader.

    own_feature.py DATA_DIR [--symbol BTCUSDT] [--repeat 5]

Each pass defines the function anew, as an edited cell does, compiles it, reads three columns of every file, two files
at a time, and makes a value for each five-minute bar. One pass before the measured ones warms up imports and files.
Prints one JSON line: bars, sum of the column, seconds (one a pass), compile_seconds (of them).
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import polars as pl

from bars import INTERVAL_US, WORKERS, trade_files

SOURCE = """
def feature(us, quantity, side):
    total = 0.0
    for i in range(len(us)):
        total += quantity[i] * side[i]
    return {weight} * total
"""

LOOP = """
def column(us, quantity, side, out):
    n, bars, start = len(us), 0, 0
    while start < n:
        end = (us[start] // INTERVAL_US + 1) * INTERVAL_US
        stop = start + 1
        while stop < n and us[stop] < end:
            stop += 1
        if stop - start >= 2:
            out[bars] = feature(us[start:stop], quantity[start:stop], side[start:stop])
            bars += 1
        start = stop
    return bars
"""


def compiled(weight):
    names = {"INTERVAL_US": INTERVAL_US}
    exec(SOURCE.format(weight=weight), names)
    names["feature"] = numba.njit(names["feature"])
    exec(LOOP, names)
    signature = numba.int64(numba.int64[::1], numba.float64[::1], numba.int8[::1], numba.float64[::1])
    return numba.njit(signature, nogil=True)(names["column"])


def values(column, path):
    d = pl.read_parquet(path, columns=["timestamp_us", "quantity", "side"]).rechunk()
    us, quantity, side = (np.require(d[c].to_numpy(), requirements=["C", "W"]) for c in d.columns)
    out = np.empty(int((us[-1] - us[0]) // INTERVAL_US) + 2)
    return out[: column(us, quantity, side, out)]


def main():
    parser = argparse.ArgumentParser(description="a feature of one's own, from its edit to its column")
    parser.add_argument("data_dir")
    parser.add_argument("--symbol", default="BTCUSDT")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    files = [path for _, path in trade_files(args.data_dir, args.symbol)]
    seconds, compiling = [], []
    with ThreadPoolExecutor(WORKERS) as pool:
        for turn in range(args.repeat + 1):
            start = time.perf_counter()
            column = compiled(1.0 + turn / 1024)
            compiling.append(time.perf_counter() - start)
            parts = list(pool.map(values, [column] * len(files), files))
            seconds.append(time.perf_counter() - start)
    result = np.concatenate(parts) / (1.0 + args.repeat / 1024)
    print(
        json.dumps(
            {
                "bars": len(result),
                "sum": float(result.sum()),
                "seconds": [round(s, 4) for s in seconds[1:]],
                "compile_seconds": [round(s, 4) for s in compiling[1:]],
            }
        )
    )


if __name__ == "__main__":
    main()
