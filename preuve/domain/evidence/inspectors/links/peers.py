"""What stands for the names of peers, which may be people's."""

from __future__ import annotations

_LISTED = 200


def listed(count: int) -> dict[str, list[str]]:
    """Return what stands for `count` peers in both languages: “pair A” … “pair AA”; “—” for none."""
    letters = [_letter(number) for number in range(min(count, _LISTED))]
    return {
        "french": [f"pair {each}" for each in letters] or ["—"],
        "english": [f"peer {each}" for each in letters] or ["—"],
    }


def _letter(number: int) -> str:
    """Return A, B … Z, AA, and on."""
    more, last = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)
