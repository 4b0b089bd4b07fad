#!/usr/bin/env python3
"""Make the golden cases of tests over many features: multiple, romano_wolf,
equal_means, linkage and calibration_slope, each a .json file.

    python make_features.py

Needs numpy, scipy, arch and statsmodels. The same versions give the same bytes.
arch draws the resamples of romano_wolf; its p-values are the formula's.
"""

import json
import platform
from pathlib import Path

import arch
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from arch.bootstrap import StationaryBootstrap
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.stats import chi2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.multivariate import test_mvmean

HERE = Path(__file__).parent
MADE = f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
MADE += f"arch {arch.__version__}, statsmodels {statsmodels.__version__}"
CLOSE = {"rel": 1e-9, "abs": 1e-12}


def write(name, formula, tolerance, cases):
    out = {"statistic": name, "source": MADE, "formula": formula, "tolerance": tolerance, "cases": cases}
    text = json.dumps(out, indent=None, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


def dependent(rng, n, k, phi):
    x = rng.standard_normal((n, k)) + 0.7 * rng.standard_normal((n, 1))
    for t in range(1, n):
        x[t] += phi * x[t - 1]
    return x


def multiple(name, p):
    expected = {m: multipletests(p, method=m)[1].tolist() for m in ("fdr_bh", "fdr_by", "holm")} if p else {}
    return {"name": name, "input": {"p": p}, "expected": expected or {"fdr_bh": [], "fdr_by": [], "holm": []}}


def weights(n, block):
    lags, q = np.arange(1, n), 1 - 1 / block
    return (1 - lags / n) * q**lags + lags / n * q ** (n - lags)


def long_run(x, block):
    e, n = x - x.mean(), len(x)
    return (e**2).mean() + sum(2 * w * (e[i + 1 :] * e[: -i - 1]).sum() / n for i, w in enumerate(weights(n, block)))


def romano_wolf(name, seed, n, means, phi, block, reps=60):
    rng = np.random.default_rng(seed)
    x = np.round(dependent(rng, n, len(means), phi) + np.asarray(means), 3)
    draws = StationaryBootstrap(block, np.arange(n), seed=np.random.default_rng(seed))
    indices = [draw[0][0].tolist() for draw in draws.bootstrap(reps)]
    t = np.array([c.mean() / np.sqrt(long_run(c, block) / (n - 2 * block + 1)) for c in x.T])
    star = []
    for i in indices:
        drawn = x[i]
        star.append(
            [abs(c.mean() - m) / np.sqrt(long_run(c, block) / n) for c, m in zip(drawn.T, x.mean(0), strict=True)]
        )
    star, p, left, least = np.array(star), np.empty(len(means)), list(range(len(means))), 0.0
    while left:
        j = max(left, key=lambda k: abs(t[k]))
        least = max(least, (1 + (star[:, left].max(1) >= abs(t[j])).sum()) / (reps + 1))
        p[j] = least
        left.remove(j)
    case = {"name": name, "input": {"pnl": x.tolist(), "indices": indices}, "params": {"mean_block": block}}
    case["expected"] = {"t": t.tolist(), "p": p.tolist()}
    return case


def equal_means(name, seed, n, means):
    rng = np.random.default_rng(seed)
    x = np.round(dependent(rng, n, len(means), 0) + np.asarray(means), 3)
    test = test_mvmean(x[:, 1:] - x[:, :1], np.zeros(len(means) - 1))
    expected = {"wald": test.t2, "f": test.statistic, "p": test.pvalue}
    expected["p_chi2"] = chi2.sf(test.t2, len(means) - 1)
    return {"name": name, "input": {"pnl": x.tolist()}, "params": {"mean_block": 1}, "expected": expected}


def tree(name, seed, k, n, cuts):
    rng = np.random.default_rng(seed)
    factors = rng.standard_normal((n, 3))
    x = factors[:, rng.integers(0, 3, k)] * rng.choice([-1, 1], k) + 0.6 * rng.standard_normal((n, k))
    rho = np.round(np.corrcoef(x.T), 6)
    distance = 1 - abs(rho)
    np.fill_diagonal(distance, 0)
    merges = linkage(squareform(distance, checks=False), method="average")
    expected = {"a": merges[:, 0].tolist(), "b": merges[:, 1].tolist(), "distance": merges[:, 2].tolist()}
    expected["size"] = merges[:, 3].tolist()
    expected["together"] = []
    for cut in cuts:
        of = fcluster(merges, cut, criterion="distance")
        expected["together"].append([[int(a == b) for b in of] for a in of])
    return {"name": name, "input": {"rho": rho.tolist()}, "params": {"cuts": cuts}, "expected": expected}


def calibration(name, seed, n, lag, slope):
    rng = np.random.default_rng(seed)
    x = np.round(dependent(rng, n, 1, 0.4)[:, 0], 3)
    y = np.round(0.2 + slope * x + dependent(rng, n, 1, 0.5)[:, 0], 3)
    fit = sm.OLS(y, sm.add_constant(x)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True}, use_t=True
    )
    one = fit.t_test(([[0, 1]], [1]))
    expected = {"alpha": fit.params[0], "beta": fit.params[1], "se": fit.bse[1], "p_zero": fit.pvalues[1]}
    expected["t_one"], expected["p_one"] = float(np.squeeze(one.tvalue)), float(one.pvalue)
    return {"name": name, "input": {"x": x.tolist(), "y": y.tolist()}, "params": {"lag": lag}, "expected": expected}


