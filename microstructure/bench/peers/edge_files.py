"""Trades for what a quiet day never shows."""

import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bars import INTERVAL_US


def edge_files(root):
    """Files for what a quiet day never shows. Every guard of the reference, long bars, bars cut by row groups."""
    rng = np.random.default_rng(7)
    B, start = INTERVAL_US, 1_761_955_200_000_000
    folder = os.path.join(root, "BTCUSDT", "trades", "edge_futures")
    os.makedirs(folder)

    def one(b, n, t=None, p=None, q=None, s=None):
        t = np.sort(rng.integers(0, B, n)) if t is None else np.asarray(t)
        p = np.round(95000 + np.cumsum(rng.normal(size=n)), 1) if p is None else np.broadcast_to(p, n)
        q = np.maximum(np.round(np.exp(rng.normal(-4, 1.6, n)), 3), 0.001) if q is None else np.broadcast_to(q, n)
        s = rng.choice([-1, 1], n) if s is None else np.broadcast_to(s, n)
        return t + start + b * B, p.astype(float), q.astype(float), s

    bars = []

    def add(n, **k):
        bars.append(one(len(bars), n, **k))

    for n in [*range(1, 40), 255, 256, 257, 300, 1000, 5000, 20000]:
        add(n)  # every small count, both ways to find the threshold
    for n in (2, 3, 11, 400):
        add(n, t=np.full(n, 1234))  # one instant
        add(n, t=np.full(n, 0))  # one instant, on the bar's edge
        add(n, t=np.full(n, B - 1))
        add(n, p=95000.0)  # constant price: kyle_lambda NaN above 10 trades
        add(n, q=0.001)  # all sizes tie
        add(n, q=0.25, s=1)  # const-x with an exact mean
        add(n, q=0.001, s=-1)  # const-x, mean maybe inexact
        add(n, q=0.001, s=-1, p=95000.0)  # const-x in a constant price
        add(n + 2, q=0.001, s=-1, p=95000.0)
        add(n, s=1)
        add(n, s=-1)
        add(n, q=np.r_[np.full(n - 1, 0.001), 7.0])
        add(n, t=np.sort(rng.integers(0, 4, n)))  # a span under five microseconds, mean gap under one
        add(n, t=np.arange(n) * 7)  # equal gaps: iti_cv exactly 0
        add(n, t=np.r_[np.arange(n - 1), B - 1])
        add(n, t=np.linspace(0, 250_000_000, n).astype(np.int64) // 5 * 5)  # trades on the histogram's edges
        add(n, p=95000 + 0.5 * np.arange(n))  # const-dp
        add(n, p=np.r_[95000.0, np.full(n - 1, 95000.5)])
        add(n, q=np.round(rng.integers(1, 4, n) * 0.001, 3))
        add(n, q=1e-12)  # totals under the 1e-10 guard
        add(n, p=1e-12, q=1e-3)  # vwap under the guard
        add(n, q=np.where(np.arange(n) % 9 == 0, 1e6, 1e-8))  # sizes over many binary orders
    for n in (50, 3000):
        add(n, t=np.r_[np.zeros(n - 5, int), B - 1 - np.arange(5)[::-1]])  # all but a few at the first instant
    for span in (250_000_000, 250_000_001, 250_000_003):  # crowds just before and just on each edge of the histogram
        for k in range(1, 5):
            edge = -(-k * span // 5)
            add(10, t=np.r_[0, np.full(4, edge - 1), np.full(4, edge), span])
    add(10, t=np.r_[0, np.full(4, 99), np.full(4, 100), 200])  # and of the halves
    add(10, t=np.r_[0, np.full(4, 100), np.full(4, 101), 201])
    cols = [np.concatenate(x) for x in zip(*bars, strict=True)]
    table = pa.table(
        {
            "timestamp_us": cols[0].astype(np.int64),
            "price": cols[1],
            "quantity": cols[2],
            "quote_quantity": cols[1] * cols[2],
            "side": cols[3].astype(np.int8),
        }
    )
    for i, size in enumerate((1 << 20, 997, 64)):  # one row group, then bars cut by many
        pq.write_table(table, os.path.join(folder, f"2025-11-{i + 1:02d}.parquet"), row_group_size=size)
    single = pa.table(
        {
            "timestamp_us": pa.array([start], pa.int64()),
            "price": [1.0],
            "quantity": [1.0],
            "quote_quantity": [1.0],
            "side": pa.array([1], pa.int8()),
        }
    )
    pq.write_table(single, os.path.join(folder, "2025-11-04.parquet"))  # a file with no bar at all
    pq.write_table(table.slice(0, 0), os.path.join(folder, "2025-11-05.parquet"))
    return root
