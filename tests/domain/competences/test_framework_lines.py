"""Shapes of lines, tails of texts, joins."""

import pytest

from preuve.domain.competences.readers.france_competences_text.lines import (
    Kind,
    Opening,
    Tail,
    join,
    opening_of,
    split_lines,
    starts_sentence,
    tail_of,
)


def shapes(text):
    return [(line.kind, line.marker, line.text) for line in split_lines(text)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Bloc 1 : Essais", Kind.BLOCK),
        ("BLOC N°2 – Essais", Kind.BLOCK),
        ("Bloc de compétences 3. Essais", Kind.BLOCK),
        ("Bloc opératoire", Kind.PROSE),
        ("C1.1 Concevoir", Kind.COMPETENCE),
        ("C1.1 : Concevoir", Kind.COMPETENCE),
        ("C1.1", Kind.GROUP),
        ("C1.1 :", Kind.GROUP),
        ("C1.1 à C1.5", Kind.RANGE),
        ("C1.1 - C1.5", Kind.RANGE),
        ("C4.1 à C4", Kind.RANGE),
        ("ISO20000 exige", Kind.PROSE),
        ("● Pilotant", Kind.ITEM),
        ("- Gestion", Kind.ITEM),
        ("- pilotant", Kind.ITEM),
        ("- internes ou externes.", Kind.PROSE),
        ("—", Kind.PROSE),
        ("https://www.legifrance.gouv.fr/x?y=1", Kind.FURNITURE),
        ("Page 3 / 12", Kind.FURNITURE),
        ("3/12", Kind.FURNITURE),
        ("2026", Kind.PROSE),
    ],
)
def test_shape(line, kind):
    assert [shape[0] for shape in shapes(line)] == [kind]


def test_a_lone_bullet_takes_the_text_below():
    assert shapes("●\nPilotant") == [(Kind.ITEM, "●", "Pilotant")]
    assert shapes("●\n● Pilotant") == [(Kind.ITEM, "●", ""), (Kind.ITEM, "●", "Pilotant")]


def test_a_lone_code_above_an_infinitive_is_a_competence():
    assert shapes("C1.1 :\nConcevoir des plans") == [(Kind.COMPETENCE, "", "C1.1 Concevoir des plans")]
    assert shapes("C1.1\nLa qualité") == [(Kind.GROUP, "", "C1.1"), (Kind.PROSE, "", "La qualité")]


def test_a_line_in_capitals_is_furniture_below_the_first_block_only():
    caps = "DOCUMENT CONFIDENTIEL INTERNE"
    assert [kind for kind, _, _ in shapes(f"{caps}\nBloc 1 : a\n{caps}\nMEHARI, ANSSI\n")] == [
        Kind.PROSE,
        Kind.BLOCK,
        Kind.FURNITURE,
        Kind.PROSE,
    ]


def test_a_sentence_of_the_form_may_be_wrapped():
    assert [k for k, _, _ in shapes("MODALITÉS\nD’ÉVALUATION\nCRITÈRES\nautres")] == [
        Kind.FURNITURE,
        Kind.FURNITURE,
        Kind.PROSE,
        Kind.PROSE,
    ]


def test_pages_and_gaps():
    text = "un\n\ndeux\n\ntrois\n quatre\n\n\n\ncinq\n\n  six\n\f\nsept"
    lines = split_lines(text)
    assert [line.text for line in lines if line.starts_page] == ["quatre", "sept"]
    assert [line.text for line in lines if line.after_gap] == ["cinq"]


def test_a_page_starts_below_furniture():
    lines = split_lines("Bloc 1 : a\nun\nPage 3/4\ndeux\ntrois")
    assert [line.text for line in lines if line.starts_page] == ["deux"]


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("réalisé.", Tail.FINISHED),
        ("mises à jour …", Tail.FINISHED),
        ("en :", Tail.FINISHED),
        ("nouveaux services,", Tail.COMMA),
        ("lesquelles ils interviennent;", Tail.BARE),
        ("le service", Tail.BARE),
        ("et délai —", Tail.BARE),
        ("est démontrée", Tail.BARE),
        ("qui vont assurer la", Tail.UNFINISHED),
        ("les besoins sont", Tail.UNFINISHED),
        ("la non-", Tail.UNFINISHED),
        ("(clustering, stockage.", Tail.UNFINISHED),
        ("à l’", Tail.UNFINISHED),
    ],
)
def test_tail(text, tail):
    assert tail_of(text) is tail


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Pilotant et/ou", Opening.GERUND),
        ("En mobilisant les", Opening.GERUND),
        ("S’appuyant sur", Opening.GERUND),
        ("En fonction des besoins", Opening.OTHER),
        ("L’adaptation", Opening.DETERMINER),
        ("Les solutions", Opening.DETERMINER),
        ("Gérer les risques", Opening.INFINITIVE),
        ("Respect de la loi", Opening.OTHER),
    ],
)
def test_opening(text, opening):
    assert opening_of(text) is opening


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("non-", "répudiation", "non-répudiation"),
        ("données -", "Json", "données - Json"),
        ("anti-", "Attaques", "anti- Attaques"),
        ("le", "plan", "le plan"),
    ],
)
def test_join(left, right, joined):
    assert join(left, right) == joined


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Le jury", True),
        ("L’expert", True),
        ("« À part", True),
        ("HTML CSS", False),
        ("S.I", False),
        ("le", False),
        (":", False),
    ],
)
def test_starts_sentence(text, starts):
    assert starts_sentence(text) is starts
