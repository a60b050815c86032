"""Marks of made-up juries, drawn from the model with known severities; and a book's, where it is there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from preuve.domain.assessment.severity import MarkTable

RATINGS = Path(__file__).resolve().parents[3] / "shared" / "instances" / "ratings"
STEPS = (-1.5, 0.0, 1.5)


def rating_file(name):
    """A published table of ratings; the test is skipped, saying so, where the folder is not."""
    path = RATINGS / name
    if not path.exists():
        pytest.skip(f"no instance {name}")
    return path


def book():
    """Wind & Hua's writing data and the values printed for them."""
    with rating_file("windhua_writing.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    table = MarkTable.of(
        (row["student"], row["rater"], criterion, int(row[criterion]))
        for row in rows
        for criterion in ("style", "org", "conv", "sent_form")
    )
    return table, json.loads(rating_file("reference_values.json").read_text(encoding="utf-8"))["writing"]


def panels(rng, candidates, jurors, seats):
    """Who sits before each candidate: `seats` different jurors, drawn; shape (candidates, seats)."""
    return np.sort(np.argsort(rng.random((candidates, jurors)), axis=1)[:, :seats], axis=1)


def drawn(rng, location, steps=STEPS):
    """Marks drawn at these differences between ability and all that is against it."""
    weights = np.concatenate(
        [np.zeros((*location.shape, 1)), np.cumsum(location[..., None] - np.array(steps), axis=-1)], axis=-1
    )
    chance = np.exp(weights - weights.max(axis=-1, keepdims=True))
    chance /= chance.sum(axis=-1, keepdims=True)
    return (rng.random((*location.shape, 1)) > chance.cumsum(axis=-1)[..., :-1]).sum(axis=-1)


def table_of(seated, marks):
    """A table from panels (candidates, seats) and marks (candidates, seats, criteria)."""
    candidates, seats, criteria = marks.shape
    return MarkTable(
        tuple(f"c{each}" for each in range(candidates)),
        tuple(f"j{each}" for each in range(int(seated.max()) + 1)),
        tuple(f"k{each}" for each in range(criteria)),
        np.repeat(np.arange(candidates), seats * criteria),
        np.repeat(seated.ravel(), criteria),
        np.tile(np.arange(criteria), candidates * seats),
        marks.ravel().astype(float),
    )


def jury(seed, *, candidates=400, severity, seats=2, difficulty=(-0.5, 0.0, 0.2, 0.3), spread=1.2):
    """A sparse jury: each candidate before `seats` of the jurors; returns table, panels, abilities, marks."""
    rng = np.random.default_rng(seed)
    severity = np.asarray(severity, dtype=float)
    seated = panels(rng, candidates, severity.size, seats)
    ability = rng.normal(0.4, spread, candidates)
    location = ability[:, None, None] - severity[seated][:, :, None] - np.asarray(difficulty)
    marks = drawn(rng, location)
    return table_of(seated, marks), seated, ability, marks
