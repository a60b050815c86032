"""What a pass over the items counts of changes and incidents apart."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tickets.dates import before, lapse
from preuve.domain.evidence.inspectors.tickets.words import ChangeKind, Verdict, change_kind, is_approved
from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from datetime import datetime

    from preuve.domain.evidence.inspectors.tickets.model import Item
    from preuve.domain.evidence.inspectors.tickets.tally import Tally


class Changes:
    """Changes: their types, approvals, implementations and reviews."""

    def __init__(self) -> None:
        self.kinds: Counter[ChangeKind] = Counter()
        self.counts: Counter[str] = Counter()
        self.leads: dict[ChangeKind, array[float]] = {}
        self.urgent_early = 0

    def add(self, tally: Tally, item: Item, verdict: Verdict) -> None:
        """Count a change."""
        kind = change_kind(item.change_kind, item.type)
        self.kinds[kind] += 1
        approved = item.approved if is_approved(item.approval) else None
        self.counts["approved"] += item.has("approved") and is_approved(item.approval)
        self.counts["implemented"] += item.has("implemented")
        self._times(tally, item, verdict, kind, approved)
        if item.author and plain(item.author) == plain(item.approver):
            tally.hit("tickets.same_actor", item, "author", "approver")
        self._review(tally, item, verdict, kind)

    def _times(
        self, tally: Tally, item: Item, verdict: Verdict, kind: ChangeKind, approved: datetime | None
    ) -> None:
        spent = lapse(item.created, item.end)
        if spent is not None and spent >= 0 and verdict is Verdict.DONE:
            self.leads.setdefault(kind, array("d")).append(spent)
        if before(item.implemented, approved):
            self.urgent_early += kind is ChangeKind.URGENT
            tally.hit("tickets.implemented_before_approved", item, "implemented", "approved")
        elif lapse(approved, item.implemented) is not None:
            self.counts["approved_first"] += 1

    def _review(self, tally: Tally, item: Item, verdict: Verdict, kind: ChangeKind) -> None:
        if verdict is not Verdict.DONE:
            return
        self.counts["done"] += 1
        if item.review or item.has("reviewed"):
            self.counts["reviewed"] += 1
            return
        tally.hit("tickets.review_empty", item, "review")
        if kind is ChangeKind.URGENT:
            tally.hit("tickets.urgent_not_reviewed", item, "review")


class Incidents:
    """Incidents: how many are done, with a resolution and a cause."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(("incidents", "done", "with_resolution", "with_cause"), 0)

    def add(self, item: Item, verdict: Verdict) -> None:
        """Count an incident."""
        self.counts["incidents"] += 1
        if verdict is Verdict.DONE:
            self.counts["done"] += 1
            self.counts["with_resolution"] += bool(item.resolution)
            self.counts["with_cause"] += bool(item.cause)
