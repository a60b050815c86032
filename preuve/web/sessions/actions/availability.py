"""When jurors may sit: asked by mail, answered on a page that needs no sign-in, or noted by the manager."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import AvailabilityRequest, ExamSession, Juror, JurorAvailability
from preuve.web.sessions.queries.availability import availability_token
from preuve.web.sessions.rules import refuse_closed

Times = Iterable[tuple[datetime, datetime]]


@transaction.atomic
def ask_availability(
    *, actor: User, session: ExamSession, jurors: Iterable[Juror], now: datetime
) -> list[AvailabilityRequest]:
    """Ask jurors when they may sit. Who was asked already is asked again by the same link."""
    refuse_closed(session)
    people = list(jurors)
    if not people:
        raise ActionRefusedError(_("Aucun juré n’est choisi."))
    requests = [_ask(session, juror, now) for juror in people]
    for request in requests:
        url = reverse("availability", args=[availability_token(request)])
        notify(user=request.juror.user, kind="availability_asked", url=url, session=session.title)
    details: dict[str, Json] = {"jurors": [str(juror) for juror in people]}
    record_action(actor=actor, action="ask_availability", subject=session, details=details)
    return requests


@transaction.atomic
def answer_availability(  # noqa: PLR0913 (an answer has this many parts, all named)
    *,
    actor: User | None,
    request: AvailabilityRequest,
    times: Times,
    max_per_day: int | None,
    max_days: int | None,
    comment: str,
    now: datetime,
) -> AvailabilityRequest:
    """Keep when a juror may sit, in place of what they said before. By the link, `actor` is nobody."""
    row = _locked(request)
    refuse_closed(row.session)
    before = availability_facts(row)
    _write(row, times)
    row.max_per_day, row.max_days, row.comment, row.answered_at = max_per_day, max_days, comment, now
    row.save(update_fields=["max_per_day", "max_days", "comment", "answered_at"])
    record_action(
        actor=actor, action="answer_availability", subject=row, before=before, after=availability_facts(row)
    )
    return row


@transaction.atomic
def withdraw_juror(*, actor: User, session: ExamSession, juror: Juror, now: datetime) -> AvailabilityRequest:
    """Note that a juror can't come any more: no time is left; the slots in force stay until a new plan."""
    refuse_closed(session)
    row, _created = AvailabilityRequest.objects.select_for_update(no_key=True).get_or_create(
        session=session, juror=juror, defaults={"asked_at": now}
    )
    before = availability_facts(row)
    row.times.all().delete()
    row.answered_at = now
    row.save(update_fields=["answered_at"])
    record_action(
        actor=actor, action="withdraw_juror", subject=row, before=before, after=availability_facts(row)
    )
    return row


@transaction.atomic
def renew_availability_link(*, actor: User, request: AvailabilityRequest) -> AvailabilityRequest:
    """End the link that was sent; the next one asked for is another."""
    row = _locked(request)
    row.key = uuid4()
    row.save(update_fields=["key"])
    record_action(actor=actor, action="renew_availability_link", subject=row)
    return row


def availability_facts(request: AvailabilityRequest) -> Json:
    """Return what the audit keeps of an answer."""
    return {
        "times": [
            [row.during.lower.isoformat(), row.during.upper.isoformat()]
            for row in request.times.order_by("during")
        ],
        "max_per_day": request.max_per_day,
        "max_days": request.max_days,
    }


def _ask(session: ExamSession, juror: Juror, now: datetime) -> AvailabilityRequest:
    request, created = AvailabilityRequest.objects.get_or_create(
        session=session, juror=juror, defaults={"asked_at": now}
    )
    if not created:
        request.asked_at = now
        request.save(update_fields=["asked_at"])
    return request


def _locked(request: AvailabilityRequest) -> AvailabilityRequest:
    rows = AvailabilityRequest.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("session", "juror__user").get(pk=request.pk)


def _write(row: AvailabilityRequest, times: Times) -> None:
    row.times.all().delete()
    JurorAvailability.objects.bulk_create(
        JurorAvailability(request=row, during=DateTimeTZRange(start, end)) for start, end in times
    )
