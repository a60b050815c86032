"""What a plan costs, term by term, recomputed from the defences alone (see `Weights` for each meaning)."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING

from preuve.domain.planning.errors import UnknownReferenceError
from preuve.domain.planning.lookup import Lookup, by_juror, covers
from preuve.domain.planning.model import GenderMix, Objective, Weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.planning.model import Candidate, Defence, Interval, Plan, Problem

_SEXES = 2


def objective(problem: Problem, defences: Sequence[Defence], previous: Plan | None = None) -> Objective:
    """Cost of hearing `defences`, with regard to the plan in force `previous`.

    Work: n log n in the number of seats. A plan that breaks rules has a cost too, as long as it names what
    exists.

    Raises:
        UnknownReferenceError: a defence names a candidate, juror or day that the problem doesn't have.
    """
    lookup = Lookup.of(problem)
    for defence in defences:
        _require_known(lookup, defence)
    counts = term_counts(lookup, defences, previous)
    terms = {
        weight.name: getattr(problem.weights, weight.name) * counts[weight.name] for weight in fields(Weights)
    }
    return Objective(sum(terms.values()), terms)


def term_counts(lookup: Lookup, defences: Sequence[Defence], previous: Plan | None) -> Counter[str]:
    """How many units of each term there are, by the names of `Weights`, before any weight."""
    placed = {defence.candidate for defence in defences}
    heard = by_juror(defences)
    halves = [half for each in heard.values() for half in _by_half_day(lookup, each)]
    loads = [len(each) for each in heard.values()]
    return Counter(
        placed=sum(candidate not in placed for candidate in lookup.candidates),
        juror_half_day=len(halves),
        juror_gap=sum(_idle(lookup, half) for half in halves),
        candidate_wait=sum(_waits(lookup, defence) for defence in defences),
        balance=max(loads, default=0) - min(loads, default=0),
        gender=sum(_lacks_mix(lookup, defence) for defence in defences),
        room_change=sum(len({defence.room for defence in half}) - 1 for half in halves),
        wish=_juror_wishes_unmet(lookup, heard)
        + sum(_wish_unmet(lookup.candidates[defence.candidate], defence) for defence in defences),
        convocation_change=changed_convocations(previous.defences, defences) if previous else 0,
    )


def changed_convocations(before: Iterable[Defence], after: Iterable[Defence]) -> int:
    """How many convocations of `before` are taken back in `after`, or changed in day, hour or room.

    A defence has one convocation for its candidate and one for each juror of its panel. Roles don't count.
    """
    kept = set(_convocations(after))
    return sum(convocation not in kept for convocation in _convocations(before))


def _convocations(defences: Iterable[Defence]) -> Iterator[tuple[str, str | None, int, int, str]]:
    for defence in defences:
        for person in (None, *dict.fromkeys(member.juror for member in defence.panel)):
            yield defence.candidate, person, defence.day, defence.slot, defence.room


def lacks_mix(lookup: Lookup, defence: Defence) -> bool:
    """Whether women and men don't both sit on the panel; a juror who has not said counts for neither."""
    said = {lookup.jurors[member.juror].gender for member in defence.panel} - {None}
    return len(said) < _SEXES


def _require_known(lookup: Lookup, defence: Defence) -> None:
    if defence.candidate not in lookup.candidates:
        raise UnknownReferenceError("candidate", defence.candidate)
    if not 0 <= defence.day < len(lookup.problem.days):
        raise UnknownReferenceError("day", defence.day)
    for member in defence.panel:
        if member.juror not in lookup.jurors:
            raise UnknownReferenceError("juror", member.juror)


def _by_half_day(lookup: Lookup, heard: Iterable[Defence]) -> list[list[Defence]]:
    return [list(half) for _, half in groupby(heard, key=lookup.half)]


def _idle(lookup: Lookup, half: Sequence[Defence]) -> int:
    busy_until = half[0].slot
    idle = 0
    for defence in half:
        idle += max(0, defence.slot - busy_until)
        busy_until = max(busy_until, lookup.end(defence))
    return idle


def _waits(lookup: Lookup, defence: Defence) -> int:
    opening, _ = _bounds(lookup, lookup.half(defence))
    available = lookup.candidates[defence.candidate].available
    if available is None:
        return max(0, defence.slot - opening)
    arrival = defence.slot
    while arrival > opening and covers(available, defence.day, arrival - 1, defence.slot + 1):
        arrival -= 1
    return defence.slot - arrival


def _lacks_mix(lookup: Lookup, defence: Defence) -> bool:
    if lookup.problem.panel.gender_mix is GenderMix.OFF:
        return False
    return lookup.candidates[defence.candidate].seats is None and lacks_mix(lookup, defence)


def _juror_wishes_unmet(lookup: Lookup, heard: dict[str, list[Defence]]) -> int:
    unmet = 0
    for juror, defences in heard.items():
        wishes = lookup.jurors[juror].wishes
        if wishes:
            unmet += sum(
                not _meets(lookup, half, wishes) for half in {lookup.half(each) for each in defences}
            )
    return unmet


def _meets(lookup: Lookup, half: tuple[int, int], wishes: Iterable[Interval]) -> bool:
    first, last = _bounds(lookup, half)
    return any(wish.day == half[0] and wish.first < last and first < wish.last for wish in wishes)


def _bounds(lookup: Lookup, half: tuple[int, int]) -> tuple[int, int]:
    # Not from half_days(), which leaves out halves without a slot: a wrong plan may still name one.
    day = lookup.problem.days[half[0]]
    if day.lunch is None:
        return 0, day.slots
    return (day.lunch[1], day.slots) if half[1] else (0, day.lunch[0])


def _wish_unmet(candidate: Candidate, defence: Defence) -> bool:
    return bool(candidate.wishes) and not any(
        wish.day == defence.day and wish.first <= defence.slot and defence.slot + candidate.slots <= wish.last
        for wish in candidate.wishes
    )
