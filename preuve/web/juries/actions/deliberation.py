"""Open a deliberation, record what the panel decides, close it.

Every action locks the deliberation first: a decision that arrives while it closes waits, then is refused.
"""

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.juries.models import Decision, Deliberation
from preuve.web.juries.queries.deliberation import (
    Table,
    block_expected,
    certification_expected,
    problems_of,
    table_of,
)
from preuve.web.juries.queries.doors import chairs_enrolment, get_judged_enrolment_or_404, is_chair_of
from preuve.web.juries.queries.progress import is_waited_for
from preuve.web.sessions.models import Defence, Enrolment, ExamSession

LONGEST_REASON = 3000


@transaction.atomic
def open_deliberation(*, actor: User, enrolment_id: int, now: datetime) -> Deliberation:
    """Open the panel's deliberation on a candidate; the chair does, once every sheet is handed in."""
    enrolment = get_judged_enrolment_or_404(actor, enrolment_id)
    panel = chairs_enrolment(actor, enrolment_id)
    if panel is None:
        raise Http404
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment_id)
    found = Deliberation.objects.filter(enrolment=enrolment).first()
    if found is not None:
        return found
    table = table_of(enrolment, None)
    if table.heard:
        _refuse_unready(table)
    deliberation = Deliberation.objects.create(enrolment=enrolment, panel=panel, opened_by=actor)
    record_action(
        actor=actor,
        action="open_deliberation",
        subject=deliberation,
        details={"enrolment": enrolment.pk, "panel": panel.name},
        at=now,
    )
    return deliberation


def _refuse_unready(table: Table) -> None:
    if is_waited_for(table.enrolment):
        raise ActionRefusedError(_("Toutes les grilles ne sont pas rendues."))
    left = [code for code in table.enrolment.block_codes if code not in table.scope]
    if left:
        sentence = _("Aucune soutenance ne porte encore sur : %(which)s.")
        raise ActionRefusedError(sentence % {"which": ", ".join(left)})
    if not Defence.objects.filter(enrolment=table.enrolment).exists() or not table.seats:
        raise ActionRefusedError(_("Aucun juré ne siège pour ce candidat."))


@transaction.atomic
def record_decision(  # noqa: PLR0913 (a decision has this many parts, all named)
    *,
    actor: User,
    enrolment_id: int,
    scope: Decision.Scope,
    code: str,
    decided: Outcome,
    reason: str,
    revision: int,
    now: datetime,
) -> Deliberation:
    """Record what the panel decides on a competence or block; a reason where it departs.

    The certification follows from the blocks: recording it only keeps what the panel has to say of it.
    """
    deliberation, table = _locked(actor, enrolment_id, revision)
    proposed = _expected(table, scope, code)
    if not table.heard:
        raise ActionRefusedError(_("Le candidat n’a pas été entendu : rien ne peut être décidé."))
    if scope is Decision.Scope.CERTIFICATION and decided is not proposed:
        raise ActionRefusedError(_("La certification découle des blocs : elle ne se décide pas à part."))
    if decided is not proposed and not reason.strip():
        raise ActionRefusedError(_("Cette décision s’écarte de la proposition : donnez le motif du jury."))
    if len(reason) > LONGEST_REASON:
        raise ActionRefusedError(_("Ce motif est trop long : 3 000 caractères au plus."))
    before = _digest(table)
    _write(actor, deliberation, table, scope, code, decided, reason.strip(), proposed)
    _follow(actor, deliberation, table)
    return _done(actor, deliberation, "record_decision", before, f"{scope} {code}".strip(), now)


@transaction.atomic
def adopt_proposals(*, actor: User, enrolment_id: int, revision: int, now: datetime) -> Deliberation:
    """Record the proposal wherever nothing is decided yet; what the panel decided already stays."""
    deliberation, table = _locked(actor, enrolment_id, revision)
    if table.proposal is None:
        raise ActionRefusedError(_("Le candidat n’a pas été entendu : rien ne peut être décidé."))
    before = _digest(table)
    for competence in table.proposal.competences():
        if (Decision.Scope.COMPETENCE, competence.code) not in table.decisions and competence.outcome:
            outcome = competence.outcome
            _write(
                actor, deliberation, table, Decision.Scope.COMPETENCE, competence.code, outcome, "", outcome
            )
    for block in table.proposal.blocks:
        expected = block_expected(table, block)
        if (Decision.Scope.BLOCK, block.code) not in table.decisions and expected:
            _write(actor, deliberation, table, Decision.Scope.BLOCK, block.code, expected, "", expected)
    _follow(actor, deliberation, table)
    return _done(actor, deliberation, "adopt_proposals", before, "", now)


@transaction.atomic
def move_focus(*, actor: User, enrolment_id: int, criterion_identifier: str, now: datetime) -> Deliberation:
    """Bring everyone present to a criterion. Says nothing of anybody, so it is not audited."""
    del now
    deliberation, table = _locked(actor, enrolment_id, None)
    if criterion_identifier and criterion_identifier not in table.structure.criteria_by_identifier:
        raise Http404
    deliberation.focus = criterion_identifier
    deliberation.save(update_fields=["focus"])
    return deliberation


