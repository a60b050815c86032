"""Measures in CSV: timestamp and value, wide or long, as Grafana, Zabbix and Uptime Kuma write."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.cells import (
    Clock,
    are_codes,
    is_known,
    read_code,
    read_value,
    zoned_seconds,
)
from preuve.domain.evidence.inspectors.service_levels.model import ServiceLevels
from preuve.domain.evidence.inspectors.service_levels.tracks import Lost, Track
from preuve.domain.evidence.reading.tables import cells_of, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Table

    #: Of each sample, POSIX seconds, the value and the line.
    Samples = tuple[list[float], list[float | None], Sequence[int]]

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
#: Columns of HTTP's answers; those of the second set also hold other states, and their cells tell.
_CODES = ("code", "statuscode", "httpcode", "codehttp", "statuthttp", "httpstatus", "httpstatuscode")
_STATUSES = {"status", "statut", "etat", "state"}
#: Columns of journals of requests, where an answer tells of who asked as much as of the service.
_REQUESTS = {
    "method", "methode", "verb", "verbe", "useragent", "agent", "referer", "clientip", "remoteaddr", "ip",
    "client",
}  # fmt: skip
_MAX_SERIES = 2000
#: Stands for the value of a text that was not met before; no cell gives it.
_UNREAD = float("nan")
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
    timed, valued = set(_TIMES) & set(columns), set(_VALUES) & set(columns) or _second_row_answers(head)
    return 0.5 if timed and valued and len(columns) <= 6 and _second_row_is_timed(head) else 0.0


def _cells(head: Head) -> list[str]:
    rows = [line for line in head.lines[:4] if line.strip() and not line.lower().startswith("sep=")]
    if len(rows) < 2:
        return []
    separator = max(",;\t|", key=rows[0].count)
    return [cell.strip(' "') for cell in rows[1].split(separator)]


def _second_row_is_timed(head: Head) -> bool:
    return any(Clock((cell,)).seconds(cell) is not None for cell in _cells(head))


def _second_row_is_measured(head: Head) -> bool:
    cells = _cells(head)
    return bool(cells) and Clock(cells[:1]).seconds(cells[0]) is not None and all(map(is_known, cells[1:]))


def _second_row_answers(head: Head) -> bool:
    """Say whether the second row of a table of probes holds an answer of HTTP, or none (0)."""
    column = next((head.columns.index(name) for name in _CODES if name in head.columns), -1)
    cells = _cells(head)
    if column < 0 or column >= len(cells) or _REQUESTS & set(head.columns):
        return False
    return cells[column] in {"0", "000"} or are_codes(cells[column : column + 1])


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
        untold=("production", "codes") if reader.answers else ("production", "step"),
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
        code = next((folded.index(name) for name in _CODES if name in folded), -1)
        sample = list(islice(table(artefact).rows(), 1000))
        status = value if value >= 0 and folded[value] in _STATUSES else code if value < 0 else -1
        self.answers = status >= 0 and are_codes([row.cell(status) for row in sample])
        if self.answers:
            value = status
        wide = value < 0 or (folded[0] == "time" and self._name < 0 and not self.answers)
        others = [index for index in range(len(folded)) if index != self._time]
        self._columns = others if wide else [value]
        moments = [row.cell(self._time) for row in sample]
        self._clock = Clock(moments)
        self._quick = moments[:1] != [] and moments[0][4:5] == "-" and "." not in moments[0]
        for text in moments[:1]:
            self._clock.seconds(text)  # tells whether moments name their zone
        self._read = read_code if self.answers else read_value

    def _recognise(self, columns: set[str]) -> str:
        if {"itemid", "clock"} <= columns:
            return "Zabbix"
        self._kuma = "monitorid" in columns
        return "Uptime Kuma" if self._kuma else "Grafana" if columns == {"series", "time", "value"} else ""

    def run(self) -> None:
        """Count every row."""
        if self._name >= 0 or len(self._columns) > 1:
            self._count_many()
            return
        column = self._columns[0]
        for moments, values, lines in self._samples(column):
            if moments:
                track = self.tracks.get(("", column)) or self._open("", column, lines[0])
                track.column(moments, values, lines)

    def _samples(self, column: int) -> Iterator[Samples]:
        """Yield the samples of a table that has one series, block by block."""
        for lines, rows in self._table.blocks():
            times, cells = (list(each) for each in cells_of(rows, self._time, column))
            moments = self._usual_moments(times)
            values: list[float | None] = []
            if moments is not None:
                try:
                    values = list(map(self._values.__getitem__, cells))
                except KeyError:
                    moments = None
            if moments is None:
                yield self._one_by_one(zip(lines, times, cells, strict=True), column)
            else:
                yield moments, values, lines

    def _one_by_one(self, rows: Iterable[tuple[int, str, str]], column: int) -> Samples:
        moments: list[float] = []
        values: list[float | None] = []
        lines: list[int] = []
        for line, text, cell in rows:
            moment = self._moment(text, line)
            if moment is not None:
                value = self._values.get(cell, _UNREAD)
                moments.append(moment)
                values.append(self._value(cell, line, column) if value is _UNREAD else value)
                lines.append(line)
        return moments, values, lines

    def _usual_moments(self, texts: list[str]) -> list[float] | None:
        """Return the moments of cells when all are of ISO 8601; None when one must be looked at by itself."""
        if not self._quick:
            return zoned_seconds(texts)
        dates, tails = self._clock.dates, self._clock.tails
        for text in {text[:10]: text for text in (texts[0], texts[-1]) if text[:10] not in dates}.values():
            self._learn(text)
        try:
            return self._of_days(texts) or [dates[text[:10]] + tails[text[10:]] for text in texts]
        except KeyError:  # a new day, or a first time of day
            for text in {text[:10]: text for text in texts if text[:10] not in dates}.values():
                self._learn(text)
        try:
            return [dates[text[:10]] + tails[text[10:]] for text in texts]
        except KeyError:
            return None

    def _of_days(self, texts: list[str]) -> list[float]:
        """Return the moments of texts that follow each other, day by day; none when they don't.

        Raises:
            KeyError: for a day or a time of day that was not met before.
        """
        moments: list[float] = []
        while len(moments) < len(texts):
            start = len(moments)
            day = texts[start][:10]
            end = bisect_right(texts, f"{day}~", start)
            cut = "\n".join(("", *texts[start:end])).split(f"\n{day}")
            if end == start or len(cut) != end - start + 1:
                return []
            midnight = self._clock.dates[day]
            moments.extend([midnight + since for since in map(self._clock.tails.__getitem__, cut[1:])])
        return moments

    def _count_many(self) -> None:
        time, quick, columns, name_at = self._time, self._quick, self._columns, self._name
        dates, tails, tracks = self._clock.dates, self._clock.tails, self.tracks
        width, values = max(time, name_at, *columns) + 1, self._values
        for line, cells in self._table.records():
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            text = cells[time]
            try:
                moment = dates[text[:10]] + tails[text[10:]] if quick else self._moment(text, line)
            except KeyError:
                moment = self._moment(text, line)
            if moment is None:
                continue
            name = cells[name_at].strip() if name_at >= 0 else ""
            for column in columns:
                value = values.get(cells[column], _UNREAD)
                if value is _UNREAD:
                    value = self._value(cells[column], line, column)
                track = tracks.get((name, column)) or self._open(name, column, line)
                track.add(moment, value, line)

    def _moment(self, text: str, line: int) -> float | None:
        text = text.strip()
        moment = self._clock.seconds(text)
        if moment is None:
            self.lost.add(partial(self._table.place, line, self._time))
        elif self._quick:
            self._clock.learn(text)
        return moment

    def _learn(self, text: str) -> None:
        """Remember the halves of a moment, when it can be read as it stands."""
        if self._clock.seconds(text) is not None:
            self._clock.learn(text)

    def _value(self, text: str, line: int, column: int) -> float | None:
        value, readable = self._read(text)
        if self.producer == "Uptime Kuma" and value is not None and value > 1:
            value = None  # 2 is pending, 3 is maintenance: neither up nor down
        if not readable:
            self.lost.add(partial(self._table.place, line, column))  # not remembered: each one is counted
        elif len(self._values) < _KEPT_TEXTS:
            self._values[text] = value
        return value

    def _open(self, name: str, column: int, line: int) -> Track:
        if len(self.tracks) >= _MAX_SERIES:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, self._table.place(line), str(_MAX_SERIES))
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
