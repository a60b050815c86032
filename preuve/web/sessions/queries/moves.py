"""What each move of a defence would break, said before it is made.

A move is checked by the domain against the plan in force. What is said is only what the place brings:
a panel that is badly made is told where panels are made, wherever its defences are held.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from preuve.domain.planning import model
from preuve.domain.planning.check import violations
from preuve.domain.planning.violation import Rule, Violation
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import (
    AvailabilityRequest,
    Conflict,
    Defence,
    DefenceSeat,
    ExamSession,
    PanelMember,
    Room,
    TimetableSettings,
)
from preuve.web.sessions.queries.grid import Grid, grid_of, settings_of
from preuve.web.sessions.queries.plan_words import Names, in_words
from preuve.web.sessions.queries.timetable import defence_minutes
from preuve.web.sessions.rules import GONE, refuse_closed

Times = list[tuple[datetime, datetime]]
LOADS = frozenset({Rule.MAX_DEFENCES, Rule.MAX_PER_DAY, Rule.MAX_DAYS, Rule.MAX_IN_A_ROW})
FITTINGS = frozenset({Rule.ROOM_NOT_STEP_FREE, Rule.ROOM_NOT_REMOTE})
UNAVAILABLE = frozenset({Rule.CANDIDATE_UNAVAILABLE, Rule.ROOM_CLOSED, Rule.JUROR_UNAVAILABLE})
CLASHES = UNAVAILABLE | {Rule.OUT_OF_DAY, Rule.OVER_LUNCH, Rule.ROOM_TWICE, Rule.JUROR_TWICE}


def possibilities(defence: Defence, day: date) -> dict[str, list[str]]:
    """Return, for each cell of a day by "room-slot", the rules that a move there would break, in words."""
    refuse_closed(defence.enrolment.session)
    moves = moves_of(defence, day)
    slots = range(moves.problem.days[moves.day].slots)
    return {
        f"{room.id}-{slot}": moves.broken(slot, room.id) for room in moves.problem.rooms for slot in slots
    }


@dataclass(frozen=True, slots=True)
class Moves:
    """A defence, and what a move of it within one day is checked against. Ids are those of defences."""

    problem: model.Problem
    day: int
    moved: model.Defence  # where it is now when `placed`; else only its panel counts
    placed: bool
    others: tuple[model.Defence, ...]
    names: Names
    stays: list[str]

    def broken(self, slot: int, room: str) -> list[str]:
        """Return the rules that the defence would break or strain further there, in words."""
        if self.stays:
            return self.stays
        after = replace(self.moved, day=self.day, slot=slot, room=room)
        if self.placed and after == self.moved:
            return []
        jurors = _jurors_of(after)
        near = [
            other
            for other in self.others
            if jurors & _jurors_of(other) or (other.day, other.room) == (self.day, room)
        ]
        problem = self._only([after, *near])
        was = violations(problem, [self.moved, *near]) if self.placed else ()
        brought = self._brought(after, was, violations(problem, [after, *near]))
        if any(item.rule is Rule.OUT_OF_DAY for item in brought):
            brought = [item for item in brought if item.rule not in UNAVAILABLE]  # nobody is, after hours
        return list(dict.fromkeys(in_words(self.problem, item, self.names) for item in brought))

    def _only(self, defences: list[model.Defence]) -> model.Problem:
        known = {defence.candidate for defence in defences}
        seated = frozenset().union(*map(_jurors_of, defences))
        return replace(
            self.problem,
            candidates=tuple(item for item in self.problem.candidates if item.id in known),
            jurors=tuple(item for item in self.problem.jurors if item.id in seated),
        )

    def _brought(
        self, after: model.Defence, was: Iterable[Violation], now: Iterable[Violation]
    ) -> list[Violation]:
        known: dict[tuple[object, ...], float] = {}
        for item in was:
            known[self._mark(item)] = max(known.get(self._mark(item), 0), item.found or 0)
        return [
            item
            for item in now
            if self._concerns(after, item) and known.get(self._mark(item), -1) < (item.found or 0)
        ]

    def _concerns(self, after: model.Defence, item: Violation) -> bool:
        """Tell whether the place is what breaks a rule, and the moved defence is part of it."""
        if item.rule in LOADS:
            return bool(_jurors_of(after) & set(item.jurors))
        if after.candidate not in {item.candidate, item.other}:
            return False
        if item.rule is Rule.PANEL_CHANGES:
            return not self.placed or self._together(self.moved) != self._together(after)
        return item.rule in CLASHES | FITTINGS

    def _together(self, defence: model.Defence) -> tuple[int, ...]:
        """Return what a panel sits together for: the half-day, or the whole session."""
        if self.problem.panel.scope is model.PanelScope.SESSION:
            return ()
        return defence.day, model.half_day(self.problem.days[defence.day], defence.slot)

    def _mark(self, item: Violation) -> tuple[object, ...]:
        """Return what makes a fault the same before and after a move."""
        if item.rule in FITTINGS:
            return item.rule, item.candidate, item.room
        if item.rule in LOADS:
            half = None
            if item.day is not None and item.slot is not None:
                half = model.half_day(self.problem.days[item.day], item.slot)
            return item.rule, item.jurors, item.day, half
        return item.rule, item.candidate, item.other, item.jurors, item.day, item.slot, item.room


def moves_of(defence: Defence, day: date, room: Room | None = None) -> Moves:
    """Return what moves of a defence within a day are checked against; `room` is looked at too.

    Raises:
        ActionRefusedError: the day is not open.
    """
    session = defence.enrolment.session
    settings = settings_of(session)
    grid = grid_of(session, settings)
    number = day_number(grid, day)
    if number is None:
        raise ActionRefusedError(_("Ce jour n’est pas un jour ouvert de la session."))
    members = seatable_members(defence)
    rows = _others(defence, grid.days[number].date, [member.juror_id for member in members])
    placed = [(row, where) for row in rows if (where := touched(grid, row))]
    rooms = board_rooms(session, settings, [*(row.room for row, _where in placed), defence.room, room])
    place = grid.place_of(defence.during.lower) if defence.during and defence.room_id else None
    panel = tuple(
        model.PanelMember(str(member.juror_id), _role(member.seat == PanelMember.Seat.CHAIR))
        for member in members
    )
    others = tuple(_other(row, where, _chairs(row)) for row, where in placed)
    names = Names(
        {str(row.pk): str(row.candidate) for row in [defence, *rows]},
        {str(member.juror_id): str(member.juror) for member in members},
        {str(item.pk): item.name for item in rooms},
    )
    problem = model.Problem(
        grid.slot_minutes,
        grid.days,
        _open_rooms(session, grid, rooms),
        tuple(chain(_free_jurors(session, grid, members), _seated_jurors(others, members))),
        (_candidate(defence, grid), *(_length(row, where) for row, where in placed)),
        model.PanelRules(size=len(panel), scope=model.PanelScope(settings.scope)),
    )
    moved = model.Defence(str(defence.pk), *(place or (number, 0)), str(defence.room_id), panel)
    jurors = [str(member.juror) for member in members]
    return Moves(problem, number, moved, place is not None, others, names, stays_because(defence, jurors))


def seatable_members(defence: Defence) -> list[PanelMember]:
    """Return those of the panel who sit for this candidate: members without a conflict, the chair first."""
    barred = Conflict.objects.filter(candidate=defence.candidate_id).values("juror")
    members = PanelMember.objects.filter(panel=defence.panel_id).exclude(juror__in=barred)
    members = members.exclude(seat=PanelMember.Seat.RESERVE).select_related("juror__user")
    return list(members.order_by("seat", "pk"))


def stays_because(defence: Defence, jurors: Iterable[str]) -> list[str]:
    """Return, in words, why a defence may not be moved, whatever the place; empty when it may."""
    found = []
    values = {"candidate": defence.candidate, "panel": defence.panel}
    if defence.mark_sheets.all():
        found.append(_("L’évaluation de %(candidate)s a commencé : son créneau ne change plus.") % values)
    if defence.pinned:
        found.append(_("Le créneau de %(candidate)s est fixé : libérez-le avant de le déplacer.") % values)
    if defence.enrolment.attendance in GONE:
        found.append(_("%(candidate)s n’est plus attendu(e) à cette session.") % values)
    if not list(jurors):
        found.append(_("Personne ne siège au « %(panel)s » pour %(candidate)s : complétez-le.") % values)
    return found


def day_number(grid: Grid, asked: date | None) -> int | None:
    return next((number for number, day in enumerate(grid.days) if day.date == asked), None)


def board_rooms(session: ExamSession, settings: TimetableSettings, used: Iterable[Room | None]) -> list[Room]:
    """Return the rooms chosen for the session, or all of its centre, and those that are in use anyway."""
    chosen = list(settings.rooms.all()) if settings.pk else []
    found = chosen or list(Room.objects.filter(centre=session.centre_id))
    by_id = {room.pk: room for room in [*found, *used] if room is not None}
    return sorted(by_id.values(), key=lambda room: (room.name, room.pk))


def _others(defence: Defence, day: date, jurors: list[int]) -> list[Defence]:
    """Return the session's other defences of the day, and those of the same jurors on any day."""
    seated = DefenceSeat.objects.filter(juror__in=jurors).values("defence")
    near = Q(during__overlap=whole_day(day)) | Q(pk__in=seated)
    rows = Defence.objects.filter(near, enrolment__session=defence.enrolment.session_id, room__isnull=False)
    rows = rows.exclude(pk=defence.pk).select_related("candidate", "room").order_by("during", "pk")
    chairs = PanelMember.objects.filter(seat=PanelMember.Seat.CHAIR)
    return list(rows.prefetch_related("seats", Prefetch("panel__members", chairs)))


