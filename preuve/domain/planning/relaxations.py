"""Small changes of a problem that may resolve a conflict, the cheapest first; conflicts of interest never."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from preuve.domain.planning.calendar_words import day_words, slot_start
from preuve.domain.planning.independence import external_members_needed
from preuve.domain.planning.lookup import covers
from preuve.domain.planning.model import Candidate, GenderMix, Interval, Juror, PanelScope, Room, half_days
from preuve.domain.planning.rule_groups import GroupKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from preuve.domain.planning.model import Problem
    from preuve.domain.planning.rule_groups import RuleGroup

    Item = TypeVar("Item", Room, Juror, Candidate)


class RelaxationKind(StrEnum):
    """What is changed, in order of cost."""

    JUROR_HALF_DAY = "juror_half_day"
    """`subject` is available `day`, half-day `half`, too."""
    JUROR_MAX_DEFENCES = "juror_max_defences"
    """One more; so the next two."""
    JUROR_MAX_PER_DAY = "juror_max_per_day"
    JUROR_MAX_DAYS = "juror_max_days"
    CANDIDATE_DAY = "candidate_day"
    """`subject` comes on `day` too."""
    PIN_REMOVED = "pin_removed"
    ROOM_DAY = "room_day"
    """Room `subject` is open all `day`."""
    ROOM_FITTED = "room_fitted"
    """Room `subject` is made step-free and fitted for remote candidates."""
    CHAIR = "chair"
    """`subject` may chair."""
    SCOPE = "scope"
    """Panels may change from one defence to the next."""
    MIX = "mix"
    """The mix of women and men is preferred only."""
    EXTERNAL_SHARE = "external_share"
    """The external share is lowered to `share`."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change; what doesn't apply is empty or None."""

    kind: RelaxationKind
    subject: str = ""
    day: int | None = None
    half: int | None = None
    share: Fraction | None = None


def relaxations_of(problem: Problem, conflict: Iterable[RuleGroup]) -> tuple[tuple[Relaxation, Problem], ...]:
    """Changes that touch the groups in `conflict`, with the problem so changed, in order of cost."""
    found = dict(
        change for group in conflict for change in _CHANGES.get(group.kind, _nothing)(problem, group)
    )
    order = {kind: number for number, kind in enumerate(RelaxationKind)}
    return tuple(sorted(found.items(), key=lambda item: order[item[0].kind]))


Change = tuple[Relaxation, "Problem"]


