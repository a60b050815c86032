"""What the domain's codes say to people."""

from django.utils.translation import gettext_lazy as _

from preuve.domain.reporting.cohorts import Situation
from preuve.domain.reporting.cohorts_follow_up import Contract, JobStatus, PayBand, Source
from preuve.domain.reporting.errors import FollowUpFault

SITUATIONS = {
    Situation.JOB: _("en emploi"),
    Situation.SEARCH: _("en recherche d’emploi"),
    Situation.STUDIES: _("en études ou en formation"),
    Situation.INCAPACITY: _("dans l’incapacité de travailler"),
    Situation.OTHER: _("autre situation"),
}
CONTRACTS = {
    Contract.PERMANENT: _("CDI"),
    Contract.FIXED_TERM: _("CDD"),
    Contract.AGENCY: _("intérim"),
    Contract.APPRENTICESHIP: _("alternance"),
    Contract.CIVIL_SERVANT: _("fonction publique, titulaire"),
    Contract.SELF_EMPLOYED: _("à son compte"),
    Contract.OTHER: _("autre contrat"),
}
STATUSES = {
    JobStatus.EXECUTIVE: _("cadre"),
    JobStatus.INTERMEDIATE: _("agent de maîtrise ou technicien"),
    JobStatus.EMPLOYEE: _("employé"),
    JobStatus.WORKER: _("ouvrier"),
    JobStatus.SELF_EMPLOYED: _("indépendant"),
}
PAY = {
    PayBand.UNDER_20: _("moins de 20 000 €"),
    PayBand.FROM_20: _("de 20 000 à 24 999 €"),
    PayBand.FROM_25: _("de 25 000 à 29 999 €"),
    PayBand.FROM_30: _("de 30 000 à 34 999 €"),
    PayBand.FROM_35: _("de 35 000 à 39 999 €"),
    PayBand.FROM_40: _("de 40 000 à 49 999 €"),
    PayBand.FROM_50: _("de 50 000 à 59 999 €"),
    PayBand.FROM_60: _("60 000 € ou plus"),
}
SOURCES = {
    Source.QUESTIONNAIRE: _("par le questionnaire"),
    Source.IMPORT: _("par un import"),
    Source.TELEPHONE: _("par téléphone"),
}
FAULTS = {
    FollowUpFault.WITHOUT_JOB: _("À ne remplir que si la personne est en emploi."),
    FollowUpFault.TOO_LONG: _("150 caractères au plus."),
    FollowUpFault.OUT_OF_RANGE: _("Cette valeur est hors des bornes."),
}
