"""Times counted as they pass: exact up to two million, in classes of one percent beyond.

Percentiles are nearest ranks (the smallest sample such that the share is reached). The classes grow by a
constant ratio, so that each time is known within one percent: C. Masson, J. E. Rim, H. K. Lee, “DDSketch”,
PVLDB 12 (2019).
"""

from __future__ import annotations

import math
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.performance.model import Label, Times
from preuve.domain.evidence.reading.moments import from_epoch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preuve.domain.evidence.contract import Place

EXACT = 2_000_000
_RATIO = math.log(1.02)  # one class spans two percent: its middle is within one percent of each time in it
SHARES = (0.5, 0.75, 0.9, 0.95, 0.99)
_MAX_LABELS = 2000
_KEPT_FAILURES = 50
_KEPT_LOST = 50
#: Milliseconds of 1973: a smaller figure is no date.
EPOCH = 1e11
REST = "…"
#: Variance of a logarithm beyond which an interval says nothing; that of times from 0 up is at most 2.
_WILD = 100.0


class Samples:
    """Times in milliseconds, at least 0; `push` counts one, as fast as can be and without a bound."""

    __slots__ = (
        "_classes",
        "_count",
        "_highest",
        "_lowest",
        "_ordered",
        "_squares",
        "_total",
        "_values",
        "push",
    )

    def __init__(self) -> None:
        self._values: array[float] = array("d")
        self.push: Callable[[float], None] = self._values.append
        self._classes: dict[int, int] = {}
        self._ordered = False
        self._count = 0
        self._total = self._squares = 0.0
        self._lowest, self._highest = math.inf, -math.inf

    def add(self, value: float) -> None:
        """Count a time; go over to classes at `EXACT`."""
        self.push(value)
        if len(self._values) >= EXACT:
            self.fold()

    @property
    def exact(self) -> bool:
        """Every time is kept."""
        return not self._classes

    @property
    def count(self) -> int:
        """How many times were counted."""
        return len(self._values) + self._count

    @property
    def total(self) -> float:
        """Their sum."""
        return sum(self._values) + self._total

    def fold(self) -> None:
        """Go over to classes."""
        values, self._values = self._values, array("d")
        self.push = self._classify
        for value in values:
            self._classify(value)

    def _classify(self, value: float) -> None:
        self._count += 1
        self._total += value
        self._squares += value * value
        self._lowest = min(self._lowest, value)
        self._highest = max(self._highest, value)
        number = math.ceil(math.log(value) / _RATIO) if value > 1e-6 else -10_000
        self._classes[number] = self._classes.get(number, 0) + 1

    def take(self, other: Samples) -> None:
        """Count all that `other` holds; both exact, or both in classes."""
        self._values.extend(other._values)
        for number, count in other._classes.items():
            self._classes[number] = self._classes.get(number, 0) + count
        self._count += other._count
        self._total += other._total
        self._squares += other._squares
        self._lowest, self._highest = min(self._lowest, other._lowest), max(self._highest, other._highest)

    def values(self) -> array[float]:
        """Return the times in order; empty beyond `EXACT`."""
        if not self._ordered:
            self._values = array("d", sorted(self._values))
            self.push = self._values.append
            self._ordered = True
        return self._values

    def at_rank(self, rank: int) -> float:
        """Return the time of a rank from 1; ranks outside are the extremes."""
        if not self._classes:
            values = self.values()
            return values[min(max(rank, 1), len(values)) - 1]
        rank = min(max(rank, 1), self.count)
        numbers = sorted(self._classes)
        seen = accumulate(self._classes[each] for each in numbers)
        number = next(each for each, count in zip(numbers, seen, strict=True) if count >= rank)
        return 0.0 if number == -10_000 else math.exp((number - 0.5) * _RATIO)

    def quantile(self, share: float) -> float:
        """Return the nearest rank of a share 0..1."""
        return self.at_rank(math.ceil(round(share * self.count, 9)))

    def times(self, place: Place) -> Times:
        """Return what was counted; at least one time must have been."""
        count = self.count
        mean = self.total / count
        values = self.values()
        kept = sum([(value - mean) ** 2 for value in values])
        spread = max(0.0, kept if self.exact else self._squares - count * mean * mean)
        return Times(
            count=count,
            place=place,
            mean=mean,
            deviation=math.sqrt(spread / (count - 1)) if count > 1 else None,
            lowest=values[0] if values else self._lowest,
            highest=values[-1] if values else self._highest,
            quantiles={share: self.quantile(share) for share in SHARES},
            samples=self,
        )


