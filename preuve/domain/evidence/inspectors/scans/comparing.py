"""What closed, what remains and what is new between two scans; what can't be told, and why.

A result that is gone is only said to be gone when the second scan looked where the first had found it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.contract import Comparison, FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.scans.model import SEVERE
from preuve.domain.evidence.inspectors.scans.statements import NOT_JUDGED
from preuve.domain.evidence.inspectors.scans.stating import describe
from preuve.domain.evidence.reading.moments import seconds_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.scans.model import Entry, Ranges, Scan

_COUNTED = Strength.RECOMPUTED

CLOSED = FactKind(
    "scans.compare.closed",
    _COUNTED,
    "{value} {value:résultat du premier relevé n’est plus|résultats du premier relevé ne sont plus} "
    "dans le second : {names}.",
    "{value} {value:result|results} of the first scan {value:is|are} no longer in the second: {names}.",
)
NONE_CLOSED = FactKind(
    "scans.compare.closed",
    _COUNTED,
    "Parmi ce que le second relevé couvre, aucun résultat du premier n’a disparu.",
    "Of what the second scan covers, no result of the first is gone.",
)
REMAINING = FactKind(
    "scans.compare.remaining",
    _COUNTED,
    "{value} {value:résultat figure|résultats figurent} dans les deux relevés : {names}.",
    "{value} {value:result stands|results stand} in both scans: {names}.",
)
NONE_REMAINING = FactKind(
    "scans.compare.remaining",
    _COUNTED,
    "Aucun résultat ne figure dans les deux relevés.",
    "No result stands in both scans.",
)
NEW = FactKind(
    "scans.compare.new",
    _COUNTED,
    "{value} {value:résultat figure|résultats figurent} dans le second relevé et non dans le premier : "
    "{names}.",
    "{value} {value:result stands|results stand} in the second scan and not in the first: {names}.",
)
NONE_NEW = FactKind(
    "scans.compare.new",
    _COUNTED,
    "Aucun résultat du second relevé n’est absent du premier.",
    "No result of the second scan is absent from the first.",
)
PORTS_CLOSED = FactKind(
    "scans.compare.closed",
    _COUNTED,
    "{value} {value:port ouvert au premier relevé ne l’est plus|ports ouverts au premier relevé ne "
    "le sont plus} au second : {names}.",
    "{value} {value:port|ports} open in the first scan {value:is|are} no longer open in the second: {names}.",
)
NONE_PORTS_CLOSED = FactKind(
    "scans.compare.closed",
    _COUNTED,
    "Aucun port ouvert au premier relevé n’apparaît fermé au second.",
    "No port open in the first scan appears closed in the second.",
)
PORTS_REMAINING = FactKind(
    "scans.compare.remaining",
    _COUNTED,
    "{value} {value:port est ouvert|ports sont ouverts} dans les deux relevés : {names}.",
    "{value} {value:port is|ports are} open in both scans: {names}.",
)
NONE_PORTS_REMAINING = FactKind(
    "scans.compare.remaining",
    _COUNTED,
    "Aucun port n’est ouvert dans les deux relevés.",
    "No port is open in both scans.",
)
PORTS_NEW = FactKind(
    "scans.compare.new",
    _COUNTED,
    "{value} {value:port ouvert|ports ouverts} au second relevé ne {value:figure|figurent} pas parmi "
    "les ports ouverts du premier : {names}.",
    "{value} {value:port|ports} open in the second scan {value:is|are} not among the open ports of "
    "the first: {names}.",
)
NONE_PORTS_NEW = FactKind(
    "scans.compare.new",
    _COUNTED,
    "Tous les ports ouverts au second relevé l’étaient au premier.",
    "Every port open in the second scan was open in the first.",
)
UNDECIDED = FactKind(
    "scans.compare.undetermined",
    _COUNTED,
    "{value} {value:port ouvert au premier relevé n’est ni ouvert ni fermé|ports ouverts au premier relevé "
    "ne sont ni ouverts ni fermés} au second (filtré, par exemple) : {names}.",
    "{value} {value:port|ports} open in the first scan {value:is|are} neither open nor closed in the second "
    "(filtered, for example): {names}.",
)
UNSEEN = FactKind(
    "scans.compare.not_examined",
    _COUNTED,
    "{value} {value:résultat du premier relevé porte|résultats du premier relevé portent} sur ce que le "
    "second ne couvre pas ; rien ne dit s’{value:il subsiste|ils subsistent} : {names}.",
    "{value} {value:result|results} of the first scan {value:is|are} about what the second does not cover; "
    "nothing tells whether {value:it remains|they remain}: {names}.",
)
ELAPSED = FactKind(
    "scans.compare.elapsed",
    _COUNTED,
    "Le second relevé est daté de {value:duration} après le premier.",
    "The second scan is dated {value:duration} after the first.",
    unit="s",
)
_KINDS = {
    False: ((CLOSED, NONE_CLOSED), (REMAINING, NONE_REMAINING), (NEW, NONE_NEW)),
    True: (
        (PORTS_CLOSED, NONE_PORTS_CLOSED),
        (PORTS_REMAINING, NONE_PORTS_REMAINING),
        (PORTS_NEW, NONE_PORTS_NEW),
    ),
}

SMALLER = FindingKind(
    "scans.compare.smaller_scope",
    "Le second relevé a un périmètre plus petit que le premier : il ne couvre pas {missing}.",
    "The second scan has a smaller scope than the first: it does not cover {missing}.",
)
UNMENTIONED = FindingKind(
    "scans.compare.unmentioned",
    "Le second relevé ne mentionne plus {missing} ; le format ne dit pas si cela a été examiné.",
    "The second scan no longer mentions {missing}; the format does not tell whether it was examined.",
)
WIDER = FindingKind(
    "scans.compare.wider_scope",
    "Le second relevé couvre ce que le premier ne couvrait pas : {added}.",
    "The second scan covers what the first did not: {added}.",
)
BACKWARDS = FindingKind(
    "scans.compare.backwards",
    "Le second relevé ({after:moment}) est daté d’avant le premier ({before:moment}).",
    "The second scan ({after:moment}) is dated before the first ({before:moment}).",
)
OTHER_VERSION = FindingKind(
    "scans.compare.other_version",
    "L’outil a changé de version ({before} puis {after}) : une différence peut venir de lui.",
    "The tool’s version changed ({before}, then {after}): a difference may come from it.",
)
SEVERE_REMAIN = FindingKind(
    "scans.compare.severe_remaining",
    "{value} {value:résultat critique ou élevé du premier relevé est|résultats critiques ou élevés du "
    "premier relevé sont} "
    "encore dans le second : {names}.",
    "{value} critical or high {value:result|results} of the first scan {value:is|are} still in the "
    "second: {names}.",
)
SEVERE_NEW = FindingKind(
    "scans.compare.severe_new",
    "{value} {value:résultat critique ou élevé apparaît|résultats critiques ou élevés apparaissent} dans "
    "le second relevé : {names}.",
    "{value} critical or high {value:result appears|results appear} in the second scan: {names}.",
)

SCOPE_UNKNOWN = LimitKind(
    "scans.limit.compare_scope",
    "Les deux fichiers ne disent pas tout ce qui a été examiné : le périmètre ne peut pas être comparé "
    "en entier.",
    "Neither file tells all that was examined: the scopes can't be compared in full.",
)
CAUSE = LimitKind(
    "scans.limit.compare_cause",
    "La comparaison ne dit pas pourquoi un résultat a disparu : correction, arrêt du service ou analyse "
    "différente.",
    "The comparison does not tell why a result is gone: corrected, service stopped, or scanned differently.",
)


class _Scope(NamedTuple):
    """Names of what one scan covers and the other doesn't."""

    missing: list[str]
    added: list[str]


