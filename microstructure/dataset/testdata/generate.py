"""Writes the files of trades beside it, as pandas, polars, DuckDB and pyarrow write them.

All hold the same 120 trades of 2025-11-01, which trades(i) of reader_test.go computes as well:
timestamp_us = midnight + (i // 2) * 250_000, price = 95_000 + (i * 7 % 40) / 4, quantity = (1 + i * i % 97) / 1_024,
quote_quantity = price * quantity, side = +1 where i % 3 != 0, else -1.

usage: generate.py OUT_DIR     with pandas 3.1, pyarrow 26, polars 2.1 and duckdb 2.0
"""

import os
import sys

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

out = sys.argv[1]
ROWS = 120
i = np.arange(ROWS)
price = 95_000 + (i * 7 % 40) / 4
quantity = (1 + i * i % 97) / 1_024
columns = {
    "timestamp_us": 1_761_955_200_000_000 + (i // 2) * 250_000,
    "price": price,
    "quantity": quantity,
    "quote_quantity": price * quantity,
    "side": np.where(i % 3 != 0, 1, -1).astype(np.int8),
}
names = list(columns)
table = pa.table(columns)
required = pa.schema([f.with_nullable(False) for f in table.schema])


def path(name):
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, "2025-11-01.parquet")


def arrow(name, t=table, **options):
    pq.write_table(t, path(name), **{"store_schema": False, **options})


pd.DataFrame(columns).to_parquet(path("pandas"))
pl.DataFrame(columns).write_parquet(path("polars"))
frame = pd.DataFrame(columns)
duckdb.sql(f"copy frame to '{path('duckdb')}' (format parquet)")
duckdb.sql(f"copy frame to '{path('duckdb_v2')}' (format parquet, parquet_version v2)")
# Three trades far apart: their differences are padded to a block of 2,048.
few = frame.head(3).assign(timestamp_us=1_761_955_200_000_000 + np.array([0, 43_200_000_001, 86_399_999_999]))
duckdb.sql(f"copy few to '{path('few/duckdb_v2')}' (format parquet, parquet_version v2)")
arrow("pyarrow", store_schema=True)
arrow("required", table.cast(required))
for codec in ["none", "zstd", "gzip", "lz4", "brotli"]:
    arrow(codec, compression=codec)
arrow("plain", use_dictionary=False)
arrow("page_v2", data_page_version="2.0")
arrow("page_v2_plain", table.cast(required), data_page_version="2.0", use_dictionary=False)
arrow("split", use_dictionary=False, column_encoding=dict.fromkeys(names, "BYTE_STREAM_SPLIT"))
arrow(
    "delta",
    use_dictionary=False,
    column_encoding={"timestamp_us": "DELTA_BINARY_PACKED", "side": "DELTA_BINARY_PACKED"},
)
arrow("row_groups", row_group_size=37)
# Pages of different lengths in each column: the limit is checked every seven values.
arrow("pages", use_dictionary=["quantity", "side"], write_batch_size=7, data_page_size=200)
# Dictionaries that grow too long inside a row group, which goes on in plain pages.
arrow("fallback", write_batch_size=16, dictionary_pagesize_limit=300)
# Checksums of pages of both versions and of dictionaries, in several row groups.
arrow("checksums", row_group_size=37, write_page_checksum=True)
arrow("checksums_plain", use_dictionary=False, write_batch_size=7, data_page_size=200, write_page_checksum=True)
arrow("checksums_v2", data_page_version="2.0", row_group_size=37, write_page_checksum=True)
arrow(
    "order",
    table.select(names[::-1])
    .append_column("id", pa.array(i))
    .add_column(0, "venue", pa.array(["x"] * ROWS))
    .append_column("tags", pa.array([[1, 2]] * ROWS))
    .append_column("more", pa.array([{"a": 1, "b": 2.0}] * ROWS)),
)
# A column of symbols of which nothing but its pages tells the values.
symbols = table.append_column("symbol", pa.array(["BTCUSDT"] * (ROWS - 1) + [None]))
arrow("symbol", symbols, write_statistics=False)
arrow(
    "symbol_plain", symbols, write_statistics=False, use_dictionary=False, data_page_version="2.0", compression="zstd"
)
for kind in ["int16", "int32", "int64"]:
    arrow("side_" + kind, table.set_column(4, "side", table["side"].cast(kind)))
for kind in ["uint8", "uint64"]:  # all bought
    arrow("side_" + kind, table.set_column(4, "side", pa.array(np.ones(ROWS), kind)))

# Files that must be refused; reader_test.go has the message of each.


def bad(name, t):
    arrow(os.path.join("bad", name), t)


def nulls(column, at):
    values = table[column].to_pylist()
    for k in at:
        values[k] = None
    return table.set_column(names.index(column), column, pa.array(values, table[column].type))


bad("null", nulls("quantity", [77]))
bad("all_null", table.set_column(4, "side", pa.array([None] * ROWS, pa.int8())))
bad("missing", table.drop_columns(["quantity"]))
bad("renamed", table.rename_columns(["timestamp", "price", "quantity", "quote_quantity", "side"]))
bad("doubled", table.append_column("price", table["price"]))
bad("timestamp_type", table.set_column(0, "timestamp_us", table["timestamp_us"].cast(pa.timestamp("us", "UTC"))))
bad("int32_time", table.set_column(0, "timestamp_us", pa.array(i, pa.int32())))
bad("float_price", table.set_column(1, "price", table["price"].cast("float")))
bad("string_side", table.set_column(4, "side", pa.array(np.where(i % 3 != 0, "buy", "sell"))))
bad("bool_side", table.set_column(4, "side", pa.array(i % 3 != 0)))
bad("decimal_price", table.set_column(1, "price", table["price"].cast(pa.decimal128(12, 4))))
bad("list_price", table.set_column(1, "price", pa.array([[x] for x in price])))
bad("struct_price", table.set_column(1, "price", pa.array([{"a": x} for x in price])))
bad("unsigned_side", table.set_column(4, "side", pa.array((columns["side"].astype(np.int64) % 256).astype(np.uint8))))
bad("zero_side", table.set_column(4, "side", pa.array(np.where(i == 17, 0, columns["side"]).astype(np.int8))))
bad("wide_side", table.set_column(4, "side", pa.array(np.where(i == 17, 257, columns["side"].astype(np.int16)))))
bad("milliseconds", table.set_column(0, "timestamp_us", pa.array(columns["timestamp_us"] // 1000)))
