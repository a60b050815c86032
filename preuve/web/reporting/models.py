"""What the State asks for: the CPF flow (certification.md §2)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
from preuve.web.credentials.models import Certificate


class CpfAccount(models.Model):
    """Under which numbers a certifier deposits at the Caisse des Dépôts."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="cpf_account")
    client = models.CharField(_("identifiant de l’émetteur"), max_length=8)
    certifier = models.CharField(_("identifiant du certificateur"), max_length=8)
    contract = models.CharField(_("identifiant de contrat"), max_length=20)

    def __str__(self) -> str:
        return str(self.organisation)


class CivilStatus(models.Model):
    """What the flow asks beyond the account's identity. The NIR is sealed and shown to nobody."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="civil_status")
    second_name = models.CharField(_("deuxième prénom"), max_length=60, blank=True)
    third_name = models.CharField(_("troisième prénom"), max_length=60, blank=True)
    insee_code = models.CharField(_("code INSEE de la commune de naissance"), max_length=5, blank=True)
    postal_code = models.CharField(_("code postal de naissance"), max_length=9, blank=True)
    commune = models.CharField(_("commune de naissance"), max_length=60, blank=True)
    country_code = models.CharField(_("code du pays de naissance"), max_length=3, blank=True)
    country = models.CharField(_("pays de naissance"), max_length=60, blank=True)
    nir = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.person)


class CpfBatch(models.Model):
    """One run: the entries that it reserved go into its files and into no other."""

    account = models.ForeignKey(CpfAccount, on_delete=models.PROTECT, related_name="batches")
    reference = models.CharField(max_length=32, unique=True)
    version = models.CharField(max_length=5)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.reference


class CpfFile(models.Model):
    """A flow as XML. Its content is kept sealed, in pieces, until it is answered."""

    class State(models.TextChoices):
        WRITTEN = "written", _("à déposer")
        SENT = "sent", _("déposé")
        ANSWERED = "answered", _("répondu")
        ABANDONED = "abandoned", _("abandonné")

    batch = models.ForeignKey(CpfBatch, on_delete=models.PROTECT, related_name="files")
    flow_id = models.CharField(max_length=50, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WRITTEN)
    entries = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    treatment_id = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.flow_id


class CpfPiece(models.Model):
    file = models.ForeignKey(CpfFile, on_delete=models.CASCADE, related_name="pieces")
    rank = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["rank"]

    def __str__(self) -> str:
        return f"{self.file_id} / {self.rank}"


class CpfEntry(models.Model):
    """One passing of a certification to be told: made when it is granted, whatever paid for it."""

    class State(models.TextChoices):
        INCOMPLETE = "incomplete", _("incomplet")
        READY = "ready", _("prêt")
        RESERVED = "reserved", _("dans un fichier")
        SENT = "sent", _("déposé")
        ACCEPTED = "accepted", _("accepté")
        REFUSED = "refused", _("refusé")

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="cpf_entry")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INCOMPLETE)
    due_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)  # the certificate was revoked: not sent any more
    batch = models.ForeignKey(CpfBatch, on_delete=models.PROTECT, null=True, related_name="cpf_entries")
    file = models.ForeignKey(CpfFile, on_delete=models.PROTECT, null=True, related_name="cpf_entries")
    refusal = models.TextField(blank=True)  # in the words of the answer

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="cpf_entries_by_state")]

    def __str__(self) -> str:
        return str(self.certificate)
