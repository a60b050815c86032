"""Trello boards, issues of GitLab and GitHub in JSON, Jira's XML."""

import json
from contextlib import suppress

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets import INSPECTOR, issues
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, fact_of, spoiled

TODO, DONE = "5f0000000000000000000001", "5f0000000000000000000002"


def action(kind, date, card=None, **data):
    return {
        "id": "x",
        "idMemberCreator": "m1",
        "type": kind,
        "date": date,
        "data": {**({"card": {"id": card}} if card else {}), **data},
    }


def board(**changes):
    before, after = {"id": TODO, "name": "À faire"}, {"id": DONE, "name": "Fait"}
    return {
        "id": "b1",
        "name": "Refonte",
        "shortLink": "abc",
        "labelNames": {},
        "prefs": {},
        "dateLastActivity": "2026-01-09T00:00:00.000Z",
        "idOrganization": None,
        "actions": [
            action("updateCard", "2026-01-08T10:00:00.000Z", "c1", listBefore=before, listAfter=after),
            action("updateCard", "2026-01-07T10:00:00.000Z", "c1", listBefore=after, listAfter=before),
            action("updateCard", "2026-01-06T10:00:00.000Z", "c1", old={"desc": ""}),
            action("updateCard", "", "c1"),
            action("createCard", "2026-01-05T10:00:00.000Z", "c1"),
        ],
        "cards": [
            {
                "id": "c1",
                "idShort": 1,
                "name": "Maquette",
                "desc": "texte",
                "idList": DONE,
                "idMembers": ["m1"],
                "idLabels": ["l1"],
                "idChecklists": ["k1"],
                "attachments": [],
                "badges": {"attachments": 2},
                "due": "2026-01-10T10:00:00.000Z",
                "closed": False,
            },
            {"id": "5f1b2c3d0000000000000000", "name": "Recette", "idList": TODO, "closed": True},
            {"id": "5f1b2c3e0000000000000000", "name": "Notes", "idList": "?", "dueComplete": True},
        ],
        "lists": [
            {"id": TODO, "name": "À faire", "closed": False},
            {"id": DONE, "name": "Fait", "closed": False},
            {"id": "old", "name": "Archive", "closed": True},
        ],
        "members": [{"id": "m1"}],
        **changes,
    }


def inspected(value, name="export.json"):
    return INSPECTOR.inspect([artefact(json.dumps(value, indent=1, ensure_ascii=False), name)], CONTEXT)


def values_of(inspection):
    return {each.code: each.value for each in (*inspection.facts, *inspection.findings)}


def test_a_board_tells_its_lists_cards_moves_and_activity():
    inspection = inspected(board())

    assert values_of(inspection) == {
        "tickets.items": {"total": 3, "done": 2, "open": 1, "dropped": 0, "unknown": 0},
        "tickets.states": {"Fait": 1, "À faire": 1},
        "tickets.people": {"assignees": 1, "unassigned": 2},
        "tickets.authors": 1,
        "tickets.activity": {"events": 4, "weeks": 1, "active_weeks": 1, "busiest": 4},
        "tickets.resolution_time": {"median": 259200.0, "p90": 259200.0},
        "tickets.due": {"with_due": 1, "late": 0},
        "tickets.lists": ["À faire", "Fait"],
        "tickets.cards": {
            "described": 1,
            "due": 1,
            "checklists": 1,
            "attachments": 1,
            "members": 1,
            "labels": 1,
            "archived": 1,
        },
        "tickets.members": 1,
        "tickets.history": {"actions": 5, "actors": 1, "moves": 2},
        "tickets.moves": {"À faire → Fait": 1, "Fait → À faire": 1},
    }
    assert (inspection.artefact.format, inspection.artefact.target) == ("trello", "Refonte")
    moves = fact_of(inspection, "tickets.moves")
    assert moves.fr == "2 déplacements de cartes entre listes : À faire → Fait (1) et Fait → À faire (1)."
    assert moves.places[0].path == "/actions/1"
    assert fact_of(inspection, "tickets.members").places[0].path == "/members"
    assert inspection.measures["items"][1]["created"] == "2020-07-24T18:45:17+00:00"


