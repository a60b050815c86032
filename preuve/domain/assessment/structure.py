"""Blocks, competences and criteria as the rules need them: codes only, in the order of the framework."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.assessment.errors import StructureError, StructureFault

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class CompetenceStructure:
    """A competence and the ids of its criteria (one at least)."""

    code: str
    criteria: tuple[str, ...]

    def __post_init__(self) -> None:
        _refuse_empty_or_repeated(self.code, self.criteria)


@dataclass(frozen=True, slots=True)
class BlockStructure:
    """A block and its competences (one at least)."""

    code: str
    competences: tuple[CompetenceStructure, ...]

    def __post_init__(self) -> None:
        _refuse_empty_or_repeated(self.code, (item.code for item in self.competences))

    def criteria(self) -> tuple[str, ...]:
        """Ids of the block's criteria, in order."""
        return tuple(criterion for competence in self.competences for criterion in competence.criteria)


@dataclass(frozen=True, slots=True)
class Structure:
    """All blocks of a certification, those not assessed today included.

    Codes are distinct through the whole structure: two blocks never share a competence code, nor two
    competences a criterion id.

    Raises:
        StructureError: EMPTY or REPEATED_CODE, with the codes at fault.
    """

    blocks: tuple[BlockStructure, ...]

    def __post_init__(self) -> None:
        _refuse_empty_or_repeated("", (block.code for block in self.blocks))
        _refuse_repeated(item.code for block in self.blocks for item in block.competences)
        _refuse_repeated(criterion for block in self.blocks for criterion in block.criteria())

    def block_codes(self) -> tuple[str, ...]:
        """Codes of the blocks, in order."""
        return tuple(block.code for block in self.blocks)


def _refuse_empty_or_repeated(owner: str, codes: Iterable[str]) -> None:
    if not _refuse_repeated(codes):
        raise StructureError(StructureFault.EMPTY, (owner,))


def _refuse_repeated(codes: Iterable[str]) -> int:
    counted = Counter(codes)
    repeated = [code for code, times in counted.items() if times > 1]
    if repeated:
        raise StructureError(StructureFault.REPEATED_CODE, repeated)
    return len(counted)
