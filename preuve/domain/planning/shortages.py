"""What there is too little of for everybody to be heard, by counting: no small set of candidates shows it.

Counted are the slots in which rooms are open, and the seats that jurors can take by their hours and limits.
Both are from above, so that a shortage is proven; that there is none proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.planning.lookup import covers
from preuve.domain.planning.model import AvailabilityCounts, half_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.planning.model import Interval, Juror, Problem


class ShortageKind(StrEnum):
    """What lacks."""

    ROOM_SLOTS = "room_slots"
    """Slots of open rooms; one defence takes one room for as many slots as it has."""
    JUROR_SEATS = "juror_seats"
    """Seats: one juror at one defence."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """At most `found` of what `kind` says, of the `needed` that all candidates need together."""

    kind: ShortageKind
    found: int
    needed: int


def shortages(problem: Problem) -> tuple[Shortage, ...]:
    """What keeps all candidates from being placed together, whoever hears whom; empty when nothing is proven.

    With `start_only` availability nothing is counted: a defence may run on where nothing is open.
    """
    if problem.availability_counts is AvailabilityCounts.START_ONLY or not problem.candidates:
        return ()
    shortest = min(candidate.slots for candidate in problem.candidates)
    size = problem.panel.size
    counted = (
        Shortage(
            ShortageKind.ROOM_SLOTS,
            sum(sum(sum(day) for day in _open_slots(problem, room.open)) for room in problem.rooms),
            sum(candidate.slots for candidate in problem.candidates),
        ),
        Shortage(
            ShortageKind.JUROR_SEATS,
            sum(_most_heard(problem, juror, shortest) for juror in problem.jurors),
            sum(size if each.seats is None else len(each.seats) for each in problem.candidates),
        ),
    )
    return tuple(each for each in counted if each.found < each.needed)


def _open_slots(problem: Problem, intervals: Iterable[Interval]) -> list[list[int]]:
    """For each day, how many slots of each half-day are open."""
    times = list(intervals)
    return [
        [
            sum(covers(times, number, slot, slot + 1) for slot in range(first, last))
            for _, first, last in half_days(day)
        ]
        for number, day in enumerate(problem.days)
    ]


def _most_heard(problem: Problem, juror: Juror, shortest: int) -> int:
    """No more defences than this, even if all were as short as the shortest."""
    days = [sum(slots // shortest for slots in day) for day in _open_slots(problem, juror.available)]
    if juror.max_per_day is not None:
        days = [min(each, juror.max_per_day) for each in days]
    most = sum(sorted(days, reverse=True)[: juror.max_days])
    return most if juror.max_defences is None else min(most, juror.max_defences)


_SENTENCES: dict[ShortageKind, tuple[str, str]] = {
    ShortageKind.ROOM_SLOTS: (
        (
            "Tous ne peuvent être placés : leurs soutenances prennent {needed} créneaux de salle, "
            "les salles en offrent {found} au plus."
        ),
        (
            "Not everybody can be placed: their defences take {needed} slots of rooms, "
            "the rooms offer {found} at most."
        ),
    ),
    ShortageKind.JUROR_SEATS: (
        (
            "Tous ne peuvent être placés : leurs jurys demandent {needed} présences de jurés, "
            "les disponibilités et limites des jurés en permettent {found} au plus."
        ),
        (
            "Not everybody can be placed: their panels ask for {needed} seats of jurors, "
            "the availability and limits of jurors allow {found} at most."
        ),
    ),
}


def shortage_sentence(shortage: Shortage, language: str) -> str:
    """`shortage` in words, "fr" or "en"."""
    return _SENTENCES[shortage.kind][language != "fr"].format(found=shortage.found, needed=shortage.needed)
