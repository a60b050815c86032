from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.actions import grant_role, notify, open_account
from preuve.web.accounts.models import Organisation, Role, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions import change_followers, open_portfolio
from preuve.web.sessions.actions.slots import stretch_slots
from preuve.web.sessions.models import Defence, Enrolment, ExamSession
from preuve.web.sessions.phrasing import resit_sentence
from preuve.web.sessions.queries.attempts import lock_past, resits_at
from preuve.web.sessions.queries.panels import PanelFacts, panel_facts, seats_of
from preuve.web.sessions.queries.regulations import most_extra_minutes
from preuve.web.sessions.roster import folded
from preuve.web.sessions.rules import acts_for_centre, refuse_closed, refuse_unknown_blocks


@dataclass(frozen=True, slots=True)
class CandidateIdentity:
    """Who is enrolled: an account found by its address, or a new one with the civil identity."""

    email: str
    first_name: str
    last_name: str
    birth_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_place: str = ""


@dataclass(frozen=True, slots=True)
class EnrolmentPlan:
    """How a candidate comes to a session."""

    route: str
    centre: Organisation
    trainer: User | None
    block_codes: list[str]
    accommodation: str = ""
    extra_minutes: int = 0
    step_free: bool = False


@transaction.atomic
def enrol_candidate(
    *, actor: User, session: ExamSession, identity: CandidateIdentity, plan: EnrolmentPlan
) -> Enrolment:
    """Enrol somebody, open their account if they have none, and their portfolio."""
    # Shared between enrolments, so that two lists can be written at once; closing the session waits for them.
    row = ExamSession.objects.select_for_update(no_key=True, of=("self",)).select_related("framework_version")
    locked = row.get(pk=session.pk)
    refuse_closed(locked)
    _refuse_plan(actor, locked, plan)
    lock_past(User.objects.filter(email=identity.email.strip().lower()).values_list("pk", flat=True))
    candidate = _candidate(actor, identity)
    if Enrolment.objects.filter(session=locked, candidate=candidate).exists():
        raise ActionRefusedError(_already(candidate))
    _refuse_resits(locked, candidate.pk, plan.block_codes)
    portfolio = open_portfolio(
        actor=actor,
        candidate=candidate,
        framework_version=locked.framework_version,
        block_codes=_ordered(locked, plan.block_codes),
        trainer=plan.trainer,
        centre=plan.centre,
        due_at=locked.submission_deadline,
    )
    enrolment = Enrolment(session=locked, candidate=candidate, portfolio=portfolio)
    _apply(enrolment, plan)
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError:
        raise ActionRefusedError(_already(candidate)) from None
    notify(user=candidate, kind="enrolled", url=reverse("portfolio_mine"), session=locked.title)
    record_action(actor=actor, action="enrol_candidate", subject=enrolment, after=_facts(enrolment))
    return enrolment


@transaction.atomic
def change_enrolment(*, actor: User, enrolment: Enrolment, plan: EnrolmentPlan) -> Enrolment:
    """Change how a candidate comes; refused where a panel that is composed could no longer sit for them."""
    lock_past([enrolment.candidate_id])
    row = _locked(enrolment)
    refuse_closed(row.session)
    _refuse_plan(actor, row.session, plan)
    _refuse_resits(row.session, row.candidate_id, set(plan.block_codes) - set(row.block_codes))
    before = _facts(row)
    if set(plan.block_codes) != set(row.block_codes):
        _refuse_other_blocks(row, plan)
    panels = {defence.panel_id: defence.panel for defence in row.defences.select_related("panel__session")}
    facts = [panel_facts(row.session, seats_of(panel)) for panel in panels.values()]
    problems_before = set(_broken(facts, row))
    extra_before = row.extra_minutes
    _apply(row, plan)
    if broken := [sentence for sentence in _broken(facts, row) if sentence not in problems_before]:
        raise ActionRefusedError(*broken)
    row.save()
    change_followers(actor=actor, portfolio=row.portfolio, trainer=plan.trainer, centre=plan.centre)
    if row.extra_minutes != extra_before:
        stretch_slots(row)
    record_action(actor=actor, action="change_enrolment", subject=row, before=before, after=_facts(row))
    return row


@transaction.atomic
def record_attendance(*, actor: User, enrolment: Enrolment, attendance: str, reason: str = "") -> Enrolment:
    """Say whether a candidate came. An absence, a postponement or an exclusion needs its reason.

    Refused once the jury's deliberation is closed: the minutes say what it knew. The row's lock keeps it from
    closing meanwhile.
    """
    row = _locked(enrolment)
    refuse_closed(row.session)
    if Enrolment.objects.filter(pk=row.pk, deliberation__state="closed").exists():
        raise ActionRefusedError(_("La délibération est close : la présence ne change plus."))
    state = Enrolment.Attendance(attendance)
    if state not in {Enrolment.Attendance.EXPECTED, Enrolment.Attendance.PRESENT} and not reason.strip():
        raise ActionRefusedError(_("Dites le motif : il figurera au procès-verbal."))
    before: Json = {"attendance": str(row.attendance), "reason": row.attendance_reason}
    row.attendance, row.attendance_reason = state, reason.strip()
    row.save(update_fields=["attendance", "attendance_reason"])
    after: Json = {"attendance": str(row.attendance), "reason": row.attendance_reason}
    record_action(actor=actor, action="record_attendance", subject=row, before=before, after=after)
    return row


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",))
    related = ("candidate", "portfolio", "session__framework_version__certification")
    return rows.select_related(*related).get(pk=enrolment.pk)