@transaction.atomic
def close_deliberation(*, actor: User, enrolment_id: int, revision: int, now: datetime) -> Deliberation:
    """Close the deliberation: everything is decided and holds together, or the refusal says what does not."""
    deliberation, table = _locked(actor, enrolment_id, revision)
    before = _digest(table)
    if not table.heard:
        Decision.objects.filter(deliberation=deliberation).delete()
        table = table_of(table.enrolment, deliberation)
    sentences = problems_of(table)
    if sentences:
        raise ActionRefusedError(*sentences)
    if table.enrolment.attendance == Enrolment.Attendance.EXPECTED:
        # Nobody said otherwise and the jury marked the defence: the minutes need it written.
        Enrolment.objects.filter(pk=enrolment_id).update(attendance=Enrolment.Attendance.PRESENT)
    deliberation.state = Deliberation.State.CLOSED
    deliberation.closed_at = now
    deliberation.focus = ""
    deliberation.save(update_fields=["state", "closed_at", "focus"])
    return _done(actor, deliberation, "close_deliberation", before, "", now)


def _locked(actor: User, enrolment_id: int, revision: int | None) -> tuple[Deliberation, Table]:
    """Return the open deliberation, locked, and its table, for the chair of its panel only.

    The enrolment is locked before it, as everywhere in this room: its attendance stays what is read here.
    """
    enrolment = get_judged_enrolment_or_404(actor, enrolment_id)
    attended = Enrolment.objects.select_for_update(no_key=True).only("attendance", "attendance_reason")
    seen = attended.get(pk=enrolment_id)
    enrolment.attendance, enrolment.attendance_reason = seen.attendance, seen.attendance_reason
    deliberation = Deliberation.objects.select_for_update(no_key=True).filter(enrolment=enrolment).first()
    if deliberation is None or not is_chair_of(actor, deliberation.panel_id):
        raise Http404
    if deliberation.state == Deliberation.State.CLOSED:
        raise ActionRefusedError(_("La délibération est close : rien n’y change plus."))
    if enrolment.session.state != ExamSession.State.OPEN:
        raise ActionRefusedError(_("La session est close."))
    if revision is not None and revision != deliberation.revision:
        raise StaleError(
            _("Une décision a été enregistrée entre-temps : rechargez la page, vérifiez puis recommencez."),
            current={"revision": deliberation.revision},
        )
    return deliberation, table_of(enrolment, deliberation)


def _expected(table: Table, scope: Decision.Scope, code: str) -> Outcome | None:
    """Return what the rules lead to, given what is decided so far."""
    if table.proposal is None:
        return None
    if scope is Decision.Scope.COMPETENCE:
        competence = next((item for item in table.proposal.competences() if item.code == code), None)
        if competence is None:
            raise Http404
        return competence.outcome
    if scope is Decision.Scope.BLOCK:
        block = next((item for item in table.proposal.blocks if item.code == code), None)
        if block is None:
            raise Http404
        return block_expected(table, block)
    if code:
        raise Http404
    return certification_expected(table)


def _follow(actor: User, deliberation: Deliberation, table: Table) -> None:
    """Keep the certification what the blocks lead to, and what the chair wrote of it."""
    outcome = certification_expected(table)
    row = table.decisions.get((Decision.Scope.CERTIFICATION, ""))
    if outcome is None or (row is not None and row.decided == row.proposed == outcome):
        return
    reason = row.reason if row is not None else ""
    _write(actor, deliberation, table, Decision.Scope.CERTIFICATION, "", outcome, reason, outcome)


def _write(  # noqa: PLR0913, PLR0917 (one row's columns)
    actor: User,
    deliberation: Deliberation,
    table: Table,
    scope: Decision.Scope,
    code: str,
    decided: Outcome,
    reason: str,
    proposed: Outcome | None,
) -> None:
    values = {"proposed": proposed or "", "decided": decided, "reason": reason, "decided_by": actor}
    row = table.decisions.get((scope, code))
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return
    table.decisions[scope, code], _created = Decision.objects.update_or_create(
        deliberation=deliberation, scope=scope, code=code, defaults=values
    )


def _digest(table: Table) -> dict[str, str]:
    return {
        f"{scope} {code}": f"{row.decided} {row.reason}" for (scope, code), row in table.decisions.items()
    }


def _done(  # noqa: PLR0913, PLR0917 (what the record says)
    actor: User, deliberation: Deliberation, action: str, before: dict[str, str], target: str, now: datetime
) -> Deliberation:
    deliberation.revision += 1
    deliberation.save(update_fields=["revision"])
    rows = Decision.objects.filter(deliberation=deliberation)
    after = {f"{row.scope} {row.code}": f"{row.decided} {row.reason}" for row in rows}
    details = {"enrolment": deliberation.enrolment_id} | ({"target": target} if target else {})
    record_action(
        actor=actor, action=action, subject=deliberation, before=before, after=after, details=details, at=now
    )
    return deliberation
