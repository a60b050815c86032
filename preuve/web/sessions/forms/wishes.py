"""What a candidate would rather avoid."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.sessions.models import CandidateWishes
from preuve.web.sessions.queries.grid import Grid
from preuve.web.sessions.queries.wishes import half_words, halves_by_key


class WishesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Half-days to avoid, and hours."""

    unwanted = forms.MultipleChoiceField(
        label=_("Demi-journées à éviter"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = CandidateWishes
        fields: ClassVar = ["not_before", "not_after"]
        labels: ClassVar = {"not_before": _("Pas avant"), "not_after": _("Fini à")}
        widgets: ClassVar = {
            name: forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            for name in ("not_before", "not_after")
        }

    field_order = ("unwanted", "not_before", "not_after")

    def __init__(self, data: Any = None, *, grid: Grid, wishes: CandidateWishes | None) -> None:
        """Offer the session's half-days; tick those that were said before."""
        super().__init__(data, instance=wishes)
        halves = halves_by_key(grid)
        field = self.fields["unwanted"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, half_words(grid, half)) for key, half in halves.items()]
        self.initial["unwanted"] = wishes.unwanted if wishes else []
        self.halves = len(halves)

    def clean_unwanted(self) -> list[str]:
        unwanted: list[str] = self.cleaned_data["unwanted"]
        if unwanted and len(unwanted) == self.halves:
            raise forms.ValidationError(_("Laissez au moins une demi-journée possible."))
        return unwanted

    def clean(self) -> dict[str, Any]:
        """Refuse hours that leave no time."""
        data = super().clean() or {}
        first, last = data.get("not_before"), data.get("not_after")
        if first and last and last <= first:
            self.add_error("not_after", _("Cette heure doit suivre l’autre."))
        return data
