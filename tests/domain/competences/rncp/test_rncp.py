"""Fiches of the RNCP: read one by one, cut by rules, and no word lost."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.readers.rncp_document import RncpDocumentReader, read_fiche
from preuve.domain.competences.rncp import (
    Fiche,
    FicheBlock,
    csv_fiches,
    draft_of,
    find_fiche,
    xml_fiches,
)
from preuve.domain.competences.rncp.pieces import Cut, Piece, pieces_of, plain_lines

BLOCK = """<BLOC_COMPETENCES><CODE>{code}</CODE><LIBELLE>{title}</LIBELLE>
<LISTE_COMPETENCES>{competences}</LISTE_COMPETENCES>{methods}</BLOC_COMPETENCES>"""
FIRST = """Le candidat sait :
- C1.1 – Choisir un instrument
- C1.2 Lire une valeur
   o avec son incertitude
Evaluation : mise en situation"""
FICHE = """<FICHE><ID_FICHE>1</ID_FICHE><NUMERO_FICHE>RNCP{number}</NUMERO_FICHE>
<INTITULE>Expert en essais</INTITULE><ACTIF>Oui</ACTIF>
<NOMENCLATURE_EUROPE><NIVEAU>NIV7</NIVEAU></NOMENCLATURE_EUROPE>
<CERTIFICATEURS><CERTIFICATEUR><NOM_CERTIFICATEUR>Institut A</NOM_CERTIFICATEUR></CERTIFICATEUR>
<CERTIFICATEUR><NOM_CERTIFICATEUR/></CERTIFICATEUR></CERTIFICATEURS>
<ACTIVITES_VISEES>Mesurer ; comparer</ACTIVITES_VISEES><CAPACITES_ATTESTEES/>
<BLOCS_COMPETENCES>{blocks}</BLOCS_COMPETENCES></FICHE>"""


def fiche(number):
    methods = "<MODALITES_EVALUATION>Oral&lt;br/&gt;Rapport</MODALITES_EVALUATION>"
    first = BLOCK.format(code=f"RNCP{number}BC01", title="Mesurer", competences=FIRST, methods=methods)
    words = "Dire un écart ; dire un doute"
    second = BLOCK.format(code=f"RNCP{number}BC02", title="Comparer", competences=words, methods="")
    return FICHE.format(number=number, blocks=first + second)


def export(*numbers):
    fiches = "".join(fiche(number) for number in numbers)
    head = '<?xml version="1.0" encoding="UTF-8"?><FICHES><VERSION_FLUX>4.1</VERSION_FLUX>'
    return f"{head}{fiches}</FICHES>".encode()


def fault(act):
    with pytest.raises(UnreadableDocumentError) as caught:
        act()
    return caught.value.reason, caught.value.detail


def test_a_fiche_becomes_a_draft():
    draft = read_fiche(export(1, 37674, 2), "rncp37674")
    framework = draft.framework
    assert (framework.title, framework.certifier) == ("Expert en essais", "Institut A")
    first, second = framework.blocks
    assert (first.code, first.title, first.introduction) == ("BC1", "Mesurer", "Le candidat sait :")
    assert [(each.code, each.statement, each.practices) for each in first.competences] == [
        ("C1.1", "Choisir un instrument", ()),
        ("C1.2", "Lire une valeur", ("avec son incertitude",)),
    ]
    (method,) = first.assessment_methods
    assert (method.applies_to, method.steps) == (("C1.1", "C1.2"), ("Oral", "Rapport"))
    assert [(each.code, each.statement) for each in second.competences] == [
        ("C2.1", "Dire un écart"),
        ("C2.2", "dire un doute"),
    ]
    assert second.assessment_methods == ()
    lines = draft.source.splitlines()
    said = [(each.code, lines[each.line - 1]) for each in framework.warnings]
    assert said == [
        ("rncp-no-criterion", "Certificateur : Institut A"),
        ("rncp-whole-fiche", "Activités visées"),
        ("rncp-aside", "Evaluation : mise en situation"),
        ("rncp-semicolon", "Dire un écart ; dire un doute"),
    ]
    assert [(lines[each.line - 1], each.text) for each in framework.unassigned] == [
        ("Mesurer ; comparer", "Mesurer ; comparer"),
        ("Evaluation : mise en situation", "Evaluation : mise en situation"),
    ]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("- Mesurer", [Piece("Mesurer", Cut.BULLET)]),
        ("• C1.2 – Mesurer", [Piece("Mesurer", Cut.CODE, "C1.2")]),
        ("C12 : Mesurer", [Piece("Mesurer", Cut.CODE, "C12")]),
        ("C1.2.3. Mesurer", [Piece("Mesurer", Cut.CODE, "C1.2.3")]),
        ("C1.2", [Piece("C1.2", Cut.LINE)]),
        ("1. Mesurer", [Piece("Mesurer", Cut.LINE)]),
        ("o avec soin", [Piece("avec soin", Cut.SUB_BULLET)]),
        ("Savoir :", [Piece("Savoir :", Cut.HEADING)]),
        ("Critères : la précision", [Piece("Critères : la précision", Cut.ASIDE)]),
        ("Mesurer ; lire", [Piece("Mesurer", Cut.SEMICOLON), Piece("lire", Cut.SEMICOLON)]),
        ("Mesurer ;", [Piece("Mesurer ;", Cut.LINE)]),
        ("- Mesurer ; lire", [Piece("Mesurer ; lire", Cut.BULLET)]),
        ("C’est mesurer", [Piece("C’est mesurer", Cut.LINE)]),
    ],
)
def test_a_line_is_cut_by_rules(line, pieces):
    assert pieces_of(line) == pieces
    assert [piece.uncertain for piece in pieces_of(line)] == [
        piece.cut in {Cut.SEMICOLON, Cut.ASIDE} for piece in pieces
    ]


def test_breaks_bullets_in_a_line_and_tags():
    assert plain_lines("<ul><li>Mesurer</li><li>Lire &amp; dire</li></ul>") == ["Mesurer", "Lire & dire"]
    assert plain_lines("Savoir :  * mesurer  o avec soin  * lire") == [
        "Savoir :",
        "* mesurer",
        "o avec soin",
        "* lire",
    ]
    assert plain_lines("mesure < 3 et > 2\r\n\r\n<b>fin</b>") == ["mesure < 3 et > 2", "fin"]


def test_a_code_given_twice_is_changed_and_said():
    blocks = tuple(
        FicheBlock(f"RNCP1BC0{rank}", f"Bloc {rank}", "C1 – Lire\nMesurer\nC2.1 Dire") for rank in (1, 2)
    )
    framework = draft_of(Fiche("RNCP1", "", blocks)).framework
    assert framework.title == "RNCP1"
    assert [each.code for each in framework.competences] == ["C1", "C1.2", "C2.1", "C2.2", "C2.3", "C2.4"]
    assert [each.statement for each in framework.blocks[1].competences] == [
        "C1 Lire",
        "Mesurer",
        "C2.1 Dire",
    ]
    assert [each.code for each in framework.warnings].count("rncp-code-repeated") == 2


def test_a_block_without_competences_says_so():
    framework = draft_of(Fiche("RNCP1", "T", (FicheBlock("RNCP1BC01", ""),))).framework
    assert framework.blocks[0].title == "RNCP1BC01"
    assert [each.code for each in framework.warnings] == ["rncp-no-criterion", "rncp-no-competence"]


def test_a_sub_bullet_without_anything_above_is_a_competence():
    framework = draft_of(Fiche("RNCP1", "T", (FicheBlock("B", "B", "o lire"),))).framework
    assert [each.statement for each in framework.competences] == ["lire"]


PARTS = st.lists(
    st.sampled_from(
        ["mesurer", "C1.1", "C2", " – ", " ; ", ";", "\n", "- ", "* ", "o ", "  * ", "•", ":", ".", "1. ",
         "Évaluation", "<li>", "</li>", "<br/>", "&amp;", "lire", "écart", " ", "A1.2 ", "(", "<b>", "É"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def words(text):
    return Counter(word for word in re.findall(r"[^\W\d_]+", text) if word != "o")  # a bullet


@settings(max_examples=400, deadline=None)
@given(PARTS, PARTS, PARTS)
def test_no_word_is_lost(competences, methods, activities):
    draft = draft_of(Fiche("RNCP1", "T", (FicheBlock("B", "T", competences, methods),), "", activities))
    block = draft.framework.blocks[0]
    held = [block.introduction, *(each.text for each in draft.framework.unassigned)]
    held += [step for method in block.assessment_methods for step in method.steps]
    for each in block.competences:
        held += [each.statement, *each.practices]
    codes = words(" ".join(each.code for each in block.competences))
    source = [" ".join(plain_lines(text)) for text in (competences, methods, activities)]
    assert words(" ".join(source)) - words(" ".join(held)) - codes == Counter()
    assert len({each.code for each in block.competences}) == len(block.competences)
    last = len(draft.source.split("\n"))
    assert all(1 <= each.line <= last for each in (*draft.framework.warnings, *draft.framework.unassigned))


def test_what_is_no_export_is_refused():
    assert fault(lambda: list(xml_fiches(io.BytesIO(b"<FICHES><FICHE>"))))[0] is UnreadableReason.XML
    bomb = b'<!DOCTYPE FICHES [<!ENTITY a "b">]><FICHES><FICHE><INTITULE>&a;</INTITULE></FICHE></FICHES>'
    assert fault(lambda: list(xml_fiches(io.BytesIO(bomb)))) == (UnreadableReason.XML, "DOCTYPE")
    assert fault(lambda: read_fiche(export(1), "RNCP9")) == (UnreadableReason.NO_FICHE, "RNCP9")
    assert fault(lambda: draft_of(Fiche("RNCP1", "T", ()))) == (UnreadableReason.NO_BLOCK, "RNCP1")
    assert fault(lambda: list(csv_fiches(["a;b"])))[0] is UnreadableReason.CSV
    assert fault(lambda: list(csv_fiches([]))) == (
        UnreadableReason.CSV,
        "Numero_Fiche, Bloc_Competences_Code, Bloc_Competences_Libelle",
    )


def test_the_only_fiche_of_a_document_is_read_and_several_are_not():
    assert read_framework(export(7), "fiche.xml").title == "Expert en essais"
    assert fault(lambda: read_framework(export(7, 8), "f.xml"))[0] is UnreadableReason.SEVERAL_FICHES
    assert fault(lambda: read_framework(export(), "f.xml"))[0] is UnreadableReason.NO_FICHE
    assert RncpDocumentReader().sniff(b"<svg>", "f.xml") == 0.0


def test_blocks_of_the_csv():
    lines = [
        "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle\n",
        "RNCP1;RNCP1BC01;Mesurer\n",
        "RNCP1;RNCP1BC02;Comparer\n",
        "RNCP2;RNCP2BC01;Lire\n",
        "RNCP3;RNCP3BC01\n",
    ]
    fiches = list(csv_fiches(lines))
    assert [(each.number, [block.title for block in each.blocks]) for each in fiches] == [
        ("RNCP1", ["Mesurer", "Comparer"]),
        ("RNCP2", ["Lire"]),
        ("RNCP3", [""]),
    ]
    assert find_fiche(csv_fiches(lines), "RNCP2").blocks == (FicheBlock("RNCP2BC01", "Lire"),)
    assert list(csv_fiches(lines[:1])) == []
