"""What one juror has in front of them: the criteria in scope, the candidate's claims, their own marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from preuve.domain.assessment import marks as domain
from preuve.domain.assessment.regulations import Regulations
from preuve.web.accounts.models import User
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import BlockNode, CriterionNode, FrameworkStructure, structure_of
from preuve.web.juries.models import Mark, MarkSheet
from preuve.web.juries.queries.doors import SeatedAt, reachable_defences
from preuve.web.portfolios.models import Submission
from preuve.web.portfolios.queries import latest_submission
from preuve.web.sessions.models import Defence
from preuve.web.sessions.queries import regulations_of


@dataclass(frozen=True, slots=True)
class Grid:
    """One juror's grid for one defence."""

    seated: SeatedAt
    regulations: Regulations
    structure: FrameworkStructure
    sheet: MarkSheet | None
    marks: dict[int, Mark]

    @property
    def defence(self) -> Defence:
        return self.seated.defence

    @property
    def blocks(self) -> tuple[BlockNode, ...]:
        return self.structure.in_scope(self.defence.block_codes)

    @property
    def criteria(self) -> tuple[CriterionNode, ...]:
        return tuple(criterion for block in self.blocks for criterion in block.criteria)

    @property
    def handed_in(self) -> bool:
        return self.sheet is not None and self.sheet.handed_in_at is not None

    @property
    def marked_count(self) -> int:
        return sum(1 for mark in self.marks.values() if is_marked(mark))


OWN_SHEET = CompiledQuery(
    lambda: MarkSheet.objects.filter(defence=hole("defence"), juror=hole("juror")).order_by()
)
MARKS = CompiledQuery(lambda: Mark.objects.filter(sheet=hole("sheet")).order_by())


def is_marked(mark: Mark) -> bool:
    """Return whether the juror answered: a level, or an abstention."""
    return bool(mark.level) or mark.abstained


def domain_mark(mark: Mark | None, juror_id: int, identifier: str) -> domain.Mark:
    """Return a row, or its absence, as the domain sees it."""
    if mark is None:
        return domain.Mark(str(juror_id), identifier)
    return domain.Mark(str(juror_id), identifier, mark.level or None, mark.abstained, mark.comment)


def grid_of(seated: SeatedAt) -> Grid:
    """Return the juror's grid: two queries, and the framework from memory."""
    session = seated.defence.enrolment.session
    sheet = next(iter(OWN_SHEET.rows(defence=seated.defence.pk, juror=seated.juror_id)), None)
    rows = MARKS.rows(sheet=sheet.pk) if sheet else []
    return Grid(
        seated,
        regulations_of(session),
        structure_of(session.framework_version_id),
        sheet,
        {mark.criterion_id: mark for mark in rows},
    )


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A criterion that keeps the grid from being handed in."""

    criterion: CriterionNode
    problems: tuple[domain.MarkProblem, ...]


def unfinished_of(grid: Grid) -> Iterator[Unfinished]:
    """Yield every criterion that is not marked or wants a comment, in the framework's order."""
    for criterion in grid.criteria:
        mark = domain_mark(grid.marks.get(criterion.pk), grid.seated.juror_id, criterion.identifier)
        problems = domain.mark_problems(mark, grid.regulations)
        if problems:
            yield Unfinished(criterion, problems)


def submission_of(defence: Defence) -> Submission | None:
    """Return the frozen copy that the jury reads: the latest."""
    return latest_submission(defence.enrolment.portfolio_id)


def get_piece_or_404(submission: Submission | None, piece: str) -> dict[str, Any]:
    """Return one piece of the frozen copy: an evidence by its id, or the presentation."""
    if submission is not None:
        presentation = submission.content.get("presentation")
        if piece == PRESENTATION and presentation:
            return {"id": PRESENTATION, "kind": "file", "title": presentation["file_name"], **presentation}
        for item in submission.content["evidence"]:
            if str(item["id"]) == piece:
                found: dict[str, Any] = item
                return found
    raise Http404


PRESENTATION = "presentation"


def claims_by_criterion(submission: Submission | None) -> dict[str, list[tuple[str, str, str]]]:
    """Return (evidence id, evidence title, why) by criterion identifier."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    if submission is None:
        return found
    titles = {item["id"]: item["title"] for item in submission.content["evidence"]}
    for claim in submission.content["claims"]:
        if claim["evidence"] in titles:
            line = (str(claim["evidence"]), titles[claim["evidence"]], claim["why"])
            found.setdefault(claim["criterion"], []).append(line)
    return found


OWN_ORDER = CompiledQuery(lambda: reachable_defences(hole("user")).order_by("during", "pk").values_list("pk"))


def neighbours_of(user: User, defence: Defence) -> tuple[int | None, int | None]:
    """Return the defences before and after in the juror's own order, by hour then by number."""
    order = [pk for (pk,) in OWN_ORDER.rows(user=user.pk)]
    here = order.index(defence.pk)
    before = order[here - 1] if here else None
    return before, order[here + 1] if here + 1 < len(order) else None
