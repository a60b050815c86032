"""One enrolment, and what a list of candidates is compared with."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from preuve.domain.assessment.resits import ResitRefusal
from preuve.web.accounts.models import Organisation, OrganisationKind, Role, RoleGrant, User
from preuve.web.audit.models import AuditRecord
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, PanelMember, RosterUpload
from preuve.web.sessions.phrasing import resit_sentence
from preuve.web.sessions.queries.attempts import resits_at
from preuve.web.sessions.queries.regulations import most_extra_minutes
from preuve.web.sessions.queries.sessions import visible_enrolments
from preuve.web.sessions.roster import Roster, RosterContext, folded
from preuve.web.sessions.rules import acts_for_centre, manages, own_centres


def get_enrolment_or_404(user: User, pk: int) -> Enrolment:
    found = visible_enrolments(user).select_related("session__framework_version__certification").filter(pk=pk)
    enrolment = found.first()
    if enrolment is None:
        raise Http404
    return enrolment


def get_changeable_enrolment_or_404(user: User, pk: int) -> Enrolment:
    """Return an enrolment that this person may change: of their centre, or any for those who decide."""
    enrolment = get_enrolment_or_404(user, pk)
    if not acts_for_centre(user, enrolment.centre_id):
        raise Http404
    return enrolment


def get_judged_enrolment_or_404(user: User, pk: int) -> Enrolment:
    """Return the enrolment of a candidate whom this juror sits for; or any for those who decide."""
    judged = PanelMember.objects.filter(juror__user=user, panel__defences__enrolment=OuterRef("pk"))
    enrolments = Enrolment.objects.select_related("candidate", "session", "trainer", "centre")
    enrolment = enrolments.filter(pk=pk).filter(Q() if manages(user) else Exists(judged)).first()
    if enrolment is None:
        raise Http404
    return enrolment


def defences_of(enrolment: Enrolment) -> list[Defence]:
    return list(enrolment.defences.select_related("panel", "room").order_by("pk"))


def enrolment_history(enrolment: Enrolment) -> list[AuditRecord]:
    """Return what was done to an enrolment, the newest first."""
    mine = AuditRecord.objects.filter(subject_type=Enrolment._meta.label, subject_id=str(enrolment.pk))  # noqa: SLF001 (Django's documented way to a model's name)
    return list(mine.order_by("-position")[:50])


def centres_to_enrol_for(user: User) -> QuerySet[Organisation]:
    centres = Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("name")
    return centres if manages(user) else centres.filter(pk__in=own_centres(user))


def trainers_to_choose(user: User) -> QuerySet[User]:
    """Return the trainers that this person may name: all, or those of the centres they manage."""
    grants = RoleGrant.objects.filter(user=OuterRef("pk"), role=Role.TRAINER)
    if not manages(user):
        grants = grants.filter(organisation__in=own_centres(user))
    return User.objects.filter(Exists(grants), is_active=True).order_by("last_name", "first_name", "pk")


def roster_context(user: User, session: ExamSession, roster: Roster) -> RosterContext:
    """Return what is known of the people and places that a list names: nine queries whatever its length."""
    centres = {folded(centre.name): centre.pk for centre in centres_to_enrol_for(user)}
    own = own_centres(user) if not manages(user) else [session.centre_id]
    default = own[0] if len(own) == 1 and own[0] in centres.values() else None
    trainers = {trainer.email: trainer.pk for trainer in trainers_to_choose(user)}
    emails = {row.email for row in roster.rows}
    people = list(User.objects.filter(email__in=emails).values_list("pk", "email", "last_name"))
    accounts = {email: last_name for _pk, email, last_name in people}
    address = {pk: email for pk, email, _last_name in people}
    resits = {address[pk]: found for pk, found in resits_at(session, address).items()}
    enrolled = Enrolment.objects.filter(session=session, candidate__email__in=emails)
    return RosterContext(
        block_codes=tuple(session.block_codes),
        centres=centres,
        default_centre=default,
        trainers=trainers,
        accounts=accounts,
        enrolled=frozenset(enrolled.values_list("candidate__email", flat=True)),
        refused_blocks={
            email: {code: resit_sentence(item) for code, item in found.items() if item.refusal}
            for email, found in resits.items()
        },
        acquired={
            email: frozenset(code for code, item in found.items() if item.refusal is ResitRefusal.ACQUIRED)
            for email, found in resits.items()
        },
        most_extra_minutes=most_extra_minutes(session),
    )


def resit_values(enrolment: Enrolment, session: ExamSession) -> dict[str, object]:
    """Return what the form of a resit begins with: who, how they came, the blocks that are possible."""
    person = enrolment.candidate
    resits = resits_at(session, [person.pk]).get(person.pk, {})
    return {
        "email": person.email,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "route": enrolment.route,
        "centre": enrolment.centre_id,
        "trainer": enrolment.trainer_id,
        "block_codes": [code for code, item in resits.items() if item.refusal is None],
    }


def get_roster_upload_or_404(user: User, token: UUID) -> RosterUpload:
    """Return a list that this person uploaded: nobody else sees it."""
    upload = (
        RosterUpload.objects.select_related("session__centre").filter(token=token, uploaded_by=user).first()
    )
    if upload is None:
        raise Http404
    return upload
