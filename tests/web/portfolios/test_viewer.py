import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import QueryDict
from django.template.loader import render_to_string

from preuve.web.portfolios.queries import PreviewKind, preview_of
from preuve.web.portfolios.queries.preview import Asked, asked_of
from tests.web.portfolios.test_preview import item_of

pytestmark = pytest.mark.django_db


def show(name: str, content: bytes, **asked):
    lines = asked.pop("lines", 400)
    return preview_of(item_of(name, content), lines=lines, asked=Asked(**asked))


def html_of(preview) -> str:
    return render_to_string(
        "portfolios/_viewer.html", {"preview": preview, "title": "Pièce", "raw_url": "/brut/"}
    )


def log_of(count: int) -> bytes:
    return b"".join(b"ligne %d\n" % number for number in range(1, count + 1))


def test_an_address_is_read_and_never_trusted():
    query = QueryDict("line=12&last=14&path=/a/0&column=B&member=a/b.xml&view=tree&start=3&preuve=7&other=x")
    assert asked_of(query, keep=("preuve", "autre")) == Asked(
        12, 14, "B", "/a/0", "a/b.xml", "tree", 3, (("preuve", "7"),)
    )
    assert asked_of(QueryDict("line=-1&start=9999999999&last=²&path=" + "x" * 900)) == Asked(path="x" * 400)


def test_a_window_around_a_line_deep_in_a_file():
    preview = show("a.log", log_of(3000), line=1500, last_line=1501)
    assert (preview.first_line, len(preview.lines), preview.lines[0]) == (1480, 400, "ligne 1480")
    assert [line.number for line in preview.numbered_lines if line.is_here] == [1500, 1501]
    assert (preview.previous, preview.following) == (1080, 1880)
    page = html_of(preview)
    assert (
        '<span id="L1500" data-line="1500" class="is-marked" tabindex="-1" autofocus data-here>'
        '<b class="here">ici</b>ligne 1500</span>'
    ) in page
    assert page.count("autofocus") == 1
    assert 'href="?line=1500&amp;last=1501&amp;view=text&amp;start=1880#piece-viewer" rel="next"' in page


def test_another_window_leads_back_to_the_place():
    page = html_of(show("a.log", log_of(3000), line=1500, start=1, view="text"))
    assert "autofocus" not in page
    assert 'href="?line=1500&amp;view=text#L1500"' in page
    assert "Revenir à la ligne 1500" in page


def test_a_line_beyond_the_end_shows_the_end_and_says_so():
    preview = show("a.log", log_of(500), line=9000)
    assert (preview.first_line, preview.lines[-1], preview.missing) == (101, "ligne 500", True)
    assert "Ce fichier n’a pas de ligne 9000 : en voici la fin." in html_of(preview)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_windows_in_every_encoding(encoding):
    text = "".join(f"année {number}\r\n" for number in range(1, 901))
    preview = show("a.log", text.encode(encoding), line=700)
    assert (preview.first_line, preview.lines[20]) == (680, "année 700")


def test_the_first_window_of_old_callers_is_the_beginning():
    preview = preview_of(item_of("a.log", log_of(900)), lines=500)
    assert (preview.first_line, len(preview.lines), preview.truncated) == (1, 500, True)


def test_a_line_of_many_megabytes_is_cut_and_the_next_is_found():
    preview = show("a.log", b"x" * 3_000_000 + b"\nsuite\n", line=2)
    assert preview.lines == ("x" * 2000 + "…", "suite")
    assert preview.place_is_shown


JUNIT = b"""<?xml version="1.0"?>
<testsuites>
  <testsuite name="unit" tests="2">
    <testcase name="passe"/>
    <testcase name="casse" classname="t">
      <failure message="attendu 3">trace
      de deux lignes</failure>
    </testcase>
  </testsuite>
</testsuites>
"""


def test_xml_opens_as_text_at_the_line_and_as_a_tree_along_it():
    place = {"line": 5, "path": "//testcase[@name='casse']"}
    preview = show("junit.xml", JUNIT, **place)
    assert (preview.view, preview.views) == ("text", ("text", "tree"))
    preview = show("junit.xml", JUNIT, **place, view="tree")
    here = [step for step in preview.steps if step.is_here]
    assert [(step.name, step.attributes, step.anchor) for step in here] == [
        ("testcase", (("name", "casse"), ("classname", "t")), "L5")
    ]
    page = html_of(preview)
    assert '<summary class="is-marked" id="L5" autofocus data-here><b class="here">ici</b>' in page
    assert page.count("<details open>") == 3
    assert 'href="?line=5&amp;path=%2F%2Ftestcase%5B%40name%3D%27casse%27%5D&amp;view=text#L5"' in page


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a><b></a>",
        b"<a>" * 5000,
        b"{" + b'"a":{' * 100_000,
        b"[" * 200_000,
        b'{"a": 1e999, "b": NaN}',
        b'{"a": "\\ud800"}',
    ],
)
@pytest.mark.parametrize("name", ["a.xml", "a.json", "a.csv", "a.pem"])
@pytest.mark.parametrize("view", ["tree", "table", "certificates", "text", "rien"])
def test_hostile_text_is_always_shown_as_something(name, content, view):
    page = html_of(show(name, content, view=view, line=1, path="/a/a"))
    assert "Pièce" in page


