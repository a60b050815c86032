"""Certificates for those who may read them, and what their document prints."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import override

from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.models import User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.queries.signed import with_file_kinds

PAGE = 50


@dataclass(frozen=True, slots=True)
class CertificatePage:
    rows: list[Certificate]
    next_before: int | None


def certificates_for(user: User) -> QuerySet[Certificate]:
    """Return the certificates this person may read: all for readers by role, otherwise their own."""
    rows = Certificate.objects.all()
    return rows if has_role(user, *READERS) else rows.filter(holder=user)


def list_certificates(user: User, *, before: int | None = None, search: str = "") -> CertificatePage:
    """Return a page of certificates, the latest first, by number or holder's name: one query."""
    rows = certificates_for(user).select_related("holder", "certification")
    for word in search.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(holder__last_name__icontains=word)
            | Q(holder__first_name__icontains=word)
            | Q(holder__birth_name__icontains=word)
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return CertificatePage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def get_certificate_or_404(user: User, pk: int) -> Certificate:
    """Return a certificate for its holder, and for readers by role."""
    rows = certificates_for(user).select_related(
        "holder", "certification", "minutes", "document", "enrolment__session"
    )
    found = with_file_kinds(rows.filter(pk=pk)).first()
    if found is None:
        raise Http404
    return found


def get_document_or_404(user: User, pk: int) -> Certificate:
    """Return a certificate whose document may be handed over: once revoked, to readers by role only."""
    found = get_certificate_or_404(user, pk)
    withheld = found.revoked_at is not None and not has_role(user, *READERS)
    if found.document is None or withheld:
        raise Http404
    return found


def public_url(certificate: Certificate) -> str:
    """Return the address, complete, at which anyone checks the certificate: what its QR code says."""
    return f"{settings.BASE_URL}{reverse('verify', args=[certificate.public_id])}"


def certificate_hash(certificate: Certificate) -> str:
    """Return the SHA-256 of the number and the mentions: printed, and shown on the public page."""
    return content_hash({"number": certificate.number, "mentions": certificate.mentions})


def holder_names(mentions: dict[str, Any]) -> tuple[str, str]:
    """Return the holder's names as on the paper: by birth, and the name in use if it differs."""
    name = f"{mentions['holder_first_names']} {mentions['holder_birth_name'].upper()}"
    last = mentions["holder_last_name"]
    return name, "" if last.casefold() == mentions["holder_birth_name"].casefold() else last.upper()


def birth_words(mentions: dict[str, Any]) -> str:
    """Return « née le 2 avril 1999 à Lyon », in French: it is what the paper says."""
    born = {"F": "née", "M": "né"}.get(mentions["holder_sex"], "né(e)")
    return f"{born} le {day_words(mentions['birth_date'])} à {mentions['birth_place']}"


def day_words(iso: str) -> str:
    """Return an ISO date as a French document writes it: « 1er mars 2027 »."""
    with override("fr"):
        words = formats.date_format(date.fromisoformat(iso), "j F Y")
    return f"1er{words[1:]}" if words.startswith("1 ") else words


def document_data(certificate: Certificate) -> dict[str, Any]:
    """Return what the PDF prints. Same certificate, same data, so the same bytes again."""
    mentions = certificate.mentions
    name, usage_name = holder_names(mentions)
    issued = timezone.localdate(certificate.issued_at)
    return {
        "number": certificate.number,
        "hash": certificate_hash(certificate),
        "url": public_url(certificate),
        "qr": _qr_code(public_url(certificate)),
        "name": name,
        "usage_name": usage_name,
        "born": birth_words(mentions),
        "decision_date": day_words(mentions["decision_date"]),
        "valid_until": day_words(mentions["valid_until"]),
        "granted_on": day_words(mentions["granted_on"]),
        "minutes": certificate.minutes.number,
        "issued": [issued.year, issued.month, issued.day],
        "mentions": mentions,
    }


def _qr_code(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, dark="#1b1a24", xmldecl=False)
    return out.getvalue().decode()
