"""Out, in elsewhere and out again: the same package, whatever the framework."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.competences.case import CaseVersion, Publication, from_case, to_case
from preuve.domain.competences.model import AssessmentMethod, Block, Competence, Criterion, Framework

ABOUT = Publication("RNCP37674", "https://example.org/case", "2026-03-01T12:00:00+00:00")
# few words, so that the same code and the same text come back often
words = st.one_of(st.sampled_from(["", "BC1", "C1.1", "a/b", "type", "isChildOf", "{}"]), st.text(max_size=8))
tuples = st.lists(words, max_size=3).map(tuple)
criteria = st.builds(Criterion, words, words, words, words)
competences = st.builds(Competence, words, words, tuples, st.lists(criteria, max_size=3).map(tuple))
methods = st.builds(AssessmentMethod, words, tuples, tuples)
blocks = st.builds(
    Block, words, words, words, tuples, st.lists(methods, max_size=2).map(tuple),
    st.lists(competences, max_size=3).map(tuple),
)  # fmt: skip
frameworks = st.builds(Framework, words, words, st.lists(blocks, max_size=3).map(tuple))
versions = st.sampled_from(CaseVersion)


def through_json(package):
    return json.loads(json.dumps(package))


def identifiers(package):
    objects = [package["CFDocument"], *package["CFItems"], *package["CFAssociations"]]
    return [each["identifier"] for each in [*objects, *package["CFDefinitions"]["CFItemTypes"]]]


@given(frameworks, versions, versions, st.sampled_from(["", "https://example.org/case"]))
def test_out_in_and_out_again_is_the_same(framework, first, second, base):
    about = replace(ABOUT, base=base)
    found = from_case(through_json(to_case(framework, about, first)))

    assert found.framework == framework
    again = to_case(found.framework, found.publication, second)
    assert again == to_case(framework, about, second)
    assert len(set(identifiers(again))) == len(identifiers(again))


@given(frameworks, versions)
def test_identifiers_of_another_house_come_back(framework, version):
    package = through_json(to_case(framework, ABOUT, version))
    text = json.dumps(package)
    for rank, own in enumerate(identifiers(package)):
        text = text.replace(own, f"other-{rank:06}")
    other = json.loads(text)
    found = from_case(other)

    assert to_case(found.framework, found.publication, version) == other


SMALL = Framework(
    "T", "C",
    (Block("BC1", "B", "", ("un", "deux"), (), (Competence("C1.1", "Faire", ("x",), ()),)),),
)  # fmt: skip


@pytest.mark.parametrize("version", CaseVersion)
def test_what_is_moved_keeps_its_identifier_and_what_is_reworded_its_code(version):
    found = from_case(through_json(to_case(SMALL, ABOUT, version)))
    block = SMALL.blocks[0]
    competence = replace(block.competences[0], statement="Bien faire")
    edited = replace(block, activities=("zéro", "deux", "un"), competences=(competence,))
    later = replace(found.publication, changed="2027-01-01T00:00:00+00:00")

    before = {each["fullStatement"]: each for each in to_case(SMALL, ABOUT, version)["CFItems"]}
    after = to_case(replace(SMALL, blocks=(edited,)), later, version)
    items = {each["fullStatement"]: each for each in after["CFItems"]}
    assert (items["un"], items["deux"]) == (before["un"], before["deux"])
    assert items["Bien faire"]["identifier"] == before["Faire"]["identifier"]
    assert items["Bien faire"]["lastChangeDateTime"] == "2027-01-01T00:00:00+00:00"
    assert len(set(identifiers(after))) == len(identifiers(after))