def compare_scans(inspector: str, version: str, before: Scan, after: Scan) -> Comparison:
    """State what changed from `before` to `after`."""
    scope = _Scope(_difference(before, after), _difference(after, before))
    listed = before.lists_examined and after.lists_examined
    return Comparison(
        inspector,
        version,
        describe(before),
        describe(after),
        same_scope=listed and not scope.missing and not scope.added,
        facts=tuple(_facts(before, after)),
        findings=tuple(_findings(before, after, scope)),
        limits=tuple(_limits(listed=listed)),
    )


def _difference(one: Scan, other: Scan) -> list[str]:
    """Name what `one` covers and `other` doesn't: ports by protocol, then hosts, sites, checks."""
    names = []
    if one.lists_ports:
        for protocol, ranges in one.ports.items():
            left = subtract(ranges, other.ports.get(protocol, ()))
            names += [
                f"{protocol}/{first}" if first == last else f"{protocol}/{first}-{last}"
                for first, last in left
            ]
    return names + sorted(one.examined - other.examined - {""})


def subtract(ranges: Ranges, others: Ranges) -> list[tuple[int, int]]:
    """Return what `ranges` hold and `others` don't; both sorted by their first number."""
    left = []
    for first, last in ranges:
        start = first
        for low, high in others:
            if high < start or low > last:
                continue
            if low > start:
                left.append((start, low - 1))
            start = max(start, high + 1)
        if start <= last:
            left.append((start, last))
    return left


