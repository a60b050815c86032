import pytest

from preuve.web.portfolios.queries import PreviewKind, preview_of
from preuve.web.portfolios.storage import store_artefact

pytestmark = pytest.mark.django_db


def item_of(name: str, content: bytes) -> dict:
    artefact = store_artefact(content)
    return {
        "id": 1,
        "case": None,
        "kind": "file",
        "title": name,
        "file_name": name,
        "sha256": artefact.sha256,
        "size": artefact.size,
        "media_type": artefact.media_type,
        "url": "",
        "text": "",
    }


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"un\ndeux\n", PreviewKind.TEXT),
        ("a.png", b"\x89PNG\r\n\x1a\n", PreviewKind.IMAGE),
        ("a.pdf", b"%PDF-1.7", PreviewKind.PDF),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", PreviewKind.VIDEO),
        ("a.webm", b"\x1aE\xdf\xa3", PreviewKind.VIDEO),
        ("a.zip", b"PK\x03\x04", PreviewKind.NONE),
        ("menteur.png", b"<svg/>", PreviewKind.TEXT),
        ("menteur.txt", b"\x00\x01", PreviewKind.NONE),
    ],
)
def test_kind_follows_the_bytes(name, content, kind):
    assert preview_of(item_of(name, content)).kind is kind


def test_lines_are_bounded():
    preview = preview_of(item_of("a.log", b"x" * 3000 + b"\nb\nc\nd\n"), lines=2)
    assert (preview.lines, preview.truncated) == (("x" * 2000 + "…", "b"), True)


@pytest.mark.parametrize(
    "content",
    [
        "nom;ville\nÉlise;Béziers\n".encode(),
        "nom;ville\nÉlise;Béziers\n".encode("utf-8-sig"),
        "nom;ville\nÉlise;Béziers\n".encode("utf-16"),
        "nom;ville\nÉlise;Béziers\n".encode("cp1252"),
        "nom,ville\nÉlise,Béziers\n".encode(),
        b"nom\tville\n" + "Élise\tBéziers\n".encode(),
    ],
)
def test_tables_in_every_usual_encoding_and_separator(content):
    preview = preview_of(item_of("t.csv", content))
    assert (preview.kind, preview.rows) == (PreviewKind.TABLE, (("nom", "ville"), ("Élise", "Béziers")))


def test_a_table_is_bounded():
    preview = preview_of(item_of("t.csv", b"a;b\n" * 10), lines=3)
    assert (len(preview.rows), preview.truncated) == (3, True)


def test_a_csv_that_is_no_table_is_text():
    assert preview_of(item_of("t.csv", b"mot\n")).kind is PreviewKind.TEXT


def test_one_line_json_and_xml_are_laid_out():
    shown = preview_of(item_of("a.json", b'{"b":1,"a":[2]}'))
    assert (shown.lines, shown.reformatted) == (("{", '  "b": 1,', '  "a": [', "    2", "  ]", "}"), True)
    shown = preview_of(item_of("a.xml", b'<?xml version="1.0"?><a><b>x</b><c/></a>'))
    assert shown.lines == ('<?xml version="1.0"?>', "<a>", "  <b>x</b>", "  <c/>", "</a>")


def test_a_file_with_lines_keeps_them():
    shown = preview_of(item_of("a.json", b'{\n"b":\n1\n}\n'))
    assert (shown.lines, shown.reformatted) == (("{", '"b":', "1", "}"), False)


@pytest.mark.parametrize("content", [b'{"a":', b"[" * 100_000])
def test_broken_json_is_shown_as_it_is(content):
    shown = preview_of(item_of("a.json", content))
    assert (shown.kind, shown.reformatted) == (PreviewKind.TEXT, False)


def test_entities_are_never_expanded():
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "&c;" in "".join(preview_of(item_of("a.xml", bomb)).lines)


def test_lost_bytes_are_no_error():
    item = item_of("a.txt", b"x") | {"sha256": "0" * 64}
    assert preview_of(item).kind is PreviewKind.NONE


def test_links_and_notes():
    base = item_of("", b"x")
    assert preview_of(base | {"kind": "link", "url": "https://exemple.fr/"}).url == "https://exemple.fr/"
    note = preview_of(base | {"kind": "text", "text": "a\nb"})
    assert (note.kind, note.lines) == (PreviewKind.NOTE, ("a", "b"))
