"""Somebody else's package: all that has no place is named, and its words are kept."""

# ruff: noqa: E501 - one sentence a line

import json

import pytest

from preuve.domain.competences.case import (
    CaseVersion,
    ItemType,
    Kept,
    Publication,
    from_case,
    identity_of,
    to_case,
)
from preuve.domain.competences.case.storing import publication_from_json, publication_to_json
from preuve.domain.competences.model import Unassigned


def item(own, words, kind=None, **more):
    held = {"identifier": own, "uri": f"https://x.example/{own}", "fullStatement": words, **more}
    return held | ({"CFItemType": kind} if kind else {})


def under(child, parent, kind="isChildOf", **more):
    ends = {"originNodeURI": {"identifier": child}, "destinationNodeURI": {"identifier": parent}}
    return {"identifier": f"{child}-{parent}", "associationType": kind, **ends, **more}


def foreign():
    return {
        "CFDocument": {
            "identifier": "doc",
            "uri": "https://x.example/doc",
            "title": "Digital literacy",
            "creator": "An agency",
            "language": "en",
            "subject": ["IT"],
        },
        "CFItems": [
            item("a", "Find data", "Domain", humanCodingScheme="1"),
            item("b", "Search the web", "Standard", educationLevel=["09"]),
            item("c", "Uses two engines", humanCodingScheme="1.1.a"),
            item("d", "Deeper still", "Standard", humanCodingScheme="x"),
            item("e", "Alone", "Note"),
            item("f", "Round"),
            item("g", "Write", "Domain"),
            item("h", "Compétence mal placée", ItemType.PRACTICE.value),
        ],
        "CFAssociations": [
            under("g", "doc", sequenceNumber=2),
            under("a", "doc", sequenceNumber=1),
            under("b", "a"),
            under("c", "b"),
            under("d", "c"),
            under("f", "f"),
            under("h", "doc", sequenceNumber=3),
            under("b", "g"),
            under("nobody", "a"),
            under("e", "nowhere"),
            under("a", "b", "isPeerOf"),
        ],
        "CFDefinitions": {
            "CFItemTypes": [{"identifier": "t", "title": "Domain"}],
            "CFConcepts": [{"identifier": "k"}],
            "CFSubjects": [],
        },
        "CFRubrics": [],
    }


def test_what_is_placed_by_depth_and_what_is_not():
    framework = from_case(foreign(), {"/CFItems/4": 30}).framework

    assert [(b.code, b.title, b.competences == ()) for b in framework.blocks] == [
        ("1", "Find data", False),
        ("BC2", "Write", True),
    ]
    [competence] = framework.competences
    assert (competence.code, competence.statement) == ("C1.1", "Search the web")
    assert competence.practices == ("1.1.a Uses two engines",)
    assert framework.unassigned == (
        Unassigned(1, "x Deeper still"),
        Unassigned(30, "Alone"),
        Unassigned(1, "Round"),
        Unassigned(1, "Compétence mal placée"),
    )


def test_each_loss_is_named_once_with_its_number():
    assert [(w.code, w.message) for w in from_case(foreign()).framework.warnings] == [
        ("association-not-kept", "Association « isChildOf » non reprise (3 fois)."),
        ("association-not-kept", "Association « isPeerOf » non reprise (1 fois)."),
        (
            "type-guessed",
            "Type « Domain » inconnu : lu comme bloc de compétences, d’après sa place dans l’arbre (2 éléments).",
        ),
        (
            "type-guessed",
            "Type « Standard » inconnu : lu comme compétence, d’après sa place dans l’arbre (1 élément).",
        ),
        ("property-not-kept", "Propriété « educationLevel » non reprise (1 fois)."),
        (
            "type-guessed",
            "Type « (sans type) » inconnu : lu comme pratique, d’après sa place dans l’arbre (1 élément).",
        ),
        ("code-given", "Code absent, donné par le lecteur (2 éléments)."),
        ("property-not-kept", "Propriété « language » non reprise (1 fois)."),
        ("property-not-kept", "Propriété « subject » non reprise (1 fois)."),
        ("part-not-kept", "Partie « CFRubrics » du paquet non reprise (1 élément)."),
        ("part-not-kept", "Partie « CFConcepts » du paquet non reprise (1 élément)."),
        *(
            (
                "item-not-placed",
                (
                    f"Type « {name} » : sans place dans l’arbre du référentiel, "
                    "texte gardé parmi les lignes sans élément (1 élément)."
                ),
            )
            for name in ("Standard", "Note", "(sans type)", "Pratique")
        ),
    ]


def test_identifiers_and_addresses_of_others_are_kept():
    found = from_case(foreign())
    made = to_case(found.framework, found.publication, CaseVersion.V1_1)

    assert [each["identifier"] for each in made["CFItems"]] == ["a", "b", "c", "g"]
    assert made["CFItems"][0]["uri"] == "https://x.example/a"
    assert made["CFDocument"]["uri"] == "https://x.example/doc"
    assert [each["identifier"] for each in made["CFAssociations"]] == ["a-doc", "b-a", "c-b", "g-doc"]
    assert found.publication.name == "doc"
    own, uri = identity_of(found.publication, "new")
    assert uri == f"urn:uuid:{own}"


@pytest.mark.parametrize("extensions", [{"other:x": 1}, {"preuve:name": "N", "other:x": 1}])
def test_extensions_of_others_are_named(extensions):
    made = foreign()
    made["CFDocument"] |= {"extensions": extensions}

    messages = [w.message for w in from_case(made).framework.warnings]
    assert "Propriété « extensions » non reprise (1 fois)." in messages


def test_a_publication_as_json():
    about = Publication("N", "https://x", "2026", {"BC1": Kept("i", "u", "c", "m")})

    assert publication_from_json(json.loads(json.dumps(publication_to_json(about)))) == about
