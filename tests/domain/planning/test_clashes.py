from datetime import UTC, datetime, timedelta, timezone
from itertools import combinations
from random import Random

import pytest

from preuve.domain.planning.clashes import OccupantKind, Occupation, SeatClash, seat_clash
from preuve.domain.planning.errors import OccupationError, PlanningError

START = datetime(2026, 12, 1, 9, tzinfo=UTC)


def at(quarters):
    return START + timedelta(minutes=15 * quarters)


def taken(slot, begin, end, occupant="j1", kind=OccupantKind.JUROR):
    return Occupation(kind, occupant, slot, at(begin), at(end))


def test_slots_that_touch_do_not_clash():
    assert seat_clash([]) == ()
    assert seat_clash([taken("s1", 0, 3), taken("s2", 3, 6)]) == ()


def test_a_clash_says_who_where_and_when():
    assert seat_clash([taken("s2", 2, 6), taken("s1", 0, 3)]) == (
        SeatClash(OccupantKind.JUROR, "j1", ("s1", "s2"), at(2), at(3)),
    )


def test_others_do_not_clash_and_neither_does_the_same_slot_twice():
    assert (
        seat_clash([taken("s1", 0, 3), taken("s2", 0, 3, "j2"), taken("s3", 0, 3, kind=OccupantKind.ROOM)])
        == ()
    )
    assert seat_clash([taken("s1", 0, 3), taken("s1", 0, 3)]) == ()


def test_a_long_slot_clashes_with_each_short_one():
    clashes = seat_clash([taken("s1", 0, 10), taken("s2", 1, 2), taken("s3", 4, 12), taken("s4", 10, 11)])
    assert [clash.slots for clash in clashes] == [("s1", "s2"), ("s1", "s3"), ("s3", "s4")]
    assert [(clash.start, clash.end) for clash in clashes] == [
        (at(1), at(2)),
        (at(4), at(10)),
        (at(10), at(11)),
    ]


def test_hours_are_compared_across_zones():
    paris = timezone(timedelta(hours=1))
    noon = Occupation(
        OccupantKind.ROOM,
        "A101",
        "s2",
        datetime(2026, 12, 1, 10, tzinfo=paris),
        datetime(2026, 12, 1, 11, tzinfo=paris),
    )
    assert [clash.slots for clash in seat_clash([noon, taken("s1", 0, 1, "A101", OccupantKind.ROOM)])] == [
        ("s1", "s2")
    ]


def test_random_slots_beside_every_pair():
    random = Random(7)  # noqa: S311 - cases for a test
    for _ in range(200):
        slots = []
        for number in range(random.randrange(9)):
            begin = random.randrange(8)
            kind = random.choice(list(OccupantKind))
            slots.append(
                taken(f"s{number}", begin, begin + random.randrange(1, 5), random.choice("xy"), kind)
            )
        expected = {
            (
                one.kind,
                one.occupant,
                frozenset((one.slot, two.slot)),
                max(one.start, two.start),
                min(one.end, two.end),
            )
            for one, two in combinations(slots, 2)
            if (one.kind, one.occupant) == (two.kind, two.occupant)
            and one.start < two.end
            and two.start < one.end
        }
        clashes = seat_clash(slots)
        assert {(c.kind, c.occupant, frozenset(c.slots), c.start, c.end) for c in clashes} == expected
        assert len(clashes) == len(expected)
        random.shuffle(slots)
        assert seat_clash(slots) == clashes


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(1), at(1)),
        (at(2), at(1)),
        (at(0).replace(tzinfo=None), at(1)),
        (at(0), at(1).replace(tzinfo=None)),
        (at(0).replace(tzinfo=None), at(1).replace(tzinfo=None)),
    ],
)
def test_a_slot_without_length_or_zone_is_refused(start, end):
    with pytest.raises(OccupationError) as caught:
        Occupation(OccupantKind.ROOM, "A101", "s1", start, end)
    assert (caught.value.slot, caught.value.start, caught.value.end) == ("s1", start, end)
    assert isinstance(caught.value, PlanningError)
