"""Compare the engines' bars with a reference, cell by cell.

    verify.py DATA_DIR --reference DIR     DIR holds bars_SOURCE.csv: timestamp_us, 22 columns, an empty cell for NaN
    verify.py DATA_DIR                     the reference is the engine pandas
    verify.py --edge                       generated files: long bars, bars cut by row groups, every guard
    [--symbol BTCUSDT] [--engines pandas,polars,duckdb,numba,numba-polars,numba-memory] [--rel 1e-9] [--abs 2e-13]

A cell agrees if |x - ref| <= rel × |ref|, or both are NaN. A cell that only agrees within abs is counted apart: these
are quotients of differences that cancel (a close at the vwap, a correlation near 0), where the reference's own last
digits are rounding. Prints a JSON line an engine. The exit status is 1 if any cell disagrees beyond both and is not
one of the known degenerate cases, all of them kyle_lambda of more than 10 trades:
  const-x    every signed volume after the first trade is equal. numpy's std() of equal numbers is 0 when their mean
             comes out exact (then kyle_lambda is 0) and about 1e-19 when it does not; then it is a correlation of
             rounding: about 1e-17, or NaN where the price does not move either. Other engines give 0 for both.
  const-dp   the price changes are equal, not 0, up to rounding: a correlation with rounding noise. Other engines give
             NaN where they are exactly equal, as numpy does when their mean is exact.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import csv
import json
import os
import tempfile

import numpy as np
import pyarrow.parquet as pq

from bars import BAR_COLUMNS, INTERVAL_US, TRADE_COLUMNS, bars_by_source, trade_files
from edge_files import edge_files
from engines import make

ALL = "pandas,polars,duckdb,numba,numba-polars,numba-memory"


def read_reference(folder):
    out = {}
    for name in sorted(os.listdir(folder)):
        if name.startswith("bars_") and name.endswith(".csv"):
            with open(os.path.join(folder, name)) as f:
                rows = list(csv.DictReader(f))
            columns = {"timestamp_us": np.array([int(r["timestamp_us"]) for r in rows], np.int64)}
            for c in BAR_COLUMNS:
                columns[c] = np.array([float(r[c]) if r[c] else np.nan for r in rows])
            out[name[len("bars_") : -len(".csv")]] = columns
    return out


def engine_bars(name, files):
    engine = make(name)
    engine.prepare(files)
    bars = bars_by_source(engine, engine.run(files))
    engine.close()
    return bars


def degenerate_bars(files):
    """{(source, timestamp_us): kind} of the bars whose correlation has no meaning."""
    out = {}
    for source, path in files:
        table = pq.read_table(path, columns=TRADE_COLUMNS)
        time, price, size, _, side = (table[c].to_numpy() for c in TRADE_COLUMNS)
        bucket = time // INTERVAL_US
        cuts = np.flatnonzero(np.diff(bucket)) + 1
        for lo, hi in zip(np.r_[0, cuts], np.r_[cuts, len(time)], strict=True):
            if hi - lo <= 10:
                continue
            flow, change = (size[lo:hi] * side[lo:hi])[1:], np.diff(price[lo:hi])
            if flow.min() == flow.max():
                out[source, int(bucket[lo]) * INTERVAL_US] = "const-x"
            elif change.any() and np.ptp(change) <= 1e-9 * np.abs(change).max():
                out[source, int(bucket[lo]) * INTERVAL_US] = "const-dp"
    return out


def compare(reference, got, rel, floor, degenerate):
    """(report, number of cells that disagree)"""
    if sorted(reference) != sorted(got):
        return {"sources": [sorted(reference), sorted(got)]}, 1
    cells, largest_rel, largest_abs, bad, near, known = 0, 0.0, 0.0, [], {}, {}
    for source, want in reference.items():
        have, times = got[source], want["timestamp_us"]
        if not np.array_equal(times, have["timestamp_us"]):
            return {"timestamps differ": source, "bars": [len(times), len(have["timestamp_us"])]}, 1
        for c in BAR_COLUMNS:
            x, y = want[c].astype(float), have[c].astype(float)
            cells += len(x)
            error = np.abs(x - y)
            close = error <= rel * np.abs(x)
            if (close & (x != 0)).any():
                largest_rel = max(largest_rel, float((error / np.abs(x))[close & (x != 0)].max()))
            for i in np.flatnonzero(~(close | np.isnan(x) & np.isnan(y))):
                kind = degenerate.get((source, int(times[i])))
                if error[i] <= floor:
                    near[c] = near.get(c, 0) + 1
                    largest_abs = max(largest_abs, float(error[i]))
                elif c == "kyle_lambda" and kind:
                    known[kind] = known.get(kind, 0) + 1
                else:
                    bad.append([source, int(times[i]), c, float(x[i]), float(y[i])])
    return {
        "cells": cells,
        "largest_rel_error": float(f"{largest_rel:.2g}"),
        "within_abs_only": near,
        "largest_abs_error_of_those": float(f"{largest_abs:.2g}"),
        "known_degenerate": known,
        "disagree": len(bad),
        "examples": bad[:5],
    }, len(bad)


def main():
    parser = argparse.ArgumentParser(description="compare the engines' bars with a reference")
    parser.add_argument("data_dir", nargs="?")
    parser.add_argument("--reference", metavar="DIR")
    parser.add_argument("--edge", action="store_true")
    parser.add_argument("--symbol", default="BTCUSDT")
    parser.add_argument("--engines", default=ALL)
    parser.add_argument("--rel", type=float, default=1e-9)
    parser.add_argument("--abs", type=float, default=2e-13)
    args = parser.parse_args()
    if not (args.data_dir or args.edge):
        parser.error("give DATA_DIR or --edge")
    np.seterr(invalid="ignore", divide="ignore")
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        files = trade_files(edge_files(scratch) if args.edge else args.data_dir, args.symbol)
        reference = read_reference(args.reference) if args.reference else engine_bars("pandas", files)
        degenerate = degenerate_bars(files)
        for name in args.engines.split(","):
            report, bad = compare(reference, engine_bars(name, files), args.rel, args.abs, degenerate)
            print(json.dumps({"engine": name, "ok": bad == 0, **report}), flush=True)
            failed = failed or bad > 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
