"""A timetable computed in the background: asked for, followed, given up, and what it found kept."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.planning.explanation import Explanation
from preuve.domain.planning.explanation_json import explanation_to_data
from preuve.domain.planning.model import Plan, PlanStatus
from preuve.domain.planning.plan_json import plan_to_data
from preuve.domain.planning.problem_json import problem_to_data
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions import tasks
from preuve.web.sessions.models import Defence, ExamSession, PlanRun, TimetableSettings
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from preuve.web.sessions.rules import refuse_closed

LOST_AFTER = timedelta(minutes=5)
"""Beyond the time that was asked for: the worker has died, and another computation may begin."""


@transaction.atomic
def save_timetable_settings(
    *, actor: User, session: ExamSession, values: dict[str, Any], rooms: list[Any]
) -> TimetableSettings:
    """Keep when rooms are open and how panels sit. Slots in force do not move."""
    refuse_closed(session)
    row, _created = TimetableSettings.objects.update_or_create(session=session, defaults=values)
    row.rooms.set(rooms)
    details = {name: str(value) for name, value in values.items()}
    record_action(
        actor=actor,
        action="save_timetable_settings",
        subject=session,
        details={**details, "rooms": sorted(room.pk for room in rooms)},
    )
    return row


@transaction.atomic
def ask_plan(  # noqa: PLR0913 (what a computation is asked has this many parts, all named)
    *, actor: User, session: ExamSession, seconds: int, keeps: bool, seed: int, now: datetime
) -> PlanRun:
    """Queue the computation of a timetable from the session as it is now; one at a time."""
    refuse_closed(session)
    _give_up_lost(session, now)
    problem = problem_of(session)
    in_force = plan_in_force(session, problem)
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(
                session=session,
                asked_by=actor,
                asked_at=now,
                seconds=seconds,
                seed=seed,
                keeps=keeps and bool(in_force),
                problem=problem_to_data(problem),
                previous=plan_to_data(Plan(PlanStatus.FEASIBLE, in_force)) if in_force else None,
            )
    except IntegrityError:
        raise ActionRefusedError(_("Un calcul est déjà en cours pour cette session.")) from None
    defer(tasks.compute_plan, run_id=run.pk)
    details = {"candidates": len(problem.candidates), "jurors": len(problem.jurors), "seconds": seconds}
    record_action(actor=actor, action="ask_plan", subject=run, details=details)
    return run


@transaction.atomic
def begin_plan(*, run_id: int) -> PlanRun | None:
    """Take a run that waits; nothing when it was taken, or given up."""
    run = PlanRun.objects.select_for_update(no_key=True).filter(pk=run_id).first()
    if run is None or run.state != PlanRun.State.QUEUED:
        return None
    run.state = PlanRun.State.RUNNING
    run.save(update_fields=["state"])
    return run


@transaction.atomic
def finish_plan(*, run_id: int, plan: Plan, now: datetime, explanation: Explanation | None = None) -> None:
    """Keep the plan that was found, whole or in part, and why some have no place."""
    why = None if explanation is None else explanation_to_data(explanation)
    _end(run_id, now, state=PlanRun.State.DONE, plan=plan_to_data(plan), explanation=why)


@transaction.atomic
def fail_plan(*, run_id: int, failure: str, now: datetime) -> None:
    """Keep why no plan was found."""
    _end(run_id, now, state=PlanRun.State.FAILED, failure=failure)


@transaction.atomic
def stop_plan(*, actor: User, run: PlanRun, now: datetime) -> PlanRun:
    """Ask a computation to stop: it keeps the best plan it has. One that waits ends at once."""
    row = PlanRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if row.state == PlanRun.State.QUEUED:
        row.state, row.failure, row.ended_at = (
            PlanRun.State.FAILED,
            str(_("Abandonné avant d’avoir commencé.")),
            now,
        )
    row.cancel_asked = True
    row.save(update_fields=["cancel_asked", "state", "failure", "ended_at"])
    record_action(actor=actor, action="stop_plan", subject=row)
    return row


@transaction.atomic
def pin_defence(*, actor: User, defence: Defence, pinned: bool) -> Defence:
    """Fix a slot, so that no computation moves it, or free it again."""
    row = (
        Defence.objects.select_for_update(no_key=True, of=("self",))
        .select_related("enrolment__session")
        .get(pk=defence.pk)
    )
    refuse_closed(row.enrolment.session)
    if pinned and row.during is None:
        raise ActionRefusedError(_("Cette soutenance n’a pas encore de créneau à fixer."))
    row.pinned = pinned
    row.save(update_fields=["pinned"])
    record_action(actor=actor, action="pin_defence", subject=row, details={"pinned": pinned})
    return row


def _give_up_lost(session: ExamSession, now: datetime) -> None:
    for run in PlanRun.objects.filter(
        session=session, state__in=(PlanRun.State.QUEUED, PlanRun.State.RUNNING)
    ):
        if now - run.asked_at > LOST_AFTER + timedelta(seconds=run.seconds):
            _end(run.pk, now, state=PlanRun.State.FAILED, failure=str(_("Le calcul s’est interrompu.")))


def _end(run_id: int, now: datetime, **values: Any) -> None:
    rows = PlanRun.objects.filter(pk=run_id, state__in=(PlanRun.State.QUEUED, PlanRun.State.RUNNING))
    rows.update(ended_at=now, **values)
