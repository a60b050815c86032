import re
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import OrganisationKind
from preuve.web.frameworks.editing import Kind, Op
from preuve.web.frameworks.models import Block, Certification, Competence, FrameworkVersion
from preuve.web.frameworks.review import column_limit

MAX_DOCUMENT_BYTES = 5_000_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class CertificationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Certification
        fields = (
            "title",
            "rncp_code",
            "level",
            "nsf_codes",
            "certifier",
            "decision_reference",
            "decision_date",
            "valid_until",
        )
        widgets: ClassVar = {
            "decision_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "title": _("Tel qu’il figure dans la décision : il sera porté sur les parchemins."),
            "rncp_code": _("Par exemple RNCP38596 ou RS5120."),
            "level": _("De 3 à 8, selon le cadre national."),
            "nsf_codes": _("Un ou plusieurs codes, séparés par des virgules : 326, 326t."),
            "decision_reference": _("Par exemple : décision de France compétences du 20 juin 2025."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        certifiers = self.fields["certifier"]
        certifiers.queryset = certifiers.queryset.filter(kind=OrganisationKind.CERTIFIER)  # type: ignore[attr-defined]
        self.fields["rncp_code"].validators.append(
            RegexValidator(r"^(?i:RNCP|RS)\d{1,6}$", _("Écrivez RNCP ou RS suivi du numéro, sans espace."))
        )
        self.fields["level"].validators += [MinValueValidator(3), MaxValueValidator(8)]

    def clean_rncp_code(self) -> str:
        return str(self.cleaned_data["rncp_code"]).upper()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        decided, ends = values.get("decision_date"), values.get("valid_until")
        if decided and ends and ends <= decided:
            self.add_error("valid_until", _("L’échéance vient après la décision d’enregistrement."))
        return values


class DraftForm(forms.Form):
    file = forms.FileField(
        label=_("Document"),
        max_length=255,
        help_text=_(
            "Le texte des trois référentiels (.txt), celui de leur PDF convient, un paquet CASE (.json) "
            "ou la fiche du RNCP (.xml) : "
            "5 Mo au plus."
        ),
        widget=forms.ClearableFileInput({"accept": ".txt,.json,.xml"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_DOCUMENT_BYTES:
            raise forms.ValidationError(_("Ce fichier dépasse 5 Mo : ce n’est pas un référentiel."))
        file.name = _CONTROLS.sub("", file.name) or "document.txt"
        return file


class PublishForm(forms.Form):
    revision = forms.IntegerField(min_value=1)
    content_hash = forms.CharField(max_length=64)


class OneLineField(forms.CharField):
    """Text on one line: line breaks and runs of spaces become one space, as in what the reader joins."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


def _long(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> OneLineField:
    area = forms.Textarea({"rows": rows})
    return OneLineField(label=label, max_length=10_000, required=required, widget=area, help_text=help_text)


class ItemForm(forms.Form):
    """What every correction carries: where, what is done, and what was there when the form was made."""

    at = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    op = forms.ChoiceField(choices=[(op.value, op.value) for op in Op], widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    before = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ItemForm.base_fields}


class TextForm(ItemForm):
    text = _long(_("Texte"))


class CriterionForm(ItemForm):
    text = _long(
        _("Texte du critère"),
        help_text=_("L’intitulé s’arrête au premier deux-points ; ce qui suit est l’attendu."),
    )


class HeadForm(ItemForm):
    title = OneLineField(label=_("Titre"), max_length=column_limit(FrameworkVersion, "title"))
    certifier = OneLineField(label=_("Certificateur"), max_length=255)


class BlockForm(ItemForm):
    code = OneLineField(label=_("Code"), max_length=column_limit(Block, "code"))
    title = OneLineField(label=_("Titre"), max_length=column_limit(Block, "title"))
    introduction = _long(_("Présentation"), required=False, rows=5)


class CompetenceForm(ItemForm):
    code = OneLineField(label=_("Code"), max_length=column_limit(Competence, "code"))
    statement = _long(_("Énoncé"))


class MethodForm(ItemForm):
    stated_range = OneLineField(
        label=_("Étendue telle qu’elle est écrite"), max_length=200, help_text=_("Par exemple : C1.1 à C1.5.")
    )
    applies_to = OneLineField(
        label=_("Compétences concernées"),
        max_length=1000,
        help_text=_("Leurs codes, séparés par des virgules."),
    )

    def clean_applies_to(self) -> list[str]:
        codes = re.split(r"[\s,;]+", self.cleaned_data["applies_to"])
        return list(dict.fromkeys(code for code in codes if code))


FORMS: dict[Kind, type[ItemForm]] = {
    Kind.HEAD: HeadForm,
    Kind.BLOCK: BlockForm,
    Kind.COMPETENCE: CompetenceForm,
    Kind.METHOD: MethodForm,
    Kind.CRITERION: CriterionForm,
    Kind.ACTIVITY: TextForm,
    Kind.PRACTICE: TextForm,
    Kind.STEP: TextForm,
}


def shown_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return an item's values as its form shows them."""
    codes = values.get("applies_to")
    return values | {"applies_to": ", ".join(codes)} if isinstance(codes, list) else values
