"""JMeter's results: JTL in CSV (with or without its header) and in XML.

https://jmeter.apache.org/usermanual/listeners.html
"""

from __future__ import annotations

import math
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Run
from preuve.domain.evidence.inspectors.performance.samples import EPOCH, Lost, Recorder
from preuve.domain.evidence.reading.tables import plain, table
from preuve.domain.evidence.reading.xml import elements, local

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
_GOOD, _FAILED, _GROUPED = 1, 2, 3
#: Rows after which the count is told to the recorder, which goes over to classes in time.
_SETTLED = 1 << 16
_MAX_STATES = 20_000
_LONGEST = 1e15
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
        self.urls = {""}
        #: what a row is, by its success, its message and its count of threads
        self.states: dict[tuple[str, ...], int] = {}
        self.lost = Lost()

    def host(self, url: str) -> None:
        """Take note of the host of an address that is not among `urls`."""
        if len(self.urls) < _MAX_URLS:
            self.urls.add(url)
        parts = url.split("/", 3)
        if len(parts) > 2 and parts[0] in {"http:", "https:"} and len(self.hosts) < _MAX_HOSTS:
            self.hosts.add(parts[2].rpartition("@")[2])

    def learn(self, success: str, message: str, threads: str) -> int:
        """Return what a row with these cells is, and remember it; take note of its threads."""
        state = _GROUPED
        if not message.startswith(_GROUP):
            state = _FAILED if success.lower() == "false" else _GOOD
            self.users = max(self.users, int(threads) if threads.isdecimal() and len(threads) < 9 else 0)
        if len(self.states) < _MAX_STATES:
            self.states[success, message, threads] = state
        return state

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
    rows = opened.records()
    if headless:
        rows = chain([(opened.header_line, opened.header)], rows)
    _count(reading, rows, columns, (place, least))
    return reading.run(artefact, "JMeter")


def _count(  # noqa: C901 - one loop over millions of rows, where each call costs as much as the row
    reading: _Reading,
    rows: Iterator[tuple[int, list[str]]],
    columns: dict[str, int],
    shape: tuple[Callable[[int, int], Place], int],
) -> None:
    place, least = shape  # a row with fewer cells was cut short
    elapsed_at, width = columns["elapsed"], max(columns.values()) + 1
    # one empty cell beyond the last column stands for those that the file doesn't have
    label_at, start_at, url_at, *rare = (
        columns.get(name, width)
        for name in ("label", "timestamp", "url", "success", "responsemessage", "allthreads")
    )
    often, rarely = itemgetter(label_at, elapsed_at, start_at, url_at), itemgetter(*rare)
    needed = max(width, label_at + 1, start_at + 1, url_at + 1, *(each + 1 for each in rare))
    recorder, kinds, states, urls = reading.recorder, reading.recorder.kinds, reading.states, reading.urls
    count, counted, first, last = 0, 0, math.inf, -math.inf
    for line, cells in rows:
        if len(cells) < needed:
            if len(cells) < least:
                reading.lost.add(partial(place, line, line))
                continue
            cells.extend([""] * (needed - len(cells)))
        label, written, moment, url = often(cells)
        try:
            elapsed, start = float(written), float(moment)
        except ValueError:
            elapsed, start = milliseconds(written, -1.0), milliseconds(moment, -1.0)
        if not 0 <= elapsed < _LONGEST:
            reading.lost.add(partial(place, line, line))
            continue
        rest = rarely(cells)
        state = states.get(rest) or reading.learn(*rest)
        if state == _GROUPED:
            reading.groups += 1
            reading.groups_place = reading.groups_place or place(line, line)
            continue
        own = kinds.get(label) or recorder.rest or recorder.kind(label, line)
        own.push(elapsed)
        own.last = counted = line
        if state == _FAILED:
            recorder.fail(line, own)
        if url not in urls:
            reading.host(url)
        if EPOCH <= start < _LONGEST:
            if start < first:  # noqa: PLR1730 - `min` costs a call for each row
                first = start
            if start + elapsed > last:  # noqa: PLR1730 - as above
                last = start + elapsed
        count += 1
        if not count % _SETTLED:
            recorder.settle(count, line)
    recorder.start, recorder.end = first, last
    recorder.settle(count, counted)


def milliseconds(text: str, absent: float) -> float:
    """Return a time from 0 up, or `absent`."""
    try:
        amount = float(text)
    except ValueError:
        return absent
    return amount if 0 <= amount < _LONGEST else absent


def read_xml(artefact: Artefact) -> Run:
    """Return the run of an XML; samples inside another are part of it and are not counted again.

    Raises:
        UnreadableArtefactError: as `elements`; MISSING_FIELD without a sample.
    """

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.XML, line=first, last_line=last, path="//testResults/*")

    reading = _Reading(Recorder(place))
    version = ""
    last, whole = None, False
    for event, element in elements(artefact, "httpSample", "sample"):
        if event == "root":
            version = element.get("version") or ""
            continue
        parent = element.getparent()
        if parent is not last:
            last, whole = parent, _is_whole(parent)
        if whole:
            _count_element(reading, element, place)
    return reading.run(artefact, f"JMeter (testResults {version})" if version else "JMeter")


def _is_whole(parent: Element | None) -> bool:
    """Say whether a sample stands on its own, or directly inside transactions, by what it stands in."""
    while parent is not None and (parent.get("rm") or "").startswith(_GROUP):
        parent = parent.getparent()
    return parent is not None and local(parent) == "testResults"


def _count_element(reading: _Reading, element: Element, place: Callable[[int, int], Place]) -> None:
    """Count a sample, whose short names are those of JMeter's XML (see its manual)."""
    line = element.sourceline or 0
    find = element.get
    elapsed = milliseconds(find("t", ""), -1.0)
    if elapsed < 0:
        reading.lost.add(partial(place, line, line))
        return
    rest = find("s", ""), find("rm", ""), find("na", "")
    state = reading.states.get(rest) or reading.learn(*rest)
    if state == _GROUPED:
        reading.groups += 1
        reading.groups_place = reading.groups_place or place(line, line)
        return
    for each in element:
        if each.tag == "java.net.URL":
            url = (each.text or "").strip()
            if url not in reading.urls:
                reading.host(url)
            break
    reading.recorder.add(
        find("lb", ""), elapsed, good=state == _GOOD, row=line, start=milliseconds(find("ts", ""), -1.0)
    )
