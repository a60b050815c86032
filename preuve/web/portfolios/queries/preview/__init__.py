"""What can be shown of a piece of evidence without trusting it: bounded, never run, opened at a place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.reading.text import decode
from preuve.web.portfolios.queries.preview import certificates, opening, tables, texts, trees
from preuve.web.portfolios.queries.preview.model import Asked, Preview, PreviewKind, View

__all__ = ["LINES", "Asked", "Preview", "PreviewKind", "View", "asked_of", "preview_of"]

LINES = 400
READ_BYTES = 2 * 1024 * 1024
TABLE_SUFFIXES = {".csv", ".tsv"}
WORKBOOK_SUFFIXES = {".xlsx", ".xlsm"}
TEXT_SUFFIXES = TABLE_SUFFIXES | {
    ".txt",
    ".log",
    ".sql",
    ".ini",
    ".conf",
    ".md",
    ".json",
    ".xml",
    ".yml",
    ".yaml",
}
SHOWN_TYPES = {
    "image/png": "image",
    "image/jpeg": "image",
    "image/gif": "image",
    "image/webp": "image",
    "application/pdf": "pdf",
    "video/mp4": "video",
    "video/webm": "video",
}
HTML = ("<!doctype html", "<html")
LONGEST_ASKED = 400
DIGITS = 9


def asked_of(query: Mapping[str, str], *, keep: tuple[str, ...] = ()) -> Asked:
    """Return what the address of a page asks of the viewer; `keep` names what else its links must carry."""

    def number(name: str) -> int:
        text = query.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0

    def words(name: str) -> str:
        return query.get(name, "")[:LONGEST_ASKED]

    kept = tuple((name, words(name)) for name in keep if query.get(name))
    return Asked(
        number("line"),
        number("last"),
        words("column"),
        words("path"),
        words("member"),
        words("view"),
        number("start"),
        kept,
    )


def preview_of(item: dict[str, Any], *, lines: int = LINES, asked: Asked | None = None) -> Preview:
    """Return the preview of an evidence item of a submission: `lines` lines or rows around a place.

    The kind of a file follows the media type read from its bytes when it was stored; its name only chooses
    between the ways of showing text. Nothing is raised for hostile bytes or a hostile address.
    """
    asked = asked or Asked()
    if item["kind"] == "link":
        return Preview(PreviewKind.LINK, url=item["url"])
    if item["kind"] == "text":
        window = texts.window_of_list(item["text"].splitlines(), asked, lines)
        return _windowed(Preview(PreviewKind.NOTE, asked=asked), window, lines)
    empty = Preview(
        PreviewKind.NONE, item["size"], item["media_type"], item["file_name"], asked=asked, undrawn=True
    )
    artefact = opening.artefact_of(item)
    if asked.member and artefact is not None:
        artefact = opening.member_of(artefact, asked.member)
        if artefact is None:
            return replace(empty, missing=True)
        media_type = opening.media_type_inside(artefact)
        empty = replace(empty, size=artefact.size, media_type=media_type, file_name=asked.member)
    elif known := SHOWN_TYPES.get(item["media_type"]):
        return replace(empty, kind=PreviewKind(known), undrawn=False)
    return _file_preview(empty, artefact, lines) if artefact else empty


def _file_preview(empty: Preview, artefact: Artefact, lines: int) -> Preview:
    """Choose the way of showing: what was asked for if the file has it, else the one that suits the place."""
    head, suffix = opening.head_of(artefact), opening.suffix_of(empty.file_name)
    views = tuple(_views(artefact, head, suffix))
    text = _text(empty, artefact, head, suffix, lines) if View.TEXT in views else empty
    asked = empty.asked
    wanted = View(asked.view) if asked.view in views else _suited(views, suffix, text, asked)
    drawn = _drawn(text, artefact, wanted, lines)
    if drawn is None:
        # A tree that can't be drawn is not offered again; that somebody asked for it is said.
        left = tuple(view for view in views if view != wanted)
        return replace(text, views=left if len(left) > 1 else (), view=View.TEXT, undrawn=bool(asked.view))
    return replace(drawn, views=views if len(views) > 1 else (), view=wanted, undrawn=False)


def _views(artefact: Artefact, head: bytes, suffix: str) -> list[View]:
    found = []
    if texts.is_text(head) or not head:
        found.append(View.TEXT)
        start = opening.first_sign(head)
        if artefact.size <= trees.TREE_BYTES and (
            start.startswith(("{", "[")) or (start.startswith("<") and not start.startswith(HTML))
        ):
            found.append(View.TREE)
        if suffix in TABLE_SUFFIXES:
            found.append(View.TABLE)
    elif suffix in WORKBOOK_SUFFIXES:
        found.append(View.TABLE)
    if certificates.may_hold(head, artefact.size) and (
        suffix in certificates.SUFFIXES or b"-----BEGIN CERTIFICATE" in head
    ):
        found.append(View.CERTIFICATES)
    return found


def _suited(views: tuple[View, ...], suffix: str, text: Preview, asked: Asked) -> View:
    """Return the way that suits: cards and tables as they are, a tree where lines say nothing, else text."""
    if View.TABLE in views:
        return View.TABLE
    if View.CERTIFICATES in views and (suffix in certificates.SUFFIXES or View.TEXT not in views):
        return View.CERTIFICATES
    if View.TREE in views and asked.path and (asked.path.startswith("/") or text.reformatted):
        is_pointer = not asked.path.startswith("//")
        return View.TREE if is_pointer or text.reformatted else View.TEXT
    return View.TEXT


def _drawn(text: Preview, artefact: Artefact, wanted: View, lines: int) -> Preview | None:
    asked = text.asked
    if wanted is View.TABLE:
        read = tables.csv_rows if text.kind is PreviewKind.TEXT else tables.sheet_rows
        found = read(artefact, asked, lines)
        return _tabled(text, found, lines) if found else None
    if wanted is View.TREE:
        read_tree = trees.json_tree if _is_json(artefact) else trees.xml_tree
        steps = read_tree(artefact, asked)
        return replace(text, steps=steps) if steps else None
    if wanted is View.CERTIFICATES:
        cards = certificates.cards_of(artefact, asked)
        return replace(text, cards=cards) if cards else None
    return text if text.kind is PreviewKind.TEXT else None


def _is_json(artefact: Artefact) -> bool:
    return not opening.first_sign(opening.head_of(artefact)).startswith("<")


def _text(empty: Preview, artefact: Artefact, head: bytes, suffix: str, lines: int) -> Preview:
    known = empty.media_type.startswith("text/") or suffix in TEXT_SUFFIXES or texts.is_text(head)
    if not known:
        return empty
    shown = replace(empty, kind=PreviewKind.TEXT, undrawn=False)
    data = opening.bytes_of(artefact, READ_BYTES)
    if data is not None and data.count(b"\n") < texts.SHORT_TEXT_LINES and suffix in {".json", ".xml"}:
        pretty = texts.reformatted(decode(data), suffix)
        if pretty is not None:
            window = texts.window_of_list(pretty.splitlines(), replace(empty.asked, line=0), lines)
            return _windowed(replace(shown, reformatted=True), window, lines)
    return _windowed(shown, texts.window_of_file(artefact, empty.asked, lines), lines)


def _windowed(shown: Preview, window: texts.Window, lines: int) -> Preview:
    return replace(
        shown,
        lines=window.lines,
        first_line=window.first,
        truncated=window.goes_on or window.is_cut,
        previous=max(1, window.first - lines) if window.first > 1 else 0,
        following=window.first + len(window.lines) if window.goes_on else 0,
        missing=window.missing,
    )


def _tabled(text: Preview, found: tables.Rows, lines: int) -> Preview:
    asked = text.asked
    if found.sheet:
        cell = tables.CELL_NAME.fullmatch(asked.column)
        line = int(cell[2]) if cell and asked.path == found.sheet else 0
        asked = replace(asked, line=line, last_line=0, path=found.sheet)
    return replace(
        text,
        kind=PreviewKind.TABLE,
        rows=found.rows,
        numbers=found.numbers,
        column=found.column,
        first_column=found.first_column,
        sheet=found.sheet,
        sheets=found.sheets if len(found.sheets) > 1 else (),
        previous=max(1, found.first - lines) if found.first > 1 else 0,
        following=found.following,
        truncated=bool(found.following),
        missing=found.missing,
        asked=asked,
    )
