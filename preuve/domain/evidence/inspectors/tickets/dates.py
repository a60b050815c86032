"""In which order a column writes its numeric dates, and which moments can be meant."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.moments import month_comes_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

_AMBIGUOUS = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}\b")


class Order(StrEnum):
    """How numeric dates of a file are read."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    ASSUMED = "day-first-assumed"
    NONE = "no-numeric-date"


def order_of(seen: Sequence[str], all_texts: Callable[[], Iterable[str]]) -> Order:
    """Return the order that the dates prove; the whole file is read for it only when `seen` needs it.

    `seen` are dates of the first rows, `all_texts` gives those of all rows.
    """
    if not any(_AMBIGUOUS.match(text) for text in seen):
        return Order.NONE
    proof = _Proof(all_texts())
    if month_comes_first(proof):
        return Order.MONTH_FIRST
    return Order.DAY_FIRST if proof.day_first else Order.ASSUMED


class _Proof:
    """Passes dates on, and notes whether one can only be read day first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self.day_first = False

    def __iter__(self) -> Iterator[str]:
        for text in self._texts:
            found = _AMBIGUOUS.match(text)
            if found and int(found[1]) > 12:
                self.day_first = True
            yield text


def sensible(moment: datetime | None) -> datetime | None:
    """Return a moment of the years 1980 to 2200; others are defaults of tools or slips of the pen."""
    return moment if moment is not None and 1980 <= moment.year <= 2200 else None