def test_a_board_without_moves_says_none():
    inspection = inspected(board(actions=[]))

    assert values_of(inspection)["tickets.history"] == {"actions": 0, "actors": 0, "moves": 0}
    assert "tickets.moves" not in values_of(inspection)
    assert values_of(inspection)["tickets.activity"]["events"] == 2


def test_a_board_without_actions_and_members_is_read():
    value = board()
    del value["actions"], value["members"]

    inspection = inspected(value)

    assert "tickets.history" not in values_of(inspection)
    assert "tickets.members" not in values_of(inspection)


def test_an_export_that_may_have_dropped_actions_says_so():
    inspection = inspected(board(actions=[action("commentCard", "2026-01-05T10:00:00.000Z")] * 1000))

    assert [limit.code for limit in inspection.limits][2:] == ["tickets.cut_history"]


@pytest.mark.parametrize("missing", ["cards", "lists"])
def test_a_board_without_cards_or_lists_is_refused(missing):
    with pytest.raises(UnreadableArtefactError) as raised:
        inspected(board(**{missing: None}))

    assert (raised.value.reason, raised.value.detail) == (Unreadable.MISSING_FIELD, missing)


def test_boards_are_recognised_by_their_keys():
    def sniff(text):
        return INSPECTOR.sniff(Head.of(artefact(text, "x.json")))

    cut = json.dumps({**board(), "actions": [action("x", "y")] * 5000})[: 256 << 10]
    assert sniff(json.dumps(board())) == 1.0
    assert sniff('{"cards": [], "lists": []}') == 0.8
    assert sniff(cut + " " * 10) == 0.9
    assert sniff('{"name": "x"}') == 0.0
    assert sniff("[1]") == 0.0


GITHUB = [
    {
        "number": 1,
        "title": "Bug",
        "state": "closed",
        "state_reason": "completed",
        "html_url": "https://github.com/o/r/issues/1",
        "created_at": "2026-01-05T10:00:00Z",
        "closed_at": "2026-01-06T10:00:00Z",
        "user": {"login": "lea"},
        "assignees": [{"login": "tom"}, {"login": "ali"}],
        "milestone": {"title": "v1.2"},
        "type": {"name": "Bug"},
    },
    {"number": 2, "title": "PR", "state": "open", "pull_request": {}},
    {
        "number": 3,
        "title": "No",
        "state": "closed",
        "state_reason": "not_planned",
        "html_url": "https://github.com/o/r/issues/3",
    },
    "x",
]


def test_github_issues_leave_pull_requests_out():
    inspection = inspected(GITHUB)

    values = values_of(inspection)
    assert values["tickets.items"] == {"total": 3, "done": 1, "open": 0, "dropped": 1, "unknown": 1}
    assert values["tickets.versions"] == {"v1.2": 1}
    assert values["tickets.types"] == {"Bug": 1}
    assert (inspection.artefact.producer, inspection.artefact.target) == ("GitHub", "https://github.com/o/r")
    assert fact_of(inspection, "tickets.unreadable_rows").places[0].path == "/3"


def test_issues_of_the_command_line_and_of_gitlab_are_read():
    command = [
        {
            "number": 4,
            "title": "x",
            "state": "OPEN",
            "createdAt": "2026-01-05T10:00:00Z",
            "author": {"login": "lea"},
        }
    ]
    gitlab = [
        {
            "iid": 9,
            "title": "x",
            "state": "opened",
            "created_at": "2026-01-05T10:00:00.000Z",
            "web_url": "https://gitlab.example/g/p/-/issues/9",
            "project_id": 1,
            "issue_type": "incident",
            "author": {"username": "lea"},
            "due_date": "2026-02-01",
        }
    ]

    first, second = inspected(command), inspected(gitlab)

    assert (first.artefact.format, first.measures["items"][0]["created"]) == (
        "github",
        "2026-01-05T10:00:00+00:00",
    )
    assert (second.artefact.format, second.artefact.target) == ("gitlab", "https://gitlab.example/g/p")
    assert values_of(second)["tickets.incidents"]["incidents"] == 1
    assert values_of(second)["tickets.due"] == {"with_due": 1, "late": 0}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"number": 1, "title": "x", "state": "open", "created_at": ""}], 0.8),
        ([{"number": 1, "title": "x", "state": "OPEN", "labels": []}], 0.5),
        ([{"number": 1, "title": "x", "state": "OPEN"}], 0.0),
        ([{"iid": 1, "title": "x", "state": "opened", "created_at": ""}], 0.8),
        ([{"iid": 1, "title": "x", "state": "opened", "created_at": "", "source_branch": "b"}], 0.0),
        ([], 0.0),
    ],
)
def test_issues_are_recognised_by_their_keys(value, expected):
    assert INSPECTOR.sniff(Head.of(artefact(json.dumps(value), "x.json"))) == expected


