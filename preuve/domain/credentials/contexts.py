"""The JSON-LD contexts that a credential may name, each pinned by SHA-256. Nothing else is ever loaded."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from preuve.domain.credentials.errors import PinnedContextError

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
MULTIKEY = "https://w3id.org/security/multikey/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LEARNER_RECORD = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

PINNED: Mapping[str, tuple[str, str]] = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    DATA_INTEGRITY: (
        "data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY: ("multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    OPEN_BADGES_EXTENSIONS: (
        "open-badges-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    LEARNER_RECORD: ("clr-2.0.1.json", "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"),
}
"""File name and SHA-256 by address."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """Contexts by address, as parsed JSON. The content of one address never changes."""

    by_url: Mapping[str, Mapping[str, Any]]

    def loaded(self, url: str, _options: object = None) -> dict[str, Any]:
        """Return a context as PyLD's document loaders do; `PinnedContextError` when it isn't shipped."""
        if url not in self.by_url:
            raise PinnedContextError(url)
        # "static" lets PyLD keep what it worked out of this context
        return {"contextUrl": None, "documentUrl": url, "document": self.by_url[url], "tag": "static"}


def pinned_contexts(read: Callable[[str], bytes]) -> Contexts:
    """Return every pinned context.

    Args:
        read: gives the bytes of a shipped file by its name.

    `PinnedContextError` when the bytes of one are not those that were pinned.
    """
    by_url = {}
    for url, (name, expected) in PINNED.items():
        data = read(name)
        if hashlib.sha256(data).hexdigest() != expected:
            raise PinnedContextError(url)
        by_url[url] = json.loads(data)
    return Contexts(by_url)
