from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.audit.phrases import ACTIONS
from preuve.web.audit.queries import Filters


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class AuditFilterForm(forms.Form):
    action = forms.CharField(label=_("Action"), required=False, max_length=80, widget=forms.Select)
    actor = forms.CharField(label=_("Personne (nom ou numéro)"), required=False, max_length=100)
    subject = forms.CharField(label=_("Objet"), required=False, max_length=140)
    since = _date(_("Du"))
    until = _date(_("Au"))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(ACTIONS.items(), key=lambda pair: str(pair[1]))
        chosen = self.data.get("action", "")
        unnamed = [(chosen, chosen)] if chosen and chosen not in ACTIONS else []
        self.fields["action"].widget.choices = [("", _("Toutes les actions")), *known, *unnamed]

    @property
    def filters(self) -> Filters:
        values = {name: value for name, value in self.cleaned_data.items() if name != "before" and value}
        return Filters(**values)

    @property
    def query(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value and name != "before"}

    def clean_actor(self) -> str:
        actor: str = self.cleaned_data["actor"]
        if actor.isdecimal() and len(actor) > 18:  # noqa: PLR2004 (what a key's column holds)
            raise forms.ValidationError(_("Ce numéro est trop grand."))
        return actor
