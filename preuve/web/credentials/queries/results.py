"""What candidates may know of their results: nothing before publication, then what the minutes say."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from preuve.domain.assessment.decision import Attendance, attendance_effect
from preuve.domain.assessment.proposal import Outcome
from preuve.domain.assessment.regulations import Regulations
from preuve.domain.assessment.resits import Attempt, Resit, resit
from preuve.web.accounts.models import User
from preuve.web.credentials.models import Certificate
from preuve.web.juries.models import MinutesEntry
from preuve.web.sessions.models import Appeal, Enrolment
from preuve.web.sessions.phrasing import resit_sentence
from preuve.web.sessions.queries import regulations_of
from preuve.web.sessions.queries.appeals import window_of
from preuve.web.sessions.queries.attempts import Standing, attempts_of, standings


@dataclass(frozen=True, slots=True)
class CriterionComments:
    """What the jurors wrote of one criterion; the same sentence is said once."""

    criterion: str
    label: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class BlockResult:
    """A block as decided, with its competences; their `comments` are grouped by criterion."""

    block: dict[str, Any]
    competences: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Result:
    """A published result: what the latest minutes say of this candidate alone."""

    enrolment: Enrolment
    published_at: datetime
    corrects: str | None
    said: dict[str, Any]
    blocks: list[BlockResult]
    certificates: list[Certificate]
    rules: Regulations
    appeals: tuple[Appeal, ...]
    may_appeal: bool
    resits: list[Resit]

    @property
    def outcome(self) -> str:
        """Outcome of the certification; empty when the candidate was not heard."""
        return str(self.said["certification"]["decided"]) if self.said["certification"] else ""

    @property
    def attendance_label(self) -> str:
        """Attendance as published, whatever was changed since and is not published yet."""
        return str(Enrolment.Attendance(self.said["attendance"]).label)

    @property
    def failed_blocks(self) -> list[str]:
        return [item.block["code"] for item in self.blocks if item.block["decided"] != Outcome.ACQUIRED]

    @property
    def appeal_until(self) -> date:
        return timezone.localdate(self.published_at) + timedelta(days=self.rules.deadlines.appeal_days)

    @property
    def resit_days(self) -> list[tuple[date | None, list[str]]]:
        """The blocks that may be presented again, by first day; no day when nothing delays them."""
        days: dict[date | None, list[str]] = {}
        for item in self.resits:
            if item.refusal is None:
                days.setdefault(item.from_day, []).append(item.block)
        return list(days.items())

    @property
    def resit_refusals(self) -> list[str]:
        return [resit_sentence(item) for item in self.resits if item.refusal is not None]

    @property
    def counts_as_attempt(self) -> bool:
        return attendance_effect(Attendance(self.said["attendance"]), self.rules.resits).counts_as_attempt


@dataclass(frozen=True, slots=True)
class Results:
    """`published` by publication, the latest first; `waiting`: the enrolments without a published result."""

    published: list[Result]
    waiting: list[Enrolment]


def results_of(candidate: User) -> Results:
    """Return a candidate's results: six queries, whatever their number."""
    enrolments = {
        row.pk: row
        for row in Enrolment.objects.filter(candidate=candidate)
        .select_related("session__framework_version")
        .defer("session__framework_version__content", "session__framework_version__source")
        .order_by("-session__starts_on", "-pk")
    }
    entries: dict[int, MinutesEntry] = {}
    for entry in _published_entries(candidate):
        entries.setdefault(entry.enrolment_id, entry)
    standing = standings(Enrolment.objects.filter(candidate=candidate)) if entries else {}
    attempts = attempts_of(standing.values(), openly=True)
    today = timezone.localdate()
    certificates: dict[int, list[Certificate]] = {}
    for row in Certificate.objects.filter(enrolment__in=enrolments).order_by("pk") if entries else ():
        certificates.setdefault(row.enrolment_id, []).append(row)
    published = [
        _result(standing[pk], entry, certificates.get(pk, []), attempts, today)
        for pk, entry in entries.items()
    ]
    return Results(published, [row for pk, row in enrolments.items() if pk not in entries])


def _published_entries(candidate: User) -> list[MinutesEntry]:
    """Return the candidate's published entries, the latest minutes first.

    Minutes published after others had been drawn up about the same candidate never spoke for that candidate.
    """
    overtaken = MinutesEntry.objects.filter(
        enrolment=OuterRef("enrolment"),
        minutes__drawn_up_at__gt=OuterRef("minutes__drawn_up_at"),
        minutes__drawn_up_at__lte=OuterRef("minutes__published_at"),
    )
    entries = MinutesEntry.objects.filter(enrolment__candidate=candidate, minutes__published_at__isnull=False)
    entries = entries.exclude(Exists(overtaken)).select_related("minutes__corrects")
    return list(entries.order_by(F("minutes__drawn_up_at").desc(), "-pk"))


def _result(
    standing: Standing,
    entry: MinutesEntry,
    certificates: list[Certificate],
    attempts: dict[tuple[int, int], list[Attempt]],
    today: date,
) -> Result:
    minutes, enrolment = entry.minutes, standing.enrolment
    certification = enrolment.session.framework_version.certification_id
    past = attempts.get((enrolment.candidate_id, certification), [])
    acquired = standing.spoken.acquired if standing.spoken else []
    said = next(item for item in minutes.content["candidates"] if item["enrolment_id"] == enrolment.pk)
    blocks = [
        BlockResult(
            block,
            [
                item | {"comments": comments_by_criterion(item["comments"])}
                for item in said["competences"]
                if item["block"] == block["code"]
            ],
        )
        for block in said["blocks"]
    ]
    assert minutes.published_at is not None  # noqa: S101 (filtered above; narrows the type)
    return Result(
        enrolment,
        minutes.published_at,
        minutes.corrects.number if minutes.corrects else None,
        said,
        blocks,
        certificates,
        regulations_of(enrolment.session),
        standing.appeals,
        window_of(standing, today).refusal is None,
        [resit(code, past) for code in enrolment.block_codes if code not in acquired],
    )


def comments_by_criterion(comments: list[dict[str, str]]) -> list[CriterionComments]:
    """Group the comments of a competence by criterion, both in the order of the minutes."""
    found: dict[str, CriterionComments] = {}
    for comment in comments:
        criterion = comment["criterion"]
        group = found.setdefault(criterion, CriterionComments(criterion, comment["label"], []))
        if comment["text"] not in group.texts:
            group.texts.append(comment["text"])
    return list(found.values())
