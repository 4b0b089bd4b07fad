"""Five-minute microstructure bars from tick trades: one program, several engines, one answer.

    features.py ENGINE DATA_DIR [--symbol BTCUSDT] [--repeat 3]

DATA_DIR holds SYMBOL/trades/SOURCE/DATE.parquet with the columns timestamp_us (int64), price, quantity,
quote_quantity (double), side (int8, 1 = buy, -1 = sell), ordered by time. A bar never spans two files.

engines
  pandas        a loop over groupby, one process
  pandas-2p     the same in a pool of two processes
  polars        two-stage group_by over keys marked sorted, two files at a time
  polars-streaming  the same queries by its streaming engine
  duckdb        two aggregations over the parquet file, two one-thread connections
  numba         pyarrow reads row group by row group, a compiled kernel makes the bars, two threads
  numba-polars  the same kernel behind the polars reader
  numba-memory  the same kernel on columns already in memory: no file is touched in the measured part
  read          pyarrow reads the five columns and nothing else, whole files, its own threads
  read-2t       pyarrow reads the five columns and nothing else, row group by row group, two files at a time
  read-polars   polars reads the five columns and nothing else, two files at a time

Prints one JSON line: engine, rows, bars, seconds (one a pass), mrows_per_s (of the best pass), peak_rss_mb. A pass
opens and decodes every file and builds every bar. Start of the process, imports, compilation and a warm-up over the
first file are outside it. Peak memory is the whole process's, pages of mapped files included.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import resource
import time

from bars import bars_by_source, trade_files
from engines import ENGINES, make


def peak_mb(children):
    """Largest resident memory so far, in 10⁶ bytes, of this process and of children that are still there."""
    kib = 0
    for pid in ["self", *children]:
        try:
            with open(f"/proc/{pid}/status") as f:
                kib += next(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))
        except FileNotFoundError:  # not Linux
            kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return round(kib / 1e6 if sys.platform == "darwin" else kib * 1024 / 1e6, 1)
    return round(kib * 1024 / 1e6, 1)


def main():
    parser = argparse.ArgumentParser(description="five-minute microstructure bars, several engines")
    parser.add_argument("engine", choices=sorted(ENGINES))
    parser.add_argument("data_dir")
    parser.add_argument("--symbol", default="BTCUSDT")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    files = trade_files(args.data_dir, args.symbol)
    engine = make(args.engine)
    engine.prepare(files)
    seconds = []
    for _ in range(max(1, args.repeat)):
        start = time.perf_counter()
        results = engine.run(files)
        seconds.append(time.perf_counter() - start)
    peak = peak_mb(engine.children())
    rows = sum(n for _, n, _ in results)
    bars = bars_by_source(engine, results)
    print(
        json.dumps(
            {
                "engine": args.engine,
                "rows": rows,
                "bars": sum(len(b["timestamp_us"]) for b in bars.values()),
                "seconds": [round(s, 5) for s in seconds],
                "mrows_per_s": round(rows / min(seconds) / 1e6, 2),
                "peak_rss_mb": peak,
            }
        )
    )
    sys.stdout.flush()
    engine.close()


if __name__ == "__main__":
    main()
