"""Reading the five columns and nothing else: what a reader alone would allow."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from bars import TRADE_COLUMNS, WORKERS, Engine


class Read(Engine):
    """pyarrow, a whole file at a time, columns in parallel."""

    workers = 1

    def __init__(self):
        super().__init__()
        pa.set_cpu_count(WORKERS)

    def bars(self, paths):
        return pq.read_table(paths[0], columns=TRADE_COLUMNS, use_threads=True, memory_map=True).num_rows, None

    def columns(self, table):
        return None


class ReadTwoFiles(Read):
    """pyarrow, two files at a time, each by one thread, row group by row group."""

    workers = WORKERS

    def bars(self, paths):
        f = pq.ParquetFile(paths[0], memory_map=True, pre_buffer=False)
        return sum(
            f.read_row_group(i, columns=TRADE_COLUMNS, use_threads=False).num_rows for i in range(f.num_row_groups)
        ), None


class ReadPolars(Read):
    """polars, two files at a time."""

    workers = WORKERS

    def bars(self, paths):
        return pl.read_parquet(paths[0], columns=TRADE_COLUMNS).height, None
