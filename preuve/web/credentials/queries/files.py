"""A certificate as a file: the signed credential, and whether a file that somebody holds can be believed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.credentials.baking import bake_png, bake_svg, png_credential, svg_credential
from preuve.domain.credentials.errors import CredentialsError
from preuve.domain.credentials.screening import read_document
from preuve.domain.credentials.status_lists import StatusPurpose
from preuve.domain.credentials.tokens import read_token
from preuve.domain.credentials.verification import Check, Facts, Finding, Outcome, verify
from preuve.domain.credentials.wording import check_name, sentence
from preuve.web.credentials.models import Credential, StatusList
from preuve.web.credentials.queries.issuer import (
    issuer_documents,
    signed_status_list,
    status_url,
    suspensions_url,
)
from preuve.web.credentials.queries.signed import current_credentials
from preuve.web.documents import draw_picture


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What was found in a file: `rows` are (check, whether it speaks for the certificate, sentence)."""

    valid: bool
    rows: list[tuple[str, bool, str]]
    facts: Facts


def public_file(public_id: str, kind: Credential.Kind) -> Credential | None:
    """Return a signed file of a certificate by its public address; None when there is none."""
    if not public_id.isalnum():  # never asked of the database, which refuses some characters with an error
        return None
    rows = current_credentials().select_related("certificate")
    return rows.filter(certificate__public_id=public_id.lower(), kind=kind).first()


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
    entries = _said(held).get("credentialStatus", [])
    entries = entries if isinstance(entries, list) else [entries]
    named = {entry.get("statusListCredential") for entry in entries if isinstance(entry, dict)}
    return [
        signed_status_list(row, at, purpose)
        for row in StatusList.objects.select_related("issuer").order_by("pk")
        for purpose, url in _PUBLISHED.items()
        if url(row) in named
    ]


def _said(held: dict[str, Any] | str) -> dict[str, Any]:
    """What a document or a token says, not believed yet."""
    if isinstance(held, dict):
        return held
    try:
        return read_token(held)[1]
    except CredentialsError:
        return {}


_PUBLISHED = {StatusPurpose.REVOCATION: status_url, StatusPurpose.SUSPENSION: suspensions_url}


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
