"""A measured series, counted as it passes: memory doesn't grow with its length.

Rules: a sample worth 1 is good, one worth 0 is bad; an interruption lasts from its first bad sample to the
next good one, or to the last sample when none follows; the step is the median distance between samples, and
a distance above one step and a half is a gap.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from preuve.domain.evidence.contract import Place

#: POSIX seconds of the year 10000.
LATEST = 253_402_300_800
_KEPT_BREACHES = 200
_KEPT_GAPS = 50
_KEPT_STEPS = 5000
_KEPT_DAYS = 40_000
_KEPT_LOST = 50
#: Samples that are looked at together.
_STRETCH = 128
_LATE = 1.5
#: Words of a metric's name or of a column's header where 1 means trouble: nothing is recomputed from it.
_INVERSE = ("error", "erreur", "fail", "echec", "down", "alert", "incident", "indispo", "unavail", "outage")
_SHARES = ("availability", "disponibilite", "uptime", "sli", "dispo")


@dataclass(frozen=True, slots=True)
class Breach:
    """An interruption: POSIX seconds; `open` when no good sample ends it."""

    start: float
    end: float
    place: Place
    open: bool = False

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Series:
    """A series and what was counted in it.

    Attributes:
        kind: ``state`` (0 and 1), ``share`` (availability as a ratio), ``measure`` (anything else).
        samples: with a value; `unknown` are those without.
        step: in seconds; None when the distances have no common one, or with fewer than three samples.
        start, end: POSIX seconds; `zoned` when the file names a zone.
        good: samples worth 1, for ``state``.
        attainment: share of good samples (``state``) or mean (``share``), 0..1; None for ``measure``.
        breaches: the first 200, in the file's order; `breach_count`, `breach_seconds`, `longest` of all.
        gaps: of the 50 widest (POSIX start, seconds, place), at least one; `gap_count`, `gap_seconds` of all.
        unknown_places: of the first 50 samples without a value.
        disordered: samples that go against the order of the others, or repeat a moment.
        days: POSIX day → (good or sum, samples).
    """

    name: str
    labels: Mapping[str, str]
    kind: str
    samples: int
    unknown: int
    step: float | None
    start: float
    end: float
    zoned: bool
    good: int
    attainment: float | None
    lowest: float
    mean: float
    highest: float
    breaches: tuple[Breach, ...]
    breach_count: int
    breach_seconds: float
    longest: Breach | None
    gaps: tuple[tuple[float, float, Place], ...]
    gap_count: int
    gap_seconds: float
    disordered: int
    days: Mapping[int, tuple[float, int]]
    place: Place
    unknown_places: tuple[Place, ...]

    @property
    def coverage(self) -> float | None:
        """Share of the samples that the period should hold; None without a step."""
        if not self.step:
            return None
        return min(1.0, self.samples / (round((self.end - self.start) / self.step) + 1))

    def moment(self, seconds: float) -> str:
        """Return POSIX seconds as ISO 8601, without a zone when the file names none; ``""`` out of range."""
        found = from_epoch(seconds)
        if found is None:
            return ""
        return (found if self.zoned else found.replace(tzinfo=None)).isoformat(timespec="seconds")


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


class Track:
    """Counts one series; `place` gives the place of samples by the numbers of the first and the last."""

    __slots__ = (
        "_backward", "_dawn", "_day", "_days", "_dusk", "_first", "_first_row", "_floor",
        "_forward", "_highest", "_irregular", "_labels", "_last", "_last_row", "_longest",
        "_lowest", "_meaning", "_ones", "_pace", "_place", "_repeats", "_rounded", "_run",
        "_run_count", "_run_seconds", "_runs", "_same", "_shortest", "_steps", "_sum",
        "_unknown", "_unknown_rows", "_usual", "_usual_step", "_value", "_widest", "_zeros", "_zoned", "name",
        "samples",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        labels: Mapping[str, str],
        place: Callable[[int, int], Place],
        meaning: str = "",
        *,
        zoned: bool = True,
    ) -> None:
        self.name = name
        self._labels = labels
        self._place = place
        self._meaning = plain(meaning)
        self._zoned = zoned
        self.samples = self._unknown = self._ones = self._zeros = 0
        self._unknown_rows: list[int] = []
        self._sum = 0.0
        self._lowest = self._highest = 0.0
        self._first = self._last = 0.0
        self._first_row = self._last_row = 0
        self._forward = self._backward = self._same = 0
        self._steps: dict[float, int] = {}
        self._rounded: dict[float, float] = {}
        self._irregular = False
        self._value: float | None = None
        self._pace = math.nan
        self._shortest = math.inf
        self._usual = math.nan  # the shortest, once it is known to be neither new nor among the widest
        self._usual_step = 0.0
        self._repeats = 0
        self._widest: list[tuple[float, float, int, int]] = []
        self._floor = 0.0
        self._run: tuple[float, int, float | None] | None = None
        self._runs: list[tuple[float, float, int, int, bool]] = []
        self._longest: tuple[float, float, int, int, bool] | None = None
        self._run_count = 0
        self._run_seconds = 0.0
        self._days: dict[int, list[float]] = {}
        self._day: list[float] | None = None  # the one from `_dawn` to `_dusk`
        self._dawn = self._dusk = 0.0

    def extend(self, samples: Iterable[tuple[float, float | None, int]]) -> None:
        """Count samples in the order of `add`; those that only repeat the one before pass quickest."""
        add = self.add
        value_before, last, pace = self._value, self._last, self._pace
        dawn, dusk, repeats, last_row = self._dawn, self._dusk, 0, self._last_row
        for moment, value, row in samples:
            if value == value_before and moment - last == pace and dawn <= moment < dusk:
                repeats += 1
                last, last_row = moment, row
                continue
            if repeats:
                self._repeats += repeats
                self._last, self._last_row, repeats = last, last_row, 0
            add(moment, value, row)
            value_before, last, pace, last_row = self._value, self._last, self._pace, self._last_row
            dawn, dusk = self._dawn, self._dusk
        self._repeats += repeats
        self._last, self._last_row = last, last_row

    def column(self, moments: Sequence[float], values: Sequence[float | None], rows: Sequence[int]) -> None:
        """Count samples in the order of `add`; stretches that only repeat the one before pass as a whole."""
        for start in range(0, len(moments), _STRETCH):
            part = slice(start, start + _STRETCH)
            if not self._repeated(moments[part], values[part], rows[part]):
                self.extend(zip(moments[part], values[part], rows[part], strict=True))

    def _repeated(
        self, moments: Sequence[float], values: Sequence[float | None], rows: Sequence[int]
    ) -> bool:
        """Count samples of one day that only repeat the one before, at its pace; False when they don't."""
        first, last, count = moments[0], moments[-1], len(moments)
        if (
            first - self._last != self._pace
            or values.count(self._value) < count
            or not self._dawn <= min(first, last) <= max(first, last) < self._dusk
            or list(map(sub, moments[1:], moments)).count(self._pace) < count - 1
        ):
            return False
        self._repeats += count
        self._last, self._last_row = last, rows[-1]
        return True

    def add(  # noqa: C901, PLR0912 - one call per sample: a call more is a third of its time
        self, moment: float, value: float | None, row: int
    ) -> None:
        """Count a sample: POSIX seconds, its value or None, and its line or index."""
        last = self._last
        same_day = self._dawn <= moment < self._dusk
        if value == self._value and moment - last == self._pace and same_day:
            self._repeats += 1
            self._last, self._last_row = moment, row
            return
        if value is None:
            self._unknown += 1
            if len(self._unknown_rows) < _KEPT_LOST:
                self._unknown_rows.append(row)
            return
        if self._repeats:
            self._settle()
        self._value = value
        if not same_day:
            self._turn(moment)
        if self.samples:
            if moment - last == self._usual:
                self._pace = self._usual
                self._forward += 1
                self._steps[self._usual_step] += 1
            else:
                self._measure_step(moment - last, moment, row)
            if value < self._lowest:
                self._lowest = value
            elif value > self._highest:
                self._highest = value
        else:
            self._first, self._first_row = moment, row
            self._lowest = self._highest = value
        self.samples += 1
        self._sum += value
        day = self._day
        if day is not None:
            day[0] += value
            day[1] += 1
        if value == 0:
            self._zeros += 1
            if self._run is None:
                self._run = (moment, row, last if self.samples > 1 else None)
        else:
            if value == 1:
                self._ones += 1
            if self._run is not None:
                self._close(moment, row)
        self._last, self._last_row = moment, row

    def _turn(self, moment: float) -> None:
        """Go over to the day of a moment; days beyond those that are kept have no counts."""
        number = moment // 86400
        self._dawn, self._dusk = number * 86400, (number + 1) * 86400
        self._day = self._days.get(int(number))
        if self._day is None and len(self._days) < _KEPT_DAYS:
            self._day = self._days[int(number)] = [0.0, 0]

    def _settle(self) -> None:
        """Count the samples that only repeated the one before, one pace further."""
        repeats, self._repeats = self._repeats, 0
        if not repeats or self._value is None:
            return
        value = self._value
        self.samples += repeats
        self._sum += value * repeats
        self._zeros += repeats if value == 0 else 0
        self._ones += repeats if value == 1 else 0
        self._forward += repeats if self._pace > 0 else 0
        self._backward += repeats if self._pace < 0 else 0
        pace = round(abs(self._pace), 3)
        self._steps[pace] = self._steps.get(pace, 0) + repeats
        if self._day is not None:
            self._day[0] += value * repeats
            self._day[1] += repeats

    def _measure_step(self, delta: float, moment: float, row: int) -> None:
        size = abs(delta)
        if 0 < size < self._shortest:
            self._shortest, self._usual = size, math.nan
        self._pace = delta if size == self._shortest else math.nan  # the shortest so far
        if delta > 0:
            self._forward += 1
        elif delta < 0:
            self._backward += 1
        else:
            self._same += 1
            return
        known = self._rounded.get(size)
        size = self._round(size) if known is None else known
        seen = self._steps.get(size)
        if seen is not None:
            self._steps[size] = seen + 1
        elif len(self._steps) < _KEPT_STEPS:
            self._steps[size] = 1
        else:
            self._irregular = True
        if size > self._floor:
            heapq.heappush(self._widest, (size, min(moment, self._last), self._last_row, row))
            if len(self._widest) > _KEPT_GAPS:
                heapq.heappop(self._widest)
                self._floor = self._widest[0][0]
        elif self._pace > 0 and seen is not None:
            self._usual, self._usual_step = delta, size

    def _round(self, size: float) -> float:
        """Return a distance to the millisecond; rounding is slow, and distances come again."""
        rounded = round(size, 3)
        if len(self._rounded) < _KEPT_STEPS:
            self._rounded[size] = rounded
        return rounded

    def _close(self, moment: float | None, row: int) -> None:
        """End the run of bad samples at the good one of `moment`, or at the end of the series."""
        first, first_row, before = self._run or (0.0, 0, None)
        backward = self._backward > self._forward
        if backward:  # newest first: the good sample after the run, in time, stood before it in the file
            start, end = self._last, first if before is None else before
            opened = before is None
        else:
            start, end = first, self._last if moment is None else moment
            opened = moment is None
        last_row = row if moment is None else self._last_row
        self._run = None
        run = (start, end, first_row, last_row, opened)
        self._run_count += 1
        self._run_seconds += end - start
        if self._longest is None or end - start > self._longest[1] - self._longest[0]:
            self._longest = run
        if len(self._runs) < _KEPT_BREACHES:
            self._runs.append(run)

    def finish(self) -> Series:
        """Return what was counted; at least one sample must have been."""
        self._settle()
        if self._run is not None:
            self._close(None, self._last_row)
        kind, scale = self._kind()
        step = self._step()
        disordered = self._same + min(self._forward, self._backward)
        late = _LATE * step if step and not disordered else 0.0
        gaps = {delta: count for delta, count in self._steps.items() if late and delta > late}
        bad = kind == "state" and not disordered
        mean = self._sum / self.samples
        return Series(
            name=self.name,
            labels=self._labels,
            kind=kind,
            samples=self.samples,
            unknown=self._unknown,
            step=step,
            start=min(self._first, self._last),
            end=max(self._first, self._last),
            zoned=self._zoned,
            good=self._ones if kind == "state" else 0,
            attainment=self._attainment(kind, mean / scale),
            lowest=self._lowest,
            mean=mean,
            highest=self._highest,
            breaches=tuple(self._breach(run) for run in self._runs) if bad else (),
            breach_count=self._run_count if bad else 0,
            breach_seconds=self._run_seconds if bad else 0.0,
            longest=self._breach(self._longest) if bad and self._longest else None,
            gaps=tuple(
                (start, delta, self._place(before, after))
                for delta, start, before, after in sorted(self._widest, key=lambda each: each[2])
                if late and delta > late
            ),
            gap_count=sum(gaps.values()),
            gap_seconds=sum((delta - (step or 0.0)) * count for delta, count in gaps.items()),
            disordered=disordered,
            days={day: (total / scale, int(count)) for day, (total, count) in self._days.items()},
            place=self._place(self._first_row, self._last_row),
            unknown_places=tuple(self._place(row, row) for row in self._unknown_rows),
        )

    def _breach(self, run: tuple[float, float, int, int, bool]) -> Breach:
        start, end, first, last, opened = run
        return Breach(start, end, self._place(first, last), opened)

    def _attainment(self, kind: str, mean: float) -> float | None:
        if kind == "state":
            return self._ones / self.samples
        return mean if kind == "share" else None

    def _kind(self) -> tuple[str, float]:
        if any(word in self._meaning for word in _INVERSE):
            return "measure", 1.0
        if self._ones + self._zeros == self.samples:
            return "state", 1.0
        if any(word in self._meaning for word in _SHARES) and self._lowest >= 0 and self._highest <= 100:
            return "share", 100.0 if self._highest > 1 else 1.0
        return "measure", 1.0

    def _step(self) -> float | None:
        total = sum(self._steps.values())
        if total < 2 or self._irregular:
            return None
        ordered = sorted(self._steps)
        counts = accumulate(self._steps[delta] for delta in ordered)
        median = next(delta for delta, seen in zip(ordered, counts, strict=True) if 2 * seen >= total)
        alike = sum(count for delta, count in self._steps.items() if abs(delta - median) <= 0.1 * median)
        return median if alike >= 0.6 * total else None
