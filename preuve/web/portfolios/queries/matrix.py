"""The coverage matrix as rows of plain values: computed here, drawn by `templatetags/matrix.py`."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import CriterionNode
from preuve.web.portfolios.models import Case, Evidence, Feedback, Portfolio
from preuve.web.portfolios.queries.contents import Claimed, ClaimRow, Contents, claimed_of, contents_of
from preuve.web.portfolios.queries.machine_voice import MachineVoice, machine_voice
from preuve.web.portfolios.queries.statements import Cells, ShownStatement, cells_of, statements_on_criterion


@dataclass(frozen=True)
class Matrix:
    """What the matrix shows: contents, the cases across, comments that wait, and what inspectors said."""

    contents: Claimed
    cases: list[Case]
    waiting: dict[str, int]
    said: Cells

    @property
    def voice(self) -> MachineVoice:
        """Return where inspectors have nothing, or little, to say."""
        return machine_voice(self.contents.portfolio.framework_version_id)


@dataclass(frozen=True)
class CriterionDetail:
    """What the side panel shows of a criterion: claims with their evidence, statements, comments."""

    contents: Contents
    criterion: CriterionNode
    claims: list[tuple[ClaimRow, Evidence]]
    statements: list[ShownStatement]
    feedback: list[Feedback]
    case: Case | None

    @property
    def is_silent(self) -> bool:
        """Return whether no inspector can speak about the criterion."""
        return self.criterion.identifier in self._voice.silent

    @property
    def is_weak(self) -> bool:
        """Return whether inspectors only give context on the criterion."""
        return self.criterion.identifier in self._voice.weak

    @property
    def _voice(self) -> MachineVoice:
        return machine_voice(self.contents.portfolio.framework_version_id)

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


def matrix_of(portfolio: Portfolio, *, held_back: bool) -> Matrix:
    """Read the matrix of a portfolio: five queries."""
    contents = claimed_of(portfolio, held_back=held_back)
    said = cells_of(portfolio, held_back=held_back)
    return Matrix(contents, contents.cases, waiting_by_criterion(portfolio), said)


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


def criterion_detail(
    portfolio: Portfolio, criterion: CriterionNode, case_id: int | None, *, held_back: bool
) -> CriterionDetail:
    """Read what the panel shows of a criterion."""
    contents = contents_of(portfolio, held_back=held_back)
    pieces = {piece.pk: piece for piece in contents.evidence}
    claims = [
        (claim, pieces[claim.evidence_id])
        for claim in contents.claims
        if claim.criterion == criterion.identifier
    ]
    feedback = portfolio.feedback.filter(criterion=criterion.pk).select_related("author", "criterion")
    case = next((case for case in contents.cases if case.pk == case_id), None)
    statements = statements_on_criterion(portfolio, criterion.identifier, held_back=held_back)
    return CriterionDetail(contents, criterion, claims, statements, list(feedback.order_by("-pk")), case)
