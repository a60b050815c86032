"""One model for all reports of test runs, filled while they are streamed: counters and bounded samples."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import MAX_PLACES, Artefact, Description, Place, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import Element, child, children

if TYPE_CHECKING:
    from datetime import datetime

#: Where a case stands: a line of XML, or the steps of a JSON Pointer.
Where = int | tuple[str | int, ...]
Placed = Callable[[Where, str], Place]

#: Cases held by name for a comparison; beyond, the file is refused as too many.
MAX_CASES = 200_000
MAX_TAGS = 5_000
#: Between the group and the name of a case; no tool writes it, so that both can be told apart again.
BETWEEN = "\x1f"
_NAMES = 8
_DECLINED = frozenset({"", "unconditional skip", "skipped", "ignored", "disabled", "pending", "null", "true"})
_JUNIT_DISABLED = re.compile(r"\S{1,200} ?\S{0,300}\(\S{0,300}\) is @Disabled$")


class Outcome(StrEnum):
    """How a case ended; OTHER is neither passed nor failed: inconclusive, warning, unknown."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "errors"
    SKIPPED = "skipped"
    OTHER = "other"

    __hash__ = str.__hash__  # that of an enumeration is written in Python, and asked for at every case


#: Of two runs of the same name, the one that counts.
_GRAVITY = {
    Outcome.FAILED: 4,
    Outcome.ERROR: 4,
    Outcome.OTHER: 3,
    Outcome.PASSED: 2,
    Outcome.SKIPPED: 1,
}


@dataclass(slots=True)
class Gathered:
    """How many, with the first names and places."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, name: str, where: Where, placed: Placed) -> None:
        """Count one; the place is made only for the first `MAX_PLACES`."""
        self.count += 1
        if self.count <= _NAMES:
            self.names.append(shown(name))
        if self.count <= MAX_PLACES:
            self.places.append(placed(where, name))


@dataclass(frozen=True, slots=True)
class Announced:
    """A counter that the tool wrote, and what the file holds."""

    what: str
    announced: float
    counted: float
    place: Place


@dataclass(slots=True)
class Provenance:
    """What the file says of its making: its moments as earliest and latest, with the place of the latest."""

    producer: str = ""
    target: str = ""
    produced: str = ""
    place: Place | None = None
    _text: str = ""
    _first: datetime | None = None
    _last: datetime | None = None

    def moment(self, text: str, place: Callable[[], Place]) -> None:
        """Take a moment of the run as the tool wrote it; what is no date is passed over."""
        if text == self._text:
            return
        self._text = text
        moment = read_moment(text)
        if moment is None:
            return
        if self._first is None or self._last is None:
            self._first = self._last = moment
            self.place = place()
        elif (moment.tzinfo is None) == (self._first.tzinfo is None):
            self._first = min(self._first, moment)
            if moment > self._last:
                self._last = moment
                self.place = place()

    @property
    def period(self) -> tuple[str, str]:
        """Earliest and latest moment, ISO 8601; two ``""`` when the file has none."""
        if self._first is None or self._last is None:
            return "", ""
        return self._first.isoformat(), self._last.isoformat()

    @property
    def latest(self) -> datetime | None:
        """Latest moment; None when the file has none."""
        return self._last

    def described(self, artefact: Artefact, form: str) -> Description:
        """Return the artefact's description."""
        return Description(
            artefact.sha256,
            artefact.name,
            artefact.size,
            form,
            self.producer,
            self.produced or self.period[1],
            self.period,
            self.target,
        )


