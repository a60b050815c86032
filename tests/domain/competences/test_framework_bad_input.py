"""What is not a framework is refused with a reason and a line; what is half of one is read with warnings."""

import pytest

from preuve.domain.competences.errors import CompetencesError, UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.model import Unassigned
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.readers.france_competences_text import FranceCompetencesTextReader
from preuve.domain.competences.readers.france_competences_text.encoding import MAX_BYTES
from preuve.domain.competences.words import account_for_words

SMALL = """Titre

REFERENTIELS D’ACTIVITES, DE COMPETENCES ET D’EVALUATION
École du Littoral

Bloc 1 : Essais
L’expert assure les activités suivantes :
- Gestion des essais.
C1.1 Mener des essais en :
● Mesurant les écarts.
C1.1 à C1.1
Le candidat présente son dossier.
C1.1 à C1.1
Le jury s’assure que :
C1.1
● La qualité des mesures : elles sont justes.
"""


def read(text, name="x.txt"):
    framework = read_framework(text.encode(), name)
    assert account_for_words(text, framework).balanced
    return framework


def codes(framework):
    return [(w.code, w.line) for w in framework.warnings]


@pytest.mark.parametrize(
    ("data", "reason", "line", "detail"),
    [
        (b"", UnreadableReason.EMPTY, 1, ""),
        (b" \r\n\t\n", UnreadableReason.EMPTY, 1, ""),
        (b"\xef\xbb\xbf", UnreadableReason.EMPTY, 1, ""),
        (b"\xff\xfe\n\x00 \x00", UnreadableReason.EMPTY, 1, ""),
        (b"%PDF-1.7\n%\x00\x01", UnreadableReason.BINARY, 1, "PDF"),
        (b"PK\x03\x04\x14\x00", UnreadableReason.BINARY, 1, "ZIP, DOCX, ODT, XLSX"),
        (b"\x00\x01\x02", UnreadableReason.BINARY, 1, ""),
        (b"a" * 9000 + b"\n\x07", UnreadableReason.BINARY, 2, "U+0007"),
        (b"Bloc 1 : a\n\xc3\x28 \x81", UnreadableReason.ENCODING, 2, "cp1252 0x81"),
        (b"\xef\xbb\xbfBloc 1 : a\n\n\xe9", UnreadableReason.ENCODING, 3, "utf-8 0xE9"),
        (b"\xff\xfeB\x00\n\x00\x00\xd8a\x00", UnreadableReason.ENCODING, 2, "utf-16-le 0x00"),
        (b"Une recette\n\nde cuisine\n", UnreadableReason.NO_BLOCK, 3, ""),
        (b"...\n", UnreadableReason.NO_BLOCK, 1, ""),
        (b"Titre\nBloc 1 : Essais\n- Gestion\n", UnreadableReason.NO_COMPETENCE, 2, "Bloc 1 : Essais"),
        (b"x" * (MAX_BYTES + 1), UnreadableReason.TOO_LARGE, 1, str(MAX_BYTES + 1)),
    ],
)
def test_refuses(data, reason, line, detail):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_framework(data, "x.txt")
    assert (caught.value.reason, caught.value.line, caught.value.detail) == (reason, line, detail)
    assert isinstance(caught.value, CompetencesError)


def test_a_document_of_form_feeds_alone_has_no_block():
    with pytest.raises(UnreadableDocumentError) as caught:
        FranceCompetencesTextReader().read(b"\f\n\f")
    assert (caught.value.reason, caught.value.line) == (UnreadableReason.NO_BLOCK, 1)


def test_sniffs_by_bytes_before_the_name():
    reader = FranceCompetencesTextReader()
    assert [reader.sniff(b"Bloc 1", "x.TXT"), reader.sniff(b"Bloc 1", "x"), reader.sniff(b"\0", "x.txt")] == [
        0.9,
        0.4,
        0,
    ]


def test_chooses_the_surest_reader(framework):
    class Certain:
        id = "certain"
        suffixes = (".xyz",)

        def sniff(self, head, name):
            return float(name.endswith(".xyz") and head == b"Bloc")

        def read(self, _data):
            return framework

    readers = (FranceCompetencesTextReader(), Certain())
    assert read_framework(b"Bloc", "a.xyz", readers) is framework
    with pytest.raises(UnreadableDocumentError):
        read_framework(b"Bloc", "a.txt", readers)


def test_reads_a_small_document_without_a_warning():
    framework = read(SMALL)
    assert (framework.title, framework.certifier, framework.warnings) == ("Titre", "École du Littoral", ())
    assert framework.blocks[0].assessment_methods[0].steps == ("Le candidat présente son dossier.",)


def test_reads_windows_1252_and_says_so():
    framework = read_framework(SMALL.replace("●", "•").encode("cp1252"), "x.txt")
    assert codes(framework) == [("encoding-guessed", 1)]
    assert framework.certifier == "École du Littoral"


