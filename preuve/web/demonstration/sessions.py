"""Centres, jurors, exam sessions, and who is enrolled in them."""

from collections.abc import Iterator
from functools import partial

from preuve.web.accounts.models import OrganisationKind, Role, User
from preuve.web.demonstration.cohort import Item
from preuve.web.demonstration.story import ENROLLED_DAYS_BEFORE_DEADLINE, Event, World
from preuve.web.sessions.actions.centres import save_accreditation, save_room
from preuve.web.sessions.actions.enrolments import CandidateIdentity, EnrolmentPlan, enrol_candidate
from preuve.web.sessions.actions.jurors import JurorProfile, create_juror
from preuve.web.sessions.actions.sessions import SessionPlan, create_session, set_session_state
from preuve.web.sessions.models import Accreditation, ExamSession


def session_events(world: World) -> Iterator[Event]:
    """Tell how centres are accredited, jurors appointed, sessions opened and candidates enrolled."""
    yield Event(world.set_up, lambda _now: _accredit_centres(world))
    yield Event(world.set_up, lambda _now: _appoint_jurors(world))
    for item in world.cohort["sessions"]:
        yield Event(world.set_up, partial(_open_session, world, item))
    for item in world.cohort["enrolments"]:
        due = world.item("sessions", item["session"])["deadline_in_days"]
        moment = world.calendar.at(due - ENROLLED_DAYS_BEFORE_DEADLINE, "10:00")
        yield Event(moment, partial(_enrol, world, item))


def _accredit_centres(world: World) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    for organisation in world.organisations.values():
        if organisation.kind == OrganisationKind.CENTRE:
            save_accreditation(
                actor=manager,
                centre=organisation,
                certification=world.certification,
                block_codes=[block.code for block in world.version.blocks.all()],
                activity=Accreditation.Activity.BOTH,
                state=Accreditation.State.ACTIVE,
                since=world.certification.decision_date,
            )


def _appoint_jurors(world: World) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    for item in world.cohort["people"]:
        if (juror := item["juror"]) is None:
            continue
        profile = JurorProfile(
            job_title=juror["job_title"],
            may_chair=juror["may_chair"],
            salaried_by_certifier=False,
            sex=item["sex"],
            organisations=[world.organisations[key] for key in juror["organisations"]],
            qualifications={world.certification.pk: juror["qualified_blocks"]},
        )
        world.jurors[item["key"]] = create_juror(
            actor=manager,
            email=item["email"],
            first_name=item["first_name"],
            last_name=item["last_name"],
            profile=profile,
        )


def _open_session(world: World, item: Item, _now: object) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    centre = world.organisations[item["centre"]]
    plan = SessionPlan(
        number=item["number"],
        title=item["title"],
        centre=centre,
        block_codes=item["blocks"],
        starts_on=world.calendar.day(item["starts_in_days"]),
        ends_on=world.calendar.day(item["ends_in_days"]),
        place=item["place"],
        mode=ExamSession.Mode.ON_SITE,
        regulations=world.regulations,
        submission_deadline=world.calendar.at(item["deadline_in_days"], "23:59"),
    )
    session = create_session(actor=manager, framework_version=world.version, plan=plan)
    world.sessions[item["key"]] = set_session_state(
        actor=manager, session=session, state=ExamSession.State.OPEN
    )
    for name in item["rooms"]:
        if (centre.pk, name) not in world.rooms:
            world.rooms[centre.pk, name] = save_room(
                actor=manager, centre=centre, room=None, name=name, step_free=True, remote=False
            )


def _enrol(world: World, item: Item, _now: object) -> None:
    session = world.item("sessions", item["session"])
    person = world.people[item["candidate"]]
    accommodation = item["accommodation"] or {"measure": "", "extra_minutes": 0}
    enrolment = enrol_candidate(
        actor=_who_enrols(world, item),
        session=world.sessions[item["session"]],
        identity=CandidateIdentity(person.email, person.first_name, person.last_name),
        plan=EnrolmentPlan(
            route=item["route"],
            # An independent candidate has no centre: the one that holds the session looks after them.
            centre=world.organisations[item["centre"] or session["centre"]],
            trainer=world.people[item["trainer"]] if item["trainer"] else None,
            block_codes=item["blocks"],
            accommodation=accommodation["measure"],
            extra_minutes=accommodation["extra_minutes"],
        ),
    )
    world.enrolments[item["candidate"]] = enrolment
    world.portfolios[item["candidate"]] = enrolment.portfolio


def _who_enrols(world: World, item: Item) -> User:
    """Return the manager of the candidate's centre; without a centre, of the certification."""
    if item["centre"] is None:
        return world.holder(Role.CERTIFICATION_MANAGER)
    return world.holder(Role.CENTRE_MANAGER, item["centre"])
