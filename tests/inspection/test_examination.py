"""Examine: recognise, open what holds others, inspect, compare; a defect of one inspector stays its own."""

import gzip
import io
import json
import zipfile

import pytest

from preuve.domain.evidence.contract import Description, FactKind, Format, Inspection, Inspector, Strength
from preuve.inspection import registry
from preuve.inspection.examination import examined
from tests.factories.evidence import AS_OF, artefact

JUNIT = b'<testsuite name="s"><testcase classname="a" name="b"/></testsuite>'
FACT = FactKind("toy.companions", Strength.READ, "{value}", "{value}")


class Toy(Inspector):
    id = "toy"
    version = "1"
    title = ("jouet", "toy")
    formats = (Format("toy", "Toy", "x", lambda head: float(head.text.startswith("toy"))),)

    def inspect(self, artefacts, context):
        if b"broken" in artefacts[0].open().read():
            raise KeyError("a defect")
        described = Description(artefacts[0].sha256, artefacts[0].name, artefacts[0].size, "toy")
        fact = FACT.state(len(artefacts) - 1, [artefacts[0].place()])
        return Inspection(self.id, self.version, described, (fact,), (), ())

    def compare(self, before, after, context):
        raise KeyError("a defect")

    def members(self, artefact_):
        if b"holds" in artefact_.open().read():
            yield artefact(JUNIT, f"{artefact_.name}!dedans.xml")


@pytest.fixture
def toy(monkeypatch):
    everyone = {**registry.inspectors(), "toy": Toy()}
    monkeypatch.setattr(registry, "inspectors", lambda: everyone)


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def one(data, name="f", **options):
    (found,) = examined([artefact(data, name)], as_of=AS_OF, **options)["files"]
    return found


def test_an_unknown_file_is_plain_evidence():
    found = one(b"bonjour")

    assert (found["kinds"], found["inspections"], found["unreadable"], found["archive"]) == ([], [], [], "")


def test_an_archive_is_opened_and_each_file_goes_to_its_inspector():
    inner = gzip.compress(JUNIT)
    found = one(zipped(**{"a.xml": JUNIT, "b.xml.gz": inner, "lisez-moi": b"x"}), "tout.zip")

    assert found["archive"] == "zip"
    assert [(each["inspector"], each["artefact"]["name"]) for each in found["inspections"]] == [
        ("tests", "tout.zip!a.xml"),
        ("tests", "tout.zip!b.xml.gz!b.xml"),
    ]
    assert found["unknown_members"] == 1


def test_an_archive_that_is_not_safe_is_told():
    found = one(b"PK\x03\x04broken", "x.zip")

    assert [(each["reason"], each["name"], each["inspector"]) for each in found["unreadable"]] == [
        ("malformed", "x.zip", "")
    ]


def test_archives_inside_archives_are_opened_to_a_depth():
    data = JUNIT
    for _ in range(4):
        data = zipped(**{"a.zip": data})

    assert (one(data)["inspections"], one(data)["unknown_members"]) == ([], 1)


def test_files_that_an_artefact_holds_go_to_the_other_inspectors(toy):
    found = one(b"toy holds", "depot")

    assert [each["artefact"]["name"] for each in found["inspections"]] == ["depot", "depot!dedans.xml"]


def test_companions_of_the_same_kind_are_read_with_it(toy):
    companions = [artefact(b"toy other"), artefact(b"toy"), artefact(JUNIT)]

    (found,) = examined([artefact(b"toy")], as_of=AS_OF, companions=companions)["files"]

    assert found["inspections"][0]["facts"][0]["value"] == 1


def test_a_defect_is_told_in_words_and_costs_nobody_else(toy, capsys):
    found = one(zipped(a="toy broken", b=JUNIT), "x.zip")

    assert [(each["inspector"], each["reason"]) for each in found["unreadable"]] == [("toy", "defect")]
    assert [each["inspector"] for each in found["inspections"]] == ["tests"]
    assert "KeyError: 'a defect'" in capsys.readouterr().err


def test_a_kind_may_be_chosen(toy):
    assert one(b"toy", kind="tests")["unreadable"][0]["reason"] == "unknown-format"


def test_comparisons(toy, capsys):
    both = {"as_of": AS_OF, "compare_only": True}
    found = examined([artefact(JUNIT)], before=[artefact(JUNIT)], **both)
    assert [each["inspector"] for each in found["comparisons"]] == ["tests"]
    assert found["files"] == []

    for before, after in (([b"toy"], [JUNIT]), ([b"x"], [b"y"]), ([JUNIT, JUNIT], [JUNIT])):
        found = examined(
            [artefact(each) for each in after], before=[artefact(each) for each in before], **both
        )
        assert [each["reason"] for each in found["unreadable"]] == ["not-comparable"]
    found = examined([artefact(b"toy")], before=[artefact(b"toy")], **both)
    assert [each["reason"] for each in found["unreadable"]] == ["defect"]
    assert "KeyError" in capsys.readouterr().err


def test_the_guard_speaks_when_it_is_asked():
    key = b"AKIAIOSFODNN7EXAMPLE"

    assert one(key)["guard"] == []
    assert [hit["code"] for hit in one(key, guard=True)["guard"]] == ["guard.cloud-key"]


def test_links_are_attached_for_the_framework_that_is_named():
    without, with_links = one(JUNIT), one(JUNIT, framework="expert-ingenierie-informatique")

    assert {criterion for fact in without["inspections"][0]["facts"] for criterion in fact["links"]} == set()
    assert "C2.3-3" in {
        criterion for fact in with_links["inspections"][0]["facts"] for criterion in fact["links"]
    }
    json.dumps(with_links, allow_nan=False)