def test_a_tree_that_cannot_be_drawn_says_so_and_shows_the_text():
    preview = show("a.xml", b"<a>\n<b>\n</a>\n\n", view="tree")
    assert (preview.kind, preview.view, preview.views, preview.undrawn) == (
        PreviewKind.TEXT,
        "text",
        (),
        True,
    )
    assert "Ce fichier ne se laisse pas montrer ainsi" in html_of(preview)


def test_json_opens_as_a_tree_along_its_pointer():
    data = {"lists": [], "cards": [{"name": f"carte {at}", "labels": ["a/b"]} for at in range(900)]}
    preview = show("board.json", json.dumps(data).encode(), line=1, path="/cards/700/name")
    assert (preview.view, preview.views) == ("tree", ("text", "tree"))
    assert [step.value for step in preview.steps if step.is_here] == ["carte 700"]
    drawn = [step for step in preview.steps if step.step != "closes"]
    assert len(drawn) <= 5001
    assert [step.hidden for step in preview.steps if step.hidden] == [700]
    opened = [(step.name, step.is_open) for step in drawn if step.is_open]
    assert opened == [("", True), ("cards", True), ("700", True)]
    assert "700 éléments de plus ne sont pas montrés" in html_of(preview)


def test_json_with_lines_keeps_its_tree_for_a_pointer_and_its_text_for_a_line():
    content = json.dumps({"a": {"b/c": [1, None, True]}}, indent=2).encode()
    assert show("a.json", content, line=4).view == "text"
    preview = show("a.json", content, line=4, path="/a/b~1c/1")
    assert [(step.value, step.anchor) for step in preview.steps if step.is_here] == [("null", "L4")]
    assert "Ce lieu n’est pas dans l’arbre." in html_of(show("a.json", content, path="/a/absent"))


def test_a_tree_is_bounded_whatever_its_shape():
    wide = json.dumps([[[[at] * 10] * 10] * 10 for at in range(100)]).encode()
    preview = show("a.json", wide, view="tree")
    assert sum(step.step != "closes" for step in preview.steps) <= 5001


CSV = "date;état\n" + "".join(f"2026-01-{at % 28 + 1:02};ouvert\n" for at in range(1200))


def test_a_table_marks_the_row_and_the_column():
    preview = show("suivi.csv", CSV.encode(), line=1000, column="état")
    assert (preview.kind, preview.rows[0], preview.numbers[:2]) == (
        PreviewKind.TABLE,
        ("date", "état"),
        (1, 980),
    )
    here = [(row.number, [cell.is_here for cell in row.cells]) for row in preview.body if row.is_here]
    assert here == [(1000, [False, True])]
    page = html_of(preview)
    assert '<tr id="L1000" class="is-marked" tabindex="-1" autofocus data-here>' in page
    assert '<td class="is-marked-cell"><b class="here">ici</b>ouvert</td>' in page
    assert preview.previous == 580


def test_rows_keep_the_line_on_which_they_begin():
    content = b'a;b\n"deux\nlignes";2\nx;3\n'
    preview = show("t.csv", content, line=3)
    assert preview.numbers == (1, 2, 4)
    assert [row.number for row in preview.body if row.is_here] == [2]


def test_a_large_table_begins_at_the_place(monkeypatch):
    monkeypatch.setattr("preuve.web.portfolios.queries.preview.tables.EXACT_BYTES", 1000)
    preview = show("suivi.csv", CSV.encode(), line=1000, column="date")
    assert preview.numbers[:3] == (1, 1000, 1001)
    assert preview.row_here == 1


def workbook(cells: str, name: str = "xl/worksheets/sheet1.xml", **more: str | bytes) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{packages}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Suivi" sheetId="1" r:id="rId1"/><sheet name="Bilan" sheetId="2" r:id="rId2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{relations}/worksheet" Target="worksheets/sheet2.xml"/>'
        "</Relationships>",
        name: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>9</v></c>'
        "</row></sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in {**files, **more}.items():
            archive.writestr(path, text)
    return out.getvalue()


