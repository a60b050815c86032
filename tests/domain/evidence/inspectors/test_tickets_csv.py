"""Tickets in CSV: each tool's columns, dates in their proven order, changes and incidents, contradictions."""

from contextlib import suppress

import pytest

from preuve.domain.evidence.contract import Context
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import AS_OF, CONTEXT, artefact, codes_of, fact_of, spoiled

GLPI = (
    '"ID";"Titre";"Statut";"Dernière modification";"Date d\'ouverture";"Priorité";"Demandeur - Demandeur";'
    '"Attribué à - Technicien";"Type";"Date de résolution";"Date de prise en compte";'
    '"Date d\'échéance";"Solution"\n'
    '"1";"VPN";"Clos";"2026-03-04 09:00";"2026-03-02 09:00";"Haute";"lea";"ali";"Incident";'
    '"2026-03-03 09:00";'
    '"2026-03-02 10:00";"2026-03-05 00:00";"Profil réinstallé"\n'
    '"2";"Imprimante";"Résolu";"2026-03-10 09:00";"2026-03-09 09:00";"Basse";"tom";"";"Incident";'
    '"2026-03-09 12:00";"";"2026-03-08 00:00";""\n'
    '"3";"Poste";"En attente";"2026-03-10 10:00";"2026-03-09 10:00";"Basse";"lea";"ali";"Demande";"";'
    '"";"";""\n'
)
SERVICENOW = (
    "number,short_description,state,sys_class_name,type,opened_at,work_start,approval,approval_set,"
    "review_comments,requested_by,approver,closed_at,rfc,problem_id,reopen_count\n"
    "CHG1,Patch,3,change_request,standard,2026-01-05 08:00:00,2026-01-06 20:00:00,approved,"
    "2026-01-05 12:00:00,"
    "RAS,ana,bob,2026-01-07 08:00:00,,,\n"
    "CHG2,Hotfix,3,change_request,emergency,2026-01-08 08:00:00,2026-01-08 09:00:00,approved,"
    "2026-01-08 11:00:00,"
    ",ana,ana,2026-01-08 10:00:00,,PRB1,1\n"
    "CHG3,Switch,-1,change_request,normal,2026-01-09 08:00:00,2026-01-10 09:00:00,requested,"
    "2026-01-12 11:00:00,"
    ",ana,bob,,,,0\n"
    "CHG4,Abandon,4,change_request,normal,2026-01-09 08:00:00,,,,,ana,bob,,,,x\n"
    "CHG5,Autre,3,change_request,,2026-01-09 08:00:00,,,,,ana,bob,2026-01-09 12:00:00,,,\n"
)


def inspected(text, name="tickets.csv", context=CONTEXT):
    return INSPECTOR.inspect([artefact(text, name)], context)


def format_of(text):
    head = Head.of(artefact(text, "x.csv"))
    return INSPECTOR.format_of(head).id, INSPECTOR.sniff(head)


def values_of(inspection):
    return {each.code: each.value for each in (*inspection.facts, *inspection.findings)}


def test_glpi_in_french_gives_counts_delays_and_gaps():
    inspection = inspected(GLPI)

    assert values_of(inspection) == {
        "tickets.items": {"total": 3, "done": 2, "open": 1, "dropped": 0, "unknown": 0},
        "tickets.states": {"Clos": 1, "Résolu": 1, "En attente": 1},
        "tickets.types": {"Incident": 2, "Demande": 1},
        "tickets.priorities": {"Basse": 2, "Haute": 1},
        "tickets.people": {"assignees": 1, "unassigned": 1},
        "tickets.authors": 2,
        "tickets.activity": {"events": 5, "weeks": 2, "active_weeks": 2, "busiest": 3},
        "tickets.resolution_time": {"median": 10800.0, "p90": 86400.0},
        "tickets.taking_time": {"median": 3600.0, "p90": 3600.0},
        "tickets.due": {"with_due": 1, "late": 0},
        "tickets.without_resolution": 2,
        "tickets.incidents": {"incidents": 2, "done": 2, "with_resolution": 1},
        "tickets.closed_without_resolution": 1,
    }
    assert inspection.artefact.format == "glpi"
    assert inspection.artefact.producer == "GLPI"
    assert inspection.artefact.period == ("2026-03-02T09:00:00", "2026-03-09T12:00:00")
    assert [limit.code for limit in inspection.limits] == ["tickets.no_quality", "tickets.as_exported"]


