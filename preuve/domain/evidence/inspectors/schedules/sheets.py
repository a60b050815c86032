"""Schedules as tables: CSV, XLSX and ODS of Microsoft Project, Planner, GanttProject and of their own making.

Planner writes the plan's name and its id above the header; the header is the first row that names a task
and at least two of its attributes. There is no calendar in a table: five days of eight hours are assumed,
and said.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules.calendars import STANDARD
from preuve.domain.evidence.inspectors.schedules.model import (
    Assignment,
    Dependency,
    LinkKind,
    Resource,
    Schedule,
    Span,
    Task,
    bounded,
)
from preuve.domain.evidence.reading.moments import month_comes_first, read_moment
from preuve.domain.evidence.reading.tables import plain, sheets, table
from preuve.domain.evidence.reading.values import as_int, as_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Row, Table

_NAMES = {
    "key": "Task number|ID|N°|Id de la tâche|Task ID|ID de tâche|Unique ID|N° unique|Numéro",
    "name": "Task Name|Nom de la tâche|Nom de tâche|Name|Nom|Tâche|Task",
    "start": "Start|Début|Start date|Date de début|Begin date",
    "finish": "Finish|Fin|End date|Date de fin|Due date|Date d’échéance|Échéance|Finish date",
    "duration": "Duration|Durée",
    "percent": "% complete|% achevé|Percent complete|Completion|Avancement|% Terminé",
    "progress": "Progress|Progression",
    "before": "Predecessors|Prédécesseurs|Depends on|Dépend de",
    "who": "Resource names|Noms ressources|Assigned to|Attribué à|Affecté à|Resources|Ressources",
    "level": "Outline level|Niveau hiérarchique",
    "outline": "Outline number|N° hiérarchique|Numéro hiérarchique|WBS",
    "milestone": "Milestone|Jalon",
    "bucket": "Bucket name|Bucket|Nom du compartiment|Compartiment",
    "finished": "Completed date|Date d’achèvement|Completed on",
    "cost": "Cost|Coût",
    "active": "Active|Actif",
    "manual": "Task mode|Mode Tâche|Mode",
}
ALIASES = {field: tuple(plain(name) for name in names.split("|")) for field, names in _NAMES.items()}
_ATTRIBUTES = ("start", "finish", "duration", "before", "percent", "bucket", "outline", "level")
_PREAMBLE = 15
_WEEKDAY = re.compile(r"^[^\W\d]{2,10}\.?,? (?=\d)")
_DURATION = re.compile(r"(\d{1,7}(?:[.,]\d{1,4})?)\s*(e?)([^\W\d]*?)\.?\s*(é|écoulée?s?)?\??$")
_UNITS = {
    "": 480.0,
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "heure", "heures"), 60.0),
    **dict.fromkeys(("d", "dy", "day", "days", "j", "jr", "jrs", "jour", "jours"), 480.0),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "s", "sem", "semaine", "semaines"), 2400.0),
    **dict.fromkeys(("mo", "mon", "mons", "month", "months", "mois"), 9600.0),
}
_ELAPSED = {480.0: 1440.0, 2400.0: 10080.0, 9600.0: 43200.0}
_LINK = re.compile(r"(\d{1,9})\s*-?([A-Za-z]{2})?\s*=?\s*(?:([+-]?)\s*((?:\d|P\d).{0,20}))?$")
_PERIOD = re.compile(r"^P(\d{1,6})D$")  # as GanttProject writes a lag
_KINDS = {
    "": LinkKind.FINISH_START,
    "FS": LinkKind.FINISH_START,
    "FD": LinkKind.FINISH_START,
    "SS": LinkKind.START_START,
    "DD": LinkKind.START_START,
    "FF": LinkKind.FINISH_FINISH,
    "SF": LinkKind.START_FINISH,
    "DF": LinkKind.START_FINISH,
}
_WHO = re.compile(r"([^\[\];]+?)\s*(?:\[\s*(\d{1,5})(?:[.,]\d+)?\s*%\s*\])?\s*(?:;|$)")
_NO = frozenset(("no", "non", "false", "faux", "0"))
_YES = frozenset(("yes", "oui", "true", "vrai", "1"))
_PROGRESS = {
    **dict.fromkeys(("notstarted", "nondemarre", "noncommence", "pascommence", "nondemarree"), 0.0),
    **dict.fromkeys(("inprogress", "encours"), 50.0),
    **dict.fromkeys(("completed", "complete", "termine", "terminee", "acheve"), 100.0),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A table of tasks: its columns, its rows, and what stands above."""

    table: Table
    line: int
    columns: Mapping[str, int]
    rows: list[Row]
    title: str


def sniff_csv(head: Head) -> float:
    """Return how sure it is that a CSV is a schedule."""
    if not head.columns:
        return 0.0
    return _sure(frozenset(head.columns))


