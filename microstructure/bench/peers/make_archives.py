"""Make archives to import: DIR/csv/BTCUSDT-trades-DATE.csv and, of the same bytes, DIR/zip/BTCUSDT-trades-DATE.zip.

    make_archives.py DIR [--scale 1.0]

Four days of 3,000,000 trades, by the walk of make_data.py, as Binance publishes those of its futures: a header,
consecutive ids, prices with 2 decimals, quantities with 3, quote quantities with 5, times in ms, zlib's default level.
--scale multiplies the trades of a day. The same arguments give the same bytes.
"""

import argparse
import os
import zipfile
from datetime import timedelta

import numpy as np
import polars as pl

from make_data import FIRST_DAY, day_trades

DAYS, TRADES, FIRST_ID = 4, 3_000_000, 6_000_000_000


def csv_rows(trades, first_id):
    """The exchange's columns, with its decimals."""

    def decimals(name, scale):
        return pl.col(name).cast(pl.Decimal(20, scale))

    return pl.from_arrow(trades).select(
        id=pl.int_range(first_id, first_id + pl.len()),
        price=decimals("price", 2),
        qty=decimals("quantity", 3),
        quote_qty=decimals("quote_quantity", 5),
        time=pl.col("timestamp_us") // 1000,
        is_buyer_maker=pl.col("side") < 0,
    )


def main():
    parser = argparse.ArgumentParser(description="make archives to import")
    parser.add_argument("dir")
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    trades = max(1, round(TRADES * args.scale))
    for kind in "csv", "zip":
        os.makedirs(os.path.join(args.dir, kind))
    for d in range(DAYS):
        day = FIRST_DAY + timedelta(days=d)
        name = f"BTCUSDT-trades-{day}"
        text = (
            csv_rows(day_trades(np.random.default_rng([0, d]), day, trades), FIRST_ID + d * trades).write_csv().encode()
        )
        with open(os.path.join(args.dir, "csv", name + ".csv"), "wb") as f:
            f.write(text)
        with zipfile.ZipFile(os.path.join(args.dir, "zip", name + ".zip"), "w") as z:
            z.writestr(zipfile.ZipInfo(name + ".csv"), text, zipfile.ZIP_DEFLATED, 6)  # ZipInfo: always the same date


if __name__ == "__main__":
    main()