def test_places_name_the_line_and_the_column():
    inspection = inspected(GLPI)

    empty = fact_of(inspection, "tickets.closed_without_resolution").places
    states = fact_of(inspection, "tickets.states").places
    assert [(place.line, place.column) for place in empty] == [(3, "Solution")]
    assert [(place.line, place.column) for place in states] == [(1, "Statut")]


def test_sentences_in_both_languages():
    inspection = inspected(GLPI)

    time = fact_of(inspection, "tickets.resolution_time")
    assert time.fr == (
        "Délai d’ouverture à résolution de 2 tickets : médiane 3\N{NO-BREAK SPACE}h,"
        " 90e centile 1\N{NO-BREAK SPACE}j."
    )
    assert time.en == (
        "Time from opening to resolution of 2 tickets: median 3\N{NO-BREAK SPACE}h, 90th percentile "
        "1\N{NO-BREAK SPACE}d."
    )
    assert fact_of(inspection, "tickets.states").fr == (
        "Tickets par état : Clos (1), Résolu (1) et En attente (1)."
    )
    assert (
        fact_of(inspection, "tickets.closed_without_resolution").en
        == "1 finished ticket without a resolution."
    )


def test_measures_hold_what_joins_need():
    measures = inspected(GLPI).measures["items"]

    assert [each["id"] for each in measures] == ["1", "2", "3"]
    assert {**measures[0], "place": measures[0]["place"]["line"]} == {
        "id": "1",
        "type": "Incident",
        "state": "Clos",
        "created": "2026-03-02T09:00:00",
        "resolved": "2026-03-03T09:00:00",
        "versions": [],
        "place": 2,
    }
    assert measures[2]["resolved"] == ""


def test_what_the_candidate_did_is_counted():
    context = Context(as_of=AS_OF, people=("Ali", "ali@example.org"))

    candidate = fact_of(inspected(GLPI, context=context), "tickets.candidate")
    assert candidate.value == {"assigned": 2, "opened": 0, "total": 3}
    assert candidate.fr == "Le candidat a 2 tickets attribués sur 3 et en a ouvert 0."


def test_changes_are_told_by_kind_with_their_approvals_and_reviews():
    inspection = inspected(SERVICENOW)

    values = values_of(inspection)
    assert inspection.artefact.format == "servicenow"
    assert values["tickets.items"] == {"total": 5, "done": 3, "open": 1, "dropped": 1, "unknown": 0}
    assert values["tickets.changes"] == {"standard": 1, "normal": 2, "urgent": 1, "unknown": 1}
    assert values["tickets.change_approvals"] == {"approved": 2, "implemented": 3, "approved_first": 1}
    assert values["tickets.change_reviews"] == {"done": 3, "reviewed": 1}
    assert values["tickets.change_times"] == {"standard": 172800.0, "urgent": 7200.0, "unknown": 14400.0}
    assert values["tickets.implemented_before_approved"] == 1
    assert values["tickets.urgent_not_reviewed"] == 1
    assert values["tickets.review_empty"] == 2
    assert values["tickets.same_actor"] == 1
    assert values["tickets.reopened"] == 1
    assert values["tickets.links"] == {"items": 1, "problem": 1, "change": 0, "other": 0}
    early = fact_of(inspection, "tickets.implemented_before_approved")
    assert early.fr == "1 changement mis en œuvre avant son approbation, dont 1 urgent."
    assert [(place.line, place.column) for place in early.places] == [(3, "work_start"), (3, "approval_set")]
    assert fact_of(inspection, "tickets.change_times").fr.endswith(
        "standard 2 j, urgent 2 h et de type inconnu 4 h."
    )


