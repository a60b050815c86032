"""The coverage matrix as rows of plain values: computed here, drawn by `templatetags/matrix.py`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import CriterionNode
from preuve.web.portfolios.models import Case, Evidence, Feedback, Portfolio
from preuve.web.portfolios.queries.contents import Claimed, ClaimRow, Contents, claimed_of, contents_of


@dataclass(frozen=True)
class Matrix:
    """What the matrix shows: contents, the cases across, and how many comments wait on each criterion."""

    contents: Claimed
    cases: list[Case]
    waiting: dict[str, int]


@dataclass(frozen=True)
class CriterionDetail:
    """What the side panel shows of a criterion: claims with their evidence, and what was commented."""

    contents: Contents
    criterion: CriterionNode
    claims: list[tuple[ClaimRow, Evidence]]
    feedback: list[Feedback]
    case: Case | None

    @property
    def choices(self) -> list[Any]:
        """Return the pieces that do not claim the criterion yet, by case, those of the chosen case first."""
        claimed = {claim.evidence_id for claim, _piece in self.claims}
        cases = sorted(self.contents.cases, key=lambda case: case != self.case)
        groups = [(case.title, self.contents.evidence_by_case.get(case.pk, [])) for case in cases]
        loose = self.contents.evidence_by_case.get(None, [])
        named = [
            (title, [(piece.pk, piece.title) for piece in pieces if piece.pk not in claimed])
            for title, pieces in groups
        ]
        return [
            *((title, pieces) for title, pieces in named if pieces),
            *((piece.pk, piece.title) for piece in loose if piece.pk not in claimed),
        ]


def matrix_of(portfolio: Portfolio) -> Matrix:
    """Read the matrix of a portfolio: four queries."""
    contents = claimed_of(portfolio)
    return Matrix(contents, contents.cases, waiting_by_criterion(portfolio))


WAITING = CompiledQuery(
    lambda: (
        Feedback.objects.filter(portfolio=hole("portfolio"), resolved_at=None)
        .exclude(author=F("portfolio__candidate"))
        .order_by()
        .values_list("criterion__identifier")
        .annotate(Count("pk"))
    )
)


def waiting_by_criterion(portfolio: Portfolio) -> dict[str, int]:
    """Return how many comments wait, by criterion identifier (empty for the whole portfolio)."""
    return {identifier or "": count for identifier, count in WAITING.rows(portfolio=portfolio.pk)}


def criterion_detail(portfolio: Portfolio, criterion: CriterionNode, case_id: int | None) -> CriterionDetail:
    """Read what the panel shows of a criterion."""
    contents = contents_of(portfolio)
    pieces = {piece.pk: piece for piece in contents.evidence}
    claims = [
        (claim, pieces[claim.evidence_id])
        for claim in contents.claims
        if claim.criterion == criterion.identifier
    ]
    feedback = portfolio.feedback.filter(criterion=criterion.pk).select_related("author", "criterion")
    case = next((case for case in contents.cases if case.pk == case_id), None)
    return CriterionDetail(contents, criterion, claims, list(feedback.order_by("-pk")), case)
