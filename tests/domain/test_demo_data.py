"""The demonstration's cohort holds together: the loader may trust every key, and the jury rules are kept."""

import hashlib
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from preuve.domain.assessment.marks import Mark
from preuve.domain.assessment.regulations import Regulations
from preuve.domain.assessment.rules import proposed_outcome
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure
from preuve.domain.planning.independence import (
    CandidateFacts,
    Gender,
    JurorFacts,
    PanelRequirements,
    Seat,
    SeatRole,
    panel_problems,
)

DEMO = Path(__file__).resolve().parents[2] / "preuve" / "data" / "demo"
DATA = json.loads((DEMO / "cohort.json").read_text(encoding="utf-8"))
CRITERIA_PER_COMPETENCE = {
    "C1.1": 4,
    "C1.2": 5,
    "C1.3": 6,
    "C1.4": 5,
    "C1.5": 5,
    "C2.1": 5,
    "C2.2": 5,
    "C2.3": 6,
    "C2.4": 6,
    "C3.1": 8,
    "C3.2": 5,
    "C3.3": 4,
    "C3.4": 7,
    "C4.1": 6,
    "C4.2": 7,
    "C4.3": 4,
    "C4.4": 5,
    "C4.5": 6,
}
ACTIVITIES_PER_BLOCK = {"BC1": 13, "BC2": 14, "BC3": 9, "BC4": 9}
CRITERIA = [f"{code}-{n}" for code, count in CRITERIA_PER_COMPETENCE.items() for n in range(1, count + 1)]
PEOPLE = {person["key"]: person for person in DATA["people"]}
ORGANISATIONS = {organisation["key"]: organisation for organisation in DATA["organisations"]}
SESSIONS = {session["key"]: session for session in DATA["sessions"]}
PANELS = {panel["key"]: panel for panel in DATA["panels"]}
ENROLMENTS = {enrolment["candidate"]: enrolment for enrolment in DATA["enrolments"]}
PORTFOLIOS = {portfolio["candidate"]: portfolio for portfolio in DATA["portfolios"]}
HANDED_IN_STATES = {
    "certified",
    "two_blocks_only",
    "absent",
    "ready_to_deliberate",
    "marked_by_one",
    "submitted",
}


def block_of(code):
    return f"BC{code[1]}"


def criteria_of(blocks):
    return [criterion for criterion in CRITERIA if block_of(criterion) in blocks]


def roles(key):
    return {role["role"] for role in PEOPLE[key]["roles"]}


def luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0


def structure():
    return Structure(
        tuple(
            BlockStructure(
                block,
                tuple(
                    CompetenceStructure(code, tuple(f"{code}-{n}" for n in range(1, count + 1)))
                    for code, count in CRITERIA_PER_COMPETENCE.items()
                    if block_of(code) == block
                ),
            )
            for block in ACTIVITIES_PER_BLOCK
        )
    )


def proposal(candidate):
    sheets = [sheet for sheet in DATA["marks"] if sheet["candidate"] == candidate]
    return proposed_outcome(
        marks=[
            Mark(sheet["juror"], m["criterion"], m["level"], m["abstained"], m["comment"])
            for sheet in sheets
            for m in sheet["marks"]
        ],
        jurors=[sheet["juror"] for sheet in sheets],
        structure=structure(),
        scope=ENROLMENTS[candidate]["blocks"],
        regulations=Regulations(),
    )


def test_the_framework_has_ninety_nine_criteria():
    assert len(CRITERIA) == 99


def test_size_is_small():
    assert (DEMO / "cohort.json").stat().st_size < 900_000
    files = [path for path in DEMO.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files if path.name != "cohort.json") < 300_000
    assert sum(path.stat().st_size for path in files) < 2_500_000


@pytest.mark.parametrize(
    "collection", [DATA["organisations"], DATA["people"], DATA["sessions"], DATA["panels"]], ids=len
)
def test_keys_are_distinct(collection):
    keys = [item["key"] for item in collection]
    assert len(keys) == len(set(keys))


def test_organisations():
    assert sorted(o["kind"] for o in DATA["organisations"] if o["kind"] != "company") == [
        "centre",
        "centre",
        "certifier",
    ]
    for organisation in DATA["organisations"]:
        assert re.fullmatch(r"\d{14}", organisation["siret"])
        assert luhn(organisation["siret"])
        assert luhn(organisation["siret"][:9])
    assert len({o["siret"] for o in DATA["organisations"]}) == len(DATA["organisations"])


