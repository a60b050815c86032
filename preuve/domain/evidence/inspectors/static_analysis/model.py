"""One model for all reports of static analysis: results, duplications, complexity, documentation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.contract import MAX_PLACES, Artefact, Description, Place, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_int, as_number

if TYPE_CHECKING:
    from preuve.domain.evidence.reading.jsons import JsonDocument

#: Where a result stands in the report: a line of XML, CSV or text, or the steps of a JSON Pointer.
Where = int | tuple[str | int, ...]
Placed = Callable[[Where], Place]

#: Rules, files and names kept at most; a report that has more is refused as too many.
MAX_NAMES = 200_000
#: Names of rules on naming in the words of the tools: Checkstyle, ESLint, typescript-eslint, PMD,
#: PHP_CodeSniffer, pep8-naming, Pylint, SonarQube (S100, S101, S114 to S120), StyleCop, ansible-lint.
_NAMING = re.compile(
    r"\.naming\.|NamingConvention|naming-convention|camelcase|CamelCaps|^N8\d\d$|^invalid-name$|^C0103$"
    r"|:S0*1(?:0[01]|1[4-9]|20)$|^SA13\d\d$|^var-naming|^id-(?:match|length)$|^new-cap$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Gathered:
    """How many, with the first places."""

    count: int = 0
    places: list[Place] = field(default_factory=list)

    def add(self, where: Where, placed: Placed) -> None:
        """Count one; the place is made only for the first `MAX_PLACES`."""
        self.count += 1
        if self.count <= MAX_PLACES:
            self.places.append(placed(where))


@dataclass(frozen=True, slots=True)
class Announced:
    """A counter that the tool wrote, and what the file holds."""

    what: str
    announced: float
    counted: float
    place: Place


@dataclass(slots=True)
class Duplication:
    """Duplicated passages. `lines` is what the tool looked at; None when the format does not say."""

    clones: Gathered = field(default_factory=Gathered)
    passage_lines: int = 0
    duplicated: int | None = None
    lines: int | None = None


#: Bands of complexity and the last value of each, as radon ranks them A, B, C, D to F.
BANDS: dict[str, int] = {"1-5": 5, "6-10": 10, "11-20": 20, "> 20": 10**18}


@dataclass(slots=True)
class Complexity:
    """Cyclomatic complexity of functions (McCabe, 1976): its sum, the worst, those above 10."""

    functions: int = 0
    total: int = 0
    bands: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BANDS, 0))
    above: Gathered = field(default_factory=Gathered)
    worst: tuple[int, str, Place] | None = None

    def add(self, name: str, amount: int, where: Where, placed: Placed) -> None:
        """Take one function."""
        self.functions += 1
        self.total += amount
        self.bands[next(band for band, last in BANDS.items() if amount <= last)] += 1
        if amount > 10:
            self.above.add(where, placed)
        if self.worst is None or amount > self.worst[0]:
            self.worst = (amount, name, placed(where))


class Result(NamedTuple):
    """One result: rule, level in the tool's words, source file, message, whether it names a source line."""

    rule: str
    level: str
    file: str
    message: str
    placed: bool


