"""Facts between artefacts of one portfolio: what two work products say of each other, with both places.

A join reads only the `measures` of inspections, so it runs in no time, again whenever one of them changes.
Things are paired by their names, and only when these leave no doubt: no pair, no statement.
"""

from collections.abc import Sequence

from preuve.domain.evidence.contract import Inspection
from preuve.domain.evidence.joins import objectives_and_series, order_and_dependencies, releases, restores
from preuve.domain.evidence.joins.model import Join, join_json

__all__ = ["Join", "join_json", "joins_of"]


def joins_of(inspections: Sequence[Inspection]) -> tuple[Join, ...]:
    """Return the joins that have something to say of these inspections, in a fixed order."""
    found = (
        objectives_and_series.join(inspections),
        restores.join(inspections),
        order_and_dependencies.join(inspections),
        releases.join(inspections),
    )
    return tuple(join for join in found if join.facts or join.findings)