def _looked_at(scan: Scan, entry: Entry) -> bool:
    """Say whether `scan` covers where `entry` was found."""
    if entry.port is not None:
        protocol, number = entry.port
        if not any(first <= number <= last for first, last in scan.ports.get(protocol, ())):
            return False
    return not entry.of or entry.of in scan.examined


def _undecided(scan: Scan, key: str, entry: Entry) -> bool:
    """Say whether `scan` tells a port to be neither open nor closed, or leaves it among such ports."""
    return key in scan.unsure or (entry.of in scan.unsure and key not in scan.shut)


def _facts(before: Scan, after: Scan) -> Iterator[Fact]:
    old, new = before.results.entries, after.results.entries
    unsure = [key for key in old if key not in new and _undecided(after, key, old[key])]
    undecided = [old[key] for key in unsure if _looked_at(after, old[key])]
    gone = [entry for key, entry in old.items() if key not in new]
    closed = [entry for entry in gone if _looked_at(after, entry) and entry not in undecided]
    unseen = [entry for entry in gone if not _looked_at(after, entry)]
    kept = [key for key in old if key in new]
    added = [entry for key, entry in new.items() if key not in old]
    closes, remains, appears = _KINDS[before.lists_ports or after.lists_ports]
    both = [before.origin, after.origin]
    yield _stated(closes, closed, _places(before, closed) or both)
    yield _stated(remains, [new[key] for key in kept], _paired(before, after, kept) or both)
    yield _stated(appears, added, _places(after, added) or both)
    if undecided:
        yield _stated((UNDECIDED, UNDECIDED), undecided, _places(before, undecided))
    if unseen:
        yield _stated((UNSEEN, UNSEEN), unseen, _places(before, unseen))
    seconds = _seconds(before, after)
    if seconds is not None and seconds > 0:
        yield ELAPSED.state(seconds, [before.when or before.origin, after.when or after.origin])


def _stated(kinds: tuple[FactKind, FactKind], entries: Sequence[Entry], places: list[Place]) -> Fact:
    return kinds[not entries].state(len(entries), places, names=[entry.name for entry in entries])


def _places(scan: Scan, entries: Sequence[Entry]) -> list[Place]:
    return scan.results.places(entry.where for entry in entries)


def _paired(before: Scan, after: Scan, keys: list[str]) -> list[Place]:
    """Places of the same results in both, alternating."""
    shown = keys[:20]
    return [
        place
        for key in shown
        for place in (
            before.results.place(before.results.entries[key].where),
            after.results.place(after.results.entries[key].where),
        )
    ]


def _seconds(before: Scan, after: Scan) -> float | None:
    first, last = before.start or before.end, after.start or after.end
    if not first or not last:
        return None
    return seconds_between(datetime.fromisoformat(first), datetime.fromisoformat(last))


def _findings(before: Scan, after: Scan, scope: _Scope) -> Iterator[Finding]:
    both = [before.origin, after.origin]
    covers = [before.scope or before.origin, after.scope or after.origin]
    if scope.missing:
        kind = SMALLER if after.lists_examined else UNMENTIONED
        yield kind.state(scope.missing, covers, missing=scope.missing)
    if scope.added:
        yield WIDER.state(scope.added, covers, added=scope.added)
    seconds = _seconds(before, after)
    if seconds is not None and seconds < 0:
        whens = [before.when or before.origin, after.when or after.origin]
        yield BACKWARDS.state(
            seconds, whens, before=before.start or before.end, after=after.start or after.end
        )
    if before.version and after.version and before.version != after.version:
        yield OTHER_VERSION.state(
            [before.version, after.version], both, before=before.version, after=after.version
        )
    yield from _severe(before, after)


def _severe(before: Scan, after: Scan) -> Iterator[Finding]:
    severe = {key: entry for key, entry in after.results.entries.items() if entry.severity in SEVERE}
    kept = [entry for key, entry in severe.items() if key in before.results.entries]
    added = [entry for key, entry in severe.items() if key not in before.results.entries]
    for kind, entries in ((SEVERE_REMAIN, kept), (SEVERE_NEW, added)):
        if entries:
            yield kind.state(len(entries), _places(after, entries), names=[entry.name for entry in entries])


def _limits(*, listed: bool) -> Iterator[Limit]:
    if not listed:
        yield SCOPE_UNKNOWN.state()
    yield CAUSE.state()
    yield NOT_JUDGED.state()
