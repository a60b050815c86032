"""Reading the audit record: a page of it, and its whole chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from preuve.domain.credentials.chain import ChainProblem, Link, chain_problems
from preuve.web.audit.actions import record_content
from preuve.web.audit.models import AuditHead, AuditRecord

RECORDS_PER_PAGE = 50
TELLING_OF_MARKS = frozenset(
    {
        "record_mark",
        "record_notes",
        "hand_in_marks",
        "open_deliberation",
        "record_decision",
        "adopt_proposals",
        "close_deliberation",
    }
)
"""What a reader who also judges may not read of: a mark has so few values that its digest tells it, and when
others mark, hand in or deliberate tells of their marks too."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for. `actor`: a number, or part of a name; `subject`: a type, with its key or not."""

    action: str = ""
    actor: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def readable_records(*, judges: bool) -> QuerySet[AuditRecord]:
    """Return the records that a reader may see; one who also judges sees none that tells of marks."""
    records = AuditRecord.objects.all()
    return records.exclude(action__in=TELLING_OF_MARKS) if judges else records


def records_matching(filters: Filters, *, judges: bool) -> QuerySet[AuditRecord]:
    """Return the readable records that match, newest first."""
    records = readable_records(judges=judges).order_by("-position")
    if filters.action:
        records = records.filter(action=filters.action)
    if filters.actor.isdecimal():
        records = records.filter(actor_id=int(filters.actor))
    elif filters.actor:
        records = records.filter(actor_name__icontains=filters.actor)
    if filters.subject:
        kind, _space, key = filters.subject.partition(" ")
        records = records.filter(subject_type=kind, **({"subject_id": key} if key else {}))
    if filters.since:
        records = records.filter(at__gte=_midnight(filters.since))
    if filters.until:
        records = records.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return records


def audit_page(
    filters: Filters, *, before: int | None = None, judges: bool = False
) -> tuple[list[AuditRecord], int | None]:
    """Return a page of records, and the key of the next page when there is one.

    The key is a position; for a reader who judges, how many records they have gone past, since the gaps
    between positions would count what they may not see.
    """
    records = records_matching(filters, judges=judges)
    gone = 0
    if before is not None and judges:
        gone = before
    elif before is not None:
        records = records.filter(position__lt=before)
    found = list(records[gone : gone + RECORDS_PER_PAGE + 1])
    shown = found[:RECORDS_PER_PAGE]
    if len(found) == len(shown):
        return shown, None
    return shown, gone + len(shown) if judges else shown[-1].position


def audit_head() -> AuditHead:
    """Return the position and hash of the last record."""
    return AuditHead.objects.get(pk=1)


def record_at(position: int) -> AuditRecord | None:
    """Return the record at a position, if it is there."""
    return AuditRecord.objects.filter(position=position).first()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def audit_problems() -> Iterator[ChainProblem]:
    """Yield every record that was changed, removed or moved; reads the whole chain in constant memory."""
    head = AuditHead.objects.get(pk=1)
    links = (
        Link(record.position, record_content(record), record.previous_hash, record.hash)
        for record in AuditRecord.objects.order_by("position").iterator(chunk_size=2000)
    )
    return chain_problems(links, head=(head.position, head.hash))
