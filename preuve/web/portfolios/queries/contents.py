"""What a portfolio holds, read once with a constant number of queries, whatever its size."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from preuve.domain.evidence.checklist import Check, PortfolioFacts, checklist_of
from preuve.domain.evidence.coverage import BlockScope, CompetenceScope, Coverage, coverage_of
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import (
    BlockNode,
    CompetenceNode,
    CriterionNode,
    FrameworkStructure,
    structure_of,
)
from preuve.web.portfolios.checks import ReadingCheck, ReadingPoint, reading_check
from preuve.web.portfolios.models import (
    Case,
    Claim,
    Evidence,
    Feedback,
    InspectionRun,
    Portfolio,
    SelfAssessment,
)
from preuve.web.portfolios.queries.readings import frozen_inspections, frozen_joins
from preuve.web.portfolios.queries.statements import open_findings, reading_state
from preuve.web.portfolios.rules import is_late

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAX_EVIDENCE = 2000


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with the words that pages and the frozen copy need."""

    pk: int
    evidence_id: int
    case_id: int | None
    criterion: str
    why: str
    revision: int


@dataclass(frozen=True)
class Claimed:
    """What of a portfolio its matrix counts: cases, claims and self-assessment, without the pieces."""

    portfolio: Portfolio
    structure: FrameworkStructure
    cases: list[Case]
    claims: list[ClaimRow]
    assessments: dict[str, SelfAssessment]

    @cached_property
    def blocks(self) -> tuple[BlockNode, ...]:
        return self.structure.in_scope(self.portfolio.block_codes)

    @cached_property
    def competences(self) -> tuple[CompetenceNode, ...]:
        return tuple(competence for block in self.blocks for competence in block.competences)

    @cached_property
    def coverage(self) -> Coverage:
        columns = (*(case.pk for case in self.cases), None)
        return coverage_of(
            scope_of(self.blocks), columns, ((claim.criterion, claim.case_id) for claim in self.claims)
        )

    @cached_property
    def missing(self) -> list[CriterionNode]:
        return [self.structure.criteria_by_identifier[identifier] for identifier in self.coverage.missing]


@dataclass(frozen=True)
class Contents(Claimed):
    """A portfolio with everything in it (feedback aside, which is no part of what is handed in)."""

    evidence: list[Evidence]
    for_owner: bool

    @cached_property
    def held_back(self) -> list[Evidence]:
        return [piece for piece in self.evidence if piece.is_held_back]

    @cached_property
    def open_findings(self) -> dict[int, str]:
        """Return the titles of the pieces with unanswered contradictions: one query, when it is asked."""
        return open_findings(self.portfolio, held_back=self.for_owner)

    @property
    def under_way(self) -> int:
        """Return how many files the inspectors have still to read."""
        return sum(is_under_way(piece) for piece in self.evidence)

    @cached_property
    def claims_by_evidence(self) -> dict[int, list[ClaimRow]]:
        found: dict[int, list[ClaimRow]] = {}
        for claim in self.claims:
            found.setdefault(claim.evidence_id, []).append(claim)
        return found

    @cached_property
    def evidence_by_case(self) -> dict[int | None, list[Evidence]]:
        found: dict[int | None, list[Evidence]] = {}
        for piece in self.evidence:
            found.setdefault(piece.case_id, []).append(piece)
        return found

    def checks(self, now: datetime) -> tuple[Check | ReadingCheck, ...]:
        """Return the checklist of the submission as it stands at `now`: one query.

        What the guard and the inspectors left open comes last.
        """
        claimed = Counter(claim.evidence_id for claim in self.claims)
        facts = PortfolioFacts(
            is_late=is_late(self.portfolio, now),
            has_presentation=self.portfolio.presentation_id is not None,
            coverage=self.coverage,
            undescribed_cases=tuple(
                case.title for case in self.cases if not (case.context and case.period and case.role)
            ),
            unclaimed_evidence=tuple(piece.title for piece in self.evidence if not claimed[piece.pk]),
            unassessed_competences=tuple(
                competence.code for competence in self.competences if competence.code not in self.assessments
            ),
        )
        return (
            *checklist_of(facts),
            reading_check(ReadingPoint.WARNINGS, [piece.title for piece in self.held_back]),
            reading_check(
                ReadingPoint.READINGS,
                [piece.title for piece in self.evidence if is_under_way(piece)],
            ),
            reading_check(ReadingPoint.FINDINGS, self.open_findings.values()),
        )


def is_under_way(piece: Evidence) -> bool:
    """Return whether the inspectors have still to read a piece that `listed_evidence` gave."""
    state = getattr(piece, "reading_state", None)
    return state in {InspectionRun.State.WAITING, InspectionRun.State.READING}


def scope_of(blocks: tuple[BlockNode, ...]) -> tuple[BlockScope, ...]:
    """Return the blocks as the domain counts them: codes and ids."""
    return tuple(
        BlockScope(
            block.code,
            tuple(
                CompetenceScope(
                    competence.code, tuple(criterion.identifier for criterion in competence.criteria)
                )
                for competence in block.competences
            ),
        )
        for block in blocks
    )


CLAIMS = CompiledQuery(
    lambda: (
        Claim.objects.filter(evidence__portfolio=hole("portfolio"))
        .order_by("pk")
        .values_list(
            "pk",
            "evidence_id",
            "evidence__case_id",
            "criterion_id",
            "why",
            "revision",
            "evidence__is_held_back",
        )
    )
)
ASSESSMENTS = CompiledQuery(lambda: SelfAssessment.objects.filter(portfolio=hole("portfolio")).order_by())


