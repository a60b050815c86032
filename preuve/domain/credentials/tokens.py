"""The same credentials as compact JWT, signed RS256.

Sources: Open Badges 3.0, section 8.2 (JWT proof: claims at the top, `typ: JWT`,
key by `kid`); RFC 7515, 7519.
"""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from preuve.domain.credentials.errors import EncodingError, TokenError, TokenFault
from preuve.domain.credentials.issuers import instant
from preuve.domain.credentials.multibase import base64url_decoded
from preuve.domain.credentials.screening import read_document

ALGORITHM = "RS256"
LEAST_KEY_BITS = 2048
PARTS = 3
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_REGISTRY.max_payload_length = 4_000_000


def sign_token(document: Mapping[str, Any], key_pem: bytes, *, method: str) -> str:
    """Return a credential as a compact JWT.

    Args:
        document: a credential without proof, as `badges.badge` makes it.
        key_pem: RSA private key of 2048 bits or more, PEM.
        method: address of the key, as the issuer publishes it.

    `TokenError` (KEY) when the key is too short or isn't RSA.
    """
    claims = {**document, **_claims(document)}
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": method}
    try:
        key = RSAKey.import_key(key_pem)
        if key.raw_value.key_size < LEAST_KEY_BITS:
            raise TokenError(TokenFault.KEY)
        return jws.serialize_compact(header, payload.encode(), key, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise TokenError(TokenFault.KEY, str(error)) from error


def read_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of a token whose signature was not looked at yet.

    `TokenError`: SHAPE, ALGORITHM, CLAIMS; `DocumentError` for a part that isn't a plain JSON object.
    """
    parts = token.split(".")
    if len(parts) != PARTS:
        raise TokenError(TokenFault.SHAPE)
    try:
        header, claims = (read_document(base64url_decoded(part)) for part in parts[:2])
        base64url_decoded(parts[2])
    except EncodingError as error:
        raise TokenError(TokenFault.SHAPE, error.found) from error
    if header.get("alg") != ALGORITHM or not isinstance(header.get("kid"), str) or "crit" in header:
        raise TokenError(TokenFault.ALGORITHM, str(header.get("alg")))
    return header, claims


def token_credential(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the credential among the claims; `TokenError` (CLAIMS) when others contradict it."""
    document = {name: value for name, value in claims.items() if name not in _REGISTERED}
    expected = _claims(document)
    for name in _REGISTERED & claims.keys() - {"iat", "aud"}:
        if claims[name] != expected.get(name):
            raise TokenError(TokenFault.CLAIMS, name)
    return document


def token_holds(token: str, jwk: Mapping[str, str]) -> bool:
    """Tell whether a token is signed RS256 by an RSA key given as JWK; `TokenError` (KEY) for another key."""
    try:
        key = RSAKey.import_key({"kty": jwk.get("kty", ""), "n": jwk.get("n", ""), "e": jwk.get("e", "")})
        if key.raw_value.key_size < LEAST_KEY_BITS:
            raise TokenError(TokenFault.KEY)
    except (JoseError, ValueError) as error:
        raise TokenError(TokenFault.KEY, str(error)) from error
    try:
        jws.deserialize_compact(token, key, registry=_REGISTRY)
    except JoseError:
        return False
    return True


_REGISTERED = frozenset({"iss", "jti", "sub", "nbf", "exp", "iat", "aud"})


def _claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """Registered claims that Open Badges asks for, from the credential."""
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    claims = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
    }
    for name, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        moment = instant(document.get(member))
        claims[name] = int(moment.timestamp()) if moment is not None else None
    return {name: value for name, value in claims.items() if value is not None}
