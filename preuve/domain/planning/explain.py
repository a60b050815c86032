"""Why candidates can't all be placed: a smallest set of rules in conflict, and what would resolve it.

First each candidate is looked at alone (`reasons`). Then a small set of candidates that can't all be placed
is looked for, the tightest first; the groups of rules that rule it out are made smallest by deletion: without
any one of them the set could be placed, most defences in a row aside. Each relaxation given was solved anew
for that set of candidates, and its plan passed the checker; what it does to the others is not claimed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from preuve.domain.planning.check import violations
from preuve.domain.planning.explain_model import Answer, ExplainModel
from preuve.domain.planning.explanation import Explanation
from preuve.domain.planning.lookup import Lookup
from preuve.domain.planning.reasons import (
    Reason,
    ReasonCode,
    possible_starts,
    reasons,
)
from preuve.domain.planning.relaxations import Relaxation, RelaxationKind, relaxations_of
from preuve.domain.planning.rule_groups import GroupKind, RuleGroup
from preuve.domain.planning.shortages import shortages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from preuve.domain.planning.model import Problem

SIZES = (1, 2, 4, 8, 16)
"""Sets of candidates looked at: so many of the tightest."""
MOST_RELAXATIONS = 5
_CONFLICT_SHARE = 0.7
"""Of the time; the rest is for relaxations."""


class _Time:
    def __init__(self, clock: Callable[[], float], limit: float) -> None:
        self._clock, self._limit, self._start = clock, limit, clock()

    def left(self, share: float = 1.0) -> float:
        return share * self._limit - (self._clock() - self._start)


def explain(
    problem: Problem,
    unplaced: Sequence[str] | None = None,
    *,
    clock: Callable[[], float],
    limit: float = 10.0,
) -> Explanation:
    """Why the candidates `unplaced` (all, when None) can't be placed.

    Args:
        problem: what was asked.
        unplaced: ids, such as those that a plan leaves out.
        clock: seconds from any origin.
        limit: seconds to spend, about.

    Raises:
        KeyError: no such candidate.
    """
    time = _Time(clock, limit)
    asked = [candidate.id for candidate in problem.candidates] if unplaced is None else list(unplaced)
    alone = tuple(reason for name in asked for reason in reasons(problem, name))
    lacking = shortages(problem) if asked else ()
    for subset in _subsets(problem, asked, alone):
        if time.left(_CONFLICT_SHARE) <= 0:
            break
        model = ExplainModel(subset)
        if model.ask(model.groups, time.left(_CONFLICT_SHARE)) is Answer.IMPOSSIBLE:
            return replace(_explanation(subset, alone, model, time), shortages=lacking)
    return Explanation(alone, shortages=lacking)


def _subsets(problem: Problem, asked: Sequence[str], alone: Sequence[Reason]) -> Iterator[Problem]:
    """The problem with few candidates: one ruled out alone, or those asked for and the tightest others."""
    ruled_out = [each.candidate for each in alone if each.code is not ReasonCode.COMPETITION]
    if ruled_out or not asked:
        for name in ruled_out[:1]:
            yield _only(problem, {name})
        return
    lookup = Lookup.of(problem)
    tightness = {
        candidate.id: len(possible_starts(lookup, candidate))
        * (len(problem.jurors) - len(candidate.conflicts))
        for candidate in problem.candidates
    }
    inside = set(asked)
    order = sorted(tightness, key=lambda name: (name not in inside, tightness[name]))
    for size in SIZES:
        yield _only(problem, set(order[:size]))
        if size >= len(order):
            return


def _only(problem: Problem, names: set[str]) -> Problem:
    return replace(problem, candidates=tuple(each for each in problem.candidates if each.id in names))


def _explanation(subset: Problem, alone: tuple[Reason, ...], model: ExplainModel, time: _Time) -> Explanation:
    core, smallest = _shrunk(model, time)
    placed = {group.subject for group in core if group.kind is GroupKind.CANDIDATE_PLACED}
    conflict = tuple(group for group in core if group.kind is not GroupKind.CANDIDATE_PLACED)
    subset = _only(subset, placed)
    return Explanation(
        alone,
        tuple(candidate.id for candidate in subset.candidates),
        conflict,
        smallest,
        tuple(_verified(subset, conflict, time)),
    )


def _shrunk(model: ExplainModel, time: _Time) -> tuple[list[RuleGroup], bool]:
    """The model's core, with every group left out that can be; whether that was done for all in time."""
    core, needed = list(model.core), 0
    while needed < len(core):
        left = time.left(_CONFLICT_SHARE)
        if left <= 0:
            return core, False
        rest = core[:needed] + core[needed + 1 :]
        answer = model.ask(rest, left)
        if answer is Answer.UNKNOWN:
            return core, False
        if answer is Answer.IMPOSSIBLE:
            core = [group for group in core if group in model.core]
        else:
            needed += 1
    return core, True


def _verified(subset: Problem, conflict: Sequence[RuleGroup], time: _Time) -> Iterator[Relaxation]:
    found: set[tuple[RelaxationKind, str]] = set()
    for relaxation, changed in relaxations_of(subset, conflict):
        left, about = time.left(), (relaxation.kind, relaxation.subject)
        if left <= 0 or len(found) == MOST_RELAXATIONS:
            return
        if about in found:  # another day of the same person or room says little more
            continue
        model = ExplainModel(changed)
        if model.ask(model.groups, left) is Answer.POSSIBLE and not violations(changed, model.defences()):
            found.add(about)
            yield relaxation
