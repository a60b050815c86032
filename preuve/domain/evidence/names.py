"""Names of files that come from strangers: what is kept of them, and what an archive may hold.

Source for reserved names and characters: Microsoft, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAME = 255
MAX_ARCHIVE_NAME = 120
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*#%&;\s]+')


def display_name(raw: str) -> str:
    """Return the last part of the path `raw`: NFC, no control or bidirectional marks, ≤ 255 characters.

    A long name is cut before its extension. Empty when nothing is left (`..`, `/`, controls only).
    """
    base = raw.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        letter for letter in base if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    name = unicodedata.normalize("NFC", kept).strip()
    return "" if name.strip(".") == "" else _cut(name, MAX_NAME)


def archive_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return one name per name, in order, safe on every system and distinct even where case is ignored.

    Spaces and reserved characters become `-`; a name seen before gets `-2`, `-3`… before its extension.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        safe = _safe(name)
        candidate, number = safe, 1
        while candidate.casefold() in taken:
            number += 1
            stem, suffix = _split(safe)
            candidate = f"{stem}-{number}{suffix}"
        taken.add(candidate.casefold())
        found.append(candidate)
    return tuple(found)


def _safe(name: str) -> str:
    safe = _UNSAFE.sub("-", display_name(name)).strip("-.") or "fichier"
    return _cut(f"fichier-{safe}" if _RESERVED.fullmatch(safe) else safe, MAX_ARCHIVE_NAME)


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, f".{suffix}") if stem and dot and len(suffix) <= 12 else (name, "")


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name
    stem, suffix = _split(name)
    return stem[: length - len(suffix)] + suffix
