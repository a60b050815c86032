from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.sessions.forms.sessions import DayInput
from preuve.web.sessions.models import Appeal

LONGEST_TEXT = 5000


class AppealForm(forms.Form):
    grounds = forms.CharField(
        label=_("Motifs du recours"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Dites ce qui est contesté et pourquoi. Le texte ne change plus une fois déposé."),
    )


class RecordAppealForm(AppealForm):
    received_on = forms.DateField(label=_("Reçu le"), widget=DayInput())
    late_reason = forms.CharField(
        label=_("S’il est tardif, pourquoi il est examiné"),
        max_length=500,
        required=False,
        help_text=_("Vide, un recours reçu après le délai est refusé."),
    )
    field_order = ("received_on", "grounds", "late_reason")


class DecideAppealForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Décision"), choices=Appeal.Decision.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Motifs de la décision"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Le candidat les lit. La décision est définitive."),
    )