class Run:
    """A report of test cases, filled case by case.

    Attributes:
        seconds, timed, untimed: sum of the cases' durations, number with a duration, number of durations 0.
        longest: duration, name and place of the longest case.
        failing: cases that failed or ended in error.
        unexplained: skipped cases without a reason in the file.
        expected: cases marked as expected to fail, and that do.
        flaky: cases that passed only when run again.
        tries: earlier tries of a case, which look passed and are left out of all counts.
        results: what pytest announces when it counts more results than there are cases, the cases, the place.
        passed_again: failed cases that a passed one of the same name follows; `failed` is the last's name.
        unasserted: passed cases of which the tool wrote that they hold no assertion.
        hollow: passed cases of which the tool ran no step.
        crashed: suites said to have failed that hold no case.
        tags: tag → cases passed, cases; None when there are more than `MAX_TAGS`.
        differing, differences: first counters that the file contradicts; how many there are.
        verdict: words by which the tool says that all went well although cases fail, with their place.
        local: requests sent to the machine itself.
        unfinished: word by which the tool says that the run failed although no case does, with its place.
        linter: analyser whose results are written as cases; ``""`` for real tests.
        cases: with `keep`, name → outcome and where; the gravest when a name comes more than once.
    """

    def __init__(self, artefact: Artefact, placed: Placed, *, keep: bool) -> None:
        self.artefact = artefact
        self.placed = placed
        self.keep = keep
        self.root = artefact.place()
        self.provenance = Provenance()
        self.suites = 0
        self._passed = 0  # apart: most cases pass
        self._others: dict[Outcome, int] = dict.fromkeys(Outcome, 0)
        self.seconds = 0.0
        self.timed = 0
        self.untimed = 0
        self.longest: tuple[float, str, Place] | None = None
        self._longest = 0.0
        self.failing = Gathered()
        self.unexplained = Gathered()
        self.expected = Gathered()
        self.flaky = Gathered()
        self.tries = Gathered()
        self.results: tuple[float, int, Place] | None = None
        self.passed_again = Gathered()
        self.failed = ""
        self.unasserted = Gathered()
        self.crashed = Gathered()
        self.hollow = Gathered()
        self.local = Gathered()
        self.tags: dict[str, list[int]] | None = {}
        self.differing: list[Announced] = []
        self.differences = 0
        self.verdict: tuple[str, Place] | None = None
        self.unfinished: tuple[str, Place] | None = None
        self.linter = ""
        self.cases: dict[str, tuple[Outcome, Where]] = {}
        self.repeated = 0

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """Cases by outcome, recounted."""
        return {**self._others, Outcome.PASSED: self._passed}

    @property
    def total(self) -> int:
        """Cases in the file."""
        return self._passed + sum(self._others.values())

    @property
    def failures(self) -> int:
        """Cases that failed or ended in error."""
        return self._others[Outcome.FAILED] + self._others[Outcome.ERROR]

    def counted(self, outcome: Outcome, seconds: float | None) -> bool:
        """Take a case of which nothing but its number is kept; False, and nothing is taken, for another.

        Most cases of a large report are so, and their names and places need not even be read.
        """
        if self.keep or (seconds and seconds > self._longest):
            return False
        if outcome is Outcome.PASSED:
            self._passed += 1
        else:
            if outcome is Outcome.FAILED or outcome is Outcome.ERROR:
                if self.failing.count < MAX_PLACES:
                    return False
                self.failing.count += 1
            self._others[outcome] += 1
        if seconds is not None:
            self.timed += 1
            self.seconds += seconds
            self.untimed += not seconds
        return True

    def case(self, name: str, outcome: Outcome, seconds: float | None, where: Where) -> None:
        """Take one case."""
        if outcome is Outcome.PASSED:
            self._passed += 1
        else:
            self._others[outcome] += 1
            if outcome is Outcome.FAILED or outcome is Outcome.ERROR:
                self.failing.add(name, where, self.placed)
        if seconds is not None:
            self._time(name, seconds, where)
        if self.keep:
            self._keep(name, outcome, where)

    def take_back(self, seconds: float | None) -> None:
        """Leave out a passed case that was counted: it is an earlier try of another."""
        self._passed -= 1
        self.repeated -= self.keep
        if seconds is not None:
            self.timed -= 1
            self.untimed -= not seconds
            self.seconds = max(0.0, round(self.seconds - seconds, 9))

    def never_run(self, cases: int) -> None:
        """Count `cases` of those that seemed to pass as not run: the tool left them out of its counters."""
        cases = min(cases, self._passed)
        self._passed -= cases
        self._others[Outcome.SKIPPED] += cases

    def _time(self, name: str, seconds: float, where: Where) -> None:
        self.timed += 1
        self.seconds += seconds
        if not seconds:
            self.untimed += 1
        elif seconds > self._longest:
            self._longest = seconds
            self.longest = (seconds, shown(name), self.placed(where, name))

    def _keep(self, name: str, outcome: Outcome, where: Where) -> None:
        known = self.cases.get(name)
        if known is not None:
            self.repeated += 1
            if _GRAVITY[known[0]] >= _GRAVITY[outcome]:
                return
        elif len(self.cases) >= MAX_CASES:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, self.root, f"{MAX_CASES}")
        self.cases[name] = (outcome, where)

    def skip(self, name: str, reason: str, where: Where) -> None:
        """Look at the reason written for a skipped case."""
        if not explains(reason):
            self.unexplained.add(name, where, self.placed)

    def tag(self, tags: list[str], outcome: Outcome) -> None:
        """Take the tags of a case."""
        known = self.tags
        if known is None:
            return
        for tag in dict.fromkeys(tags):
            tally = known.get(tag)
            if tally is None:
                tally = known[tag] = [0, 0]
            tally[0] += outcome is Outcome.PASSED
            tally[1] += 1
        if len(known) > MAX_TAGS:
            self.tags = None

    def announce(
        self, what: str, written: object, counted: tuple[float, ...], place: Callable[[], Place]
    ) -> None:
        """Hold a counter that the tool wrote against any of the ways in which it may be counted."""
        announced = as_number(written)
        if announced is not None and announced not in counted:
            self.differences += 1
            if self.differences <= MAX_PLACES:
                self.differing.append(Announced(what, announced, counted[0], place()))


