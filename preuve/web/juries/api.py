"""Marking by the API: the same doors and the same action as the marking page, so the same blindness."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict

from preuve.web.accounts.api import Holds, caller
from preuve.web.accounts.models import Role
from preuve.web.juries.actions import record_mark
from preuve.web.juries.models import Mark
from preuve.web.juries.queries.doors import get_defence_or_404, reachable_defences
from preuve.web.juries.queries.marking import grid_of

router = Router(tags=["juries"])


class DefenceLine(Schema):
    id: int
    candidate: str
    panel: str
    session: str
    block_codes: list[str]
    starts_at: datetime | None
    ends_at: datetime | None


class MarkLine(Schema):
    criterion: str
    level: str
    abstained: bool
    comment: str
    note: str
    question: str
    answer: str
    revision: int


class OwnMarks(Schema):
    defence: int
    handed_in_at: datetime | None
    criteria: list[str]
    marks: list[MarkLine]


class MarkTyped(Schema):
    """What changes; a field left out stays as it is. `revision` is the one you read (0: no mark yet)."""

    model_config = ConfigDict(extra="forbid")

    revision: int
    level: str | None = None
    abstained: bool | None = None
    comment: str | None = None
    note: str | None = None
    question: str | None = None
    answer: str | None = None


@router.get("/defences", operation_id="list_defences", auth=Holds(Role.JUROR), response=list[DefenceLine])
def list_defences(request: HttpRequest) -> list[dict[str, Any]]:
    """The defences that you may mark now."""
    rows = reachable_defences(caller(request)).select_related("candidate", "panel", "enrolment__session")
    return [
        {
            "id": row.pk,
            "candidate": str(row.candidate),
            "panel": row.panel.name,
            "session": row.enrolment.session.title,
            "block_codes": row.block_codes,
            "starts_at": row.during.lower if row.during else None,
            "ends_at": row.during.upper if row.during else None,
        }
        for row in rows.order_by("during", "pk")
    ]


@router.get(
    "/defences/{int:defence_id}/marks",
    operation_id="list_my_marks",
    auth=Holds(Role.JUROR),
    response=OwnMarks,
)
def list_my_marks(request: HttpRequest, defence_id: int) -> dict[str, Any]:
    """Your own marks of a defence, and the criteria in its scope. Never anybody else's."""
    grid = grid_of(get_defence_or_404(caller(request), defence_id))
    return {
        "defence": defence_id,
        "handed_in_at": grid.sheet.handed_in_at if grid.sheet else None,
        "criteria": [criterion.identifier for criterion in grid.criteria],
        "marks": [
            _mark_line(criterion.identifier, grid.marks[criterion.pk])
            for criterion in grid.criteria
            if criterion.pk in grid.marks
        ],
    }


@router.put(
    "/defences/{int:defence_id}/marks/{criterion}",
    operation_id="put_mark",
    auth=Holds(Role.JUROR),
    response=MarkLine,
)
def put_mark(request: HttpRequest, defence_id: int, criterion: str, typed: MarkTyped) -> dict[str, Any]:
    """Write your mark on a criterion. 409 with what is there when `revision` is not the latest."""
    mark = record_mark(
        actor=caller(request),
        defence_id=defence_id,
        criterion_identifier=criterion,
        now=timezone.now(),
        **typed.model_dump(),
    )
    return _mark_line(criterion, mark)


def _mark_line(identifier: str, mark: Mark) -> dict[str, Any]:
    return {
        "criterion": identifier,
        "level": mark.level,
        "abstained": mark.abstained,
        "comment": mark.comment,
        "note": mark.note,
        "question": mark.question,
        "answer": mark.answer,
        "revision": mark.revision,
    }
