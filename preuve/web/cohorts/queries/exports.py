"""Tables of cohorts as files for spreadsheets, with what each column means."""

import io

from openpyxl import Workbook  # type: ignore[import-untyped]  # ships no types
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from preuve.domain.reporting.cohorts_sheet import Cell, safe_cells
from preuve.web.cohorts.queries.cohorts import Table
from preuve.web.cohorts.queries.session_file import csv_bytes

NAMES = {
    "fr": {"public": "Fiche publique", "detail": "Détail", "definitions": "Définitions"},
    "en": {"public": "Public sheet", "detail": "Detail", "definitions": "Definitions"},
}
HEADS = {"fr": ("Tableau", "Colonne", "Définition"), "en": ("Table", "Column", "Definition")}
WIDEST = 80


def sheets_of(tables: list[Table], language: str) -> dict[str, list[tuple[Cell, ...]]]:
    """Return every sheet by its code, the definitions last; the first row is the header."""
    names = NAMES[language]
    sheets: dict[str, list[tuple[Cell, ...]]] = {
        table.name: [tuple(name for name, _ in table.columns), *table.rows] for table in tables
    }
    meanings = [(names[table.name], *column) for table in tables for column in table.columns]
    return {**sheets, "definitions": [HEADS[language], *meanings]}


def cohorts_csv(tables: list[Table], name: str, language: str) -> bytes:
    """Return one sheet as CSV."""
    return csv_bytes(sheets_of(tables, language)[name])


def cohorts_xlsx(tables: list[Table], language: str) -> bytes:
    """Return the workbook: one sheet for each table, then the definitions."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets_of(tables, language).items():
        sheet = book.create_sheet(NAMES[language][name])
        for row in rows:
            sheet.append(safe_cells(row))
        sheet.freeze_panes = "A2"
        for index, column in enumerate(zip(*rows, strict=True), start=1):
            sheet.cell(1, index).font = Font(bold=True)
            width = min(WIDEST, max(len(str(cell)) for cell in column) + 2)
            sheet.column_dimensions[get_column_letter(index)].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