def test_people_by_role():
    counts = {}
    for person in DATA["people"]:
        for role in person["roles"]:
            assert role["organisation"] in ORGANISATIONS
            counts[role["role"]] = counts.get(role["role"], 0) + 1
    assert counts == {
        "administrator": 1,
        "certification_manager": 1,
        "centre_manager": 2,
        "trainer": 3,
        "candidate": 12,
        "juror": 5,
        "auditor": 1,
    }


def test_people_are_complete():
    assert len({person["email"] for person in DATA["people"]}) == len(DATA["people"])
    for person in DATA["people"]:
        assert re.fullmatch(r"[a-z-]+\.[a-z-]+@demo\.preuve\.example", person["email"])
        assert person["sex"] in {"F", "M"}
        assert date(1950, 1, 1) < date.fromisoformat(person["birth_date"]) < date(2005, 1, 1)
        assert all(person[name].strip() for name in ("first_name", "last_name", "birth_name", "birth_place"))
        assert (person["juror"] is not None) == ("juror" in roles(person["key"]))


def test_jurors():
    jurors = [person for person in DATA["people"] if person["juror"]]
    assert sum(person["sex"] == "F" for person in jurors) == 3
    assert [p["key"] for p in jurors if "trainer" in roles(p["key"])] == ["garnier"]
    for person in jurors:
        assert set(person["juror"]["organisations"]) <= ORGANISATIONS.keys() - {"certifier"}
        assert person["juror"]["qualified_blocks"]
        assert set(person["juror"]["qualified_blocks"]) <= ACTIVITIES_PER_BLOCK.keys()


def test_sessions_are_in_order_and_one_is_still_open():
    for session in DATA["sessions"]:
        assert ORGANISATIONS[session["centre"]]["kind"] == "centre"
        days = [session[f"{name}_in_days"] for name in ("deadline", "starts", "ends", "deliberation")]
        assert days == sorted(days)
    assert [session["deadline_in_days"] > 0 for session in DATA["sessions"]] == [False, False, True]


def test_enrolments():
    assert ENROLMENTS.keys() == {key for key in PEOPLE if "candidate" in roles(key)}
    assert len(ENROLMENTS) == len(DATA["enrolments"])
    for enrolment in DATA["enrolments"]:
        session = SESSIONS[enrolment["session"]]
        assert enrolment["blocks"]
        assert set(enrolment["blocks"]) <= set(session["blocks"])
        assert enrolment["centre"] in {None, session["centre"]}
        assert enrolment["trainer"] is None or "trainer" in roles(enrolment["trainer"])
        assert enrolment["employer"] in {None, *ORGANISATIONS}
        assert (enrolment["postponed_to"] in SESSIONS) == (enrolment["state"] == "postponed")


def test_states_shown():
    assert {enrolment["state"] for enrolment in DATA["enrolments"]} == HANDED_IN_STATES | {
        "enrolled",
        "being_built",
        "correction_requested",
        "postponed",
    }


def facts_of_juror(key):
    person = PEOPLE[key]
    return JurorFacts(
        id=key,
        organisations=frozenset(person["juror"]["organisations"]),
        qualified_blocks=frozenset(person["juror"]["qualified_blocks"]),
        gender=Gender(person["sex"]),
        may_chair=person["juror"]["may_chair"],
    )


@pytest.mark.parametrize(
    ("panel", "candidate"), [(p["key"], candidate) for p in DATA["panels"] for candidate in p["candidates"]]
)
def test_every_panel_may_sit_for_its_candidates(panel, candidate):
    enrolment = ENROLMENTS[candidate]
    facts = CandidateFacts(
        id=candidate,
        blocks=tuple(enrolment["blocks"]),
        vae=enrolment["route"] == "vae",
        training_body=enrolment["centre"],
        trainers=frozenset({enrolment["trainer"]} - {None}),
        organisations=frozenset({enrolment["employer"]} - {None}),
    )
    seats = [Seat(facts_of_juror(m["juror"]), SeatRole(m["role"])) for m in PANELS[panel]["members"]]
    assert panel_problems(seats, facts, PanelRequirements("certifier")) == ()
    assert enrolment["session"] == PANELS[panel]["session"]


