from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.regulations_json import regulations_from_dict
from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions import move_deadline
from preuve.web.portfolios.models import Portfolio
from preuve.web.sessions.models import Enrolment, ExamSession, Regulations
from preuve.web.sessions.queries.centres import may_assess
from preuve.web.sessions.rules import refuse_closed, refuse_unknown_blocks


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What a manager decides about a session; without a deadline the regulations' delay gives it."""

    number: str
    title: str
    centre: Organisation
    block_codes: list[str]
    starts_on: date
    ends_on: date
    place: str
    mode: str
    regulations: Regulations
    submission_deadline: datetime | None = None


def default_deadline(regulations: Regulations, starts_on: date) -> datetime:
    """Return the end of the day that the regulations give for handing in."""
    days = regulations_from_dict(regulations.data).deadlines.submission_days_before
    last_minute = datetime.combine(starts_on - timedelta(days=days), time(23, 59))
    return timezone.make_aware(last_minute)


@transaction.atomic
def create_session(*, actor: User, framework_version: FrameworkVersion, plan: SessionPlan) -> ExamSession:
    """Prepare a session; its regulations are copied into it and change no more."""
    regulations = Regulations.objects.select_for_update(no_key=True).get(pk=plan.regulations.pk)
    session = ExamSession(
        framework_version=framework_version, regulations=regulations, rules=regulations.data
    )
    _apply(session, plan)
    _save(session)
    record_action(actor=actor, action="create_session", subject=session, after=_facts(session))
    return session


@transaction.atomic
def update_session(*, actor: User, session: ExamSession, plan: SessionPlan) -> ExamSession:
    """Change a session. A moved deadline moves that of every portfolio, and its candidate is told."""
    row = _locked(session)
    refuse_closed(row)
    before = _facts(row)
    deadline_before = row.submission_deadline
    if plan.regulations.pk != row.regulations_id:
        _change_regulations(row, plan.regulations)
    _refuse_dropped_blocks(row, plan.block_codes)
    _apply(row, plan)
    _save(row)
    if row.submission_deadline != deadline_before:
        _move_deadlines(actor, row)
    record_action(actor=actor, action="update_session", subject=row, before=before, after=_facts(row))
    return row


@transaction.atomic
def set_session_state(*, actor: User, session: ExamSession, state: str) -> ExamSession:
    """Open a session to enrolments, or close it."""
    row = _locked(session)
    before, row.state = row.state, ExamSession.State(state)
    row.save(update_fields=["state"])
    record_action(actor=actor, action="set_session_state", subject=row, before=before, after=str(row.state))
    return row


def _locked(session: ExamSession) -> ExamSession:
    rows = ExamSession.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("framework_version").get(pk=session.pk)


def _apply(session: ExamSession, plan: SessionPlan) -> None:
    structure = structure_of(session.framework_version_id)
    refuse_unknown_blocks(plan.block_codes, structure.blocks_by_code)
    if plan.ends_on < plan.starts_on:
        raise ActionRefusedError(_("La session finit avant de commencer."))
    blocks = [block.code for block in structure.in_scope(plan.block_codes)]
    certification = session.framework_version.certification_id
    if not may_assess(plan.centre.pk, certification, blocks):
        raise ActionRefusedError(
            _(
                "%(centre)s n’a pas d’habilitation active pour évaluer les blocs %(blocks)s. "
                "Enregistrez l’habilitation du centre, ou choisissez-en un autre."
            )
            % {"centre": plan.centre, "blocks": ", ".join(blocks)}
        )
    session.number, session.title, session.place = plan.number, plan.title, plan.place
    session.centre, session.mode, session.block_codes = plan.centre, plan.mode, blocks
    session.starts_on, session.ends_on = plan.starts_on, plan.ends_on
    deadline = plan.submission_deadline or default_deadline(session.regulations, plan.starts_on)
    if timezone.localdate(deadline) > plan.starts_on:
        raise ActionRefusedError(_("Les portfolios doivent être déposés avant le début de la session."))
    session.submission_deadline = deadline


def _save(session: ExamSession) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:
        raise ActionRefusedError(_("Une session porte déjà ce numéro.")) from None


def _change_regulations(session: ExamSession, regulations: Regulations) -> None:
    if session.state != ExamSession.State.PREPARING:
        raise ActionRefusedError(_("Le règlement ne change plus une fois la session ouverte."))
    row = Regulations.objects.select_for_update(no_key=True).get(pk=regulations.pk)
    session.regulations, session.rules = row, row.data


def _refuse_dropped_blocks(session: ExamSession, block_codes: list[str]) -> None:
    dropped = sorted(set(session.block_codes) - set(block_codes))
    if dropped and Enrolment.objects.filter(session=session, block_codes__overlap=dropped).exists():
        raise ActionRefusedError(
            _("Des candidats inscrits visent %(blocks)s : ce bloc ne peut pas être retiré.")
            % {"blocks": ", ".join(dropped)}
        )


def _move_deadlines(actor: User, session: ExamSession) -> None:
    portfolios = Portfolio.objects.filter(enrolments__session=session).distinct().order_by("pk")
    for portfolio in portfolios:
        move_deadline(actor=actor, portfolio=portfolio, due_at=session.submission_deadline)


def _facts(session: ExamSession) -> dict[str, Json]:
    return {
        "number": session.number,
        "title": session.title,
        "centre": session.centre_id,
        "blocks": list(session.block_codes),
        "starts_on": session.starts_on.isoformat(),
        "ends_on": session.ends_on.isoformat(),
        "submission_deadline": session.submission_deadline.isoformat(),
        "place": session.place,
        "mode": str(session.mode),
        "rules": session.rules,
    }
