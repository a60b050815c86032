"""Backups, checks of them, restores and drills.

`measures`, for joins between artefacts; places in the form of `serialise.place_json`, moments in ISO 8601 or
``""``, lengths in seconds or None::

    {"restores": [{"name", "started", "ended", "duration_s", "ok", "place"}],
     "objectives": [{"service", "rto_s", "rpo_s", "place"}],
     "order": [{"rank", "service", "duration_s", "after": […], "place"}],
     "snapshots": [{"host", "at", "place"}]}

Each key is there when the artefact holds such a thing; at most 500 entries, of snapshots the last 50.
`Context.declared` may give ``backup_frequency_days``, ``rpo_s`` and ``rto_s``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Inspection, Inspector
from preuve.domain.evidence.inspectors.recovery import (
    borg,
    checksums,
    comparing,
    drills,
    jobs,
    pgbackrest,
    planning,
    postgres,
    restic,
    rsync,
    transcripts,
)
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.recovery.report import Reader

_READERS: tuple[Reader, ...] = (
    *restic.READERS,
    *borg.READERS,
    *pgbackrest.READERS,
    *postgres.READERS,
    *rsync.READERS,
    *drills.READERS,
    *transcripts.READERS,
    *checksums.READERS,
    *jobs.READERS,
    *planning.READERS,
)
_BY_FORMAT = {each.format.id: each for each in _READERS}


class Recovery(Inspector):
    """See the module."""

    id = "recovery"
    version = "1.0"
    title = ("Sauvegardes et reprise", "Backups and recovery")
    formats: ClassVar = tuple(each.format for each in _READERS)

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State the first artefact; `compare` holds two against each other."""
        first = artefacts[0]
        reader = self._reader(first)
        report = reader.state(first, (), context)
        return Inspection(
            self.id,
            self.version,
            report.description(first, reader.format.id),
            tuple(report.facts),
            tuple(report.findings),
            tuple(report.limits),
            measures=report.measures,
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """State what two lists of checksums, of backups, or two drills have in common and not."""
        sides = (before, self._reader(before)), (after, self._reader(after))
        return comparing.compare(self.id, self.version, sides, context)

    def _reader(self, artefact: Artefact) -> Reader:
        return _BY_FORMAT[self.format_of(Head.of(artefact)).id]


INSPECTOR = Recovery()
