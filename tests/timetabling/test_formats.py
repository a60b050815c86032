"""Plans as text, calendar and table."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest

from preuve.domain.planning.costs import objective
from preuve.domain.planning.model import Plan, PlanStatus, Unplaced
from preuve.timetabling.formats import calendar, table, text
from tests.factories.timetables import defence, good, problem

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PLAN = Plan(
    PlanStatus.FEASIBLE,
    good()[:3],
    (Unplaced("c4", ("Personne.",)),),
    objective(problem(), good()[:3]),
    bound=5,
)


def test_text_by_day_and_room():
    assert text(problem(), PLAN, "fr").replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        "Toutes les règles sont tenues.",
        "Placés 3/4 · coût 1006030 · borne 5",
        "",
        "mardi 1er décembre 2026",
        "  A",
        "        9 h –    10 h  c1  j1 (préside), j2, j3",
        "       10 h –    11 h  c2  j1 (préside), j2, j3",
        "  B",
        "        9 h –    10 h  c3  j4 (préside), j5, j6",
        "",
        "Non placés",
        "  c4 · Personne.",
    ]


def test_text_of_no_plan():
    empty = Plan(PlanStatus.UNKNOWN, unplaced=(Unplaced("c1"),))

    assert text(problem(), empty, "en").splitlines() == [
        "No plan was found in the time given.",
        "Placed 0/1",
        "",
        "Unplaced",
        "  c1",
    ]


def test_a_table_in_the_order_of_candidates_that_no_spreadsheet_runs():
    given = replace(
        problem(), candidates=(*problem().candidates[:3], replace(problem().candidates[3], id="=1+1"))
    )
    plan = replace(PLAN, unplaced=(Unplaced("=1+1", ("Non.",)),))

    rows = list(csv.reader(io.StringIO(table(given, plan, "fr"))))

    assert rows[0] == ["candidat", "date", "debut", "fin", "salle", "jury", "non_place_car"]
    assert rows[1] == ["c1", "2026-12-01", "09:00", "10:00", "A", "j1 (préside), j2, j3", ""]
    assert rows[4] == ["'=1+1", "", "", "", "", "", "Non."]


def test_a_calendar_that_others_read():
    long = replace(problem(), rooms=(replace(problem().rooms[0], id="é" * 80), problem().rooms[1]))
    plan = replace(PLAN, defences=(replace(good()[0], room="é" * 80), *good()[1:3]))

    written = calendar(long, plan, "fr", session="décembre, 2026", now=NOW)
    events = icalendar.Calendar.from_ical(written).walk("VEVENT")

    assert [str(event["SUMMARY"]) for event in events] == ["Soutenance c1", "Soutenance c2", "Soutenance c3"]
    assert events[0]["DTSTART"].dt == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert events[0]["DTEND"].dt == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert str(events[0]["LOCATION"]) == "é" * 80
    assert str(events[0]["DESCRIPTION"]) == "j1 (préside), j2, j3"
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75


def test_uids_stay_when_the_plan_changes_and_differ_by_session():
    def uids(defences, session="s"):
        plan = replace(PLAN, defences=defences)
        written = calendar(problem(), plan, "en", session=session, now=NOW)
        return [str(event["UID"]) for event in icalendar.Calendar.from_ical(written).walk("VEVENT")]

    first = uids(good())

    assert uids(tuple(replace(each, slot=each.slot + 1) for each in good())) == first
    assert len(set(first + uids(good(), "t"))) == 8


def events(defences, previous=None):
    before = None if previous is None else replace(PLAN, defences=previous)
    written = calendar(
        problem(), replace(PLAN, defences=defences), "fr", session="s", now=NOW, previous=before
    )
    return icalendar.Calendar.from_ical(written).walk("VEVENT")


def versions(found):
    return [(str(event["SUMMARY"])[-2:], int(event["SEQUENCE"]), str(event["STATUS"])) for event in found]


def test_without_a_plan_in_force_every_event_is_the_first():
    assert versions(events(good())) == [(f"c{number}", 0, "CONFIRMED") for number in range(1, 5)]


@pytest.mark.parametrize(
    ("before", "sequence"),
    [
        (defence("c1", 0, 0, "A", "j1", "j2", "j3"), 0),
        (defence("c1", 0, 0, "A", "j1", "j3", "j2"), 0),
        (defence("c1", 1, 0, "A", "j1", "j2", "j3"), 1),
        (defence("c1", 0, 1, "A", "j1", "j2", "j3"), 1),
        (defence("c1", 0, 0, "B", "j1", "j2", "j3"), 1),
        (defence("c1", 0, 0, "A", "j2", "j1", "j3"), 1),
        (defence("c1", 0, 0, "A", "j1", "j2", "j4"), 1),
        (defence("c4", 0, 0, "A", "j1", "j2", "j3"), 0),
    ],
    ids=["same", "order", "day", "slot", "room", "chair", "juror", "newly placed"],
)
def test_an_event_that_changed_comes_after_the_one_in_force(before, sequence):
    assert versions(events(good()[:1], (before,)))[0] == ("c1", sequence, "CONFIRMED")


def test_what_is_no_longer_held_is_cancelled_where_it_was():
    in_force, now = events(good()), events(good()[:2], good())

    assert versions(now) == [
        ("c1", 0, "CONFIRMED"),
        ("c2", 0, "CONFIRMED"),
        ("c3", 1, "CANCELLED"),
        ("c4", 1, "CANCELLED"),
    ]
    for name in ("UID", "LOCATION", "DESCRIPTION"):
        assert [str(event[name]) for event in now] == [str(event[name]) for event in in_force]
    assert [event["DTSTART"].dt for event in now] == [event["DTSTART"].dt for event in in_force]


def test_candidates_and_days_that_are_no_more_are_left_out():
    gone = (defence("c9", 0, 0, "A", "j1", "j2", "j3"), defence("c4", 2, 0, "A", "j1", "j2", "j3"))

    assert versions(events(good()[:1], (*good()[:1], *gone))) == [("c1", 0, "CONFIRMED")]
