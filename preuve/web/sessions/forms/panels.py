from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Organisation
from preuve.web.frameworks.models import Certification
from preuve.web.sessions.actions.jurors import JurorProfile
from preuve.web.sessions.forms.sessions import DayInput
from preuve.web.sessions.models import Accreditation, Defence, Juror, PanelMember, Room
from preuve.web.sessions.phrasing import long_day
from preuve.web.sessions.queries.jurors import blocks_to_qualify_for
from preuve.web.sessions.queries.timetable import session_dates

LONGEST_LIST_OF_DAYS = 60  # beyond, a calendar is easier than a list


class PanelForm(forms.Form):
    name = forms.CharField(
        label=_("Nom du jury"), max_length=100, help_text=_("Par exemple « Jury A, matin ».")
    )


class SeatForm(forms.Form):
    juror = forms.ModelChoiceField(Juror.objects.none(), label=_("Juré"))
    seat = forms.ChoiceField(
        label=_("Place"), choices=PanelMember.Seat.choices, initial=PanelMember.Seat.MEMBER
    )

    def __init__(self, data: Any = None, *, jurors: QuerySet[Juror]) -> None:
        """Offer those who have no seat yet."""
        super().__init__(data)
        field = self.fields["juror"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = jurors


class SlotForm(forms.Form):
    """Where and when a defence takes place; its length is not asked, the regulations give it."""

    day = forms.ChoiceField(label=_("Jour"))
    start = forms.TimeField(
        label=_("Heure de début"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    room = forms.ModelChoiceField(Room.objects.none(), label=_("Salle"), empty_label=None)

    def __init__(self, data: Any = None, *, defence: Defence) -> None:
        """Offer the session's days and its centre's rooms."""
        initial = {}
        if defence.during is not None:
            local = timezone.localtime(defence.during.lower)
            initial = {"day": local.date().isoformat(), "start": local.time(), "room": defence.room_id}
        super().__init__(data, initial=initial)
        session = defence.enrolment.session
        days = session_dates(session)
        if len(days) <= LONGEST_LIST_OF_DAYS:
            self.fields["day"] = forms.ChoiceField(
                label=_("Jour"), choices=[(day.isoformat(), long_day(day)) for day in days]
            )
        else:
            self.fields["day"] = forms.DateField(label=_("Jour"), widget=DayInput())
        self.order_fields(["day", "start", "room"])
        field = self.fields["room"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Room.objects.filter(centre=session.centre_id)

    def starts_at(self) -> datetime:
        day = self.cleaned_data["day"]
        text = day if isinstance(day, str) else day.isoformat()
        return timezone.make_aware(datetime.combine(datetime.fromisoformat(text), self.cleaned_data["start"]))


class JurorForm(forms.Form):
    """What the rules of independence need to know of a juror."""

    job_title = forms.CharField(label=_("Fonction"), max_length=200, required=False)
    sex = forms.ChoiceField(
        label=_("Sexe à l’état civil"),
        choices=[("", "—"), ("F", _("femme")), ("M", _("homme"))],
        required=False,
        help_text=_(
            "Sert seulement à l’équilibre des jurys de VAE ; ne se change ensuite que sur la fiche "
            "de la personne."
        ),
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label=_("Organisations"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Employeurs et organismes auxquels la personne est liée."),
    )
    new_organisation = forms.CharField(label=_("Autre organisation"), max_length=200, required=False)
    may_chair = forms.BooleanField(label=_("Peut présider"), required=False)
    salaried_by_certifier = forms.BooleanField(
        label=_("Salarié(e) du certificateur"),
        required=False,
        help_text=_("Une indemnité de jury n’est pas un salaire. Un salarié du certificateur ne siège pas."),
    )

    def __init__(self, data: Any = None, *, juror: Juror | None = None) -> None:
        """Offer the blocks of every certification; fill from a juror being changed."""
        super().__init__(data, initial=_initial(juror) if juror else None)
        self.certifications = blocks_to_qualify_for()
        held = {row.certification_id: row.block_codes for row in juror.qualifications.all()} if juror else {}
        for certification, blocks in self.certifications:
            name = self.name_for(certification)
            self.fields[name] = forms.MultipleChoiceField(
                label=_("Blocs de « %(title)s » que la personne peut évaluer")
                % {"title": certification.title},
                choices=blocks,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.initial[name] = held.get(certification.pk, [])

    def name_for(self, certification: Certification) -> str:
        return f"blocks_{certification.pk}"

    def profile(self) -> JurorProfile:
        data = self.cleaned_data
        return JurorProfile(
            job_title=data["job_title"],
            may_chair=data["may_chair"],
            salaried_by_certifier=data["salaried_by_certifier"],
            sex=data["sex"],
            organisations=list(data["organisations"]),
            new_organisation=data["new_organisation"],
            qualifications={
                certification.pk: data[self.name_for(certification)]
                for certification, _blocks in self.certifications
            },
        )


class NewJurorForm(JurorForm):
    email = forms.EmailField(label=_("Adresse électronique"))
    last_name = forms.CharField(label=_("Nom"), max_length=150)
    first_name = forms.CharField(label=_("Prénom"), max_length=150)
    field_order = ("email", "last_name", "first_name", "job_title")


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Nom de la salle"), max_length=100)
    step_free = forms.BooleanField(label=_("Accessible de plain-pied"), required=False, initial=True)
    remote = forms.BooleanField(label=_("À distance (salle virtuelle)"), required=False)


class AccreditationForm(forms.Form):
    """A centre's right to train or assess; it decides which sessions the centre may hold."""

    block_codes = forms.MultipleChoiceField(
        label=_("Blocs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun coché : tous les blocs."),
    )
    activity = forms.ChoiceField(label=_("Objet"), choices=Accreditation.Activity.choices)
    state = forms.ChoiceField(label=_("État"), choices=Accreditation.State.choices)
    since = forms.DateField(label=_("Depuis le"), widget=DayInput())

    def __init__(
        self, data: Any = None, *, blocks: list[tuple[str, str]], accreditation: Accreditation | None = None
    ) -> None:
        """Offer the blocks of the certification; fill from an accreditation being changed."""
        names = ("block_codes", "activity", "state", "since")
        initial = {name: getattr(accreditation, name) for name in names} if accreditation else None
        super().__init__(data, initial=initial)
        field = self.fields["block_codes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = blocks


def _initial(juror: Juror) -> dict[str, Any]:
    return {
        "job_title": juror.job_title,
        "sex": juror.user.sex,
        "organisations": list(juror.organisations.all()),
        "may_chair": juror.may_chair,
        "salaried_by_certifier": juror.salaried_by_certifier,
    }
