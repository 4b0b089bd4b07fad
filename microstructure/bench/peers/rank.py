"""Rolling percentile ranks of the six consensus columns, three ways. Each gives a function without arguments that
returns an array of six rows."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numba import njit

from bars import WORKERS
from panel import CONSENSUS, MIN_PERIODS, WINDOW


def rank_pandas(df):
    columns = [df[c] for c in CONSENSUS]
    return lambda: np.vstack([c.rolling(WINDOW, min_periods=MIN_PERIODS).rank(pct=True).to_numpy() for c in columns])


def rank_polars(df):
    """rolling_rank gives the average rank; the share of the window needs a count of its values as well."""
    d = pl.DataFrame({c: df[c].to_numpy() for c in CONSENSUS}, nan_to_null=True)
    c = pl.all()
    e = c.rolling_rank(WINDOW, method="average", min_samples=MIN_PERIODS) / c.is_not_null().cast(
        pl.Float64
    ).rolling_sum(WINDOW, min_samples=1)
    return lambda: d.select(e).to_numpy().T


def rank_numba(df):
    """Every value gets its place among the distinct values of the whole column. The window keeps a count per place
    and per block of 256 places; a rank is a sum over the blocks below and over the places below inside one block."""

    @njit(nogil=True, cache=True)
    def kernel(place, distinct, w, m, out):
        cnt = np.zeros(distinct + 256, np.uint16)
        blk = np.zeros((distinct >> 8) + 1, np.uint16)
        k = 0
        for i in range(len(place)):
            if i >= w and place[i - w] >= 0:
                r = place[i - w]
                cnt[r] -= np.uint16(1)
                blk[r >> 8] -= np.uint16(1)
                k -= 1
            r = place[i]
            out[i] = np.nan
            if r >= 0:
                cnt[r] += np.uint16(1)
                blk[r >> 8] += np.uint16(1)
                k += 1
                if k >= m:
                    lo = np.uint16(0)
                    hi = np.uint16(0)
                    for j in range(r >> 8):
                        hi += blk[j]
                    for j in range((r >> 8) << 8, r):
                        lo += cnt[j]
                    out[i] = (np.int64(hi) + np.int64(lo) + (np.int64(cnt[r]) + 1) * 0.5) / k

    columns = [df[c].to_numpy() for c in CONSENSUS]
    pool = ThreadPoolExecutor(WORKERS)

    def one(v, out):
        order = np.argsort(v)
        s = v[order]
        place = np.empty(len(v), np.int64)
        new = np.empty(len(v), bool)
        new[0] = False
        np.not_equal(s[1:], s[:-1], out=new[1:])
        rank = np.cumsum(new)
        place[order] = rank
        place[v != v] = -1
        kernel(place, int(rank[-1]) + 1, WINDOW, MIN_PERIODS, out)

    def run():
        out = np.empty((len(columns), len(df)))
        list(pool.map(one, columns, out))
        return out

    return run


ENGINES = {"pandas": rank_pandas, "polars": rank_polars, "numba": rank_numba}
