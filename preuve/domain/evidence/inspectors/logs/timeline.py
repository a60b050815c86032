"""When the entries of a log happened, in the order in which they were read."""

from __future__ import annotations

from operator import sub
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.logs.clock import DAY, NEW_YEAR, YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.inspectors.logs.tally import Lines

#: Seconds by which a moment is before the last one that count as a step back; lines often swap within one.
STEP_BACK = 1.0
#: 29 February 2000, in which year moments without one are laid.
_LEAP_DAY = 951_782_400.0


class Timeline:
    """First and last moment, the longest silence, and steps back."""

    __slots__ = (
        "back",
        "back_most",
        "first",
        "first_read",
        "last",
        "offset",
        "previous",
        "previous_line",
        "silence",
        "silence_lines",
        "uncertain",
        "yearless",
        "zoned",
    )

    def __init__(self, back: Lines) -> None:
        self.first: float | None = None
        self.last: float | None = None
        self.first_read: float | None = None
        self.previous = 0.0
        self.previous_line = 0
        self.silence = 0.0
        self.uncertain = False
        self.silence_lines = (0, 0)
        self.back = back
        self.back_most = 0.0
        self.yearless = False
        self.zoned = True
        self.offset = 0.0

    def at(self, moment: float, line: int) -> float:
        """Note a moment; returns it in one running order, New Year of a log without years counted."""
        moment += self.offset
        if self.first is None or self.last is None:
            self.first = self.last = self.first_read = self.previous = moment
            self.previous_line = line
            return moment
        step = moment - self.previous
        if self.yearless and step < NEW_YEAR - YEAR:
            self.offset += YEAR
            moment += YEAR
            step += YEAR
        if step > self.silence or step <= -STEP_BACK:
            self._step(moment, step, self.last, line)
        self.previous = moment
        self.previous_line = line
        if moment > self.last:
            self.last = moment
        elif moment < self.first:
            self.first = moment
        return moment

    def column(self, moments: list[float], lines: Sequence[int]) -> list[float]:
        """Note the moments of `lines`; as `at` one by one.

        Most steps are none or forward and shorter than the longest silence known: they need no look each.
        """
        if self.first is None or self.last is None:
            self.at(moments[0], lines[0])
            return self.column(moments, lines)
        given, last = moments, self.last
        if self.offset:
            moments = [moment + self.offset for moment in moments]
        steps = list(map(sub, moments, [self.previous, *moments[:-1]]))
        if self.yearless and min(steps) < NEW_YEAR - YEAR:
            return [self.at(moment, number) for moment, number in zip(given, lines, strict=True)]
        silence, looked = self.silence, 0
        long = max(steps) > silence or min(steps) <= -STEP_BACK
        for index in (
            [i for i, step in enumerate(steps) if step > silence or step <= -STEP_BACK] if long else ()
        ):
            if index:
                last = max(last, *moments[looked:index])
                self.previous, self.previous_line, looked = moments[index - 1], lines[index - 1], index
            self._step(moments[index], steps[index], last, lines[index])
        self.previous, self.previous_line = moments[-1], lines[-1]
        self.first, self.last = min(self.first, *moments), max(self.last, *moments)
        return moments

    def _step(self, moment: float, step: float, last: float, line: int) -> None:
        """Note a step back, or the longest silence so far."""
        if step <= -STEP_BACK:
            self.back.add(line)
            self.back_most = max(self.back_most, -step)
            self.uncertain = self.uncertain or (self.yearless and step < -DAY)
        elif step > self.silence and moment > last and not (self.yearless and self._leaps(moment)):
            self.silence = step
            self.silence_lines = (self.previous_line, line)

    def _leaps(self, moment: float) -> bool:
        """Say whether 29 February may lie between: whether it existed is not known without the year."""
        return (self.previous - _LEAP_DAY) // YEAR != (moment - _LEAP_DAY) // YEAR
