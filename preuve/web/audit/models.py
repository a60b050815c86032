"""The append-only record of what was done; the database refuses to change or delete it (migration 0002)."""

from typing import ClassVar

from django.db import models


class AuditRecord(models.Model):
    """Who did what, on what, when; chained to the record before by its hash."""

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)  # no foreign key: the record outlives the account
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    before_digest = models.CharField(max_length=64)
    after_digest = models.CharField(max_length=64)
    details = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor_id", "-position"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action} {self.subject_type} {self.subject_id}"


class AuditHead(models.Model):
    """Position and hash of the last record: one row, locked by whoever appends until the transaction ends."""

    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"
