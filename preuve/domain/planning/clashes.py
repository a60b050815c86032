"""Slots that put a juror, a room or a candidate in two places at once.

The database refuses such slots whatever the code does; this says beforehand, in data that make a sentence,
who is where and when.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.planning.errors import OccupationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class OccupantKind(StrEnum):
    """What can't be in two places at once."""

    JUROR = "juror"
    ROOM = "room"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupant taken by one slot, from `start` (included) to `end` (excluded), both with their time zone.

    Attributes:
        kind: what is taken.
        occupant: its id.
        slot: id of the slot that takes it; the same slot twice is no clash.
        start: beginning.
        end: end, after `start`.

    Raises:
        OccupationError: an end that is not after its start, or hours without time zone.
    """

    kind: OccupantKind
    occupant: str
    slot: str
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None or self.end <= self.start:
            raise OccupationError(self.slot, self.start, self.end)


@dataclass(frozen=True, slots=True)
class SeatClash:
    """Two slots that take the same occupant at the same time.

    Attributes:
        kind: what is taken twice.
        occupant: its id.
        slots: the two slots, the one that begins first (or of the lesser id) before.
        start: beginning of the time they share.
        end: end of it, excluded.
    """

    kind: OccupantKind
    occupant: str
    slots: tuple[str, str]
    start: datetime
    end: datetime


def seat_clash(occupations: Iterable[Occupation]) -> tuple[SeatClash, ...]:
    """Every pair of slots that clash, by kind, occupant, then beginning; empty when all is well.

    Slots that touch (one ends when the other begins) do not clash. Work: n log n, plus the clashes.
    """
    clashes = []
    running: list[Occupation] = []
    for current in sorted(occupations, key=_place):
        running = [
            earlier
            for earlier in running
            if (earlier.kind, earlier.occupant) == (current.kind, current.occupant)
            and earlier.end > current.start
        ]
        clashes += [_clash(earlier, current) for earlier in running if earlier.slot != current.slot]
        running.append(current)
    return tuple(clashes)


def _place(item: Occupation) -> tuple[str, str, datetime, str, datetime]:
    return item.kind, item.occupant, item.start, item.slot, item.end


def _clash(earlier: Occupation, later: Occupation) -> SeatClash:
    end = min(earlier.end, later.end)
    return SeatClash(later.kind, later.occupant, (earlier.slot, later.slot), later.start, end)
