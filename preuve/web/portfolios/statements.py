"""What makes two statements the same, so that what people answered outlives another reading."""

import hashlib


def key_of(*parts: str) -> str:
    """Return the key of a statement: who said it, its code, and the SHA-256 of the bytes it was said of."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
