"""Computes the features of TestOwnFeaturesInANotebook with numpy.

usage: own_features.py DATA SYMBOL > own_features.csv

Every sixth bar of every source: source, time, then the five features.
"""

import pathlib
import sys

import numpy as np
import pyarrow.parquet as pq

INTERVAL_US = 300_000_000
LATE_US = 240_000_000


def features(us, price, quantity, side):
    n = len(us)
    top = int(np.ceil(0.1 * n))
    sizes = np.sort(quantity)
    weight = np.arange(1, n + 1) / n
    return (
        sizes[n - top :].sum() / sizes.sum(),
        (weight * quantity * side).sum(),
        np.mean(us % INTERVAL_US >= LATE_US),
        price.max() / price.min() - 1 if n >= 4 else np.nan,
        np.abs(price[1:] / price[:-1] - 1).max(),
    )


def main():
    data, symbol = sys.argv[1:]
    for source in ("binance_futures", "bybit_futures", "okx_futures"):
        rows = []
        for path in sorted((pathlib.Path(data) / symbol / "trades" / source).glob("*.parquet")):
            table = pq.read_table(path)
            us, price, quantity, side = (table[c].to_numpy() for c in ("timestamp_us", "price", "quantity", "side"))
            slot = us // INTERVAL_US
            for s in np.unique(slot):
                bar = slot == s
                if bar.sum() >= 2:
                    rows.append(
                        (s * INTERVAL_US, *features(us[bar], price[bar], quantity[bar], side[bar].astype(float)))
                    )
        for row in rows[::6]:
            print(source, *(repr(float(x)) if i else x for i, x in enumerate(row)), sep=",")


if __name__ == "__main__":
    main()
