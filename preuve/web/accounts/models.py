"""People, the organisations they belong to, what they may do, and what they are told."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    CERTIFIER = "certifier", _("certificateur")
    CENTRE = "centre", _("centre")
    COMPANY = "company", _("entreprise")


class Organisation(models.Model):
    kind = models.CharField(_("nature"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("nom"), max_length=200, unique=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    city = models.CharField(_("ville"), max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person. The address signs in; certificates and the State's flows ask for the civil identity."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("femme")
        MALE = "M", _("homme")

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("adresse électronique"), unique=True)
    birth_name = models.CharField(_("nom de naissance"), max_length=60, blank=True)
    sex = models.CharField(_("sexe"), max_length=1, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("date de naissance"), null=True, blank=True)
    birth_place = models.CharField(_("lieu de naissance"), max_length=100, blank=True)
    language = models.CharField(_("langue"), max_length=5, default="fr", choices=settings.LANGUAGES)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        ordering: ClassVar = ["last_name", "first_name", "pk"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrateur")
    CERTIFICATION_MANAGER = "certification_manager", _("responsable de certification")
    CENTRE_MANAGER = "centre_manager", _("responsable de centre")
    TRAINER = "trainer", _("formateur")
    CANDIDATE = "candidate", _("candidat")
    JUROR = "juror", _("juré")
    AUDITOR = "auditor", _("auditeur")


class RoleGrant(models.Model):
    """A role that a person holds, for an organisation if the role is bound to one (manager, trainer)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("rôle"), max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], name="role_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    @property
    def role_label(self) -> Promise:
        return Role(self.role).label


class Notification(models.Model):
    """Something a person is told on the site (and by mail): a kind, its values, and where to look."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"
