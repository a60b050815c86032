"""Severities from a million marks, beside a package that computes them, in the same run.

    .venv/bin/python benchmarks/severity.py [--candidates 20000] [--jurors 100] [--rounds 3]

The marks are made here, seed fixed: each candidate before five jurors drawn from all, ten criteria, four
levels. The package is raschpy (Apache-2.0). It is no dependency, since it brings pandas and matplotlib: where
it can be imported (a virtual environment with numpy, scipy and raschpy is enough to run this script) it is
timed, where not the script says so. Its estimator is another one, by pairs of marks and without the
candidates' abilities, so digits can't be the same: both are held against the severities that were planted.
Its standard errors are another call (`std_errors`, as it comes), timed with the calibration; ours are always
there, with mean squares, abilities and fair averages.
Times are the least of `--rounds`, since whatever else runs on the machine can only add to them.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # beside us, `severity` would be this file
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one thread for both: the products here are small

import numpy as np

from preuve.domain.assessment import severity

if TYPE_CHECKING:
    from collections.abc import Callable

SEATS, CRITERIA, STEPS = 5, 10, np.array([-1.5, 0.0, 1.5])


def made(candidates: int, jurors: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Planted severities, panels (candidates, seats) and marks (candidates, seats, criteria)."""
    rng = np.random.default_rng(20261123)
    planted = rng.normal(0, 0.7, jurors)
    planted -= planted.mean()
    panels = np.sort(np.argsort(rng.random((candidates, jurors)), axis=1)[:, :SEATS], axis=1)
    ability = rng.normal(0.3, 1.5, candidates)
    location = ability[:, None, None] - planted[panels][:, :, None] - np.linspace(-1, 1, CRITERIA)
    weights = np.cumsum(location[..., None] - STEPS, axis=-1)
    chance = np.exp(np.concatenate([np.zeros((*location.shape, 1)), weights], axis=-1))
    chance /= chance.sum(axis=-1, keepdims=True)
    marks = (rng.random((*location.shape, 1)) > chance.cumsum(axis=-1)[..., :-1]).sum(axis=-1)
    return planted, panels, marks


def table_of(panels: np.ndarray, marks: np.ndarray, jurors: int) -> severity.MarkTable:
    candidates, seats, criteria = marks.shape
    return severity.MarkTable(
        tuple(map(str, range(candidates))),
        tuple(map(str, range(jurors))),
        tuple(map(str, range(criteria))),
        np.repeat(np.arange(candidates), seats * criteria),
        np.repeat(panels.ravel(), criteria),
        np.tile(np.arange(criteria), candidates * seats),
        marks.ravel().astype(float),
    )


def least(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Least time of some rounds, and what the last one gave."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


def frame_of(panels: np.ndarray, marks: np.ndarray) -> Any:
    import pandas as pd

    candidates = np.repeat(np.arange(len(panels)), SEATS)
    index = pd.MultiIndex.from_arrays(
        [[f"j{each:05}" for each in panels.ravel()], [f"c{each}" for each in candidates]]
    )
    columns = [f"k{each}" for each in range(CRITERIA)]
    return pd.DataFrame(marks.reshape(-1, CRITERIA).astype(float), index=index, columns=columns)


def line(name: str, seconds: float, found: np.ndarray, planted: np.ndarray) -> None:
    error = np.sqrt(np.mean(np.square(found - planted)))
    correlation = np.corrcoef(found, planted)[0, 1]
    print(f"{name:44}{seconds:10.2f} s   r with planted {correlation:.6f}   rms error {error:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--candidates", type=int, default=20_000)
    parser.add_argument("--jurors", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    planted, panels, marks = made(options.candidates, options.jurors)
    print(f"{marks.size:,} marks: {options.candidates:,} candidates × {SEATS} of {options.jurors} jurors")

    table = table_of(panels, marks, options.jurors)
    ours, result = least(options.rounds, lambda: severity.fit(table, steps="common"))
    estimates = np.array([each.estimate for each in result.jurors])
    errors = np.array([each.se for each in result.jurors])
    line("preuve, common steps (all figures)", ours, estimates, planted)
    z = (estimates - planted) / errors
    print(f"    converged {result.converged}, gradient {result.gradient:.1e}, sd of error / se {z.std():.3f}")
    seconds, other = least(options.rounds, lambda: severity.fit(table))
    line(
        "preuve, steps per criterion (all figures)",
        seconds,
        np.array([e.estimate for e in other.jurors]),
        planted,
    )

    if importlib.util.find_spec("raschpy") is None:
        print("raschpy is not importable here: nothing to compare with")
        return
    compare(options, frame_of(panels, marks), planted, estimates, ours)


def compare(
    options: argparse.Namespace, frame: Any, planted: np.ndarray, estimates: np.ndarray, ours: float
) -> None:
    import raschpy

    warnings.filterwarnings("ignore")

    def calibrated() -> Any:
        model = raschpy.MFRM(frame, max_score=len(STEPS))
        model.calibrate()
        return model

    def with_errors() -> Any:
        model = calibrated()
        model.std_errors()
        return model

    seconds, model = least(options.rounds, calibrated)
    names = [f"j{each:05}" for each in range(options.jurors)]
    theirs = model.raters_global.loc[names].to_numpy().ravel()
    theirs = theirs - theirs.mean()
    line("raschpy, severities only", seconds, theirs, planted)
    difference = np.abs(theirs - estimates).max()
    print(
        f"    r with preuve {np.corrcoef(theirs, estimates)[0, 1]:.6f}, greatest difference {difference:.4f}"
    )
    print(f"    {seconds / ours:.1f} times our time for all figures")
    seconds, model = least(1, with_errors)
    print(f"raschpy, severities with standard errors: {seconds:.2f} s, {seconds / ours:.1f} times our time")


if __name__ == "__main__":
    main()