def test_an_array_that_is_no_list_of_issues_is_refused():
    for text in ("[]", "[1]", '{"number": 1}'):
        with pytest.raises(UnreadableArtefactError) as raised:
            issues.read(artefact(text))
        assert raised.value.reason is Unreadable.BAD_VALUE


JIRA = """<?xml version="1.0" encoding="UTF-8"?>
<!-- RSS generated by JIRA -->
<rss version="0.92">
<channel>
<title>JIRA</title>
<build-info><version>9.4.1</version></build-info>
<item>
<title>[P-1] Panne</title>
<project id="1" key="P">Plateforme</project>
<key id="10">P-1</key>
<summary>Panne</summary>
<type id="2">Change</type>
<status id="6">Closed</status>
<statusCategory id="3" key="done" colorName="green"/>
<resolution id="1">Done</resolution>
<assignee accountid="a1">Ali</assignee>
<reporter username="lea">Léa</reporter>
<created>Mon, 5 Jan 2026 10:00:00 +0100</created>
<resolved>Tue, 6 Jan 2026 10:00:00 +0100</resolved>
<fixVersion>1.0</fixVersion>
<issuelinks><issuelinktype><inwardlinks>
<issuelink><issuekey id="11">P-2</issuekey></issuelink>
</inwardlinks></issuelinktype></issuelinks>
<customfields>
<customfield id="1"><customfieldname>Change type</customfieldname>
<customfieldvalues><customfieldvalue>Normal</customfieldvalue></customfieldvalues></customfield>
<customfield id="2"><customfieldname>PIR</customfieldname>
<customfieldvalues><customfieldvalue>RAS</customfieldvalue></customfieldvalues></customfield>
<customfield id="3"><customfieldname>Team</customfieldname>
<customfieldvalues><customfieldvalue>X</customfieldvalue></customfieldvalues></customfield>
</customfields>
</item>
<item>
<project id="1" key="P">Plateforme</project>
<key id="11">P-2</key>
<status id="1">Inconnu</status>
<resolution id="-1">Unresolved</resolution>
<assignee username="-1">Unassigned</assignee>
<issuelinks/>
</item>
</channel>
</rss>
"""


def test_jira_xml_is_read_with_its_custom_fields():
    inspection = INSPECTOR.inspect([artefact(JIRA, "issues.xml")], CONTEXT)

    values = values_of(inspection)
    assert (inspection.artefact.format, inspection.artefact.producer) == ("jira-xml", "Jira 9.4.1")
    assert inspection.artefact.target == "Plateforme"
    assert values["tickets.items"] == {"total": 2, "done": 1, "open": 0, "dropped": 0, "unknown": 1}
    assert values["tickets.people"] == {"assignees": 1, "unassigned": 1}
    assert values["tickets.changes"] == {"standard": 0, "normal": 1, "urgent": 0, "unknown": 0}
    assert values["tickets.change_reviews"] == {"done": 1, "reviewed": 1}
    assert values["tickets.links"] == {"items": 1, "problem": 0, "change": 0, "other": 1}
    assert values["tickets.resolution_time"] == {"median": 86400.0, "p90": 86400.0}
    assert inspection.measures["items"][1]["place"] == {
        "artefact": inspection.artefact.sha256,
        "name": "issues.xml",
        "kind": "xml",
        "line": 33,
        "path": "//item[key='P-2']",
    }


