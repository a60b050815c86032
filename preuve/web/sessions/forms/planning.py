"""Forms of the timetable: how it is made, when jurors may sit, how long to search."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.sessions.models import AvailabilityRequest, ExamSession, Juror, Room, TimetableSettings
from preuve.web.sessions.phrasing import clock, long_day
from preuve.web.sessions.queries.grid import Grid, grid_of, half_day_times, settings_of
from preuve.web.sessions.queries.plans import jurors_to_ask
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.queries.timetable import session_dates

Times = list[tuple[datetime, datetime]]


class TimetableSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """When rooms are open and how panels sit."""

    closed_days = forms.MultipleChoiceField(
        label=_("Jours fermés"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.none(),
        label=_("Salles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucune cochée : toutes les salles du centre."),
    )

    class Meta:
        model = TimetableSettings
        fields: ClassVar = [
            "opens",
            "closes",
            "lunch_starts",
            "lunch_ends",
            "slot_minutes",
            "weekends",
            "panel_size",
            "scope",
            "gender_mix",
        ]
        widgets: ClassVar = {
            name: forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            for name in ("opens", "closes", "lunch_starts", "lunch_ends")
        }

    def __init__(self, data: Any = None, *, session: ExamSession) -> None:
        """Fill from what is kept; offer the session's days and its centre's rooms."""
        settings = settings_of(session)
        super().__init__(data, instance=settings)
        self.session = session
        days, rooms = self.fields["closed_days"], self.fields["rooms"]
        if isinstance(days, forms.MultipleChoiceField) and isinstance(rooms, forms.ModelMultipleChoiceField):
            days.choices = [(day.isoformat(), long_day(day)) for day in session_dates(session)]
            rooms.queryset = Room.objects.filter(centre=session.centre_id)
        self.initial["closed_days"] = [day.isoformat() for day in settings.closed_days]
        self.initial["rooms"] = list(settings.rooms.all()) if settings.pk else []

    def clean_panel_size(self) -> int:
        size: int = self.cleaned_data["panel_size"]
        least = regulations_of(self.session).panel.minimum_members
        if size < least:
            raise forms.ValidationError(
                _("Le règlement demande au moins %(least)s membres par jury."), params={"least": least}
            )
        return size

    def clean(self) -> dict[str, Any]:
        """Refuse hours that make no day; the field that is wrong says so."""
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("La fermeture doit suivre l’ouverture."))
        starts, ends = data.get("lunch_starts"), data.get("lunch_ends")
        if (starts is None) != (ends is None):
            self.add_error("lunch_ends", _("Donnez le début et la fin de la pause, ou aucun des deux."))
        elif starts and ends and opens and closes and not opens <= starts < ends <= closes:
            self.add_error("lunch_ends", _("La pause doit tenir dans la journée, et finir après son début."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what is kept of the session's settings, rooms left out."""
        kept = {name: self.cleaned_data[name] for name in self.Meta.fields}
        days = [datetime.fromisoformat(day).date() for day in self.cleaned_data["closed_days"]]
        return {**kept, "closed_days": days}


class AskForm(forms.Form):
    """Which jurors to ask when they may sit."""

    jurors = forms.ModelMultipleChoiceField(Juror.objects.none(), label=_("Jurés"))

    def __init__(self, data: Any = None, *, session: ExamSession) -> None:
        """Offer those who may be asked."""
        super().__init__(data)
        field = self.fields["jurors"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = jurors_to_ask(session)


class AvailabilityForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The half-days in which a juror may sit, and their limits."""

    times = forms.MultipleChoiceField(
        label=_("Demi-journées possibles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AvailabilityRequest
        fields: ClassVar = ["max_per_day", "max_days", "comment"]
        widgets: ClassVar = {"comment": forms.Textarea(attrs={"rows": 3})}

    field_order = ("times", "max_per_day", "max_days", "comment")

    def __init__(self, data: Any = None, *, request: AvailabilityRequest) -> None:
        """Offer the session's half-days; tick those that were said before."""
        super().__init__(data, instance=request)
        session = request.session
        grid = grid_of(session, settings_of(session))
        self.halves = _halves(grid)
        field = self.fields["times"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, _label(span)) for key, span in self.halves.items()]
        said = [(row.during.lower, row.during.upper) for row in request.times.all()]
        self.initial["times"] = [
            key
            for key, (start, end) in self.halves.items()
            if any(low <= start and end <= high for low, high in said)
        ]

    def spans(self) -> Times:
        """Return the half-days that were ticked."""
        return [self.halves[key] for key in self.cleaned_data["times"]]


class PlanForm(forms.Form):
    """How long to search, and whether what people were told counts."""

    seconds = forms.TypedChoiceField(
        label=_("Durée de la recherche"),
        coerce=int,
        choices=[(20, _("20 secondes")), (60, _("1 minute")), (300, _("5 minutes")), (600, _("10 minutes"))],
        initial=20,
    )
    keeps = forms.BooleanField(
        label=_("Changer le moins possible de convocations"),
        required=False,
        initial=True,
        help_text=_("Décochez pour repartir de zéro, sauf les créneaux fixés."),
    )


def _halves(grid: Grid) -> dict[str, tuple[datetime, datetime]]:
    return {
        f"{grid.days[number].date.isoformat()}-{index}": span
        for number in range(len(grid.days))
        for index, span in enumerate(half_day_times(grid, number))
    }


def _label(span: tuple[datetime, datetime]) -> str:
    start, end = span
    return f"{long_day(start.date())}, {clock(start)} – {clock(end)}"