def _chairs(row: Defence) -> set[int]:
    return {member.juror_id for member in row.panel.members.all()}


def _role(chairs: bool) -> str:  # noqa: FBT001 (the role is this one fact)
    return model.SeatedAs.CHAIR if chairs else model.SeatedAs.MEMBER


def touched(grid: Grid, row: Defence) -> model.Interval | None:
    """Return the slots that a defence touches, even when it begins between two."""
    during = row.during
    return next(iter(grid.touched([(during.lower, during.upper)] if during else [])), None)


def _other(row: Defence, where: model.Interval, chairs: set[int]) -> model.Defence:
    panel = tuple(
        model.PanelMember(str(seat.juror_id), _role(seat.juror_id in chairs)) for seat in row.seats.all()
    )
    return model.Defence(str(row.pk), where.day, where.first, str(row.room_id), panel)


def _length(row: Defence, where: model.Interval) -> model.Candidate:
    return model.Candidate(str(row.pk), where.last - where.first)


def _candidate(defence: Defence, grid: Grid) -> model.Candidate:
    rows = Defence.objects.filter(candidate=defence.candidate_id, during__isnull=False).exclude(pk=defence.pk)
    taken = _spans(rows.values_list("during", flat=True))
    return model.Candidate(
        str(defence.pk),
        grid.slots_for(defence_minutes(defence)),
        available=grid.without(taken) if taken else None,
        remote=defence.enrolment.session.mode == ExamSession.Mode.REMOTE,
        step_free=defence.enrolment.step_free,
    )


