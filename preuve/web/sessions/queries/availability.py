"""The doors to what jurors answered: the signed link of one of them, or the manager's desk."""

from typing import TYPE_CHECKING

from django.core import signing
from django.http import Http404

from preuve.web.accounts.models import User
from preuve.web.sessions.models import AvailabilityRequest, ExamSession
from preuve.web.sessions.rules import manages

if TYPE_CHECKING:
    from django.db.models import QuerySet

SALT = "preuve.availability"


def availability_token(request: AvailabilityRequest) -> str:
    """Return what the link of a juror says: which request, signed; renewing its key ends the link."""
    signed: str = signing.Signer(salt=SALT).sign_object([request.pk, request.key.hex])
    return signed


def get_asked_availability_or_404(token: str) -> AvailabilityRequest:
    """Return what a signed link asks for, until the session is closed or the link was renewed."""
    try:
        pk, key = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    found = _requests().filter(pk=pk, key=key).exclude(session__state=ExamSession.State.CLOSED).first()
    if found is None:
        raise Http404
    return found


def get_managed_availability_or_404(user: User, pk: int) -> AvailabilityRequest:
    """Return a juror's answer for those who decide on sessions."""
    found = _requests().filter(pk=pk).first() if manages(user) else None
    if found is None:
        raise Http404
    return found


def _requests() -> "QuerySet[AvailabilityRequest]":
    return AvailabilityRequest.objects.select_related(
        "session__framework_version__certification__certifier", "juror__user"
    ).prefetch_related("times")