def test_reviews_are_only_missed_where_the_file_has_a_column_for_them():
    text = (
        "Ref,Title,Status,finalclass,Creation date,Close date,Approval date,Agent->Name\n"
        "C-1,A,closed,EmergencyChange,2026-01-05 08:00:00,2026-01-06 08:00:00,2026-01-05 09:00:00,bob\n"
        "C-2,B,closed,RoutineChange,2026-01-05 08:00:00,2026-01-07 08:00:00,,bob\n"
        "C-3,C,new,NormalChange,2026-01-12 08:00:00,,,bob\n"
    )
    inspection = inspected(text)

    values = values_of(inspection)
    assert inspection.artefact.format == "itop"
    assert values["tickets.changes"] == {"standard": 1, "normal": 1, "urgent": 1, "unknown": 0}
    assert values["tickets.change_approvals"] == {"approved": 1, "implemented": 0, "approved_first": 0}
    assert "tickets.change_reviews" not in values
    assert "tickets.review_empty" not in values


def test_a_review_date_alone_is_a_review():
    text = (
        "Key,Title,State,Type,Created,Resolved,Priority,Assignee,Review date\n"
        "1,A,Done,Change,2026-01-05 08:00,2026-01-06 08:00,P1,bob,2026-01-10 09:00\n"
        "2,B,Open,Change,2026-01-05 08:00,,P1,bob,\n"
    )
    inspection = inspected(text)

    assert inspection.artefact.format == "tickets-csv"
    assert fact_of(inspection, "tickets.change_reviews").value == {"done": 1, "reviewed": 1}
    assert "tickets.change_approvals" not in codes_of(inspection)


def test_jira_repeats_headers_and_writes_named_months():
    text = (
        "Summary,Issue key,Issue id,Issue Type,Status,Status Category,Project name,Resolution,"
        "Created,Resolved,"
        "Fix versions,Fix versions,Inward issue link (Blocks),Outward issue link (Blocks),"
        "Custom field (Root cause)\n"
        "A,P-1,1,[System] Incident,Terminado,Done,Web,Fixed,11/May/24 03:26 PM,12/May/24 03:26 PM,"
        "1.0,1.1,,P-2,DNS\n"
        "B,P-2,2,[System] Incident,Whatever,In Progress,Web,,19/févr./26 7:31 PM,,1.1,,P-1,,\n"
        "C,P-3,3,Bug,Won't do,Done,Web,Won't do,19/févr./26 7:31 PM,,,,,,\n"
        "D,P-4,4,Bug,Huh,Huh,Web,,,,,,,,\n"
    )
    inspection = inspected(text)

    values = values_of(inspection)
    assert inspection.artefact.format == "jira-csv"
    assert inspection.artefact.target == "Web"
    assert values["tickets.items"] == {"total": 4, "done": 1, "open": 1, "dropped": 1, "unknown": 1}
    assert values["tickets.versions"] == {"1.1": 2, "1.0": 1}
    assert values["tickets.links"] == {"items": 2, "problem": 0, "change": 0, "other": 2}
    assert values["tickets.incidents"] == {"incidents": 2, "done": 1, "with_resolution": 1, "with_cause": 1}
    assert inspection.measures["items"][0]["versions"] == ["1.0", "1.1"]


