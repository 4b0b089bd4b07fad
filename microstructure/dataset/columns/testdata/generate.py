"""Writes the files beside it, as pandas, polars, DuckDB and pyarrow write them: columns of every type, without and
with nulls. columns_test.go computes the same values.

usage: generate.py OUT_DIR     with pandas 3.1, pyarrow 26, polars 2.1 and duckdb 2.0
"""

import decimal
import os
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

out = sys.argv[1]
ROWS = 60
rows = range(ROWS)
midnight = 1_761_955_200_123_456  # µs
us = [midnight + i * 250_001 for i in rows]
texts = ["" if i % 11 == 0 else f"word {i % 7}" for i in rows]


def dec(i, digits):
    return decimal.Decimal((i - 9) * 12_345_678).scaleb(-digits)


def columns(null):
    """The columns of every type; of each, rows i with i % 5 == 2 are null if null is set."""

    def array(values, typ):
        return pa.array([None if null and i % 5 == 2 else v for i, v in enumerate(values)], typ)

    squares = [i * i - 7 for i in rows]
    return {
        "int8": array([i - 60 for i in rows], pa.int8()),
        "uint8": array([i + 100 for i in rows], pa.uint8()),
        "int16": array(squares, pa.int16()),
        "int32": array(squares, pa.int32()),
        "uint32": array([2**32 - 1 - i for i in rows], pa.uint32()),
        "int64": array([v * 10**12 for v in squares], pa.int64()),
        "uint64": array([2**64 - 1 - i for i in rows], pa.uint64()),
        "float": array([i / 8 - 3 for i in rows], pa.float32()),
        "double": array([i / 10 - 3 for i in rows], pa.float64()),
        "flag": array([i % 3 == 0 for i in rows], pa.bool_()),
        "text": array(texts, pa.string()),
        "binary": array([t.encode() for t in texts], pa.binary()),
        "fixed": array([i.to_bytes(8, "little") for i in rows], pa.binary(8)),
        "ms": array([t // 1000 for t in us], pa.timestamp("ms")),
        "us": array(us, pa.timestamp("us", "UTC")),
        "ns": array([t * 1000 + 7 for t in us], pa.timestamp("ns", "UTC")),
        "decimal9": array([dec(i, 2) for i in rows], pa.decimal128(12, 2)),
        "decimal38": array([dec(i, 16) for i in rows], pa.decimal128(38, 16)),
    }


def path(name):
    return os.path.join(out, name + ".parquet")


def arrow(name, table, **options):
    pq.write_table(table, path(name), **{"store_schema": False, "row_group_size": 25, **options})


full, gaps = pa.table(columns(False)), pa.table(columns(True))
required = full.cast(pa.schema([f.with_nullable(False) for f in full.schema]))
arrow("pyarrow", full.replace_schema_metadata({"instrument": "BTCUSDT", "note": "of the schema"}), store_schema=True)
arrow("pyarrow_null", gaps, store_schema=True)
arrow("required", required, compression="none")
arrow("plain", full, use_dictionary=False, compression="zstd")
arrow("plain_null", gaps, use_dictionary=False, compression="none")
arrow("v2", full, use_dictionary=False, data_page_version="2.0", compression="gzip")
arrow("v2_null", gaps, data_page_version="2.0")
# Pages of seven values; dictionaries that go on in plain pages.
arrow("pages_null", gaps, write_batch_size=7, data_page_size=40, dictionary_pagesize_limit=150)
split = ["int32", "int64", "float", "double", "fixed", "decimal9", "decimal38"]
arrow("split_null", gaps, use_dictionary=False, column_encoding=dict.fromkeys(split, "BYTE_STREAM_SPLIT"))
arrow(
    "delta_null",
    gaps,
    use_dictionary=False,
    data_page_version="2.0",
    column_encoding={
        **dict.fromkeys(
            ["int8", "uint8", "int16", "int32", "uint32", "int64", "uint64", "ms", "us", "ns"], "DELTA_BINARY_PACKED"
        ),
        "text": "DELTA_BYTE_ARRAY",
        "binary": "DELTA_LENGTH_BYTE_ARRAY",
        "fixed": "DELTA_BYTE_ARRAY",
        "flag": "RLE",
    },
)
arrow(
    "delta",
    full,
    use_dictionary=False,
    column_encoding={"text": "DELTA_LENGTH_BYTE_ARRAY", "binary": "DELTA_BYTE_ARRAY", "flag": "RLE"},
)
arrow("int_decimals", gaps.select(["decimal9"]), store_decimal_as_integer=True)
arrow("int96_null", gaps.select(["us"]), use_deprecated_int96_timestamps=True)
arrow("int96", gaps.select(["us"]), use_deprecated_int96_timestamps=True, use_dictionary=False)

simple = gaps.drop_columns(["fixed", "binary", "ns"])
plain_frame = full.drop_columns(["fixed", "binary", "decimal9", "decimal38"]).to_pandas()
plain_frame.assign(text=plain_frame["text"].astype("category")).to_parquet(path("pandas"), row_group_size=25)
pl.from_arrow(simple).write_parquet(path("polars_null"))
duckdb.sql(f"copy simple to '{path('duckdb_null')}' (format parquet)")
duckdb.sql(f"copy simple to '{path('duckdb_v2_null')}' (format parquet, parquet_version v2)")


# Feather, with columns in between that have buffers of their own.
def feather(name, table, **options):
    table = table.add_column(3, "nested", pa.array([{"a": [i], "b": "x"} for i in rows])).add_column(
        0, "none", pa.nulls(ROWS)
    )
    pyarrow.feather.write_feather(table, os.path.join(out, name + ".feather"), chunksize=25, **options)


words = pa.array([None if i % 5 == 2 else t for i, t in enumerate(texts)]).dictionary_encode()
feather("lz4", full.replace_schema_metadata({"instrument": "BTCUSDT"}), compression="lz4")
feather("zstd_null", gaps.set_column(gaps.column_names.index("text"), "text", words), compression="zstd")
feather(
    "plain_null",
    gaps.set_column(gaps.column_names.index("binary"), "binary", gaps["binary"].cast(pa.large_binary())),
    compression="uncompressed",
)
long = pl.from_arrow(simple).with_columns(binary=(pl.col("text") + " of more than twelve letters"))
long.write_ipc(os.path.join(out, "polars_null.feather"), compression="lz4")
long.with_columns(pl.col("text").cast(pl.Categorical)).write_ipc(os.path.join(out, "polars_category_null.feather"))

# What has no kind: a list, a group, a date, a time of day; and no rows at all.
arrow(
    "unreadable",
    pa.table(
        {
            "list": pa.array([[i] for i in rows]),
            "group": pa.array([{"a": i} for i in rows]),
            "date": pa.array([pd.Timestamp("2025-11-01").date()] * ROWS, pa.date32()),
            "clock": pa.array(list(rows), pa.time64("us")),
            "decimal256": pa.array([dec(i, 2) for i in rows], pa.decimal256(60, 2)),
            "int8": full["int8"],
        }
    ),
)
arrow("empty", full.slice(0, 0))
