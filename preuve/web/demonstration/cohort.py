"""The data of the demonstration, as its README describes it."""

import json
from pathlib import Path
from typing import Any, TypeAlias

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"

Item: TypeAlias = dict[str, Any]
"""One element of a part of the cohort."""


def read_cohort() -> Item:
    """Return the whole document."""
    cohort: Item = json.loads((DEMO / "cohort.json").read_text(encoding="utf-8"))
    return cohort
