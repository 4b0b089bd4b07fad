"""Writes the files beside it: the same 300 trades of three days, as pandas, polars, DuckDB and pyarrow write them, and
in the layouts of Tardis, NautilusTrader and Freqtrade. own_test.go computes the trades as well, and writes them as an
exchange's archive.

Of trade i: ms = 2025-11-01 + (i // 2) * 1_700_000; cents = 9_500_000 + (i * 7 % 40) * 25 + (i % 3) * 10; quantity =
(1 + i * i % 97) / 1000; bought where i % 3 != 0; id = 1000 + i.

usage: generate.py OUT_DIR     with pandas 3.1, pyarrow 26, polars 2.1 and duckdb 2.0
"""

import decimal
import gzip
import os
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

out = sys.argv[1]
ROWS = 300
DAY = 86_400_000
rows = range(ROWS)
ms = [1_761_955_200_000 + (i // 2) * 1_700_000 for i in rows]
cents = [9_500_000 + (i * 7 % 40) * 25 + (i % 3) * 10 for i in rows]
thousandths = [1 + i * i % 97 for i in rows]
prices = [f"{c // 100}.{c % 100:02}" for c in cents]
quantities = [f"{n / 1000:.3f}" for n in thousandths]
bought = [i % 3 != 0 for i in rows]
ids = [1000 + i for i in rows]
order = sorted(rows, key=lambda i: (i * 37) % ROWS)  # shuffled


def path(*names):
    p = os.path.join(out, *names)
    os.makedirs(os.path.dirname(p), exist_ok=True)
    return p


def floats(texts):
    return [float(t) for t in texts]


def decimals(texts):
    return [decimal.Decimal(t) for t in texts]


def sides(buy, sell):
    return [buy if b else sell for b in bought]


frame = pd.DataFrame(
    {
        "ts": pd.to_datetime(ms, unit="ms", utc=True),
        "price": floats(prices),
        "qty": floats(quantities),
        "side": pd.Categorical(sides("buy", "sell")),
        "trade_id": ids,
    }
)
frame.to_parquet(path("pandas.parquet"), index=False)
frame.iloc[order].set_index("ts").to_parquet(path("pandas_index.parquet"))  # the time is the index; unsorted
frame.to_csv(path("pandas.csv"))  # with an index, and texts for times
frame.assign(ts=[t / 1000 for t in ms]).to_csv(
    path("seconds.csv.gz"), index=False, sep=";", compression={"method": "gzip", "mtime": 0}
)

polars = pl.DataFrame(
    {
        "datetime": pl.Series(ms, dtype=pl.Datetime("ms")),
        "px": pl.Series(decimals(prices), dtype=pl.Decimal(38, 2)),
        "sz": pl.Series(decimals(quantities), dtype=pl.Decimal(38, 3)),
        "taker_side": pl.Series(sides("B", "S"), dtype=pl.Categorical),
        "tid": pl.Series(ids, dtype=pl.UInt64),
    }
)
polars.write_parquet(path("polars.parquet"))
polars.write_csv(path("polars.csv"))

table = pa.table(
    {
        "time": pa.array([t * 1000 for t in ms], pa.timestamp("us")),
        "price": pa.array(prices),
        "amount": pa.array(quantities),
        "m": pa.array([not b for b in bought]),
        "id": pa.array([str(i) for i in ids]),
    }
)
pq.write_table(table, path("pyarrow_texts.parquet"))
pq.write_table(table, path("pyarrow_int96.parquet"), use_deprecated_int96_timestamps=True)
small = pa.table(
    {
        "timestamp": pa.array([t * 1_000_000 for t in ms], pa.int64()),
        "price": pa.array(decimals(prices), pa.decimal128(9, 2)),
        "size": pa.array(decimals(quantities), pa.decimal128(18, 3)),
        "side": pa.array([1 if b else -1 for b in bought], pa.int16()),
        "tradeId": pa.array(ids, pa.int64()),
    }
)
pq.write_table(small, path("pyarrow_int_decimals.parquet"), store_decimal_as_integer=True)
duckdb.sql(
    "copy (select make_timestamp(time) as time, price::decimal(12, 2) as price, "
    "size::decimal(9, 3) as size, side, id from "
    f"(select unnest({[t * 1000 for t in ms]}) as time, unnest({prices}) as price, unnest({quantities}) as size, "
    f"unnest({sides('bid', 'ask')}) as side, unnest({ids}) as id)) "
    f"to '{path('duckdb.parquet')}' (format parquet, parquet_version v2)"
)
duckdb.sql(f"copy (from '{path('duckdb.parquet')}') to '{path('duckdb.csv')}' (quote '\"', force_quote *)")

# Two symbols in one file, and in folders; one file per month.
both = pa.concat_tables(
    [
        small.append_column("symbol", pa.array(["BTC-USDT"] * ROWS)),
        small.append_column("symbol", pa.array(["ETH-USDT"] * ROWS)),
    ]
).take(order + [i + ROWS for i in order])
pq.write_table(both, path("symbols.parquet"), row_group_size=100)
for symbol in ["BTCUSDT", "ETHUSDT"]:
    half = small if symbol == "BTCUSDT" else small.slice(0, 10)
    for date in sorted({t // DAY for t in ms}):
        day = half.filter(pa.array([t // DAY == date for t in ms[: half.num_rows]]))
        if day.num_rows:
            name = pd.Timestamp(date * DAY, unit="ms").date().isoformat()
            pq.write_table(day, path("hive", f"symbol={symbol}", f"date={name}", "part-0.parquet"))

# Tardis: by the time of arrival, 70 s later, which sorts and cuts the files.
arrived = [(t + 70_000 + i % 2, i) for i, t in enumerate(ms)]
for date in sorted({t // DAY for t, _ in arrived}):
    lines = ["exchange,symbol,timestamp,local_timestamp,id,side,price,amount"] + [
        f"binance-futures,BTCUSDT,{ms[i] * 1000},{t * 1000},{ids[i]},{'buy' if bought[i] else 'sell'},"
        f"{prices[i]},{quantities[i]}"
        for t, i in sorted(arrived)
        if t // DAY == date
    ]
    name = pd.Timestamp(date * DAY, unit="ms").date().isoformat()
    with open(path("tardis", f"binance-futures_trades_{name}_BTCUSDT.csv.gz"), "wb") as f:
        f.write(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
with open(path("tardis", "binance-futures_quotes_2025-11-01_BTCUSDT.csv.gz"), "wb") as f:
    f.write(
        gzip.compress(b"exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n", mtime=0)
    )

# NautilusTrader: today's schema, and two earlier ones.
metadata = {"instrument_id": "BTCUSDT-PERP.BINANCE", "price_precision": "2", "size_precision": "3"}
ns = [t * 1_000_000 for t in ms]
folder = "BTCUSDT-PERP.BINANCE"
today = pa.schema(
    [
        pa.field("price", pa.decimal128(38, 16), False),
        pa.field("size", pa.decimal128(38, 16), False),
        pa.field("aggressor_side", pa.dictionary(pa.int8(), pa.string()), False),
        pa.field("trade_id", pa.string(), False),
        pa.field("ts_event", pa.timestamp("ns", "UTC"), False),
        pa.field("ts_init", pa.timestamp("ns", "UTC"), False),
        pa.field("identifier", pa.string()),
    ],
    metadata,
)
pq.write_table(
    pa.table(
        [
            decimals(prices),
            decimals(quantities),
            pa.array(sides("BUYER", "SELLER")).cast(pa.dictionary(pa.int8(), pa.string())),
            [str(i) for i in ids],
            ns,
            [t + 5 for t in ns],
            [metadata["instrument_id"]] * ROWS,
        ],
        schema=today,
    ),
    path("nautilus", "data", "trades", folder, "part-0.parquet"),
)
for size, scale in [(8, 9), (16, 16)]:
    # As earlier writers did, by way of floats.
    raw = [[int(float(t) * 10**scale).to_bytes(size, "little") for t in texts] for texts in (prices, quantities)]
    earlier = pa.schema(
        [
            pa.field("price", pa.binary(size), False),
            pa.field("size", pa.binary(size), False),
            pa.field("aggressor_side", pa.uint8(), False),
            pa.field("trade_id", pa.string(), False),
            pa.field("ts_event", pa.uint64(), False),
            pa.field("ts_init", pa.uint64(), False),
        ],
        metadata,
    )
    pq.write_table(
        pa.table([*raw, [1 if b else 2 for b in bought], [str(i) for i in ids], ns, ns], schema=earlier),
        path(f"nautilus{size}", "data", "trade_tick", folder, "part-0.parquet"),
    )
os.makedirs(path("nautilus", "data", "quote_tick", folder, ""), exist_ok=True)
pq.write_table(pa.table({"bid": [1.0]}), path("nautilus", "data", "quote_tick", folder, "part-0.parquet"))

# Freqtrade, with its default compression of feather files.
trades = pd.DataFrame(
    {
        "timestamp": ms,
        "id": [str(i) for i in ids],
        "type": None,
        "side": sides("buy", "sell"),
        "price": floats(prices),
        "amount": floats(quantities),
        "cost": [float(p) * float(q) for p, q in zip(prices, quantities, strict=False)],
    }
)
trades.to_parquet(path("freqtrade", "BTC_USDT_USDT-trades.parquet"))
trades.to_feather(path("freqtrade_feather", "BTC_USDT-trades.feather"), compression="lz4", compression_level=9)
trades.head(3).to_feather(path("freqtrade_feather", "BTC_USDT-5m.feather"))
