"""What the certifier publishes for whoever checks: its keys, and which credentials are revoked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.credentials.badges import Issuer
from preuve.domain.credentials.issuers import IssuerKey as PublishedKey
from preuve.domain.credentials.issuers import did_document, did_web
from preuve.domain.credentials.proofs import sign
from preuve.domain.credentials.status_lists import StatusPurpose, status_list_credential
from preuve.web.accounts.models import Organisation
from preuve.web.credentials.models import Credential, IssuerKey, StatusList
from preuve.web.credentials.queries.signed import later_edition
from preuve.web.vault import unseal

KEY_PURPOSE = "issuer key"
SLOW_CLOCKS = timedelta(minutes=5)
"""A list is dated that much back: a reader's clock may be late."""
LIST_DAYS = 7
"""Days after which an old copy of a status list is no longer believed."""


def instant_words(moment: datetime) -> str:
    """Return a moment as credentials write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def issuer_did(organisation: Organisation) -> str:
    """Return the certifier's `did:web`: its address here, so that several certifiers can share a site."""
    return did_web(urlsplit(settings.BASE_URL).netloc, ("emetteurs", str(organisation.pk)))


def issuer_of(organisation: Organisation) -> Issuer:
    """Return who issues, as credentials say it."""
    return Issuer(issuer_did(organisation), organisation.name, f"{settings.BASE_URL}/")


def key_address(key: IssuerKey, did: str) -> str:
    """Return the address of a key in the certifier's document."""
    return f"{did}#{key.public}"


def issuer_document(organisation: Organisation) -> dict[str, Any]:
    """Return the DID document with every key the certifier ever had; a stranger to issuing has none: 404."""
    did = issuer_did(organisation)
    keys = [
        PublishedKey(
            key_address(key, did),
            key.jwk or key.public,
            expires=instant_words(key.expires_at) if key.expires_at else "",
            revoked=instant_words(key.revoked_at) if key.revoked_at else "",
        )
        for key in organisation.issuer_keys.all()
    ]
    if not keys:
        raise Http404
    return did_document(did, keys)


def issuer_documents() -> list[dict[str, Any]]:
    """Return the documents of every certifier of this site."""
    rows = Organisation.objects.filter(issuer_keys__isnull=False).distinct().order_by("pk")
    return [issuer_document(row) for row in rows.prefetch_related("issuer_keys")]


def status_url(status_list: StatusList) -> str:
    """Return the address, complete, at which a list is published."""
    return f"{settings.BASE_URL}{reverse('status_list', args=[status_list.pk])}"


def suspensions_url(status_list: StatusList) -> str:
    """Return the address, complete, at which the suspensions among the same places are published."""
    return f"{settings.BASE_URL}{reverse('suspension_list', args=[status_list.pk])}"


def signed_status_list(
    status_list: StatusList, now: datetime, purpose: StatusPurpose = StatusPurpose.REVOCATION
) -> dict[str, Any]:
    """Return the list of revoked or suspended credentials as it stands now, signed with the key in use.

    Nothing is kept of it: each answer is made from the certificates themselves. A credential that was signed
    again is revoked.
    """
    made = now - SLOW_CLOCKS
    suspends = purpose is StatusPurpose.SUSPENSION
    revoked = Q(certificate__revoked_at__isnull=False) | Q(later_edition())
    marked = Q(certificate__suspended_at__isnull=False) if suspends else revoked
    rows = Credential.objects.filter(marked, status_list=status_list)
    document = status_list_credential(
        url=suspensions_url(status_list) if suspends else status_url(status_list),
        issuer=issuer_did(status_list.issuer),
        purpose=purpose,
        indexes=rows.values_list("status_index", flat=True),
        valid_from=instant_words(made),
        valid_until=instant_words(now + timedelta(days=LIST_DAYS)),
    )
    return signed_with(key_in_use(status_list.issuer), document, made)


def key_in_use(
    organisation: Organisation, algorithm: IssuerKey.Algorithm = IssuerKey.Algorithm.ED25519
) -> IssuerKey:
    """Return the key with which the certifier signs now."""
    return IssuerKey.objects.get(issuer=organisation, algorithm=algorithm, expires_at=None, revoked_at=None)


def signed_with(key: IssuerKey, document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return a document with its proof by an Ed25519 key of the certifier."""
    return sign(
        document,
        Ed25519PrivateKey.from_private_bytes(unseal(KEY_PURPOSE, key.sealed)),
        method=key_address(key, issuer_did(key.issuer)),
        created=instant_words(now),
        contexts=shipped_contexts(),
    )
