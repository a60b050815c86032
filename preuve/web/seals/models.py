"""X.509 keys that sign documents: one for each person who signs minutes, one for the certifier."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from preuve.web.accounts.models import Organisation, User


class Authority(models.Model):
    """A certifier's root: it vouches for its seal and its signatories, and whoever checks trusts it."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="authority")
    certificate = models.BinaryField()  # DER
    sealed = models.BinaryField()  # the private key, by the vault
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.organisation)


class SigningKey(models.Model):
    """A key and its certificate: of a person, or of the certifier itself when there is none."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="signing_keys")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="signing_keys")
    certificate = models.BinaryField()  # DER
    sealed = models.BinaryField()  # a person's is encrypted by their password first
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)  # signs no more; what it signed stays good

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "person"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="one_signing_key_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} / {self.person_id}"
