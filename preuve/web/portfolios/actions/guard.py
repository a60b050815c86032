"""Look at what is sent before it is stored or shown: a secret is refused, a doubt waits for its candidate."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from preuve.domain.evidence.contract import Artefact as Bytes
from preuve.domain.evidence.guard import Hit, hit_json, scan
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.files import checked_name, stored_file
from preuve.web.portfolios.actions.inspection import ask_reading, queue_joins
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Evidence, Portfolio
from preuve.web.portfolios.wording import in_reader_language

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

CHUNK = 1024 * 1024
UNSAFE = "guard.unsafe"


def warnings_of_file(*, actor: User, portfolio: Portfolio, upload: "UploadedFile[Any]") -> list[Any]:
    """Return what the guard warns of in a file, as plain JSON; refuse, on the record, what must not stay.

    Called before the transaction that stores the file: the record of a refusal outlives the refusal.
    """
    name = checked_name(upload)
    return _warnings(actor, portfolio, Bytes(name, upload.size or 0, _sha256(upload), _opener(upload)))


def warnings_of_text(*, actor: User, portfolio: Portfolio, title: str, text: str) -> list[Any]:
    """Return what the guard warns of in a text written on the site; as `warnings_of_file`."""
    data = text.encode()
    found = Bytes(title, len(data), hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))
    return _warnings(actor, portfolio, found)


@transaction.atomic
def keep_held_back(*, actor: User, evidence: Evidence, now: datetime) -> Evidence:
    """Say that a piece stays as it is in spite of its warnings: from now on others see it."""
    lock_open_portfolio(evidence.portfolio_id, now)
    evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    if not evidence.is_held_back:
        return evidence
    evidence.is_held_back = False
    evidence.save(update_fields=["is_held_back"])
    queue_joins(evidence.portfolio_id)
    details = {"title": evidence.title, "warnings": [hit["code"] for hit in evidence.guard]}
    record_action(actor=actor, action="keep_evidence", subject=evidence, details=details)
    return evidence


def replace_held_back(
    *, actor: User, evidence: Evidence, upload: "UploadedFile[Any]", now: datetime
) -> Evidence:
    """Put another file in the place of one that its candidate did not keep; nobody else ever saw that one."""
    warnings = warnings_of_file(actor=actor, portfolio=evidence.portfolio, upload=upload)
    with transaction.atomic():
        portfolio = lock_open_portfolio(evidence.portfolio_id, now)
        evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
        if not evidence.is_held_back or evidence.artefact_id is None:
            raise ActionRefusedError(
                _("Cette preuve n’attend plus de réponse : retirez-la pour la remplacer.")
            )
        before = evidence.artefact_id
        evidence.file_name, evidence.artefact = stored_file(portfolio, upload)
        evidence.guard, evidence.is_held_back = warnings, bool(warnings)
        evidence.save(update_fields=["file_name", "artefact", "guard", "is_held_back"])
        ask_reading(evidence=evidence, now=now)
        details = {"title": evidence.title, "sha256": evidence.artefact_id}
        record_action(
            actor=actor,
            action="replace_evidence",
            subject=evidence,
            before=before,
            after=evidence.artefact_id,
            details=details,
        )
    return evidence


def _warnings(actor: User, portfolio: Portfolio, found: Bytes) -> list[Any]:
    hits = scan(found)
    blocking = [hit for hit in hits if hit.blocking]
    if not blocking:
        return [hit_json(hit) for hit in hits]
    with transaction.atomic():
        record_action(
            actor=actor,
            action="refuse_file",
            subject=portfolio,
            details={"file_name": found.name, "reasons": sorted({hit.code for hit in blocking})},
        )
    raise ActionRefusedError(*(_refusal(found.name, hit) for hit in blocking))


def _refusal(name: str, hit: Hit) -> str:
    where = hit.place.words(in_reader_language("fr", "en"))
    values = {"name": name, "what": in_reader_language(hit.fr, hit.en), "where": where}
    if hit.code == UNSAFE:
        return _("« %(name)s » n’est pas gardé : %(what)s.") % values
    said = _("« %(name)s » n’est pas gardé : %(what)s (%(where)s).") % values
    again = _("Retirez-la puis déposez le fichier à nouveau.")  # in an f-string, no tool would find it
    return f"{said} {again}"


def _opener(upload: "UploadedFile[Any]") -> Callable[[], BinaryIO]:
    if isinstance(upload, TemporaryUploadedFile):
        path = Path(upload.temporary_file_path())
        return lambda: path.open("rb")
    upload.seek(0)
    data: bytes = upload.read()  # small: Django keeps only small files in memory
    upload.seek(0)
    return lambda: io.BytesIO(data)


def _sha256(upload: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
