"""In which order each column writes its numeric dates, which moments can be meant, and how they compare."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.moments import read_moment, seconds_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NUMERIC = re.compile(r"\s*(\d{1,2})([/.\-])(\d{1,2})[/.\-](\d{4}|\d{2})\b")
#: Texts of dates kept with their moments.
_KNOWN = 20_000
#: Seconds by which clocks and roundings of one tool may differ.
SLACK = 60


class Order(StrEnum):
    """How a column's numeric dates are read."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    UNSURE = "unsure"


class NumericDateError(ValueError):
    """A date such as ``03/04/2026`` was met, and nobody has looked yet for the order of its column."""


class Column:
    """What the numeric dates of one column prove.

    Attributes:
        day_first: whether one can only be read day first.
        month_first: whether one can only be read month first.
        forms: signs and lengths of the years with which they are written.
    """

    def __init__(self) -> None:
        self.day_first = self.month_first = False
        self.forms: set[tuple[str, int]] = set()

    def add(self, texts: Iterable[str]) -> None:
        """Look at the column's texts, or at some of them."""
        for found in filter(None, map(_NUMERIC.match, texts)):
            self.forms.add((found[2], len(found[4])))
            first, second = int(found[1]) > 12, int(found[3]) > 12
            self.day_first |= first and not second
            self.month_first |= second and not first

    @property
    def order(self) -> Order:
        """Return the order that the column's own dates prove."""
        if self.day_first is self.month_first:
            return Order.UNSURE
        return Order.DAY_FIRST if self.day_first else Order.MONTH_FIRST


class Orders:
    """The orders of the columns of dates of one file, known once its rows are read.

    A column that proves nothing by itself borrows the order that other columns prove, when these agree and
    write their dates with the same signs: one tool writes a file.

    Attributes:
        unsure: fields of `Item` whose column may be day or month first: none of its dates is read.
        borrowed: fields whose column is read in the order that others prove.
        proving: fields that prove the order that is borrowed.
    """

    def __init__(self) -> None:
        self.unsure: tuple[str, ...] = ()
        self.borrowed: tuple[str, ...] = ()
        self.proving: tuple[str, ...] = ()
        self._order: dict[str, Order] = {}

    def settle(self, columns: Mapping[str, Column]) -> None:
        """Take what each field's column proves."""
        written = {field: column for field, column in columns.items() if column.forms}
        self._order = {field: column.order for field, column in written.items()}
        proven = {field: order for field, order in self._order.items() if order is not Order.UNSURE}
        if len(set(proven.values())) == 1:
            self._borrow(written, tuple(proven), next(iter(proven.values())))
        self.unsure = tuple(field for field, order in self._order.items() if order is Order.UNSURE)

    def _borrow(self, columns: Mapping[str, Column], proving: tuple[str, ...], order: Order) -> None:
        forms = set[tuple[str, int]]().union(*(columns[field].forms for field in proving))
        self.borrowed = tuple(
            field
            for field, column in columns.items()
            if not (column.day_first or column.month_first) and column.forms <= forms
        )
        self._order |= dict.fromkeys(self.borrowed, order)
        self.proving = proving if self.borrowed else ()

    def reader(self, field: str) -> Callable[[str], datetime | None]:
        """Return what reads the dates of a field; those of an unsure one only tell that there is a date."""
        order = self._order.get(field)
        if order is Order.UNSURE:
            return _either
        return _month_first if order is Order.MONTH_FIRST else _day_first


@lru_cache(maxsize=_KNOWN)  # one moment often stands in several columns and rows; no error is kept
def read_plain(text: str) -> datetime | None:
    """Return the moment of a text that is no numeric date.

    Raises:
        NumericDateError: it is one.
    """
    if len(text) in {16, 19} and text[4] == "-":
        try:
            return sensible(datetime.fromisoformat(text))
        except ValueError:
            pass
    if _NUMERIC.match(text):
        raise NumericDateError
    return sensible(read_moment(text))


@lru_cache(maxsize=_KNOWN)
def _day_first(text: str) -> datetime | None:
    return sensible(read_moment(text))


@lru_cache(maxsize=_KNOWN)
def _month_first(text: str) -> datetime | None:
    return sensible(read_moment(text, month_first=True))


def _either(text: str) -> datetime | None:
    return _day_first(text) or _month_first(text)


def sensible(moment: datetime | None) -> datetime | None:
    """Return a moment of the years 1980 to 2200; others are defaults of tools or slips of the pen."""
    return moment if moment is not None and 1980 <= moment.year <= 2200 else None


def flat(moment: datetime) -> datetime:
    """Return a moment that compares with all others: in UTC, naive ones as they are."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def lapse(first: datetime | None, last: datetime | None) -> float | None:
    """Return the seconds from first to last; None when one is unknown or only one names its zone."""
    return None if first is None or last is None else seconds_between(first, last)


def before(first: datetime | None, last: datetime | None) -> bool:
    """Say whether `first` is surely before `last`: by more than `SLACK`; a day isn't before its hours."""
    if first is None or last is None or (first.tzinfo is last.tzinfo and first >= last):
        return False
    spent = seconds_between(first, last)
    if spent is None or spent <= SLACK:
        return False
    return first.date() < last.date() or not is_day(first)


def is_day(moment: datetime) -> bool:
    """Say whether a moment names no hour: midnight without a zone."""
    return moment.tzinfo is None and not (moment.hour or moment.minute or moment.second)
