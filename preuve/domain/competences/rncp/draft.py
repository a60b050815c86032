"""A fiche as a draft of a framework, beside the plain text that a person compares it with.

A fiche holds free texts: what had to be guessed is a warning with its line, what has no place in a framework
(activities and abilities of the whole fiche, asides) is kept among the unassigned lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.model import (
    AssessmentMethod,
    Block,
    Competence,
    Framework,
    ReadingWarning,
    Unassigned,
)
from preuve.domain.competences.rncp.pieces import Cut, Piece, pieces_of, plain_lines

if TYPE_CHECKING:
    from preuve.domain.competences.rncp.fiches import Fiche, FicheBlock

_MESSAGES = {
    "rncp-semicolon": "Compétences séparées à un point-virgule : à vérifier.",
    "rncp-aside": "Cette ligne parle de l’évaluation au milieu des compétences : gardée hors des éléments.",
    "rncp-code-repeated": "Ce code est déjà celui d’une autre compétence : un autre lui est donné.",
    "rncp-no-competence": "La fiche ne donne aucune compétence pour ce bloc.",
    "rncp-no-criterion": "Une fiche du RNCP ne donne pas de critères : à compléter.",
    "rncp-whole-fiche": "La fiche donne ces lignes pour tous les blocs ensemble : à répartir.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and its source: ``framework``'s lines are those of ``source``, from 1."""

    framework: Framework
    source: str


def draft_of(fiche: Fiche) -> Draft:
    """The draft of a fiche; every word of its texts is in the framework or among its unassigned lines.

    Raises:
        UnreadableDocumentError: NO_BLOCK, with the number: an older fiche without blocks.
    """
    if not fiche.blocks:
        raise UnreadableDocumentError(UnreadableReason.NO_BLOCK, detail=fiche.number)
    writer = _Writer()
    writer.line(" – ".join(part for part in (fiche.number, fiche.title) if part))
    if fiche.certifier:
        writer.line(f"Certificateur : {fiche.certifier}")
    writer.warn("rncp-no-criterion")
    for heading, text in (("Activités visées", fiche.activities), ("Capacités attestées", fiche.abilities)):
        writer.whole_fiche(heading, text)
    blocks = tuple(writer.block(rank, block) for rank, block in enumerate(fiche.blocks, 1))
    framework = Framework(
        title=fiche.title or fiche.number,
        certifier=fiche.certifier,
        blocks=blocks,
        warnings=tuple(writer.warnings),
        unassigned=tuple(writer.unassigned),
    )
    return Draft(framework, "\n".join(writer.lines))


@dataclass(slots=True)
class _Growing:
    """A competence being read."""

    code: str
    statement: str
    practices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Writer:
    """Writes the source line by line while the framework grows."""

    lines: list[str] = field(default_factory=list)
    warnings: list[ReadingWarning] = field(default_factory=list)
    unassigned: list[Unassigned] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def line(self, text: str) -> None:
        self.lines.append(text)

    def warn(self, code: str) -> None:
        """Warn of the last line written."""
        self.warnings.append(ReadingWarning(code, len(self.lines), _MESSAGES[code]))

    def leave(self, text: str) -> None:
        """Keep the last line written, or a part of it, among what has no place."""
        self.unassigned.append(Unassigned(len(self.lines), text))

    def whole_fiche(self, heading: str, text: str) -> None:
        found = plain_lines(text)
        if not found:
            return
        self.line(heading)
        self.warn("rncp-whole-fiche")
        for line in found:
            self.line(line)
            self.leave(line)

    def block(self, rank: int, block: FicheBlock) -> Block:
        code = f"BC{rank}"
        self.line(f"{block.code} : {block.title}")
        introduction, competences = self.competences(rank, block.competences)
        if not competences:
            self.warn("rncp-no-competence")
        codes = tuple(each.code for each in competences)
        return Block(
            code=code,
            title=block.title or block.code,
            introduction=introduction,
            activities=(),
            assessment_methods=self.methods(block.methods, codes),
            competences=competences,
        )

    def competences(self, rank: int, text: str) -> tuple[str, tuple[Competence, ...]]:
        """What introduces the competences, and the competences."""
        introduction: list[str] = []
        grown: list[_Growing] = []
        for line in plain_lines(text):
            self.line(line)
            pieces = pieces_of(line)
            if any(piece.cut is Cut.SEMICOLON for piece in pieces):
                self.warn("rncp-semicolon")
            for piece in pieces:
                self.place(rank, piece, introduction, grown)
        made = tuple(Competence(each.code, each.statement, tuple(each.practices), ()) for each in grown)
        return " ".join(introduction), made

    def place(self, rank: int, piece: Piece, introduction: list[str], grown: list[_Growing]) -> None:
        if piece.cut is Cut.ASIDE:
            self.warn("rncp-aside")
            self.leave(piece.text)
        elif piece.cut is Cut.SUB_BULLET and grown:
            grown[-1].practices.append(piece.text)
        elif piece.cut is Cut.HEADING:
            introduction.append(piece.text)
        else:
            grown.append(self.grown(rank, piece, len(grown) + 1))

    def grown(self, rank: int, piece: Piece, place: int) -> _Growing:
        code, statement = piece.code, piece.text
        if code in self.codes:
            self.warn("rncp-code-repeated")
            code, statement = "", f"{code} {statement}"
        while not code or code in self.codes:
            code = f"C{rank}.{place}"
            place += 1
        self.codes.add(code)
        return _Growing(code, statement)

    def methods(self, text: str, codes: tuple[str, ...]) -> tuple[AssessmentMethod, ...]:
        steps = plain_lines(text)
        if not steps:
            return ()
        self.line("Modalités d’évaluation")
        for step in steps:
            self.line(step)
        return (AssessmentMethod("", codes, tuple(steps)),)
