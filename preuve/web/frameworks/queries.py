"""Reading frameworks. A sealed version never changes, so its structure is kept in memory once read."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Prefetch

from preuve.web.frameworks.models import Activity, Block, Competence, Criterion, FrameworkVersion


@dataclass(frozen=True)
class CriterionNode:
    pk: int
    identifier: str
    label: str
    expectation: str
    text: str
    competence_code: str
    block_code: str


@dataclass(frozen=True)
class CompetenceNode:
    pk: int
    code: str
    statement: str
    practices: tuple[str, ...]
    block_code: str
    criteria: tuple[CriterionNode, ...]


@dataclass(frozen=True)
class ActivityNode:
    pk: int
    text: str
    block_code: str


@dataclass(frozen=True)
class BlockNode:
    pk: int
    code: str
    title: str
    introduction: str
    activities: tuple[ActivityNode, ...]
    competences: tuple[CompetenceNode, ...]

    @cached_property
    def criteria(self) -> tuple[CriterionNode, ...]:
        return tuple(criterion for competence in self.competences for criterion in competence.criteria)


@dataclass(frozen=True)
class FrameworkStructure:
    """A published framework as a tree with row ids; look-ups by id, identifier and code."""

    version_id: int
    title: str
    blocks: tuple[BlockNode, ...]

    def in_scope(self, block_codes: list[str]) -> tuple[BlockNode, ...]:
        """Return the blocks among `block_codes`, in the framework's order."""
        return tuple(block for block in self.blocks if block.code in block_codes)

    @cached_property
    def criteria(self) -> dict[int, CriterionNode]:
        return {criterion.pk: criterion for block in self.blocks for criterion in block.criteria}

    @cached_property
    def criteria_by_identifier(self) -> dict[str, CriterionNode]:
        return {criterion.identifier: criterion for criterion in self.criteria.values()}

    @cached_property
    def competences_by_code(self) -> dict[str, CompetenceNode]:
        return {competence.code: competence for block in self.blocks for competence in block.competences}

    @cached_property
    def blocks_by_code(self) -> dict[str, BlockNode]:
        return {block.code: block for block in self.blocks}


@lru_cache(maxsize=32)
def structure_of(version_id: int) -> FrameworkStructure:
    """Return the structure of a sealed version: five queries the first time, none afterwards."""
    version = FrameworkVersion.objects.only("pk", "title", "sealed").get(pk=version_id, sealed=True)
    competences = Competence.objects.prefetch_related(Prefetch("criteria", Criterion.objects.order_by("position")))
    blocks = Block.objects.filter(version=version_id).order_by("position")
    blocks = blocks.prefetch_related(
        Prefetch("activities", Activity.objects.order_by("position")),
        Prefetch("competences", competences.order_by("position")),
    )
    return FrameworkStructure(version.pk, version.title, tuple(_block_node(block) for block in blocks))


def _block_node(block: Block) -> BlockNode:
    activities = tuple(ActivityNode(row.pk, row.text, block.code) for row in block.activities.all())
    competences = tuple(_competence_node(block, row) for row in block.competences.all())
    return BlockNode(block.pk, block.code, block.title, block.introduction, activities, competences)


def _competence_node(block: Block, row: Competence) -> CompetenceNode:
    criteria = tuple(
        CriterionNode(
            criterion.pk,
            criterion.identifier,
            criterion.label,
            criterion.expectation,
            criterion.text,
            row.code,
            block.code,
        )
        for criterion in row.criteria.all()
    )
    return CompetenceNode(row.pk, row.code, row.statement, tuple(row.practices), block.code, criteria)
