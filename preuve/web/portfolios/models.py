"""What a candidate builds: cases, evidence, claims; and the frozen copy that is handed in."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
from preuve.web.frameworks.models import Activity, Competence, Criterion, FrameworkVersion


class Portfolio(models.Model):
    """One candidate's work towards one version of a framework.

    Knows nothing of exam sessions (a lower room): the deadline and the blocks aimed at are written here by
    the enrolment. Once `state` is submitted, triggers refuse any change to what it holds (migration 0002).
    """

    class State(models.TextChoices):
        BUILDING = "building", _("en construction")
        SUBMITTED = "submitted", _("déposé")

    candidate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="portfolios")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    block_codes = ArrayField(models.CharField(max_length=20))
    trainer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    centre = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.BUILDING)
    presentation = models.ForeignKey("Artefact", on_delete=models.PROTECT, null=True, related_name="+")
    presentation_name = models.CharField(max_length=255, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["trainer", "-id"], name="portfolio_of_trainer"),
            models.Index(fields=["centre", "-id"], name="portfolio_of_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} — {self.framework_version}"

    @property
    def is_editable(self) -> bool:
        return self.state == self.State.BUILDING


class Case(models.Model):
    """A piece of work that evidence comes from."""

    class Setting(models.TextChoices):
        COMPANY = "company", _("cas en entreprise")
        STUDY = "study", _("étude de cas")

    class Nature(models.TextChoices):
        REAL = "real", _("réel")
        RECONSTRUCTED = "reconstructed", _("reconstitué")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="cases")
    title = models.CharField(_("titre"), max_length=200)
    setting = models.CharField(_("cadre"), max_length=10, choices=Setting.choices, default=Setting.COMPANY)
    nature = models.CharField(_("nature"), max_length=15, choices=Nature.choices, default=Nature.REAL)
    organisation = models.CharField(_("entreprise ou organisme"), max_length=200, blank=True)
    context = models.TextField(_("contexte"), max_length=5000)
    period = models.CharField(_("période"), max_length=100)
    role = models.CharField(_("votre rôle"), max_length=200)
    team = models.CharField(_("équipe"), max_length=200, blank=True)
    activities = models.ManyToManyField(Activity, blank=True, verbose_name=_("activités montrées"))
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.title


class Artefact(models.Model):
    """Bytes, known by their SHA-256 and kept once, however often they are used."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class Evidence(models.Model):
    """A file, a link or a text that shows work."""

    class Kind(models.TextChoices):
        FILE = "file", _("fichier")
        LINK = "link", _("lien")
        TEXT = "text", _("texte")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="evidence")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    title = models.CharField(_("titre"), max_length=200)
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    url = models.URLField(_("adresse"), max_length=1000, blank=True)
    text = models.TextField(_("texte"), max_length=50_000, blank=True)
    # What the guard saw that only the candidate can judge, and whether others wait for that answer.
    guard = models.JSONField(default=list, blank=True)
    is_held_back = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evidence_has_its_content",
                condition=models.Q(kind="file", artefact__isnull=False)
                | (models.Q(kind="link") & ~models.Q(url=""))
                | (models.Q(kind="text") & ~models.Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """This evidence shows this criterion, and why."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="claims")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(_("en quoi cette preuve montre le critère"), max_length=5000)
    updated_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "criterion"], name="claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} → {self.criterion_id}"


class SelfAssessment(models.Model):
    """Where candidates place themselves on a competence, 1 (discovering) to 4 (expert)."""

    class Level(models.IntegerChoices):
        DISCOVERING = 1, _("je découvre")
        PRACTISING = 2, _("je pratique avec de l’aide")
        AUTONOMOUS = 3, _("je suis autonome")
        EXPERT = 4, _("je peux guider les autres")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="self_assessments")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("niveau"), choices=Level.choices)
    comment = models.TextField(_("commentaire"), max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "competence"], name="self_assessment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level}"


class Feedback(models.Model):
    """A formative comment on the portfolio or on one of its criteria, by who accompanies the candidate."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="feedback")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("commentaire"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.text[:60]


class InspectionRun(models.Model):
    """What the inspectors made of one piece, or of two of them held side by side; read again, it is replaced.

    The report is the whole of what was said (`preuve-report/1`); the rows that pages need are `Statement`s.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        READING = "reading", _("lecture en cours")
        READ = "read", _("lu")
        UNREADABLE = "unreadable", _("illisible")
        UNKNOWN = "unknown", _("non reconnu")

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="runs")
    before = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, related_name="later_runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    kind = models.CharField(max_length=60, blank=True)  # the inspector that the candidate chose
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    kinds = models.JSONField(default=list)
    described = models.JSONField(default=list)
    unreadable = models.JSONField(default=list)
    report = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence"], condition=models.Q(before=None), name="one_reading_per_piece"
            ),
            models.UniqueConstraint(fields=["evidence", "before"], name="one_comparison_per_pair"),
            models.CheckConstraint(
                name="compared_with_another", condition=~models.Q(before=models.F("evidence"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.READING}


class Join(models.Model):
    """What two or more pieces of one portfolio say together; made again whenever one of them was read."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="joins")
    code = models.CharField(max_length=120)
    fr = models.TextField()
    en = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.code


class Statement(models.Model):
    """One thing that an inspector, a comparison or a join says. It never says that a criterion is met.

    `key` stays the same when the same bytes are read again: what people answered hangs on it.
    """

    class Nature(models.TextChoices):
        FACT = "fact", _("fait")
        FINDING = "finding", _("constat")
        LIMIT = "limit", _("limite")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="statements")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="statements")
    run = models.ForeignKey(InspectionRun, on_delete=models.CASCADE, null=True, related_name="statements")
    join = models.ForeignKey(Join, on_delete=models.CASCADE, null=True, related_name="statements")
    nature = models.CharField(max_length=7, choices=Nature.choices)
    inspector = models.CharField(max_length=120)
    version = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    rank = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    unit = models.CharField(max_length=60, blank=True)
    strength = models.PositiveSmallIntegerField(default=0)
    fr = models.TextField()
    en = models.TextField()
    places = models.JSONField(default=list)
    links = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="statement_of_a_run_or_a_join",
                condition=models.Q(run=None, join__isnull=False) | models.Q(run__isnull=False, join=None),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FactReview(models.Model):
    """What the candidate thinks of a fact. A fact that was set aside stays visible, and so marked."""

    class Verdict(models.TextChoices):
        NONE = "", _("suggéré")
        ACCEPTED = "accepted", _("accepté")
        REJECTED = "rejected", _("écarté")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="fact_reviews")
    key = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    comment = models.TextField(max_length=2000, blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "key"], name="fact_reviewed_once"),
        ]

    def __str__(self) -> str:
        return self.verdict


class FindingAnswer(models.Model):
    """What the candidate answers to a contradiction; the contradiction stays."""

    class Answer(models.TextChoices):
        EXPLAINED = "explained", _("expliqué")
        CORRECTED = "corrected", _("corrigé par un autre fichier")
        LEFT = "left", _("laissé tel quel")

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="finding_answers")
    key = models.CharField(max_length=64)
    answer = models.CharField(max_length=9, choices=Answer.choices)
    text = models.TextField(max_length=2000, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "key"], name="finding_answered_once"),
        ]

    def __str__(self) -> str:
        return self.answer


class Submission(models.Model):
    """The frozen copy of a portfolio: what the jury sees. Immutable (migration 0002)."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=24, unique=True)
    content = models.JSONField()
    manifest_hash = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["portfolio", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["portfolio", "number"], name="submission_number_once"),
        ]

    def __str__(self) -> str:
        return self.receipt
