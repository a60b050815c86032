from datetime import date
from typing import Any

from django import forms
from django.db.models import CharField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from preuve.domain.reporting.cpf.form import read_entry
from preuve.domain.reporting.cpf.issues import Issue, Severity
from preuve.web.accounts.models import Organisation, OrganisationKind, User
from preuve.web.reporting.flow import SHOWN
from preuve.web.reporting.models import CivilStatus, CpfAccount

LARGEST_ANSWER = 50_000_000


class CivilStatusForm(forms.Form):
    """What the flow asks beyond the account's identity: a field for each name of `SHOWN`, and the NIR."""

    nir = forms.CharField(
        label=_("Numéro de sécurité sociale (NIR), 15 caractères avec la clé"),
        max_length=25,
        required=False,
        help_text=_("Chiffré, montré à personne, effacé quand le passage est accepté."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    remove_nir = forms.BooleanField(label=_("Effacer le NIR enregistré"), required=False)

    def __init__(self, data: Any, *, held: CivilStatus, today: date) -> None:
        super().__init__(data, initial={name: getattr(held, name) for name in SHOWN})
        self.held, self.today = held, today
        self.warnings: list[str] = []
        for name in SHOWN:
            field = CivilStatus._meta.get_field(name)  # noqa: SLF001 (public in all but name)
            assert isinstance(field, CharField)  # noqa: S101 (all of them are; narrows the type)
            self.fields[name] = forms.CharField(
                label=_sentence(str(field.verbose_name)), max_length=field.max_length, required=False
            )
        self.fields["insee_code"].help_text = _(
            "Cinq caractères, le code en vigueur à la naissance ; à l’étranger, 99 puis le pays."
        )
        self.fields["postal_code"].help_text = _("Seulement si le code INSEE n’est pas connu.")
        if held.nir is None:
            del self.fields["remove_nir"]
        self.order_fields([*SHOWN, "nir", "remove_nir"])

    def clean(self) -> dict[str, Any]:
        """Say each datum that is missing or impossible at its field, as the flow would refuse it."""
        super().clean()
        language = get_language() or "fr"
        for found in self._issues():
            name = found.field.rpartition(".")[2]
            if found.severity is Severity.WARNING:
                self.warnings.append(found.words(language))
            elif name in self.fields and name not in self.errors:
                self.add_error(name, found.words(language))
        return self.cleaned_data

    def _issues(self) -> list[Issue]:
        typed = {name: str(self.cleaned_data.get(name) or "") for name in SHOWN}
        born = self.held.person.birth_date
        known = {"birth_year": str(born.year) if born else ""}
        data = {f"holder.{name}": text for name, text in {**typed, **known}.items()}
        issues = list(read_entry(data, today=self.today).issues)
        if nir := self.cleaned_data.get("nir"):
            issues += read_entry({"national.nir": nir}, today=self.today).issues
        return [item for item in issues if item.field.rpartition(".")[2] in {*SHOWN, "nir"}]

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name].strip() for name in SHOWN}

    @property
    def typed_nir(self) -> str | None:
        """The NIR typed; empty to remove the one held, none to leave it."""
        typed: str = self.cleaned_data["nir"].strip()
        return typed or ("" if self.cleaned_data.get("remove_nir") else None)


class AccountForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Certificateur"),
        queryset=Organisation.objects.filter(kind=OrganisationKind.CERTIFIER),
    )
    client = forms.CharField(label=_("Identifiant de l’émetteur (8 caractères)"), max_length=8)
    certifier = forms.CharField(label=_("Identifiant du certificateur (8 caractères)"), max_length=8)
    contract = forms.CharField(label=_("Identifiant de contrat"), max_length=20)


class FileForm(forms.Form):
    account = forms.ModelChoiceField(label=_("Certificateur"), queryset=CpfAccount.objects.none())
    version = forms.ChoiceField(
        label=_("Version du schéma"),
        choices=[("1.1.2", "1.1.2"), ("1.1.5", _("1.1.5 (avec le NIR s’il est connu)"))],
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above; narrows the type)
        field.queryset = accounts
        field.initial = accounts.first()


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


class AnswerForm(forms.Form):
    answer = forms.FileField(label=_("Fichier de réponse de la Caisse des Dépôts (XML)"))

    def clean_answer(self) -> bytes:
        """Return the bytes; a report is never that large."""
        upload = self.cleaned_data["answer"]
        if upload.size > LARGEST_ANSWER:
            raise forms.ValidationError(_("Ce fichier est trop grand : 50 Mo au plus."))
        data: bytes = upload.read()
        return data


def shown_person(person: User) -> list[tuple[Any, str]]:
    """Return what the flow takes from the account: shown beside the form, changed elsewhere."""
    born = person.birth_date
    return [
        (_("Nom de naissance"), person.birth_name),
        (_("Nom d’usage"), person.last_name),
        (_("Prénom"), person.first_name),
        (_("Sexe"), str(person.get_sex_display()) if person.sex else ""),
        (_("Date de naissance"), f"{born:%d/%m/%Y}" if born else ""),
        (_("Lieu de naissance"), person.birth_place),
    ]