@pytest.mark.parametrize(
    ("first", "second", "expected", "assumed"),
    [
        ("6/21/2025 16:14", "7/1/2025 16:14", "2025-06-21", False),
        ("21/06/2025 16:14", "01/07/2025 16:14", "2025-06-21", False),
        ("06/07/2025 16:14", "07/07/2025 16:14", "", True),
        ("2025-07-06 16:14", "2025-07-07 16:14", "2025-07-06", False),
    ],
)
def test_dates_are_read_in_the_order_that_their_column_proves(first, second, expected, assumed):
    text = f"Issue key,Summary,Status,Issue Type,Created\nA-1,x,Open,Bug,{first}\nA-2,y,Open,Bug,{second}\n"

    inspection = inspected(text)

    assert inspection.measures["items"][0]["created"][:10] == expected
    assert ("tickets.activity" in values_of(inspection)) is not assumed
    assert ("tickets.assumed_order" in [limit.code for limit in inspection.limits]) is assumed


def test_no_period_and_no_delay_comes_from_dates_whose_order_is_only_assumed():
    header = "Ref,Title,Status,finalclass,Created,Close date,Approval date,Implementation date,Due date\n"
    row = "C-1,A,closed,NormalChange,01/02/2026,05/02/2026,03/02/2026,02/02/2026,04/02/2026\n"

    unsure = inspected(header + row)
    sure = inspected(header + row.replace("05/02", "25/02"))

    assert unsure.artefact.period == ("", "")
    assert [limit.code for limit in unsure.limits][-1] == "tickets.assumed_order"
    assert unsure.limits[-1].fr == (
        "Rien ne dit si le jour vient avant le mois dans les colonnes Created, Close date, Due date, "
        "Approval date et Implementation date : ni période ni délai n’en sont tirés."
    )
    assert [limit.code for limit in sure.limits][-1] == "tickets.borrowed_order"
    assert not {code for code in values_of(unsure) if code in _DATED}
    assert {code for code in values_of(sure) if code in _DATED} == _DATED


_DATED = {
    "tickets.activity",
    "tickets.resolution_time",
    "tickets.due",
    "tickets.change_approvals",
    "tickets.change_times",
    "tickets.implemented_before_approved",
}


def test_tickets_without_a_resolution_say_how_many_are_finished():
    text = "Issue key,Summary,Status,Issue Type,Created,Resolution\n"
    opened = inspected(text + "A-1,x,Open,Bug,2026-02-02 10:00,\n")
    closed = inspected(text + "A-1,x,Open,Bug,2026-02-02 10:00,\nA-2,y,Closed,Bug,2026-02-02 10:00,\n")

    fact = fact_of(opened, "tickets.without_resolution")
    assert fact.fr == "1 ticket sur 1 sans résolution renseignée, dont 0 terminé."
    fact = fact_of(closed, "tickets.without_resolution")
    assert (fact.value, fact.fr, fact.en) == (
        2,
        "2 tickets sur 2 sans résolution renseignée, dont 1 terminé.",
        "2 of 2 tickets without a resolution, 1 of them finished.",
    )


def test_redmine_and_gitlab_and_github_are_recognised():
    redmine = (
        "#;Projet;Tracker;Statut;Priorité;Sujet;Auteur;Assigné à;Mis-à-jour;Version cible;Créé;Fermé\n"
        "12;Site;Anomalie;Fermé;Haut;Bogue;Léa;Ali;05/05/2026 09:00;1.2;25/04/2026 09:00;05/05/2026 09:00\n"
    )
    gitlab = (
        "Title,Description,Issue ID,URL,State,Author,Created At (UTC),Closed At (UTC),Milestone\n"
        "Fix,,7,https://x,Closed,Léa,2026-05-01 10:00:00,2026-05-02 10:00:00,v1\n"
    )
    github = "number,title,state,createdAt,closedAt\n3,Fix,CLOSED,2026-05-01T10:00:00Z,2026-05-02T10:00:00Z\n"

    assert [format_of(text) for text in (redmine, gitlab, github)] == [
        ("redmine", 1.0),
        ("gitlab-csv", 1.0),
        ("github-csv", 0.8),
    ]
    item = inspected(redmine).measures["items"][0]
    assert (item["id"], item["created"], item["versions"]) == ("12", "2026-04-25T09:00:00", ["1.2"])
    assert fact_of(inspected(gitlab), "tickets.resolution_time").places[1].column == "Closed At (UTC)"
    assert inspected(github).artefact.period == ("2026-05-01T10:00:00+00:00", "2026-05-02T10:00:00+00:00")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Summary,Issue key,Status", 0.5),
        ("number,short_description,state", 0.8),
        ("number,short_description,priority", 0.5),
        ("Titre,Statut,Date d'ouverture", 0.8),
        ("ID,Title,Status,Opening date", 1.0),
        ("#,Tracker,Subject", 0.5),
        ("Ref,Title,Status,Start date,Close date", 0.8),
        ("Ref,Title,Status,Owner", 0.0),
        ("Key,Title,State,Created,Owner", 0.0),
        ("Name,Status,Cost", 0.0),
        ("sep=,\nSummary,Issue key,Issue Type,Status", 1.0),
        ("Summary", 0.0),
    ],
)
def test_a_header_tells_how_sure_it_is(header, expected):
    assert INSPECTOR.sniff(Head.of(artefact(header + "\n", "x.csv"))) == expected


