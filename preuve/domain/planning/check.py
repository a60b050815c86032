"""The independent checker: every hard rule of a plan recomputed, and every figure that it announces.

It shares the model with the solver and nothing else. Sources of the rules: planning.md §1, `model`.

Bars hold for everyone: a declared conflict keeps a juror out of `seats` too. For a VAE candidate without
blocks nobody can be qualified, so that no panel will do.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from preuve.domain.planning.check_panels import panel_violations, scope_violations
from preuve.domain.planning.costs import objective
from preuve.domain.planning.lookup import Lookup, by_juror
from preuve.domain.planning.model import PanelScope, Pin, Plan, PlanStatus
from preuve.domain.planning.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.planning.model import Candidate, Day, Defence, Juror, Objective, Problem

GAP_TOLERANCE = 1e-6
"""A gap in a file may be rounded."""


def violations(
    problem: Problem, answer: Plan | Sequence[Defence], previous: Plan | None = None
) -> tuple[Violation, ...]:
    """Everything that is wrong with `answer`, in the order of `Rule`; empty when it keeps every rule.

    A defence that names what the problem doesn't have is said to, and passed over otherwise.

    Args:
        problem: what was asked.
        answer: a plan, whose list of unplaced and whose figures are checked too, or defences alone:
            candidates without one are then unplaced.
        previous: the plan in force, for the cost of changed convocations.
    """
    lookup = Lookup.of(problem)
    plan = answer if isinstance(answer, Plan) else None
    defences = answer.defences if isinstance(answer, Plan) else tuple(answer)
    strange = [violation for defence in defences for violation in _references(lookup, defence)]
    known = [defence for defence in defences if not any(_references(lookup, defence))]
    found = strange + list(_each_once(lookup, defences, plan))
    for defence in known:
        found += _place(lookup, defence)
        found += panel_violations(lookup, defence)
    found += _unplaced_pins(lookup, defences, plan)
    found += _rooms(lookup, known)
    found += _jurors(lookup, known)
    found += _persons(lookup, known)
    found += scope_violations(lookup, _scopes(lookup, known))
    if plan:
        found += _status(plan)
        if not strange:
            found += _figures(plan, objective(problem, known, previous))
    order = {rule: number for number, rule in enumerate(Rule)}
    return tuple(sorted(found, key=lambda violation: order[violation.rule]))


def _references(lookup: Lookup, defence: Defence) -> Iterator[Violation]:
    if defence.candidate not in lookup.candidates:
        yield Violation(Rule.UNKNOWN_CANDIDATE, candidate=defence.candidate)
    jurors = tuple(member.juror for member in defence.panel if member.juror not in lookup.jurors)
    if jurors:
        yield Violation(Rule.UNKNOWN_JUROR, candidate=defence.candidate, jurors=jurors)
    if defence.room not in lookup.rooms:
        yield Violation(Rule.UNKNOWN_ROOM, candidate=defence.candidate, room=defence.room)
    if not 0 <= defence.day < len(lookup.problem.days):
        yield Violation(
            Rule.UNKNOWN_DAY,
            candidate=defence.candidate,
            found=defence.day,
            needed=len(lookup.problem.days),
        )


def _each_once(lookup: Lookup, defences: Iterable[Defence], plan: Plan | None) -> Iterator[Violation]:
    counts = Counter(defence.candidate for defence in defences)
    for unplaced in plan.unplaced if plan else ():
        counts[unplaced.candidate] += 1
        if unplaced.candidate not in lookup.candidates:
            yield Violation(Rule.UNKNOWN_CANDIDATE, candidate=unplaced.candidate)
    for candidate in lookup.candidates:
        if counts[candidate] > 1:
            yield Violation(Rule.CANDIDATE_TWICE, candidate=candidate, found=counts[candidate], needed=1)
        if plan and not counts[candidate]:
            yield Violation(Rule.CANDIDATE_MISSING, candidate=candidate)


def _place(lookup: Lookup, defence: Defence) -> Iterator[Violation]:
    candidate, room = lookup.candidates[defence.candidate], lookup.rooms[defence.room]
    yield from _within_day(lookup.problem.days[defence.day], defence, lookup.end(defence))
    if candidate.available is not None and not lookup.is_open(candidate.available, defence):
        yield Violation.of(Rule.CANDIDATE_UNAVAILABLE, defence)
    if not lookup.is_open(room.open, defence):
        yield replace(Violation.of(Rule.ROOM_CLOSED, defence), room=room.id)
    if candidate.step_free and not room.step_free:
        yield replace(Violation.of(Rule.ROOM_NOT_STEP_FREE, defence), room=room.id)
    if candidate.remote and not room.remote:
        yield replace(Violation.of(Rule.ROOM_NOT_REMOTE, defence), room=room.id)
    away = tuple(
        juror
        for juror in dict.fromkeys(member.juror for member in defence.panel)
        if not lookup.is_open(lookup.jurors[juror].available, defence)
    )
    if away:
        yield replace(Violation.of(Rule.JUROR_UNAVAILABLE, defence), jurors=away)
    if candidate.pinned:
        yield from _pinned(candidate.pinned, defence)


def _within_day(day: Day, defence: Defence, end: int) -> Iterator[Violation]:
    if defence.slot < 0 or end > day.slots:
        yield replace(Violation.of(Rule.OUT_OF_DAY, defence), found=end, needed=day.slots)
    if day.lunch and defence.slot < day.lunch[1] and day.lunch[0] < end:
        yield Violation.of(Rule.OVER_LUNCH, defence)


def _pinned(pin: Pin, defence: Defence) -> Iterator[Violation]:
    if pin.day is not None and defence.day != pin.day:
        yield replace(Violation.of(Rule.PINNED_DAY, defence), found=defence.day, needed=pin.day)
    if pin.slot is not None and defence.slot != pin.slot:
        yield replace(Violation.of(Rule.PINNED_SLOT, defence), found=defence.slot, needed=pin.slot)
    if pin.room is not None and defence.room != pin.room:
        yield replace(Violation.of(Rule.PINNED_ROOM, defence), room=defence.room)


def must_be_placed(candidate: Candidate) -> bool:
    """Whether a pin asks for something of the candidate's defence, so that there must be one."""
    return candidate.pinned is not None and candidate.pinned != Pin()


