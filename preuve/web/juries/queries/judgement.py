"""The marks of a session that judgement is measured on, and the door to it. Nothing here imports numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from preuve.web.accounts.models import User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries.models import JudgementReport, Mark, MarkSheet
from preuve.web.juries.queries.progress import pending_seats, seats
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.sessions.models import Conflict, Enrolment, ExamSession, Juror, PanelMember
from preuve.web.sessions.queries import regulations_of

MARKS_AT_ONCE = 8000
"""Marks up to which the page computes by itself, in half a second; beyond, a task does."""
SEED = 20_261_123
VERSION = 1
"""Of what is computed: raised, every report kept is out of date."""


def sessions_judged_by_others(user: User) -> QuerySet[ExamSession]:
    """Return the sessions where the person neither sits, nor is a candidate, nor is linked to one."""
    sits = PanelMember.objects.filter(panel__session=OuterRef("pk"), juror__user=user)
    enrolled = Enrolment.objects.filter(session=OuterRef("pk"), candidate=user)
    linked = Conflict.objects.filter(juror__user=user, candidate__enrolments__session=OuterRef("pk"))
    marked = MarkSheet.objects.filter(juror__user=user, defence__enrolment__session=OuterRef("pk"))
    return ExamSession.objects.exclude(Exists(sits) | Exists(enrolled) | Exists(linked) | Exists(marked))


def may_read_judgement(user: User, session_id: int) -> bool:
    """Return whether the person may read how well the session was judged."""
    return has_role(user, *READERS) and sessions_judged_by_others(user).filter(pk=session_id).exists()


def get_judged_session_or_404(user: User, session_id: int) -> ExamSession:
    """Return a session whose judgement the person may read: a reader by role, none of its people."""
    session = None
    if has_role(user, *READERS):
        session = sessions_judged_by_others(user).filter(pk=session_id).first()
    if session is None:
        raise Http404
    return session


@dataclass(frozen=True, slots=True)
class SheetsCounted:
    """The sheets that count: which, of how many marks at most, and a digest that changes with them."""

    keys: tuple[int, ...]
    most_marks: int
    digest: str


def sheets_counted(session: ExamSession) -> SheetsCounted:
    """Return the sheets handed in of candidates for whom all are (one query): drafts stay unread.

    Marks of a sheet handed in never change, so its key stands for them. As in deliberations, a juror who left
    the panel or has a conflict does not count, nor a candidate who was not heard.
    """
    seated = seats().filter(defence_pk=OuterRef("defence"), juror=OuterRef("juror"))
    missing = pending_seats().filter(enrolment_pk=OuterRef("defence__enrolment"))
    rows = list(
        MarkSheet.objects.filter(
            Exists(seated), ~Exists(missing), defence__enrolment__session=session, handed_in_at__isnull=False
        )
        .exclude(defence__enrolment__attendance__in=NOT_HEARD)
        .order_by("pk")
        .values_list("pk", "defence__block_codes", "defence__during")
    )
    structure = structure_of(session.framework_version_id)
    size = {block.code: len(block.criteria) for block in structure.blocks}
    told = [(pk, _hour(during.lower if during else None)) for pk, _codes, during in rows]
    digest = sha256(repr((VERSION, SEED, session.rules, told)).encode()).hexdigest()
    marks = sum(size.get(code, 0) for _pk, codes, _during in rows for code in codes)
    return SheetsCounted(tuple(row[0] for row in rows), marks, digest)


def _hour(start: datetime | None) -> float | None:
    if start is None:
        return None
    local = timezone.localtime(start)
    return local.hour + local.minute / 60


@dataclass(frozen=True, slots=True)
class MarkGiven:
    """One mark: `rank` is that of its level in the scale, 0 the lowest; `hour` of the day of the defence."""

    candidate_id: int
    juror_id: int
    criterion: str
    rank: int
    hour: float | None


def marks_given(session: ExamSession, sheets: SheetsCounted) -> list[MarkGiven]:
    """Return the marks of those sheets (one query), no abstentions; a criterion marked twice counts once."""
    structure = structure_of(session.framework_version_id)
    ranks = {level.code: rank for rank, level in enumerate(regulations_of(session).scale.levels)}
    rows = (
        Mark.objects.filter(~Q(level=""), sheet__in=sheets.keys)
        .order_by("sheet__defence__enrolment", "sheet__juror", "sheet", "pk")
        .values_list(
            "sheet__defence__candidate", "sheet__juror", "criterion", "level", "sheet__defence__during"
        )
    )
    found = {
        (candidate, juror, criterion): (ranks[level], _hour(during.lower if during else None))
        for candidate, juror, criterion, level, during in rows
        if level in ranks and criterion in structure.criteria
    }
    return [
        MarkGiven(candidate, juror, structure.criteria[criterion].identifier, rank, hour)
        for (candidate, juror, criterion), (rank, hour) in found.items()
    ]


def kept_report(session: ExamSession) -> JudgementReport | None:
    """Return what was computed for the session, if anything."""
    return JudgementReport.objects.filter(session=session).first()


def names_of(content: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of the report's jurors and candidates, by the keys it has for them (two queries)."""
    jurors = [int(key) for key in content["jurors"]]
    candidates = {int(item["candidate"]) for cut in content["cuts"] for item in cut["near"]}
    return (
        {str(row.pk): str(row) for row in Juror.objects.filter(pk__in=jurors).select_related("user")},
        {str(row.pk): str(row) for row in User.objects.filter(pk__in=candidates)},
    )


def pseudonymised(session: ExamSession, marks: list[MarkGiven]) -> Iterator[tuple[str, str, str, int]]:
    """Return (candidate, juror, criterion, rank) under names that tell nobody, the same at each export."""
    candidates = _pseudonyms("C", session, {mark.candidate_id for mark in marks})
    jurors = _pseudonyms("J", session, {mark.juror_id for mark in marks})
    lines = (
        (candidates[mark.candidate_id], jurors[mark.juror_id], mark.criterion, mark.rank) for mark in marks
    )
    return iter(sorted(lines))


def _pseudonyms(letter: str, session: ExamSession, keys: set[int]) -> dict[int, str]:
    """Numbers in an order that only the site's secret gives."""

    def hidden(key: int) -> str:
        return salted_hmac("preuve.judgement", f"{session.pk}/{letter}/{key}", algorithm="sha256").hexdigest()

    return {key: f"{letter}{number:04}" for number, key in enumerate(sorted(keys, key=hidden), start=1)}
