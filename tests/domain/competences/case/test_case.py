"""A framework out as CASE and in again is the same, identifiers included."""

# ruff: noqa: E501 - one value a line

import json
import re
import uuid
from pathlib import Path

import pytest

import preuve
from preuve.domain.competences.case import CaseVersion, ItemType, Publication, from_case, to_case
from preuve.domain.competences.errors import InvalidFrameworkJsonError
from preuve.domain.competences.model import AssessmentMethod, Block, Competence, Criterion, Framework
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.serialise import canonical_bytes

DOCUMENT = Path(preuve.__file__).parent / "data" / "frameworks" / "expert-ingenierie-informatique.txt"
ABOUT = Publication("RNCP37674", "https://example.org/case", "2026-03-01T12:00:00+00:00")
SMALL = Framework(
    "Titre",
    "Certif",
    (
        Block(
            "BC1", "Bloc", "", ("Activité",), (AssessmentMethod("C1.1", ("C1.1",), ("Écrit",)),),
            (Competence("C1.1", "Faire", ("En pilotant",), (Criterion("C1.1-1", "Clair", "net", "Clair : net"),)),),
        ),
    ),
)  # fmt: skip


def package(version=CaseVersion.V1_1, about=ABOUT, framework=SMALL):
    return json.loads(json.dumps(to_case(framework, about, version)))


@pytest.mark.parametrize("version", CaseVersion)
@pytest.mark.parametrize("real", [True, False])
def test_out_in_and_out_again(version, real):
    framework = read_framework(DOCUMENT.read_bytes(), DOCUMENT.name) if real else SMALL
    first = package(version, framework=framework)
    found = from_case(first)

    assert canonical_bytes(found.framework) == canonical_bytes(framework)
    assert found.framework.warnings == ()
    assert package(version, found.publication, found.framework) == first


def test_the_order_of_items_and_associations_does_not_matter():
    made = package()
    made["CFItems"].reverse()
    made["CFAssociations"].reverse()

    assert from_case(made).framework == SMALL


def test_identifiers_are_uuid_5_and_differ():
    made = package()
    own = [each["identifier"] for name in ("CFItems", "CFAssociations") for each in made[name]]

    assert {uuid.UUID(each).version for each in own} == {5}
    assert len(set(own)) == len(own) == 12
    assert package() == made


def test_what_packages_may_not_hold_is_not_there():
    for version in CaseVersion:
        text = json.dumps(package(version))
        assert not re.search("CFDocumentURI|CFPackageURI", text)
    assert "targetType" not in json.dumps(package(CaseVersion.V1_0))
    assert package()["CFDocument"]["caseVersion"] == "1.1"


def test_children_are_numbered_among_their_siblings():
    made = package()

    assert [(item["CFItemType"], link["sequenceNumber"]) for item, link in zip(made["CFItems"], made["CFAssociations"], strict=True)] == [
        (ItemType.BLOCK, 1),
        (ItemType.ACTIVITY, 1),
        (ItemType.METHOD, 2),
        (ItemType.COMPETENCE, 3),
        (ItemType.PRACTICE, 1),
        (ItemType.CRITERION, 2),
    ]  # fmt: skip


def test_notes_of_somebody_else():
    made = package(CaseVersion.V1_0)
    made["CFItems"][0]["notes"] = "lire avant"
    made["CFItems"][5]["notes"] = '{"preuve:expectation": "net", "autre": 1}'

    framework = from_case(made).framework
    assert (framework.criteria[0].label, framework.criteria[0].expectation) == ("Clair", "")
    assert [w.message for w in framework.warnings] == ["Propriété « notes » non reprise (2 fois)."]


def change(*path, to):
    made = package()
    place = made
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return made


@pytest.mark.parametrize(
    ("made", "pointer", "found"),
    [
        ([], "", "list"),
        ({}, "", "CFDocument"),
        (change("CFDocument", "title", to=1), "/CFDocument/title", "int"),
        (change("CFItems", to={}), "/CFItems", "dict"),
        (change("CFItems", 1, "fullStatement", to=None), "/CFItems/1", "fullStatement"),
        (change("CFAssociations", 1, "sequenceNumber", to="1"), "/CFAssociations/1/sequenceNumber", "str"),
        (change("CFAssociations", 1, "sequenceNumber", to=True), "/CFAssociations/1/sequenceNumber", "bool"),
        (change("CFItems", 0, "humanCodingScheme", to=1), "/CFItems/0/humanCodingScheme", "int"),
        (change("CFItems", 2, "extensions", to=[]), "/CFItems/2/extensions", "list"),
        (change("CFItems", 2, "extensions", "preuve:steps", to="a"), "/CFItems/2/extensions/preuve:steps", "str"),
        (change("CFItems", 2, "extensions", "preuve:steps", to=[1]), "/CFItems/2/extensions/preuve:steps/0", "int"),
        (change("CFItems", 5, "extensions", "preuve:expectation", to=2), "/CFItems/5/extensions/preuve:expectation", "int"),
        (change("CFItems", 5, "uri", to=2), "/CFItems/5/uri", "int"),
        (change("CFDefinitions", "CFItemTypes", 1, to=2), "/CFDefinitions/CFItemTypes/1", "int"),
        (change("CFDefinitions", to=2), "/CFDefinitions", "int"),
        (change("CFItems", 1, "identifier", to=package()["CFDocument"]["identifier"]), "/CFItems/1/identifier", package()["CFDocument"]["identifier"]),
        (change("CFAssociations", 1, "originNodeURI", to=""), "/CFAssociations/1/originNodeURI", "str"),
    ],
)  # fmt: skip
def test_errors_have_a_pointer(made, pointer, found):
    with pytest.raises(InvalidFrameworkJsonError) as caught:
        from_case(made)

    assert (caught.value.pointer, caught.value.found) == (pointer, found)
