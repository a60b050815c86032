"""Defences, blind markings, the deliberation with its minutes, and the results."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from preuve.domain.assessment.decision import Attendance
from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Role, User
from preuve.web.credentials.actions import publish_results
from preuve.web.demonstration.cohort import Item
from preuve.web.demonstration.people import PASSWORD
from preuve.web.demonstration.story import Event, World
from preuve.web.juries.actions import (
    close_deliberation,
    draw_up_minutes,
    hand_in_marks,
    open_deliberation,
    record_attendance,
    record_decision,
    record_mark,
    report_incident,
    sign_minutes,
)
from preuve.web.juries.models import Decision, Minutes

MARKING_PACE = timedelta(seconds=20)
"""From one criterion to the next while a juror listens: a hundred criteria fit in a defence."""
HANDED_IN_AFTER = timedelta(hours=2)
"""From the start of a defence to the grid handed in."""
DELIBERATION_PACE = timedelta(minutes=12)
"""From one candidate to the next."""


def jury_events(world: World) -> Iterator[Event]:
    """Tell what jurors do from the first defence to the results."""
    for sheet in world.cohort["marks"]:
        yield from _marking(world, sheet)
    for item in world.cohort["deliberations"]:
        yield from _deliberation(world, item)


def _slot_start(world: World, candidate: str) -> datetime:
    slots = (slot for panel in world.cohort["panels"] for slot in panel["slots"])
    slot = next(slot for slot in slots if slot["candidate"] == candidate)
    return world.calendar.at(slot["day_in_days"], slot["starts_at"])


def _marking(world: World, sheet: Item) -> Iterator[Event]:
    start = _slot_start(world, sheet["candidate"])
    for rank, mark in enumerate(sheet["marks"]):
        # What jurors note for themselves stands on a criterion: the data has it once for the whole sheet.
        own = {"note": sheet["notes"], "question": "\n".join(sheet["questions"])} if rank == 0 else {}
        yield Event(start + rank * MARKING_PACE, partial(_mark, world, sheet, mark, own))
    if sheet["handed_in"]:
        yield Event(start + HANDED_IN_AFTER, partial(_hand_in, world, sheet))


def _mark(world: World, sheet: Item, mark: Item, own: dict[str, str], now: datetime) -> None:
    record_mark(
        actor=world.people[sheet["juror"]],
        defence_id=world.defences[sheet["candidate"]].pk,
        criterion_identifier=mark["criterion"],
        revision=0,
        now=now,
        level="" if mark["abstained"] else mark["level"],
        abstained=mark["abstained"],
        comment=mark["comment"],
        **own,
    )


def _hand_in(world: World, sheet: Item, now: datetime) -> None:
    defence = world.defences[sheet["candidate"]]
    hand_in_marks(actor=world.people[sheet["juror"]], defence_id=defence.pk, now=now)


def _deliberation(world: World, item: Item) -> Iterator[Event]:
    panel = world.item("panels", item["panel"])
    chair = next(member["juror"] for member in panel["members"] if member["role"] == "chair")
    for candidate in item["candidates"]:
        start = _slot_start(world, candidate["candidate"])
        yield Event(start, partial(_record_attendance, world, chair, candidate))
    for incident in item["incidents"]:
        day = next(slot for slot in panel["slots"] if slot["candidate"] == incident["candidate"])[
            "day_in_days"
        ]
        yield Event(world.calendar.at(day, incident["at"]), partial(_report, world, chair, incident))
    opened = world.calendar.at(item["day_in_days"], item["opened_at"])
    for rank, candidate in enumerate(item["candidates"]):
        yield Event(opened + rank * DELIBERATION_PACE, partial(_decide, world, chair, candidate))
    closed = opened + len(item["candidates"]) * DELIBERATION_PACE
    yield Event(closed, partial(_draw_up, world, chair, item))
    for rank, juror in enumerate(item["signed_by"], start=1):
        yield Event(closed + timedelta(minutes=5 * rank), partial(_sign, world, item, juror))
    if item["published_in_days"] is not None:
        moment = world.calendar.at(item["published_in_days"], "10:00")
        yield Event(moment, partial(_publish, world, item))


def _record_attendance(world: World, chair: str, candidate: Item, now: datetime) -> None:
    record_attendance(
        actor=world.people[chair],
        defence_id=world.defences[candidate["candidate"]].pk,
        attendance=Attendance(candidate["attendance"]),
        reason=candidate["attendance_reason"],
        now=now,
    )


def _report(world: World, chair: str, incident: Item, now: datetime) -> None:
    defence = world.defences[incident["candidate"]]
    report_incident(actor=world.people[chair], defence_id=defence.pk, text=incident["text"], now=now)


def _decide(world: World, chair: str, candidate: Item, now: datetime) -> None:
    actor, enrolment = world.people[chair], world.enrolments[candidate["candidate"]].pk
    deliberation = open_deliberation(actor=actor, enrolment_id=enrolment, now=now)
    for decision in candidate["decisions"]:
        deliberation = record_decision(
            actor=actor,
            enrolment_id=enrolment,
            scope=Decision.Scope(decision["kind"]),
            code=decision["target"] or "",
            decided=Outcome(decision["outcome"]),
            reason=decision["reason"],
            revision=deliberation.revision,
            now=now,
        )
    close_deliberation(actor=actor, enrolment_id=enrolment, revision=deliberation.revision, now=now)


def _draw_up(world: World, chair: str, item: Item, now: datetime) -> None:
    draw_up_minutes(
        actor=world.people[chair],
        panel_id=world.panels[item["panel"]].pk,
        corrects_id=None,
        present={world.jurors[key].pk for key in item["signed_by"]},
        now=now,
    )


def _minutes(world: World, item: Item) -> Minutes:
    return Minutes.objects.get(panel=world.panels[item["panel"]])


def _sign(world: World, item: Item, juror: str, now: datetime) -> None:
    actor: User = world.people[juror]
    sign_minutes(actor=actor, minutes_id=_minutes(world, item).pk, password=PASSWORD, now=now)


def _publish(world: World, item: Item, now: datetime) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    publish_results(actor=manager, minutes=_minutes(world, item), now=now)
