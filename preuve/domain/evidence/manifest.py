"""The list of files that travels with an export, so that anyone can check it (`sha256sum --check`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def checksum_lines(hashes: Mapping[str, str]) -> str:
    """Return the text of a checksum file: for each path (sorted), its SHA-256, two spaces, the path.

    The format is that of GNU coreutils' `sha256sum` in text mode. Paths hold neither line break nor backslash
    (`names.archive_names` leaves none), so that nothing has to be escaped.
    """
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))