def claimed_of(portfolio: Portfolio, *, held_back: bool) -> Claimed:
    """Read what the matrix of a portfolio counts: three queries. `held_back`: as `contents_of`."""
    structure = structure_of(portfolio.framework_version_id)
    cases = list(portfolio.cases.all())
    claims = _claims(portfolio, structure, held_back=held_back)
    return Claimed(portfolio, structure, cases, claims, _levels(portfolio, structure))


def contents_of(portfolio: Portfolio, *, held_back: bool, activities: bool = False) -> Contents:
    """Read a portfolio: four queries, five with the activities of its cases.

    `held_back`: with the pieces that wait for their candidate's answer, whom alone they are shown to.
    """
    structure = structure_of(portfolio.framework_version_id)
    cases = portfolio.cases.all()
    if activities:
        cases = cases.prefetch_related("activities__block")
    return Contents(
        portfolio=portfolio,
        structure=structure,
        cases=list(cases),
        evidence=list(listed_evidence(portfolio.evidence.all(), held_back=held_back)),
        for_owner=held_back,
        claims=_claims(portfolio, structure, held_back=held_back),
        assessments=_levels(portfolio, structure),
    )


def listed_evidence(rows: "QuerySet[Evidence]", *, held_back: bool) -> "QuerySet[Evidence]":
    """Return pieces as lists show them, with `reading_state`: how far the reading of their bytes is."""
    rows = rows.select_related("artefact").annotate(reading_state=reading_state())
    return rows if held_back else rows.filter(is_held_back=False)


def _claims(portfolio: Portfolio, structure: FrameworkStructure, *, held_back: bool) -> list[ClaimRow]:
    return [
        ClaimRow(pk, evidence, case, structure.criteria[criterion].identifier, why, revision)
        for pk, evidence, case, criterion, why, revision, waits in CLAIMS.rows(portfolio=portfolio.pk)
        if held_back or not waits
    ]


def _levels(portfolio: Portfolio, structure: FrameworkStructure) -> dict[str, SelfAssessment]:
    codes = {node.pk: code for code, node in structure.competences_by_code.items()}
    return {codes[row.competence_id]: row for row in ASSESSMENTS.rows(portfolio=portfolio.pk)}


def feedback_of(portfolio: Portfolio) -> list[Feedback]:
    """Return what was commented, the latest first."""
    return list(portfolio.feedback.select_related("author", "criterion").order_by("-pk"))


def days_left(portfolio: Portfolio, now: datetime) -> int | None:
    """Return how many midnights are left before the deadline; nothing without one or once it has passed."""
    if portfolio.due_at is None or now > portfolio.due_at:
        return None
    return (timezone.localdate(portfolio.due_at) - timezone.localdate(now)).days


def evidence_item(piece: Evidence) -> dict[str, Any]:
    """Return a piece of evidence as the frozen copy has it; `preview_of` reads the same shape."""
    artefact = piece.artefact
    return {
        "id": piece.pk,
        "case": piece.case_id,
        "kind": piece.kind,
        "title": piece.title,
        "file_name": piece.file_name,
        "sha256": artefact.sha256 if artefact else "",
        "size": artefact.size if artefact else 0,
        "media_type": artefact.media_type if artefact else "",
        "url": piece.url,
        "text": piece.text,
    }


def submission_content(contents: Contents, *, receipt: str = "", submitted_at: str = "") -> dict[str, Any]:
    """Return the content of a submission (format `preuve-submission/2`), also used to export a draft.

    The second format adds `inspections` and `joins`; what was frozen in the first one has neither.
    """
    portfolio, version = contents.portfolio, contents.portfolio.framework_version
    presentation = portfolio.presentation
    return {
        "format": "preuve-submission/2",
        "receipt": receipt,
        "candidate": {"id": portfolio.candidate_id, "name": str(portfolio.candidate)},
        "framework": {
            "version_id": version.pk,
            "title": version.title,
            "number": version.number,
            "content_hash": version.content_hash,
        },
        "blocks": [block.code for block in contents.blocks],
        "submitted_at": submitted_at,
        "cases": [_case_item(case) for case in contents.cases],
        "evidence": [evidence_item(piece) for piece in contents.evidence],
        "claims": [
            {"evidence": claim.evidence_id, "criterion": claim.criterion, "why": claim.why}
            for claim in contents.claims
        ],
        "self_assessments": [
            {
                "competence": code,
                "level": contents.assessments[code].level,
                "comment": contents.assessments[code].comment,
            }
            for code in (competence.code for competence in contents.competences)
            if code in contents.assessments
        ],
        "presentation": {
            "file_name": portfolio.presentation_name,
            "sha256": presentation.sha256,
            "size": presentation.size,
            "media_type": presentation.media_type,
        }
        if presentation
        else None,
        "inspections": frozen_inspections(portfolio),
        "joins": frozen_joins(portfolio),
    }


def _case_item(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "title": case.title,
        "setting": case.setting,
        "nature": case.nature,
        "organisation": case.organisation,
        "context": case.context,
        "period": case.period,
        "role": case.role,
        "team": case.team,
        "activities": [{"block": row.block.code, "text": row.text} for row in case.activities.all()],
    }


def room_left(portfolio: Portfolio) -> tuple[int, int]:
    """Return how many pieces and how many bytes can still be added; the same bytes count once."""
    rows = portfolio.evidence.values_list("artefact_id", "artefact__size")
    sizes = {sha256: size for sha256, size in rows if sha256 is not None}
    if portfolio.presentation_id is not None and portfolio.presentation is not None:
        sizes[portfolio.presentation_id] = portfolio.presentation.size
    return MAX_EVIDENCE - len(rows), settings.MAX_PORTFOLIO_BYTES - sum(sizes.values())