def test_dates_that_contradict_each_other_are_found():
    text = (
        "Key,Title,State,Created,Updated,Resolved,Closed,Priority\n"
        "1,A,Done,2026-02-02 10:00,2026-02-01 10:00,2026-02-01 10:00,2026-02-03 10:00,P1\n"
        "2,B,Done,2026-02-02 10:00,,,2026-02-01 10:00,P1\n"
        "3,C,Done,2026-02-02 10:00,,2026-02-06 10:00,2026-02-05 10:00,P1\n"
        "4,D,Open,2027-02-02 10:00,,,2027-03-02 10:00,P1\n"
        "1,E,Done,2026-02-02,,2026-02-02,2026-02-02 10:00,P1\n"
        "6,F,Done,2026-02-02T10:00:00Z,2026-02-02 08:00,2026-02-02T09:59:30Z,,P1\n"
        "7,G,Done,garbage,1970-01-01 00:00,2026-02-03 10:00:00x,2026-99-99 10:00,P1\n"
    )
    inspection = inspected(text)

    lines = {
        finding.code: (finding.value, [place.line for place in finding.places])
        for finding in inspection.findings
    }
    assert lines == {
        "tickets.resolved_before_created": (2, [2, 2, 3, 3]),
        "tickets.closed_before_resolved": (1, [4, 4]),
        "tickets.updated_before_created": (1, [2, 2]),
        "tickets.future_dates": (1, [5]),
        "tickets.open_with_close_date": (1, [5, 5]),
        "tickets.repeated_keys": (1, [6]),
    }


def test_everything_in_one_day_is_found():
    row = "{0},A,Done,2026-02-02 1{0}:00,2026-02-03 1{0}:00,P1\n"
    rows = [row.format(n) for n in range(10)]
    header = "Key,Title,State,Created,Closed,Priority\n"

    inspection = inspected(header + "".join(rows))

    assert values_of(inspection)["tickets.created_in_one_day"] == 10
    assert not inspected(header + "".join(rows[1:])).findings  # nine tickets may well come in one day
    assert fact_of(inspection, "tickets.closed_in_one_day").fr == (
        "Les 10 tickets finis et datés l’ont tous été le 3 février 2026."
    )


def test_a_row_wider_than_its_header_tells_nothing():
    text = (
        "Summary,Issue key,Status,Issue Type,Created,Labels\n"
        "A,P-1,Open,Bug,2026-02-02 10:00,a,b\n"
        "B,P-2,Open,Bug,2026-02-03 10:00,a,\n"
        "C,P-3\n"
    )
    inspection = inspected(text)

    assert fact_of(inspection, "tickets.unreadable_rows").value == 1
    assert values_of(inspection)["tickets.items"] == {
        "total": 3,
        "done": 0,
        "open": 1,
        "dropped": 0,
        "unknown": 2,
    }