def _already(candidate: User) -> str:
    return _("%(name)s est déjà inscrit(e) à cette session.") % {"name": candidate}


def _candidate(actor: User, identity: CandidateIdentity) -> User:
    email = identity.email.strip().lower()
    candidate = User.objects.filter(email=email).first()
    if candidate is None:
        candidate = open_account(
            actor=actor,
            email=email,
            first_name=identity.first_name,
            last_name=identity.last_name,
            birth_name=identity.birth_name,
            sex=identity.sex,
            birth_date=identity.birth_date,
            birth_place=identity.birth_place,
        )
    elif folded(candidate.last_name) != folded(identity.last_name):
        # The name typed must match, so that a slip in an address doesn't enrol somebody else.
        raise ActionRefusedError(
            _("Un compte existe déjà à l’adresse %(email)s, sous un autre nom : vérifiez l’adresse.")
            % {"email": email}
        )
    elif not candidate.is_active:
        raise ActionRefusedError(_("Le compte %(email)s est fermé.") % {"email": email})
    grant_role(actor=actor, user=candidate, role=Role.CANDIDATE)
    return candidate


def _refuse_plan(actor: User, session: ExamSession, plan: EnrolmentPlan) -> None:
    if not acts_for_centre(actor, plan.centre.pk):
        raise ActionRefusedError(_("Vous ne pouvez inscrire que les candidats de votre centre."))
    refuse_unknown_blocks(plan.block_codes, session.block_codes)
    if plan.trainer is not None and not plan.trainer.role_grants.filter(role=Role.TRAINER).exists():
        raise ActionRefusedError(_("%(name)s n’est pas formateur.") % {"name": plan.trainer})
    if plan.extra_minutes and not plan.accommodation.strip():
        raise ActionRefusedError(_("Dites la mesure d’aménagement qui donne du temps supplémentaire."))
    most = most_extra_minutes(session)
    if plan.extra_minutes > most:
        raise ActionRefusedError(
            _("Le règlement permet au plus %(most)s minutes supplémentaires.") % {"most": most}
        )


def _refuse_resits(session: ExamSession, candidate: int, block_codes: Collection[str]) -> None:
    """Refuse the blocks that the candidate's earlier results keep from being presented, each in words."""
    resits = resits_at(session, [candidate]).get(candidate, {})
    refused = [resit_sentence(item) for code, item in resits.items() if code in block_codes and item.refusal]
    if refused:
        raise ActionRefusedError(*refused)


def _refuse_other_blocks(enrolment: Enrolment, plan: EnrolmentPlan) -> None:
    if enrolment.defences.exists():
        raise ActionRefusedError(_("Un jury est déjà affecté : les blocs visés ne changent plus."))
    if outside := sorted(set(plan.block_codes) - set(enrolment.portfolio.block_codes)):
        raise ActionRefusedError(
            _("Le portfolio de cette inscription n’a pas été ouvert pour %(blocks)s.")
            % {"blocks": ", ".join(outside)}
        )


def _broken(facts: list[PanelFacts], enrolment: Enrolment) -> list[str]:
    return [sentence for panel in facts for sentence in panel.sentences(enrolment, enrolment.block_codes)]


def _ordered(session: ExamSession, block_codes: list[str]) -> list[str]:
    return [code for code in session.block_codes if code in block_codes]


def _apply(enrolment: Enrolment, plan: EnrolmentPlan) -> None:
    enrolment.route, enrolment.centre, enrolment.trainer = plan.route, plan.centre, plan.trainer
    enrolment.block_codes = _ordered(enrolment.session, plan.block_codes)
    enrolment.accommodation, enrolment.extra_minutes = plan.accommodation.strip(), plan.extra_minutes
    enrolment.step_free = plan.step_free


def _facts(enrolment: Enrolment) -> dict[str, Json]:
    return {
        "candidate": enrolment.candidate_id,
        "route": str(enrolment.route),
        "centre": enrolment.centre_id,
        "trainer": enrolment.trainer_id,
        "blocks": list(enrolment.block_codes),
        "accommodation": enrolment.accommodation,
        "extra_minutes": enrolment.extra_minutes,
        "step_free": enrolment.step_free,
    }


def defence_scopes(enrolment: Enrolment, *, one_block: bool) -> list[list[str]]:
    """Return the blocks of each defence a candidate needs, beyond those they have."""
    held = {code for row in Defence.objects.filter(enrolment=enrolment) for code in row.block_codes}
    left = [code for code in enrolment.block_codes if code not in held]
    return [[code] for code in left] if one_block else ([left] if left else [])
