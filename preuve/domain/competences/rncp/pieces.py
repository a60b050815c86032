"""Free text of a fiche cut into pieces: lines, bullets, ``C1.2 –``, ``;``. No word is lost or made up."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum

_BREAKS = re.compile(r"<\s*(?:br|/?p|/?li|/?ul|/?ol|/?div)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
_INLINE_BULLETS = re.compile(r"\s{2,}(?=(?:[*•·▪●○–-]|o)\s)")
_BULLET = re.compile(r"(?P<mark>[*•·▪●–-]|[○o])\s+(?=\S)")
_CODE = re.compile(r"(?P<code>[CA]\d{1,2}+(?:\.\d{1,2}+){0,3}+)\s*(?:[-–—:.)]+|(?=\s))\s*(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}\s*[.)]\s+(?=\S)")
_ASIDE = re.compile(r"(?:évaluation|evaluation|critères|modalités)\b", re.IGNORECASE)
_SUB = "○o"


class Cut(StrEnum):
    """By what a piece was told from its neighbours."""

    CODE = "code"
    BULLET = "bullet"
    SUB_BULLET = "sub-bullet"
    LINE = "line"
    SEMICOLON = "semicolon"
    """Within a line, which may be one sentence: uncertain."""
    HEADING = "heading"
    ASIDE = "aside"
    """A line that speaks of assessment among the competences: uncertain."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the text, their mark left out; ``code`` as written (``C1.2``), empty without one."""

    text: str
    cut: Cut
    code: str = ""

    @property
    def uncertain(self) -> bool:
        """Whether a person should look at where it was cut."""
        return self.cut in {Cut.SEMICOLON, Cut.ASIDE}


def plain_lines(text: str) -> list[str]:
    """Lines of a free text: HTML's breaks are line breaks, its other tags are gone, blank lines too."""
    broken = html.unescape(_TAGS.sub(" ", _BREAKS.sub("\n", text)))
    lines = [part for line in broken.splitlines() for part in _INLINE_BULLETS.split(line)]
    return [" ".join(line.split()) for line in lines if line.strip()]


def pieces_of(line: str) -> list[Piece]:
    """A plain line as pieces: one, unless semicolons cut a line without mark."""
    mark = _BULLET.match(line)
    rest = line[mark.end() :] if mark else line
    numbered = _NUMBERED.match(rest)
    rest = rest[numbered.end() :] if numbered else rest
    code = _CODE.match(rest)
    if code:
        return [Piece(rest[code.end() :], Cut.CODE, code["code"])]
    if _ASIDE.match(rest):
        return [Piece(rest, Cut.ASIDE)]
    if rest.endswith(":"):
        return [Piece(rest, Cut.HEADING)]
    if mark:
        return [Piece(rest, Cut.SUB_BULLET if mark["mark"] in _SUB else Cut.BULLET)]
    parts = [part.strip() for part in re.split(r";(?=\s|$)", rest)]
    parts = [part for part in parts if part]
    if numbered or len(parts) < 2:  # noqa: PLR2004 - one part is no cut
        return [Piece(rest, Cut.LINE)]
    return [Piece(part, Cut.SEMICOLON) for part in parts]
