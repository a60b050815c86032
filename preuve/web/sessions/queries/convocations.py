"""Convocations: who is told what, what is out of date, and the doors of those who are convoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preuve.web.accounts.models import User
from preuve.web.sessions.calendars import CalendarEvent, CalendarMethod, calendar_text
from preuve.web.sessions.models import Convocation, Defence, DefenceSeat, ExamSession
from preuve.web.sessions.phrasing import clock, long_day
from preuve.web.sessions.rules import reads_all


@dataclass(frozen=True, slots=True)
class ToConvoke:
    """A person not told yet of a defence as it is planned now; `again` when an older letter went out."""

    defence: Defence
    recipient: User
    is_candidate: bool
    again: bool


def planned_defences(session: ExamSession, enrolment_ids: Iterable[int] | None = None) -> list[Defence]:
    """Return the defences that have a slot, of some candidates or of all: three queries."""
    seats = DefenceSeat.objects.select_related("juror__user").order_by("pk")
    rows = Defence.objects.filter(enrolment__session=session, during__isnull=False)
    if enrolment_ids is not None:
        rows = rows.filter(enrolment__in=list(enrolment_ids))
    rows = rows.select_related(
        "candidate", "enrolment__session__framework_version__certification__certifier", "room", "panel"
    )
    return list(rows.prefetch_related(Prefetch("seats", seats), "convocations").order_by("during", "pk"))


def to_convoke(defences: Iterable[Defence]) -> list[ToConvoke]:
    """Return who must be told, for each defence as it is planned now; those told already are left out."""
    found = []
    for defence in defences:
        last = {row.recipient_id: row for row in sorted(defence.convocations.all(), key=_in_order)}
        told = {
            pk
            for pk, row in last.items()
            if row.method == Convocation.Method.REQUEST and row.sequence >= defence.sequence
        }
        before = set(last)
        people = [(defence.candidate, True), *((seat.juror.user, False) for seat in defence.seats.all())]
        found += [
            ToConvoke(defence, person, is_candidate, person.pk in before)
            for person, is_candidate in people
            if person.pk not in told
        ]
    return found


def _in_order(row: Convocation) -> tuple[int, int]:
    return row.sequence, row.pk


def still_convoked(defence: Defence) -> list[Convocation]:
    """Return the last letter of each person who believes to be expected at a defence."""
    last: dict[int, Convocation] = {}
    for row in defence.convocations.select_related("recipient").order_by("sequence", "pk"):
        last[row.recipient_id] = row
    return [row for row in last.values() if row.method == Convocation.Method.REQUEST]


def is_outdated(convocation: Convocation) -> bool:
    """Return whether the defence was moved since this letter."""
    return convocation.sequence < convocation.defence.sequence or convocation.defence.during is None


def convocations_of(user: User) -> list[Convocation]:
    """Return the letters a person received, the newest first."""
    rows = Convocation.objects.filter(recipient=user).select_related(
        "defence__room", "defence__enrolment__session"
    )
    return list(rows.order_by("-pk")[:200])


def get_convocation_or_404(user: User, pk: int) -> Convocation:
    """Return a letter for the person it was sent to, and for those who read all."""
    rows = Convocation.objects.select_related("defence__enrolment__session", "recipient")
    found = rows.filter(pk=pk).filter(Q() if reads_all(user) else Q(recipient=user)).first()
    if found is None:
        raise Http404
    return found


def letter_of(convocation: Convocation) -> list[Convocation]:
    """Return all that was written in the same letter, in the order of the slots."""
    rows = Convocation.objects.filter(letter=convocation.letter, recipient=convocation.recipient_id)
    return list(rows.select_related("defence", "recipient").order_by("content__start", "pk"))


def planned_for(user: User) -> list[Defence]:
    """Return the defences that a person was convoked to, as candidate or juror, as they are planned now."""
    rows = Defence.objects.filter(during__isnull=False)
    rows = rows.filter(Q(candidate=user) | Q(seats__juror__user=user))
    rows = rows.filter(
        convocations__recipient=user,
        convocations__method=Convocation.Method.REQUEST,
        convocations__sequence__gte=F("sequence"),
    )
    rows = rows.select_related(
        "enrolment__session__framework_version__certification__certifier", "room", "candidate"
    )
    return list(rows.distinct().order_by("during", "pk"))


def get_planned_defence_or_404(user: User, pk: int) -> Defence:
    """Return a defence for somebody convoked to it, or for those who read all."""
    rows = Defence.objects.filter(pk=pk, during__isnull=False)
    if reads_all(user):
        found = rows.select_related(
            "enrolment__session__framework_version__certification__certifier", "room", "candidate"
        ).first()
    else:
        found = next((row for row in planned_for(user) if row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def letter_data(letter: list[Convocation]) -> dict[str, Any]:
    """Return what the PDF of a letter says, in the active language; `letter` is what `letter_of` gives."""
    first = letter[0]
    told = first.content
    is_candidate = told["role"] == "candidate"
    cancelled = first.method == Convocation.Method.CANCEL
    return {
        "language": first.recipient.language,
        "title": _("Annulation de convocation") if cancelled else _("Convocation"),
        "created": _date_parts(first.created_at),
        "certifier": told["certifier"],
        "recipient": told["recipient"],
        "dated": _("Le %(day)s") % {"day": long_day(first.created_at.date())},
        "opening": _opening(told, is_candidate=is_candidate, cancelled=cancelled),
        "headings": [
            _("Date"),
            _("Heure"),
            _("Lieu"),
            _("Blocs évalués"),
            *([] if is_candidate else [_("Candidat")]),
        ],
        "rows": [_letter_row(row.content, is_candidate=is_candidate) for row in letter],
        "facts": _letter_facts(told, is_candidate=is_candidate),
        "bring": [] if cancelled else _to_bring(is_candidate=is_candidate),
        "bring_title": _("À prévoir"),
        "closing": _("Cette convocation tient lieu de justificatif auprès de votre employeur.")
        if not cancelled
        else _("Si vous êtes à nouveau convoqué(e), vous recevrez une nouvelle convocation."),
        "signature": told["certifier"],
        "page": _("Page"),
    }


def _date_parts(at: datetime) -> list[int]:
    return [at.year, at.month, at.day, at.hour, at.minute, at.second]


def _opening(told: dict[str, Any], *, is_candidate: bool, cancelled: bool) -> str:
    values = {"certification": told["certification"], "session": told["session"], "number": told["number"]}
    if cancelled:
        text = _(
            "Nous vous informons que la convocation suivante, pour la certification « %(certification)s » "
            "(session « %(session)s », n° %(number)s), est annulée. Vous n’avez pas à vous présenter."
        )
    elif is_candidate:
        text = _(
            "Vous êtes convoqué(e) à l’épreuve orale de la certification « %(certification)s », "
            "session « %(session)s » (n° %(number)s)."
        )
    else:
        text = _(
            "Vous êtes convoqué(e) en qualité de membre du jury de la certification « %(certification)s », "
            "session « %(session)s » (n° %(number)s)."
        )
    return text % values


def _letter_row(told: dict[str, Any], *, is_candidate: bool) -> list[str]:
    start, end = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    hours = _("de %(start)s à %(end)s") % {"start": clock(start), "end": clock(end)}
    place = ", ".join(part for part in (told["room"], told["place"]) if part)
    row = [long_day(start.date()), hours, place, "\n".join(told["blocks"])]
    return row if is_candidate else [*row, told["candidate"]]


def _letter_facts(told: dict[str, Any], *, is_candidate: bool) -> list[list[str]]:
    minutes = ngettext("%(count)s minute", "%(count)s minutes", told["minutes"]) % {"count": told["minutes"]}
    facts = [[_("Modalité"), told["mode"]]]
    if is_candidate:
        facts.append([_("Durée"), minutes])
        if told["accommodation"]:
            facts.append([_("Aménagement accordé"), told["accommodation"]])
    return facts


def _to_bring(*, is_candidate: bool) -> list[str]:
    if is_candidate:
        return [
            _("une pièce d’identité en cours de validité ;"),
            _("cette convocation ;"),
            _("votre support de présentation, tel que vous l’avez déposé ;"),
            _("présentez-vous quinze minutes avant l’heure indiquée."),
        ]
    return [
        _("une pièce d’identité en cours de validité ;"),
        _("la lecture préalable des portfolios, sur votre espace Preuve ;"),
        _("signalez sans attendre tout lien avec un candidat : vous serez remplacé(e)."),
    ]


def event_of(row: Convocation) -> CalendarEvent:
    """Return the calendar event that goes with a letter, as the letter tells it."""
    told = row.content
    return CalendarEvent(
        uid=str(row.defence.uid),
        sequence=row.sequence,
        stamp=row.created_at,
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        summary=told["summary"],
        location=", ".join(part for part in (told["room"], told["place"]) if part),
        description="\n".join(told["blocks"]),
        url=f"{settings.BASE_URL}{reverse('convocation', args=[row.pk])}",
        attendee_name=told["recipient"],
        attendee=row.recipient.email,
    )


def invitation_of(row: Convocation) -> str:
    """Return the iCalendar text sent with a letter: a request, or a cancellation."""
    method = CalendarMethod.CANCEL if row.method == Convocation.Method.CANCEL else CalendarMethod.REQUEST
    return calendar_text(
        [event_of(row)], method, organiser_name=row.content["certifier"], organiser=sender_address()
    )


def sender_address() -> str:
    """Return the address that letters come from, without its name."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")


def calendar_of(user: User, defences: list[Defence]) -> str:
    """Return a file with the latest of what a person was told about each of these defences."""
    rows = Convocation.objects.filter(
        recipient=user, defence__in=defences, method=Convocation.Method.REQUEST
    ).select_related("defence", "recipient")
    latest = {row.defence_id: row for row in sorted(rows, key=_in_order)}
    events = [event_of(latest[defence.pk]) for defence in defences if defence.pk in latest]
    name = next((row.content["certifier"] for row in latest.values()), "Preuve")
    return calendar_text(events, CalendarMethod.PUBLISH, organiser_name=name, organiser=sender_address())
