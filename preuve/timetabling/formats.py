"""A plan for people: a table by day and room, a calendar, a spreadsheet."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from preuve.domain.planning.calendar_words import hour_words, slot_start, weekday_words
from preuve.domain.planning.model import PlanStatus, SeatedAs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preuve.domain.planning.model import Defence, Plan, Problem

ZONE = ZoneInfo("Europe/Paris")
FOLD_BYTES = 75

_STATUS = {
    "fr": {
        PlanStatus.OPTIMAL: "Optimal : aucun plan ne coûte moins.",
        PlanStatus.FEASIBLE: "Toutes les règles sont tenues.",
        PlanStatus.INFEASIBLE: "Impossible : ce qui est fixé ne peut être tenu ensemble.",
        PlanStatus.UNKNOWN: "Aucun plan trouvé dans le temps donné.",
    },
    "en": {
        PlanStatus.OPTIMAL: "Optimal: no plan costs less.",
        PlanStatus.FEASIBLE: "Every rule is kept.",
        PlanStatus.INFEASIBLE: "Infeasible: what is pinned can’t be had together.",
        PlanStatus.UNKNOWN: "No plan was found in the time given.",
    },
}
_PLACED = {"fr": "Placés", "en": "Placed"}
_COST = {"fr": "coût", "en": "cost"}
_BOUND = {"fr": "borne", "en": "bound"}
_UNPLACED = {"fr": "Non placés", "en": "Unplaced"}
_DEFENCE = {"fr": "Soutenance", "en": "Defence"}
_CHAIR = {"fr": "préside", "en": "chair"}
_COLUMNS = {
    "fr": ("candidat", "date", "debut", "fin", "salle", "jury", "non_place_car"),
    "en": ("candidate", "date", "start", "end", "room", "panel", "unplaced_because"),
}


def text(problem: Problem, plan: Plan, language: str) -> str:
    """The plan as a table by day and room, then who is not placed and why."""
    lines = [_STATUS[language][plan.status], _summary(plan, language)]
    rooms = [room.id for room in problem.rooms]
    ordered = sorted(plan.defences, key=lambda each: (each.day, rooms.index(each.room), each.slot))
    for day, defences in groupby(ordered, key=lambda each: each.day):
        lines += ["", weekday_words(problem.days[day].date, language)]
        for room, held in groupby(defences, key=lambda each: each.room):
            lines.append(f"  {room}")
            lines += [f"    {_row(problem, defence, language)}" for defence in held]
    if plan.unplaced:
        lines += ["", _UNPLACED[language]]
        lines += [f"  {each.candidate} · {' '.join(each.because)}".rstrip(" ·") for each in plan.unplaced]
    return "\n".join(lines) + "\n"


def _summary(plan: Plan, language: str) -> str:
    placed = len(plan.defences)
    parts = [f"{_PLACED[language]} {placed}/{placed + len(plan.unplaced)}"]
    if plan.objective is not None:
        parts.append(f"{_COST[language]} {plan.objective.total}")
    if plan.bound is not None:
        parts.append(f"{_BOUND[language]} {plan.bound}")
    return " · ".join(parts)


def _row(problem: Problem, defence: Defence, language: str) -> str:
    start, end = period(problem, defence)
    width = 7 if language == "fr" else 5
    hours = f"{hour_words(start, language):>{width}} – {hour_words(end, language):>{width}}"
    return f"{hours}  {defence.candidate}  {_panel(defence, language)}"


def _panel(defence: Defence, language: str) -> str:
    return ", ".join(
        member.juror
        if member.role == SeatedAs.MEMBER
        else f"{member.juror} ({_CHAIR[language] if member.role == SeatedAs.CHAIR else member.role})"
        for member in defence.panel
    )


def period(problem: Problem, defence: Defence) -> tuple[datetime, datetime]:
    """When `defence` begins and ends, on the clock of the place."""
    candidate = next(each for each in problem.candidates if each.id == defence.candidate)
    start = slot_start(problem, defence.day, defence.slot)
    return start, start + timedelta(minutes=candidate.slots * problem.slot_minutes)


def table(problem: Problem, plan: Plan, language: str) -> str:
    """The plan as CSV, in the order of the problem's candidates; the unplaced have their reasons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS[language])
    rows: dict[str, tuple[str, ...]] = {}
    for defence in plan.defences:
        start, end = period(problem, defence)
        rows[defence.candidate] = (
            start.date().isoformat(),
            start.strftime("%H:%M"),
            end.strftime("%H:%M"),
            defence.room,
            _panel(defence, language),
            "",
        )
    for unplaced in plan.unplaced:
        rows[unplaced.candidate] = ("", "", "", "", "", " ".join(unplaced.because))
    for candidate in problem.candidates:
        row = (candidate.id, *rows[candidate.id])
        writer.writerow([_inert(cell) for cell in row])
    return out.getvalue()


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def calendar(  # noqa: PLR0913 - each says one thing of the calendar, all by name
    problem: Problem, plan: Plan, language: str, *, session: str, now: datetime, previous: Plan | None = None
) -> str:
    """The plan as one iCalendar object (RFC 5545), an event a defence, times in UTC.

    Beside `previous`, a defence whose start, room or panel changed has SEQUENCE 1, so that calendars replace
    its event, and one that is no longer held is there as cancelled. All others have SEQUENCE 0.

    Args:
        problem: its days are meant in the zone Europe/Paris.
        plan: what is heard.
        language: "fr" or "en".
        session: name of the session; with the candidate's id it makes the UID, which stays when the plan
            changes.
        now: stamp of the events, with its time zone.
        previous: the plan in force, made for the same days. What it held for candidates or on days that the
            problem no longer has is left out: when that was to end is not known.
    """
    heard = {each.candidate for each in plan.defences}
    before = {each.candidate: each for each in previous.defences} if previous else {}
    gone = [each for name, each in before.items() if name not in heard and _is_known(problem, each)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Preuve//Preuve//FR"]
    for defence in plan.defences:
        changed = _has_changed(before.get(defence.candidate), defence)
        lines += _event(problem, defence, language, _Stamp(session, now, int(changed)))
    for defence in gone:
        lines += _event(problem, defence, language, _Stamp(session, now, 1, "CANCELLED"))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _is_known(problem: Problem, defence: Defence) -> bool:
    known = any(each.id == defence.candidate for each in problem.candidates)
    return known and defence.day < len(problem.days)


def _has_changed(before: Defence | None, after: Defence) -> bool:
    """Whether the event differs; the order in which the panel is listed does not count."""
    if before is None:
        return False
    return replace(before, panel=()) != replace(after, panel=()) or set(before.panel) != set(after.panel)


@dataclass(frozen=True, slots=True)
class _Stamp:
    session: str
    now: datetime
    sequence: int
    status: str = "CONFIRMED"


def _event(problem: Problem, defence: Defence, language: str, stamp: _Stamp) -> Iterator[str]:
    start, end = (moment.replace(tzinfo=ZONE) for moment in period(problem, defence))
    uid = uuid.uuid5(uuid.NAMESPACE_URL, f"preuve:{stamp.session}:{defence.candidate}")
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@preuve"
    yield f"DTSTAMP:{_utc(stamp.now)}"
    yield f"SEQUENCE:{stamp.sequence}"
    yield f"STATUS:{stamp.status}"
    yield f"DTSTART:{_utc(start)}"
    yield f"DTEND:{_utc(end)}"
    yield f"SUMMARY:{_escaped(f'{_DEFENCE[language]} {defence.candidate}')}"
    yield f"LOCATION:{_escaped(defence.room)}"
    yield f"DESCRIPTION:{_escaped(_panel(defence, language))}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(value: str) -> str:
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 bytes, the later ones after a space; no character is cut (RFC 5545 §3.1)."""
    part = ""
    for character in line:
        if len((part + character).encode()) > FOLD_BYTES:
            yield part
            part = " "
        part += character
    yield part
