"""Convocations: who is told of which slot, and who is told that it no longer holds.

The sequence of a defence counts its slots; a letter's sequence is never below its defence's, and always above
that of the letter the same person had before, so that calendars take it for the newer (RFC 5546 §2.1.4).
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.queries import structure_of
from preuve.web.sessions import tasks
from preuve.web.sessions.models import Convocation, Defence
from preuve.web.sessions.phrasing import day_and_time
from preuve.web.sessions.queries.convocations import ToConvoke, planned_defences, still_convoked, to_convoke
from preuve.web.sessions.rules import refuse_closed


@transaction.atomic
def send_convocations(*, actor: User, defences: Iterable[Defence], now: datetime) -> int:
    """Convoke everybody not told yet of these defences as they are planned; return how many letters leave.

    A person gets one letter for all of them. Sending twice sends nothing more.
    """
    wanted = list(
        Defence.objects.select_for_update(no_key=True)
        .filter(pk__in=[row.pk for row in defences])
        .order_by("pk")
    )
    if not wanted:
        raise ActionRefusedError(_("Aucune soutenance n’est choisie."))
    by_session = {row.enrolment.session_id: row.enrolment.session for row in _with_session(wanted)}
    letters: dict[int, list[ToConvoke]] = {}
    chosen = {row.pk for row in wanted}
    for session in by_session.values():
        refuse_closed(session)
        for item in to_convoke(row for row in planned_defences(session) if row.pk in chosen):
            letters.setdefault(item.recipient.pk, []).append(item)
    for items in letters.values():
        _write_letter(actor, items, now)
    return len(letters)


def cancel_letters(
    defence: Defence, *, actor: User, now: datetime, only: frozenset[int] | None = None
) -> None:
    """Tell those convoked to a defence (or `only` these people) that they are no longer expected.

    Without `only` the slot itself ends: the defence's sequence moves on with the letters.
    """
    letters = [row for row in still_convoked(defence) if only is None or row.recipient_id in only]
    if not letters:
        return
    sequence = next_sequence(defence)
    for told in letters:
        row = Convocation.objects.create(
            defence=defence,
            recipient=told.recipient,
            method=Convocation.Method.CANCEL,
            sequence=sequence,
            content=told.content,
        )
        _announce(row, "convocation_cancelled")
        record_action(actor=actor, action="cancel_convocation", subject=row, after=_facts(row), at=now)
    if only is None:
        defence.sequence = sequence
        defence.save(update_fields=["sequence"])


def next_sequence(defence: Defence) -> int:
    """Return a sequence above all that anybody was told about a defence."""
    highest = Convocation.objects.filter(defence=defence).aggregate(highest=Max("sequence"))["highest"]
    return max(defence.sequence, -1 if highest is None else highest) + 1


@transaction.atomic
def mark_convocation_opened(*, actor: User, convocation: Convocation, now: datetime) -> None:
    """Keep when a person first opened their letter; only their own reading counts."""
    if convocation.recipient_id != actor.pk:
        return
    fresh = Convocation.objects.filter(letter=convocation.letter, recipient=actor, opened_at=None)
    if fresh.update(opened_at=now):
        record_action(actor=actor, action="open_convocation", subject=convocation, at=now)


def _with_session(defences: list[Defence]) -> Iterable[Defence]:
    return Defence.objects.filter(pk__in=[row.pk for row in defences]).select_related("enrolment__session")


def _write_letter(actor: User, items: list[ToConvoke], now: datetime) -> None:
    letter = uuid.uuid4()
    rows = [
        Convocation.objects.create(
            defence=item.defence,
            recipient=item.recipient,
            sequence=_sequence_for(item),
            letter=letter,
            content=_content(item),
        )
        for item in items
    ]
    _announce(rows[0], "convocation")
    for row in rows:
        record_action(actor=actor, action="send_convocation", subject=row, after=_facts(row), at=now)


def _sequence_for(item: ToConvoke) -> int:
    before = [
        row.sequence for row in item.defence.convocations.all() if row.recipient_id == item.recipient.pk
    ]
    return max([item.defence.sequence, *(sequence + 1 for sequence in before)])


def _announce(row: Convocation, kind: str) -> None:
    start = datetime.fromisoformat(row.content["start"])
    with translation.override(row.recipient.language):
        when = day_and_time(start)
    url = reverse("convocation", args=[row.pk])
    # The letter itself goes by mail, with its PDF and calendar event: a second mail would only repeat it.
    notify(user=row.recipient, kind=kind, url=url, by_mail=False, what=row.content["session"], when=when)
    defer(tasks.mail_letter, convocation_id=row.pk)


def _content(item: ToConvoke) -> dict[str, Json]:
    defence, session = item.defence, item.defence.enrolment.session
    certification = session.framework_version.certification
    blocks = structure_of(session.framework_version_id).in_scope(defence.block_codes)
    start, end = defence.during.lower, defence.during.upper
    with translation.override(item.recipient.language):
        summary = _("Soutenance — %(title)s") if item.is_candidate else _("Jury — %(title)s")
        mode = str(session.get_mode_display())
    content: dict[str, Json] = {
        "role": "candidate" if item.is_candidate else "juror",
        "recipient": str(item.recipient),
        "summary": summary % {"title": certification.title},
        "certifier": certification.certifier.name,
        "certification": certification.title,
        "session": session.title,
        "number": session.number,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "minutes": round((end - start).total_seconds() / 60),
        "place": session.place,
        "room": defence.room.name if defence.room else "",
        "mode": mode,
        "blocks": [f"{block.code} {block.title}" for block in blocks],
    }
    if item.is_candidate:
        content["accommodation"] = defence.enrolment.accommodation
    else:
        content["candidate"] = str(defence.candidate)
    return content


def _facts(row: Convocation) -> Json:
    return {"recipient": row.recipient_id, "sequence": row.sequence, "content": row.content}
