"""A certificate as a file: the signed credential, and whether a file that somebody holds can be believed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.credentials.baking import bake_png, bake_svg, png_credential, svg_credential
from preuve.domain.credentials.errors import CredentialsError
from preuve.domain.credentials.screening import read_document
from preuve.domain.credentials.verification import Check, Facts, Finding, Outcome, verify
from preuve.domain.credentials.wording import check_name, sentence
from preuve.web.credentials.models import Credential, StatusList
from preuve.web.credentials.queries.issuer import issuer_documents, signed_status_list, status_url
from preuve.web.documents import draw_picture


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found in a file: `rows` are (check, whether it speaks for the certificate, sentence)."""

    valid: bool
    rows: list[tuple[str, bool, str]]
    facts: Facts


def credential_of(public_id: str) -> Credential | None:
    """Return the signed credential of a certificate by its public address; None when there is none."""
    if not public_id.isalnum():  # never asked of the database, which refuses some characters with an error
        return None
    rows = Credential.objects.select_related("certificate")
    return rows.filter(certificate__public_id=public_id.lower()).first()


def checked_file(data: bytes, at: datetime, language: str) -> CheckedFile | None:
    """Return what is found in a file (JSON, JWT, PNG or SVG); None when it is none of these."""
    try:
        held = _held(data)
    except CredentialsError:
        return None
    verification = verify(
        held,
        at=at,
        issuers=issuer_documents(),
        contexts=shipped_contexts(),
        status_lists=_lists_named_by(held, at),
    )
    rows = [
        (check_name(finding, language), _speaks_for(finding), sentence(finding, language))
        for finding in verification.findings
    ]
    return CheckedFile(verification.valid, rows, verification.facts)


def verification_words(language: str) -> dict[str, dict[str, str]]:
    """Return the names of checks and the sentences of outcomes, for the page that checks by itself."""
    checks = {check.value: check_name(Finding(check, Outcome.PASSED), language) for check in Check}
    outcomes = {item.value: sentence(Finding(Check.FORM, item), language) for item in Outcome}
    return {"checks": checks, "outcomes": outcomes}


def _held(data: bytes) -> dict[str, Any] | str:
    if data.startswith(b"\x89PNG"):
        data = png_credential(data).encode()
    elif data.lstrip().startswith(b"<"):
        data = svg_credential(data).encode()
    data = data.strip()
    return data.decode() if data.startswith(b"ey") and data.isascii() else read_document(data)


def _speaks_for(finding: Finding) -> bool:
    return finding.outcome is Outcome.PASSED


def _lists_named_by(held: dict[str, Any] | str, at: datetime) -> list[dict[str, Any]]:
    """The lists of this site that a document names; a document can't make it sign one that isn't there."""
    entries = held.get("credentialStatus", []) if isinstance(held, dict) else []
    entries = entries if isinstance(entries, list) else [entries]
    named = {entry.get("statusListCredential") for entry in entries if isinstance(entry, dict)}
    return [
        signed_status_list(row, at)
        for row in StatusList.objects.select_related("issuer").order_by("pk")
        if status_url(row) in named
    ]


def baked_badge(credential: Credential, form: Literal["png", "svg"]) -> bytes:
    """Return the badge of a certificate as a picture that carries its signed credential."""
    mentions = credential.certificate.mentions
    picture = draw_picture(
        "credentials/templates/credentials/badge.typ",
        {
            "is_block": bool(mentions["block_code"]),
            "title": mentions["block_title"] or mentions["title"],
            "code": f"{mentions['rncp_code']}{mentions['block_code']}",
            "certifier": mentions["certifier"],
        },
        form,
    )
    bake = {"png": bake_png, "svg": bake_svg}[form]
    return bake(picture, json.dumps(credential.document, ensure_ascii=False))
