"""Slots by hand: a start, a room, the jurors seated.

The database refuses any double booking by itself; rows are locked in one order (defence, room, jurors,
candidate), so that whoever comes second is told in words rather than by a deadlock.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.letters import cancel_letters, next_sequence
from preuve.web.sessions.models import Conflict, Convocation, Defence, DefenceSeat, Enrolment, Juror, Room
from preuve.web.sessions.phrasing import long_day
from preuve.web.sessions.queries.panels import sitting_members
from preuve.web.sessions.queries.timetable import clashes_for, defence_minutes
from preuve.web.sessions.rules import refuse_closed

Place = tuple[Any, int | None]  # the range of a slot, its room

RACE = _(
    "Quelqu’un vient de prendre ce créneau pour la salle, le candidat ou un juré : "
    "rechargez l’emploi du temps."
)


@transaction.atomic
def schedule_defence(*, actor: User, defence: Defence, start: datetime, room: Room) -> Defence:
    """Give a defence its slot. Its length comes from the regulations and the candidate's accommodation."""
    row = locked_defence(defence)
    refuse_closed(row.enrolment.session)
    _refuse_outside(row, start, room)
    before = slot_facts(row)
    row.room = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    take_slot(row, start)
    record_action(actor=actor, action="schedule_defence", subject=row, before=before, after=slot_facts(row))
    return row


@transaction.atomic
def unschedule_defence(*, actor: User, defence: Defence, now: datetime) -> Defence:
    """Take a defence's slot back; whoever was convoked is told that it is cancelled."""
    row = locked_defence(defence)
    refuse_closed(row.enrolment.session)
    if row.during is None:
        return row
    before = slot_facts(row)
    cancel_letters(row, actor=actor, now=now)
    row.seats.all().delete()
    row.during = row.room = None
    row.save(update_fields=["during", "room", "sequence"])
    record_action(actor=actor, action="unschedule_defence", subject=row, before=before, after=slot_facts(row))
    return row


def locked_defence(defence: Defence) -> Defence:
    # Not its key: a juror’s first mark refers to it at commit, holding the audit’s head that we need next.
    rows = Defence.objects.select_for_update(no_key=True, of=("self",))
    related = (
        "enrolment__session__framework_version__certification__certifier",
        "candidate",
        "panel",
        "room",
    )
    return rows.select_related(*related).get(pk=defence.pk)


def take_slot(defence: Defence, start: datetime, *, was: Place | None = None) -> list[Juror]:
    """Write a slot with its seats, when everybody is free; return who sits.

    The caller has locked the defence and its room.

    `was` is where the defence was before the caller made room; without it, where it is stored.
    """
    end = start + timedelta(minutes=defence_minutes(defence))
    jurors = seatable(defence)
    if clashes := clashes_for(defence, defence.room, jurors, start, end):
        raise ActionRefusedError(*clashes)
    during = DateTimeTZRange(start, end)
    before = was or Defence.objects.values_list("during", "room").get(pk=defence.pk)
    moved = before != (during, defence.room_id)
    with refused_when_taken():
        if moved and is_announced(defence):
            defence.sequence = next_sequence(defence)
        defence.during = during
        defence.seats.all().delete()
        defence.save(update_fields=["during", "room", "sequence"])
        DefenceSeat.objects.bulk_create(
            DefenceSeat(defence=defence, juror=juror, during=during) for juror in jurors
        )
    return jurors


def seatable(defence: Defence) -> list[Juror]:
    """Return, locked, those of the panel who sit for this candidate: members without a conflict."""
    conflicted = set(Conflict.objects.filter(candidate=defence.candidate_id).values_list("juror", flat=True))
    sitting = [member.juror_id for member in sitting_members(defence.panel_id)]
    wanted = [pk for pk in sitting if pk not in conflicted]
    rows = Juror.objects.select_for_update(no_key=True, of=("self",)).select_related("user").order_by("pk")
    jurors = list(rows.filter(pk__in=wanted))
    User.objects.select_for_update(no_key=True).get(pk=defence.candidate_id)
    return jurors


def is_announced(defence: Defence) -> bool:
    """Return whether somebody was convoked to the slot as it is now."""
    return Convocation.objects.filter(defence=defence, sequence__gte=defence.sequence).exists()


def stretch_slots(enrolment: Enrolment) -> None:
    """Give a candidate's slots their length again once the extra minutes changed; refused when it clashes."""
    for defence in Defence.objects.filter(enrolment=enrolment, during__isnull=False).order_by("pk"):
        row = locked_defence(defence)
        row.enrolment = enrolment
        take_slot(row, row.during.lower)


def slot_facts(defence: Defence, jurors: Iterable[int] | None = None) -> Json:
    """Return what the audit keeps of a slot; `jurors` are those seated, looked up when not given."""
    if defence.during is None:
        return {"start": None}
    return {
        "start": defence.during.lower.isoformat(),
        "end": defence.during.upper.isoformat(),
        "room": defence.room_id,
        "jurors": sorted(defence.seats.values_list("juror", flat=True) if jurors is None else jurors),
    }


def _refuse_outside(defence: Defence, start: datetime, room: Room) -> None:
    session = defence.enrolment.session
    if room.centre_id != session.centre_id:
        raise ActionRefusedError(_("Cette salle n’est pas celle du centre de la session."))
    if not session.starts_on <= timezone.localdate(start) <= session.ends_on:
        raise ActionRefusedError(
            _("Ce jour est hors de la session, qui va du %(first)s au %(last)s.")
            % {"first": long_day(session.starts_on), "last": long_day(session.ends_on)}
        )


@contextmanager
def refused_when_taken() -> Iterator[None]:
    """Turn the refusal of an exclusion constraint into words; nothing of the block is kept."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ActionRefusedError(RACE) from None
