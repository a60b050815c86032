"""JMeter's results: JTL in CSV (with or without its header) and in XML.

https://jmeter.apache.org/usermanual/listeners.html
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Run
from preuve.domain.evidence.inspectors.performance.samples import Lost, Recorder
from preuve.domain.evidence.reading.tables import plain, table
from preuve.domain.evidence.reading.xml import elements, local, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

#: Order of JMeter's default columns, for files saved without a header.
_DEFAULT = (
    "timestamp", "elapsed", "label", "responsecode", "responsemessage", "threadname", "datatype", "success",
    "failuremessage", "bytes", "sentbytes", "grpthreads", "allthreads", "url", "latency", "idletime",
    "connect",
)  # fmt: skip
_GROUP = "Number of samples in transaction"
#: Cells that each version of JMeter writes at least, by default.
_LEAST = 10
_MAX_HOSTS = 20
_MAX_URLS = 10_000


def sniff(head: Head) -> float:
    """Certain for JMeter's columns; likely for rows of its default order without a header."""
    columns = head.columns
    if {"timestamp", "elapsed", "label"} <= set(columns):
        return 1.0 if {"success", "responsecode"} & set(columns) else 0.6
    headless = len(columns) >= 10 and len(columns[0]) == 13 and (columns[0] + columns[1]).isdecimal()
    return 0.6 if headless and columns[7] in {"true", "false"} else 0.0


def sniff_xml(head: Head) -> float:
    """Certain for the root of a results file."""
    return 1.0 if head.xml_root[0] == "testResults" else 0.0


class _Reading:
    """What both shapes gather."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.groups = 0
        self.groups_place: Place | None = None
        self.users = 0
        self.hosts: set[str] = set()
        self._urls = {""}
        self._threads = ""
        self.lost = Lost()

    def host(self, url: str) -> None:
        if url in self._urls:
            return
        if len(self._urls) < _MAX_URLS:
            self._urls.add(url)
        parts = url.split("/", 3)
        if len(parts) > 2 and parts[0] in {"http:", "https:"} and len(self.hosts) < _MAX_HOSTS:
            self.hosts.add(parts[2].rpartition("@")[2])

    def threads(self, text: str) -> None:
        if text != self._threads:
            self._threads = text
            self.users = max(self.users, int(text) if text.isdecimal() and len(text) < 9 else 0)

    def run(self, artefact: Artefact, producer: str) -> Run:
        recorder = self.recorder
        if not recorder.count:
            raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "elapsed")
        place, duration = recorder.place, recorder.duration
        return Run(
            producer=producer,
            requests=recorder.count,
            errors=recorder.errors,
            times=recorder.times(),
            place=place,
            recounted=True,
            target=", ".join(sorted(self.hosts)),
            period=recorder.period,
            users=self.users or None,
            duration=duration,
            rate=recorder.count / duration if duration else None,
            labels=recorder.labels(),
            groups=self.groups,
            groups_place=self.groups_place,
            failed_places=tuple(recorder.failed),
            unreadable=tuple(self.lost.places),
            unreadable_count=self.lost.count,
        )


def read(artefact: Artefact) -> Run:
    """Return the run of a CSV; transactions that sum up other samples are counted apart.

    Raises:
        UnreadableArtefactError: as `table`; MISSING_FIELD without a sample.
    """
    opened = table(artefact)
    folded = [plain(name) for name in opened.header]
    headless = "elapsed" not in folded
    least = _LEAST if headless else len(folded)
    columns = {name: index for index, name in enumerate(_DEFAULT if headless else folded)}

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.CSV, line=first, last_line=last)

    reading = _Reading(Recorder(place))
    rows: Iterator[tuple[int, list[str]]] = ((row.line, row.cells) for row in opened.rows())
    if headless:
        rows = chain([(opened.header_line, opened.header)], rows)
    _count(reading, rows, columns, (place, least))
    return reading.run(artefact, "JMeter")


def _count(
    reading: _Reading,
    rows: Iterator[tuple[int, list[str]]],
    columns: dict[str, int],
    shape: tuple[Callable[[int, int], Place], int],
) -> None:
    place, least = shape  # a row with fewer cells was cut short
    elapsed_at, width = columns["elapsed"], max(columns.values()) + 1
    absent = width  # one empty cell beyond the last column stands for those that the file doesn't have
    label_at, start_at, good_at, message_at, users_at, url_at = (
        columns.get(name, absent)
        for name in ("label", "timestamp", "success", "responsemessage", "allthreads", "url")
    )
    add = reading.recorder.add
    for line, cells in rows:
        elapsed = milliseconds(cells[elapsed_at]) if len(cells) >= least else None
        cells.extend([""] * (width + 1 - len(cells)))
        if elapsed is None:
            reading.lost.add(partial(place, line, line))
        elif cells[message_at].startswith(_GROUP):
            reading.groups += 1
            reading.groups_place = reading.groups_place or place(line, line)
        else:
            good = cells[good_at].lower() != "false"
            add(cells[label_at], elapsed, good=good, row=line, start=milliseconds(cells[start_at]))
            reading.threads(cells[users_at])
            reading.host(cells[url_at])


def milliseconds(text: str) -> float | None:
    """Return a time from 0 up, or None."""
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e15 else None


def read_xml(artefact: Artefact) -> Run:
    """Return the run of an XML; samples inside another are part of it and are not counted again.

    Raises:
        UnreadableArtefactError: as `elements`; MISSING_FIELD without a sample.
    """

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.XML, line=first, last_line=last, path="//testResults/*")

    reading = _Reading(Recorder(place))
    version = ""
    for event, element in elements(artefact, "httpSample", "sample"):
        if event == "root":
            version = element.get("version") or ""
        elif _is_whole(element):
            _count_element(reading, element, place)
    return reading.run(artefact, f"JMeter (testResults {version})" if version else "JMeter")


def _is_group(element: Element) -> bool:
    return (element.get("rm") or "").startswith(_GROUP)


def _is_whole(element: Element) -> bool:
    """Say whether a sample stands on its own, or directly inside transactions."""
    parent = element.getparent()
    while parent is not None and _is_group(parent):
        parent = parent.getparent()
    return parent is not None and local(parent) == "testResults"


def _count_element(reading: _Reading, element: Element, place: Callable[[int, int], Place]) -> None:
    line = element.sourceline or 0
    elapsed = milliseconds(element.get("t") or "")
    if elapsed is None:
        reading.lost.add(partial(place, line, line))
    elif _is_group(element):
        reading.groups += 1
        reading.groups_place = reading.groups_place or place(line, line)
    else:
        reading.threads(element.get("na") or "")
        if len(element):
            reading.host(text_of(element, "java.net.URL"))
        reading.recorder.add(
            element.get("lb") or "",
            elapsed,
            good=(element.get("s") or "").lower() != "false",
            row=line,
            start=milliseconds(element.get("ts") or ""),
        )
