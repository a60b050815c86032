"""What became of the holders, and the proofs that an audit of quality asks for."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from preuve.web.credentials.models import Certificate
from preuve.web.sessions.models import Enrolment


class FollowUp(models.Model):
    """What a holder says of their situation so many months after granting; empty until they answer.

    The codes are those of `domain/reporting/cohorts_follow_up.py`, which refuses what contradicts itself.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="follow_ups")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="follow_ups")
    horizon = models.PositiveSmallIntegerField()  # months: 6 or 24
    due_on = models.DateField()
    closes_on = models.DateField()
    key = models.UUIDField(default=uuid.uuid4)  # in the link: another one ends the link
    situation = models.CharField(max_length=12, blank=True)
    target_job = models.BooleanField(default=False)
    job_title = models.CharField(max_length=150, blank=True)
    contract = models.CharField(max_length=14, blank=True)
    status = models.CharField(max_length=14, blank=True)
    pay = models.CharField(max_length=10, blank=True)  # a band, never an amount
    source = models.CharField(max_length=13, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "horizon"], name="followed_up_once"),
            models.CheckConstraint(condition=Q(horizon__in=[6, 24]), name="horizon_known"),
            models.CheckConstraint(
                condition=Q(situation="", answered_at=None)
                | (~Q(situation="") & Q(answered_at__isnull=False)),
                name="answer_has_a_situation",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="follow_up_due")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} + {self.horizon}"


class FollowUpMail(models.Model):
    """A mail that asks: 0 the invitation, then the reminders. The constraint keeps each of them unique."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="mails")
    rank = models.PositiveSmallIntegerField()
    asked_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["follow_up", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follow_up", "rank"], name="follow_up_mailed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} / {self.rank}"
