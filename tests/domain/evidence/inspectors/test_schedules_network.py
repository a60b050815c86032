"""The critical path method against small cases worked by hand, and against another way of computing it."""

import math
import random
from datetime import datetime, timedelta

import pytest

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.schedules.calendars import FREE, STANDARD, WHOLE, Axis, Calendar
from preuve.domain.evidence.inspectors.schedules.model import Dependency, LinkKind, Schedule, Span, Task
from preuve.domain.evidence.inspectors.schedules.network import _Network, axis_of, floats_of
from tests.factories.evidence import artefact

PLACE = artefact("x").place(PlaceKind.XML, line=1)
MONDAY = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - schedules have no zone
DAY = 480


def linked(before, kind="FS", lag=0.0, *, elapsed=False, share=None):
    return Dependency(before, LinkKind(kind), Span(lag, elapsed, share), PLACE)


def task(key, days, *links, **more):
    span = None if days is None else Span(days * DAY)
    return Task(key, key, PLACE, duration=span, links=links, **{"start": MONDAY, **more})


def schedule(*tasks, calendar=STANDARD):
    return Schedule(
        "", PLACE, {each.id: each for each in tasks}, {}, (), calendar, minutes_per_day=DAY, rows=len(tasks)
    )


def floats(*tasks, calendar=STANDARD):
    plan = schedule(*tasks, calendar=calendar)
    return floats_of(plan, axis_of(plan))


def days(found):
    return {key: value / DAY for key, value in found.total.items()}


def test_the_longest_chain_is_critical():
    found = floats(
        task("a", 3),
        task("b", 2, linked("a")),
        task("c", 1, linked("a")),
        task("d", 1, linked("b"), linked("c")),
    )

    assert found.critical == ("a", "b", "d")
    assert days(found) == {"a": 0, "b": 0, "c": 1, "d": 0}
    assert found.length == 6 * DAY
    assert found.finish == datetime(2026, 3, 9, 17)  # noqa: DTZ001 - as above


@pytest.mark.parametrize(
    ("kind", "lag", "length"),
    [
        ("FS", 0, 5),
        ("FS", 1, 6),
        ("FS", -1, 4),
        ("SS", 0, 3),
        ("SS", 2, 4),
        ("FF", 0, 3),
        ("FF", 2, 5),
        ("SF", 4, 4),
        ("SF", 0, 5),
    ],
)
def test_each_kind_of_link_holds_its_end(kind, lag, length):
    found = floats(task("a", 3), task("b", 2, linked("a", kind, lag * DAY)))

    assert found.length == length * DAY


def test_a_share_of_the_predecessor_is_a_lag():
    assert floats(task("a", 4), task("b", 1, linked("a", share=0.5))).length == 7 * DAY
    assert floats(task("a", None, start=None), task("b", 1, linked("a", share=0.5))).length == DAY


def test_elapsed_lags_run_over_the_week_end():
    """From Friday 17:00, two days elapse on Sunday 17:00: work goes on on Monday morning."""
    found = floats(task("a", 5), task("b", 1, linked("a", lag=2 * 1440, elapsed=True)))

    assert found.length == 6 * DAY
    assert (
        floats(task("a", 5), task("b", 1, linked("a", lag=4 * 1440, elapsed=True))).length
        == 7 * DAY + 540 - 60
    )


def test_elapsed_durations_run_at_night():
    found = floats(Task("a", "a", PLACE, start=MONDAY, duration=Span(1440, elapsed=True)))

    assert found.length == DAY


def test_tasks_held_by_a_date_do_not_start_before_it():
    later = MONDAY + timedelta(days=7)

    assert floats(task("a", 1), task("b", 1, linked("a"), start=later, anchored=True)).length == 6 * DAY
    assert floats(task("a", 1), task("b", 1, linked("a"), start=later)).length == 2 * DAY
    held = task("b", 1, linked("a"), finish_not_before=later + timedelta(hours=9))
    assert floats(task("a", 1), held).length == 6 * DAY
    alone = task("b", 1, finish_not_before=later + timedelta(hours=9))
    assert floats(task("a", 1), alone).length == 6 * DAY


def test_links_of_summaries_hold_what_they_sum_up():
    summary = task("s", 3, linked("a"), summary=True)
    empty = task("e", 1, linked("s"), summary=True)
    tasks = (
        task("a", 2),
        summary,
        task("s1", 3, parent="s"),
        task("n", 1, parent="s", summary=True),
        task("s2", 1, parent="n"),
        task("s3", None, parent="n", start=None),
        task("z", 1, linked("s"), linked("e")),
        task("y", 1, linked("s")),
        empty,
    )
    found = floats(*tasks)

    assert sorted(found.critical) == ["a", "s1", "y", "z"]
    assert days(found)["s2"] == 2
    assert found.length == 6 * DAY


def test_links_from_the_start_and_to_the_end_of_summaries():
    first = task("s1", 2, parent="s", start=MONDAY, finish=MONDAY + timedelta(days=2))
    second = task(
        "s2", 2, linked("s1"), parent="s", start=MONDAY + timedelta(days=2), finish=MONDAY + timedelta(days=4)
    )
    started = task("b", 5, linked("s", "SS", DAY))
    ended = task("s", 4, linked("a", "FF"), summary=True)

    assert floats(task("s", 4, summary=True), first, second, started).length == 6 * DAY
    assert floats(ended, first, second, task("a", 6)).length == 6 * DAY
    assert floats(task("e", 1, summary=True), task("b", 1, linked("e", "SS"))).length == DAY
    assert floats(task("e", 1, linked("b", "FF"), summary=True), task("b", 1)).length == DAY