def test_tickets_of_several_projects_are_those_of_none():
    second = GITHUB[2] | {"html_url": "https://github.com/o/other/issues/3"}
    two = JIRA.replace("Plateforme", "Guichet", 1)

    assert INSPECTOR.inspect([artefact(two, "issues.xml")], CONTEXT).artefact.target == ""
    assert inspected([*GITHUB[:2], second]).artefact.target == ""


def test_a_late_approval_in_jira_xml_has_its_line():
    fields = "".join(
        f"<customfield><customfieldname>{name}</customfieldname><customfieldvalues>"
        f"<customfieldvalue>{value}</customfieldvalue></customfieldvalues></customfield>"
        for name, value in (
            ("Approval date", "Wed, 7 Jan 2026 10:00:00 +0100"),
            ("Actual start", "Tue, 6 Jan 2026 10:00:00 +0100"),
        )
    )
    text = JIRA.replace("<customfields>", f"<customfields>{fields}")

    early = fact_of(
        INSPECTOR.inspect([artefact(text, "issues.xml")], CONTEXT), "tickets.implemented_before_approved"
    )

    assert [(place.line, place.path) for place in early.places] == [(7, "//item[key='P-1']")]


def test_jira_xml_is_recognised_by_its_keys():
    def sniff(text):
        return INSPECTOR.sniff(Head.of(artefact(text, "x.xml")))

    assert sniff(JIRA) == 1.0
    assert sniff('<!-- JIRA --><rss version="0.92"><channel></channel></rss>') == 0.8
    assert sniff("<rss><channel><item/></channel></rss>") == 0.0
    assert sniff("<other/>") == 0.0


def test_jira_xml_without_items_says_none():
    inspection = INSPECTOR.inspect(
        [artefact('<!-- JIRA --><rss version="0.92"><channel></channel></rss>', "x.xml")], CONTEXT
    )

    assert values_of(inspection)["tickets.items"]["total"] == 0
    assert inspection.artefact.producer == "Jira"


def test_an_item_without_a_key_is_refused():
    with pytest.raises(UnreadableArtefactError) as raised:
        INSPECTOR.inspect([artefact(JIRA.replace('<key id="11">P-2</key>', ""), "x.xml")], CONTEXT)

    assert (raised.value.reason, raised.value.place.line) == (Unreadable.MISSING_FIELD, 33)


@pytest.mark.parametrize("text", [json.dumps(board(), indent=1), json.dumps(GITHUB, indent=1), JIRA])
def test_a_spoiled_file_is_read_or_refused(text):
    for name, data in spoiled(text.encode()):
        with suppress(UnreadableArtefactError):
            assert INSPECTOR.inspect([artefact(data, name)], CONTEXT).facts, name
            INSPECTOR.compare(artefact(text), artefact(data, name), CONTEXT)


def test_two_boards_share_small_numbers_but_no_cards():
    before, other = board(), board(id="b2")
    other["cards"] = [{**card, "id": f"z{index}", "idShort": 1} for index, card in enumerate(other["cards"])]

    comparison = INSPECTOR.compare(
        artefact(json.dumps(before), "a.json"), artefact(json.dumps(other), "b.json"), CONTEXT
    )

    assert (comparison.same_scope, comparison.facts) == (False, ())
    assert [finding.code for finding in comparison.findings] == ["tickets.compare.other_scope"]
    assert fact_of(comparison, "tickets.compare.other_scope").value == 0


def test_cards_of_one_board_are_matched_by_their_own_id():
    after = board()
    after["cards"] = [{**card, "idShort": 9 - index} for index, card in enumerate(after["cards"])]

    comparison = INSPECTOR.compare(
        artefact(json.dumps(board()), "a.json"), artefact(json.dumps(after), "b.json"), CONTEXT
    )

    assert comparison.same_scope
    assert fact_of(comparison, "tickets.compare.missing").value == 0
