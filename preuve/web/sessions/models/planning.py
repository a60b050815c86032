"""What a timetable is computed from, and the computations themselves."""

import uuid
from datetime import time
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import User
from preuve.web.sessions.models.exams import Enrolment, ExamSession, Juror, Room, as_range


class TimetableSettings(models.Model):
    """When the session's rooms are open and how its panels sit; a session without a row has the defaults."""

    class Scope(models.TextChoices):
        HALF_DAY = "half_day", _("la demi-journée")
        DEFENCE = "defence", _("une soutenance")
        SESSION = "session", _("toute la session")

    class GenderMix(models.TextChoices):
        REQUIRE = "require", _("exigée pour les VAE, préférée ailleurs")
        PREFER = "prefer", _("préférée")
        OFF = "off", _("indifférente")

    session = models.OneToOneField(ExamSession, on_delete=models.CASCADE, related_name="timetable_settings")
    slot_minutes = models.PositiveSmallIntegerField(
        _("pas de la grille (minutes)"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
    )
    opens = models.TimeField(_("ouverture"), default=time(9))
    closes = models.TimeField(_("fermeture"), default=time(18))
    lunch_starts = models.TimeField(_("début de la pause"), null=True, blank=True, default=time(12, 30))
    lunch_ends = models.TimeField(_("fin de la pause"), null=True, blank=True, default=time(13, 30))
    weekends = models.BooleanField(_("samedis et dimanches compris"), default=False)
    closed_days = ArrayField(models.DateField(), verbose_name=_("jours fermés"), default=list, blank=True)
    panel_size = models.PositiveSmallIntegerField(
        _("jurés par jury"), default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    scope = models.CharField(
        _("un jury reste le même pendant"), max_length=8, choices=Scope.choices, default=Scope.HALF_DAY
    )
    gender_mix = models.CharField(
        _("mixité des jurys"), max_length=7, choices=GenderMix.choices, default=GenderMix.REQUIRE
    )
    rooms = models.ManyToManyField(Room, verbose_name=_("salles"), related_name="+", blank=True)

    class Meta:
        verbose_name_plural = "timetable settings"
        constraints: ClassVar = [
            models.CheckConstraint(name="day_opens_before_it_closes", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="lunch_within_the_day",
                condition=Q(lunch_starts__isnull=True, lunch_ends__isnull=True)
                | Q(
                    lunch_starts__gte=F("opens"),
                    lunch_ends__gt=F("lunch_starts"),
                    lunch_ends__lte=F("closes"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}"


class AvailabilityRequest(models.Model):
    """A juror asked when they may sit in a session; `key` is in the signed link, and renewed to revoke it."""

    session = models.ForeignKey(ExamSession, on_delete=models.CASCADE, related_name="availability_requests")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="availability_requests")
    key = models.UUIDField(default=uuid.uuid4)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    max_per_day = models.PositiveSmallIntegerField(
        _("soutenances par jour, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    max_days = models.PositiveSmallIntegerField(
        _("jours, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    comment = models.CharField(_("message"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["session", "juror__user__last_name", "juror__user__first_name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "juror"], name="availability_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} @ {self.session_id}"


class JurorAvailability(models.Model):
    """A time in which a juror may sit, as they answered."""

    request = models.ForeignKey(AvailabilityRequest, on_delete=models.CASCADE, related_name="times")
    during = DateTimeRangeField()

    class Meta:
        ordering: ClassVar = ["during"]
        verbose_name_plural = "juror availabilities"
        constraints: ClassVar = [
            ExclusionConstraint(
                name="available_times_apart",
                expressions=[
                    (as_range("request_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.during}"


class CandidateWishes(models.Model):
    """When a candidate would rather not defend: followed where it costs nobody else more."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="+")
    unwanted = ArrayField(  # date and number of the half-day: “2027-01-11-0”
        models.CharField(max_length=12), verbose_name=_("demi-journées à éviter"), default=list, blank=True
    )
    not_before = models.TimeField(_("pas avant"), null=True, blank=True)
    not_after = models.TimeField(_("fini à"), null=True, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "candidate wishes"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wished_hours_in_order",
                condition=Q(not_before__isnull=True)
                | Q(not_after__isnull=True)
                | Q(not_after__gt=F("not_before")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"


class PlanRun(models.Model):
    """A computation of a timetable: what was asked, how far it is, what it found. It moves nothing itself."""

    class State(models.TextChoices):
        QUEUED = "queued", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("échoué")
        ACCEPTED = "accepted", _("en vigueur")

    session = models.ForeignKey(ExamSession, on_delete=models.CASCADE, related_name="plan_runs")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField(_("durée de recherche (secondes)"), default=30)
    seed = models.PositiveIntegerField(default=0)
    keeps = models.BooleanField(_("change le moins possible le planning en vigueur"), default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    cancel_asked = models.BooleanField(default=False)
    problem = models.JSONField()  # preuve-planning/1, as it was when asked
    previous = models.JSONField(null=True)  # the plan in force when asked
    progress = models.JSONField(default=dict)
    plan = models.JSONField(null=True)
    explanation = models.JSONField(null=True)  # why some could not be placed, when so
    failure = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=("queued", "running")),
                name="one_plan_computed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.pk}"

    @property
    def gap_percent(self) -> float | None:
        """How far the best plan so far may be from the best possible, in hundredths of its cost."""
        gap = self.progress.get("gap")
        return None if gap is None else gap * 100