@pytest.mark.parametrize("panel", PANELS)
def test_every_member_of_a_panel_is_qualified_for_all_its_blocks(panel):
    blocks = {block for candidate in PANELS[panel]["candidates"] for block in ENROLMENTS[candidate]["blocks"]}
    for member in PANELS[panel]["members"]:
        if member["role"] != "reserve":
            assert blocks <= set(PEOPLE[member["juror"]]["juror"]["qualified_blocks"])


def test_slots_do_not_collide():
    for panel in DATA["panels"]:
        session = SESSIONS[panel["session"]]
        assert {slot["candidate"] for slot in panel["slots"]} <= set(panel["candidates"])
        times = []
        for slot in panel["slots"]:
            assert slot["room"] in session["rooms"]
            assert session["starts_in_days"] <= slot["day_in_days"] <= session["ends_in_days"]
            hour, minute = map(int, slot["starts_at"].split(":"))
            start = slot["day_in_days"] * 1440 + hour * 60 + minute
            times.append((start, start + slot["minutes"]))
        assert all(one[1] <= two[0] for one, two in pairwise(sorted(times)))


@pytest.mark.parametrize("candidate", PORTFOLIOS)
def test_portfolio_resolves(candidate):
    portfolio, enrolment = PORTFOLIOS[candidate], ENROLMENTS[candidate]
    cases = {case["key"] for case in portfolio["cases"]}
    evidence = {piece["key"] for piece in portfolio["evidence"]}
    assert len(evidence) == len(portfolio["evidence"])
    assert len(cases) == len(portfolio["cases"])
    for case in portfolio["cases"]:
        assert case["setting"] in {"company", "study"}
        assert case["nature"] in {"real", "reconstructed"}
        assert 2 <= len(re.findall(r"[.?](?: |$)", case["context"])) <= 4
        assert case["team_size"] >= 1
        for activity in case["activities"]:
            assert activity["block"] in case["blocks"]
            assert 1 <= activity["position"] <= ACTIVITIES_PER_BLOCK[activity["block"]]
    for piece in portfolio["evidence"]:
        assert piece["case"] in cases
        given = [kind for kind, name in (("file", "file"), ("link", "url"), ("text", "text")) if piece[name]]
        assert given == [piece["kind"]]
        if piece["file"]:
            assert (DEMO / piece["file"]).is_file()
        if piece["url"]:
            assert re.match(r"https://[a-z.-]+\.demo\.preuve\.example", piece["url"])
    pairs = [(claim["evidence"], claim["criterion"]) for claim in portfolio["claims"]]
    assert len(pairs) == len(set(pairs))
    assert {piece for piece, _ in pairs} == evidence
    assert {criterion for _, criterion in pairs} <= set(criteria_of(enrolment["blocks"]))
    assert all(len(claim["why"]) >= 40 for claim in portfolio["claims"])
    assert all("{" not in claim["why"] for claim in portfolio["claims"])
    for assessment in portfolio["self_assessments"]:
        assert assessment["competence"] in CRITERIA_PER_COMPETENCE
        assert assessment["level"] in {1, 2, 3, 4}
    targets = {None, *cases, *CRITERIA_PER_COMPETENCE}
    for feedback in portfolio["feedback"]:
        assert feedback["author"] == enrolment["trainer"]
        assert feedback["target"] in targets
        assert feedback["days"] <= 0
        assert feedback["days"] < (portfolio["submitted_in_days"] or 0)


def test_submitted_portfolios_have_slides_and_kept_the_deadline():
    for candidate, portfolio in PORTFOLIOS.items():
        enrolment = ENROLMENTS[candidate]
        submitted = enrolment["state"] in HANDED_IN_STATES
        assert (portfolio["submitted_in_days"] is not None) == submitted
        assert (portfolio["presentation"] is not None) == submitted
        if submitted:
            assert (DEMO / portfolio["presentation"]).read_bytes().startswith(b"%PDF")
            assert portfolio["submitted_in_days"] < SESSIONS[enrolment["session"]]["deadline_in_days"]


def test_the_certified_candidate_claims_every_criterion():
    assert {claim["criterion"] for claim in PORTFOLIOS["rousselet"]["claims"]} == set(CRITERIA)


def test_no_two_candidates_read_as_clones():
    arguments = [claim["why"] for portfolio in DATA["portfolios"] for claim in portfolio["claims"]]
    assert len(arguments) == len(set(arguments))
    files = [
        hashlib.sha256((DEMO / piece["file"]).read_bytes()).hexdigest()
        for portfolio in DATA["portfolios"]
        for piece in portfolio["evidence"]
        if piece["file"]
    ]
    assert len(files) == len(set(files))


