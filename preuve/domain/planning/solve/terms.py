"""The terms of the objective in the exact model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.model import GenderMix

if TYPE_CHECKING:
    from preuve.domain.planning.model import Weights
    from preuve.domain.planning.solve.whole import Choice, Whole


def add_terms(whole: Whole) -> None:
    """Put every term that has a weight into the model's costs."""
    weights = whole.grid.problem.weights
    for index in sorted(whole.task.free):
        _of_candidate(whole, index, weights)
        if weights.gender:
            _gender(whole, index, weights.gender)
    _of_half_days(whole, weights)
    if weights.balance:
        _balance(whole, weights.balance)
    if weights.convocation_change:
        _changes(whole, weights.convocation_change)


def _of_candidate(whole: Whole, index: int, weights: Weights) -> None:
    choice = whole.choices[index]
    whole.constant += weights.placed
    whole.costs.append((choice.placed, -weights.placed))
    for start, here in choice.starts:
        cost = weights.candidate_wait * start.wait + weights.wish * start.missed
        if cost:
            whole.costs.append((here, cost))


def _gender(whole: Whole, index: int, weight: int) -> None:
    grid, choice = whole.grid, whole.choices[index]
    off = grid.problem.panel.gender_mix is GenderMix.OFF or grid.candidates[index].seats is not None
    if off or grid.mix_required(index):
        return
    lacks = whole.cp.new_bool_var(f"g{index}")
    whole.costs.append((lacks, weight))
    for sex in (grid.women, grid.men):
        present = [lit for juror, lit in choice.jurors.items() if juror in sex]
        whole.cp.add(cp_model.LinearExpr.sum([*present, lacks]) >= choice.placed)


def _of_half_days(whole: Whole, weights: Weights) -> None:
    for juror, half, here in whole.pairs():
        missed = weights.wish * whole.grid.wish_missed(juror, half)
        if weights.juror_half_day + missed:
            whole.costs.append((whole.convened(juror, half, here), weights.juror_half_day + missed))
        if len(here) > 1 and weights.juror_gap:
            _gap(whole, juror, half, here)
        if len(here) > 1 and weights.room_change:
            _room_changes(whole, juror, half, here)


def _gap(whole: Whole, juror: int, half: int, here: list[int]) -> None:
    span = whole.grid.halves[half]
    first = whole.cp.new_int_var(span.offset, span.offset + span.length, f"f{juror}@{half}")
    last = whole.cp.new_int_var(span.offset, span.offset + span.length, f"l{juror}@{half}")
    idle = whole.cp.new_int_var(0, span.length, f"g{juror}@{half}")
    busy = []
    for index in here:
        choice, sits = whole.choices[index], whole.sits(index, juror, half)
        whole.cp.add(first <= choice.at).only_enforce_if(sits)
        whole.cp.add(last >= choice.at + choice.slots).only_enforce_if(sits)
        busy.append(choice.slots * sits)
    whole.cp.add(idle >= last - first - cp_model.LinearExpr.sum(busy))
    whole.costs.append((idle, whole.grid.problem.weights.juror_gap))


def _room_changes(whole: Whole, juror: int, half: int, here: list[int]) -> None:
    rooms = sorted({room for index in here for room in whole.choices[index].rooms})
    if len(rooms) < 2:  # noqa: PLR2004 - one room needs no change
        return
    used = []
    for room in rooms:
        used.append(whole.cp.new_bool_var(f"z{juror}@{half}:{room}"))
        for index in here:
            if room in whole.choices[index].rooms:
                sits, there = whole.sits(index, juror, half), whole.choices[index].rooms[room]
                whole.cp.add_bool_or(sits.negated(), there.negated(), used[-1])
    changes = whole.cp.new_int_var(0, len(rooms), f"c{juror}@{half}")
    whole.cp.add(changes >= cp_model.LinearExpr.sum(used) - 1)
    whole.costs.append((changes, whole.grid.problem.weights.room_change))


def _balance(whole: Whole, weight: int) -> None:
    most_possible = len(whole.choices) + max(whole.loads.values(), default=0)
    most = whole.cp.new_int_var(0, most_possible, "most")
    fewest = whole.cp.new_int_var(0, most_possible, "fewest")
    whole.cp.add(fewest <= most)
    for juror in range(len(whole.grid.jurors)):
        heard = [whole.choices[index].jurors[juror] for index in whole.heard_by(juror)]
        load = cp_model.LinearExpr.sum([*heard, whole.loads[juror]])
        whole.cp.add(most >= load)
        if whole.loads[juror]:
            whole.cp.add(fewest <= load)
        for sits in [] if whole.loads[juror] else heard:
            whole.cp.add(fewest <= load).only_enforce_if(sits)
    whole.costs += [(most, weight), (fewest, -weight)]


def _changes(whole: Whole, weight: int) -> None:
    whole.constant += weight * whole.task.in_force.lost
    for index, spot in whole.task.in_force.spots.items():
        if index not in whole.task.free:
            continue
        choice = whole.choices[index]
        whole.constant += weight * (1 + len(spot.panel))
        there = [lit for start, lit in choice.starts if start.at == spot.at]
        if not there:  # in a half-day that is not looked at
            continue
        kept = whole.cp.new_bool_var(f"k{index}")
        whole.cp.add_implication(kept, there[0])
        whole.cp.add_implication(kept, choice.rooms[spot.room])
        whole.costs.append((kept, -weight))
        _keep_jurors(whole, choice, spot.panel, kept)


def _keep_jurors(whole: Whole, choice: Choice, panel: tuple[int, ...], kept: cp_model.IntVar) -> None:
    for juror in panel:
        stays = whole.cp.new_bool_var("")
        whole.cp.add_implication(stays, kept)
        whole.cp.add_implication(stays, choice.jurors[juror])
        whole.costs.append((stays, -whole.grid.problem.weights.convocation_change))
