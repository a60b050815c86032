"""What comes in from pages and scripts, checked for shape; whether it may be done is the action's matter."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.decision import Attendance
from preuve.domain.assessment.proposal import Outcome
from preuve.web.errors import ActionRefusedError
from preuve.web.juries.mark_rows import ABSTAIN, LEVEL
from preuve.web.juries.models import Decision
from preuve.web.juries.phrasing import OUTCOMES

ATTENDANCES = [
    (Attendance.PRESENT.value, _("présent(e)")),
    (Attendance.ABSENT.value, _("absent(e)")),
    (Attendance.POSTPONED.value, _("reporté(e) à une autre session")),
    (Attendance.EXCLUDED.value, _("exclu(e)")),
]


def typed_mark(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed on a criterion, from the page's form or from JSON, as `record_mark` takes it."""
    if request.content_type == "application/json":
        return _from_json(request.body)
    data = request.POST
    choice = data.get("choice", "")
    values: dict[str, Any] = {
        name: _lines(data[name]) for name in ("comment", "note", "question") if name in data
    }
    if choice:
        values["abstained"] = choice == ABSTAIN
        values["level"] = choice.removeprefix(LEVEL) if choice.startswith(LEVEL) else ""
    return values | {"revision": _revision(data.get("version", ""))}


def _from_json(body: bytes) -> dict[str, Any]:
    kinds = {"level": str, "abstained": bool, "comment": str, "note": str, "question": str, "answer": str}
    try:
        data = json.loads(body)
    except ValueError:
        data = None
    if not isinstance(data, dict) or not all(
        isinstance(data[name], kind) for name, kind in kinds.items() if name in data
    ):
        raise ActionRefusedError(_("Cette évaluation ne peut pas être lue."))
    values = {name: data[name] for name in kinds if name in data}
    return values | {"revision": _revision(data.get("revision", ""))}


def _lines(text: str) -> str:
    """Return the text as it was typed: browsers send line ends of their own."""
    return text.replace("\r\n", "\n")


def _revision(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 (fits the column)
        raise ActionRefusedError(_("La page est trop ancienne : rechargez-la."))
    return int(text)


class NotesForm(forms.Form):
    notes = forms.CharField(max_length=20_000, required=False, strip=False)
    version = forms.CharField(max_length=16, required=False)

    def clean_notes(self) -> str:
        return _lines(self.cleaned_data["notes"])


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Réponse donnée"), max_length=5000, required=False, strip=False)


class IncidentForm(forms.Form):
    text = forms.CharField(
        label=_("Ce qui s’est passé"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AttendanceForm(forms.Form):
    attendance = forms.ChoiceField(label=_("Présence"), choices=ATTENDANCES)
    reason = forms.CharField(
        label=_("Motif"),
        max_length=500,
        required=False,
        help_text=_("Exigé pour un report ou une exclusion ; il figure au procès-verbal."),
    )

    def clean_attendance(self) -> Attendance:
        return Attendance(self.cleaned_data["attendance"])


class DecisionForm(forms.Form):
    scope = forms.ChoiceField(choices=Decision.Scope.choices)
    code = forms.CharField(max_length=24, required=False)
    decided = forms.ChoiceField(choices=list(OUTCOMES.items()))
    reason = forms.CharField(max_length=3000, required=False)
    revision = forms.IntegerField(min_value=0)

    def clean_scope(self) -> Decision.Scope:
        return Decision.Scope(self.cleaned_data["scope"])

    def clean_decided(self) -> Outcome:
        return Outcome(self.cleaned_data["decided"])


class RevisionForm(forms.Form):
    revision = forms.IntegerField(min_value=0)


class FocusForm(forms.Form):
    criterion = forms.CharField(max_length=24, required=False)


class DrawUpForm(forms.Form):
    """Who was present at the deliberation, and which minutes these correct."""

    present = forms.TypedMultipleChoiceField(
        label=_("Membres présents"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    corrects = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = members  # type: ignore[attr-defined]

    def clean_present(self) -> set[int]:
        return set(self.cleaned_data["present"])


class SignForm(forms.Form):
    password = forms.CharField(
        label=_("Votre mot de passe"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CorrectForm(forms.Form):
    enrolments = forms.TypedMultipleChoiceField(
        label=_("Candidats dont la délibération est rouverte"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Motif de la correction"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolments"].choices = candidates  # type: ignore[attr-defined]

    def clean_enrolments(self) -> set[int]:
        return set(self.cleaned_data["enrolments"])


def checked(form: forms.Form) -> dict[str, Any]:
    """Return the form's clean values, or refuse in the words of its errors."""
    if form.is_valid():
        return form.cleaned_data
    raise ActionRefusedError(*(error for errors in form.errors.values() for error in errors))
