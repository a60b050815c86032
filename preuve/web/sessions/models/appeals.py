"""Appeals: a published result contested by its candidate, and what the certifier answers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import User
from preuve.web.sessions.models.exams import Enrolment


class Appeal(models.Model):
    """What was contested, when and why never changes, and a decision is given once (migration 0004).

    The result contested is named by its minutes' number: minutes live in a room above this one.
    """

    class Decision(models.TextChoices):
        UPHELD = "upheld", _("accueilli")
        REJECTED = "rejected", _("rejeté")
        WITHDRAWN = "withdrawn", _("retiré")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="appeals")
    minutes_number = models.CharField(max_length=40)
    notified_on = models.DateField()
    deadline = models.DateField(_("date limite"))
    received_on = models.DateField(_("reçu le"))
    late_reason = models.CharField(_("pourquoi il est examiné quoique tardif"), max_length=500, blank=True)
    grounds = models.TextField(_("motifs du recours"), max_length=5000)
    lodged_at = models.DateTimeField()
    lodged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(_("décision"), max_length=9, choices=Decision.choices, blank=True)
    reasons = models.TextField(_("motifs de la décision"), max_length=5000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(decision=""), name="one_open_appeal_per_result"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "minutes_number"],
                condition=Q(decision__in=["upheld", "rejected"]),
                name="result_judged_once_on_appeal",
            ),
            models.CheckConstraint(
                name="late_appeal_says_why",
                condition=Q(received_on__lte=F("deadline")) | ~Q(late_reason=""),
            ),
            models.CheckConstraint(
                name="appeal_decided_with_reasons",
                condition=Q(decision="", reasons="", decided_at=None, decided_by=None)
                | (~Q(decision="") & ~Q(reasons="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["enrolment", "id"], name="appeal_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.decision or 'open'}"

    @property
    def is_open(self) -> bool:
        return not self.decision

    @property
    def is_late(self) -> bool:
        return self.received_on > self.deadline