class Lost:
    """Counts what can't be read, and keeps the first places."""

    __slots__ = ("count", "places")

    def __init__(self) -> None:
        self.count = 0
        self.places: list[Place] = []

    def add(self, place: Callable[[], Place]) -> None:
        """Count one; `place` is called for the first fifty."""
        self.count += 1
        if len(self.places) < _KEPT_LOST:
            self.places.append(place())


class Kind:
    """Requests of one label: `push` counts a time, `errors` failed, `first` and `last` are rows."""

    __slots__ = ("errors", "first", "last", "push", "samples")

    def __init__(self, row: int) -> None:
        self.samples = Samples()
        self.push = self.samples.push
        self.errors = 0
        self.first = self.last = row

    def fold(self) -> None:
        """Go over to classes."""
        self.samples.fold()
        self.push = self.samples.push


class Recorder:
    """Samples of a run, in all and by label; `place` gives the place of a row and of a spread of rows."""

    def __init__(self, place: Callable[[int, int], Place]) -> None:
        self._place = place
        #: by label; a reader of millions of rows takes kinds from here, else from `kind`, and then `settle`s
        self.kinds: dict[str, Kind] = {}
        #: of all labels that `kinds` has no room for, once there is one
        self.rest: Kind | None = None
        self._folded = False
        self.count = 0
        self.errors = 0
        self.failed: list[Place] = []
        self.start = math.inf
        self.end = -math.inf
        self._first = self._last = 0

    def add(self, label: str, elapsed: float, *, good: bool, row: int, start: float | None = None) -> None:
        """Count a request: milliseconds, and the moment it began in milliseconds since 1970."""
        own = self.kinds.get(label) or self.rest or self.kind(label, row)
        own.push(elapsed)
        own.last = row
        if not good:
            self.fail(row, own)
        if start is not None and start >= EPOCH:
            if start < self.start:  # noqa: PLR1730 - `min` costs a call for each row
                self.start = start
            if start + elapsed > self.end:  # noqa: PLR1730 - as above
                self.end = start + elapsed
        self.count += 1
        self._last = row
        if self.count >= EXACT:
            self.settle(self.count, row)

    def kind(self, label: str, row: int) -> Kind:
        """Return the requests of a label that comes for the first time; of the rest beyond 2,000 labels."""
        self._first = self._first or row
        full = len(self.kinds) >= _MAX_LABELS
        own = self.kinds.get(REST) if full else None
        if own is None:
            own = self.kinds[REST if full else label] = Kind(row)
            if self._folded:
                own.fold()
        if full:
            self.rest = own
        return own

    def settle(self, count: int, row: int) -> None:
        """Take note of how many requests were counted up to a row; go over to classes at `EXACT`."""
        self.count, self._last = count, row
        if count >= EXACT and not self._folded:
            self._folded = True
            for each in self.kinds.values():
                each.fold()

    def times(self) -> Times:
        """Return the times of all requests; at least one must have been counted."""
        whole = Samples()
        for each in self.kinds.values():
            whole.take(each.samples)
        return whole.times(self.place)

    def fail(self, row: int, own: Kind | None) -> None:
        """Count a failed request."""
        self.errors += 1
        if own is not None:
            own.errors += 1
        if len(self.failed) < _KEPT_FAILURES:
            self.failed.append(self._place(row, row))

    def fail_label(self, label: str, row: int) -> None:
        """Count a failure told apart from the time of its request."""
        self.fail(row, self.kinds.get(label))

    @property
    def place(self) -> Place:
        """From the first to the last row."""
        return self._place(self._first, self._last)

    @property
    def duration(self) -> float | None:
        """Seconds from the first start to the last end; None when no request tells its start."""
        return (self.end - self.start) / 1000 if self.end > self.start else None

    @property
    def period(self) -> tuple[str, str]:
        """First start and last end as ISO 8601; two empty texts when no request tells its start."""
        if self.end < self.start:
            return "", ""
        first, last = from_epoch(self.start / 1000), from_epoch(self.end / 1000)
        return (moment_text(first), moment_text(last))

    def labels(self) -> tuple[Label, ...]:
        """Return the labels in the order in which they came."""
        return tuple(
            Label(name, each.errors, each.samples.times(self._place(each.first, each.last)))
            for name, each in self.kinds.items()
        )


