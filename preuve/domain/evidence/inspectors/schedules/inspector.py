"""Schedules: what they plan, what their links imply, and what changed between two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector
from preuve.domain.evidence.inspectors.schedules import ganttproject, mpp, mspdi, planner, sheets
from preuve.domain.evidence.inspectors.schedules.comparing import Side, compared
from preuve.domain.evidence.inspectors.schedules.finding import findings_of
from preuve.domain.evidence.inspectors.schedules.network import axis_of, floats_of
from preuve.domain.evidence.inspectors.schedules.stating import bounds, facts_of, limits_of
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.schedules.model import Schedule

FORMATS = (
    Format(
        "mspdi",
        "Microsoft Project XML",
        "Project ou ProjectLibre : Fichier → Enregistrer sous → Format XML",
        mspdi.sniff,
    ),
    Format("ganttproject", "GanttProject", "GanttProject : Projet → Enregistrer (.gan)", ganttproject.sniff),
    Format("planner", "GNOME Planner", "Planner : Fichier → Enregistrer (.planner)", planner.sniff),
    Format(
        "schedule-csv",
        "CSV de planning",
        "Project ou GanttProject : exporter en CSV (tâche, début, fin, durée, prédécesseurs)",
        sheets.sniff_csv,
    ),
    Format(
        "schedule-sheet",
        "Classeur de planning",
        "Planner : ⋯ → Exporter le plan vers Excel ; Project : Enregistrer sous → Classeur Excel",
        sheets.sniff_sheet,
    ),
    Format(
        "mpp", "Microsoft Project (.mpp)", "à exporter : Fichier → Enregistrer sous → Format XML", mpp.sniff
    ),
)
_READERS: Mapping[str, Callable[[Artefact], Schedule]] = {
    "mspdi": mspdi.read,
    "ganttproject": ganttproject.read,
    "planner": planner.read,
    "schedule-csv": sheets.read_csv,
    "schedule-sheet": sheets.read_sheet,
    "mpp": mpp.read,
}


class SchedulesInspector(Inspector):
    """States tasks, teams, critical path, floats, variances and what contradicts itself in a schedule."""

    id = "schedules"
    version = "1.0"
    title = ("Planning", "Schedule")
    formats = FORMATS

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what the first schedule says.

        Raises:
            UnreadableArtefactError: with its place.
        """
        artefact = artefacts[0]
        format_id, side = self._open(artefact)
        return Inspection(
            inspector=self.id,
            version=self.version,
            artefact=_description(artefact, format_id, side.schedule),
            facts=facts_of(side.schedule, side.axis, side.floats),
            findings=findings_of(side.schedule, side.axis, side.floats, context),
            limits=limits_of(side.schedule, side.floats),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - no date is needed
        """State what changed from one version of a schedule to the other.

        Raises:
            UnreadableArtefactError: when one can't be read.
        """
        first_format, first = self._open(before)
        last_format, last = self._open(after)
        same_scope, facts, findings, limits = compared(first, last, one_format=first_format == last_format)
        return Comparison(
            inspector=self.id,
            version=self.version,
            before=_description(before, first_format, first.schedule),
            after=_description(after, last_format, last.schedule),
            same_scope=same_scope,
            facts=facts,
            findings=findings,
            limits=limits,
        )

    def _open(self, artefact: Artefact) -> tuple[str, Side]:
        format_id = self.format_of(Head.of(artefact)).id
        schedule = _READERS[format_id](artefact)
        axis = axis_of(schedule)
        linked = any(task.links for task in schedule.tasks.values()) and not schedule.unread_links
        return format_id, Side(schedule, axis, floats_of(schedule, axis) if linked else None)


def _description(artefact: Artefact, format_id: str, schedule: Schedule) -> Description:
    ends = bounds(schedule.leaves())
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        format_id,
        producer=clean(schedule.producer),
        produced_at=clean(schedule.saved, 40),
        period=(ends.start.isoformat(), ends.finish.isoformat()) if ends else ("", ""),
        target=clean(schedule.title),
    )
