"""Archives of Binance futures trades, or parquet files with the columns below, to parquet, by DuckDB.

    convert.py ENGINE OUT ARCHIVE...

engines
  duckdb     one archive after the other, by a connection with two threads
  duckdb-2c  two archives at a time, by two connections with one thread each

Writes OUT/BTCUSDT/trades/binance_futures/DATE.parquet with the columns timestamp_us, price, quantity, quote_quantity
and side, in the order of the archive and as DuckDB writes by default. DuckDB reads no zip: such an archive is unpacked
into OUT first, in the measured part. Rows are not sorted, and duplicates stay.

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

import duckdb

CORES = 2
ENGINES = {"duckdb": 1, "duckdb-2c": 2}  # connections

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


def convert(connection, archive, folder):
    """The number of rows that one archive gave."""
    stem, extension = os.path.splitext(os.path.basename(archive))
    text = unpack(archive, folder) if extension == ".zip" else archive
    day = os.path.join(folder, stem[-len("YYYY-MM-DD") :] + ".parquet")
    statement = COPY if extension == ".parquet" else CONVERT
    (rows,) = connection.execute(statement.format(archive=quoted(text), day=quoted(day))).fetchone()
    if text != archive:
        os.remove(text)
    return rows


def main():
    parser = argparse.ArgumentParser(description="archives of Binance futures trades to parquet, by DuckDB")
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("out")
    parser.add_argument("archives", nargs="+")
    args = parser.parse_args()
    folder = os.path.join(args.out, "BTCUSDT", "trades", "binance_futures")
    os.makedirs(folder)
    connections = ENGINES[args.engine]
    local = threading.local()

    def work(archive):
        if not hasattr(local, "connection"):
            local.connection = duckdb.connect(config={"threads": CORES // connections})
        return convert(local.connection, archive, folder)

    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        rows = sum(pool.map(work, args.archives))
    seconds = time.perf_counter() - start
    print(json.dumps({"engine": args.engine, "rows": rows, "seconds": [round(seconds, 5)]}))


if __name__ == "__main__":
    main()
