"""A seeded panel to rank and to backtest on: six noisy consensus columns, a price, regimes and a signal."""

import numpy as np
import pandas as pd

WINDOW, MIN_PERIODS = 864, 288
CONSENSUS = [
    c + "_consensus"
    for c in (
        "vol_imbalance",
        "dollar_imbalance",
        "large_imbalance",
        "count_imbalance",
        "close_vs_vwap",
        "vol_profile_skew",
    )
]
OTHER_COLUMNS = 48  # what a panel of three sources holds besides, and a backtest copies


def make_panel(rows, seed):
    rng = np.random.default_rng(seed)
    base = rng.normal(size=rows)
    columns = {"timestamp_us": 1_761_955_200_000_000 + 300_000_000 * np.arange(rows)}
    for c in CONSENSUS:
        columns[c] = np.tanh(0.5 * base + 0.4 * rng.normal(size=rows))
    log_volatility = np.zeros(rows)
    for i in range(1, rows):
        log_volatility[i] = 0.98 * log_volatility[i - 1] + 0.12 * rng.normal()
    returns = 8e-4 * np.exp(log_volatility) * rng.normal(size=rows)
    columns["close_bn"] = np.round(95000 * np.exp(np.cumsum(returns)), 1)
    for i in range(OTHER_COLUMNS):
        columns[f"other_{i}"] = rng.normal(size=rows)
    df = pd.DataFrame(columns)
    df["vol_regime"] = regimes(df["close_bn"])
    score = df[CONSENSUS].rolling(WINDOW, min_periods=MIN_PERIODS).rank(pct=True).mean(axis=1, skipna=False)
    window = score.rolling(WINDOW, min_periods=MIN_PERIODS)
    df["signal"] = (score - window.mean()) / window.std().clip(lower=1e-10)
    return df


def regimes(close):
    """An hour's volatility over a day's, cut at 30 and 70 %."""
    change = close.pct_change()
    ratio = change.rolling(12).std() / change.rolling(288).std().clip(lower=1e-10)
    names = pd.cut(ratio, [-np.inf, *ratio.quantile([0.3, 0.7]), np.inf], labels=["low_vol", "normal", "high_vol"])
    return names.cat.add_categories("warmup").fillna("warmup")


def write_panel(df, path):
    """What a program in another language needs of it, floats to the last bit, an empty cell for NaN."""
    df[["timestamp_us", *CONSENSUS, "close_bn", "vol_regime", "signal"]].to_csv(path, index=False)
