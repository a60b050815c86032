"""Order of restart × declared dependencies: the order must be a topological one (Kahn, 1962)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, Strength
from preuve.domain.evidence.joins.model import Join, Measure, measures
from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Inspection, Place

KEPT = FactKind(
    "joins.restart-order-kept",
    Strength.RECOMPUTED,
    "{value} {value:dépendance déclarée|dépendances déclarées} entre services de l’ordre de redémarrage : "
    "chacune est respectée",
    "{value} declared {value:dependency|dependencies} between services of the restart order: "
    "each is respected",
)
BROKEN = FindingKind(
    "joins.restart-order-broken",
    "l’ordre de redémarrage contredit {value} {value:dépendance déclarée|dépendances déclarées} : {pairs}",
    "the restart order contradicts {value} declared {value:dependency|dependencies}: {pairs}",
)
_AFTER = " ← "


def join(inspections: Sequence[Inspection]) -> Join:
    """Return what the dependencies say of the order; only services that are in both count."""
    ranks = _ranks(inspections)
    kept: list[Place] = []
    broken: list[tuple[str, Place, Place]] = []
    for dependency in measures(inspections, "dependencies"):
        service = ranks.get(plain(dependency.text("service")))
        for need in dependency.texts("needs"):
            needed = ranks.get(plain(need))
            if service is None or needed is None:
                continue
            if needed[0] < service[0]:
                kept += [dependency.place, service[1].place]
            else:
                pair = f"{service[1].text('service')}{_AFTER}{needed[1].text('service')}"
                broken.append((pair, dependency.place, service[1].place))
    return Join(
        "joins.restart-order",
        "Ordre de redémarrage et dépendances",
        "Restart order and dependencies",
        _facts(kept, broken),
        _findings(broken),
    )


def _ranks(inspections: Sequence[Inspection]) -> dict[str, tuple[float, Measure]]:
    """Folded service → (rank, row); a service named twice at different ranks is left out."""
    found: dict[str, tuple[float, Measure]] = {}
    doubtful: set[str] = set()
    for row in measures(inspections, "order"):
        rank, name = row.number("rank"), plain(row.text("service"))
        if rank is None or not name:
            continue
        if name in found and found[name][0] != rank:
            doubtful.add(name)
        found[name] = (rank, row)
    return {name: each for name, each in found.items() if name not in doubtful}


def _facts(kept: list[Place], broken: list[tuple[str, Place, Place]]) -> tuple[Fact, ...]:
    return (KEPT.state(len(kept) // 2, kept),) if kept and not broken else ()


def _findings(broken: list[tuple[str, Place, Place]]) -> tuple[Finding, ...]:
    if not broken:
        return ()
    places = [place for _, *both in broken for place in both]
    return (BROKEN.state(len(broken), places, pairs=[pair for pair, _, _ in broken]),)