write(
    "multiple",
    "statsmodels.stats.multitest.multipletests, adjusted p-values",
    dict.fromkeys(("fdr_bh", "fdr_by", "holm"), CLOSE),
    [
        multiple("one", [0.03]),
        multiple("two", [0.03, 0.02]),
        multiple("ties and ends", [0.01, 0.01, 0.0, 1.0, 0.5, 0.04]),
        multiple("many", np.round(np.random.default_rng(1).uniform(size=20) ** 3, 5).tolist()),
        multiple("none small", [0.7, 0.9, 0.8, 0.99]),
    ],
)
write(
    "romano_wolf",
    "Romano and Wolf 2016 with studentised, two-sided statistics, on the resamples given",
    {"t": CLOSE, "p": CLOSE},
    [
        romano_wolf("one", 1, 20, [0.3], 0.2, 2),
        romano_wolf("some", 2, 30, [1.5, 0, -2.5, 0.3], 0.2, 2.5),
        romano_wolf("none", 3, 30, [0, 0, 0, 0, 0], 0, 1),
    ],
)
write(
    "equal_means",
    "statsmodels.stats.multivariate.test_mvmean of the differences to the first group; Wald is its T^2",
    dict.fromkeys(("wald", "f", "p", "p_chi2"), CLOSE),
    [
        equal_means("three", 1, 12, [0, 0.5, 0.2]),
        equal_means("four", 2, 30, [0, 0.1, 1.5, 0]),
        equal_means("equal", 3, 25, [1, 1, 1, 1, 1, 1]),
    ],
)
write(
    "linkage",
    "scipy.cluster.hierarchy.linkage of 1 - |rho| with method average; together: fcluster at each cut, as pairs",
    dict.fromkeys(("a", "b", "distance", "size"), CLOSE),
    [tree("five", 1, 5, 40, [0.2, 0.5]), tree("ten", 2, 10, 60, [0.05, 0.4, 0.7]), tree("two", 3, 2, 30, [0.5])],
)
write(
    "calibration_slope",
    "statsmodels OLS with cov_type HAC, Bartlett weights, use_correction and use_t; t_test of a slope of 1",
    dict.fromkeys(("alpha", "beta", "se", "p_zero", "t_one", "p_one"), CLOSE),
    [
        calibration("short", 1, 12, 1, 1),
        calibration("right", 2, 60, 4, 1),
        calibration("exaggerated", 3, 90, 5, 0.4),
    ],
)
