"""What jurors mark, what the panel decides, and the minutes that keep it."""

from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import User
from preuve.web.frameworks.models import Criterion
from preuve.web.portfolios.models import Artefact
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, Juror, Panel


class MarkSheet(models.Model):
    """One juror's marks for one defence. Nobody else on the panel learns of it before their own is handed in.

    The sheet of a juror who left the panel stays, and does not count: who sits is read from the panel.
    """

    defence = models.ForeignKey(Defence, on_delete=models.PROTECT, related_name="mark_sheets")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="mark_sheets")
    notes = models.TextField(_("notes personnelles"), max_length=20_000, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["defence", "juror"], name="sheet_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} / {self.defence_id}"

    @property
    def notes_version(self) -> str:
        """What a page that shows the notes has seen: it changes with them, so no tab overwrites another."""
        return sha256(self.notes.encode()).hexdigest()[:16]


class Mark(models.Model):
    """One juror's mark on one criterion, with what they note and mean to ask.

    A row exists once something is typed.
    """

    sheet = models.ForeignKey(MarkSheet, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("niveau"), max_length=40, blank=True)
    abstained = models.BooleanField(_("abstention"), default=False)
    comment = models.TextField(_("commentaire"), max_length=5000, blank=True)
    note = models.TextField(_("note personnelle"), max_length=5000, blank=True)
    question = models.TextField(_("question à poser"), max_length=2000, blank=True)
    answer = models.TextField(_("réponse donnée"), max_length=5000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once"),
            models.CheckConstraint(
                name="abstention_has_no_level", condition=Q(abstained=False) | Q(level="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level}"


class Incident(models.Model):
    """Something that happened during a defence and goes into the minutes."""

    defence = models.ForeignKey(Defence, on_delete=models.PROTECT, related_name="incidents")
    text = models.TextField(_("incident"), max_length=2000)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class Deliberation(models.Model):
    """The panel deciding about one candidate, once every mark is handed in."""

    class State(models.TextChoices):
        OPEN = "open", _("en cours")
        CLOSED = "closed", _("close")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="deliberation")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="deliberations")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    focus = models.CharField(max_length=24, blank=True)  # the criterion that everyone is looking at
    revision = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey("Minutes", on_delete=models.PROTECT, null=True, related_name="reopened")
    correction_reason = models.TextField(_("motif de la correction"), max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.state}"

    @property
    def seen(self) -> str:
        """What a page that shows this has seen: it changes with every decision and move."""
        return f"{self.revision}-{self.state}-{self.focus}"


class Decision(models.Model):
    """What the panel decided on a competence, block or certification, beside what the rules proposed."""

    class Scope(models.TextChoices):
        COMPETENCE = "competence", _("compétence")
        BLOCK = "block", _("bloc")
        CERTIFICATION = "certification", _("certification")

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="decisions")
    scope = models.CharField(max_length=13, choices=Scope.choices)
    code = models.CharField(
        max_length=24, blank=True
    )  # of the competence or block; empty for the certification
    proposed = models.CharField(max_length=20)
    decided = models.CharField(max_length=20)
    reason = models.TextField(_("motif"), max_length=3000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deliberation", "scope", "code"], name="decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.code}: {self.decided}"


class Minutes(models.Model):
    """The record of what a panel decided, signed by every member. Content never changes (migration 0002)."""

    class State(models.TextChoices):
        SIGNING = "signing", _("à signer")
        SEALED = "sealed", _("signé")

    session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, related_name="minutes")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="minutes")
    number = models.CharField(max_length=40, unique=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    correction_reason = models.TextField(_("motif de la correction"), max_length=2000, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SIGNING)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_document = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return self.number


class MinutesEntry(models.Model):
    """A candidate in the minutes: what was decided is from then on only corrected by new minutes."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="minutes_entries")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "enrolment"], name="minuted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} / {self.enrolment_id}"


class MinutesSignature(models.Model):
    """One member's signature: given with the password again, over the content's hash and in the document."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="signatures")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    document = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")  # so far

    class Meta:
        ordering: ClassVar = ["signed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "juror"], name="signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} / {self.minutes_id}"


class JudgementReport(models.Model):
    """What a session's marks say of its jurors, kept since it takes seconds: for managers and auditors only.

    `marks_digest` says of which sheets it was computed. `asked_digest` says of which it is being computed.
    """

    session = models.OneToOneField(ExamSession, on_delete=models.PROTECT, related_name="judgement_report")
    marks_digest = models.CharField(max_length=64, blank=True)
    content = models.JSONField(null=True)
    computed_at = models.DateTimeField(null=True)
    asked_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.session_id} {self.computed_at}"
