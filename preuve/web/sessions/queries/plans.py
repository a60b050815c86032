"""Computed plans as people look at them: how far, what they hold, what they would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preuve.domain.planning.costs import objective
from preuve.domain.planning.errors import UnknownReferenceError
from preuve.domain.planning.explanation import conflict_sentences
from preuve.domain.planning.explanation_json import explanation_from_data
from preuve.domain.planning.model import Defence, Plan, Problem
from preuve.domain.planning.plan_json import plan_from_data
from preuve.domain.planning.problem_json import problem_from_data
from preuve.domain.planning.reasons import reason_sentence, reasons
from preuve.web.accounts.models import User
from preuve.web.sessions.models import AvailabilityRequest, ExamSession, Juror, PlanRun
from preuve.web.sessions.phrasing import clock, long_day
from preuve.web.sessions.queries.grid import Grid
from preuve.web.sessions.queries.plan_words import Names, convocations, language, names_of
from preuve.web.sessions.rules import manages, reads_all

SHOWN_RUNS = 10

TERMS = {
    "placed": gettext_lazy("Candidats non placés"),
    "juror_half_day": gettext_lazy("Demi-journées de jurés convoquées"),
    "juror_gap": gettext_lazy("Attente des jurés entre deux passages (pas de la grille)"),
    "candidate_wait": gettext_lazy("Attente des candidats (pas de la grille)"),
    "balance": gettext_lazy("Écart de charge entre jurés (soutenances)"),
    "gender": gettext_lazy("Jurys sans femme ou sans homme"),
    "room_change": gettext_lazy("Changements de salle"),
    "wish": gettext_lazy("Souhaits non suivis"),
    "convocation_change": gettext_lazy("Convocations à modifier"),
}


def get_plan_run_or_404(user: User, pk: int) -> PlanRun:
    """Return a run for those who read every session."""
    runs = PlanRun.objects.select_related(
        "session__framework_version__certification", "asked_by", "accepted_by"
    )
    run = runs.filter(pk=pk).first() if reads_all(user) else None
    if run is None:
        raise Http404
    return run


def get_managed_plan_run_or_404(user: User, pk: int) -> PlanRun:
    if not manages(user):
        raise Http404
    return get_plan_run_or_404(user, pk)


def runs_of(session: ExamSession) -> list[PlanRun]:
    """Return the last runs of a session, without what they hold: one query."""
    runs = PlanRun.objects.filter(session=session).select_related("asked_by")
    return list(runs.defer("problem", "previous", "plan", "explanation").order_by("-pk")[:SHOWN_RUNS])


def availability_of(session: ExamSession) -> list[AvailabilityRequest]:
    """Return what jurors answered, with `said`, the number of times they may sit: one query."""
    requests = AvailabilityRequest.objects.filter(session=session).select_related("juror__user")
    return list(requests.annotate(said=Count("times")))


def jurors_to_ask(session: ExamSession) -> QuerySet[Juror]:
    """Return whom to ask: active, qualified for the certification, and not salaried by the certifier."""
    return (
        Juror.objects.filter(
            user__is_active=True,
            salaried_by_certifier=False,
            qualifications__certification=session.framework_version.certification_id,
        )
        .select_related("user")
        .distinct()
        .order_by("user__last_name", "user__first_name", "pk")
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A defence of a plan in words; `before` tells where it was, empty when it is new or did not move."""

    candidate: str
    when: str
    room: str
    panel: str
    before: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    count: int
    other: int | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan beside another: what it holds, what it costs, what it changes."""

    plan: Plan
    lines: tuple[Line, ...]
    unplaced: tuple[tuple[str, tuple[str, ...]], ...]
    conflict: tuple[str, ...]
    terms: tuple[Term, ...]
    changed: tuple[Line, ...]
    removed: tuple[Line, ...]
    told_again: int

    @property
    def gap_percent(self) -> float | None:
        return None if self.plan.gap is None else self.plan.gap * 100


def plan_view(run: PlanRun, other: PlanRun | None = None) -> PlanView | None:
    """Return a run's plan beside the plan in force when it was asked, or beside another run's."""
    if run.plan is None:
        return None
    problem, plan = problem_from_data(run.problem), plan_from_data(run.plan)
    names = names_of(run.session)
    before = _defences(other.plan if other else run.previous)
    known = {item.candidate: item for item in before}
    grid = Grid(problem.days, problem.slot_minutes)
    here = {item.candidate for item in plan.defences}
    lines = {item.candidate: _line(item, known.get(item.candidate), grid, names) for item in plan.defences}
    moved = [item for item in plan.defences if _differs(known.get(item.candidate), item)]
    told = {(item.candidate, *part) for item in before for part in convocations(item)}
    now_told = {(item.candidate, *part) for item in plan.defences for part in convocations(item)}
    return PlanView(
        plan,
        tuple(lines[item.candidate] for item in sorted(plan.defences, key=_by_time)),
        tuple(_reasons(problem, item.candidate, names) for item in plan.unplaced),
        _conflict(problem, run.explanation, names),
        tuple(_terms(problem, plan, before)),
        tuple(lines[item.candidate] for item in sorted(moved, key=_by_time)),
        tuple(_line(item, None, grid, names) for item in before if item.candidate not in here),
        len(told - now_told),
    )


def _reasons(problem: Problem, candidate: str, names: Names) -> tuple[str, tuple[str, ...]]:
    """Return a candidate's name and why they have no place, in the reader's language, with names."""
    called = names.by_kind()
    said = tuple(
        reason_sentence(problem, reason, language(), called) for reason in reasons(problem, candidate)
    )
    return names.candidates.get(candidate, candidate), said


def _conflict(problem: Problem, explanation: dict[str, Any] | None, names: Names) -> tuple[str, ...]:
    """Return what keeps some candidates from being placed together, and what would be enough."""
    if explanation is None:
        return ()
    return conflict_sentences(problem, explanation_from_data(explanation), language(), names.by_kind())


def _by_time(item: Defence) -> tuple[int, int, str]:
    return item.day, item.slot, item.room


def _defences(data: dict[str, Any] | None) -> tuple[Defence, ...]:
    return plan_from_data(data).defences if data else ()


def _differs(before: Defence | None, after: Defence) -> bool:
    return before is None or convocations(before) != convocations(after)


def _line(item: Defence, before: Defence | None, grid: Grid, names: Names) -> Line:
    moved = before is not None and _differs(before, item)
    return Line(
        names.candidates.get(item.candidate, item.candidate),
        _when(item, grid),
        names.rooms.get(item.room, item.room),
        _panel(item, names),
        _place(before, grid, names) if moved and before else "",
        is_new=before is None,
    )


def _when(item: Defence, grid: Grid) -> str:
    start = grid.starts_at(item.day, item.slot)
    return _("%(day)s, %(hour)s") % {"day": long_day(start.date()), "hour": clock(start)}


def _panel(item: Defence, names: Names) -> str:
    return ", ".join(names.jurors.get(member.juror, member.juror) for member in item.panel)


def _place(item: Defence, grid: Grid, names: Names) -> str:
    return " · ".join((_when(item, grid), names.rooms.get(item.room, item.room), _panel(item, names)))


def _terms(problem: Problem, plan: Plan, before: Iterable[Defence]) -> Iterable[Term]:
    """Return what each term counts, beside the same count for the other plan."""
    weights = problem.weights
    other = tuple(before)
    mine = plan.objective.terms if plan.objective else {}
    theirs = _cost(problem, other)
    for key, name in TERMS.items():
        weight = getattr(weights, key)
        if weight and key in mine:
            yield Term(str(name), mine[key] // weight, theirs[key] // weight if key in theirs else None)


def _cost(problem: Problem, defences: tuple[Defence, ...]) -> dict[str, int]:
    """Return what defences cost by this problem; nothing when they are of another, with people it lacks."""
    try:
        return objective(problem, defences).terms if defences else {}
    except UnknownReferenceError:
        return {}
