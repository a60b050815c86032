from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, OrganisationKind
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.frameworks.queries import structure_of
from preuve.web.sessions.actions.sessions import SessionPlan
from preuve.web.sessions.models import ExamSession, Regulations


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class VersionForm(forms.Form):
    """The first question about a new session: which published framework it follows."""

    version = forms.ModelChoiceField(
        FrameworkVersion.objects.filter(sealed=True)
        .select_related("certification")
        .defer("content", "source"),
        label=_("Référentiel publié"),
        empty_label=None,
    )


class SessionForm(forms.Form):
    number = forms.CharField(label=_("Numéro"), max_length=40, help_text=_("Unique, par exemple 2027-06-A."))
    title = forms.CharField(label=_("Intitulé"), max_length=200)
    block_codes = forms.MultipleChoiceField(label=_("Blocs évalués"), widget=forms.CheckboxSelectMultiple)
    centre = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.CENTRE),
        label=_("Centre"),
        help_text=_("Il doit être habilité à évaluer ces blocs."),
    )
    starts_on = forms.DateField(label=_("Premier jour"), widget=DayInput())
    ends_on = forms.DateField(label=_("Dernier jour"), widget=DayInput())
    submission_deadline = forms.DateTimeField(
        label=_("Date limite de dépôt des portfolios"),
        widget=MomentInput(),
        required=False,
        help_text=_("Vide : le délai du règlement, compté avant le premier jour."),
    )
    place = forms.CharField(label=_("Adresse"), max_length=200)
    mode = forms.ChoiceField(label=_("Modalité"), choices=ExamSession.Mode.choices)
    regulations = forms.ModelChoiceField(
        Regulations.objects.all(),
        label=_("Règlement d’évaluation"),
        help_text=_("Copié dans la session : il n’y change plus une fois la session ouverte."),
    )

    def __init__(self, data: Any = None, *, version_id: int, session: ExamSession | None = None) -> None:
        """Offer the blocks of one published version; fill from a session being changed."""
        super().__init__(data, initial=_initial(session) if session else None)
        blocks = [(block.code, f"{block.code} {block.title}") for block in structure_of(version_id).blocks]
        field = self.fields["block_codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = blocks
        if session is None:
            self.initial["block_codes"] = [code for code, _title in blocks]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("La session finit avant de commencer."))
        return data

    def plan(self) -> SessionPlan:
        return SessionPlan(**self.cleaned_data)


def _initial(session: ExamSession) -> dict[str, Any]:
    names = (
        "number",
        "title",
        "block_codes",
        "centre",
        "starts_on",
        "ends_on",
        "place",
        "mode",
        "regulations",
    )
    values = {name: getattr(session, name) for name in names}
    return values | {"submission_deadline": timezone.localtime(session.submission_deadline)}
