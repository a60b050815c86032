from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.actions import grant_role, open_account
from preuve.web.accounts.models import Organisation, OrganisationKind, Role, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.panels import new_problems
from preuve.web.sessions.models import ExamSession, Juror, JurorQualification, Panel
from preuve.web.sessions.phrasing import panel_sentence
from preuve.web.sessions.queries.panels import PanelFacts, assigned, panel_facts, seats_of
from preuve.web.sessions.roster import folded


@dataclass(frozen=True, slots=True)
class JurorProfile:
    """What the rules of independence need to know of a juror. `qualifications`: certification id → blocks."""

    job_title: str
    may_chair: bool
    salaried_by_certifier: bool
    sex: str
    organisations: list[Organisation]
    new_organisation: str = ""
    qualifications: dict[int, list[str]] = field(default_factory=dict)


@transaction.atomic
def create_juror(*, actor: User, email: str, first_name: str, last_name: str, profile: JurorProfile) -> Juror:
    """Appoint a juror: somebody who has an account, or a new one; grants the role."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = open_account(
            actor=actor, email=email, first_name=first_name, last_name=last_name, sex=profile.sex
        )
    elif folded(user.last_name) != folded(last_name):
        raise ActionRefusedError(
            _("Un compte existe déjà à l’adresse %(email)s, sous un autre nom : vérifiez l’adresse.")
            % {"email": email}
        )
    if Juror.objects.filter(user=user).exists():
        raise ActionRefusedError(_("%(name)s est déjà juré(e).") % {"name": user})
    juror = Juror.objects.create(user=user)
    _apply(juror, profile)
    grant_role(actor=actor, user=user, role=Role.JUROR)
    record_action(actor=actor, action="create_juror", subject=juror, after=_facts(juror))
    return juror


@transaction.atomic
def update_juror(*, actor: User, juror: Juror, profile: JurorProfile) -> Juror:
    """Change what is known of a juror; refused while a panel of an open session would no longer hold."""
    row = Juror.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=juror.pk)
    panels = Panel.objects.filter(members__juror=row).exclude(session__state=ExamSession.State.CLOSED)
    related = panels.select_related("session__framework_version__certification").order_by("pk")
    before = [(panel, panel_facts(panel.session, seats_of(panel))) for panel in related]
    facts_before = _facts(row)
    _apply(row, profile)
    if refusals := [text for panel, facts in before for text in _broken(panel, facts)]:
        raise ActionRefusedError(
            *dict.fromkeys(refusals), _("Retirez d’abord cette personne du jury concerné.")
        )
    record_action(actor=actor, action="update_juror", subject=row, before=facts_before, after=_facts(row))
    return row


def _broken(panel: Panel, before: PanelFacts) -> list[str]:
    after = panel_facts(panel.session, seats_of(panel))
    return [
        panel_sentence(problem, after.names, str(enrolment.candidate))
        for enrolment, blocks in assigned(panel)
        for problem in new_problems(before.problems(enrolment, blocks), after.problems(enrolment, blocks))
    ]


def _apply(juror: Juror, profile: JurorProfile) -> None:
    juror.job_title, juror.may_chair = profile.job_title, profile.may_chair
    juror.salaried_by_certifier = profile.salaried_by_certifier
    juror.save()
    if profile.sex and not juror.user.sex:
        juror.user.sex = profile.sex
        juror.user.save(update_fields=["sex"])
    organisations = list(profile.organisations)
    if name := profile.new_organisation.strip():
        company, _created = Organisation.objects.get_or_create(
            name=name, defaults={"kind": OrganisationKind.COMPANY}
        )
        organisations.append(company)
    juror.organisations.set(organisations)
    juror.qualifications.exclude(
        certification__in=[pk for pk, codes in profile.qualifications.items() if codes]
    ).delete()
    for certification, codes in profile.qualifications.items():
        if codes:
            JurorQualification.objects.update_or_create(
                juror=juror, certification_id=certification, defaults={"block_codes": codes}
            )


def _facts(juror: Juror) -> Json:
    return {
        "job_title": juror.job_title,
        "may_chair": juror.may_chair,
        "salaried_by_certifier": juror.salaried_by_certifier,
        "organisations": sorted(juror.organisations.values_list("pk", flat=True)),
        "qualifications": {
            str(row.certification_id): list(row.block_codes)
            for row in juror.qualifications.order_by("certification")
        },
    }
