"""Certifications, drafts read from documents, and published frameworks, which nothing changes any more."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User


class Certification(models.Model):
    """A certification as registered: what every certificate must mention (certification.md §1)."""

    title = models.CharField(_("intitulé exact enregistré"), max_length=255)
    rncp_code = models.CharField(_("code RNCP ou RS"), max_length=12, unique=True)
    level = models.PositiveSmallIntegerField(_("niveau"))
    nsf_codes = models.CharField(_("codes NSF"), max_length=120)
    decision_reference = models.CharField(_("décision d’enregistrement"), max_length=200)
    decision_date = models.DateField(_("date de la décision"))
    valid_until = models.DateField(_("échéance de l’enregistrement"))
    certifier = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("certificateur"))

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class FrameworkDraft(models.Model):
    """A framework as a reader understood it, being corrected by a person beside its source."""

    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="drafts")
    file_name = models.CharField(max_length=255)
    reader = models.CharField(max_length=60)
    source = models.TextField()
    content = models.JSONField()
    case_publication = models.JSONField(default=dict, blank=True)  # identities that a CASE package gave
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_as = models.OneToOneField(
        "FrameworkVersion", on_delete=models.PROTECT, null=True, related_name="draft"
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.certification})"


class FrameworkVersion(models.Model):
    """A published framework: immutable (a trigger refuses update and delete), known by its content hash."""

    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    content = models.JSONField()
    case_publication = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    source = models.TextField()
    source_name = models.CharField(max_length=255)
    changes = models.JSONField()
    sealed = models.BooleanField(default=False)  # set once its blocks are written; nothing changes afterwards
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["certification", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certification", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} — version {self.number}"


class Block(models.Model):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    introduction = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="block_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Activity(models.Model):
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="activities")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["block", "position"]

    def __str__(self) -> str:
        return self.text


class Competence(models.Model):
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="competences")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    statement = models.TextField()
    practices = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["block", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["block", "code"], name="competence_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.statement}"


class Criterion(models.Model):
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    identifier = models.CharField(max_length=24)
    label = models.TextField()
    expectation = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["competence", "position"]
        verbose_name_plural = "criteria"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["competence", "identifier"], name="criterion_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.label}"