def test_a_document_cut_in_its_second_block_keeps_what_is_there(source, framework):
    cut = source[: source.index("éléments \n\nphysiques du réseau".encode())]
    read_ = read_framework(cut, "x.txt")
    assert account_for_words(cut, read_).balanced
    assert read_.blocks[0] == framework.blocks[0]
    assert [c.code for c in read_.blocks[1].competences] == ["C2.1", "C2.2"]
    assert [w for w in codes(read_) if w[1] > 847 - 1] == [
        ("block-without-method", 847),
        ("competence-without-criteria", 886),
        ("competence-without-criteria", 930),
        ("unfinished-item", 936),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Titre\n", "", [("title-missing", 2)]),
        ("École du Littoral\n", "", [("certifier-missing", 1)]),
        ("École du Littoral\n", "Article L6113-1 du code\n", [("certifier-missing", 1)]),
        ("REFERENTIELS D’ACTIVITES, DE COMPETENCES ET D’EVALUATION\n", "", [("certifier-missing", 1)]),
        ("- Gestion des essais.\n", "", [("block-without-activity", 6)]),
        ("C1.1 à C1.1\nLe candidat présente son dossier.\n", "", [("block-without-method", 6)]),
        ("● Mesurant les écarts.\n", "", [("competence-without-practice", 9)]),
        (
            "C1.1\n● La qualité des mesures : elles sont justes.\n",
            "C1.1\n",
            [("competence-without-criteria", 9), ("group-without-criteria", 15)],
        ),
        (": elles sont justes.", "elles sont justes.", [("label-without-colon", 16)]),
        (": elles sont justes.", ": elles sont dans le", [("unfinished-item", 16)]),
        ("● La qualité", "La qualité", [("item-without-bullet", 16)]),
        ("les écarts.\n", "les écarts.\nRédigeant un rapport.\n", [("item-without-bullet", 11)]),
        ("justes.\n", "justes.\nLes tests : ils passent.\n", [("item-without-bullet", 17)]),
        ("justes.\n", "justes.\n● La qualité des mesures : tout.\n", [("duplicate-label", 17)]),
        ("justes.\n", "justes.\nC1.1\n● Les tests : ils passent.\n", [("repeated-heading", 17)]),
        ("justes.\n", "justes.\nC9.9\n● Les tests : ils passent.\n", [("criterion-without-competence", 17)]),
        ("C1.1\n● La", "● La", [("competence-without-criteria", 9), ("criterion-without-competence", 15)]),
        (
            "C1.1 à C1.1\nLe candidat",
            "C1.1 à C2\nLe candidat",
            [("range-incomplete", 11), ("range-mismatch", 13)],
        ),
        (
            "C1.1 à C1.1\nLe candidat",
            "C1.1 à C1.7\nLe candidat",
            [("range-unknown-code", 11), ("range-mismatch", 13)],
        ),
        (
            "C1.1 à C1.1\nLe jury",
            "B1.1 à B1.1\nLe jury",
            [
                ("range-mismatch", 13),
                ("range-stops-short", 13),
                ("range-unknown-code", 13),
                ("range-unknown-code", 13),
            ],
        ),
        (
            "C1.1 à C1.1\nLe jury",
            "C1.2 Trier en :\n● Rangeant.\nC1.1 à C1.1\nLe jury",
            [("competence-without-criteria", 13)],
        ),
        (
            "● Mesurant les écarts.\n",
            "● Mesurant les écarts.\nC1.1 Trier en :\n● Rangeant.\n",
            [("competence-without-criteria", 11), ("duplicate-code", 11)],
        ),
    ],
)
def test_warns(old, new, expected):
    assert SMALL.count(old) == 1
    assert codes(read(SMALL.replace(old, new))) == expected


def test_sets_practices_aside_that_follow_no_competence():
    text = SMALL + "Bloc 2 : Autre\n- Suivi.\n\f● Mesurant un écart.\n"
    framework = read(text)
    assert ("practice-without-competence", 19) in codes(framework)
    assert framework.unassigned[-1] == Unassigned(19, "● Mesurant un écart.")


def test_sets_stray_text_aside_with_a_warning():
    text = SMALL.replace("les écarts.\n", "les écarts.\n\n\n\npréparé par\nnos soins.\n\n\n\n")
    framework = read(text)
    assert framework.unassigned[1:] == (Unassigned(14, "préparé par"), Unassigned(15, "nos soins."))
    assert codes(framework) == [("stray-text", 14), ("stray-text", 15)]
    assert framework.blocks == read(SMALL).blocks


def test_sets_a_modality_aside_that_states_no_range():
    text = SMALL.replace("- Gestion des essais.\n", "- Gestion des essais.\nC1.1 à C1.1\n").replace(
        "C1.1 à C1.1\nLe candidat", "Le candidat"
    )
    framework = read(text)
    assert framework.blocks[0].assessment_methods[0].stated_range == "C1.1 à C1.1"


def test_a_title_of_a_block_may_be_wrapped():
    text = SMALL.replace("Bloc 1 : Essais\n", "Bloc 1 : Conception, mesure et\nessais des services\n")
    assert read(text).blocks[0].title == "Conception, mesure et essais des services"


def test_a_heading_repeated_on_the_next_page_is_furniture():
    text = SMALL.replace(
        "C1.1\n● La", "C1.1\n● L’ordre : il suit la\nBLOC 1 : ESSAIS\nliste des mesures.\n● La"
    )
    framework = read(text)
    assert [c.text for c in framework.criteria] == [
        "L’ordre : il suit la liste des mesures.",
        "La qualité des mesures : elles sont justes.",
    ]
    assert framework.unassigned[-1].text == "BLOC 1 : ESSAIS"