def sniff_sheet(head: Head) -> float:
    """Return how sure it is that a workbook is a schedule; one longer than the head is judged by its name."""
    if head.archive != "zip" or head.extension not in {".xlsx", ".ods", ".xlsm", ""}:
        return 0.0
    if head.size > len(head.data):
        return 0.3 if re.search(r"planning|planner|gantt|project", head.base_name) else 0.0
    held = Artefact(head.name, len(head.data), "", lambda: io.BytesIO(head.data))
    try:
        plan = _plan(sheets(held))
    except UnreadableArtefactError:
        return 0.0
    return _sure(frozenset(plain(name) for name in _header(plan))) if plan else 0.0


def _header(plan: _Plan) -> list[str]:
    return list(plan.columns)


def _sure(folded: frozenset[str]) -> float:
    """Return how sure a header is a schedule's."""
    known = {field for field, names in ALIASES.items() if folded.intersection(names)} | (
        folded & set(ALIASES)
    )
    if "name" not in known:
        return 0.0
    dated = {"start", "finish"} <= known
    if "bucket" in known and known & {"progress", "finish", "start"}:
        return 1.0
    if "before" in known and (dated or "duration" in known):
        return 1.0 if dated else 0.5
    if dated and known & {"level", "outline"}:
        return 0.8
    if {"start", "duration"} <= known:  # jobs and requests have these too
        more = known & {"who", "percent", "milestone"}
        return 0.8 if dated and more else 0.5 if dated or more else 0.0
    return 0.0


def read_csv(artefact: Artefact) -> Schedule:
    """Read a CSV.

    Raises:
        UnreadableArtefactError: as `tables.table`; MISSING_FIELD without a header of tasks; TOO_MANY.
    """
    return _schedule(artefact, _plan([table(artefact)]))


def read_sheet(artefact: Artefact) -> Schedule:
    """Read a workbook: its first sheet that has a header of tasks.

    Raises:
        UnreadableArtefactError: as `tables.sheets`; MISSING_FIELD; TOO_MANY.
    """
    return _schedule(artefact, _plan(sheets(artefact)))


def _plan(tables: list[Table]) -> _Plan | None:
    for each in tables:
        above: list[list[str]] = []
        rows = each.rows()
        columns, line = _columns(each.header), each.header_line
        for _ in range(_PREAMBLE):
            if columns:
                break
            above.append(each.header)
            row = next(rows, None)
            if row is None:
                break
            each.header, line = [cell.strip() for cell in row.cells], row.line
            columns = _columns(each.header)
        if columns:
            title = next((cells[1] for cells in above if len(cells) > 1 and plain(cells[0]) in _TITLES), "")
            return _Plan(each, line, columns, list(rows), title)
    return None


_TITLES = frozenset(("planname", "nomduplan", "projectname", "nomduprojet"))


def _columns(header: list[str]) -> dict[str, int]:
    folded = [plain(name) for name in header]
    found = {}
    for field, names in ALIASES.items():
        column = next((folded.index(name) for name in names if name in folded), -1)
        if column >= 0:
            found[field] = column
    enough = "name" in found and sum(field in found for field in _ATTRIBUTES) >= 2
    return found if enough else {}


def _schedule(artefact: Artefact, plan: _Plan | None) -> Schedule:
    if plan is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "tâche, début, fin, durée")
    bounded(artefact, len(plan.rows))
    reader = _Reader(plan)
    tasks = reader.tasks()
    return Schedule(
        producer="Microsoft Planner" if "bucket" in plan.columns else "",
        root=reader.place(plan.line, ""),
        tasks=tasks,
        resources=reader.resources,
        assignments=tuple(reader.assignments),
        calendar=STANDARD,
        minutes_per_day=480,
        rows=len(plan.rows),
        blank=len(plan.rows) - len(tasks),
        resource_rows=len(reader.resources),
        assignment_rows=len(reader.assignments),
        title=plan.title,
        knows_resources="who" in plan.columns,
        knows_links="before" in plan.columns,
        knows_rates=False,
        by_day=True,
        unread_links=reader.unread,
        assumed_calendar=True,
    )


