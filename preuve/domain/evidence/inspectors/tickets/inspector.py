"""Tickets: boards, incidents, problems and changes, from the tools that professionals keep them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector
from preuve.domain.evidence.inspectors.tickets import csvs, issues, jira_xml, trello
from preuve.domain.evidence.inspectors.tickets.comparing import compared, side_of
from preuve.domain.evidence.inspectors.tickets.stating import facts_of, findings_of, limits_of
from preuve.domain.evidence.inspectors.tickets.tally import Tally
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.tickets.model import Board

FORMATS = (
    Format("trello", "Trello JSON", "Trello : menu du tableau → Imprimer, exporter → JSON", trello.sniff),
    Format(
        "jira-csv", "Jira CSV", "Jira : recherche → Exporter → CSV (tous les champs)", csvs.sniff_of("jira")
    ),
    Format("jira-xml", "Jira XML", "Jira : recherche → Exporter → XML", jira_xml.sniff),
    Format(
        "glpi",
        "GLPI CSV",
        "GLPI : liste des tickets → Exporter → CSV (toutes les pages)",
        csvs.sniff_of("glpi"),
    ),
    Format("itop", "iTop CSV", "iTop : liste → Actions → Export CSV", csvs.sniff_of("itop")),
    Format(
        "servicenow",
        "ServiceNow CSV",
        "ServiceNow : liste → menu contextuel d’une colonne → Exporter → CSV",
        csvs.sniff_of("servicenow"),
    ),
    Format(
        "gitlab",
        "GitLab JSON",
        'curl "$GITLAB/api/v4/projects/ID/issues?per_page=100&scope=all" > issues.json',
        issues.sniff_gitlab,
    ),
    Format("gitlab-csv", "GitLab CSV", "GitLab : Tickets → ⋮ → Exporter en CSV", csvs.sniff_of("gitlab")),
    Format(
        "github",
        "GitHub JSON",
        "gh issue list --state all --limit 1000 --json "
        "number,title,state,createdAt,closedAt,author,assignees,"
        "milestone > issues.json",
        issues.sniff_github,
    ),
    Format(
        "github-csv",
        "GitHub CSV",
        "gh issue list … --json … | jq -r @csv, avec en-tête",
        csvs.sniff_of("github"),
    ),
    Format(
        "redmine", "Redmine CSV", "Redmine : Demandes → CSV (toutes les colonnes)", csvs.sniff_of("redmine")
    ),
    Format(
        "tickets-csv",
        "CSV de tickets",
        "CSV avec au moins : référence, titre, état, date d’ouverture",
        csvs.sniff_of("table"),
    ),
)
_READERS = {"trello": trello.read, "jira-xml": jira_xml.read, "gitlab": issues.read, "github": issues.read}


class TicketsInspector(Inspector):
    """States what tickets show of activity, delays, incidents and changes.

    `measures` is ``{"items": [{id, type, state, created, resolved, versions, place}]}`` with at most 2,000
    items, in the order of the file; moments are ISO 8601 or ``""``.
    """

    id = "tickets"
    version = "1.0"
    title = ("Tickets, incidents et changements", "Tickets, incidents and changes")
    formats = FORMATS

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what the first file of tickets says.

        Raises:
            UnreadableArtefactError: with its place.
        """
        artefact = artefacts[0]
        format_id, board = self._open(artefact)
        tally = Tally(context)
        for item in board.items:
            tally.add(item)
        tally.settle()
        return Inspection(
            inspector=self.id,
            version=self.version,
            artefact=_description(artefact, format_id, board, tally),
            facts=facts_of(board, tally),
            findings=findings_of(board, tally),
            limits=limits_of(board, tally),
            measures={"items": tally.measures},
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """State which tickets closed, remain, are new or were reopened from one export to the next.

        Raises:
            UnreadableArtefactError: when one can't be read.
        """
        (first_format, first_board), (last_format, last_board) = self._open(before), self._open(after)
        first, last = side_of(before, first_board, context), side_of(after, last_board, context)
        same_scope, facts, findings, limits = compared(first, last)
        return Comparison(
            inspector=self.id,
            version=self.version,
            before=_description(before, first_format, first_board, first.tally),
            after=_description(after, last_format, last_board, last.tally),
            same_scope=same_scope,
            facts=facts,
            findings=findings,
            limits=limits,
        )

    def _open(self, artefact: Artefact) -> tuple[str, Board]:
        format_id = self.format_of(Head.of(artefact)).id
        return format_id, _READERS.get(format_id, csvs.read)(artefact)


def _description(artefact: Artefact, format_id: str, board: Board, tally: Tally) -> Description:
    days = tally.events
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        format_id,
        producer=board.producer,
        produced_at=board.produced_at,
        period=(days.first.isoformat(), days.last.isoformat()) if days.first and days.last else ("", ""),
        target=clean(board.target or tally.project),
    )
