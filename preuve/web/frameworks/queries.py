"""Reading frameworks. A sealed version never changes, so its structure is kept in memory once read."""

from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404

from preuve.domain.competences.case import CaseVersion, Publication, to_case
from preuve.domain.competences.case.storing import publication_from_json
from preuve.domain.competences.compare import compare
from preuve.domain.competences.serialise import from_json_dict
from preuve.web.accounts.models import User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.frameworks.models import (
    Activity,
    Block,
    Certification,
    Competence,
    Criterion,
    FrameworkDraft,
    FrameworkVersion,
)
from preuve.web.frameworks.phrases import changes_to_json
from preuve.web.frameworks.rules import may_edit_frameworks


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
    competences = Competence.objects.prefetch_related(
        Prefetch("criteria", Criterion.objects.order_by("position"))
    )
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


def certifications_for(user: User) -> QuerySet[Certification]:
    """Return the certifications a person may read, with `version_count` and `draft_count` (not published)."""
    if not has_role(user, *READERS):
        return Certification.objects.none()
    return Certification.objects.select_related("certifier").annotate(
        version_count=Count("versions", distinct=True),
        draft_count=Count("drafts", filter=Q(drafts__published_as=None), distinct=True),
    )


def get_certification_or_404(user: User, pk: int) -> Certification:
    """Return a certification to those who read them."""
    certification = certifications_for(user).filter(pk=pk).first()
    if certification is None:
        raise Http404
    return certification


def versions_of(certification: Certification) -> QuerySet[FrameworkVersion]:
    """Return the sealed versions of a certification, newest first, without what they hold."""
    versions = certification.versions.filter(sealed=True).select_related("published_by")
    return versions.defer("content", "source", "changes").order_by("-number")


def open_drafts_of(certification: Certification) -> QuerySet[FrameworkDraft]:
    """Return the drafts that are not published yet, newest first."""
    drafts = certification.drafts.filter(published_as=None).select_related("created_by")
    return drafts.defer("content", "source").order_by("-pk")


def get_draft_or_404(user: User, pk: int) -> FrameworkDraft:
    """Return a draft to those who read certifications."""
    drafts = FrameworkDraft.objects.select_related("certification", "published_as")
    draft = drafts.filter(pk=pk).first() if has_role(user, *READERS) else None
    if draft is None:
        raise Http404
    return draft


def get_editable_draft_or_404(user: User, pk: int) -> FrameworkDraft:
    """Return a draft to those who may correct it; whether it is published is the action's refusal."""
    if not may_edit_frameworks(user):
        raise Http404
    return get_draft_or_404(user, pk)


def get_version_or_404(user: User, pk: int) -> FrameworkVersion:
    """Return a sealed version to anybody signed in: a published référentiel is no secret."""
    versions = FrameworkVersion.objects.select_related("certification__certifier", "published_by")
    version = versions.filter(pk=pk, sealed=True).first() if user.is_authenticated else None
    if version is None:
        raise Http404
    return version


def case_package(version: FrameworkVersion, case: CaseVersion) -> dict[str, Any]:
    """Return a version as a CASE package: what was imported keeps its identifiers, the rest follows."""
    changed = version.published_at.astimezone(UTC).isoformat(timespec="seconds")
    about = Publication(version.certification.rncp_code, "", changed)
    if version.case_publication:
        about = replace(publication_from_json(version.case_publication), changed=changed)
    return to_case(from_json_dict(version.content), about, case)


def changes_between(old: FrameworkVersion, new: FrameworkVersion) -> list[dict[str, Any]]:
    """Return what turns `old` into `new`: as kept when `new` was published, or worked out."""
    if new.changes.get("from") == old.number and new.certification_id == old.certification_id:
        kept: list[dict[str, Any]] = new.changes["changes"]
        return kept
    return changes_to_json(compare(from_json_dict(old.content), from_json_dict(new.content)))
