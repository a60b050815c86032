"""Certificates: for the whole certification or a block, numbered, checked by anyone at a public address."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import User
from preuve.web.frameworks.models import Certification, FrameworkVersion
from preuve.web.juries.models import Minutes
from preuve.web.portfolios.models import Artefact
from preuve.web.sessions.models import Enrolment


class NumberSequence(models.Model):
    """The last rank given in a year: locked by whoever issues, so that numbers have no gap."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Certificate(models.Model):
    class Kind(models.TextChoices):
        CERTIFICATION = "certification", _("parchemin")
        BLOCK = "block", _("attestation de bloc")

    kind = models.CharField(max_length=13, choices=Kind.choices)
    number = models.CharField(max_length=40, unique=True)
    public_id = models.CharField(max_length=32, unique=True)  # random: numbers can be guessed, this can't
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="certificates")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    block_code = models.CharField(max_length=20, blank=True)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="certificates")
    mentions = models.JSONField()  # every mention of the document, as it was when granted
    granted_on = models.DateField()
    issued_at = models.DateTimeField()
    document = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(_("motif de la révocation"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "kind", "block_code"],
                condition=Q(revoked_at=None),
                name="one_certificate_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.number
