"""The problem by id, and what intervals cover: what the checker and the costs both look up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.planning.model import AvailabilityCounts, half_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preuve.domain.planning.model import Candidate, Defence, Interval, Juror, Problem, Room


@dataclass(frozen=True, slots=True)
class Lookup:
    """A problem with its people and rooms by id."""

    problem: Problem
    candidates: Mapping[str, Candidate]
    jurors: Mapping[str, Juror]
    rooms: Mapping[str, Room]

    @classmethod
    def of(cls, problem: Problem) -> Lookup:
        """The lookup of `problem`."""
        return cls(
            problem,
            {candidate.id: candidate for candidate in problem.candidates},
            {juror.id: juror for juror in problem.jurors},
            {room.id: room for room in problem.rooms},
        )

    def end(self, defence: Defence) -> int:
        """First slot after `defence`."""
        return defence.slot + self.candidates[defence.candidate].slots

    def half(self, defence: Defence) -> tuple[int, int]:
        """Day and half-day in which `defence` begins."""
        return defence.day, half_day(self.problem.days[defence.day], defence.slot)

    def is_open(self, intervals: Iterable[Interval], defence: Defence) -> bool:
        """Whether `intervals` hold those slots of `defence` that count for availability."""
        whole = self.problem.availability_counts is AvailabilityCounts.WHOLE_DURATION
        last = self.end(defence) if whole else defence.slot + 1
        return covers(intervals, defence.day, defence.slot, last)


def covers(intervals: Iterable[Interval], day: int, first: int, last: int) -> bool:
    """Whether every slot of `day` from `first` up to `last` (left out) is in one of `intervals`."""
    for interval in sorted(each for each in intervals if each.day == day):
        if interval.first <= first < interval.last:
            first = interval.last
    return first >= last


def by_juror(defences: Iterable[Defence]) -> dict[str, list[Defence]]:
    """The defences of each juror, in order of day and slot; a juror with two seats on a panel counts once."""
    heard: defaultdict[str, list[Defence]] = defaultdict(list)
    for defence in sorted(defences, key=lambda each: (each.day, each.slot)):
        for juror in dict.fromkeys(member.juror for member in defence.panel):
            heard[juror].append(defence)
    return dict(heard)
