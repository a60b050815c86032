"""Lists of checksums (``sha256sum``, ``md5sum``, ``b2sum``, ``--tag``), alone or against another list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_HEX = "[0-9a-fA-F]"
_GNU = re.compile(rf"\\?({_HEX}{{32,128}}) [ *](\S.*)")
#: Digits of the checksums that coreutils makes: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
_BSD = re.compile(r"(SHA256|SHA512|SHA384|SHA224|SHA1|MD5|BLAKE2b) \((.{1,4000})\) = ([0-9a-fA-F]{32,128})$")
#: As `_GNU` for lines in lower case, whatever the length of the checksum; two empty texts for any other.
_ROW = re.compile(r"(?:([0-9a-f]++) [ *](?:\./)?+([!-~].*+)|.*+)\n")
MAX_FILES = 200_000


@dataclass(slots=True)
class Sums:
    """File → (checksum, line); `algorithm` as the file names it, else the length of the checksums."""

    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    algorithm: str = ""
    last: int = 0
    sizes: set[int] = field(default_factory=set)

    def lengths(self) -> set[int]:
        """Return how many digits the checksums have."""
        return self.sizes

    def named(self) -> str:
        """Return the algorithm; all lengths of checksums when the file names none."""
        if not self.algorithm.endswith(" bits"):
            return self.algorithm
        return ", ".join(f"{4 * size}" for size in sorted(self.sizes)) + " bits"


def sniff(head: Head) -> float:
    """Recognise by the share of lines that are a checksum and a name."""
    wanted = [line for line in head.lines[:200] if line.strip()]
    found = sum(_entry(line) is not None for line in wanted)
    if not found:
        return 0.0
    return 0.95 if found >= len(wanted) - 1 else 0.6 if found * 2 >= len(wanted) else 0.0


def _entry(line: str) -> tuple[str, str, str] | None:
    """Return the algorithm when it is named, the checksum and the file's name; None for another line."""
    gnu = _GNU.match(line)
    if gnu and len(gnu[1]) in _LENGTHS:
        return "", gnu[1], gnu[2]
    bsd = _BSD.match(line)
    return (bsd[1], bsd[3], bsd[2]) if bsd else None


def read(artefact: Artefact) -> Sums:
    """Read a list.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; TOO_MANY; MISSING_FIELD without a checksum.
    """
    sums = Sums()
    files = sums.files
    for number, text in blocks(artefact, 20_000):
        rows = _ROW.findall(text)
        values, names = zip(*rows, strict=True)
        sizes = set(map(len, values))
        if not sizes <= _LENGTHS or len(files) + len(rows) > MAX_FILES:
            _by_lines(artefact, sums, text, number)
        else:
            sums.algorithm = sums.algorithm or f"{len(values[0]) * 4} bits"
            sums.sizes |= sizes
            lines = range(number, number + len(rows))
            files.update(zip(names, zip(values, lines, strict=True), strict=True))
            sums.last = lines[-1]
    if not sums.files:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "sha256")
    return sums


def _by_lines(artefact: Artefact, sums: Sums, text: str, first: int) -> None:
    files = sums.files
    for number, line in enumerate(text.split("\n"), first):
        entry = _entry(line)
        if entry is None:
            continue
        algorithm, value, name = entry
        sums.algorithm = sums.algorithm or algorithm or f"{len(value) * 4} bits"
        files[name.removeprefix("./")] = value.lower(), number
        sums.sizes.add(len(value))
        sums.last = number
        if len(files) > MAX_FILES:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(PlaceKind.TEXT, line=number))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a list; two are held against each other by `state_compared`."""
    sums = read(artefact)
    report = Report()
    places = [artefact.place(PlaceKind.TEXT, line=1, last_line=sums.last)]
    report.fact(say.CHECKSUMS, len(sums.files), places, algorithm=sums.named())
    report.limit(say.LIST_ALONE)
    return report


def state_compared(report: Report, before: tuple[Artefact, Sums], after: tuple[Artefact, Sums]) -> None:
    """State which files are identical, changed, missing and new from one list to the other.

    Raises:
        UnreadableArtefactError: NOT_COMPARABLE when the lists were made with different algorithms, which the
            lengths of the checksums or the names of the algorithms tell.
    """
    (old_artefact, old), (new_artefact, new) = before, after
    shared = old.files.keys() & new.files.keys()
    named = not (old.algorithm.endswith(" bits") or new.algorithm.endswith(" bits"))
    other = {name for name in shared if len(old.files[name][0]) != len(new.files[name][0])}
    if other or old.lengths().isdisjoint(new.lengths()) or (named and old.algorithm != new.algorithm):
        detail = f"{old.algorithm}, {new.algorithm}"
        raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, detail=detail)
    changed = [name for name in old.files if name in shared and old.files[name][0] != new.files[name][0]]
    missing = [name for name in old.files if name not in shared]
    counts = {
        "identical": len(shared) - len(changed),
        "changed": len(changed),
        "missing": len(missing),
        "new": len(new.files) - len(shared),
    }
    whole = [each.place(PlaceKind.TEXT, line=1, last_line=sums.last) for each, sums in (before, after)]
    report.fact(say.COMPARED, counts, whole, **counts)
    places: list[tuple[str, Place]] = []
    for name in (changed + missing)[:200]:
        place = old_artefact.place(PlaceKind.TEXT, line=old.files[name][1])
        places.append((name, place))
        if name in shared:
            places.append((name, new_artefact.place(PlaceKind.TEXT, line=new.files[name][1])))
    if places:
        names = (changed + missing)[:200]
        total = len(changed) + len(missing)
        report.findings.append(say.CHANGED.state(names, (place for _, place in places), total=total))


READERS = (
    Reader(
        Format(
            "checksums", "Empreintes (sha256sum)", "find . -type f -exec sha256sum {} + > sommes.txt", sniff
        ),
        "checksums",
        state,
    ),
)
