"""Exam sessions: who is enrolled, who judges whom, where and when."""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
from preuve.web.frameworks.models import Certification, FrameworkVersion
from preuve.web.portfolios.models import Portfolio

BLOCK_CODES = models.CharField(max_length=20)


def as_range(field: str) -> Func:
    """Return `int8range(field, field, '[]')`: with it an exclusion constraint needs no extension."""
    return Func(
        F(field), F(field), models.Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    )


class Regulations(models.Model):
    """The parameters of the rules, as data (`domain/assessment/regulations.py` says what they mean)."""

    name = models.CharField(_("nom"), max_length=200, unique=True)
    data = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "regulations"

    def __str__(self) -> str:
        return self.name


class Accreditation(models.Model):
    """A centre's right to train or assess for a certification, or some of its blocks (décret 2025-500)."""

    class Activity(models.TextChoices):
        TRAIN = "train", _("former")
        ASSESS = "assess", _("évaluer")
        BOTH = "both", _("former et évaluer")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspendue")
        ABROGATED = "abrogated", _("abrogée")
        TERMINATED = "terminated", _("résiliée")

    centre = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accreditations")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="accreditations")
    block_codes = ArrayField(BLOCK_CODES, default=list, blank=True)
    activity = models.CharField(_("objet"), max_length=8, choices=Activity.choices, default=Activity.BOTH)
    state = models.CharField(_("état"), max_length=12, choices=State.choices, default=State.ACTIVE)
    since = models.DateField(_("depuis le"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "certification"], name="accreditation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} — {self.certification}"


class Room(models.Model):
    centre = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("nom"), max_length=100)
    step_free = models.BooleanField(_("accessible de plain-pied"), default=True)
    remote = models.BooleanField(_("à distance"), default=False)

    class Meta:
        ordering: ClassVar = ["centre", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["centre", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name


class ExamSession(models.Model):
    class State(models.TextChoices):
        PREPARING = "preparing", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("en présentiel")
        REMOTE = "remote", _("à distance")
        MIXED = "mixed", _("mixte")

    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("numéro"), max_length=40, unique=True)
    title = models.CharField(_("intitulé"), max_length=200)
    centre = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="exam_sessions")
    block_codes = ArrayField(BLOCK_CODES)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    submission_deadline = models.DateTimeField(_("date limite de dépôt"))
    place = models.CharField(_("lieu"), max_length=200)
    mode = models.CharField(_("modalité"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    regulations = models.ForeignKey(Regulations, on_delete=models.PROTECT, related_name="+")
    rules = models.JSONField()  # the regulations as they were when the session was created
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    class Route(models.TextChoices):
        INITIAL = "initial", _("formation initiale")
        CONTINUING = "continuing", _("formation continue")
        APPRENTICESHIP = "apprenticeship", _("apprentissage")
        PROFESSIONALISATION = "professionalisation", _("contrat de professionnalisation")
        VAE = "vae", _("VAE")
        INDEPENDENT = "independent", _("candidat libre")

    class Attendance(models.TextChoices):
        EXPECTED = "expected", _("attendu(e)")
        PRESENT = "present", _("présent(e)")
        ABSENT = "absent", _("absent(e)")
        POSTPONED = "postponed", _("reporté(e)")
        EXCLUDED = "excluded", _("exclu(e)")

    session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, related_name="enrolments")
    candidate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="enrolments")
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="enrolments")
    route = models.CharField(_("voie d’accès"), max_length=20, choices=Route.choices)
    centre = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="enrolments")
    trainer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    block_codes = ArrayField(BLOCK_CODES)
    accommodation = models.CharField(_("aménagement (la mesure seule)"), max_length=200, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(_("temps supplémentaire (minutes)"), default=0)
    step_free = models.BooleanField(_("salle de plain-pied"), default=False)
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.EXPECTED)
    attendance_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["session", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "candidate"], name="enrolled_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["session", "id"], name="enrolment_by_key")]

    def __str__(self) -> str:
        return f"{self.candidate} — {self.session}"


