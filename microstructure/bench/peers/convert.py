"""Archives of Binance futures trades, or parquet files with the columns below, to parquet, by DuckDB or polars.

    convert.py ENGINE OUT ARCHIVE...

engines
  duckdb     one archive after the other, by a connection with two threads
  duckdb-2c  two archives at a time, by two connections with one thread each
  polars     one archive after the other, by its streaming engine on two threads

Writes OUT/BTCUSDT/trades/binance_futures/DATE.parquet with the columns timestamp_us, price, quantity, quote_quantity
and side, in the order of the archive and as the engine writes by default. Neither reads a zip: such an archive is
unpacked into OUT first, in the measured part. Rows are not sorted, and duplicates stay.

Prints one JSON line: engine, rows, seconds. The start of the process and imports are outside them.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import os
import shutil
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pyarrow.parquet as pq

CORES = 2
ENGINES = {"duckdb": 1, "duckdb-2c": 2, "polars": 1}  # archives at a time

# Columns and format are given: to detect them takes longer, and finds the same.
CONVERT = """
copy (
  select time * 1000 timestamp_us, price, qty quantity, quote_qty quote_quantity,
         (case when is_buyer_maker then -1 else 1 end)::tinyint side
  from read_csv({archive}, auto_detect=false, header=true, delim=',', columns={{
    id: 'bigint', price: 'double', qty: 'double', quote_qty: 'double', time: 'bigint', is_buyer_maker: 'boolean'}})
) to {day} (format parquet)"""


COPY = """
copy (select timestamp_us, price, quantity, quote_quantity, side from read_parquet({archive}))
to {day} (format parquet)"""


def quoted(path):
    return "'" + path.replace("'", "''") + "'"


def unpack(archive, folder):
    """The path of the only member of a zip, written into a folder."""
    with zipfile.ZipFile(archive) as z:
        (name,) = z.namelist()
        path = os.path.join(folder, os.path.basename(name))
        with z.open(name) as member, open(path, "wb") as f:
            shutil.copyfileobj(member, f, 1 << 20)
    return path


def by_duckdb(duckdb, threads):
    """A function from an archive's text or parquet to a day, by a connection of its own."""
    connection = duckdb.connect(config={"threads": threads})

    def convert(source, day):
        statement = COPY if source.endswith(".parquet") else CONVERT
        connection.execute(statement.format(archive=quoted(source), day=quoted(day)))

    return convert


def by_polars(pl):
    """The same by polars, whose threads are what POLARS_MAX_THREADS says."""
    text = {"id": pl.Int64, "price": pl.Float64, "qty": pl.Float64, "quote_qty": pl.Float64, "time": pl.Int64}
    text["is_buyer_maker"] = pl.Boolean
    columns = [
        (pl.col("time") * 1000).alias("timestamp_us"),
        "price",
        pl.col("qty").alias("quantity"),
        pl.col("quote_qty").alias("quote_quantity"),
        pl.when("is_buyer_maker").then(-1).otherwise(1).cast(pl.Int8).alias("side"),
    ]
    names = ["timestamp_us", "price", "quantity", "quote_quantity", "side"]

    def convert(source, day):
        if source.endswith(".parquet"):
            trades = pl.scan_parquet(source).select(names)
        else:
            trades = pl.scan_csv(source, schema=text).select(columns)
        trades.sink_parquet(day, engine="streaming")

    return convert


def convert(engine, archive, folder):
    """Writes the day of one archive, and returns its path."""
    stem, extension = os.path.splitext(os.path.basename(archive))
    text = unpack(archive, folder) if extension == ".zip" else archive
    day = os.path.join(folder, stem[-len("YYYY-MM-DD") :] + ".parquet")
    engine(text, day)
    if text != archive:
        os.remove(text)
    return day


def main():
    parser = argparse.ArgumentParser(description="archives of Binance futures trades to parquet, by DuckDB or polars")
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("out")
    parser.add_argument("archives", nargs="+")
    args = parser.parse_args()
    folder = os.path.join(args.out, "BTCUSDT", "trades", "binance_futures")
    os.makedirs(folder)
    at_a_time = ENGINES[args.engine]
    library = import_module(args.engine.partition("-")[0])
    local = threading.local()

    def work(archive):
        if not hasattr(local, "engine"):
            polars = args.engine == "polars"
            local.engine = by_polars(library) if polars else by_duckdb(library, CORES // at_a_time)
        return convert(local.engine, archive, folder)

    start = time.perf_counter()
    with ThreadPoolExecutor(at_a_time) as pool:
        days = list(pool.map(work, args.archives))
    seconds = time.perf_counter() - start
    rows = sum(pq.read_metadata(day).num_rows for day in days)
    print(json.dumps({"engine": args.engine, "rows": rows, "seconds": [round(seconds, 5)]}))


if __name__ == "__main__":
    main()
