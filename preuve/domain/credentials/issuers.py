"""The issuer's public documents: the DID document of a `did:web` with every key it ever had, and the profile.

Sources: W3C DID 1.0; did:web method; W3C Controlled Identifiers 1.0, section 2.2: `expires` is when a key is
no longer used to sign, `revoked` when it is no longer trusted. Keys are never taken out, so that what they
signed while they were good stays valid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from preuve.domain.credentials.badges import Issuer
from preuve.domain.credentials.contexts import MULTIKEY

DID = "https://www.w3.org/ns/did/v1"


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of the issuer, as published.

    Attributes:
        id: address, `did:web:…#key-1`.
        public: `publicKeyMultibase` (Ed25519), or a JWK (RSA).
        expires: instant from which it signs no more; empty when none is set.
        revoked: instant from which nothing it signs is believed (theft, loss); empty when it isn't.
    """

    id: str
    public: str | Mapping[str, str]
    expires: str = ""
    revoked: str = ""


def did_web(host: str, path: Sequence[str] = ()) -> str:
    """Return the DID of `https://host/path…/did.json`; a port is written `%3A` as the method asks."""
    return ":".join(("did:web", host.replace(":", "%3A"), *path))


def did_document(did: str, keys: Sequence[IssuerKey]) -> dict[str, Any]:
    """Return the DID document that publishes `keys`, all for assertions."""
    return {
        "@context": [DID, MULTIKEY],
        "id": did,
        "verificationMethod": [_method(did, key) for key in keys],
        "assertionMethod": [key.id for key in keys],
    }


def issuer_profile(issuer: Issuer, keys: Sequence[IssuerKey]) -> dict[str, Any]:
    """Return the profile to publish at the issuer's https address, with its keys."""
    return {
        "id": issuer.id,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
        "verificationMethod": [_method(issuer.id, key) for key in keys],
        "assertionMethod": [key.id for key in keys],
    }


def keys_of(document: Mapping[str, Any]) -> dict[str, IssuerKey]:
    """Return, by address, the keys that a published document allows for assertions and that it controls."""
    allowed = [name for name in _listed(document.get("assertionMethod")) if isinstance(name, str)]
    found = {}
    for method in _listed(document.get("verificationMethod")):
        key = _key(method, document.get("id")) if isinstance(method, dict) else None
        if key is not None and key.id in allowed:
            found[key.id] = key
    return found


def instant(text: object) -> datetime | None:
    """Return the instant of an XML dateTime with its zone; None when the text isn't one."""
    if not isinstance(text, str):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value.astimezone(UTC) if value.tzinfo is not None else None


def _method(controller: str, key: IssuerKey) -> dict[str, Any]:
    if isinstance(key.public, str):
        published: dict[str, Any] = {
            "type": "Multikey",
            "controller": controller,
            "publicKeyMultibase": key.public,
        }
    else:
        jwk = {**key.public, "alg": "RS256", "kid": key.id}
        published = {"type": "JsonWebKey", "controller": controller, "publicKeyJwk": jwk}
    dates = {"expires": key.expires, "revoked": key.revoked}
    return {"id": key.id, **published} | {name: value for name, value in dates.items() if value}


def _key(method: Mapping[str, Any], controller: object) -> IssuerKey | None:
    public = method.get("publicKeyMultibase", method.get("publicKeyJwk"))
    name = method.get("id")
    if not isinstance(name, str) or not isinstance(public, str | dict):
        return None
    if method.get("controller") != controller:
        return None
    dates = {name: str(method.get(name, "")) for name in ("expires", "revoked")}
    return IssuerKey(name, public, **dates)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