def shown(name: str) -> str:
    """Return a case's name as people read it."""
    return name.replace(BETWEEN, "::")


def named(group: str | None, bare: str | None) -> str:
    """Return a case's name from that of its group and its own."""
    return f"{group}{BETWEEN}{bare or ''}" if group else bare or ""


def listed(names: list[str], count: int) -> list[str]:
    """Return `count` names of which only the first are known, so that a sentence counts the others right."""
    return names + [""] * (count - len(names))


def inside(element: Element, outer: str, name: str) -> list[Element]:
    """Return the children called `name` of the child called `outer`."""
    box = child(element, outer)
    return [] if box is None else children(box, name)


def explains(reason: str) -> bool:
    """Say whether the text of a skipped case gives a reason, and isn't the tool's own words for none."""
    text = reason.strip()
    return text.lower() not in _DECLINED and not _JUNIT_DISABLED.search(text[:1000])


def seconds_of(text: str | None) -> float | None:
    """Return a duration in seconds as JUnit dialects write it (``1,234.5``, ``0,005``); None when unclear."""
    if not text:
        return None
    try:
        amount: float | None = float(text)
    except ValueError:
        amount = _with_comma(text)
    return amount if amount is not None and 0 <= amount < 1e15 else None


def _with_comma(text: str) -> float | None:
    if "." in text:
        return as_number(text.replace(",", ""))
    return as_number(text.replace(",", ".")) if text.startswith("0,") else None


def xml_placed(artefact: Artefact, tag: str, attribute: str = "name") -> Placed:
    """Return how a case's place is made from its line and its name."""

    def placed(where: Where, name: str) -> Place:
        bare = name.rpartition(BETWEEN)[2]
        quote = "'" if "'" not in bare else '"'
        path = f"//{tag}[@{attribute}={quote}{bare.replace(quote, '')}{quote}]"
        return artefact.place(PlaceKind.XML, line=where if isinstance(where, int) else 0, path=path)

    return placed
