"""Real exports give the facts of the manifest, told here as literals."""

import csv
import io
import json
from pathlib import Path

import pytest

from preuve.domain.evidence.contract import FactKind, FindingKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets import INSPECTOR, comparing, statements
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, codes_of, fact_of, sample


def inspected(path):
    return INSPECTOR.inspect([sample(path)], CONTEXT)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (
            "tickets/glpi-tickets-fr.csv",
            {
                "tickets.items": {"total": 4, "done": 0, "open": 4, "dropped": 0, "unknown": 0},
                "tickets.states": {"En attente": 2, "En cours (Attribué)": 2},
                "tickets.priorities": {"Moyenne": 2, "Basse": 1, "Haute": 1},
            },
        ),
        (
            "tickets/glpi-tickets-fr-bom-crlf.csv",
            {
                "tickets.items": {"total": 4, "done": 0, "open": 4, "dropped": 0, "unknown": 0},
                "tickets.states": {"En attente": 2, "En cours (Attribué)": 2},
            },
        ),
        (
            "tickets/jira-export-fr-pseudonymise.csv",
            {
                "tickets.items": {"total": 49, "done": 0, "open": 49, "dropped": 0, "unknown": 0},
                "tickets.states": {"À faire": 49},
            },
        ),
        (
            "tickets/servicenow-incidents.csv",
            {
                "tickets.items": {"total": 67, "done": 27, "open": 40, "dropped": 0, "unknown": 0},
                "tickets.states": {"7": 27, "2": 20, "1": 13, "3": 7},
                "tickets.priorities": {"1": 27, "5": 19, "3": 12, "4": 5, "2": 4},
                "tickets.closed_before_resolved": 20,
                "tickets.open_with_close_date": 8,
            },
        ),
        (
            "tickets/trello-fr-pseudonymise.json",
            {
                "tickets.items": {"total": 21, "done": 11, "open": 10, "dropped": 0, "unknown": 0},
                "tickets.lists": ["To Do", "Doing", "Done"],
                "tickets.history": {"actions": 36, "actors": 1, "moves": 3},
                "tickets.moves": {"To Do → Done": 3},
                "tickets.members": 2,
            },
        ),
        (
            "tickets/trello-tableau.json",
            {
                "tickets.items": {"total": 1, "done": 0, "open": 1, "dropped": 0, "unknown": 0},
                "tickets.lists": ["TODO"],
                "tickets.history": {"actions": 5, "actors": 1, "moves": 0},
            },
        ),
    ],
)
def test_real_exports_give_the_facts_of_the_manifest(path, values):
    inspection = inspected(path)

    assert {code: fact_of(inspection, code).value for code in values} == values


def test_no_archived_card_and_no_date_out_of_order_is_told_where_there_is_none():
    assert fact_of(inspected("tickets/trello-tableau.json"), "tickets.cards_bare").value["archived"] == 0
    assert "tickets.updated_before_created" not in codes_of(inspected("tickets/glpi-tickets-fr.csv"))


def test_an_interrupted_download_is_recognised_and_told_with_its_line():
    broken = sample("tickets/trello-tronque.json")

    assert INSPECTOR.sniff(Head.of(broken)) == 1.0
    with pytest.raises(UnreadableArtefactError) as raised:
        INSPECTOR.inspect([broken], CONTEXT)
    assert (raised.value.reason, raised.value.place.line) == (Unreadable.MALFORMED, 366)


def test_jira_repeats_headers_and_each_link_counts_once():
    """Recounted with another reader: rows with something in any of the fourteen columns of links."""
    artefact = sample("tickets/jira-export-fr-pseudonymise.csv")
    rows = list(csv.reader(io.StringIO(artefact.open().read().decode(), newline="")))
    linked = [i for i, name in enumerate(rows[0]) if name.startswith("Lien d")]
    expected = sum(any(row[i] for i in linked) for row in rows[1:])

    links = fact_of(INSPECTOR.inspect([artefact], CONTEXT), "tickets.links").value
    assert (len(rows[0]), len(set(rows[0])), len(linked)) == (61, 48, 14)
    assert links == {"items": expected, "problem": 0, "change": 0, "other": expected}


def test_every_code_has_a_line_among_the_links():
    kinds = [*vars(statements).values(), *vars(comparing).values(), *statements.FINDINGS.values()]
    codes = {kind.code for kind in kinds if isinstance(kind, FactKind | FindingKind)}
    root = Path(__file__).resolve().parents[4]
    links = json.loads((root / "preuve/data/links/expert-ingenierie-informatique/tickets.json").read_text())

    assert list(links) == sorted(codes)
