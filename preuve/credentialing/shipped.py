"""The contexts shipped with the program."""

from functools import cache
from importlib import resources

from preuve.domain.credentials.contexts import Contexts, pinned_contexts


@cache
def shipped_contexts() -> Contexts:
    """Return them, checked against their pinned hashes."""
    folder = resources.files("preuve") / "data" / "contexts"
    return pinned_contexts(lambda name: (folder / name).read_bytes())
