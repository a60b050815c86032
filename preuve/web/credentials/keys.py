"""Make a certifier's keys, and sign tokens with them; the private part leaves the vault only to sign."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import RSAKey

from preuve.domain.credentials.multibase import public_multikey
from preuve.domain.credentials.tokens import LEAST_KEY_BITS, sign_token
from preuve.web.accounts.models import Organisation
from preuve.web.credentials.models import IssuerKey
from preuve.web.credentials.queries.issuer import KEY_PURPOSE, issuer_did, key_address, key_in_use
from preuve.web.vault import seal, unseal

Algorithm = IssuerKey.Algorithm


def key_to_sign(issuer: Organisation, algorithm: IssuerKey.Algorithm, now: datetime) -> IssuerKey:
    """Return the key in use, made if there is none.

    The certifier's row is locked: two workers that need the first key make one, and no key is retired while
    it signs.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    try:
        return key_in_use(issuer, algorithm)
    except IssuerKey.DoesNotExist:
        return new_key(issuer, algorithm, now)


def new_key(issuer: Organisation, algorithm: IssuerKey.Algorithm, now: datetime) -> IssuerKey:
    """Make a key, its private part sealed by the vault; refused by the database while another is in use."""
    jwk: dict[str, Any] | None = None
    if algorithm == Algorithm.RSA:
        rsa = RSAKey.generate_key(LEAST_KEY_BITS)
        jwk = {name: value for name, value in rsa.as_dict(private=False).items() if name in {"kty", "n", "e"}}
        public, secret = rsa.thumbprint(), rsa.as_pem(private=True)
    else:
        private = Ed25519PrivateKey.generate()
        public, secret = public_multikey(private.public_key()), private.private_bytes_raw()
    return IssuerKey.objects.create(
        issuer=issuer,
        algorithm=algorithm,
        public=public,
        jwk=jwk,
        sealed=seal(KEY_PURPOSE, secret),
        created_at=now,
    )


def signed_token(key: IssuerKey, document: dict[str, Any]) -> str:
    """Return a credential as a JWT signed by an RSA key of the certifier."""
    return sign_token(
        document, unseal(KEY_PURPOSE, key.sealed), method=key_address(key, issuer_did(key.issuer))
    )
