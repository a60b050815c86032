from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation, User
from preuve.web.frameworks.queries import structure_of
from preuve.web.sessions.actions.enrolments import CandidateIdentity, EnrolmentPlan
from preuve.web.sessions.forms.sessions import DayInput
from preuve.web.sessions.models import Enrolment, ExamSession, Juror
from preuve.web.sessions.queries.enrolments import centres_to_enrol_for, trainers_to_choose
from preuve.web.sessions.queries.regulations import most_extra_minutes
from preuve.web.sessions.roster import MAXIMUM_BYTES

PLANNED = ("route", "centre", "trainer", "block_codes", "accommodation", "extra_minutes", "step_free")


class PlanForm(forms.Form):
    """How a candidate comes to a session."""

    route = forms.ChoiceField(label=_("Voie d’accès"), choices=Enrolment.Route.choices)
    centre = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Centre de formation"), empty_label=None
    )
    trainer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Formateur"),
        required=False,
        empty_label=_("Aucun"),
        help_text=_(
            "Pour une VAE, la personne qui accompagne. Elle ne pourra pas siéger au jury du candidat."
        ),
    )
    block_codes = forms.MultipleChoiceField(label=_("Blocs visés"), widget=forms.CheckboxSelectMultiple)
    accommodation = forms.CharField(
        label=_("Aménagement"),
        max_length=200,
        required=False,
        help_text=_("La mesure seule, jamais sa raison médicale : par exemple « tiers temps »."),
    )
    extra_minutes = forms.IntegerField(label=_("Temps supplémentaire (minutes)"), min_value=0, required=False)
    step_free = forms.BooleanField(label=_("A besoin d’une salle de plain-pied"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        session: ExamSession,
        enrolment: Enrolment | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        """Offer the centres and trainers this person may name, and the session's blocks."""
        begins = _initial(enrolment) if enrolment else {"block_codes": session.block_codes}
        super().__init__(data, initial=begins | (initial or {}))
        self._offer("centre", centres_to_enrol_for(user))
        self._offer("trainer", trainers_to_choose(user))
        blocks = structure_of(session.framework_version_id).in_scope(list(session.block_codes))
        field = self.fields["block_codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(block.code, f"{block.code} {block.title}") for block in blocks]
        most = most_extra_minutes(session)
        self.fields["extra_minutes"].help_text = _("%(most)s au plus, d’après le règlement.") % {"most": most}

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def clean_extra_minutes(self) -> int:
        return self.cleaned_data.get("extra_minutes") or 0

    def plan(self) -> EnrolmentPlan:
        return EnrolmentPlan(**{name: self.cleaned_data[name] for name in PLANNED})


class EnrolmentForm(PlanForm):
    """A candidate with civil identity, and how they come."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Si un compte existe à cette adresse sous le même nom, il est repris tel quel."),
    )
    last_name = forms.CharField(label=_("Nom d’usage"), max_length=150)
    first_name = forms.CharField(label=_("Prénom"), max_length=150)
    birth_name = forms.CharField(
        label=_("Nom de naissance"),
        max_length=60,
        required=False,
        help_text=_("Vide : le même que le nom d’usage."),
    )
    sex = forms.ChoiceField(
        label=_("Sexe à l’état civil"), choices=[("", "—"), *User.Sex.choices], required=False
    )
    birth_date = forms.DateField(label=_("Date de naissance"), widget=DayInput(), required=False)
    birth_place = forms.CharField(label=_("Lieu de naissance"), max_length=100, required=False)
    field_order = ("email", "last_name", "first_name", "birth_name", "sex", "birth_date", "birth_place")

    def identity(self) -> CandidateIdentity:
        names = ("email", "first_name", "last_name", "birth_name", "sex", "birth_date", "birth_place")
        return CandidateIdentity(**{name: self.cleaned_data[name] for name in names})


class AttendanceForm(forms.Form):
    attendance = forms.ChoiceField(label=_("Présence"), choices=Enrolment.Attendance.choices)
    reason = forms.CharField(
        label=_("Motif"),
        max_length=500,
        required=False,
        help_text=_("Nécessaire pour une absence, un report ou une exclusion : il figure au procès-verbal."),
    )


class RosterForm(forms.Form):
    roster = forms.FileField(label=_("Fichier CSV"), help_text=_("5 Mo et 5 000 lignes au plus."))

    def clean_roster(self) -> Any:
        roster = self.cleaned_data["roster"]
        if roster.size > MAXIMUM_BYTES:
            raise ValidationError(_("Le fichier dépasse 5 Mo."))
        return roster


class ConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("Nature du lien"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sans détail intime : « ancien collègue » suffit. Seuls les responsables le lisent."),
    )


class ManagerConflictForm(ConflictForm):
    """The same, said by a manager for a juror."""

    juror = forms.ModelChoiceField(Juror.objects.select_related("user"), label=_("Juré"))
    field_order = ("juror", "reason")


def _initial(enrolment: Enrolment) -> dict[str, Any]:
    return {name: getattr(enrolment, name) for name in PLANNED}
