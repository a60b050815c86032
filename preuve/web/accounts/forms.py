from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, Role, User
from preuve.web.accounts.queries import organisations, roles_that_may_be_given

#: Roles that mean nothing without the organisation they are held for.
BOUND_ROLES = frozenset({Role.CENTRE_MANAGER, Role.TRAINER})


class KeyForm(forms.Form):
    """A key of a list in the address: anything that is no key starts at the beginning."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class PeopleFilterForm(KeyForm):
    q = forms.CharField(label=_("Nom ou adresse"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Rôle"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Tous les rôles")), *Role.choices]  # type: ignore[attr-defined]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "email",
            "birth_name",
            "sex",
            "birth_date",
            "birth_place",
            "language",
        )
        labels: ClassVar = {"first_name": _("Prénom"), "last_name": _("Nom d’usage")}
        widgets: ClassVar = {"birth_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {
            "email": _("Elle sert à se connecter et à recevoir les convocations."),
            "birth_name": _("Celui de l’état civil, porté sur le parchemin. Vide : le nom d’usage."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Pour l’organisme"),
        required=False,
        help_text=_("Demandé pour un responsable de centre et un formateur."),
    )

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in roles_that_may_be_given(giver)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations()  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("role") in BOUND_ROLES:
            if not values.get("organisation") and "organisation" not in self.errors:
                self.add_error("organisation", _("Ce rôle s’exerce pour un organisme : choisissez-le."))
        else:
            values["organisation"] = None
        return values


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=_("Langue"), choices=settings.LANGUAGES)
