"""The certifiers' keys as their managers see them, and what a stolen one signed."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.http import Http404

from preuve.web.accounts.models import User
from preuve.web.credentials.models import Certificate, Credential, IssuerKey
from preuve.web.credentials.queries.signed import current_credentials
from preuve.web.credentials.rules import may_issue


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key, how many files it signed, and how many of them are still to be signed again after its theft."""

    key: IssuerKey
    signed: int
    left: int

    @property
    def state(self) -> str:
        """`used`, `retired` or `revoked`."""
        if self.key.revoked_at is not None:
            return "revoked"
        return "used" if self.key.expires_at is None else "retired"


def keys_for(user: User) -> QuerySet[IssuerKey]:
    """Return the keys that this person manages: all for who issues, none for others."""
    rows = IssuerKey.objects.select_related("issuer")
    return rows if may_issue(user) else rows.none()


def list_keys(user: User) -> list[ShownKey]:
    """Return the keys, by certifier, the latest first: two queries."""
    left = dict(signed_since_theft().values_list("key").annotate(Count("pk")))
    rows = keys_for(user).annotate(signed=Count("credentials")).order_by("issuer__name", "-pk")
    return [ShownKey(row, row.signed, left.get(row.pk, 0)) for row in rows]


def get_key_or_404(user: User, pk: int) -> IssuerKey:
    """Return a key for who manages it."""
    found = keys_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def signed_since_theft() -> QuerySet[Credential]:
    """Return the files of certificates in force that a stolen key signed since, not signed again yet."""
    return current_credentials().filter(signed_at__gte=F("key__revoked_at"), certificate__revoked_at=None)


def certificates_to_sign_again(key: IssuerKey) -> QuerySet[Certificate]:
    """Return the certificates of which a file was signed by this stolen key since its theft."""
    stale = signed_since_theft().filter(key=key).values("certificate")
    rows = Certificate.objects.filter(pk__in=stale).order_by("pk")
    return rows.select_related("certification__certifier", "minutes", "enrolment", "holder")
