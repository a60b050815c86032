"""The same framework, printed otherwise, reads the same."""

import re
import unicodedata
from dataclasses import replace

import pytest

from preuve.domain.competences.model import Framework
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.words import account_for_words
from tests.domain.competences.framework_documents import Layout, print_framework


def content(framework: Framework) -> Framework:
    return replace(framework, warnings=(), unassigned=())


def read_text(text: str) -> Framework:
    framework = read_framework(text.encode(), "referentiel.txt")
    assert account_for_words(text, framework).balanced
    return content(framework)


@pytest.mark.parametrize("page_height", [20, 25, 33, 41, 45, 50, 56, 60, 70, 1000])
def test_other_page_breaks(framework, page_height):
    assert read_text(print_framework(framework, Layout(page_height))) == content(framework)


@pytest.mark.parametrize("widths", [(38, 62, 32, 34), (30, 50, 30, 30), (36, 70, 28, 40)])
def test_other_line_widths(framework, widths):
    assert read_text(print_framework(framework, Layout(60, widths))) == content(framework)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(double_spaced=False),
        Layout(form_feed=True),
        Layout(footer="ELEMENTS COMPLEMENTAIRES RELATIFS A LA DEMANDE"),
        Layout(footer="Page 3 / 12"),
        Layout(line_end="\r\n"),
        Layout(line_end="\r"),
        Layout(bullet="• "),
        Layout(bullet="▪"),
        Layout(bullet="\uf0b7 "),
        Layout(activity_bullet="– "),
        Layout(activity_bullet="● "),
        Layout(heading="BLOC DE COMPETENCES N° {number} – {title}"),
    ],
    ids=repr,
)
def test_other_typography(framework, layout):
    assert read_text(print_framework(framework, layout)) == content(framework)


def test_dashes_for_everything(framework):
    layout = Layout(60, bullet="- ")
    assert read_text(print_framework(framework, layout)) == content(framework)


def test_other_title_and_certifier(framework):
    other = replace(framework, title="Manager de projet numérique", certifier="École du Littoral")
    assert read_text(print_framework(other)) == content(other)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_real_document_with_other_line_ends(text, framework, end):
    assert read_framework(text.replace("\n", end).encode(), "x.txt") == framework


@pytest.mark.parametrize("bullet", ["•", "▪", "-"])
def test_the_real_document_with_other_bullets(text, framework, bullet):
    assert read_text(text.replace("●", bullet)) == content(framework)


def test_the_real_document_decomposed(text, framework):
    assert read_framework(unicodedata.normalize("NFD", text).encode(), "x.txt") == framework


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_real_document_with_a_byte_order_mark(text, framework, encoding):
    assert read_framework(text.encode(encoding), "x.txt") == framework


def test_the_real_document_with_pages_marked_by_form_feeds(text, framework):
    marked = re.sub(r"(?<=\S)( ?\n) (?=\S)", r"\1\f", text)
    assert marked.count("\f") == 16
    assert read_text(marked) == content(framework)


def test_the_real_document_with_its_codes_renamed(text, framework):
    renamed = read_text(re.sub(r"\bC(\d)(?=\.|\s*\n)", lambda m: f"A{int(m[1]) + 6}", text))
    assert [c.code for c in renamed.competences] == [
        f"A{int(c.code[1]) + 6}{c.code[2:]}" for c in framework.competences
    ]
    assert [c.text for c in renamed.criteria] == [c.text for c in framework.criteria]
    assert renamed.blocks[3].assessment_methods[0].stated_range == "A10.1 à A10"
    assert len(renamed.blocks[3].assessment_methods[0].applies_to) == 5


def test_the_real_document_with_its_blocks_reordered(text, framework):
    header, *blocks = re.split(r"^(?= ?BLOC \d :)", text, flags=re.IGNORECASE | re.MULTILINE)
    order = (2, 0, 3, 1)
    # each block but the first started a page; what moves to the front leaves its mark on the page below
    body = "\n".join(" " + blocks[i].strip() for i in order)
    reordered = read_text(f"{header.rstrip()}\n{body}\n")
    expected = [content(framework).blocks[i] for i in order]
    assert list(reordered.blocks) == expected
    assert [c.id for c in reordered.criteria][:2] == ["C3.1-1", "C3.1-2"]
