"""Make trades to measure with: DIR/BTCUSDT/trades/SOURCE/DATE.parquet.

    make_data.py SHAPE DIR [--scale 1.0]

shapes
  dense   3 sources × 2 days of 3,000,000 trades, written as pyarrow does by default: Snappy, dictionaries, row groups
          of 1,048,576 rows
  groups  the same trades in row groups of 10,000 rows
  long    2 sources × 1 day of 10,000,000 trades
  sparse  3 sources × 92 days of about 30 trades per bar, zstd

Prices are on ticks of 0.1, sizes log-normal on steps of 0.001, times in whole milliseconds. --scale multiplies the
trades of a dense day and the days of sparse ones. The same arguments give the same trades.
"""

import argparse
import os
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SOURCES = ["binance_futures", "bybit_futures", "okx_futures"]
FIRST_DAY = date(2025, 11, 1)
DAY_MS = 86_400_000
SHAPES = {  # sources, days, trades per day, options of the writer
    "dense": (3, 2, 3_000_000, {}),
    "groups": (3, 2, 3_000_000, {"row_group_size": 10_000}),
    "long": (2, 1, 10_000_000, {}),
    "sparse": (3, 92, 288 * 30, {"compression": "zstd"}),
}


def day_trades(rng, day, n):
    """A day of n trades: a walk of prices, takers that come in runs of one side."""
    midnight_ms = (day - date(1970, 1, 1)).days * DAY_MS
    time_ms = midnight_ms + np.sort(rng.integers(0, DAY_MS, n))
    side = np.where(np.cumsum(rng.random(n) < 0.4) % 2 == 0, 1, -1)
    moves = np.rint(rng.normal(0, 1, n)) * (rng.random(n) < 0.3)
    price = np.rint(950_000 + np.cumsum(moves) + side) / 10
    size = np.maximum(np.rint(1000 * np.exp(rng.normal(-4, 1.5, n))), 1) / 1000
    return pa.table(
        {
            "timestamp_us": time_ms * 1000,
            "price": price,
            "quantity": size,
            "quote_quantity": price * size,
            "side": side.astype(np.int8),
        }
    )


def main():
    parser = argparse.ArgumentParser(description="make trades to measure with")
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("dir")
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    sources, days, trades, options = SHAPES[args.shape]
    if args.shape == "sparse":
        days = max(1, round(days * args.scale))
    else:
        trades = max(1, round(trades * args.scale))
    for s, source in enumerate(SOURCES[:sources]):
        folder = os.path.join(args.dir, "BTCUSDT", "trades", source)
        os.makedirs(folder)
        for d in range(days):
            day = FIRST_DAY + timedelta(days=d)
            table = day_trades(np.random.default_rng([s, d]), day, trades)
            pq.write_table(table, os.path.join(folder, f"{day}.parquet"), **options)


if __name__ == "__main__":
    main()
