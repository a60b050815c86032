"""Enrol a list of candidates: all of its lines or none, and once however often it is confirmed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions import tasks
from preuve.web.sessions.actions.enrolments import CandidateIdentity, EnrolmentPlan, enrol_candidate
from preuve.web.sessions.models import ExamSession, RosterUpload
from preuve.web.sessions.queries.attempts import lock_past
from preuve.web.sessions.queries.enrolments import roster_context
from preuve.web.sessions.roster import (
    RosterContext,
    RosterRow,
    check_roster,
    folded,
    read_roster,
    wanted_blocks,
)
from preuve.web.sessions.rules import refuse_closed

LINES_WRITTEN_AT_ONCE = 50  # beyond, the page would wait for more than a second


@transaction.atomic
def upload_roster(*, actor: User, session: ExamSession, file_name: str, data: bytes) -> RosterUpload:
    """Keep a list while it is checked; nobody is enrolled yet."""
    refuse_closed(session)
    upload = RosterUpload.objects.create(
        session=session, uploaded_by=actor, file_name=file_name[-255:], data=data
    )
    record_action(
        actor=actor, action="upload_roster", subject=upload, details={"file_name": upload.file_name}
    )
    return upload


@transaction.atomic
def confirm_roster(*, actor: User, upload: RosterUpload) -> RosterUpload:
    """Write a list that was checked; a long one is written in the background. Twice is once."""
    row = RosterUpload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    if row.state in {RosterUpload.State.QUEUED, RosterUpload.State.DONE}:
        return row
    if len(read_roster(bytes(row.data)).rows) <= LINES_WRITTEN_AT_ONCE:
        return write_roster(actor=actor, upload=row)
    row.state = RosterUpload.State.QUEUED
    row.save(update_fields=["state"])
    defer(tasks.write_long_roster, token=str(row.pk), actor_id=actor.pk)
    record_action(actor=actor, action="queue_roster", subject=row)
    return row


@transaction.atomic
def write_roster(*, actor: User, upload: RosterUpload) -> RosterUpload:
    """Enrol every line of a list, checked again as things are now; refuse the whole at the first error."""
    row = (
        RosterUpload.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session")
        .get(pk=upload.pk)
    )
    if row.state == RosterUpload.State.DONE:
        return row
    roster = read_roster(bytes(row.data))
    # All at once, in one order, before any record: two lists of the same people can't wait in a ring.
    emails = {line.email for line in roster.rows}
    lock_past(User.objects.filter(email__in=emails).values_list("pk", flat=True))
    context = roster_context(actor, row.session, roster)
    if any(problem.is_error for problem in check_roster(roster, context)):
        raise ActionRefusedError(
            _("La liste contient des erreurs : corrigez le fichier et envoyez-le à nouveau.")
        )
    centres = Organisation.objects.in_bulk([*context.centres.values(), row.session.centre_id])
    trainers = User.objects.in_bulk({context.trainers[line.trainer] for line in roster.rows if line.trainer})
    for line in roster.rows:
        enrol_candidate(
            actor=actor,
            session=row.session,
            identity=_identity(line),
            plan=_plan(line, context, centres, trainers),
        )
    row.state, row.enrolled, row.refusal = RosterUpload.State.DONE, len(roster.rows), ""
    row.save(update_fields=["state", "enrolled", "refusal"])
    record_action(actor=actor, action="import_roster", subject=row, details={"enrolled": row.enrolled})
    return row


@transaction.atomic
def refuse_roster(*, actor: User, upload: RosterUpload, refusal: str) -> None:
    """Keep why a list that was being written could not be; nobody of it is enrolled."""
    row = RosterUpload.objects.select_for_update(no_key=True).get(pk=upload.pk)
    row.state, row.refusal = RosterUpload.State.REFUSED, refusal
    row.save(update_fields=["state", "refusal"])
    record_action(actor=actor, action="refuse_roster", subject=row, details={"refusal": refusal})


def _identity(line: RosterRow) -> CandidateIdentity:
    return CandidateIdentity(
        email=line.email,
        first_name=line.first_name,
        last_name=line.last_name,
        birth_name=line.birth_name,
        sex=line.sex,
        birth_date=line.birth_date,
        birth_place=line.birth_place,
    )


def _plan(
    line: RosterRow, context: RosterContext, centres: dict[int, Organisation], trainers: dict[int, User]
) -> EnrolmentPlan:
    centre = context.centres[folded(line.centre)] if line.centre else context.default_centre
    return EnrolmentPlan(
        route=line.route,
        centre=centres[centre or 0],
        trainer=trainers[context.trainers[line.trainer]] if line.trainer else None,
        block_codes=list(wanted_blocks(line, context)),
        accommodation=line.accommodation,
        extra_minutes=line.extra_minutes,
    )