def _unplaced_pins(lookup: Lookup, defences: Iterable[Defence], plan: Plan | None) -> Iterator[Violation]:
    if plan and plan.status in {PlanStatus.INFEASIBLE, PlanStatus.UNKNOWN}:
        return
    placed = {defence.candidate for defence in defences}
    for candidate in lookup.candidates.values():
        if must_be_placed(candidate) and candidate.id not in placed:
            yield Violation(Rule.PINNED_UNPLACED, candidate=candidate.id)


def _rooms(lookup: Lookup, defences: Iterable[Defence]) -> Iterator[Violation]:
    by_room: defaultdict[str, list[Defence]] = defaultdict(list)
    for defence in sorted(defences, key=lambda each: (each.day, each.slot)):
        by_room[defence.room].append(defence)
    for room in lookup.rooms:
        for earlier, later in _overlaps(lookup, by_room[room]):
            yield Violation(
                Rule.ROOM_TWICE,
                candidate=earlier.candidate,
                other=later.candidate,
                day=later.day,
                slot=later.slot,
                room=room,
            )


def _overlaps(lookup: Lookup, ordered: Iterable[Defence]) -> Iterator[tuple[Defence, Defence]]:
    """Each defence that begins before an earlier one of the same day ends, with the one that ends last."""
    running: Defence | None = None
    for defence in ordered:
        if running and running.day == defence.day and defence.slot < lookup.end(running):
            yield running, defence
        if running is None or (running.day, lookup.end(running)) <= (defence.day, lookup.end(defence)):
            running = defence


def _jurors(lookup: Lookup, defences: Iterable[Defence]) -> Iterator[Violation]:
    heard = by_juror(defences)
    for juror in lookup.problem.jurors:
        own = heard.get(juror.id, [])
        for earlier, later in _overlaps(lookup, own):
            yield Violation(
                Rule.JUROR_TWICE,
                candidate=earlier.candidate,
                other=later.candidate,
                jurors=(juror.id,),
                day=later.day,
                slot=later.slot,
            )
        yield from _loads(lookup, juror, own)


