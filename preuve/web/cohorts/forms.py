"""Forms of the follow-up of holders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.domain.reporting.cohorts import Situation
from preuve.domain.reporting.cohorts_follow_up import LONGEST_JOB_TITLE, Answers, Contract, JobStatus, PayBand
from preuve.domain.reporting.errors import FollowUpError
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.phrasing import CONTRACTS, FAULTS, PAY, SITUATIONS, STATUSES
from preuve.web.cohorts.queries.answers_file import LARGEST_FILE

UNSAID = ("", _("Je préfère ne pas répondre"))


class AnswersForm(forms.Form):
    """The questionnaire: what is asked of a job is empty without one."""

    situation = forms.ChoiceField(
        label=_("Situation aujourd’hui"), choices=list(SITUATIONS.items()), widget=forms.RadioSelect
    )
    job_title = forms.CharField(
        label=_("Intitulé de l’emploi"),
        max_length=LONGEST_JOB_TITLE,
        required=False,
        help_text=_("Cette question et les suivantes ne concernent que les personnes en emploi."),
    )
    target_job = forms.BooleanField(
        label=_("Cet emploi correspond au métier visé par la certification"), required=False
    )
    contract = forms.ChoiceField(label=_("Contrat"), choices=[UNSAID, *CONTRACTS.items()], required=False)
    status = forms.ChoiceField(label=_("Statut"), choices=[UNSAID, *STATUSES.items()], required=False)
    pay = forms.ChoiceField(
        label=_("Rémunération brute annuelle"), choices=[UNSAID, *PAY.items()], required=False
    )

    def __init__(self, data: Any = None, *, follow_up: FollowUp) -> None:
        """Fill with what was answered before."""
        said = {name: getattr(follow_up, name) for name in self.base_fields}
        super().__init__(data, initial=said)

    def clean(self) -> dict[str, Any]:
        """Make the answers; what contradicts itself is said beside its field."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            data["answers"] = Answers(
                situation=Situation(data["situation"]),
                target_job=data["target_job"],
                job_title=data["job_title"],
                contract=Contract(data["contract"]) if data["contract"] else None,
                status=JobStatus(data["status"]) if data["status"] else None,
                pay=PayBand(data["pay"]) if data["pay"] else None,
            )
        except FollowUpError as error:
            self.add_error(error.field, str(FAULTS[error.fault]))
        return data


class AnswersFileForm(forms.Form):
    file = forms.FileField(label=_("Fichier CSV"), help_text=_("2 Mo et 5 000 lignes au plus."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Ce fichier dépasse 2 Mo."))
        return file
