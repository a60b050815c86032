"""Measures in CSV: timestamp and value, wide or long, as Grafana, Zabbix and Uptime Kuma write."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.model import ServiceLevels
from preuve.domain.evidence.inspectors.service_levels.tracks import LATEST, Lost, Track
from preuve.domain.evidence.reading.moments import month_comes_first, read_moment
from preuve.domain.evidence.reading.tables import plain, table
from preuve.domain.evidence.reading.values import as_number

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Row, Table

_TIMES = (
    "timestamp",
    "time",
    "datetime",
    "clock",
    "date",
    "horodatage",
    "dateheure",
    "heure",
    "instant",
    "temps",
)
_VALUES = (
    "value", "valeur", "state", "status", "etat", "statut", "up", "probesuccess", "availability",
    "disponibilite",
    "disponibilitepct", "availabilitypct", "uptime", "sli", "success", "succes", "available", "disponible",
    "tauxdedisponibilite", "dispo",
)  # fmt: skip
_NAMES = (
    "series", "service", "host", "hote", "instance", "monitor", "monitorid", "itemid", "name", "nom",
    "target",
    "probe", "check", "sonde", "serveur", "server", "item", "url",
)  # fmt: skip
#: Columns of other kinds of file that also carry a time and a state: load tests, logs, tickets.
_OTHERS = {
    "elapsed",
    "label",
    "responsecode",
    "threadname",
    "usercount",
    "metricname",
    "key",
    "summary",
    "id",
}
_STATES = {
    **dict.fromkeys(
        ("up", "ok", "true", "vrai", "oui", "yes", "available", "disponible", "online", "healthy"), 1.0
    ),
    **dict.fromkeys(("success", "operational", "operationnel", "passing", "enligne", "recovery"), 1.0),
    **dict.fromkeys(("down", "ko", "nok", "false", "faux", "non", "no", "unavailable", "indisponible"), 0.0),
    **dict.fromkeys(
        ("offline", "unhealthy", "critical", "failure", "failed", "horsligne", "unreachable"), 0.0
    ),
}
_UNKNOWN = {"", "nan", "null", "none", "na", "unknown", "inconnu", "pending", "maintenance"}
_MAX_SERIES = 2000
_KEPT_TEXTS = 10_000


def sniff(head: Head) -> float:
    """Strong for the columns of Zabbix, Uptime Kuma and Grafana; likely for a time and a value or state."""
    columns = head.columns
    if {"itemid", "clock", "value"} <= set(columns):
        return 0.95
    if {"monitorid", "status", "time"} <= set(columns):
        return 0.95
    if columns == ("series", "time", "value"):
        return 0.9
    if not columns or _OTHERS & set(columns):
        return 0.0
    if columns[0] == "time" and len(columns) <= 200 and _second_row_is_measured(head):
        return 0.7
    timed, valued = set(_TIMES) & set(columns), set(_VALUES) & set(columns)
    return 0.5 if timed and valued and len(columns) <= 6 and _second_row_is_timed(head) else 0.0


def _cells(head: Head) -> list[str]:
    rows = [line for line in head.lines[:4] if line.strip() and not line.lower().startswith("sep=")]
    if len(rows) < 2:
        return []
    separator = max(",;\t|", key=rows[0].count)
    return [cell.strip(' "') for cell in rows[1].split(separator)]


def _second_row_is_timed(head: Head) -> bool:
    return any(_Clock((cell,)).seconds(cell) is not None for cell in _cells(head))


def _second_row_is_measured(head: Head) -> bool:
    cells = _cells(head)
    return bool(cells) and _Clock(cells[:1]).seconds(cells[0]) is not None and all(map(_known, cells[1:]))


def _known(text: str) -> bool:
    return plain(text) in _UNKNOWN or _value(text) is not None


def _value(text: str) -> float | None:
    """Return a state as 1 or 0, a number in French or English, a percentage as its figure; else None."""
    state = _STATES.get(plain(text))
    return state if state is not None else as_number(text.rstrip("% \u00a0\u202f").replace(",", "."))


class _Clock:
    """Reads the moments of one column as POSIX seconds: dates, or epochs in s, ms, µs or ns."""

    def __init__(self, texts: list[str] | tuple[str, ...]) -> None:
        self._month_first = month_comes_first(texts)
        self.zoned = True

    def seconds(self, text: str) -> float | None:
        if (
            text[4:5] != "-"
            and text[:1].isdigit()
            and text.replace(".", "", 1).isdecimal()
            and "." not in text[:6]
        ):
            return _epoch(as_number(text))
        try:
            moment: datetime | None = datetime.fromisoformat(text) if text[4:5] == "-" else None
        except ValueError:
            moment = None
        moment = moment or read_moment(text, month_first=self._month_first)
        if moment is None:
            return None
        if moment.tzinfo is None:
            self.zoned = False
            moment = moment.replace(tzinfo=UTC)
        seconds = moment.timestamp()
        return seconds if 0 <= seconds < LATEST else None


def _epoch(amount: float | None) -> float | None:
    if amount is None or not 1e8 <= amount < 1e20:
        return None
    while amount >= 1e11:
        amount /= 1000
    return amount


def read(artefact: Artefact) -> ServiceLevels:
    """Return the series of a table of measures.

    Raises:
        UnreadableArtefactError: as `table`; MISSING_FIELD without a column of time, or without a sample;
            TOO_MANY beyond 2,000 series.
    """
    reader = _Reader(artefact)
    reader.run()
    series = tuple(track.finish() for track in reader.tracks.values() if track.samples)
    if not series:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "valeur")
    names = [each.labels.get("name", "") for each in series]
    return ServiceLevels(
        "series",
        producer=reader.producer,
        target=", ".join(name for name in names[:5] if name),
        series=series,
        unreadable=tuple(reader.lost.places),
        unreadable_count=reader.lost.count,
        untold=("production", "step"),
    )


class _Reader:
    def __init__(self, artefact: Artefact) -> None:
        self.tracks: dict[tuple[str, int], Track] = {}
        self.lost = Lost()
        self._values: dict[str, float | None] = {}
        self._table: Table = table(artefact)
        folded = [plain(name) for name in self._table.header]
        self._folded = folded
        self._time = next((folded.index(name) for name in _TIMES if name in folded), -1)
        self.producer = self._recognise(set(folded))
        if self._time < 0:
            raise UnreadableArtefactError(
                Unreadable.MISSING_FIELD, self._table.place(self._table.header_line), "timestamp"
            )
        self._name = next((folded.index(name) for name in _NAMES if name in folded), -1)
        value = next((folded.index(name) for name in _VALUES if name in folded), -1)
        wide = value < 0 or (folded[0] == "time" and self._name < 0)
        others = [index for index in range(len(folded)) if index != self._time]
        self._columns = others if wide else [value]
        sample = [row.cell(self._time) for row in islice(table(artefact).rows(), 1000)]
        self._clock = _Clock(sample)
        for text in sample[:1]:
            self._clock.seconds(text)  # tells whether moments name their zone

    def _recognise(self, columns: set[str]) -> str:
        if {"itemid", "clock"} <= columns:
            return "Zabbix"
        self._kuma = "monitorid" in columns
        return "Uptime Kuma" if self._kuma else "Grafana" if columns == {"series", "time", "value"} else ""

    def run(self) -> None:
        """Count every row."""
        time, columns, clock = self._time, self._columns, self._clock.seconds
        values, read_value, tracks = self._values, self._read, self.tracks
        for row in self._table.rows():
            cells = row.cells
            width = len(cells)
            moment = clock(cells[time].strip()) if time < width else None
            if moment is None:
                self.lost.add(partial(row.place, time))
                continue
            name = row.cell(self._name)
            for column in columns:
                text = cells[column] if column < width else ""
                value = values[text] if text in values else read_value(text, row, column)
                track = tracks.get((name, column)) or self._open(name, column, row)
                track.add(moment, value, row.line)

    def _read(self, text: str, row: Row, column: int) -> float | None:
        unknown = plain(text) in _UNKNOWN
        value = None if unknown else _value(text)
        if self.producer == "Uptime Kuma" and value is not None and value > 1:
            value, unknown = None, True  # 2 is pending, 3 is maintenance: neither up nor down
        if value is None and not unknown:
            self.lost.add(partial(row.place, column))  # not remembered, so that each one is counted
        elif len(self._values) < _KEPT_TEXTS:
            self._values[text] = value
        return value

    def _open(self, name: str, column: int, row: Row) -> Track:
        if len(self.tracks) >= _MAX_SERIES:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, row.place(), str(_MAX_SERIES))
        header = self._table.header[column] if column < len(self._table.header) else ""
        labels = {"name": name} if name else {}
        label = f"{name} – {header}" if name and header else name or header
        track = Track(label, labels, partial(self._place, column), header, zoned=self._clock.zoned)
        self.tracks[name, column] = track
        return track

    def _place(self, column: int, first: int, last: int) -> Place:
        at = self._table.place(first, column)
        return self._table.artefact.place(
            at.kind, line=min(first, last), last_line=max(first, last), column=at.column
        )