def rank_test(first: Samples, second: Samples) -> float:
    """Return the two-sided probability that two sets of times as unlike as these come from one source.

    H. B. Mann and D. R. Whitney, “On a test of whether one of two random variables is stochastically larger
    than the other”, Annals of Mathematical Statistics 18 (1947); normal approximation with the correction
    for ties, right from about 20 samples on each side.
    """
    one, two = first.values(), second.values()
    size_one, size_two = len(one), len(two)
    total = size_one + size_two
    rank_sum, ties = 0.0, 0.0
    index = other = seen = 0
    while index < size_one or other < size_two:
        value = min(each for each in (_at(one, index), _at(two, other)))
        begun = index, other
        while index < size_one and one[index] == value:
            index += 1
        while other < size_two and two[other] == value:
            other += 1
        same = index - begun[0] + other - begun[1]
        rank_sum += (index - begun[0]) * (seen + (same + 1) / 2)
        ties += same**3 - same
        seen += same
    statistic = rank_sum - size_one * (size_one + 1) / 2
    variance = size_one * size_two / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    distance = max(0.0, abs(statistic - size_one * size_two / 2) - 0.5) / math.sqrt(variance)
    return math.erfc(distance / math.sqrt(2))


def _at(values: array[float], index: int) -> float:
    return values[index] if index < len(values) else math.inf


def rank_interval(times: Times, share: float) -> tuple[float, float] | None:
    """Return the 95 % interval of a quantile, from ranks alone; None when the file gives too little.

    Ranks ``n·p ± 1.96·√(n·p·(1-p))``: W. J. Conover, “Practical Nonparametric Statistics”, 3rd ed., §3.2.
    From a summary, the nearest quantiles written outside these ranks stand for them, so that the interval is
    never narrower than the true one.
    """
    count = times.count
    half = 1.96 * math.sqrt(share * (1 - share) / count)
    if times.samples is not None:
        low = math.floor((share - half) * count)
        return times.samples.at_rank(low), times.samples.at_rank(math.ceil((share + half) * count) + 1)
    below = [value for each, value in times.quantiles.items() if each <= share - half]
    above = [value for each, value in times.quantiles.items() if each >= share + half and each < 1]
    return (max(below), min(above)) if below and above else None


def mean_ratio_interval(before: Times, after: Times) -> tuple[float, float] | None:
    """Return the 95 % interval of the ratio of two means, old over new; None without deviations.

    Logarithm of each mean by the delta method, the two variances kept apart as B. L. Welch does,
    Biometrika 34 (1947).
    """
    variance = 0.0
    for each in (before, after):
        if each.mean is None or each.deviation is None or each.mean <= 0:
            return None
        spread = each.deviation / each.mean
        variance += spread * spread / each.count if each.count else math.inf
    if not variance < _WILD:
        return None
    centre, half = math.log((before.mean or 1.0) / (after.mean or 1.0)), 1.96 * math.sqrt(variance)
    return math.exp(centre - half), math.exp(centre + half)


def moment_text(moment: datetime | None) -> str:
    """Return ISO 8601 to the second; ``""`` for a moment out of range."""
    return moment.isoformat(timespec="seconds") if moment else ""
