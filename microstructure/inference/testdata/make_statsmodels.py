#!/usr/bin/env python3
"""Make stepm.json and line_hac.json: golden cases of arch and statsmodels.

    python make_statsmodels.py

Needs numpy, arch and statsmodels. The same versions give the same bytes. The
sets of superior models are computed twice, by arch and by the formula, and the
script stops where the two disagree.
"""

import json
import platform
from pathlib import Path

import arch
import numpy as np
import statsmodels
import statsmodels.api as sm
from arch.bootstrap import StationaryBootstrap, StepM

HERE = Path(__file__).parent
MADE = f"Python {platform.python_version()}, numpy {np.__version__}, arch {arch.__version__}, "
MADE += f"statsmodels {statsmodels.__version__}"


def write(name, formula, tolerance, cases):
    out = {"statistic": name, "source": MADE, "formula": formula, "tolerance": tolerance, "cases": cases}
    text = json.dumps(out, indent=None, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


def dependent(rng, n, k, phi):
    x = rng.standard_normal((n, k)) + 0.7 * rng.standard_normal((n, 1))
    for t in range(1, n):
        x[t] += phi * x[t - 1]
    return x


def stepm(name, seed, n, means, phi, block, size, reps=99):
    rng = np.random.default_rng(seed)
    pnl = np.round(dependent(rng, n, len(means), phi) + np.asarray(means), 3)
    zeros = np.zeros(n)
    test = StepM(zeros, -pnl, size=size, block_size=block, reps=reps, seed=np.random.default_rng(seed))
    test.compute()
    draws = StationaryBootstrap(block, np.arange(n), seed=np.random.default_rng(seed))
    indices = [draw[0][0].tolist() for draw in draws.bootstrap(reps)]
    superior = [int(i) for i in test.superior_models]
    first, formula = by_formula(pnl, indices, block, size)
    assert superior == formula, name
    assert ("two steps" in name) == (first != superior), name
    case = {"name": name, "input": {"pnl": pnl.tolist(), "indices": indices}}
    case["params"] = {"mean_block": block, "size": size}
    case["expected"] = {"superior": superior}
    return case


def by_formula(pnl, indices, block, size):
    """StepM of means, recentred where the loss is not significant: its first step, and all."""
    n, k = pnl.shape
    mean, e = pnl.mean(0), pnl - pnl.mean(0)
    lags = np.arange(1, n)
    q = 1 - 1 / block
    weights = (1 - lags / n) * q**lags + lags / n * q ** (n - lags)
    variance = (e**2).mean(0)
    for lag, w in zip(lags, weights, strict=True):
        variance += 2 * w * (e[lag:] * e[:-lag]).sum(0) / n
    omega = np.sqrt(variance)
    centre = np.where(mean >= -omega / np.sqrt(n) * np.sqrt(2 * np.log(np.log(n))), mean, 0)
    resampled = np.array([pnl[i].mean(0) for i in indices]) - centre
    left, superior, steps = list(range(k)), [], []
    while left:
        critical = np.percentile(resampled[:, left].max(1), 100 * (1 - size))
        better = [j for j in left if mean[j] > critical]
        if not better:
            break
        superior += better
        steps.append(sorted(better))
        left = [j for j in left if j not in better]
    return steps[0] if steps else [], sorted(superior)


def line(name, seed, n, lag, phi):
    rng = np.random.default_rng(seed)
    x = np.round(20 + 150 * rng.standard_normal(n), 2)
    y = np.round(3 + 0.2 * x + 30 * dependent(rng, n, 1, phi)[:, 0], 2)
    expected = {}
    for form, correct in (("plain", False), ("corrected", True)):
        fit = sm.OLS(y, sm.add_constant(x)).fit(
            cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": correct}, use_t=True
        )
        for i, of in enumerate(("alpha", "beta")):
            expected[of] = fit.params[i]
            expected[f"{of}_se_{form}"], expected[f"{of}_t_{form}"] = fit.bse[i], fit.tvalues[i]
            expected[f"{of}_p_{form}"] = fit.pvalues[i]
    return {"name": name, "input": {"y": y.tolist(), "x": x.tolist()}, "params": {"lag": lag}, "expected": expected}


write(
    "stepm",
    "arch.bootstrap.StepM(zeros, -pnl), which does not studentise: the resampled means are compared as they are",
    {},
    [
        stepm("none", 1, 30, [0, 0, 0, 0], 0.2, 3, 0.05),
        stepm("one", 2, 30, [0.1, 1.2, -0.5, 0], 0.2, 3, 0.05),
        stepm("some in two steps", 5, 30, [2.5, 0.75, 0.5, 0.3, 0.1, -0.2], 0, 2, 0.1),
        stepm("all", 4, 30, [1.5, 1.4, 1.6], 0.3, 4, 0.05),
    ],
)
tolerance = {k: {"rel": 1e-9, "abs": 1e-12} for k in line("", 1, 9, 1, 0)["expected"]}
write(
    "line_hac",
    "statsmodels OLS with cov_type HAC, Bartlett weights, with and without use_correction, use_t",
    tolerance,
    [
        line("short", 1, 12, 2, 0.3),
        line("a record", 2, 61, 3, 0.2),
        line("long", 3, 200, 7, 0.6),
        line("no lag", 4, 30, 0, 0),
    ],
)
