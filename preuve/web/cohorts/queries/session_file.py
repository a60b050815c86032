"""The proofs of one session for an audit of quality (Qualiopi, indicator 16), as one ZIP with an index.

The same session gives the same bytes: no moment of export is inside. Reasons for absence are health data more
often than not: they are left out, and so is a document that prints one; its SHA-256 stays in the index.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import override

from preuve.domain.reporting.cohorts_sheet import Cell, safe_cells
from preuve.web.cohorts.queries.session_tables import TABLES
from preuve.web.juries.models import Minutes
from preuve.web.portfolios.storage import artefact_path, read_artefact
from preuve.web.sessions.models import ExamSession

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every entry: the earliest that a ZIP can say


@dataclass(frozen=True, slots=True)
class Proof:
    """One file of the archive, with what it proves."""

    path: str
    meaning: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def session_file_name(session: ExamSession) -> str:
    """Return the name of the archive."""
    return f"preuves-{slugify(session.number) or session.pk}.zip"


def session_file(session: ExamSession) -> bytes:
    """Return the archive, in French whatever the reader's language: an auditor of the State reads it."""
    with override("fr"):
        proofs = list(_proofs(session))
        withheld = [row for row in _sealed(session) if row.document_id and not _may_show(row)]
        context = {"session": session, "proofs": proofs, "withheld": withheld}
        index = render_to_string("cohorts/session_file.html", context)
    rows = [("Fichier", "Ce qu’il prouve", "SHA-256"), *((p.path, p.meaning, p.sha256) for p in proofs)]
    entries = [Proof("index.html", "", index.encode()), Proof("index.csv", "", csv_bytes(rows)), *proofs]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for proof in entries:
            archive.writestr(_info(proof.path), proof.data)
    return out.getvalue()


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return a CSV that spreadsheets open in French: semicolons, a mark of UTF-8, no cell that runs."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(safe_cells(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, date_time=EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _proofs(session: ExamSession) -> Iterator[Proof]:
    yield Proof("reglement.json", "Règlement d’évaluation de la session", _json(session.rules))
    for name, (meaning, rows) in TABLES.items():
        yield Proof(f"{name}.csv", meaning, csv_bytes(rows(session)))
    for row in _sealed(session):
        path = f"proces-verbaux/{slugify(row.number)}-{row.pk}"
        yield Proof(f"{path}.json", f"Procès-verbal {row.number}", _json(_shown(row)))
        if row.document is not None and _may_show(row):
            meaning = f"Procès-verbal {row.number}, document signé"
            yield Proof(f"{path}.pdf", meaning, read_artefact(row.document))


def _sealed(session: ExamSession) -> list[Minutes]:
    rows = Minutes.objects.filter(session=session, state=Minutes.State.SEALED).select_related("document")
    return list(rows.order_by("pk"))


def _may_show(row: Minutes) -> bool:
    """Return whether the document prints no reason for an absence, and is still in the store."""
    reasons = any(item.get("attendance_reason") for item in row.content["candidates"])
    return row.document is not None and not reasons and artefact_path(row.document.sha256).exists()


def _shown(row: Minutes) -> dict[str, Any]:
    """Return what was minuted, with the hash of the whole content, without reasons for absences."""
    candidates = [
        {name: value for name, value in item.items() if name != "attendance_reason"}
        for item in row.content["candidates"]
    ]
    return {**row.content, "candidates": candidates, "content_hash": row.content_hash}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode()
