"""CSV and spreadsheets by rows, with the place of each cell."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import tables
from tests.factories.evidence import artefact


def rows_of(table):
    return [(row.line, row.cells) for row in table.rows()]


def test_a_row_is_placed_where_it_begins():
    file = artefact(
        b'\xef\xbb\xbf"Id";Date d\xe2\x80\x99ouverture;Id\r\n1;"a\r\nb";x\r\n\r\n;;\r\n2; c ;\r\n'
    )
    table = tables.table(file)
    rows = list(table.rows())

    assert (table.header, table.header_line, table.separator) == (["Id", "Date d’ouverture", "Id"], 1, ";")
    assert [(row.line, row.cells) for row in rows] == [(2, ["1", "a\r\nb", "x"]), (6, ["2", " c ", ""])]
    assert [rows[1].cell(column) for column in (-1, 0, 1, 9)] == ["", "2", "c", ""]
    assert rows[0].place(1) == file.place(PlaceKind.CSV, line=2, column="Date d’ouverture")
    assert rows[0].place() == rows[0].place(9) == file.place(PlaceKind.CSV, line=2)
    assert (table.column("date d'ouverture"), table.column("x", "ID"), table.column("absent")) == (1, 0, -1)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found(separator, encoding):
    text = f"clé{separator}valeur{separator}état\n1{separator}a{separator}été\n"

    table = tables.table(artefact(text.encode(encoding)))

    assert (table.header, rows_of(table)) == (["clé", "valeur", "état"], [(2, ["1", "a", "été"])])


def test_a_line_that_names_the_separator_is_no_header():
    table = tables.table(artefact("sep=;\na;b\n1;2\n"))

    assert (table.header, table.header_line, rows_of(table)) == (["a", "b"], 2, [(3, ["1", "2"])])


def test_records_are_the_rows_without_their_wrapping():
    assert list(tables.table(artefact("a,b\n\n,\n1,\n")).records()) == [(4, ["1", ""])]


def test_a_separator_may_be_given():
    assert tables.table(artefact("a,b;c\n"), separator=";").header == ["a,b", "c"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=8))
def test_rows_are_those_of_the_standard_library(rows):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["first", "second"], *rows])

    found = rows_of(tables.table(artefact(stream.getvalue())))

    assert [cells for _, cells in found] == [row for row in rows if any(row)]
    lines = stream.getvalue().split("\r\n")
    assert all(line <= 1 + stream.getvalue().count("\n") for line, _ in found)
    assert lines[0] == "first,second"


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b" \n", Unreadable.EMPTY, 0),
        (b"a,b\n" + b"x," * 3000, Unreadable.TOO_MANY, 2),
        (b'a,b\n"' + b"x" * (2 << 20), Unreadable.TOO_LARGE, 2),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(data, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        rows_of(tables.table(artefact(data)))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


def test_a_file_of_blank_lines_in_its_head_has_no_separator():
    assert tables.separator_of("\n \n") == ","


CELLS = '<c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c><c r="B{0}"><v>{2}</v></c>'


def workbook(*rows, sheet="Coûts", members=()):
    """A workbook in the shape of ECMA-376, smallest parts."""
    lines = "".join(
        f'<row r="{number}">{CELLS.format(number, text, value)}</row>' for number, text, value in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{sheet}" '
        'sheetId="1" r:id="r1"/><sheet name="Vide" sheetId="2" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{main}"><sheetData/></worksheet>',
        **dict(members),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


def test_a_workbook_gives_its_filled_sheets_with_cells_as_places():
    file = artefact(workbook((3, "poste", "1"), (5, "serveur", "1200.5")))
    (table,) = tables.sheets(file)
    (row,) = table.rows()

    assert (table.sheet, table.header, table.header_line) == ("Coûts", ["poste", "1"], 3)
    assert (row.line, row.cells) == (5, ["serveur", "1200.5"])
    assert row.place(1) == file.place(PlaceKind.SHEET, column="B5", path="Coûts")


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered(column, letters):
    assert tables._letters(column) == letters


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, Unreadable.ENCRYPTED),
        (b"PK\x03\x04broken", Unreadable.MALFORMED),
        (workbook((1, "a", "1"), members={"bomb": "0" * (3 << 20)}.items()), Unreadable.BOMB),
        (workbook((1, "a", "1"), members={"xl/workbook.xml": "<a>"}.items()), Unreadable.MALFORMED),
    ],
)
def test_a_workbook_that_is_not_safe_or_not_whole_is_refused(data, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        tables.sheets(artefact(data))
    assert caught.value.reason is reason


def row_by_row(data, separator):
    """The rows that are not blank, read one by one as the library's documentation has it."""
    reader = csv.reader(io.StringIO(data, newline=""), delimiter=separator)
    line, found = 1, []
    for cells in reader:
        if any(cells):
            found.append((line, cells))
        line = reader.line_num + 1
    return found


@given(st.text('ab",\r\n', max_size=60), st.integers(1, 4))
def test_blocks_give_the_rows_and_the_lines_that_rows_one_by_one_give(data, size):
    expected = row_by_row(data, ",")
    if not data.strip():
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_FIRST_BLOCK", size)
        patch.setattr(tables, "_LARGEST_BLOCK", size)
        table = tables.table(artefact(data), ",")
        blocks = list(table.blocks())

    found = [(line, cells) for lines, rows in blocks for line, cells in zip(lines, rows, strict=True)]
    assert found == expected[1:]
    assert (table.header_line, table.header) == (
        (expected[0][0], [cell.strip() for cell in expected[0][1]]) if expected else (0, [])
    )


def test_blocks_hold_about_as_many_rows_as_their_bytes_allow():
    short, long = "a,b\n" * 300_000, f"{'x' * 5000},b\n" * 300

    assert max(len(rows) for _, rows in tables.table(artefact(short)).blocks()) == 512
    assert 40 < max(len(rows) for _, rows in list(tables.table(artefact(long)).blocks())[1:]) < 70


def test_a_header_after_comments_is_taken_when_asked():
    table = tables.table(artefact("#TYPE x\nname,value\n1,2\n"), ",")
    table.take_header()

    assert (table.header_line, table.header, rows_of(table)) == (2, ["name", "value"], [(3, ["1", "2"])])
    table.take_header()
    assert (table.header_line, table.header) == (0, [])


def test_cells_of_columns_are_empty_where_rows_are_short():
    rows = [["a", "b"], ["c"], ["d", "e", "f"]]

    assert [list(cells) for cells in tables.cells_of(rows, 1, -1, 0)] == [
        ["b", "", "e"],
        ["", "", ""],
        ["a", "c", "d"],
    ]
    assert [list(cells) for cells in tables.cells_of(rows, 0)] == [["a", "c", "d"]]
    assert rows[1] == ["c"]
