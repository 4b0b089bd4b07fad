"""A contrarian backtest with a fixed holding period over a grid of configurations, three ways.

Each engine gives a function without arguments that returns one row per configuration: number of round trips, total and
mean net return in bps, share of winners, annualised Sharpe ratio."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numba import njit

from bars import WORKERS

FILTERS = {"all": None, "low+normal": ["low_vol", "normal"], "low_only": ["low_vol"]}
FEE_BPS = 7.0
PERIODS_A_YEAR = 252 * 288


def grid(configurations):
    """[(filter, threshold, holding)]: 3 × 4 × 4, or 3 × 100 × 16."""
    if configurations == 48:
        thresholds, holdings = [1.0, 1.5, 2.0, 2.5], [3, 6, 12, 24]
    else:
        holdings = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48]
        count = configurations // (len(holdings) * len(FILTERS))
        thresholds = [round(float(x), 4) for x in np.linspace(0.6, 2.6, count)]
    return [(f, t, h) for f in FILTERS for t in thresholds for h in holdings]


def with_signal(df):
    """Signal, close and one mask per filter, of the rows that have a signal."""
    d = df.dropna(subset=["signal"])
    masks = {
        name: np.ones(len(d), bool) if keep is None else d["vol_regime"].isin(keep).to_numpy()
        for name, keep in FILTERS.items()
    }
    return np.ascontiguousarray(d["signal"].to_numpy(float)), np.ascontiguousarray(d["close_bn"].to_numpy(float)), masks


# --- pandas and a loop, as it is mostly written


def backtest(df, regimes, threshold, holding):
    """A frame of round trips. A position still open holding rows before the end is dropped."""
    rows = df.dropna(subset=["signal"]).copy()
    rows["allowed"] = True if regimes is None else rows["vol_regime"].isin(regimes)
    signal, close, allowed = rows["signal"].to_numpy(), rows["close_bn"].to_numpy(), rows["allowed"].to_numpy()
    trips, entry, direction = [], None, 0
    for i in range(len(rows) - holding):
        if entry is not None and i - entry >= holding:
            gross_bps = (close[i] / close[entry] - 1) * 10000 * direction
            trips.append(
                {
                    "entry": entry,
                    "exit": i,
                    "direction": direction,
                    "entry_price": close[entry],
                    "exit_price": close[i],
                    "gross_bps": gross_bps,
                    "net_bps": gross_bps - FEE_BPS,
                }
            )
            entry = None
        if entry is None and allowed[i]:
            if signal[i] > threshold:
                entry, direction = i, -1
            elif signal[i] < -threshold:
                entry, direction = i, 1
    return pd.DataFrame(trips)


def sweep_pandas(df, configurations):
    def run():
        rows = []
        for name, threshold, holding in configurations:
            trips = backtest(df, FILTERS[name], threshold, holding)
            if trips.empty:
                rows.append([0, 0, 0, 0, 0])
                continue
            net = trips["net_bps"]
            sharpe = net.mean() / net.std() * np.sqrt(PERIODS_A_YEAR / holding) if net.std() > 0 else 0
            rows.append([len(net), net.sum(), net.mean(), (net > 0).mean(), sharpe])
        return np.array(rows, float)

    return run


# --- numba


def sweep_numba(df, configurations, jump=False):
    """The same loop, compiled; with jump, a table of next entries, and then from round trip to round trip."""

    @njit(nogil=True, cache=True)
    def figures(net, k, h, out):
        out[:] = 0.0
        if k == 0:
            return
        s = 0.0
        w = 0
        for j in range(k):
            s += net[j]
            w += net[j] > 0
        mean = s / k
        v = 0.0
        for j in range(k):
            v += (net[j] - mean) ** 2
        out[0] = k
        out[1] = s
        out[2] = mean
        out[3] = w / k
        if k > 1 and v > 0:
            out[4] = mean / np.sqrt(v / (k - 1)) * np.sqrt(PERIODS_A_YEAR / h)

    @njit(nogil=True, cache=True)
    def plain(sig, close, ok, thr, h, net):
        k = 0
        inside = False
        at = 0
        d = 0
        for i in range(len(sig) - h):
            if inside and i - at >= h:
                net[k] = (close[i] / close[at] - 1) * 10000 * d - FEE_BPS
                k += 1
                inside = False
            if not inside and ok[i]:
                if sig[i] > thr:
                    inside = True
                    at = i
                    d = -1
                elif sig[i] < -thr:
                    inside = True
                    at = i
                    d = 1
        return k

    @njit(nogil=True, cache=True)
    def next_entries(sig, ok, thr, nxt):
        j = np.int32(len(sig))
        for i in range(len(sig) - 1, -1, -1):
            if ok[i] and (sig[i] > thr or sig[i] < -thr):
                j = np.int32(i)
            nxt[i] = j

    @njit(nogil=True, cache=True)
    def hop(sig, close, nxt, h, net):
        k = 0
        n = len(sig) - h
        i = nxt[0]
        while i + h < n:
            d = -1.0 if sig[i] > 0 else 1.0
            net[k] = (close[i + h] / close[i] - 1) * 10000 * d - FEE_BPS
            k += 1
            i = nxt[i + h]
        return k

    @njit(nogil=True, cache=True)
    def block(sig, close, masks, which, thr, hold, a, b, jump, out):
        net = np.empty(len(sig))
        nxt = np.empty(len(sig), np.int32)
        for c in range(a, b):
            if jump:
                if c == a or which[c] != which[c - 1] or thr[c] != thr[c - 1]:
                    next_entries(sig, masks[which[c]], thr[c], nxt)
                k = hop(sig, close, nxt, hold[c], net)
            else:
                k = plain(sig, close, masks[which[c]], thr[c], hold[c], net)
            figures(net, k, hold[c], out[c])

    sig, close, masks = with_signal(df)
    mask = np.vstack([masks[f] for f in FILTERS])
    which = np.array([list(FILTERS).index(f) for f, _, _ in configurations])
    thr = np.array([t for _, t, _ in configurations])
    hold = np.array([h for _, _, h in configurations])
    # pieces of whole (filter, threshold) groups; several per thread, since low thresholds trade more
    group = np.flatnonzero(np.r_[True, (np.diff(which) != 0) | (np.diff(thr) != 0)])
    cut = np.unique(np.r_[group[:: max(1, len(group) // (8 * WORKERS))], len(configurations)])
    pool = ThreadPoolExecutor(WORKERS)

    def run():
        out = np.empty((len(configurations), 5))
        done = [
            pool.submit(block, sig, close, mask, which, thr, hold, lo, hi, jump, out)
            for lo, hi in itertools.pairwise(cut)
        ]
        for piece in done:
            piece.result()
        return out

    return run


def sweep_numba_jump(df, configurations):
    return sweep_numba(df, configurations, jump=True)


ENGINES = {"pandas": sweep_pandas, "numba": sweep_numba, "numba-jump": sweep_numba_jump}