def test_inactive_and_unknown_tasks_take_no_part():
    tasks = (
        task("a", 3, active=False),
        task("b", 1, linked("a"), linked("?"), start=None),
        task("c", 1, linked("b"), active=False),
    )

    assert days(floats(*tasks)) == {"b": 0}


def test_lengths_come_from_dates_when_there_is_no_duration():
    found = floats(
        task("a", None, finish=MONDAY + timedelta(days=2)), task("b", None), task("c", 1, linked("b"))
    )

    assert found.length == 2 * DAY
    assert found.left_out == 1


def test_a_cycle_is_told_by_its_tasks():
    found = floats(
        task("a", 1, linked("c")), task("b", 1, linked("a")), task("c", 1, linked("b")), task("x", 1)
    )

    assert sorted(found.cycle) == ["a", "b", "c"]
    assert not found.total


def test_a_summary_that_waits_for_its_own_task_is_a_cycle():
    found = floats(task("s", 1, linked("a"), summary=True), task("a", 1, parent="s"))

    assert found.cycle == ("a",)


def test_what_lies_beyond_the_axis_has_no_date():
    assert floats(task("a", 900), task("b", 1, linked("a"))).finish is None


def relaxed(tasks):
    """Early starts by relaxing every constraint until none moves: only the rules in common with the code."""
    length = {each.id: each.duration.minutes for each in tasks}
    early = {each.id: -math.inf if each.links else 0.0 for each in tasks}
    gap = {
        "FS": (1, 0),
        "SS": (0, 0),
        "FF": (1, -1),
        "SF": (0, -1),
    }
    for _ in range(len(tasks) + 1):
        for each in tasks:
            for link in each.links:
                of_first, of_second = gap[link.kind.value]
                least = early[link.predecessor] + of_first * length[link.predecessor]
                least += of_second * length[each.id] + link.lag.minutes
                least = max(least, 0.0) if link.kind is LinkKind.FINISH_FINISH else least
                early[each.id] = max(early[each.id], least)
    return early


@pytest.mark.parametrize("seed", range(20))
def test_random_networks_give_the_dates_that_relaxation_gives(seed):
    """The same rules agreed with the scheduler of another program (MPXJ) on sixty random networks."""
    dice = random.Random(seed)  # noqa: S311 - a test's own dice
    kinds = ["FS", "SS", "FF", "SF"]
    tasks = []
    for number in range(12):
        chosen = dice.sample(range(number), k=min(number, dice.randint(0, 3)))
        links = [linked(f"t{each}", dice.choice(kinds), dice.randint(0, 3) * DAY) for each in chosen]
        tasks.append(task(f"t{number}", dice.randint(0, 5), *links))
    plan = schedule(*tasks)
    axis = axis_of(plan)
    network = _Network(plan, axis)
    network.forward(network.order())
    start = axis.offset(MONDAY)
    early = {key: node.early[0] - start for key, node in network.nodes.items()}

    assert early == relaxed(tasks)


@pytest.mark.parametrize("seed", range(10))
def test_delaying_a_task_by_its_float_moves_nothing_and_by_more_moves_the_end(seed):
    dice = random.Random(100 + seed)  # noqa: S311 - a test's own dice
    tasks = []
    for number in range(10):
        chosen = dice.sample(range(number), k=min(number, dice.randint(0, 2)))
        tasks.append(task(f"t{number}", dice.randint(1, 5), *(linked(f"t{each}") for each in chosen)))
    found = floats(*tasks)
    for each in tasks:
        for more, moved in ((0, False), (1, True)):
            longer = Span(each.duration.minutes + found.total[each.id] + more * DAY)
            changed = [
                Task(t.id, t.name, PLACE, duration=longer, links=t.links, start=MONDAY) if t is each else t
                for t in tasks
            ]
            assert (floats(*changed).length > found.length) is moved


def test_the_axis_counts_working_time_both_ways():
    axis = Axis(STANDARD, [MONDAY])

    assert axis.offset(datetime(2026, 3, 2, 12, 30)) == 240  # noqa: DTZ001 - as above
    assert axis.offset(datetime(2026, 3, 8, 12)) == 5 * DAY  # noqa: DTZ001 - as above
    assert axis.offset(datetime(2026, 3, 1)) == 0  # noqa: DTZ001 - as above
    assert axis.offset(datetime(2099, 3, 1)) == axis.length  # noqa: DTZ001 - as above
    assert axis.moment(0) == MONDAY
    assert axis.moment(DAY) == datetime(2026, 3, 2, 17)  # noqa: DTZ001 - as above
    assert axis.moment(DAY + 1) == datetime(2026, 3, 3, 8, 1)  # noqa: DTZ001 - as above
    assert axis.moment(axis.length + 1) > datetime(2028, 1, 1)  # noqa: DTZ001 - as above


def test_an_axis_without_dates_or_work_stands():
    never = Calendar((FREE, FREE, FREE, FREE, FREE, FREE, FREE))

    assert Axis(STANDARD, []).moment(0).year == 2000
    assert Axis(never, [MONDAY]).moment(5) > MONDAY
    assert (never.working_days, never.longest_day, Calendar((WHOLE,) * 7).longest_day) == (0, 0, 1440)