def test_marks():
    levels = {"not_acquired", "partially_acquired", "acquired"}
    for sheet in DATA["marks"]:
        enrolment = ENROLMENTS[sheet["candidate"]]
        panel = next(p for p in DATA["panels"] if sheet["candidate"] in p["candidates"])
        assert sheet["juror"] in {m["juror"] for m in panel["members"] if m["role"] != "reserve"}
        expected = criteria_of(enrolment["blocks"])
        marked = [mark["criterion"] for mark in sheet["marks"]]
        assert marked == (expected if sheet["handed_in"] else expected[: len(marked)])
        for mark in sheet["marks"]:
            assert mark["level"] in ({None} if mark["abstained"] else levels)
            if mark["level"] == "not_acquired":
                assert mark["comment"].strip()


def test_each_state_has_the_marks_it_says():
    handed = dict.fromkeys(ENROLMENTS, 0)
    for sheet in DATA["marks"]:
        handed[sheet["candidate"]] += sheet["handed_in"]
    for candidate, enrolment in ENROLMENTS.items():
        panel = next((p for p in DATA["panels"] if candidate in p["candidates"]), {"members": []})
        members = sum(member["role"] != "reserve" for member in panel["members"])
        complete = enrolment["state"] in {"certified", "two_blocks_only", "ready_to_deliberate"}
        assert handed[candidate] == (members if complete else int(enrolment["state"] == "marked_by_one"))


def test_jurors_disagree_somewhere():
    for candidate in ("rousselet", "belkacem", "marchand", "diallo"):
        cells = {}
        for sheet in DATA["marks"]:
            if sheet["candidate"] == candidate:
                for mark in sheet["marks"]:
                    cells.setdefault(mark["criterion"], set()).add(mark["level"])
        assert sum(len(levels) > 1 for levels in cells.values()) > 5


def test_decisions_say_truly_whether_they_depart_and_why():
    departures = []
    for deliberation in DATA["deliberations"]:
        panel = PANELS[deliberation["panel"]]
        assert {c["candidate"] for c in deliberation["candidates"]} == set(panel["candidates"])
        assert set(deliberation["signed_by"]) == {
            m["juror"] for m in panel["members"] if m["role"] != "reserve"
        }
        assert deliberation["day_in_days"] <= deliberation["published_in_days"] < 0
        for candidate in deliberation["candidates"]:
            if candidate["attendance"] != "present":
                assert candidate["attendance_reason"]
                assert candidate["decisions"] == []
                continue
            proposed = proposal(candidate["candidate"])
            expected = {("certification", None): str(proposed.outcome)}
            for block in proposed.blocks:
                expected["block", block.code] = str(block.outcome)
                expected |= {("competence", c.code): str(c.outcome) for c in block.competences}
            ruled = {(d["kind"], d["target"]): d for d in candidate["decisions"]}
            assert ruled.keys() == expected.keys()
            for target, decision in ruled.items():
                assert decision["departs"] == (decision["outcome"] != expected[target])
                if decision["departs"] or decision["outcome"] != "acquired":
                    assert decision["reason"]
                if decision["departs"]:
                    departures.append((candidate["candidate"], decision["target"]))
    assert departures == [("belkacem", "C2.3"), ("belkacem", "BC2")]


def test_outcomes_match_the_states():
    granted = {
        candidate["candidate"]: [
            d["target"] for d in candidate["decisions"] if d["kind"] == "block" and d["outcome"] == "acquired"
        ]
        for deliberation in DATA["deliberations"]
        for candidate in deliberation["candidates"]
    }
    assert granted == {
        "rousselet": ["BC1", "BC2", "BC3", "BC4"],
        "belkacem": ["BC2", "BC3"],
        "haddouche": [],
        "ollivier": [],
    }


def test_nothing_names_a_machine_or_holds_a_secret():
    words = re.compile(rb"/work\b|/root\b|/tmp\b|PRIVATE KEY|AKIA[0-9A-Z]{16}")
    for path in DEMO.rglob("*"):
        if path.is_file() and path.suffix not in {".png", ".pdf", ".bundle", ".xlsx"}:
            assert not words.search(path.read_bytes()), path
