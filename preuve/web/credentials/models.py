"""Certificates: for the whole certification or a block, numbered, checked by anyone at a public address."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
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
    suspended_at = models.DateTimeField(null=True)
    suspension_reason = models.CharField(_("motif de la suspension"), max_length=500, blank=True, default="")

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


class IssuerKey(models.Model):
    """A key that signs a certifier's credentials, published for ever: what it signed stays checkable."""

    class Algorithm(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"  # JSON, with a proof inside
        RSA = "rsa-2048", "RSA 2048"  # JWT

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="issuer_keys")
    algorithm = models.CharField(max_length=8, choices=Algorithm.choices, default=Algorithm.ED25519)
    public = models.CharField(max_length=80, unique=True)  # multikey z6Mk…, or the thumbprint of the JWK
    jwk = models.JSONField(null=True)  # public RSA key
    sealed = models.BinaryField()  # the private part, by the vault
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # signs no more from then on
    revoked_at = models.DateTimeField(null=True)  # believed no more from then on
    revocation_reason = models.CharField(_("motif"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "algorithm"],
                condition=Q(expires_at=None, revoked_at=None),
                name="one_issuer_key_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.public


class StatusList(models.Model):
    """Two published lists of bits, of revocations and of suspensions: one place for each credential."""

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="status_lists")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class Credential(models.Model):
    """A signed file of a certificate; never changed (migration 0004), replaced by a later edition."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("certificat (JSON)")
        COMPETENCE = "competence", _("compétence (JSON)")
        TOKEN = "token", _("certificat (JWT)")
        RECORD = "record", _("relevé (CLR)")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.CERTIFICATE)
    competence = models.CharField(max_length=41, blank=True, default="")  # BC1/C1.1
    edition = models.PositiveSmallIntegerField(default=1)  # signed again after the theft of a key
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="credentials")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()  # random: its neighbours say nothing of it
    document = models.JSONField()  # of a JWT, the credential that it carries
    token = models.TextField(blank=True, default="")
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="status_index_once"),
            models.UniqueConstraint(
                fields=["certificate", "kind", "competence", "edition"], name="one_file_of_each_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind} {self.competence}".strip()


class IssuingRun(models.Model):
    """The issuing of what minutes grant: begun by their publication, followed and resumed on its page."""

    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="issuing")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.minutes)


class IssuingStep(models.Model):
    """One decision of a run: what it grants was written before any certificate; done at most once."""

    run = models.ForeignKey(IssuingRun, on_delete=models.PROTECT, related_name="steps")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="issuing_steps")
    grants = models.JSONField()  # [[block code or "", mentions]], certificates already in force left out
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "enrolment"], name="one_step_per_decision"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run"], condition=Q(done_at=None), name="issuing_steps_left"),
        ]

    def __str__(self) -> str:
        return str(self.enrolment_id)
