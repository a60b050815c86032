"""Who sits and which room is taken, start by start: implied by the other rules, and what proves small plans.

Intervals find schedules, these literals prove that there is none better: their linear relaxation knows that a
juror can't be shared out between overlapping starts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.whole import Choice, Whole

MOST_LITERALS = 80_000


def add_indexed(whole: Whole) -> None:
    """Add the literals, unless there would be more than `MOST_LITERALS`."""
    choices = whole.choices.values()
    if sum(len(each.starts) * (len(each.jurors) + len(each.rooms)) for each in choices) > MOST_LITERALS:
        return
    for masks, seated in ((whole.grid.free, True), (whole.grid.open, False)):
        taken: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for index in sorted(whole.task.free):
            choice = whole.choices[index]
            groups = _groups(whole, index, choice) if seated else [(1, list(choice.rooms))]
            _index(whole, choice, masks, choice.jurors if seated else choice.rooms, groups, taken)
        for literals in taken.values():
            whole.cp.add_at_most_one(literals)


def _groups(whole: Whole, index: int, choice: Choice) -> list[tuple[int, list[int]]]:
    """Sets of jurors, each with how many of them at least sit in all."""
    if choice.seats:
        return [(1, list(seat)) for seat in choice.seats] + [(len(choice.seats), list(choice.jurors))]
    needs = [(1, [juror for juror in choice.jurors if juror in able]) for able in whole.grid.covers(index)]
    return [*needs, (whole.grid.size, list(choice.jurors))]


def _index(  # noqa: PLR0913, PLR0917 - the same for jurors and rooms
    whole: Whole,
    choice: Choice,
    masks: Sequence[int],
    literals: dict[int, IntVar],
    groups: Iterable[tuple[int, list[int]]],
    taken: dict[tuple[int, int], list[IntVar]],
) -> None:
    parts: dict[int, list[IntVar]] = {which: [] for which in literals}
    at_start: list[tuple[IntVar, dict[int, IntVar]]] = []
    for start, begins in choice.starts:
        here = {}
        for which in literals:
            if whole.grid.admits(masks[which], start.at, choice.slots):
                here[which] = whole.cp.new_bool_var("")
                parts[which].append(here[which])
                for at in range(start.at, start.at + choice.slots):
                    taken[which, at].append(here[which])
        at_start.append((begins, here))
    for which, literal in literals.items():
        whole.cp.add(cp_model.LinearExpr.sum(parts[which]) == literal)
    for begins, here in at_start:
        for least, group in groups:
            present = cp_model.LinearExpr.sum([here[which] for which in group if which in here])
            whole.cp.add(present >= least * begins)
