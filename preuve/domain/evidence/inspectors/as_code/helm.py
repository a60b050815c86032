"""``helm history -o json``: the revisions of one release, in order; a rollback that was run shows in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment, seconds_between
from preuve.domain.evidence.reading.values import as_int, as_list, as_text, dig
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

REVISIONS = FactKind(
    "as_code.revisions",
    Strength.READ,
    "{n} {n:révision|révisions} du déploiement Helm par état : {value}",
    "{n} {n:revision|revisions} of the Helm release by status: {value}",
)
ROLLBACKS = FactKind(
    "as_code.rollbacks_run",
    Strength.READ,
    "{n} {n:retour arrière exécuté|retours arrière exécutés} : {value}",
    "{n} {n:rollback|rollbacks} run: {value}",
)
DELAY = FactKind(
    "as_code.rollback_delay",
    Strength.RECOMPUTED,
    "Délai le plus court entre une révision et le retour arrière qui la suit : {value:duration}",
    "Shortest time between a revision and the rollback that follows it: {value:duration}",
    unit="s",
)
FAILED = FindingKind(
    "as_code.revision_failed",
    "{value} {value:révision en échec|révisions en échec} : {names}",
    "{value} failed {value:revision|revisions}: {names}",
)
STUCK = FindingKind(
    "as_code.revision_pending",
    "{value} {value:révision restée|révisions restées} en attente : {names}",
    "{value} {value:revision|revisions} left pending: {names}",
)
CLOCK = FindingKind(
    "as_code.revision_dates",
    "{value} {value:révision datée|révisions datées} d’avant la précédente",
    "{value} {value:revision|revisions} dated before the one that precedes",
)
HISTORY = LimitKind(
    "as_code.limit.helm_history",
    "Helm garde 10 révisions par défaut : les plus anciennes peuvent manquer ; l’état ne dit pas que "
    "l’application répondait.",
    "Helm keeps 10 revisions by default: older ones may be missing; the status doesn’t tell that the "
    "application answered.",
)

_ROLLBACK = re.compile(r"Rollback to (\d{1,9})", re.IGNORECASE)
_KEYS = {"revision", "updated", "status", "chart"}


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision; `back_to` is the revision that it returned to, 0 when it is no rollback."""

    number: int
    status: str
    chart: str
    at: datetime | None
    updated: str
    back_to: int
    place: Place


def sniff(head: Head) -> float:
    """An array whose objects have a revision, a status and a chart."""
    return 1.0 if head.json_kind == "array" and head.json_keys >= _KEYS else 0.0


def read(artefact: Artefact) -> list[Revision]:
    """Read the revisions, by their number.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD (no revision).
    """
    read = document(artefact)
    found = []
    for index, each in enumerate(as_list(read.value)):
        number = as_int(dig(each, "revision"))
        if number is not None:
            back = _ROLLBACK.search(as_text(dig(each, "description")))
            updated = as_text(dig(each, "updated"))
            found.append(
                Revision(
                    number,
                    as_text(dig(each, "status")),
                    as_text(dig(each, "chart")),
                    read_moment(updated),
                    updated,
                    int(back[1]) if back else 0,
                    read.place(index),
                )
            )
    if not found:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "revision")
    return sorted(found, key=lambda revision: revision.number)


def state(revisions: list[Revision], _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of a history."""
    dates = sorted(revision.updated for revision in revisions if revision.at)
    stated = Stated(producer="Helm", target=revisions[-1].chart)
    if dates:
        stated.period = (dates[0], dates[-1])
    statuses = dict(Counter(revision.status for revision in revisions).most_common())
    stated.fact(REVISIONS, statuses, [revision.place for revision in revisions], n=len(revisions))
    back = [revision for revision in revisions if revision.back_to]
    if back:
        words = [f"{revision.number} → {revision.back_to}" for revision in back]
        stated.fact(ROLLBACKS, words, [revision.place for revision in back], n=len(back))
    delays = [
        (delay, first, second)
        for first, second in pairwise(revisions)
        if first.at and second.at and (delay := seconds_between(first.at, second.at)) is not None
    ]
    undone = [each for each in delays if each[2].back_to and each[0] >= 0]
    if undone:
        shortest, first, second = min(undone, key=lambda each: each[0])
        stated.fact(DELAY, shortest, [first.place, second.place])
    _findings(revisions, stated)
    stated.finding(CLOCK, [second.place for delay, _, second in delays if delay < 0])
    stated.limits.append(HISTORY.state())
    return stated


def _findings(revisions: list[Revision], stated: Stated) -> None:
    for kind, start in ((FAILED, "failed"), (STUCK, "pending")):
        found = [revision for revision in revisions if revision.status.startswith(start)]
        names = [str(revision.number) for revision in found]
        stated.finding(kind, [revision.place for revision in found], names=names)
