"""A whole portfolio as a folder that opens offline: pages, files, JSON, checksums; streamed as a ZIP."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from preuve.domain.evidence.manifest import checksum_lines
from preuve.domain.evidence.names import archive_names
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.models import Portfolio
from preuve.web.portfolios.queries.contents import Contents, contents_of, submission_content
from preuve.web.portfolios.queries.matrix import Matrix
from preuve.web.portfolios.queries.preview import preview_of
from preuve.web.portfolios.queries.statements import cells_of_content
from preuve.web.portfolios.queries.submission import ShownEvidence, latest_submission, shown_cases
from preuve.web.portfolios.storage import artefact_path

CHUNK = 1024 * 1024
PREVIEW_LINES = 500
ALREADY_SMALL = ("image/", "video/", "application/")


class _Sink(io.RawIOBase):
    """Where the archive writes; what was written is taken away again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


@dataclass
class _Export:
    """One export: what it shows, how its files are called, and the hashes of what was written so far."""

    contents: Contents
    content: dict[str, Any]
    folder: str
    moment: datetime
    language: str
    names: dict[str, str] = field(default_factory=dict)  # SHA-256 and file name, to the name in files/
    hashes: dict[str, str] = field(default_factory=dict)

    def file_url(self, item: dict[str, Any] | None) -> str:
        return f"files/{self.names[_key(item)]}" if item and item["sha256"] else ""


def export_name(portfolio: Portfolio) -> str:
    """Return the name of the archive."""
    return f"portfolio-{slugify(str(portfolio.candidate)) or 'candidat'}-{portfolio.pk}.zip"


def export_chunks(portfolio: Portfolio, now: datetime, *, held_back: bool) -> Iterator[bytes]:
    """Return the archive piece by piece; refused before its first byte when the store lost a file."""
    contents = contents_of(portfolio, held_back=held_back, activities=True)
    latest = None if portfolio.is_editable else latest_submission(portfolio.pk)
    content = latest.content if latest else submission_content(contents)
    folder = export_name(portfolio).removesuffix(".zip")
    export = _Export(contents, content, folder, now, translation.get_language() or "fr")
    items = {_key(item): item for item in _files(content)}
    lost = [item["file_name"] for item in items.values() if not artefact_path(item["sha256"]).exists()]
    if lost:
        raise ActionRefusedError(
            _("Ces fichiers manquent dans le stockage : %(names)s.") % {"names": ", ".join(lost)}
        )
    safe = archive_names(item["file_name"] for item in items.values())
    export.names.update(zip(items, safe, strict=True))
    return _written(export, list(items.values()))


def _files(content: dict[str, Any]) -> list[dict[str, Any]]:
    presentation = content["presentation"]
    found = [item for item in content["evidence"] if item["sha256"]]
    return [*([presentation] if presentation else []), *found]


def _key(item: dict[str, Any]) -> str:
    return f"{item['sha256']} {item['file_name']}"


def _written(export: _Export, items: list[dict[str, Any]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", allowZip64=True) as archive:
        for path, make in _pages(export):
            # Set for each page: between two of them other work may run in this thread, in another language.
            with translation.override(export.language):
                text = make()
            _write_text(export, archive, path, text)
            yield sink.taken()
        for item in items:
            for _chunk in _copied(export, archive, item):
                yield sink.taken()
        _write_text(export, archive, "MANIFEST.sha256", checksum_lines(export.hashes))
    yield sink.taken()


def _pages(export: _Export) -> Iterator[tuple[str, Callable[[], str]]]:
    cases = shown_cases(export.content)
    common = {"content": export.content, "contents": export.contents, "cases": cases, "export": export}
    common["presentation_url"] = export.file_url(export.content["presentation"])

    def page(template: str, **values: Any) -> Callable[[], str]:
        return lambda: render_to_string(f"portfolios/export/{template}", {**common, **values})

    yield "portfolio.json", lambda: json.dumps(export.content, ensure_ascii=False, indent=2, sort_keys=True)
    yield "style.css", page("style.css")
    yield "index.html", page("index.html", root="")
    matrix = Matrix(export.contents, export.contents.cases, {}, cells_of_content(export.content))
    yield "matrice.html", page("matrix.html", root="", matrix=matrix)
    for shown in cases:
        if shown.case is not None:
            yield f"cas/{shown.case['id']}.html", page("case.html", root="../", shown=shown)
        for piece in shown.evidence:
            yield f"preuves/{piece.item['id']}.html", page("piece.html", root="../", **_piece(export, piece))


def _piece(export: _Export, piece: ShownEvidence) -> dict[str, Any]:
    criteria = export.contents.structure.criteria_by_identifier
    return {
        "piece": piece,
        "claims": [(criteria[claim["criterion"]], claim["why"]) for claim in piece.claims],
        "file_url": export.file_url(piece.item),
        "preview": preview_of(piece.item, lines=PREVIEW_LINES),
    }


def _info(export: _Export, path: str, *, small: bool = False) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"{export.folder}/{path}", date_time=localtime(export.moment).timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _write_text(export: _Export, archive: zipfile.ZipFile, path: str, text: str) -> None:
    data = text.encode()
    export.hashes[path] = hashlib.sha256(data).hexdigest()
    archive.writestr(_info(export, path), data)


def _copied(export: _Export, archive: zipfile.ZipFile, item: dict[str, Any]) -> Iterator[None]:
    """Copy a file a chunk at a time; its hash is computed from what was written, not believed."""
    path, digest = export.file_url(item), hashlib.sha256()
    info = _info(export, path, small=item["media_type"].startswith(ALREADY_SMALL))
    with (
        artefact_path(item["sha256"]).open("rb") as source,
        archive.open(info, "w", force_zip64=True) as target,
    ):
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            yield
    export.hashes[path] = digest.hexdigest()
    yield
