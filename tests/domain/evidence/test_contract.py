"""What a statement keeps, and what an inspector answers when it is asked."""

import pytest

from preuve.domain.evidence.contract import (
    MAX_PLACES,
    FactKind,
    FindingKind,
    Format,
    Inspector,
    LimitKind,
    Place,
    PlaceKind,
    Strength,
    tidy,
)
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact

FILE = artefact("x", "f.txt")
FACT = FactKind("toy.count", Strength.RECOMPUTED, "{value} {who}", "{value} of {who}", unit="lines")
FINDING = FindingKind("toy.wrong", "{value} faux", "{value} wrong")


class Toy(Inspector):
    id = "toy"
    version = "1"
    title = ("jouet", "toy")
    formats = (
        Format("one", "One", "one > x", lambda head: 0.4 if "one" in head.text else 0.0),
        Format("two", "Two", "two > x", lambda head: 0.9 if "two" in head.text else 0.0),
    )

    def inspect(self, artefacts, context):
        raise NotImplementedError


def test_a_fact_says_its_sentence_in_both_languages_with_its_place():
    fact = FACT.state(3, [FILE.place(PlaceKind.TEXT, line=2)], who="a\x00b")

    assert (fact.code, fact.value, fact.unit, fact.strength, fact.fr, fact.en, fact.links) == (
        "toy.count", 3, "lines", 5, "3 ab", "3 of ab", (),
    )  # fmt: skip
    assert fact.places == (Place(FILE.sha256, "f.txt", PlaceKind.TEXT, 2, 2),)


def test_a_finding_and_a_limit_say_theirs():
    finding = FINDING.state("x", [FILE.place()])

    assert (finding.fr, finding.en, finding.value) == ("x faux", "x wrong", "x")
    assert LimitKind("toy.limit", "pas {x}", "not {x}").state(x=1).en == "not 1"


def test_a_statement_without_a_place_is_a_defect():
    with pytest.raises(ValueError, match="without a place"):
        FACT.state(1, [], who="x")


def test_places_are_kept_once_and_bounded():
    places = [FILE.place(PlaceKind.TEXT, line=line // 2 + 1) for line in range(1000)]

    assert [place.line for place in FINDING.state(1000, places).places] == list(range(1, MAX_PLACES + 1))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\nb", "a b"),
        (True, True),
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (2.5, 2.5),
        (["a\x00", 1, float("inf")], ["a", 1, None]),
        ({"k\x00": "v"}, {"k": "v"}),
        (list(range(300)), list(range(200))),
    ],
)
def test_values_are_kept_as_json_can_carry_them(value, kept):
    assert tidy(value) == kept


@pytest.mark.parametrize(
    ("place", "french", "english"),
    [
        (FILE.place(), "tout le fichier", "the whole file"),
        (FILE.place(PlaceKind.TEXT, line=3), "ligne 3", "line 3"),
        (FILE.place(PlaceKind.TEXT, line=3, last_line=5), "lignes 3-5", "lines 3-5"),
        (FILE.place(PlaceKind.XML, line=3, path="//a"), "ligne 3, //a", "line 3, //a"),
        (FILE.place(PlaceKind.CSV, line=2, column="État"), "ligne 2, colonne État", "line 2, column État"),
        (FILE.place(PlaceKind.SHEET, column="B4", path="F"), "cellule B4, feuille F", "cell B4, sheet F"),
        (FILE.place(PlaceKind.CERTIFICATE, path="3EA"), "certificat n° 3EA", "certificate no. 3EA"),
        (FILE.place(PlaceKind.EVENT, path="12"), "événement 12", "event 12"),
        (FILE.place(PlaceKind.COMMIT, path="abc"), "commit abc", "commit abc"),
    ],
)  # fmt: skip
def test_a_place_in_words(place, french, english):
    assert (place.words(), place.words("en")) == (french, english)


def test_an_inspector_is_as_sure_as_its_surest_format():
    toy = Toy()

    assert [toy.sniff(Head(text)) for text in (b"one", b"one two", b"x")] == [0.4, 0.9, 0.0]
    assert toy.format_of(Head(b"one two")).id == "two"
    with pytest.raises(UnreadableArtefactError) as caught:
        toy.format_of(Head(b"x"))
    assert caught.value.reason is Unreadable.UNKNOWN_FORMAT


def test_most_kinds_hold_no_files_and_compare_nothing():
    toy = Toy()

    assert list(toy.members(FILE)) == []
    with pytest.raises(UnreadableArtefactError) as caught:
        toy.compare(FILE, FILE, CONTEXT)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


@pytest.mark.parametrize("reason", list(Unreadable))
def test_every_reason_has_words_in_both_languages(reason):
    error = UnreadableArtefactError(reason, detail="x")

    assert error.sentence().endswith("(x)")
    assert error.sentence("en").endswith("(x)")
    assert error.sentence("en") != error.sentence("fr")
    assert UnreadableArtefactError(reason).sentence("en") + " (x)" == error.sentence("en")