class _Reader:
    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._columns = plan.columns
        dates = (
            row.cell(plan.columns.get(f, -1)) for row in plan.rows for f in ("start", "finish", "finished")
        )
        self._month_first = month_comes_first(_WEEKDAY.sub("", text) for text in dates)
        self.resources: dict[str, Resource] = {}
        self.assignments: list[Assignment] = []
        self.unread = 0

    def place(self, line: int, field: str) -> Place:
        return self._plan.table.place(line, self._columns.get(field, -1))

    def tasks(self) -> dict[str, Task]:
        found: dict[str, Task] = {}
        above: list[tuple[int, str]] = []
        fathers: set[str] = set()
        for number, row in enumerate(self._plan.rows, 1):
            name = self._cell(row, "name")
            if plain(name) in ALIASES["name"] and plain(self._cell(row, "key")) in ALIASES["key"]:
                break  # GanttProject writes its resources below, with a header of their own
            key = self._cell(row, "key") or str(number)
            if not name or key in found:
                continue
            level = self._level(row)
            while above and above[-1][0] >= level:
                above.pop()
            parent = above[-1][1] if above else ""
            above.append((level, key))
            fathers.add(parent)
            found[key] = self._task(row, key, name, parent, len(above))
        return {key: replace(task, summary=key in fathers) for key, task in found.items()}

    def _cell(self, row: Row, field: str) -> str:
        return row.cell(self._columns.get(field, -1))

    def _level(self, row: Row) -> int:
        level = as_int(self._cell(row, "level"))
        if level is not None:
            return level
        return self._cell(row, "outline").strip(".").count(".") + 1

    def _task(self, row: Row, key: str, name: str, parent: str, depth: int) -> Task:
        start, finish = self._moment(self._cell(row, "start")), self._moment(self._cell(row, "finish"))
        length = _span(self._cell(row, "duration"))
        percent = self._percent(row)
        whole_days = length is None or not length.minutes % 480
        if start and is_day(start) and whole_days:
            start += timedelta(hours=8)
        if finish and is_day(finish) and whole_days:
            finish += timedelta(hours=17)
        milestone = plain(self._cell(row, "milestone")) in _YES or (length is not None and not length.minutes)
        self._assign(row, key, start, finish)
        return Task(
            id=key,
            name=name,
            place=self.place(row.line, "name"),
            parent=parent,
            depth=depth,
            milestone=milestone,
            start=start,
            finish=finish,
            duration=length,
            percent=percent,
            active=plain(self._cell(row, "active")) not in _NO,
            cost=_amount(self._cell(row, "cost")),
            links=tuple(self._links(row)),
        )

    def _moment(self, text: str) -> datetime | None:
        moment = read_moment(_WEEKDAY.sub("", text), month_first=self._month_first)
        return moment.replace(tzinfo=None) if moment and 1980 <= moment.year <= 2150 else None

    def _percent(self, row: Row) -> float | None:
        text = self._cell(row, "percent").replace("%", "").replace(",", ".").strip()
        amount = as_number(text)
        if amount is None:
            return _PROGRESS.get(plain(self._cell(row, "progress")))
        if "%" not in self._cell(row, "percent") and self._plan.table.sheet:
            amount *= 100  # a workbook keeps 25 % as 0.25
        return amount if 0 <= amount <= 100 else None

    def _assign(self, row: Row, key: str, start: datetime | None, finish: datetime | None) -> None:
        text = self._cell(row, "who")[:2000]
        for found in _WHO.finditer(text if ";" in text else text.replace(",", ";")):
            name = found[1].strip()
            if name:
                place = self.place(row.line, "who")
                self.resources.setdefault(name, Resource(name, name, place))
                units = int(found[2]) / 100 if found[2] else 1.0
                self.assignments.append(Assignment(key, name, place, units, start=start, finish=finish))

    def _links(self, row: Row) -> Iterator[Dependency]:
        text = self._cell(row, "before")
        parts = text.split(";") if ";" in text else re.split(r",\s*(?=\d+\s*(?:[A-Za-z]{2}|,|$))", text)
        for part in parts[:1000]:
            if not part.strip():
                continue
            found = _LINK.match(part.strip())
            kind = _KINDS.get((found[2] or "").upper()) if found else None
            lag = _lag(found[3], found[4]) if found and found[4] else Span(0)
            if found is None or kind is None or lag is None:
                self.unread += 1
            else:
                yield Dependency(found[1], kind, lag, self.place(row.line, "before"))


def is_day(moment: datetime) -> bool:
    """Say whether a moment names no hour."""
    return not (moment.hour or moment.minute or moment.second)


def _lag(sign: str, text: str) -> Span | None:
    factor = -1 if sign == "-" else 1
    text = _PERIOD.sub(r"\1 d", text)
    if text.strip().endswith("%"):
        share = as_number(text.strip(" %").replace(",", "."))
        return None if share is None else Span(0, share=factor * share / 100)
    lag = _span(text)
    return Span(factor * lag.minutes, lag.elapsed) if lag else None


def _span(text: str) -> Span | None:
    found = _DURATION.match(text.strip().lower())
    if not found:
        return None
    unit = _UNITS.get(found[3])
    if unit is None:
        return None
    elapsed = bool(found[2] or found[4])
    minutes = _ELAPSED.get(unit, unit) if elapsed else unit
    return Span(float(found[1].replace(",", ".")) * minutes, elapsed)


def _amount(text: str) -> float | None:
    """Return an amount of money without its signs and spaces."""
    bare = re.sub(r"[^\d,.\-]", "", text)
    if "," in bare and "." in bare:
        bare = bare.replace(min(",", ".", key=bare.rfind), "")
    return as_number(bare.replace(",", "."))
