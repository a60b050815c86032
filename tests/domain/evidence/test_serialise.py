"""An inspection crosses as plain JSON and comes back the same."""

import json

from preuve.domain.evidence.contract import (
    Comparison,
    Description,
    FactKind,
    FindingKind,
    Inspection,
    LimitKind,
    Link,
    PlaceKind,
    Relation,
    Strength,
)
from preuve.domain.evidence.links import link_set, linked
from preuve.domain.evidence.serialise import (
    comparison_from,
    comparison_json,
    inspection_from,
    inspection_json,
    place_from,
    place_json,
)
from tests.factories.evidence import artefact

FILE = artefact("x", "f.csv")
PLACES = [
    FILE.place(),
    FILE.place(PlaceKind.CSV, line=3, column="c"),
    FILE.place(PlaceKind.TEXT, line=3, last_line=9),
    FILE.place(PlaceKind.JSON, line=1, path="/a/b"),
]
FACT = FactKind("t.fact", Strength.READ, "f {value}", "e {value}", "s").state({"a": 1, "b": None}, PLACES)
FINDING = FindingKind("t.finding", "f", "e").state([1, "x"], PLACES[1:])
LIMIT = LimitKind("t.limit", "f", "e").state()
DESCRIPTION = Description(FILE.sha256, "f.csv", 1, "csv", "tool 1", "2026-05", ("2026-01-01", ""), "host")
LINKS = link_set(
    "k", {"C1-1": "x"}, (), [{"t.fact": {"C1-1": "shows"}, "t.finding": {"C1-1": "contradicts"}}]
)


def test_an_inspection_comes_back_the_same():
    inspection = linked(
        Inspection(
            "t", "1", DESCRIPTION, (FACT,), (FINDING,), (LIMIT,), (DESCRIPTION,), {"rows": [{"x": 1}]}
        ),
        LINKS,
    )

    again = inspection_from(json.loads(json.dumps(inspection_json(inspection))))

    assert again == inspection
    assert again.facts[0].links == (Link("C1-1", Relation.SHOWS),)


def test_a_comparison_comes_back_the_same():
    comparison = linked(
        Comparison("t", "1", DESCRIPTION, DESCRIPTION, False, (FACT,), (FINDING,), (LIMIT,)), LINKS
    )

    assert comparison_from(json.loads(json.dumps(comparison_json(comparison)))) == comparison


def test_a_place_carries_only_what_it_has():
    assert place_json(PLACES[0]) == {"artefact": FILE.sha256, "name": "f.csv", "kind": "file"}
    assert [place_from(place_json(place)) for place in PLACES] == PLACES


def test_measures_and_descriptions_are_cleaned_on_the_way():
    dirty = Description(FILE.sha256, "a\nb", 1, "csv", "x\x00" * 500)
    inspection = Inspection(
        "t", "1", dirty, (), (), (), (), {"k\x00": [float("inf"), ("\x1bx", 10**30), None]}
    )

    written = inspection_json(inspection)

    assert written["artefact"]["name"] == "a b"
    assert len(written["artefact"]["producer"]) == 200
    assert written["measures"] == {"k": [None, ["x", None], None]}
    json.dumps(written, allow_nan=False)
