"""Which criteria the evidence claims to show: the coverage matrix, computed from plain rows.

The shape follows the three référentiels of article L6113-1 of the French Labour Code: blocks hold
competences, competences hold criteria. A column is a case (its id), or `None` for evidence that belongs to no
case.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Column = int | None


@dataclass(frozen=True, slots=True)
class CompetenceScope:
    """A competence in scope and the ids of its criteria, in the framework's order."""

    code: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockScope:
    """A block in scope and its competences, in the framework's order."""

    code: str
    competences: tuple[CompetenceScope, ...]


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """Claims on one criterion: `cells` has one count per column, `total` is their sum."""

    id: str
    cells: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CompetenceCoverage:
    """Sums over one competence: `claimed` criteria (at least one claim) out of `size`, claims per column."""

    code: str
    criteria: tuple[CriterionCoverage, ...]
    cells: tuple[int, ...]
    claimed: int
    size: int


@dataclass(frozen=True, slots=True)
class BlockCoverage:
    """Sums over one block, as for a competence."""

    code: str
    competences: tuple[CompetenceCoverage, ...]
    cells: tuple[int, ...]
    claimed: int
    size: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the block's criteria without any claim, in order."""
        return tuple(
            criterion.id
            for competence in self.competences
            for criterion in competence.criteria
            if not criterion.total
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole matrix: `columns` as given, blocks in order, `claimed` criteria out of `size`."""

    columns: tuple[Column, ...]
    blocks: tuple[BlockCoverage, ...]
    claimed: int
    size: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of all criteria in scope without any claim, in order."""
        return tuple(criterion for block in self.blocks for criterion in block.missing)


def coverage_of(
    scope: Iterable[BlockScope], columns: Sequence[Column], claims: Iterable[tuple[str, Column]]
) -> Coverage:
    """Return the matrix of `claims` (criterion id, column) over `scope`.

    Claims on a criterion out of scope, or in a column that is not among `columns`, count nowhere. Linear in
    claims plus cells.
    """
    counts = Counter(claims)
    blocks = tuple(_block(block, columns, counts) for block in scope)
    return Coverage(
        tuple(columns), blocks, sum(block.claimed for block in blocks), sum(block.size for block in blocks)
    )


def _block(
    block: BlockScope, columns: Sequence[Column], counts: Counter[tuple[str, Column]]
) -> BlockCoverage:
    competences = tuple(_competence(competence, columns, counts) for competence in block.competences)
    return BlockCoverage(
        block.code,
        competences,
        _sums(len(columns), [competence.cells for competence in competences]),
        sum(competence.claimed for competence in competences),
        sum(competence.size for competence in competences),
    )


def _competence(
    competence: CompetenceScope, columns: Sequence[Column], counts: Counter[tuple[str, Column]]
) -> CompetenceCoverage:
    criteria = []
    for criterion in competence.criteria:
        cells = tuple(counts.get((criterion, column), 0) for column in columns)
        criteria.append(CriterionCoverage(criterion, cells, sum(cells)))
    return CompetenceCoverage(
        competence.code,
        tuple(criteria),
        _sums(len(columns), [criterion.cells for criterion in criteria]),
        sum(1 for criterion in criteria if criterion.total),
        len(criteria),
    )


def _sums(width: int, rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * width
