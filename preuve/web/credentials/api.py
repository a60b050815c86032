"""Checking a certificate by machine: what the public page says, and nothing else."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from preuve.web.credentials.queries.verification import PublicFacts, public_facts

router = Router(tags=["credentials"])


class Verified(Schema):
    status: str
    number: str
    holder: str
    usage_name: str
    title: str
    block_code: str
    block_title: str
    rncp_code: str
    level: int
    certifier: str
    granted_on: date
    revoked_at: datetime | None
    suspended_at: datetime | None
    content_hash: str


@router.get("/verify/{public_id}", operation_id="verify_certificate", auth=None, response=Verified)
def verify_certificate(request: HttpRequest, response: HttpResponse, public_id: str) -> PublicFacts:
    """Whether a certificate is valid, suspended or revoked, and what was granted. No sign-in."""
    del request
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    facts = public_facts(public_id)
    if facts is None:
        raise Http404(_("Certificat inconnu."))
    return facts
