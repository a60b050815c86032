"""Links attach by code, and only to criteria that bear the words they were made for."""

import json

import pytest

from preuve.domain.evidence.contract import Description, FactKind, Inspection, Link, Relation, Strength
from preuve.domain.evidence.links import BadLinksError, link_set, linked
from preuve.domain.evidence.reading.tables import plain
from preuve.inspection import registry
from preuve.inspection.links import FOLDER, framework_key, links_of, silent_criteria, weak_criteria
from tests.factories.evidence import artefact

FILE = artefact("x")
CRITERIA = {f"C1-{number}": f"Critère {number}" for number in range(1, 11)}
TABLE = {"t.a": {"C1-1": "shows", "C1-2": "situates"}, "t.b": {"C1-1": "contradicts"}}
SET = link_set("k", CRITERIA, ("C1-2", "C1-9"), [TABLE, {"t.a": {"C1-3": "shows"}}])
KEY = "expert-ingenierie-informatique"


def test_statements_get_the_links_of_their_code():
    fact = FactKind("t.a", Strength.READ, "x", "x").state(1, [FILE.place()])
    other = FactKind("t.z", Strength.READ, "x", "x").state(1, [FILE.place()])
    inspection = Inspection("t", "1", Description("", "", 0, ""), (fact, other), (), ())

    assert [each.links for each in linked(inspection, SET).facts] == [
        (Link("C1-1", Relation.SHOWS), Link("C1-2", Relation.SITUATES), Link("C1-3", Relation.SHOWS)),
        (),
    ]


def test_criteria_that_nothing_speaks_about_are_silent():
    assert SET.silent == {f"C1-{number}" for number in range(4, 11)}
    assert SET.weak == {"C1-2", "C1-9"}


def test_a_framework_is_known_by_the_words_of_its_criteria():
    reworded = {**CRITERIA, "C1-1": "autre chose"}

    assert SET.suits({key: words.upper() for key, words in CRITERIA.items()})
    assert SET.suits(reworded)
    assert not SET.suits({**reworded, "C1-2": "autre"})
    assert not SET.suits(dict.fromkeys(CRITERIA, "autre"))
    assert not link_set("k", {}, (), []).suits(CRITERIA)


def test_a_reworded_criterion_gets_no_link():
    within = SET.within({**CRITERIA, "C1-1": "autre chose"})

    assert within.links == {"t.a": (Link("C1-2", Relation.SITUATES), Link("C1-3", Relation.SHOWS)), "t.b": ()}
    assert "C1-1" not in within.criteria


@pytest.mark.parametrize("targets", [{"C9-9": "shows"}, {"C1-1": "proves"}])
def test_links_that_lead_nowhere_are_refused(targets):
    with pytest.raises(BadLinksError) as caught:
        link_set("k", CRITERIA, (), [{"t.a": targets}])
    assert caught.value.code == "t.a"
    assert caught.value.criterion == next(iter(targets))
    assert caught.value.problem


def test_the_links_that_ship_are_sound_and_belong_to_their_inspector():
    for path in sorted((FOLDER / KEY).glob("*.json")):
        if path.name != "framework.json":
            table = json.loads(path.read_text(encoding="utf-8"))
            assert table == dict(sorted(table.items())), path.name
            assert {code.partition(".")[0] for code in table} <= {path.stem}, path.name
    assert links_of(KEY).links


def test_the_framework_that_ships_finds_its_links(shipped_framework):
    labels = {criterion.id: criterion.label for criterion in shipped_framework.criteria}

    assert len(labels) == 99
    assert framework_key(labels) == KEY
    assert framework_key({"C1.1-1": "autre"}) == ""
    assert plain(links_of(KEY, labels).criteria["C1.1-1"]) == plain(labels["C1.1-1"])
    assert links_of("another").links == {}


def test_the_thirteen_criteria_in_english_are_silent(shipped_framework):
    english = {each.id for each in shipped_framework.criteria if "anglais" in each.label.lower()}

    assert len(english) == 13
    assert english <= silent_criteria(KEY)
    assert not weak_criteria(KEY) & silent_criteria(KEY)
    assert not registry.problems()