def test_states_that_are_numbers_are_only_read_where_their_table_is_known():
    text = (
        "number,short_description,state,opened_at,caller_id,resolved_at\n"
        "1,A,7,2026-02-02 10:00:00,x,2026-02-03 10:00:00\n"
        "2,B,,2026-02-02 10:00:00,x,2026-02-03 10:00:00\n"
    )

    assert values_of(inspected(text))["tickets.items"] == {
        "total": 2,
        "done": 1,
        "open": 0,
        "dropped": 0,
        "unknown": 1,
    }


def test_servicenow_numbers_tell_the_table_where_no_column_does():
    text = (
        "Number,Short description,State,Opened,Caller\n"
        "INC0010001,A,7,2026-02-02 10:00:00,x\n"
        "XYZ0010001,B,7,2026-02-02 10:00:00,x\n"
    )
    values = values_of(inspected(text))

    assert values["tickets.items"] == {"total": 2, "done": 1, "open": 0, "dropped": 0, "unknown": 1}
    assert values["tickets.types"] == {"incident": 1}


def test_many_words_count_together_beyond_a_bound():
    rows = "".join(f"{n},A,S{n},2026-02-02 10:00,P1,x\n" for n in range(1003))

    states = fact_of(inspected("Key,Title,State,Created,Priority,Assignee\n" + rows), "tickets.states")

    assert len(states.value) == 200
    assert states.value["…"] == 3


def test_kinds_beyond_what_is_held_at_once_are_counted_all_the_same(monkeypatch):
    rows = "".join(f"{n},A,S{n % 3},2026-02-02 10:00,P{n % 2},\n" for n in range(60))
    text = "Key,Title,State,Created,Priority,Assignee\n" + rows
    known = inspected(text)

    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.tally.MAX_KINDS", 1)

    assert fact_of(known, "tickets.states").value == {"S0": 20, "S1": 20, "S2": 20}
    assert fact_of(known, "tickets.people").value == {"assignees": 0, "unassigned": 60}
    assert inspected(text) == known


def test_a_file_may_tell_when_tickets_were_taken_and_not_when_they_were_due():
    text = (
        "Number,Short description,State,Opened,Acknowledged at,Caller,Sys ID\n"
        "INC1,A,Closed,2026-02-02 10:00:00,2026-02-02 10:05:00,x,1\n"
        "INC2,B,Closed,2026-02-02 10:00:00,,x,2\n"
    )
    values = values_of(inspected(text))
    assert values["tickets.taking_time"] == {"median": 300, "p90": 300}
    assert "tickets.due" not in values


