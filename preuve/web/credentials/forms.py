from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.credentials.actions import LONGEST_REASON


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif de la révocation"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gardé dans le dossier et le journal. La page publique ne donne que la date."),
    )


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif de la suspension"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gardé dans le dossier et le journal. La page publique ne donne que la date."),
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi la suspension est levée"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gardé dans le journal."),
    )


class RevokeKeyForm(forms.Form):
    stolen_at = forms.DateTimeField(
        label=_("Moment du vol ou de la perte"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Au plus tôt : ce que la clé a signé depuis ce moment n’est plus cru."),
    )
    reason = forms.CharField(
        label=_("Comment c’est arrivé"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gardé dans le journal et montré sur la page des clés."),
    )


class VerifyForm(forms.Form):
    number = forms.CharField(
        label=_("Numéro du certificat"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Imprimé sur le document, par exemple IAN-2026-000042-K7."),
    )
    family_name = forms.CharField(
        label=_("Nom de famille du titulaire"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("De naissance ou d’usage ; les accents et les majuscules ne comptent pas."),
    )
