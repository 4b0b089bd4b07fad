"""The steps after the bars, timed: six rolling ranks, and sweeps of a backtest over 48 and 4,800 configurations.

    research.py [--engines pandas,polars,numba,numba-jump] [--repeat 5] [--rows 26496] [--seed 1] [--write DIR]

Prints a JSON line a step and engine: seconds (one a pass), and the largest difference from the reference, which is
pandas, or the compiled loop for 4,800 configurations. The first, compiling call is outside the times. Engines take
turns, so that a slow spell of the machine touches all of them. --write leaves the panel and the reference's answers
in DIR, for a program in another language: panel.csv, rank.csv, sweep_48.csv, sweep_4800.csv.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import os
import time
import warnings

import numpy as np

import rank
import sweep
from panel import make_panel, write_panel


def take_turns(runs, repeat):
    """{name: (seconds, answer)}"""
    answers = {name: run() for name, run in runs.items()}
    seconds = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: (seconds[name], answers[name]) for name in runs}


def report(step, results, reference):
    for name, (seconds, answer) in results.items():
        same_nan = np.array_equal(np.isnan(answer), np.isnan(reference))
        difference = float(np.nanmax(np.abs(answer - reference))) if same_nan else float("inf")
        if difference > 1e-6:  # of sums of thousands of bps
            raise SystemExit(f"{step}: {name} differs from the reference by {difference}")
        print(
            json.dumps(
                {
                    "step": step,
                    "engine": name,
                    "seconds": [round(s, 6) for s in seconds],
                    "largest_difference": difference,
                }
            ),
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description="rolling ranks and backtest sweeps, several engines")
    parser.add_argument("--engines", default="pandas,polars,numba,numba-jump")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rows", type=int, default=26_496)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", metavar="DIR")
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    wanted = args.engines.split(",")
    df = make_panel(args.rows, args.seed)
    if args.write:
        os.makedirs(args.write, exist_ok=True)
        write_panel(df, os.path.join(args.write, "panel.csv"))

    def write(name, answer, header):
        if args.write:
            np.savetxt(os.path.join(args.write, name), answer, fmt="%.17g", delimiter=",", header=header, comments="")

    results = take_turns({n: make(df) for n, make in rank.ENGINES.items() if n in wanted}, args.repeat)
    reference = results["pandas"][1] if "pandas" in results else rank.rank_pandas(df)()
    write("rank.csv", reference.T, ",".join(rank.CONSENSUS))
    report("rank", results, reference)

    for count in (48, 4800):
        configurations = sweep.grid(count)
        makers = {n: make for n, make in sweep.ENGINES.items() if n in wanted and (n != "pandas" or count == 48)}
        results = take_turns({n: make(df, configurations) for n, make in makers.items()}, args.repeat)
        reference = results["pandas"][1] if "pandas" in results else sweep.sweep_numba(df, configurations)()
        write(
            f"sweep_{count}.csv",
            np.column_stack([[t for _, t, _ in configurations], [h for _, _, h in configurations], reference]),
            "threshold,holding,n,total_bps,mean_bps,win_rate,sharpe",
        )
        report(f"sweep {count}", results, reference)


if __name__ == "__main__":
    main()