def cell(name: str, value: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'


ROWS = "".join(
    f'<row r="{at}">{cell(f"A{at}", f"tâche {at}")}{cell(f"B{at}", str(at))}</row>' for at in range(1, 31)
)


def test_a_sheet_marks_its_cell_and_names_its_columns():
    preview = show("plan.xlsx", workbook(ROWS), path="Suivi", column="B7")
    assert (preview.kind, preview.sheet, preview.letters) == (PreviewKind.TABLE, "Suivi", ["A", "B"])
    here = [(row.number, [cell for cell in row.cells if cell.is_here]) for row in preview.body if row.is_here]
    assert here == [(7, [("7", True)])]
    assert [link.name for link in preview.sheet_links] == ["Suivi", "Bilan"]
    assert '<td class="is-marked-cell"><b class="here">ici</b>7</td>' in html_of(preview)
    assert show("plan.xlsx", workbook(ROWS), path="Bilan").rows == (("9",),)


@pytest.mark.parametrize(
    "content",
    [
        workbook(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        workbook(
            "<row r='1'><c r = 'ZZZZ1'><v>1</v></c></row><row r='900000'><c r='A900000'><v>1</v></c></row>"
        ),
        workbook("<row"),
        workbook(
            "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 9000)),
            **{"xl/sharedStrings.xml": "<sst><si><t>" + "ab-" * 20_000 + "</t></si></sst>"},
        ),
        workbook(ROWS, **{"content.xml": b"<x/>"}),
        b"PK\x03\x04rien",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    ],
)
def test_a_workbook_that_may_not_be_laid_out_is_not(content):
    preview = show("plan.xlsx", content, path="Suivi", column="A1")
    assert preview.kind is PreviewKind.NONE
    assert "Pas d’aperçu" in html_of(preview)


def certificates() -> tuple[bytes, bytes, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "www.essai.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = [
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("api.essai.example")]), critical=False)
        .sign(key, hashes.SHA256())
        for serial in (0xABC, 0x10DEF)
    ]
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in built)
    return pem, built[1].public_bytes(serialization.Encoding.DER), "010DEF"


def test_certificates_are_cards_and_the_one_meant_is_marked():
    pem, der, serial = certificates()
    line = pem[: pem.rindex(b"-----BEGIN")].count(b"\n") + 1
    preview = show("chaine.pem", pem, line=line, path=serial)
    assert (preview.kind, preview.view, preview.views) == ("text", "certificates", ("text", "certificates"))
    assert [(card.serial, card.is_here, card.line) for card in preview.cards] == [
        ("0A:BC", False, 1),
        ("01:0D:EF", True, line),
    ]
    page = html_of(preview)
    assert f'<li class="file-card is-marked" id="L{line}" tabindex="-1" autofocus data-here>' in page
    assert "api.essai.example" in page
    assert "EC secp256r1" in page
    preview = show("site.cer", der, path=serial)
    assert (preview.kind, [card.anchor for card in preview.cards]) == (PreviewKind.NONE, ["here"])
    text = show("chaine.pem", pem, line=line, path=serial, view="text")
    assert [one.text for one in text.numbered_lines if one.is_here] == ["-----BEGIN CERTIFICATE-----"]


def test_a_broken_certificate_is_text_or_nothing():
    assert show("a.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").view == "text"
    assert show("a.der", b"\x30\x82\x00\x00" + b"\x00" * 40).kind is PreviewKind.NONE


def archive_of(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_member_of_an_archive_opens_at_its_place():
    inner = archive_of(**{"logs/app.log": log_of(50)})
    content = archive_of(**{"dossier/inner.zip": inner, "x.log": b"x\n"})
    preview = show("preuves.zip", content, member="dossier/inner.zip!logs/app.log", line=12)
    assert [line.text for line in preview.numbered_lines if line.is_here] == ["ligne 12"]
    assert preview.file_name == "dossier/inner.zip!logs/app.log"
    for member in ("absent", "dossier/inner.zip!absent", "x.log!y"):
        missing = show("preuves.zip", content, member=member)
        assert (missing.kind, missing.missing) == (PreviewKind.NONE, True)
        assert "ne peut pas être montré hors de son archive" in html_of(missing)


def test_a_member_that_inflates_without_end_is_not_shown():
    bomb = archive_of(**{"grand.log": b"0" * (20 << 20)})
    assert show("a.zip", bomb, member="grand.log").missing


def test_a_note_opens_at_its_line():
    item = item_of("x", b"") | {"kind": "text", "text": "\n".join(f"mot {at}" for at in range(1, 900))}
    preview = preview_of(item, asked=Asked(line=600))
    assert [line.text for line in preview.numbered_lines if line.is_here] == ["mot 600"]


def test_texts_of_other_names_and_encodings_are_shown():
    assert show("scan.nessus", "<a>é</a>".encode("utf-16")).kind is PreviewKind.TEXT
    assert show("notes.cfg", "déjà vu\n".encode("cp1252") * 9).kind is PreviewKind.TEXT
    assert show("x.bin", bytes(range(1, 256)) * 4).kind is PreviewKind.NONE
