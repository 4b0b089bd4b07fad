"""Bars of a run of trades, compiled by numba."""

import numpy as np
from numba import int64, njit, uint64

from bars import INTERVAL_US


def build_kernel():
    sums = {"reassoc", "nsz", "contract"}  # lets the compiler use vector adds; NaN and infinity keep their meaning
    opt = {"nogil": True, "cache": True}

    @njit(**opt)
    def select(v, lo, hi, k):
        """k-th smallest of v[lo..hi], in place."""
        while True:
            if hi - lo < 16:
                for i in range(lo + 1, hi + 1):
                    x = v[i]
                    j = i - 1
                    while j >= lo and v[j] > x:
                        v[j + 1] = v[j]
                        j -= 1
                    v[j + 1] = x
                return v[k]
            mid = (lo + hi) >> 1
            if v[mid] < v[lo]:
                v[mid], v[lo] = v[lo], v[mid]
            if v[hi] < v[lo]:
                v[hi], v[lo] = v[lo], v[hi]
            if v[hi] < v[mid]:
                v[hi], v[mid] = v[mid], v[hi]
            x = v[mid]
            i = lo
            j = hi
            while i <= j:
                while v[i] < x:
                    i += 1
                while v[j] > x:
                    j -= 1
                if i <= j:
                    v[i], v[j] = v[j], v[i]
                    i += 1
                    j -= 1
            if k <= j:
                hi = j
            elif k >= i:
                lo = i
            else:
                return v[k]

    @njit(**opt)
    def threshold(q, a, b, qmin, qmax, buf, hist):
        """The order statistic k = ceil(0.9 (m-1)): ">= it" equals ">= numpy.percentile(q, 90)". Non-negative doubles
        order like their bits, so a histogram of the top 16 bits finds the narrow class that holds it."""
        m = b - a
        k = (9 * (m - 1) + 9) // 10
        if m < 256 or not qmin >= 0.0 or not qmax < np.inf:
            for i in range(m):
                buf[i] = q[a + i]
            return select(buf, 0, m - 1, k)
        bits = q.view(np.int64)
        buf[0] = abs(qmin)
        buf[1] = qmax
        ends = buf.view(np.int64)
        c0 = ends[0] >> 48
        c = ends[1] >> 48
        for i in range(c0, c + 1):
            hist[i] = 0
        for i in range(a, b):
            hist[uint64(bits[i] & 0x7FFFFFFFFFFFFFFF) >> uint64(48)] += 1
        above = 0
        while m - above - hist[c] > k:
            above += hist[c]
            c -= 1
        j = uint64(0)
        want = int64(c)
        for i in range(a, b):
            buf[j] = q[i]
            j += uint64(((bits[i] & 0x7FFFFFFFFFFFFFFF) >> 48) == want)
        return select(buf, 0, int64(j) - 1, k - (m - above - int64(j)))

    @njit(**opt)
    def lower(t, a, b, x):
        while a < b:
            c = (a + b) >> 1
            if t[c] < x:
                a = c + 1
            else:
                b = c
        return a

    @njit(fastmath=sums, **opt)
    def sides(q, qq, s, a, b):
        tot = tq = bv = sv = bq = sq = sx = 0.0
        for i in range(a, b):
            x = q[i]
            y = qq[i]
            buy = s[i] == 1
            sell = s[i] == -1
            tot += x
            tq += y
            bv += x if buy else 0.0
            sv += x if sell else 0.0
            bq += y if buy else 0.0
            sq += y if sell else 0.0
            sx += x * s[i]
        return tot, tq, bv, sv, bq, sq, sx

    @njit(**opt)
    def counts(s, a, b):
        bc = np.int32(0)
        sc = np.int32(0)
        for i in range(a, b):
            bc += np.int32(s[i] == 1)
            sc += np.int32(s[i] == -1)
        return bc, sc

    @njit(**opt)
    def extremes(v, a, b):
        """min and max of doubles given as bits: integer min and max use vector instructions, the float ones do not."""
        flip = 0x7FFFFFFFFFFFFFFF
        lo = hi = v[a] ^ ((v[a] >> 63) & flip)
        for i in range(a, b):
            x = v[i] ^ ((v[i] >> 63) & flip)
            hi = max(hi, x)
            lo = min(lo, x)
        o = np.empty(2, np.int64)
        o[0] = lo ^ ((lo >> 63) & flip)
        o[1] = hi ^ ((hi >> 63) & flip)
        f = o.view(np.float64)
        return f[0], f[1]

    @njit(fastmath=sums, **opt)
    def large(q, s, a, b, thr):
        lv = lb = ls = 0.0
        for i in range(a, b):
            x = q[i] if q[i] >= thr else 0.0
            buy = s[i] == 1
            sell = s[i] == -1
            lv += x
            lb += x if buy else 0.0
            ls += x if sell else 0.0
        return lv, lb, ls

    @njit(fastmath=sums, **opt)
    def profile(p, q, a, b, mid):
        va = vb = 0.0
        for i in range(a, b):
            x = q[i]
            up = p[i] >= mid
            down = p[i] < mid
            va += x if up else 0.0
            vb += x if down else 0.0
        return va, vb

    @njit(fastmath=sums, **opt)
    def moments(t, p, q, s, a, b, md, mx):
        """Price changes stay uncentred: (p[i] - p[i-1]) - mean may be regrouped as p[i] - (p[i-1] + mean), and a price
        near 1e5 has no digits to spare for that. The mean is taken out afterwards."""
        dd = xx = yy = xy = 0.0
        for i in range(a + 1, b):
            d = (t[i] - t[i - 1]) - md
            x = q[i] * s[i] - mx
            y = p[i] - p[i - 1]
            dd += d * d
            xx += x * x
            yy += y * y
            xy += x * y
        return dd, xx, yy, xy

    @njit(error_model="numpy", **opt)
    def kernel(t, p, q, qq, s, key, out, buf, hist):
        """Bars of one run of trades; the number of bars, or -1 if time goes back."""
        n = len(t)
        back = False
        for i in range(1, n):
            back |= t[i] < t[i - 1]
        if back:
            return -1
        a = 0
        r = 0
        while a < n:
            bucket = t[a] // INTERVAL_US
            end = (bucket + 1) * INTERVAL_US
            step = 256
            b = a
            while b < n and t[b] < end:
                b += step
                step *= 2
            b = lower(t, max(a, b - step // 2), min(b, n), end)
            m = b - a
            if m >= 2:
                tot, tq, bv, sv, bq, sq, sx = sides(q, qq, s, a, b)
                bc, sc = counts(s, a, b)
                lo, hi = extremes(p.view(np.int64), a, b)
                qmin, qmax = extremes(q.view(np.int64), a, b)
                lv, lb, ls = large(q, s, a, b, threshold(q, a, b, qmin, qmax, buf, hist))
                va, vb = profile(p, q, a, b, (hi + lo) / 2)
                t0 = t[a]
                dur = t[b - 1] - t0
                k = m - 1
                gap = dur / k
                dd, xx, yy, xy = moments(t, p, q, s, a, b, gap, (sx - q[a] * s[a]) / k)
                yy -= (p[b - 1] - p[a]) / k * (p[b - 1] - p[a])
                T = max(tot, 1e-10)
                vwap = tq / T
                W = max(vwap, 1e-10)
                o = out[r]
                key[r] = bucket * INTERVAL_US
                o[0] = (bv - sv) / T
                o[1] = (bq - sq) / max(bq + sq, 1e-10)
                o[2] = (lb - ls) / max(lb + ls, 1e-10)
                o[3] = lv / T
                o[4] = (bc - sc) / m
                o[5] = m / max(dur / 1e6, 0.001)
                o[6] = 0.0
                o[7] = 1.0
                if m > 2:
                    o[6] = np.sqrt(dd / k) / max(gap, 1.0)
                    if dur > 0:  # with every trade at one instant the last fifth holds them all: 1.0
                        prev = a
                        most = 0
                        for e in range(1, 6):
                            c = lower(t, prev, b, t0 + (e * dur + 4) // 5) if e < 5 else b
                            most = max(most, c - prev)
                            prev = c
                        o[7] = most / m
                o[8] = (m - 2 * (lower(t, a, b, t0 + (dur + 1) // 2) - a)) / m
                o[9] = (hi - lo) / W
                o[10] = (p[b - 1] - vwap) / W
                o[11] = 0.0
                if m > 10:
                    x0 = q[a + 1] * s[a + 1]
                    y0 = p[a + 1] - p[a]
                    flat_x = flat_y = True
                    for i in range(a + 2, b):
                        flat_x &= q[i] * s[i] == x0
                        flat_y &= p[i] - p[i - 1] == y0
                        if not (flat_x or flat_y):
                            break
                    if not flat_x:
                        o[11] = np.nan if flat_y else min(1.0, max(-1.0, xy / (np.sqrt(xx) * np.sqrt(yy))))
                o[12] = (va - vb) / T
                o[13] = p[a]
                o[14] = p[b - 1]
                o[15] = hi
                o[16] = lo
                o[17] = tot
                o[18] = bv
                o[19] = sv
                o[20] = bq + sq
                o[21] = m
                r += 1
            a = b
        return r

    return kernel
