"""duckdb: two aggregations over the parquet file, two one-thread connections."""

import threading

import duckdb
import numpy as np

from bars import BAR_COLUMNS, INTERVAL_US, SHIFT, Engine

DUCK_ONE = """
create or replace temp table a1 as
with raw as (
  select {time} // {B} b, {time} t, price p, quantity q, quote_quantity qq, side s,
         lag({time}) over () pt, lag(price) over () pp
  from read_parquet({files})),
src as (
  select *, case when pt >= b * {B} then t - pt end dt, case when pt >= b * {B} then p - pp end dp,
         case when pt >= b * {B} then q * s end x
  from raw)
select b, count(*) n, min(t) t0, max(t) t1, first(p) op, last(p) cl, max(p) hi, min(p) lo, sum(q) tot, sum(qq) tq,
       sum(case when s = 1 then q else 0 end) bv, sum(case when s = -1 then q else 0 end) sv,
       sum(case when s = 1 then qq else 0 end) bq, sum(case when s = -1 then qq else 0 end) sq, sum(s) sc,
       quantile_cont(q, 0.9) thr, sum(dt * dt) sdd, min(dt) dt0, min(x) x0, max(x) x1, min(dp) y0, max(dp) y1,
       sum(x) sx, sum(dp) sy, sum(x * x) sxx, sum(dp * dp) syy, sum(x * dp) sxy
from src group by b"""

DUCK_TWO = """
with k as materialized (
  select b, thr, (hi + lo) / 2 mid, t0, t1, t1 - t0 dur, t0 + (t1 - t0 + 4) // 5 e1, t0 + (2 * (t1 - t0) + 4) // 5 e2,
         t0 + (3 * (t1 - t0) + 4) // 5 e3, t0 + (4 * (t1 - t0) + 4) // 5 e4
  from a1),
src as (select {time} // {B} b, {time} t, price p, quantity q, side s from read_parquet({files})),
a2 as (
  select src.b, sum(case when q >= thr then q else 0 end) lv, sum(case when q >= thr and s = 1 then q else 0 end) lb,
         sum(case when q >= thr and s = -1 then q else 0 end) ls, sum(case when p >= mid then q else 0 end) va,
         count_if(2 * t < t0 + t1) fh, count_if(t < e1) c1, count_if(t < e2) c2,
         count_if(t < e3) c3, count_if(t < e4) c4
  from src join k on src.b = k.b group by src.b),
j as (
  select *, n - 1 k, greatest(tot, 1e-10) tt, t1 - t0 dur, tq / greatest(tot, 1e-10) vwap,
         sxx - sx * sx / (n - 1) vx, syy - sy * sy / (n - 1) vy, sxy - sx * sy / (n - 1) cxy
  from a1 join a2 using (b) where n >= 2)
select b * {B} % {shift} timestamp_us, (bv - sv) / tt vol_imbalance,
       (bq - sq) / greatest(bq + sq, 1e-10) dollar_imbalance, (lb - ls) / greatest(lb + ls, 1e-10) large_imbalance,
       lv / tt large_vol_pct, sc / n count_imbalance,
       n / greatest(dur / 1e6, 0.001) arrival_rate,
       case when n > 2 then sqrt((k * sdd - dur::hugeint * dur)::double) / k / greatest(dur / k, 1) else 0 end iti_cv,
       case when n <= 2 or dur = 0 then 1 else greatest(c1, c2 - c1, c3 - c2, c4 - c3, n - c4) / n end burstiness,
       (n - 2 * fh) / n trade_acceleration, (hi - lo) / greatest(vwap, 1e-10) price_range,
       (cl - vwap) / greatest(vwap, 1e-10) close_vs_vwap,
       case when n <= 10 or x0 = x1 then 0 when y0 = y1 or not (vx > 0 and vy > 0) then 'nan'::double
            else greatest(-1, least(1, cxy / (sqrt(vx) * sqrt(vy)))) end kyle_lambda,
       (2 * va - tot) / tt vol_profile_skew, op "open", cl "close", hi high, lo low, tot volume, bv buy_volume,
       sv sell_volume, bq + sq quote_volume, n trade_count, dt0
from j order by b"""


class Duckdb(Engine):
    """lag() over () with no partition and no order runs as a streaming window: no sort. It and first()/last() rely on
    the file's order, which a one-thread connection keeps; two such connections take the two cores. A quantile needs
    its own pass, so the second aggregation reads the file again and joins the bars (a 288-row build side)."""

    batch_bytes = 4 << 20

    def __init__(self):
        super().__init__()
        self.local = threading.local()

    def bars(self, paths):
        if not hasattr(self.local, "con"):
            self.local.con = duckdb.connect(config={"threads": 1})
        con = self.local.con
        names = {
            "B": INTERVAL_US,
            "shift": SHIFT,
            "files": "[" + ", ".join("'" + p.replace("'", "''") + "'" for p in paths) + "]",
            "time": f"(timestamp_us + file_index * {SHIFT})" if len(paths) > 1 else "timestamp_us",
        }
        con.execute(DUCK_ONE.format(**names))
        rows = con.execute("select coalesce(sum(n), 0) from a1").fetchone()[0]
        out = con.execute(DUCK_TWO.format(**names)).fetchnumpy()
        if len(out["dt0"]) and np.nanmin(np.ma.filled(out["dt0"].astype(float), 0)) < 0:
            raise ValueError("timestamps go back in " + " or ".join(paths))
        return int(rows), out

    def columns(self, table):
        return {
            c: np.ma.filled(np.ma.asarray(table[c]).astype(np.int64 if c == "timestamp_us" else np.float64))
            for c in ["timestamp_us", *BAR_COLUMNS]
        }
