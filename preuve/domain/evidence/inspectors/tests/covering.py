"""One model for all coverage reports: the distinct lines of each file, each counted once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import MAX_PLACES, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests.model import Announced, Provenance
from preuve.domain.evidence.reading.values import as_int, as_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact, Place

MAX_FILES = 100_000
_MAX_LINE = 2_000_000
#: Lines of all files together, hollow ones with them.
_MAX_LINES = 64 << 20
#: What a line with branches weighs beside one without.
_BRANCH = 32
_GENERATED = re.compile(
    r"(^|[/\\.])(generated|generated-sources|__generated__|autogen)[/\\.]|\.g\.cs$|\.designer\.cs$|_pb2(_grpc)?\.py$"
    r"|\.pb\.(go|cc|h)$|\.g\.dart$|\.generated\.\w{1,5}$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Share:
    """So many of so many."""

    covered: int = 0
    valid: int = 0

    @property
    def ratio(self) -> float:
        """Between 0 and 1; 0 when there is nothing to cover."""
        return self.covered / self.valid if self.valid else 0.0


class File:
    """Lines of one source file; a large report has tens of thousands, so it holds nothing that it needn't.

    Attributes:
        where: line of the report on which the file begins.
        marks: by line, 0 unknown, 1 to be covered, 2 covered.
        branches: by line, covered and all, where the format gives sums; None while there are none.
        arms: by line, a bit for each branch taken and the number of branches, where it names each; as above.
    """

    __slots__ = ("arms", "branches", "marks", "module", "report", "where")

    def __init__(self, report: Coverage, where: int, module: str) -> None:
        self.report = report
        self.where = where
        self.module = module
        self.marks = bytearray()
        self.branches: dict[int, tuple[int, int]] | None = None
        self.arms: dict[int, tuple[int, int]] | None = None

    def line(self, number: int, *, hit: bool) -> None:
        """Take a line; one written twice is covered when it is once.

        Raises:
            UnreadableArtefactError: TOO_MANY lines in all.
        """
        if not 0 < number <= _MAX_LINE:
            return
        marks = self.marks
        if number >= len(marks):
            more = number + 64 - len(marks)
            self.report.take(more)
            marks.extend(bytes(more))
        if hit:
            marks[number] = 2
        elif not marks[number]:
            marks[number] = 1

    def branch(self, number: int, covered: int, valid: int) -> None:
        """Take the branches of a line; of a line written twice, the better."""
        if self.branches is None:
            self.branches = {}
        known = self.branches.get(number)
        if known is None:
            self.report.take(_BRANCH)
            known = (0, 0)
        self.branches[number] = (max(known[0], covered), max(known[1], valid))

    def arm(self, number: int, taken: int, valid: int) -> None:
        """Take the branches of a line one by one, as bits; one taken in any part of the report is taken."""
        if self.arms is None:
            self.arms = {}
        known = self.arms.get(number)
        if known is None:
            self.report.take(_BRANCH)
            known = (0, 0)
        self.arms[number] = (known[0] | taken, max(known[1], valid))

    @property
    def lines(self) -> Share:
        """Lines covered of lines to be covered."""
        covered = self.marks.count(2)
        return Share(covered, covered + self.marks.count(1))


@dataclass(slots=True)
class _Sums:
    """What all files make together.

    Attributes:
        with_lines: files with lines.
        generated: whether the name of each of them says that a tool generates it.
        untouched: how many files have lines and none covered; the first of them, with their lines.
    """

    lines: Share = field(default_factory=Share)
    modules: dict[str, Share] = field(default_factory=dict)
    with_lines: int = 0
    generated: bool = True
    untouched: int = 0
    first_untouched: list[tuple[str, int]] = field(default_factory=list)

    def add(self, name: str, file: File) -> None:
        """Take a file that is read to its end."""
        marks = file.marks
        covered = marks.count(2)
        valid = covered + marks.count(1)
        if not valid:
            return
        total = self.modules.get(file.module)
        if total is None:
            total = self.modules[file.module] = Share()
        for share in (total, self.lines):
            share.covered += covered
            share.valid += valid
        self.with_lines += 1
        self.generated = self.generated and _GENERATED.search(name[-500:]) is not None
        if not covered:
            self.untouched += 1
            if self.untouched <= MAX_PLACES:
                self.first_untouched.append((name, file.where))


class Coverage:
    """A coverage report, filled line by line.

    Attributes:
        files: path → `File`.
        written_branches: branches as the tool sums them, for formats that don't list them.
        place_of_file: a file's place from its name and its line.
        spare: lines that may still be held.
        functions, instructions: as the format has them; None when it has none.
        differing, differences: first counters that the file contradicts; how many there are.
    """

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.root = artefact.place()
        self.provenance = Provenance()
        self.files: dict[str, File] = {}
        self.written_branches: Share | None = None
        self.functions: Share | None = None
        self.instructions: Share | None = None
        self.differing: list[Announced] = []
        self.differences = 0
        self.spare = _MAX_LINES
        self.place_of_file: Callable[[str, int], Place] = lambda name, where: artefact.place()  # noqa: ARG005 - replaced by each reader
        self._sums: _Sums | None = None

    def file(self, name: str, where: int, module: str) -> File:
        """Return the file's record, new or known.

        Raises:
            UnreadableArtefactError: TOO_MANY files.
        """
        known = self.files.get(name)
        if known is None:
            if len(self.files) >= MAX_FILES:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, self.root, f"{MAX_FILES}")
            known = self.files[name] = File(self, where, module)
        return known

    @property
    def sums(self) -> _Sums:
        """What all files make together; call it once all is read."""
        if self._sums is None:
            self._sums = _Sums()
            for name, each in self.files.items():
                self._sums.add(name, each)
        return self._sums

    @property
    def lines(self) -> Share:
        """Distinct lines covered of distinct lines to be covered; call it once all is read."""
        return self.sums.lines

    @property
    def branches(self) -> Share | None:
        """Branches covered of branches."""
        total = Share()
        for each in self.files.values():
            for covered, valid in each.branches.values() if each.branches else ():
                total.covered += covered
                total.valid += valid
            for taken, valid in each.arms.values() if each.arms else ():
                total.covered += taken.bit_count()
                total.valid += valid
        return total if total.valid else self.written_branches

    def announce(
        self, what: str, written: object, counted: tuple[float, ...], place: Callable[[], Place]
    ) -> None:
        """Hold a figure that the tool wrote against the recounted one."""
        announced = as_number(written)
        if announced is not None and announced not in counted:
            self._differs(what, announced, counted[0], place)

    def announce_ratio(
        self, what: str, written: str | None, shares: tuple[Share, ...], place: Callable[[], Place]
    ) -> None:
        """Hold a ratio against the recounted ones, as precisely as it is written."""
        announced = as_number(written)
        if announced is None or not shares[0].valid:
            return
        decimals = len((written or "").partition(".")[2])
        step = 10.0 ** -min(max(decimals, 2), 12)
        if all(abs(share.ratio - announced) > step for share in shares):
            self._differs(what, announced, round(shares[0].ratio, 6), place)

    def _differs(self, what: str, announced: float, counted: float, place: Callable[[], Place]) -> None:
        self.differences += 1
        if self.differences <= MAX_PLACES:
            self.differing.append(Announced(what, announced, counted, place()))

    def take(self, amount: int) -> None:
        """Count what is held for lines and branches, in bytes of a sort.

        Raises:
            UnreadableArtefactError: TOO_MANY lines in all.
        """
        self.spare -= amount
        if self.spare < 0:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, self.root, f"{_MAX_LINES}")


def amount(text: str | None) -> float | None:
    """Return a count as reports write it, else None; most are a few digits."""
    if text is not None and text.isdecimal() and len(text) < 16:
        return int(text)
    return as_number(text)


@lru_cache(maxsize=20_000)  # reports have few different ones
def whole(text: str | None) -> int | None:
    """Return a whole number as reports write it, else None."""
    if text is not None and text.isdecimal() and len(text) < 16:
        return int(text)
    return as_int(text)


def xml_file_place(artefact: Artefact, tag: str, attribute: str) -> Callable[[str, int], Place]:
    """Return how a file's place is made from its name and its line in the XML."""

    def placed(name: str, where: int) -> Place:
        quote = "'" if "'" not in name else '"'
        path = f"//{tag}[@{attribute}={quote}{name.replace(quote, '')}{quote}]"
        return artefact.place(PlaceKind.XML, line=where, path=path)

    return placed
