"""``rsync --itemize-changes --stats`` (rsync(1)), bare or with the prefix of a log file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import MAX_PLACES, Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_PREFIX = r"(?:\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2} \[\d{1,10}\] )?"
_ITEM = re.compile(_PREFIX + r"(?:(\*deleting)\s+|([<>ch.])([fdLDS])([.+?cstTpoguaxbn ]{7,10})\s)(?=\S)")
#: Length of a change and its space, as rsync has written them since 3.0.
_CHANGE = 12
_STAT = re.compile(
    _PREFIX + r"(Number of regular files transferred|Number of files transferred|Total transferred file size|"
    r"Total file size): ([\d,.\u202f\u00a0 ]{1,40}[KMGT]?)"
)
_BROKEN = re.compile(_PREFIX + r"(rsync(?: error)?: .*|rsync: \[\w+\] .*)")


@dataclass(slots=True)
class Copy:
    """Changes, counted from the lines; `figures` are what the statistics say, `broken` counts errors."""

    transferred: int = 0
    created: int = 0
    deleted: int = 0
    broken: int = 0
    items: list[Place] = field(default_factory=list)
    figures: dict[str, tuple[int, Place]] = field(default_factory=dict)
    errors: list[tuple[str, Place]] = field(default_factory=list)
    dry: list[tuple[str, Place]] = field(default_factory=list)
    itemised: bool = False


def sniff(head: Head) -> float:
    """Recognise itemised lines or the block of statistics."""
    found = sum(_ITEM.match(line) is not None for line in head.lines[:500])
    stats = "Number of regular files transferred:" in head.text and "Total file size:" in head.text
    if stats:
        return 1.0 if found else 0.9
    return 0.9 if found >= 3 else 0.5 if found else 0.0


def read(artefact: Artefact) -> Copy:
    """Count the changes.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a change or a statistic.
    """
    copy = Copy()
    changes: dict[str, re.Match[str]] = {}
    counts: dict[str, int] = {}
    for number, line in lines(artefact, 20_000):
        change = line[:_CHANGE]
        if change in counts and "!" <= line[_CHANGE : _CHANGE + 1] <= "~":
            counts[change] += 1
        else:
            item = _ITEM.match(line)
            if item and item.end() == _CHANGE:
                changes[change], counts[change] = item, 1
            elif item:
                _count(copy, item, 1)
            else:
                if line:
                    _other(copy, line, artefact, number)
                continue
        if len(copy.items) < MAX_PLACES:
            copy.items.append(artefact.place(PlaceKind.TEXT, line=number))
    for change, item in changes.items():
        _count(copy, item, counts[change])
    if not (copy.itemised or copy.figures):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "Number of files")
    return copy


def _count(copy: Copy, item: re.Match[str], times: int) -> None:
    copy.itemised = True
    if item[1]:
        copy.deleted += times
    elif item[2] in "<>" and item[3] == "f":
        copy.transferred += times
        copy.created += times * item[4].startswith("+++")


def _other(copy: Copy, line: str, artefact: Artefact, number: int) -> None:
    stat, broken = _STAT.match(line), _BROKEN.match(line)
    place = artefact.place(PlaceKind.TEXT, line=number)
    if stat:
        digits = re.sub(r"[^\d]", "", stat[2])
        if digits and stat[2].rstrip()[-1].isdigit() and len(digits) < 19:
            copy.figures[stat[1]] = int(digits), place
    elif broken:
        copy.broken += 1
        if len(copy.errors) < 1000:
            copy.errors.append((broken[1][:160], place))
    elif "(DRY RUN)" in line:
        copy.dry.append(("DRY RUN", place))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a copy; see `read`."""
    copy = read(artefact)
    report = Report(producer="rsync")
    announced = copy.figures.get("Number of regular files transferred") or copy.figures.get(
        "Number of files transferred"
    )
    if copy.itemised:
        counts = {"transferred": copy.transferred, "created": copy.created, "deleted": copy.deleted}
        report.fact(say.TRANSFER_TRIED if copy.dry else say.TRANSFER, counts, copy.items, **counts)
        if announced and announced[0] != copy.transferred:
            places = [announced[1], *copy.items]
            report.finding(say.MISCOUNT, copy.transferred, places, announced=announced[0])
    moved, whole = (copy.figures.get(name) for name in ("Total transferred file size", "Total file size"))
    if moved and whole and not copy.dry:
        report.fact(say.TRANSFERRED, moved[0], [moved[1], whole[1]], total=whole[0])
    report.listed(say.DRY_RUN, copy.dry)
    report.listed(say.COMMAND_FAILED, copy.errors, total=copy.broken)
    report.limit(say.COPY, say.OFF_SITE)
    return report


READERS = (
    Reader(
        Format("rsync", "rsync -i --stats", "rsync -a -i --stats SOURCE/ CIBLE/ > copie.txt", sniff),
        "copy",
        state,
    ),
)
