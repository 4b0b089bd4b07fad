"""A compiled kernel behind the pyarrow reader, behind the polars reader, and on columns in memory."""

import numpy as np
import pyarrow.parquet as pq

from bars import BAR_COLUMNS, INTERVAL_US, TRADE_COLUMNS, Engine
from numba_kernel import build_kernel


class Numba(Engine):
    """Columns are used where the reader left them, piece by piece; only a bar cut by a piece's end is copied.
    Gluing the pieces first would cost about as much again as the kernel does."""

    def __init__(self):
        super().__init__()
        self.kernel = build_kernel()

    def pieces(self, path):
        f = pq.ParquetFile(path, memory_map=True, pre_buffer=False)
        for i in range(f.num_row_groups):
            for batch in f.read_row_group(i, columns=TRADE_COLUMNS, use_threads=False).to_batches():
                yield [batch.column(c).to_numpy() for c in TRADE_COLUMNS]

    def bars(self, paths):
        path = paths[0]
        keys, outs, rows, carry = [], [], 0, None

        def run(c):
            n = len(c[0])
            if n:
                room = int(min(n, (c[0][-1] - c[0][0]) // INTERVAL_US + 2))
                key, out = np.empty(max(room, 1), np.int64), np.empty((max(room, 1), len(BAR_COLUMNS)))
                r = self.kernel(*c, key, out, np.empty(n + 2), np.empty(1 << 15, np.int32))
                if r < 0:
                    raise ValueError(path + ": timestamps go back")
                keys.append(key[:r])
                outs.append(out[:r])

        for c in self.pieces(path):
            t = c[0]
            if not len(t):
                continue
            rows += len(t)
            done = 0
            if carry is not None:
                if t[0] < carry[0][-1]:
                    raise ValueError(path + ": timestamps go back")
                done = int(np.searchsorted(t, (carry[0][0] // INTERVAL_US + 1) * INTERVAL_US))
                carry = [np.concatenate((x, y[:done])) for x, y in zip(carry, c, strict=True)]
                if done == len(t):
                    continue
                run(carry)
            last = int(np.searchsorted(t, t[-1] // INTERVAL_US * INTERVAL_US))
            run([x[done:last] for x in c])
            carry = [x[last:] for x in c]
        if carry is not None:
            run(carry)
        if not keys:
            return rows, (np.empty(0, np.int64), np.empty((0, len(BAR_COLUMNS))))
        return rows, (np.concatenate(keys), np.concatenate(outs))

    def columns(self, table):
        return {"timestamp_us": table[0], **{c: table[1][:, i] for i, c in enumerate(BAR_COLUMNS)}}


class NumbaPolars(Numba):
    def pieces(self, path):
        import polars as pl  # here, so that its memory is not in the other engines' figures

        d = pl.read_parquet(path, columns=TRADE_COLUMNS)
        chunks = [d[c].get_chunks() for c in TRADE_COLUMNS]
        if len({tuple(len(x) for x in cs) for cs in chunks}) > 1:
            chunks = [[d[c].rechunk()] for c in TRADE_COLUMNS]
        for piece in zip(*chunks, strict=True):
            yield [x.to_numpy() for x in piece]


class NumbaMemory(Numba):
    def prepare(self, files):
        self.held = {p: [[x.copy() for x in c] for c in Numba.pieces(self, p)] for _, p in files}
        super().prepare(files)

    def pieces(self, path):
        return self.held[path]
