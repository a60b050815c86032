"""When candidates would rather not defend: who may say so, its words, and what plans make of it."""

from datetime import time

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from preuve.domain.planning.model import Interval, half_days
from preuve.web.accounts.models import User
from preuve.web.sessions.models import CandidateWishes, Defence, Enrolment, ExamSession, PlanRun
from preuve.web.sessions.phrasing import clock, long_day
from preuve.web.sessions.queries.grid import Grid, grid_of, settings_of
from preuve.web.sessions.rules import GONE


def get_own_enrolment_or_404(user: User, pk: int) -> Enrolment:
    """Return the enrolment of a candidate for themself, as long as they are expected."""
    own = Enrolment.objects.select_related("session__centre", "session__framework_version")
    enrolment = own.exclude(attendance__in=GONE).filter(pk=pk, candidate=user).first()
    if enrolment is None:
        raise Http404
    return enrolment


def enrolments_open_to_wishes() -> QuerySet[Enrolment]:
    """Return the enrolments whose timetable is still to be made: no plan accepted, no slot given."""
    accepted = PlanRun.objects.filter(session=OuterRef("session"), state=PlanRun.State.ACCEPTED)
    planned = Defence.objects.filter(enrolment=OuterRef("pk"), during__isnull=False)
    rows = Enrolment.objects.exclude(attendance__in=GONE).exclude(session__state=ExamSession.State.CLOSED)
    return rows.filter(~Exists(accepted), ~Exists(planned)).select_related("session").order_by("pk")


def wishes_of(session: ExamSession) -> dict[int, CandidateWishes]:
    """Return what candidates of a session said, by enrolment: one query."""
    rows = CandidateWishes.objects.filter(enrolment__session=session)
    return {row.enrolment_id: row for row in rows}


def wishes_of_enrolment(enrolment: Enrolment) -> CandidateWishes | None:
    return CandidateWishes.objects.filter(enrolment=enrolment).first()


def halves_by_key(grid: Grid) -> dict[str, tuple[int, int, int]]:
    """Return the day, first slot and last of each half-day, by the key that wishes name it with."""
    return {
        f"{day.date.isoformat()}-{half}": (number, first, last)
        for number, day in enumerate(grid.days)
        for half, first, last in half_days(day)
    }


def half_words(grid: Grid, half: tuple[int, int, int]) -> str:
    """Return “lundi 11 janvier 2027, 09:00 – 12:30”."""
    number, first, last = half
    return f"{long_day(grid.days[number].date)}, {_clock(grid, number, first)} – {_clock(grid, number, last)}"


def wished(wishes: CandidateWishes | None, grid: Grid) -> tuple[Interval, ...]:
    """Return the times in which a candidate would like to defend; empty when any will do, or none is left."""
    if wishes is None:
        return ()
    halves = halves_by_key(grid)
    whole, found = [], []
    for key, (number, first, last) in halves.items():
        whole.append(Interval(number, first, last))
        opens = grid.days[number].first
        low = (
            first if wishes.not_before is None else -(-_since(opens, wishes.not_before) // grid.slot_minutes)
        )
        high = last if wishes.not_after is None else _since(opens, wishes.not_after) // grid.slot_minutes
        low, high = max(first, low), min(last, high)
        if key not in wishes.unwanted and low < high:
            found.append(Interval(number, low, high))
    return () if found == whole else tuple(found)


def wish_words(wishes: CandidateWishes | None, grid: Grid) -> list[str]:
    """Return what a candidate would rather avoid, to be listed; half-days that are closed now left out."""
    if wishes is None:
        return []
    halves = halves_by_key(grid)
    said = [
        _("éviter %(when)s") % {"when": half_words(grid, halves[key])}
        for key in sorted(wishes.unwanted)
        if key in halves
    ]
    if wishes.not_before is not None:
        said.append(_("pas avant %(hour)s") % {"hour": wishes.not_before.strftime("%H:%M")})
    if wishes.not_after is not None:
        said.append(_("fini à %(hour)s") % {"hour": wishes.not_after.strftime("%H:%M")})
    return said


def enrolment_wishes(enrolment: Enrolment) -> list[str]:
    """Return a candidate's wishes in words."""
    wishes = wishes_of_enrolment(enrolment)
    return wish_words(wishes, grid_of(enrolment.session, settings_of(enrolment.session))) if wishes else []


def _clock(grid: Grid, day: int, slot: int) -> str:
    return clock(grid.starts_at(day, slot))


def _since(opens: time, moment: time) -> int:
    return (moment.hour - opens.hour) * 60 + moment.minute - opens.minute