def _open_rooms(session: ExamSession, grid: Grid, rooms: list[Room]) -> tuple[model.Room, ...]:
    rows = Defence.objects.exclude(enrolment__session=session).filter(room__in=rooms, during__isnull=False)
    taken: dict[int, Times] = {}
    for pk, *span in rows.values_list("room_id", "during__startswith", "during__endswith"):
        taken.setdefault(pk, []).append((span[0], span[1]))
    return tuple(
        model.Room(str(room.pk), grid.without(taken.get(room.pk, [])), room.step_free, room.remote)
        for room in rooms
    )


def _free_jurors(session: ExamSession, grid: Grid, members: list[PanelMember]) -> Iterable[model.Juror]:
    """Return the panel as it may sit; whoever said nothing may sit whenever they are free."""
    ids = [member.juror_id for member in members]
    requests = AvailabilityRequest.objects.filter(session=session, juror__in=ids, answered_at__isnull=False)
    answers = {item.juror_id: item for item in requests.prefetch_related("times")}
    rows = DefenceSeat.objects.exclude(defence__enrolment__session=session).filter(juror__in=ids)
    elsewhere: dict[int, Times] = {}
    for pk, during in rows.values_list("juror_id", "during"):
        elsewhere.setdefault(pk, []).append((during.lower, during.upper))
    for pk in ids:
        answer, taken = answers.get(pk), elsewhere.get(pk, [])
        said = grid.inside(_spans(item.during for item in answer.times.all())) if answer else None
        yield model.Juror(
            str(pk),
            available=grid.without(taken) if said is None else grid.less(said, taken),
            max_per_day=answer.max_per_day if answer else None,
            max_days=answer.max_days if answer else None,
        )


def _seated_jurors(others: Iterable[model.Defence], members: Iterable[PanelMember]) -> Iterable[model.Juror]:
    own = {str(member.juror_id) for member in members}
    seated = {juror for other in others for juror in _jurors_of(other)}
    return (model.Juror(juror) for juror in sorted(seated - own))


def _jurors_of(defence: model.Defence) -> frozenset[str]:
    return frozenset(member.juror for member in defence.panel)


def _spans(times: Iterable[DateTimeTZRange]) -> Times:
    return [(during.lower, during.upper) for during in times]


def whole_day(day: date) -> DateTimeTZRange:
    start = timezone.make_aware(datetime.combine(day, time()))
    return DateTimeTZRange(start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time())))
