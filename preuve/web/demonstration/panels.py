"""Panels: composed once portfolios are in, given their candidates and slots, and convoked in time."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from preuve.domain.assessment.regulations import Deadlines
from preuve.web.accounts.models import Role
from preuve.web.demonstration.cohort import Item
from preuve.web.demonstration.story import Event, World
from preuve.web.sessions.actions.letters import send_convocations
from preuve.web.sessions.actions.panels import assign_candidates, create_panel, seat_juror
from preuve.web.sessions.actions.slots import schedule_defence
from preuve.web.sessions.models import Convocation

CONVOKED_DAYS_BEFORE = Deadlines().convocation_days_before


def panel_events(world: World) -> Iterator[Event]:
    """Tell how each panel is composed on the day portfolios are due, or yesterday where that is ahead."""
    for item in world.cohort["panels"]:
        session = world.item("sessions", item["session"])
        composed = min(session["deadline_in_days"], -1)
        yield Event(world.calendar.at(composed, "10:00"), partial(_compose, world, item))
        yield Event(world.calendar.at(composed, "11:00"), partial(_schedule, world, item))
        if item["slots"]:
            moment = world.calendar.at(session["starts_in_days"] - CONVOKED_DAYS_BEFORE, "09:00")
            yield Event(moment, partial(_convoke, world, item))


def _compose(world: World, item: Item, now: datetime) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    panel = create_panel(actor=manager, session=world.sessions[item["session"]], name=item["name"])
    world.panels[item["key"]] = panel
    for member in item["members"]:
        seat_juror(actor=manager, panel=panel, juror=world.jurors[member["juror"]], seat=member["role"])
    enrolments = [world.enrolments[key] for key in item["candidates"]]
    for defence in assign_candidates(actor=manager, panel=panel, enrolments=enrolments, now=now):
        key = next(key for key in item["candidates"] if world.people[key].pk == defence.candidate_id)
        world.defences[key] = defence


def _schedule(world: World, item: Item, _now: datetime) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    centre = world.sessions[item["session"]].centre_id
    for slot in item["slots"]:
        world.defences[slot["candidate"]] = schedule_defence(
            actor=manager,
            defence=world.defences[slot["candidate"]],
            start=world.calendar.at(slot["day_in_days"], slot["starts_at"]),
            room=world.rooms[centre, slot["room"]],
        )


def _convoke(world: World, item: Item, now: datetime) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    defences = [world.defences[slot["candidate"]] for slot in item["slots"]]
    send_convocations(actor=manager, defences=defences, now=now)
    # Their mails belong to the past of the story: they count as sent, and the loader takes the jobs back.
    Convocation.objects.filter(sent_at=None).update(sent_at=now)
