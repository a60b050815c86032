"""How the record is written on a page: its subjects and its details, in words."""

from typing import Any

from django import template

from preuve.web.audit.models import AuditRecord
from preuve.web.audit.phrases import action_label, detail_label, detail_words, subject_label

register = template.Library()


@register.filter
def subject_words(record: AuditRecord) -> str:
    """Say what a record is about, with its number."""
    return f"{subject_label(record.subject_type)} {record.subject_id}"


@register.filter
def action_words(record: AuditRecord) -> str:
    """Say what was done."""
    return action_label(record.action)


@register.filter
def detail_pairs(record: AuditRecord) -> list[tuple[str, Any]]:
    """Return the details of a record, each name and value in words."""
    return [(detail_label(name), detail_words(name, value)) for name, value in record.details.items()]
