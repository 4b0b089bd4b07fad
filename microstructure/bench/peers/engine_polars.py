"""polars: a two-stage group_by over keys marked sorted, two files at a time."""

import numpy as np
import polars as pl

from bars import BAR_COLUMNS, INTERVAL_US, SHIFT, TRADE_COLUMNS, Engine


class Polars(Engine):
    """Timestamps ascend, so the bar key is marked sorted and each group is a slice. The second stage needs a bar's
    threshold and middle price on each of its rows; repeating them by the bar's length is far cheaper than a join or
    an over(). Positions in time (halves, fifths) are binary searches."""

    batch_bytes = 8 << 20
    engine = "in-memory"

    def __init__(self):
        super().__init__()
        t, p, q, qq, s = (pl.col(c) for c in TRADE_COLUMNS)

        def side(k, e):
            return pl.when(s == k).then(e).otherwise(0.0)

        x, dp, dt = pl.col("x"), pl.col("dp"), pl.col("dt")
        self.rows = [
            (t // INTERVAL_US).set_sorted().alias("b"),
            t.diff().alias("dt"),
            p.diff().alias("dp"),
            (q * s).alias("x"),
        ]
        xi, yi = x.slice(1), dp.slice(1)
        self.first = [
            pl.len().cast(pl.Int64).alias("n"),
            t.first().alias("t0"),
            t.last().alias("t1"),
            p.first().alias("open"),
            p.last().alias("close"),
            p.max().alias("high"),
            p.min().alias("low"),
            q.sum().alias("tot"),
            qq.sum().alias("tq"),
            side(1, q).sum().alias("bv"),
            side(-1, q).sum().alias("sv"),
            side(1, qq).sum().alias("bq"),
            side(-1, qq).sum().alias("sq"),
            s.cast(pl.Int64).sum().alias("sc"),
            # numpy's linear 90th percentile lies in (v[k-1], v[k]], k = ceil(0.9 (n-1)):
            # ">= percentile" and ">= v[k]" pick the same trades, and v[k] needs no interpolation
            q.quantile(0.9, "higher").alias("thr"),
            dt.slice(1).std(ddof=0).alias("sdt"),
            xi.min().alias("x0"),
            xi.max().alias("x1"),
            yi.min().alias("y0"),
            yi.max().alias("y1"),
            xi.sum().alias("sx"),
            yi.sum().alias("sy"),
            (x * x).slice(1).sum().alias("sxx"),
            (dp * dp).slice(1).sum().alias("syy"),
            (x * dp).slice(1).sum().alias("sxy"),
        ]
        self.large = [q.sum().alias("lv"), side(1, q).sum().alias("lb"), side(-1, q).sum().alias("ls")]
        self.above = [pl.when(p >= pl.col("mid")).then(q).otherwise(0.0).sum().alias("va")]

        c = pl.col

        def eps(e):
            return pl.max_horizontal(e, pl.lit(1e-10))

        n, k, dur = c("n"), c("n") - 1, c("t1") - c("t0")
        T = eps(c("tot"))
        vwap = c("tq") / T
        cxy = c("sxy") - c("sx") * c("sy") / k
        vx = c("sxx") - c("sx") * c("sx") / k
        vy = c("syy") - c("sy") * c("sy") / k
        self.final = [
            (c("b") * INTERVAL_US % SHIFT).alias("timestamp_us"),
            ((c("bv") - c("sv")) / T).alias("vol_imbalance"),
            ((c("bq") - c("sq")) / eps(c("bq") + c("sq"))).alias("dollar_imbalance"),
            ((c("lb") - c("ls")) / eps(c("lb") + c("ls"))).alias("large_imbalance"),
            (c("lv") / T).alias("large_vol_pct"),
            (c("sc") / n).alias("count_imbalance"),
            (n / pl.max_horizontal(dur / 1e6, pl.lit(0.001))).alias("arrival_rate"),
            pl.when(n > 2).then(c("sdt") / pl.max_horizontal(dur / k, pl.lit(1.0))).otherwise(0.0).alias("iti_cv"),
            pl.when(n > 2).then(c("most") / n).otherwise(1.0).alias("burstiness"),
            ((n - 2 * c("half")) / n).alias("trade_acceleration"),
            ((c("high") - c("low")) / eps(vwap)).alias("price_range"),
            ((c("close") - vwap) / eps(vwap)).alias("close_vs_vwap"),
            pl.when((n <= 10) | (c("x1") == c("x0")))
            .then(0.0)
            .when(c("y1") == c("y0"))
            .then(float("nan"))
            .otherwise((cxy / (vx.sqrt() * vy.sqrt())).clip(-1.0, 1.0))
            .alias("kyle_lambda"),
            ((2 * c("va") - c("tot")) / T).alias("vol_profile_skew"),
            c("open"),
            c("close"),
            c("high"),
            c("low"),
            c("tot").alias("volume"),
            c("bv").alias("buy_volume"),
            c("sv").alias("sell_volume"),
            (c("bq") + c("sq")).alias("quote_volume"),
            n.alias("trade_count"),
        ]

    def bars(self, paths):
        d = pl.read_parquet(paths[0], columns=TRADE_COLUMNS)
        if len(paths) > 1:
            more = [
                pl.scan_parquet(p).select(pl.col("timestamp_us") + i * SHIFT, *TRADE_COLUMNS[1:])
                for i, p in enumerate(paths)
                if i
            ]
            d = pl.concat([d, *pl.collect_all(more, engine=self.engine)]).rechunk()
        t = d["timestamp_us"]
        if not t.is_sorted():
            raise ValueError("timestamps go back in " + " or ".join(paths))
        d = d.lazy().with_columns(self.rows).collect(engine=self.engine)
        a = d.lazy().group_by("b", maintain_order=True).agg(self.first).collect(engine=self.engine)
        n = a["n"].to_numpy()
        t0 = a["t0"].to_numpy()
        dur = a["t1"].to_numpy() - t0
        wide = d.select(
            "b",
            "price",
            "quantity",
            "side",
            pl.Series("thr", np.repeat(a["thr"].to_numpy(), n)),
            pl.Series("mid", np.repeat((a["high"].to_numpy() + a["low"].to_numpy()) / 2, n)),
        )
        big, above = pl.collect_all(
            [
                wide.lazy()
                .filter(pl.col("quantity") >= pl.col("thr"))
                .with_columns(pl.col("b").set_sorted())
                .group_by("b", maintain_order=True)
                .agg(self.large),
                wide.lazy().group_by("b", maintain_order=True).agg(self.above),
            ],
            engine=self.engine,
        )
        # first positions at or after each fifth and the half of the bar's own span, all bars at once
        cut = np.concatenate([t0 + (dur * k + 4) // 5 for k in range(1, 5)] + [t0 + (dur + 1) // 2])
        at = t.search_sorted(pl.Series(cut), side="left").to_numpy().astype(np.int64).reshape(5, -1)
        start = np.cumsum(n) - n
        most = np.diff(np.vstack([start, at[:4], start + n]), axis=0).max(axis=0)
        most[dur == 0] = n[dur == 0]
        out = pl.concat(
            [a, big.drop("b"), above.drop("b"), pl.DataFrame({"most": most, "half": at[4] - start})], how="horizontal"
        )
        return len(d), out.lazy().filter(pl.col("n") >= 2).select(self.final).collect(engine=self.engine)

    def columns(self, table):
        return {c: table[c].to_numpy() for c in ["timestamp_us", *BAR_COLUMNS]}


class PolarsStreaming(Polars):
    """The same queries by the streaming engine."""

    engine = "streaming"