class Juror(models.Model):
    """A person who may sit: what the independence rules of certification.md §1 need to know."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="juror")
    organisations = models.ManyToManyField(Organisation, related_name="jurors", blank=True)
    job_title = models.CharField(_("fonction"), max_length=200, blank=True)
    may_chair = models.BooleanField(_("peut présider"), default=False)
    salaried_by_certifier = models.BooleanField(_("salarié(e) du certificateur"), default=False)

    class Meta:
        ordering: ClassVar = ["user__last_name", "user__first_name"]

    def __str__(self) -> str:
        return str(self.user)


class JurorQualification(models.Model):
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="qualifications")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="+")
    block_codes = ArrayField(BLOCK_CODES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["juror", "certification"], name="qualification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id}: {', '.join(self.block_codes)}"


class Conflict(models.Model):
    """A link of interest between a juror and a candidate: hides the candidate from the juror."""

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="conflicts")
    candidate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("nature du lien"), max_length=500, blank=True)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["juror", "candidate"], name="conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} – {self.candidate_id}"


class Panel(models.Model):
    session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(_("nom"), max_length=100)
    computed = models.BooleanField(default=False)  # made by a plan: goes when no defence is left before it

    class Meta:
        ordering: ClassVar = ["session", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["session", "name"], name="panel_once")]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    class Seat(models.TextChoices):
        CHAIR = "chair", _("président(e)")
        MEMBER = "member", _("membre")
        RESERVE = "reserve", _("réserve")

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(_("place"), max_length=8, choices=Seat.choices, default=Seat.MEMBER)

    class Meta:
        ordering: ClassVar = ["panel", "seat", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["panel", "juror"], name="panel_member_once"),
            models.UniqueConstraint(fields=["panel"], condition=Q(seat="chair"), name="one_chair"),
        ]

    def __str__(self) -> str:
        return f"{self.juror} ({self.get_seat_display()})"


class Defence(models.Model):
    """A candidate before a panel, for one block or several; `during` is null until a slot is given."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="defences")
    candidate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="defences")
    block_codes = ArrayField(BLOCK_CODES)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    during = DateTimeRangeField(null=True, blank=True)
    pinned = models.BooleanField(_("créneau fixé"), default=False)  # a computation leaves it where it is
    uid = models.UUIDField(unique=True)  # of the calendar event: kept through updates and cancellation
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="room_never_double_booked",
                expressions=[
                    (as_range("room_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(room__isnull=False, during__isnull=False),
            ),
            ExclusionConstraint(
                name="candidate_never_double_booked",
                expressions=[
                    (as_range("candidate_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(during__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.during}"


class DefenceSeat(models.Model):
    """A juror's place at a defence, so that the database itself refuses to seat somebody twice."""

    defence = models.ForeignKey(Defence, on_delete=models.CASCADE, related_name="seats")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["defence", "juror"], name="seated_once"),
            ExclusionConstraint(
                name="juror_never_double_booked",
                expressions=[
                    (as_range("juror_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} @ {self.defence_id}"


class Convocation(models.Model):
    """What a person was told of a defence, with its calendar event; `content` is what the letter said."""

    class Method(models.TextChoices):
        REQUEST = "request", _("convocation")
        CANCEL = "cancel", _("annulation")

    defence = models.ForeignKey(Defence, on_delete=models.PROTECT, related_name="convocations")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="convocations")
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.REQUEST)
    sequence = models.PositiveSmallIntegerField()
    letter = models.UUIDField(default=uuid.uuid4, db_index=True)  # what one mail tells of
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["defence", "recipient", "sequence", "method"], name="convoked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.recipient_id}"


class RosterUpload(models.Model):
    """A list of candidates being checked before it is written; confirming it twice writes it once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à vérifier")
        QUEUED = "queued", _("en cours d’écriture")
        DONE = "done", _("inscriptions écrites")
        REFUSED = "refused", _("refusée")

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(ExamSession, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    data = models.BinaryField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    enrolled = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.file_name