def test_beyond_a_bound_of_keys_that_is_said(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.tally.MAX_KEYS", 1)
    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.stating.MAX_KEYS", 1)
    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.tally.MAX_MEASURES", 1)
    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.tally.MAX_PLACES", 1)
    row = "1,A,Done,2026-02-02 10:00,P1,{0}\n"
    text = "Key,Title,State,Created,Priority,Assignee\n" + "".join(row.format(n) for n in "ab")

    inspection = inspected(
        text.replace("State,Created", "State,Resolved,Created").replace("Done,", "Done,2026-01-01 10:00,")
    )

    assert "tickets.many_keys" in [limit.code for limit in inspection.limits]
    assert fact_of(inspection, "tickets.people").value == {"assignees": 1, "unassigned": 0}
    assert len(inspection.measures["items"]) == 1
    assert fact_of(inspection, "tickets.resolved_before_created").value == 2


def test_an_empty_table_says_that_there_is_none():
    inspection = inspected("Summary,Issue key,Status,Issue Type\n")

    assert values_of(inspection) == {
        "tickets.items": {"total": 0, "done": 0, "open": 0, "dropped": 0, "unknown": 0}
    }
    assert inspection.artefact.period == ("", "")


@pytest.mark.parametrize("text", [GLPI, SERVICENOW])
def test_a_spoiled_file_is_read_or_refused(text):
    for name, data in spoiled(text.encode()):
        with suppress(UnreadableArtefactError):
            assert INSPECTOR.inspect([artefact(data, name)], CONTEXT).facts, name
            INSPECTOR.compare(artefact(text), artefact(data, name), CONTEXT)


REGISTER = """numero;ouvert_le;resolu_le;priorite;service;symptome;cause;resolution
INC-1;2026-01-14T08:05;2026-01-14T08:52;2;Guichet;Erreurs 502;File saturée;Exports déplacés
INC-2;2026-01-27T14:20;2026-01-27T15:05;3;Téléphonie;Pas de tonalité;Boucle;Boucle retirée
"""


def test_a_register_kept_by_hand_needs_no_state_column():
    file = artefact(REGISTER, "incidents.csv")

    assert INSPECTOR.sniff(Head.of(file)) == 0.5
    assert fact_of(INSPECTOR.inspect([file], CONTEXT), "tickets.resolution_time").places[0].line == 1


@pytest.mark.parametrize("absent", ["resolu_le", "ouvert_le", "symptome", "cause"])
def test_a_table_with_less_than_that_is_no_register(absent):
    file = artefact(REGISTER.replace(absent, "autre"), "incidents.csv")

    assert INSPECTOR.sniff(Head.of(file)) == 0


def test_what_ended_after_its_due_date_is_late_and_a_date_of_before_the_ticket_promises_nothing():
    text = REGISTER.replace("priorite", "échéance").replace(";2;Guichet", ";2026-01-13;Guichet")
    found = INSPECTOR.inspect([artefact(text.replace(";3;Tél", ";2026-01-27;Tél"), "x.csv")], CONTEXT)
    assert fact_of(found, "tickets.due").value == {"with_due": 1, "late": 0}

    late = text.replace(";3;Tél", ";2026-01-28;Tél").replace("2026-01-27T15:05", "2026-01-29T15:05")
    found = INSPECTOR.inspect([artefact(late, "x.csv")], CONTEXT)
    assert fact_of(found, "tickets.due").value == {"with_due": 1, "late": 1}


def test_jira_writes_a_word_where_there_is_no_resolution():
    text = "Issue key;Summary;Status;Issue Type;Created;Resolution\n"
    words = ("Unresolved", "Non résolu", "Fixed", "")
    rows = "".join(f"A-{n};x;Open;Bug;2026-02-02 10:00;{word}\n" for n, word in enumerate(words))

    assert fact_of(inspected(text + rows), "tickets.without_resolution").value == 3


def test_each_of_several_assignees_counts():
    context = Context(as_of=AS_OF, people=("Ana",))
    gitlab = (
        "Title,Issue ID,State,Assignee,Created At (UTC)\n"
        'Fix,7,Closed,"Tom, Ana",2026-05-01 10:00:00\nDo,8,Open,Ana,2026-05-01 10:00:00\n'
    )
    glpi = GLPI.replace('"lea";"ali"', '"lea";"ali\nana"')

    inspection = inspected(gitlab, context=context)

    assert fact_of(inspection, "tickets.people").value == {"assignees": 2, "unassigned": 0}
    assert fact_of(inspection, "tickets.candidate").value == {"assigned": 2, "opened": 0, "total": 2}
    assert fact_of(inspected(glpi), "tickets.people").value == {"assignees": 2, "unassigned": 1}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("Closed,Priority", "1 incident, dont 1 terminé."),
        ("Closed,Resolution", "1 incident, dont 1 terminé ; parmi eux, 1 avec une résolution écrite."),
        ("Closed,Cause", "1 incident, dont 1 terminé ; parmi eux, 1 avec une cause écrite."),
    ],
)
def test_a_column_that_the_file_lacks_is_not_said_to_be_empty(columns, said):
    text = f"Key,Title,State,Type,Created,Assignee,{columns}\n1,A,Done,Incident,2026-01-05,x,2026-01-06,y\n"

    assert fact_of(inspected(text), "tickets.incidents").fr == said