def _nothing(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del problem, group
    yield from ()


def _with(items: tuple[Item, ...], name: str, change: Callable[[Item], Item]) -> tuple[Item, ...]:
    return tuple(change(item) if item.id == name else item for item in items)


def _opened(intervals: tuple[Interval, ...], day: int, first: int, last: int) -> tuple[Interval, ...]:
    """`intervals` with the slots from `first` to `last` of `day`, what they held of these left out."""
    kept = []
    for each in intervals:
        if each.day != day:
            kept.append(each)
        else:
            parts = (
                Interval(day, each.first, min(each.last, first)),
                Interval(day, max(each.first, last), each.last),
            )
            kept += [part for part in parts if part.first < part.last]
    return tuple(sorted([*kept, Interval(day, first, last)]))


def _juror_half_days(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    day = group.day or 0
    juror = next(each for each in problem.jurors if each.id == group.subject)
    for half, first, last in half_days(problem.days[day]):
        if not covers(juror.available, day, first, last):
            available = _opened(juror.available, day, first, last)
            more = replace(juror, available=available)
            yield (
                Relaxation(RelaxationKind.JUROR_HALF_DAY, juror.id, day, half),
                replace(problem, jurors=tuple(more if each is juror else each for each in problem.jurors)),
            )


def _one_more(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    kind, name = {
        GroupKind.JUROR_MAX_DEFENCES: (RelaxationKind.JUROR_MAX_DEFENCES, "max_defences"),
        GroupKind.JUROR_MAX_PER_DAY: (RelaxationKind.JUROR_MAX_PER_DAY, "max_per_day"),
        GroupKind.JUROR_MAX_DAYS: (RelaxationKind.JUROR_MAX_DAYS, "max_days"),
    }[group.kind]

    def more(juror: Juror) -> Juror:
        changes = {name: getattr(juror, name) + 1}
        return replace(juror, **changes)

    yield (
        Relaxation(kind, group.subject),
        replace(problem, jurors=_with(problem.jurors, group.subject, more)),
    )


def _candidate_days(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    candidate = next(each for each in problem.candidates if each.id == group.subject)
    for number, day in enumerate(problem.days):
        if not covers(candidate.available or (), number, 0, day.slots):
            available = _opened(candidate.available or (), number, 0, day.slots)
            more = replace(candidate, available=available)
            yield (
                Relaxation(RelaxationKind.CANDIDATE_DAY, candidate.id, number),
                replace(
                    problem,
                    candidates=tuple(more if each is candidate else each for each in problem.candidates),
                ),
            )


def _room_days(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    room = next(each for each in problem.rooms if each.id == group.subject)
    for number, day in enumerate(problem.days):
        if not covers(room.open, number, 0, day.slots):
            more = replace(room, open=_opened(room.open, number, 0, day.slots))
            yield (
                Relaxation(RelaxationKind.ROOM_DAY, room.id, number),
                replace(problem, rooms=tuple(more if each is room else each for each in problem.rooms)),
            )


def _fitted(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del group
    for room in problem.rooms:
        if not (room.step_free and room.remote):
            more = replace(room, step_free=True, remote=True)
            yield (
                Relaxation(RelaxationKind.ROOM_FITTED, room.id),
                replace(problem, rooms=tuple(more if each is room else each for each in problem.rooms)),
            )


def _pin_removed(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    yield (
        Relaxation(RelaxationKind.PIN_REMOVED, group.subject),
        replace(
            problem,
            candidates=_with(problem.candidates, group.subject, lambda each: replace(each, pinned=None)),
        ),
    )


def _chairs(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del group
    for juror in problem.jurors:
        if not juror.may_chair:
            able = replace(juror, may_chair=True)
            yield (
                Relaxation(RelaxationKind.CHAIR, juror.id),
                replace(problem, jurors=tuple(able if each is juror else each for each in problem.jurors)),
            )


def _external(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del group
    size = problem.panel.size
    share = Fraction(external_members_needed(size, problem.panel.external_share) - 1, size)
    panel = replace(problem.panel, external_share=share)
    yield Relaxation(RelaxationKind.EXTERNAL_SHARE, share=share), replace(problem, panel=panel)


def _scope(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del group
    panel = replace(problem.panel, scope=PanelScope.DEFENCE)
    yield Relaxation(RelaxationKind.SCOPE), replace(problem, panel=panel)


def _mix(problem: Problem, group: RuleGroup) -> Iterator[Change]:
    del group
    panel = replace(problem.panel, gender_mix=GenderMix.PREFER)
    yield Relaxation(RelaxationKind.MIX), replace(problem, panel=panel)


_CHANGES: dict[GroupKind, Callable[[Problem, RuleGroup], Iterator[Change]]] = {
    GroupKind.JUROR_AVAILABLE: _juror_half_days,
    GroupKind.JUROR_MAX_DEFENCES: _one_more,
    GroupKind.JUROR_MAX_PER_DAY: _one_more,
    GroupKind.JUROR_MAX_DAYS: _one_more,
    GroupKind.CANDIDATE_AVAILABLE: _candidate_days,
    GroupKind.CANDIDATE_PIN: _pin_removed,
    GroupKind.CANDIDATE_ROOM: _fitted,
    GroupKind.ROOM_OPEN: _room_days,
    GroupKind.PANEL_CHAIR: _chairs,
    GroupKind.PANEL_EXTERNAL: _external,
    GroupKind.PANEL_SCOPE: _scope,
    GroupKind.PANEL_MIX: _mix,
}

_SENTENCES: dict[RelaxationKind, tuple[str, str]] = {
    RelaxationKind.JUROR_HALF_DAY: (
        "convenir d’une demi-journée de plus avec {subject} : le {when}, {half}",
        "have {subject} for one more half-day: {when}, {half}",
    ),
    RelaxationKind.JUROR_MAX_DEFENCES: (
        "une soutenance de plus pour {subject}",
        "one more defence for {subject}",
    ),
    RelaxationKind.JUROR_MAX_PER_DAY: (
        "une soutenance de plus par jour pour {subject}",
        "one more defence a day for {subject}",
    ),
    RelaxationKind.JUROR_MAX_DAYS: ("un jour de plus pour {subject}", "one more day for {subject}"),
    RelaxationKind.CANDIDATE_DAY: ("faire venir {subject} le {when}", "have {subject} come on {when}"),
    RelaxationKind.PIN_REMOVED: (
        "libérer ce qui est fixé pour {subject}",
        "let go what is pinned for {subject}",
    ),
    RelaxationKind.ROOM_DAY: ("ouvrir la salle {subject} le {when}", "open room {subject} on {when}"),
    RelaxationKind.ROOM_FITTED: (
        "rendre la salle {subject} accessible et équipée pour la distance",
        "make room {subject} step-free and fitted for remote candidates",
    ),
    RelaxationKind.CHAIR: ("confier une présidence à {subject}", "let {subject} chair"),
    RelaxationKind.SCOPE: (
        "laisser les jurys changer d’une soutenance à l’autre",
        "let panels change from one defence to the next",
    ),
    RelaxationKind.MIX: (
        "préférer seulement la mixité des jurys",
        "only prefer women and men on the panels",
    ),
    RelaxationKind.EXTERNAL_SHARE: (
        "abaisser la part de membres externes à {share}",
        "lower the share of external members to {share}",
    ),
}
_HALVES = {"fr": ("matin", "après-midi"), "en": ("morning", "afternoon")}


_ABOUT = {
    RelaxationKind.CANDIDATE_DAY: "candidate",
    RelaxationKind.PIN_REMOVED: "candidate",
    RelaxationKind.ROOM_DAY: "room",
    RelaxationKind.ROOM_FITTED: "room",
}
"""What the subject is; a juror elsewhere, or nothing."""


def relaxation_words(
    problem: Problem, relaxation: Relaxation, language: str, names: Mapping[str, str] | None = None
) -> str:
    """`relaxation` in words, without capital or full stop, to be listed.

    `names` tells what ids are called, by kind and id: "candidate c1", "juror j1", "room A".
    """
    about = f"{_ABOUT.get(relaxation.kind, 'juror')} {relaxation.subject}"
    when = "" if relaxation.day is None else day_words(slot_start(problem, relaxation.day, 0), language)
    return _SENTENCES[relaxation.kind][language != "fr"].format(
        subject=(names or {}).get(about, relaxation.subject),
        when=when,
        half=_HALVES[language][relaxation.half or 0],
        share=relaxation.share,
    )
