"""Who may: publish and revoke, read certificates, and how often anyone may ask about a number."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import Http404, HttpRequest

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import READERS, has_role

ISSUERS = (Role.CERTIFICATION_MANAGER,)
VISITORS = (Role.CANDIDATE, *READERS)
QUESTIONS_ALLOWED = 10
QUESTIONS_SECONDS = 60


def may_issue(user: User) -> bool:
    """Return whether this person publishes results and revokes certificates."""
    return has_role(user, *ISSUERS)


def require_issuer(user: User) -> None:
    """Hide the action from anyone else: whoever calls it, page, command or API, meets the same door."""
    if not may_issue(user):
        raise Http404


def asks_too_often(request: HttpRequest) -> bool:
    """Count a question asked from this address, and return whether it is one too many within a minute.

    Counted by process: with several, the limit is as many times higher. Numbers are not secret and the family
    name is asked for too, so this only slows down whoever tries names one after the other.
    """
    key = f"verify-form:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, QUESTIONS_SECONDS)
    try:
        return bool(cache.incr(key) > QUESTIONS_ALLOWED)
    except ValueError:  # the minute ended between the two lines
        return False