def _persons(lookup: Lookup, defences: Iterable[Defence]) -> Iterator[Violation]:
    by_person: defaultdict[str, list[Defence]] = defaultdict(list)
    for defence in sorted(defences, key=lambda each: (each.day, each.slot)):
        person = lookup.candidates[defence.candidate].person
        if person is not None:
            by_person[person].append(defence)
    for own in by_person.values():
        for earlier, later in _overlaps(lookup, own):
            yield Violation(
                Rule.PERSON_TWICE,
                candidate=earlier.candidate,
                other=later.candidate,
                day=later.day,
                slot=later.slot,
            )


def _loads(lookup: Lookup, juror: Juror, own: Sequence[Defence]) -> Iterator[Violation]:
    days = Counter(defence.day for defence in own)
    asked = Violation(Rule.MAX_DEFENCES, jurors=(juror.id,))
    yield from _above(replace(asked, found=len(own), needed=juror.max_defences))
    for day, number in days.items():
        yield from _above(
            replace(asked, rule=Rule.MAX_PER_DAY, day=day, found=number, needed=juror.max_per_day)
        )
    yield from _above(replace(asked, rule=Rule.MAX_DAYS, found=len(days), needed=juror.max_days))
    for _, half in groupby(own, key=lookup.half):
        longest = _longest_run(lookup, list(half))
        first = longest[0]
        yield from _above(
            replace(
                asked,
                rule=Rule.MAX_IN_A_ROW,
                day=first.day,
                slot=first.slot,
                found=len(longest),
                needed=juror.max_in_a_row,
            )
        )


def _above(load: Violation) -> Iterator[Violation]:
    if load.needed is not None and (load.found or 0) > load.needed:
        yield load


def _longest_run(lookup: Lookup, half: Sequence[Defence]) -> list[Defence]:
    """Most defences of `half` without a free slot between them."""
    runs = [[half[0]]]
    busy_until = lookup.end(half[0])
    for _, defence in pairwise(half):
        if defence.slot > busy_until:
            runs.append([])
        runs[-1].append(defence)
        busy_until = max(busy_until, lookup.end(defence))
    return max(runs, key=len)


def _scopes(lookup: Lookup, defences: Sequence[Defence]) -> dict[tuple[int, ...], list[Defence]]:
    groups: defaultdict[tuple[int, ...], list[Defence]] = defaultdict(list)
    scope = lookup.problem.panel.scope
    if scope is PanelScope.DEFENCE:
        return groups
    for defence in sorted(defences, key=lambda each: (each.day, each.slot)):
        groups[lookup.half(defence) if scope is PanelScope.HALF_DAY else ()].append(defence)
    return groups


def _status(plan: Plan) -> Iterator[Violation]:
    if plan.status in {PlanStatus.INFEASIBLE, PlanStatus.UNKNOWN}:
        if plan.defences:
            yield Violation(Rule.STATUS, found=len(plan.defences), needed=0)
    elif plan.objective is None:
        yield Violation(Rule.OBJECTIVE_MISSING)
    elif plan.status is PlanStatus.OPTIMAL and plan.bound != plan.objective.total:
        yield Violation(Rule.STATUS, found=plan.objective.total, needed=plan.bound)


def _figures(plan: Plan, recomputed: Objective) -> Iterator[Violation]:
    if plan.objective is not None:
        for term, needed in recomputed.terms.items():
            found = plan.objective.terms.get(term, 0)
            if found != needed:
                yield Violation(Rule.OBJECTIVE_TERM, term=term, found=found, needed=needed)
        if plan.objective.total != recomputed.total:
            yield Violation(Rule.OBJECTIVE_TOTAL, found=plan.objective.total, needed=recomputed.total)
        if plan.bound is not None and plan.bound > recomputed.total:
            yield Violation(Rule.BOUND, found=plan.bound, needed=recomputed.total)
    yield from _gap(plan)


def _gap(plan: Plan) -> Iterator[Violation]:
    needed = None
    if plan.objective is not None and plan.bound is not None:
        needed = (plan.objective.total - plan.bound) / max(1, plan.objective.total)
    if plan.gap is None and needed is None:
        return
    if plan.gap is None or needed is None or not math.isclose(plan.gap, needed, abs_tol=GAP_TOLERANCE):
        yield Violation(Rule.GAP, found=plan.gap, needed=needed)
