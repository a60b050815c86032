"""Why one candidate can't be placed, by looking at this candidate alone: what is said is proven.

Each requirement of a panel is looked at by itself (somebody to chair, somebody for each block, external
members …), first among all jurors who may judge the candidate, then among those free at each hour at which
the candidate and a room that fits are. What only fails together is left to `explain`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from preuve.domain.planning.calendar_words import day_words, listed, slot_start
from preuve.domain.planning.independence import external_members_needed
from preuve.domain.planning.lookup import Lookup
from preuve.domain.planning.model import VAE_ROUTE, Defence, GenderMix, half_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from preuve.domain.planning.model import Candidate, Juror, Problem


class ReasonCode(StrEnum):
    """What is lacking; from `NO_JURORS` on, `days` limits it, and without days it holds for the session."""

    NO_ROOM = "no_room"
    """No room fits (step-free, remote, pinned)."""
    NO_TIME = "no_time"
    """The candidate is never there long enough, lunch and the end of the day looked at."""
    NO_ROOM_TIME = "no_room_time"
    """No room that fits is open long enough when the candidate is there."""
    NO_JURORS = "no_jurors"
    """Fewer jurors (`found`) than members `needed`."""
    NO_CHAIR = "no_chair"
    NO_EXTERNAL = "no_external"
    """Fewer external jurors (`found`) than `needed`."""
    NO_QUALIFIED = "no_qualified"
    """Nobody qualified for the block `name`."""
    NO_VAE_QUALIFIED = "no_vae_qualified"
    """Nobody qualified for any block."""
    NO_WOMAN = "no_woman"
    NO_MAN = "no_man"
    NO_SEAT = "no_seat"
    """Nobody for the seat whose role is `name`."""
    PINNED_AWAY = "pinned_away"
    """The pinned juror `name` is not free."""
    NO_PANEL = "no_panel"
    """At each hour of `days` something lacks, not always the same."""
    COMPETITION = "competition"
    """None of these: alone, this candidate isn't shown to be impossible."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        code: what is lacking.
        candidate: for whom.
        days: numbers of the days on which it is; empty: whatever the day.
        name: a block, a role or a juror.
        found: how many there are.
        needed: how many must be.
    """

    code: ReasonCode
    candidate: str
    days: tuple[int, ...] = ()
    name: str = ""
    found: int | None = None
    needed: int | None = None


def reasons(problem: Problem, candidate_id: str) -> tuple[Reason, ...]:
    """Why the candidate can't be placed, the most general reason first; one COMPETITION if nothing is proven.

    With several reasons that are limited to days, they are met on different days and together rule out all.

    Raises:
        KeyError: no such candidate.
    """
    lookup = Lookup.of(problem)
    candidate = lookup.candidates[candidate_id]
    found = tuple(_of_place(lookup, candidate)) or tuple(
        _lacking(problem, candidate, _may_judge(problem, candidate))
    )
    return found or _by_day(lookup, candidate) or (Reason(ReasonCode.COMPETITION, candidate_id),)


def possible_starts(lookup: Lookup, candidate: Candidate, *, with_room: bool = True) -> tuple[Defence, ...]:
    """Hours at which the candidate (and a room that fits) are free, as defences without panel."""
    pin = candidate.pinned
    rooms = _rooms(lookup, candidate)
    found = []
    for number, day in enumerate(lookup.problem.days):
        for _, first, last in half_days(day):
            for slot in range(first, last - candidate.slots + 1):
                defence = Defence(candidate.id, number, slot, "", ())
                pinned_out = pin and (pin.day not in {None, number} or pin.slot not in {None, slot})
                there = candidate.available is None or lookup.is_open(candidate.available, defence)
                if not pinned_out and there:
                    found.append(defence)
    if not with_room:
        return tuple(found)
    return tuple(
        each for each in found if any(lookup.is_open(lookup.rooms[room].open, each) for room in rooms)
    )


def _rooms(lookup: Lookup, candidate: Candidate) -> tuple[str, ...]:
    pinned = candidate.pinned.room if candidate.pinned else None
    return tuple(
        room.id
        for room in lookup.problem.rooms
        if pinned in {None, room.id}
        and (room.step_free or not candidate.step_free)
        and (room.remote or not candidate.remote)
    )


def _of_place(lookup: Lookup, candidate: Candidate) -> Iterator[Reason]:
    if not _rooms(lookup, candidate):
        yield Reason(ReasonCode.NO_ROOM, candidate.id)
    if not possible_starts(lookup, candidate, with_room=False):
        yield Reason(ReasonCode.NO_TIME, candidate.id)
    elif _rooms(lookup, candidate) and not possible_starts(lookup, candidate):
        yield Reason(ReasonCode.NO_ROOM_TIME, candidate.id)


def _may_judge(problem: Problem, candidate: Candidate) -> list[Juror]:
    return [juror for juror in problem.jurors if juror.id not in candidate.conflicts and juror.available]


def _lacking(problem: Problem, candidate: Candidate, jurors: Sequence[Juror]) -> Iterator[Reason]:
    """Requirements that no panel drawn from `jurors` meets, each by itself."""
    present = {juror.id for juror in jurors}
    for name in sorted(candidate.pinned.jurors if candidate.pinned else ()):
        if name not in present:
            yield Reason(ReasonCode.PINNED_AWAY, candidate.id, name=name)
    if candidate.seats is not None:
        for seat in candidate.seats:
            if present.isdisjoint(seat.eligible):
                yield Reason(ReasonCode.NO_SEAT, candidate.id, name=seat.role)
        return
    rules = problem.panel
    if len(jurors) < rules.size:
        yield Reason(ReasonCode.NO_JURORS, candidate.id, found=len(jurors), needed=rules.size)
    if rules.chair and not any(juror.may_chair for juror in jurors):
        yield Reason(ReasonCode.NO_CHAIR, candidate.id)
    inside = {rules.certifier, candidate.training_body}
    externals = sum(juror.organisations.isdisjoint(inside) for juror in jurors)
    needed = external_members_needed(rules.size, rules.external_share)
    if externals < needed:
        yield Reason(ReasonCode.NO_EXTERNAL, candidate.id, found=externals, needed=needed)
    yield from _lacking_skills(problem, candidate, jurors)


def _lacking_skills(problem: Problem, candidate: Candidate, jurors: Sequence[Juror]) -> Iterator[Reason]:
    skills = frozenset[str]().union(*(juror.blocks for juror in jurors))
    if problem.panel.cover_blocks:
        for block in candidate.blocks:
            if block not in skills:
                yield Reason(ReasonCode.NO_QUALIFIED, candidate.id, name=block)
    if candidate.route == VAE_ROUTE:
        if skills.isdisjoint(candidate.blocks):
            yield Reason(ReasonCode.NO_VAE_QUALIFIED, candidate.id)
        if problem.panel.gender_mix is GenderMix.REQUIRE:
            for gender, code in (("F", ReasonCode.NO_WOMAN), ("M", ReasonCode.NO_MAN)):
                if all(juror.gender != gender for juror in jurors):
                    yield Reason(code, candidate.id)


def _by_day(lookup: Lookup, candidate: Candidate) -> tuple[Reason, ...]:
    """What lacks at every hour of each possible day; empty if some hour lacks nothing."""
    judges = _may_judge(lookup.problem, candidate)
    lacking: dict[tuple[ReasonCode, str], list[Reason]] = {}
    for day, starts in groupby(possible_starts(lookup, candidate), key=lambda start: start.day):
        hours = [tuple(_lacking(lookup.problem, candidate, _free(lookup, judges, start))) for start in starts]
        if not all(hours):
            return ()
        reason = replace(_common(candidate, hours), days=(day,))
        lacking.setdefault((reason.code, reason.name), []).append(reason)
    return tuple(
        replace(
            on_days[0],
            days=tuple(day for reason in on_days for day in reason.days),
            found=_most(reason.found for reason in on_days),
        )
        for on_days in lacking.values()
    )


def _free(lookup: Lookup, judges: Iterable[Juror], start: Defence) -> list[Juror]:
    return [juror for juror in judges if lookup.is_open(juror.available, start)]


def _common(candidate: Candidate, hours: Sequence[Sequence[Reason]]) -> Reason:
    """The first requirement that lacks at every one of the hours; NO_PANEL if it is another at each."""
    for reason in hours[0]:
        same = [
            each for hour in hours for each in hour if (each.code, each.name) == (reason.code, reason.name)
        ]
        if len(same) == len(hours):
            return replace(reason, found=_most(each.found for each in same))
    return Reason(ReasonCode.NO_PANEL, candidate.id)


def _most(found: Iterable[int | None]) -> int | None:
    return max((each for each in found if each is not None), default=None)


_SENTENCES: dict[ReasonCode, tuple[str, str]] = {
    ReasonCode.NO_ROOM: (
        "Aucune salle ne convient à {candidate} (plain-pied, distance ou salle fixée).",
        "No room suits {candidate} (step-free, remote or pinned room).",
    ),
    ReasonCode.NO_TIME: (
        "{candidate} n’est jamais là assez longtemps pour une soutenance de {minutes} minutes.",
        "{candidate} is never there long enough for a defence of {minutes} minutes.",
    ),
    ReasonCode.NO_ROOM_TIME: (
        "Aucune salle qui convienne à {candidate} n’est ouverte {minutes} minutes quand {candidate} est là.",
        "No room that suits {candidate} is open for {minutes} minutes while {candidate} is there.",
    ),
    ReasonCode.NO_JURORS: (
        "{found} juré(s) au plus peuvent juger {candidate}{when}, il en faut {needed}.",
        "At most {found} juror(s) may judge {candidate}{when}, {needed} are needed.",
    ),
    ReasonCode.NO_CHAIR: (
        "Personne qui puisse présider pour {candidate} n’est libre{when}.",
        "Nobody able to chair for {candidate} is free{when}.",
    ),
    ReasonCode.NO_EXTERNAL: (
        "{found} juré(s) externe(s) au plus pour {candidate}{when}, il en faut {needed}.",
        "At most {found} external juror(s) for {candidate}{when}, {needed} are needed.",
    ),
    ReasonCode.NO_QUALIFIED: (
        "Aucun juré qualifié pour {name} n’est libre pour {candidate}{when}.",
        "No juror qualified for {name} is free for {candidate}{when}.",
    ),
    ReasonCode.NO_VAE_QUALIFIED: (
        "Aucun juré qualifié pour un bloc de {candidate} (VAE) n’est libre{when}.",
        "No juror qualified for a block of {candidate} (VAE) is free{when}.",
    ),
    ReasonCode.NO_WOMAN: (
        "Aucune femme ne peut siéger pour {candidate} (VAE){when}.",
        "No woman can sit for {candidate} (VAE){when}.",
    ),
    ReasonCode.NO_MAN: (
        "Aucun homme ne peut siéger pour {candidate} (VAE){when}.",
        "No man can sit for {candidate} (VAE){when}.",
    ),
    ReasonCode.NO_SEAT: (
        "Personne n’est libre pour le siège « {name} » de {candidate}{when}.",
        "Nobody is free for the seat “{name}” of {candidate}{when}.",
    ),
    ReasonCode.PINNED_AWAY: (
        "{name}, fixé au jury de {candidate}, n’est pas libre{when}.",
        "{name}, pinned to the panel of {candidate}, is not free{when}.",
    ),
    ReasonCode.NO_PANEL: (
        "Aucun jury complet n’est libre pour {candidate}{when}.",
        "No complete panel is free for {candidate}{when}.",
    ),
    ReasonCode.COMPETITION: (
        "Rien n’exclut {candidate} à lui seul : plusieurs se gênent, ou le calcul a été trop court.",
        "Nothing rules out {candidate} alone: several compete, or the search was too short.",
    ),
}
_MOST_DAYS = 5


def reason_sentence(
    problem: Problem, reason: Reason, language: str, names: Mapping[str, str] | None = None
) -> str:
    """`reason` in words, "fr" or "en"; days are said as dates, and ids by `names` where it knows them."""
    candidate = next(each for each in problem.candidates if each.id == reason.candidate)
    called = names or {}
    values = {
        "candidate": called.get(f"candidate {reason.candidate}", reason.candidate),
        "name": called.get(f"juror {reason.name}", reason.name),
        "found": reason.found,
        "needed": reason.needed,
        "minutes": candidate.slots * problem.slot_minutes,
        "when": _when(problem, reason.days, language),
    }
    return _SENTENCES[reason.code][language != "fr"].format_map(values)


def reasons_in_words(problem: Problem, candidate_id: str, language: str) -> tuple[str, ...]:
    """The sentences of `reasons`."""
    return tuple(reason_sentence(problem, reason, language) for reason in reasons(problem, candidate_id))


def _when(problem: Problem, days: Sequence[int], language: str) -> str:
    if not days:
        return ""
    if len(days) > _MOST_DAYS:
        said = f"{len(days)} jours" if language == "fr" else f"{len(days)} days"
        return f" ({said})"
    dates = [day_words(slot_start(problem, day, 0), language) for day in days]
    before, after = (" le ", ", aux heures possibles")
    if language == "en":
        before, after = " on ", ", at the possible hours"
    return before + listed(dates, language) + after
