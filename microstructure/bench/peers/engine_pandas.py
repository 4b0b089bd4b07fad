"""pandas as it is mostly written: a loop over groupby, numpy on each group."""

import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from bars import BAR_COLUMNS, INTERVAL_US, TRADE_COLUMNS, WORKERS, Engine

TINY = 1e-10  # least denominator


def bar_features(group):
    """One bar's columns out of its trades, of which there are at least two."""
    time, price, size, quote, side = (group[c].to_numpy() for c in TRADE_COLUMNS)
    n = len(time)
    buys, sells = side == 1, side == -1
    volume, quote_total = size.sum(), quote.sum()
    buy_volume, sell_volume = size[buys].sum(), size[sells].sum()
    buy_quote, sell_quote = quote[buys].sum(), quote[sells].sum()
    vwap = quote_total / max(volume, TINY)

    large = size >= np.percentile(size, 90)
    large_buys, large_sells = size[large & buys].sum(), size[large & sells].sum()

    span = time[-1] - time[0]
    gap_variation, busiest_fifth = 0.0, 1.0
    if n > 2:
        gaps = np.diff(time).astype(float)
        gap_variation = gaps.std() / max(gaps.mean(), 1)
        fifths, _ = np.histogram(time, bins=np.linspace(time[0], time[-1], 6))
        busiest_fifth = fifths.max() / n
    early = np.count_nonzero(time < (time[0] + time[-1]) / 2)

    impact = 0.0
    if n > 10:
        flow = (size * side)[1:]
        if flow.std() > 0:
            impact = np.corrcoef(flow, np.diff(price))[0, 1]

    high, low = price.max(), price.min()
    upper = price >= (high + low) / 2
    return {
        "vol_imbalance": (buy_volume - sell_volume) / max(volume, TINY),
        "dollar_imbalance": (buy_quote - sell_quote) / max(buy_quote + sell_quote, TINY),
        "large_imbalance": (large_buys - large_sells) / max(large_buys + large_sells, TINY),
        "large_vol_pct": size[large].sum() / max(volume, TINY),
        "count_imbalance": (np.count_nonzero(buys) - np.count_nonzero(sells)) / n,
        "arrival_rate": n / max(span / 1e6, 0.001),
        "iti_cv": gap_variation,
        "burstiness": busiest_fifth,
        "trade_acceleration": (n - 2 * early) / n,
        "price_range": (high - low) / max(vwap, TINY),
        "close_vs_vwap": (price[-1] - vwap) / max(vwap, TINY),
        "kyle_lambda": impact,
        "vol_profile_skew": (size[upper].sum() - size[~upper].sum()) / max(volume, TINY),
        "open": price[0],
        "close": price[-1],
        "high": high,
        "low": low,
        "volume": volume,
        "buy_volume": buy_volume,
        "sell_volume": sell_volume,
        "quote_volume": buy_quote + sell_quote,
        "trade_count": n,
    }


def make_bars(trades):
    """The bars of one file's trades; an interval with fewer than two trades has none."""
    start = trades["timestamp_us"] // INTERVAL_US * INTERVAL_US
    rows = [{"timestamp_us": us, **bar_features(group)} for us, group in trades.groupby(start) if len(group) >= 2]
    return pd.DataFrame(rows, columns=["timestamp_us", *BAR_COLUMNS])


def quiet():
    """Correlations of constants divide by zero, as they should."""
    warnings.filterwarnings("ignore")
    np.seterr(all="ignore")


def file_bars(paths):
    trades = pd.read_parquet(paths[0])
    return len(trades), make_bars(trades)


class Pandas(Engine):
    workers = 1

    def __init__(self):
        super().__init__()
        quiet()

    def bars(self, paths):
        return file_bars(paths)

    def columns(self, table):
        return {c: v.astype(np.int64 if c == "timestamp_us" else float) for c, v in super().columns(table).items()}


class PandasTwoProcesses(Pandas):
    def __init__(self):
        super().__init__()
        self.pool = ProcessPoolExecutor(WORKERS, initializer=quiet)
        self.bars = file_bars  # a plain function: it has to travel to the other processes

    def children(self):
        return list(self.pool._processes)
