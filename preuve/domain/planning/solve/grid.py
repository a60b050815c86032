"""A problem by numbers: half-days on one line of slots, who may be where, as the searches need it.

The line gives each slot outside lunch a position; half-days are one position apart, so that no two defences
of different half-days touch. People, rooms and half-days go by their index. Masks are integers whose bit
`at` stands for the position `at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from preuve.domain.planning.independence import external_members_needed
from preuve.domain.planning.model import VAE_ROUTE, AvailabilityCounts, GenderMix, Pin, half_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.planning.model import Candidate, Interval, Juror, Problem


@dataclass(frozen=True, slots=True)
class Half:
    """A half-day: its number of the day, first slot and the one after the last, and the first's position."""

    index: int
    day: int
    number: int
    first: int
    last: int
    offset: int

    @property
    def length(self) -> int:
        """Slots in it."""
        return self.last - self.first

    @property
    def mask(self) -> int:
        """Its positions."""
        return ((1 << self.length) - 1) << self.offset


@dataclass(frozen=True, slots=True)
class Start:
    """Where a defence may begin: `wait` slots after the candidate could; `missed`: wishes it misses."""

    half: int
    slot: int
    at: int
    wait: int
    missed: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A placed candidate: from `at` (in half-day `half`), in `room`, by the jurors `panel`, in seat order."""

    half: int
    at: int
    room: int
    panel: tuple[int, ...]


Placement = dict[int, Spot]
"""Candidates that are placed, by index."""


class Grid:
    """The problem by numbers; everything is worked out once.

    Attributes:
        problem: what was asked.
        halves: half-days in order of time.
        free: for each juror, the positions where they may sit.
        open: for each room, the positions where it is open.
        rooms: for each candidate, the rooms that fit (pins looked at).
        starts: for each candidate, where they may begin (pins, own availability and rooms looked at).
        eligible: for each candidate, the jurors who may be on the panel.
        twins: for each candidate, the other candidates of the same person.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.candidates = problem.candidates
        self.jurors = problem.jurors
        self.size = problem.panel.size
        self.halves = _line(problem)
        self.whole = problem.availability_counts is AvailabilityCounts.WHOLE_DURATION
        self.juror_index = {juror.id: index for index, juror in enumerate(problem.jurors)}
        self.room_index = {room.id: index for index, room in enumerate(problem.rooms)}
        self.candidate_index = {candidate.id: index for index, candidate in enumerate(problem.candidates)}
        self.free = tuple(self.mask(juror.available) for juror in problem.jurors)
        self.open = tuple(self.mask(room.open) for room in problem.rooms)
        self.rooms = tuple(self._rooms(candidate) for candidate in problem.candidates)
        self.starts = tuple(self._starts(index) for index in range(len(problem.candidates)))
        self.eligible = tuple(self._eligible(candidate) for candidate in problem.candidates)
        self.twins = _twins(problem.candidates)

    @cached_property
    def persons(self) -> tuple[tuple[int, ...], ...]:
        """The candidates of each person who is more than one."""
        return tuple(
            (index, *others) for index, others in enumerate(self.twins) if others and index < min(others)
        )

    def mask(self, intervals: Iterable[Interval]) -> int:
        """Positions of the slots in `intervals`."""
        found = 0
        for interval in intervals:
            for half in self.halves:
                if half.day == interval.day:
                    first, last = max(half.first, interval.first), min(half.last, interval.last)
                    if last > first:
                        found |= ((1 << (last - first)) - 1) << (half.offset + first - half.first)
        return found

    def needed(self, at: int, slots: int) -> int:
        """Positions that must be open for a defence of `slots` from `at`."""
        return ((1 << slots) - 1 if self.whole else 1) << at

    def admits(self, mask: int, at: int, slots: int) -> bool:
        """Whether what is open in `mask` lets a defence of `slots` begin at `at`."""
        needed = self.needed(at, slots)
        return mask & needed == needed

    def half_at(self, day: int, slot: int) -> Half | None:
        """The half-day that holds `slot` of `day`."""
        for half in self.halves:
            if half.day == day and half.first <= slot < half.last:
                return half
        return None

    def pin(self, candidate: int) -> Pin | None:
        """What must stay of the candidate's defence; None when nothing must."""
        pinned = self.candidates[candidate].pinned
        return None if pinned == Pin() else pinned

    def is_external(self, juror: int, candidate: int) -> bool:
        """Whether the juror belongs neither to the certifier nor to the candidate's training body."""
        organisations = self.jurors[juror].organisations
        body = self.candidates[candidate].training_body
        return self.problem.panel.certifier not in organisations and body not in organisations

    @cached_property
    def externals_needed(self) -> int:
        """Least number of external members of a panel."""
        return external_members_needed(self.size, self.problem.panel.external_share)

    def is_vae(self, candidate: int) -> bool:
        """Whether the rules of VAE hold for the candidate."""
        return self.candidates[candidate].route == VAE_ROUTE

    def mix_required(self, candidate: int) -> bool:
        """Whether women and men must both sit for the candidate."""
        return self.problem.panel.gender_mix is GenderMix.REQUIRE and self.is_vae(candidate)

    def covers(self, candidate: int) -> tuple[frozenset[int], ...]:
        """Sets of jurors of whom one at least must sit for the candidate, without the chair's."""
        blocks = self.candidates[candidate].blocks
        needs = [self._qualified((block,)) for block in blocks] if self.problem.panel.cover_blocks else []
        if self.is_vae(candidate):
            needs.append(self._qualified(blocks))
        if self.mix_required(candidate):
            needs += [self.women, self.men]
        return tuple(needs)

    @cached_property
    def women(self) -> frozenset[int]:
        """Jurors who said they are."""
        return frozenset(index for index, juror in enumerate(self.jurors) if juror.gender == "F")

    @cached_property
    def men(self) -> frozenset[int]:
        """Jurors who said they are."""
        return frozenset(index for index, juror in enumerate(self.jurors) if juror.gender == "M")

    @cached_property
    def chairs(self) -> frozenset[int]:
        """Jurors who may chair."""
        return frozenset(index for index, juror in enumerate(self.jurors) if juror.may_chair)

    def wish_missed(self, juror: int, half: int) -> bool:
        """Whether convening the juror to the half-day meets none of their wishes."""
        wishes = self.jurors[juror].wishes
        return bool(wishes) and not self.mask(wishes) & self.halves[half].mask

    def _qualified(self, blocks: Iterable[str]) -> frozenset[int]:
        wanted = frozenset(blocks)
        return frozenset(
            index for index, juror in enumerate(self.jurors) if not wanted.isdisjoint(juror.blocks)
        )

    def _rooms(self, candidate: Candidate) -> tuple[int, ...]:
        asked = candidate.pinned.room if candidate.pinned is not None else None
        return tuple(
            index
            for index, room in enumerate(self.problem.rooms)
            if (room.step_free or not candidate.step_free)
            and (room.remote or not candidate.remote)
            and asked in {None, room.id}
        )

    def _starts(self, index: int) -> tuple[Start, ...]:
        candidate = self.candidates[index]
        own = -1 if candidate.available is None else self.mask(candidate.available)
        rooms = {self.open[room] for room in self.rooms[index]}
        return tuple(
            self._start(candidate, half, at, own)
            for half in self.halves
            for at in range(half.offset, half.offset + half.length - candidate.slots + 1)
            if self.admits(own, at, candidate.slots)
            and _as_pinned(candidate.pinned, half, at)
            and any(self.admits(mask, at, candidate.slots) for mask in rooms)
        )

    def _start(self, candidate: Candidate, half: Half, at: int, own: int) -> Start:
        since = at
        while since > half.offset and own >> (since - 1) & 1:
            since -= 1
        slot = half.first + at - half.offset
        missed = bool(candidate.wishes) and not any(
            wish.day == half.day and wish.first <= slot and slot + candidate.slots <= wish.last
            for wish in candidate.wishes
        )
        return Start(half.index, slot, at, at - since, int(missed))

    def _eligible(self, candidate: Candidate) -> tuple[int, ...]:
        if candidate.seats is None:
            pinned = candidate.pinned.jurors if candidate.pinned is not None else frozenset()
            named = pinned if len(pinned) == self.size else frozenset(self.juror_index)
        else:
            named = frozenset(juror for seat in candidate.seats for juror in seat.eligible)
        return tuple(
            index
            for index, juror in enumerate(self.jurors)
            if juror.id in named and juror.id not in candidate.conflicts and self.free[index]
        )


def juror_limit(juror: Juror, defences: int) -> int:
    """Most defences the juror may hear of `defences`."""
    return min(defences, defences if juror.max_defences is None else juror.max_defences)


def _as_pinned(pin: Pin | None, half: Half, at: int) -> bool:
    return pin is None or (pin.day in {None, half.day} and pin.slot in {None, half.first + at - half.offset})


def _twins(candidates: Iterable[Candidate]) -> tuple[tuple[int, ...], ...]:
    persons = [candidate.person for candidate in candidates]
    own: dict[str, list[int]] = {}
    for index, person in enumerate(persons):
        if person is not None:
            own.setdefault(person, []).append(index)
    return tuple(
        () if person is None else tuple(other for other in own[person] if other != index)
        for index, person in enumerate(persons)
    )


def _line(problem: Problem) -> tuple[Half, ...]:
    found: list[Half] = []
    offset = 0
    for number, day in enumerate(problem.days):
        for half, first, last in half_days(day):
            found.append(Half(len(found), number, half, first, last, offset))
            offset += last - first + 1
    return tuple(found)
