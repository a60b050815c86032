"""Append a record, inside the transaction of the action that it tells of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from preuve.domain.credentials.canonical import Json, content_hash
from preuve.domain.credentials.chain import append_link
from preuve.web.audit.models import AuditRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from preuve.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Act:
    """What a record tells of; see `record_action`."""

    action: str
    subject: Model
    before: Json = None
    after: Json = None
    details: Mapping[str, Json] | None = None


def record_content(record: AuditRecord) -> dict[str, Json]:
    """Return what the hash of a record covers."""
    return {
        "at": record.at.astimezone(UTC).isoformat(),
        "actor_id": record.actor_id,
        "actor_name": record.actor_name,
        "action": record.action,
        "subject_type": record.subject_type,
        "subject_id": record.subject_id,
        "before": record.before_digest,
        "after": record.after_digest,
        "details": record.details,
    }


def record_action(  # noqa: PLR0913 (a record has this many parts, all named)
    *,
    actor: "User | AnonymousUser | None",
    action: str,
    subject: Model,
    before: Json = None,
    after: Json = None,
    details: Mapping[str, Json] | None = None,
    at: datetime | None = None,
) -> AuditRecord:
    """Append one record. `before` and `after` are kept as digests only; `details` is readable by auditors.

    Must be the last write of an action: the chain's head stays locked until the transaction ends, so that
    records are in the order of their commits.
    """
    act = Act(action, subject, before, after, details)
    return record_actions(actor=actor, acts=[act], at=at)[0]


def record_actions(
    *, actor: "User | AnonymousUser | None", acts: Iterable[Act], at: datetime | None = None
) -> list[AuditRecord]:
    """Append records in their order, as `record_action` does one by one: three queries for all of them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit record is written in its action's transaction")
    # Plain SQL for the head: every action of the program passes here, and Django's takes five times as long.
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, hash FROM audit_audithead WHERE id = 1 FOR NO KEY UPDATE")
        position, last_hash = cursor.fetchone()
    when, records = at or timezone.now(), []
    for act in acts:
        position += 1
        records.append(_record(actor, act, when, position, last_hash))
        last_hash = records[-1].hash
    AuditRecord.objects.bulk_create(records)
    with connection.cursor() as cursor:
        sql = "UPDATE audit_audithead SET position = %s, hash = %s WHERE id = 1"
        cursor.execute(sql, [position, last_hash])
    return records


def _record(
    actor: "User | AnonymousUser | None", act: Act, at: datetime, position: int, last_hash: str
) -> AuditRecord:
    record = AuditRecord(
        position=position,
        at=at,
        actor_id=actor.pk if actor is not None else None,
        actor_name=str(actor) if actor is not None and actor.pk else "",
        action=act.action,
        subject_type=act.subject._meta.label,  # noqa: SLF001 (Django's documented way to a model's name)
        subject_id=str(act.subject.pk),
        before_digest=_digest(act.before),
        after_digest=_digest(act.after),
        details=dict(act.details or {}),
        previous_hash=last_hash,
    )
    record.hash = append_link(record.position, record_content(record), last_hash).hash
    return record


def _digest(value: Any) -> str:
    return "" if value is None else content_hash(value)
