"""What is odd about a document: warnings with their line, and the lines that belong to no item.

The sentences are French like the document: they are read beside it by the person who reviews the draft.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from preuve.domain.competences.model import ReadingWarning, Unassigned
from preuve.domain.competences.readers.france_competences_text.lines import Kind, Line, Tail, tail_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.competences.model import Block, Competence
    from preuve.domain.competences.readers.france_competences_text.items import Item, Section

_END = re.compile(r"[A-Z]{1,3}\d*(?:\.\d*)?")
_CODE_PARTS = re.compile(r"^([A-Z]+)(\d*)\.?(\d*)$")


class Notes:
    """Collects warnings and unassigned lines while a document is read."""

    def __init__(self) -> None:
        self.warnings: list[ReadingWarning] = []
        self.unassigned: list[Unassigned] = []

    def warn(self, code: str, line: int, message: str) -> None:
        """Point at an oddity."""
        self.warnings.append(ReadingWarning(code, line, message))

    def set_aside(self, lines: Iterable[Line]) -> None:
        """Keep lines that belong to no item."""
        self.unassigned.extend(Unassigned(x.number, f"{x.marker} {x.text}".strip()) for x in lines)

    def set_aside_orphans(self, lines: list[Line], code: str, message: str) -> None:
        """Keep lines that belong to no item although they are not furniture, with one warning for all."""
        if lines:
            self.set_aside(lines)
            self.warn(code, lines[0].number, message)

    def stray(self, lines: list[Line]) -> None:
        """Keep the lines of a block that fit in no column; all but furniture are pointed at."""
        self.set_aside(lines)
        for line in lines:
            if line.kind is not Kind.FURNITURE:
                message = f"Ce texte n’a trouvé place dans aucune colonne : « {line.text} »."
                self.warn("stray-text", line.number, message)

    def check_items(self, items: Iterable[Item]) -> None:
        """Items that stop in the middle of a sentence, or that came without their bullet."""
        for item in items:
            if tail_of(item.text) is Tail.UNFINISHED:
                message = f"Le texte semble coupé : « … {item.text[-40:]} »."
                self.warn("unfinished-item", item.line, message)
            if item.bare:
                message = f"Cet élément n’a pas de puce : « {item.text[:60]} »."
                self.warn("item-without-bullet", item.line, message)

    def check_criteria(self, competence: Competence, items: list[Item]) -> None:
        """Labels without a colon, and labels that a competence uses twice."""
        seen: dict[str, str] = {}
        for criterion, item in zip(competence.criteria, items, strict=True):
            if not criterion.expectation:
                message = (
                    f"Le critère {criterion.id} n’a pas de deux-points entre son intitulé et son attendu."
                )
                self.warn("label-without-colon", item.line, message)
            first = seen.setdefault(criterion.label.casefold(), criterion.id)
            if first != criterion.id:
                message = (
                    f"Les critères {first} et {criterion.id} ont le même intitulé : « {criterion.label} »."
                )
                self.warn("duplicate-label", item.line, message)

    def check_block(self, block: Block, line: int) -> None:
        """A block without activities or without a modality."""
        if not block.activities:
            self.warn("block-without-activity", line, f"Le bloc {block.code} n’a aucune activité.")
        if all(method.introduces_criteria for method in block.assessment_methods):
            self.warn("block-without-method", line, f"Le bloc {block.code} n’a aucune modalité d’évaluation.")

    def check_competences(self, competences: tuple[Competence, ...], sections: list[Section]) -> None:
        """Competences without practices or criteria, and codes used twice."""
        codes: set[str] = set()
        for competence, section in zip(competences, sections, strict=True):
            line, code = section.head.line, competence.code
            if code in codes:
                self.warn("duplicate-code", line, f"Le code {code} est déjà celui d’une autre compétence.")
            codes.add(code)
            if not competence.practices:
                self.warn("competence-without-practice", line, f"La compétence {code} n’a aucune pratique.")
            if not competence.criteria:
                self.warn("competence-without-criteria", line, f"La compétence {code} n’a aucun critère.")

    def check_ranges(self, block: Block, sections: list[Section]) -> None:
        """Ranges that are incomplete, name unknown codes, leave criteria out, or contradict each other."""
        codes = [c.code for c in block.competences]
        stated = block.assessment_methods[0].stated_range if block.assessment_methods else ""
        for method, section in zip(block.assessment_methods, sections, strict=True):
            line, range_ = section.head.line, method.stated_range
            for end in range_ends(range_):
                if not re.search(r"\.\d", end):
                    message = f"L’étendue « {range_} » est incomplète : lue jusqu’à la dernière compétence."
                    self.warn("range-incomplete", line, message)
                elif end not in codes:
                    message = f"L’étendue « {range_} » nomme {end}, absente du bloc {block.code}."
                    self.warn("range-unknown-code", line, message)
            left_out = [c.code for c in block.competences if c.criteria and c.code not in method.applies_to]
            if left_out:
                message = (
                    f"Hors de l’étendue « {range_} », pourtant avec des critères : {', '.join(left_out)}."
                )
                self.warn("range-stops-short", line, message)
            if range_ != stated:
                message = (
                    f"L’étendue des critères, « {range_} », n’est pas celle de la modalité, « {stated} »."
                )
                self.warn("range-mismatch", line, message)


def range_ends(stated_range: str) -> list[str]:
    """First and last code of a range, as printed."""
    return _END.findall(stated_range)


def codes_in_range(stated_range: str, codes: list[str]) -> tuple[str, ...]:
    """The codes that a range covers, ends included.

    An end without its number ("C4.1 à C4") covers all the codes of its group from the first one on.
    """
    (letters, low_group, low), (_, high_group, high) = map(_code_key, range_ends(stated_range))
    return tuple(
        code
        for code in codes
        for own_letters, group, rank in (_code_key(code),)
        if own_letters == letters and (low_group, low) <= (group, rank) <= (high_group, high)
    )


def _code_key(code: str) -> tuple[str, float, float]:
    parts = _CODE_PARTS.match(code)
    letters, group, rank = parts.groups() if parts else ("", "", "")
    return letters, float(group or math.inf), float(rank or math.inf)