class Report:
    """A report, filled result by result.

    Attributes:
        producer, shape: tool that the file names; tool whose form the file has when it names none.
        levels, rules, files, weaknesses: results by level, rule, source file, CWE number.
        rules_run: rules that the tool says it knows or ran; None when the format does not say.
        analysed: source files that the format lists whether or not they have results; None when it does not.
        suppressed, justified: results set aside in the report, and those of them with a reason.
        settled: results that the tool lists although they are closed, accepted or set aside.
        unplaced, hollow: results without a source line; entries without anything.
        naming: results of rules on names.
        notices: errors of the tool itself.
        failed: place where the tool says that it did not run to its end.
        baseline: results by state towards an earlier report, when the tool says so.
        differing, differences: first counters that the file contradicts; how many there are.
        partial: (listed, announced, place) when the report holds a part of the results only.
        keys: with `keep`, (file, rule, message) → where, for each result.
    """

    def __init__(self, artefact: Artefact, placed: Placed, *, keep: bool = False) -> None:
        self.artefact = artefact
        self.placed = placed
        self.keep = keep
        self.root = artefact.place()
        self.producer = ""
        self.shape = ""
        self.produced_at = ""
        self.date_place: Place | None = None
        self.target = ""
        self.commits: dict[str, Place] = {}
        self.lists_results = True
        self.results = Gathered()
        self.levels: dict[str, int] = {}
        self.rules: dict[str, int] = {}
        self.files: dict[str, int] = {}
        self.weaknesses: dict[str, int] = {}
        self.rules_run: int | None = None
        self.analysed: dict[str, None] | None = None
        self.source_lines: int | None = None
        self.suppressed = Gathered()
        self.justified = 0
        self.settled = Gathered()
        self.unplaced = Gathered()
        self.hollow = Gathered()
        self.naming = Gathered()
        self._on_naming: set[str] = set()
        self.notices = Gathered()
        self.failed: Place | None = None
        self.baseline: dict[str, int] = {}
        self.partial: tuple[int, int, Place] | None = None
        self.differing: list[Announced] = []
        self.differences = 0
        self.duplication: Duplication | None = None
        self.complexity: Complexity | None = None
        self.documented: tuple[int, int] | None = None
        self.keys: dict[tuple[str, str, str], list[Where]] = {}

    def result(  # noqa: C901 - a call for each question would cost as much as reading the result
        self, result: tuple[str, str, str, str, bool], where: Where
    ) -> None:
        """Take one `Result`, or its parts as a plain tuple, which formats make that may have a million."""
        rule, level, file, message, placed = result
        found = self.results
        found.count += 1
        if found.count <= MAX_PLACES:
            found.places.append(self.placed(where))
        if level in self.levels:
            self.levels[level] += 1
        elif level:
            self._count(self.levels, level)
        if rule in self.rules:
            self.rules[rule] += 1
        elif rule:
            self._learn(rule)
        if self._on_naming and rule in self._on_naming:
            self.naming.add(where, self.placed)
        if file in self.files:
            self.files[file] += 1
        elif file:
            self._count(self.files, file)
        if not (file and placed):
            self.unplaced.add(where, self.placed)
        if self.keep:
            self._hold((file, rule, message), where)

    def _learn(self, rule: str) -> None:
        self._count(self.rules, rule)
        if _NAMING.search(rule[:300]):
            self._on_naming.add(rule)

    def _hold(self, key: tuple[str, str, str], where: Where) -> None:
        self.keys.setdefault(key, []).append(where)
        if self.results.count > MAX_NAMES:
            raise self._too_many()

    def _count(self, counts: dict[str, int], name: str) -> None:
        if name in counts:
            counts[name] += 1
        elif len(counts) < MAX_NAMES:
            counts[name] = 1
        else:
            raise self._too_many()

    def _too_many(self) -> UnreadableArtefactError:
        return UnreadableArtefactError(Unreadable.TOO_MANY, self.root, f"{MAX_NAMES}")

    def saw(self, file: str) -> None:
        """Take a source file that the report lists as analysed."""
        if self.analysed is None:
            self.analysed = {}
        if file:
            self.analysed[file] = None
            if len(self.analysed) > MAX_NAMES:
                raise self._too_many()

    def weakness(self, number: str) -> None:
        """Take a CWE number."""
        name = f"CWE-{number.lstrip('0') or '0'}"
        self._count(self.weaknesses, name)

    def dated(self, text: str, place: Callable[[], Place]) -> None:
        """Take the moment of the report, the first that is a date."""
        moment = read_moment(text) if text and not self.produced_at else None
        if moment is not None:
            self.produced_at = moment.isoformat()
            self.date_place = place()

    def announce(self, what: str, written: object, counted: float, place: Callable[[], Place]) -> None:
        """Hold a counter that the tool wrote against the recounted one."""
        announced = as_number(written)
        if announced is not None and announced != counted:
            self.differences += 1
            if self.differences <= MAX_PLACES:
                self.differing.append(Announced(what, announced, counted, place()))

    def described(self, form: str) -> Description:
        """Return the artefact's description."""
        each = self.artefact
        return Description(
            each.sha256, each.name, each.size, form, self.producer, self.produced_at, ("", ""), self.target
        )


def names_line(value: object) -> bool:
    """Say whether `value` is the number of a line, as a number or as text; 0 and below are none."""
    if isinstance(value, str) and value.isdecimal():
        return value.strip("0") != ""
    if type(value) is int:
        return 0 < value < 10**18
    number = as_int(value)
    return number is not None and number > 0


def json_placed(file: JsonDocument) -> Placed:
    """Return how a place is made from the steps of a JSON Pointer."""

    def placed(where: Where) -> Place:
        return file.place(*where) if isinstance(where, tuple) else file.place()

    return placed


def line_placed(artefact: Artefact, kind: PlaceKind, path: str = "") -> Placed:
    """Return how a place is made from a line."""

    def placed(where: Where) -> Place:
        return artefact.place(kind, line=where if isinstance(where, int) else 0, path=path)

    return placed
