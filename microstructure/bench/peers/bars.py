"""What the engines share: where trades are, what a bar holds, how work is dealt out."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

INTERVAL_US = 300_000_000
WORKERS = 2
TRADE_COLUMNS = ["timestamp_us", "price", "quantity", "quote_quantity", "side"]
FEATURES = [
    "vol_imbalance",
    "dollar_imbalance",
    "large_imbalance",
    "large_vol_pct",
    "count_imbalance",
    "arrival_rate",
    "iti_cv",
    "burstiness",
    "trade_acceleration",
    "price_range",
    "close_vs_vwap",
    "kyle_lambda",
    "vol_profile_skew",
]
TOTALS = ["open", "close", "high", "low", "volume", "buy_volume", "sell_volume", "quote_volume", "trade_count"]
BAR_COLUMNS = [*FEATURES, *TOTALS]

# Several small files of one source can go through an engine at once if each has its own stretch of the time axis.
# The shift is a whole number of intervals, so bars, gaps and halves are what they were. Good until the year 2049.
SHIFT = INTERVAL_US << 23


def trade_files(data_dir, symbol):
    """[(source, path)] in the order of source and date."""
    root = os.path.join(data_dir, symbol, "trades")
    out = []
    for source in sorted(os.listdir(root)):
        folder = os.path.join(root, source)
        out += [
            (source, os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(".parquet")
        ]
    if not out:
        raise SystemExit(f"no parquet files under {root}")
    return out


class Engine:
    """bars(paths) gives (rows, table) for files of one source; columns(table) a dict of arrays, timestamp_us first."""

    workers = WORKERS
    batch_bytes = 0  # files are put together until they reach this size; 0: every file alone

    def __init__(self):
        self.pool = ThreadPoolExecutor(self.workers) if self.workers > 1 else None

    def batches(self, files):
        out, size = [], 0
        for source, path in files:
            if out and out[-1][0] == source and size < self.batch_bytes and len(out[-1][1]) < 1000:
                out[-1][1].append(path)
            else:
                out.append((source, [path]))
                size = 0
            size += os.path.getsize(path)
        return out

    def prepare(self, files):
        """Before the measured part: imports, compilation, pools."""
        self.run(files[:1] * WORKERS)

    def run(self, files):
        """[(source, rows, table)]"""
        batches = self.batches(files)
        work = [paths for _, paths in batches]
        done = self.pool.map(self.bars, work) if self.pool else map(self.bars, work)
        return [(source, rows, table) for (source, _), (rows, table) in zip(batches, done, strict=True)]

    def columns(self, table):
        return {c: np.asarray(table[c]) for c in ["timestamp_us", *BAR_COLUMNS]}

    def children(self):
        """Process ids of helpers, whose memory counts."""
        return []

    def close(self):
        if self.pool:
            self.pool.shutdown()


def bars_by_source(engine, results):
    """{source: {column: array}} in time order."""
    parts = {}
    for source, _, table in results:
        columns = engine.columns(table)
        if columns is not None:
            parts.setdefault(source, []).append(columns)
    out = {}
    for source, pieces in parts.items():
        columns = {c: np.concatenate([p[c] for p in pieces]) for c in pieces[0]}
        order = np.argsort(columns["timestamp_us"], kind="stable")
        out[source] = {c: v[order] for c, v in columns.items()}
    return out
