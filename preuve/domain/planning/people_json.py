"""Rooms, jurors and candidates of a problem file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.planning.file_faults import FaultCode
from preuve.domain.planning.model import Candidate, Interval, Juror, NamedSeat, Pin, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from preuve.domain.planning.json_reading import Reading
    from preuve.domain.planning.model import Day

MOST_SLOTS = 1440
"""Slots of a day, and of a defence: one a minute for a day and a night."""
MOST_INTERVALS = 2_000
MOST_NAMES = 5_000
"""Ids in one list: conflicts, eligible jurors, organisations, blocks …"""
MOST_SEATS = 20
LARGEST_LIMIT = 1_000_000

_ROOM_KEYS = ("id", "open", "step_free", "remote")
_JUROR_LIMITS = ("max_defences", "max_per_day", "max_days", "max_in_a_row")
_JUROR_KEYS = (
    "id",
    "organisations",
    "blocks",
    "may_chair",
    "gender",
    "available",
    *_JUROR_LIMITS,
    "wishes",
)
_CANDIDATE_KEYS = (
    "id",
    "slots",
    "blocks",
    "training_body",
    "route",
    "available",
    "conflicts",
    "remote",
    "step_free",
    "pinned",
    "seats",
    "wishes",
    "person",
)
_GENDERS = ("F", "M")


class PeopleReader:
    """Reads rooms and jurors, then, once these are known, candidates."""

    def __init__(self, reading: Reading, days: Sequence[Day]) -> None:
        self.reading = reading
        self.days = days
        self.rooms: frozenset[str] = frozenset()
        self.jurors: frozenset[str] = frozenset()

    def know(self, rooms: Sequence[Room], jurors: Sequence[Juror]) -> None:
        """Take the ids that candidates may name, and note those given twice."""
        self.rooms = self._ids("/rooms", rooms)
        self.jurors = self._ids("/jurors", jurors)

    def note_duplicates(self, candidates: Sequence[Candidate]) -> None:
        """Note the ids given to two candidates."""
        self._ids("/candidates", candidates)

    def _ids(self, pointer: str, items: Sequence[Room | Juror | Candidate]) -> frozenset[str]:
        first: dict[str, int] = {}
        for number, item in enumerate(items):
            if item.id and first.setdefault(item.id, number) != number:
                at = f"{pointer}/{first[item.id]}"
                self.reading.note(f"{pointer}/{number}/id", FaultCode.DUPLICATE, found=item.id, first=at)
        return frozenset(first)

    def room(self, value: object, pointer: str) -> Room:
        """A room."""
        group = self.reading.group(value, pointer, _ROOM_KEYS, ("id", "open"))
        return Room(
            id=self._id(group, pointer),
            open=self.intervals(group.get("open", []), f"{pointer}/open"),
            step_free=self._flag(group, "step_free", pointer),
            remote=self._flag(group, "remote", pointer),
        )

    def juror(self, value: object, pointer: str) -> Juror:
        """A juror."""
        group = self.reading.group(value, pointer, _JUROR_KEYS, ("id",))
        gender = group.get("gender")
        if gender is not None and gender not in _GENDERS:
            self.reading.note(f"{pointer}/gender", FaultCode.NOT_A_CHOICE, found=gender, choices=_GENDERS)
        limits = {
            name: self.reading.integer(
                group[name], f"{pointer}/{name}", int(name == "max_in_a_row"), LARGEST_LIMIT
            )
            for name in _JUROR_LIMITS
            if group.get(name) is not None
        }
        return Juror(
            id=self._id(group, pointer),
            organisations=frozenset(self._names(group, "organisations", pointer)),
            blocks=frozenset(self._names(group, "blocks", pointer)),
            may_chair=self._flag(group, "may_chair", pointer),
            gender=gender,
            available=self.intervals(group.get("available", []), f"{pointer}/available"),
            wishes=self.intervals(group.get("wishes", []), f"{pointer}/wishes", may_overlap=True),
            **limits,
        )

    def candidate(self, value: object, pointer: str) -> Candidate:
        """A candidate; rooms and jurors must be known before."""
        group = self.reading.group(value, pointer, _CANDIDATE_KEYS, ("id", "slots"))
        available, body = group.get("available"), group.get("training_body")
        route, person = group.get("route"), group.get("person")
        return Candidate(
            id=self._id(group, pointer),
            slots=self.reading.integer(group.get("slots", 1), f"{pointer}/slots", 1, MOST_SLOTS),
            blocks=self._names(group, "blocks", pointer),
            training_body=None if body is None else self.reading.text(body, f"{pointer}/training_body"),
            route="" if route is None else self.reading.text(route, f"{pointer}/route", may_be_empty=True),
            available=None if available is None else self.intervals(available, f"{pointer}/available"),
            conflicts=frozenset(self._names(group, "conflicts", pointer, among=self.jurors)),
            remote=self._flag(group, "remote", pointer),
            step_free=self._flag(group, "step_free", pointer),
            pinned=self._pin(group.get("pinned"), f"{pointer}/pinned"),
            seats=self._seats(group.get("seats"), f"{pointer}/seats"),
            wishes=self.intervals(group.get("wishes", []), f"{pointer}/wishes", may_overlap=True),
            person=None if person is None else self.reading.text(person, f"{pointer}/person"),
        )

    def intervals(self, value: object, pointer: str, *, may_overlap: bool = False) -> tuple[Interval, ...]:
        """Intervals that lie in their day and, but for wishes, don't overlap."""
        found = self.reading.items(value, pointer, self._interval, MOST_INTERVALS)
        places = {
            interval: f"{pointer}/{number}" for number, interval in enumerate(found) if interval is not None
        }
        running: Interval | None = None
        for interval in sorted(places) if not may_overlap else ():
            if running and running.day == interval.day and interval.first < running.last:
                later, earlier = sorted((places[interval], places[running]), key=_last_number, reverse=True)
                self.reading.note(later, FaultCode.INTERVALS_OVERLAP, other=earlier)
            running = interval
        if not may_overlap and len(places) < sum(interval is not None for interval in found):
            self.reading.note(pointer, FaultCode.INTERVALS_OVERLAP, other=pointer)
        return tuple(interval for interval in found if interval is not None)

    def _interval(self, value: object, pointer: str) -> Interval | None:
        if not isinstance(value, list) or len(value) != 3:  # noqa: PLR2004 - day, first, last
            self.reading.wrong(pointer, value, "interval")
            return None
        before = len(self.reading.faults)
        day = self._day(value[0], f"{pointer}/0")
        first, last = (
            self.reading.integer(value[number], f"{pointer}/{number}", 0, MOST_SLOTS) for number in (1, 2)
        )
        if len(self.reading.faults) > before or not self.days:
            return None
        if first >= last:
            self.reading.note(pointer, FaultCode.INTERVAL_INVERTED, first=first, last=last)
        elif last > self.days[day].slots:
            self.reading.note(pointer, FaultCode.INTERVAL_OUTSIDE, last=last, slots=self.days[day].slots)
        return Interval(day, first, last)

    def _day(self, value: object, pointer: str) -> int:
        if not self.days:  # said already
            return 0
        return self.reading.integer(value, pointer, 0, len(self.days) - 1)

    def _pin(self, value: object, pointer: str) -> Pin | None:
        if value is None:
            return None
        group = self.reading.group(value, pointer, ("day", "slot", "room", "panel"))
        day, slot, room = group.get("day"), group.get("slot"), group.get("room")
        panel = group.get("panel")
        return Pin(
            day=None if day is None else self._day(day, f"{pointer}/day"),
            slot=None if slot is None else self.reading.integer(slot, f"{pointer}/slot", 0, MOST_SLOTS),
            room=None if room is None else self._known(room, f"{pointer}/room", "rooms", self.rooms),
            jurors=frozenset(
                self.reading.items(panel, f"{pointer}/panel", self._pinned_juror, MOST_SEATS)
                if panel is not None
                else ()
            ),
        )

    def _pinned_juror(self, value: object, pointer: str) -> str:
        """A juror's id, or a seat of a plan file: then its role is passed over, since a pin has none."""
        if isinstance(value, dict):
            group = self.reading.group(value, pointer, ("juror", "role"), ("juror",))
            return self._known(group.get("juror", ""), f"{pointer}/juror", "jurors", self.jurors)
        return self._known(value, pointer, "jurors", self.jurors)

    def _seats(self, value: object, pointer: str) -> tuple[NamedSeat, ...] | None:
        if value is None:
            return None
        if value == []:
            self.reading.note(pointer, FaultCode.EMPTY)
        return self.reading.items(value, pointer, self._seat, MOST_SEATS)

    def _seat(self, value: object, pointer: str) -> NamedSeat:
        group = self.reading.group(value, pointer, ("role", "eligible"), ("role", "eligible"))
        eligible = self._names(group, "eligible", pointer, among=self.jurors)
        if group.get("eligible") == []:
            self.reading.note(f"{pointer}/eligible", FaultCode.EMPTY)
        return NamedSeat(
            role=self.reading.text(group["role"], f"{pointer}/role") if "role" in group else "",
            eligible=eligible,
        )

    def _id(self, group: dict[str, Any], pointer: str) -> str:
        return self.reading.text(group["id"], f"{pointer}/id") if "id" in group else ""

    def _flag(self, group: dict[str, Any], name: str, pointer: str) -> bool:
        return self.reading.boolean(group.get(name, False), f"{pointer}/{name}")

    def _names(
        self, group: dict[str, Any], name: str, pointer: str, among: Collection[str] | None = None
    ) -> tuple[str, ...]:
        place = f"{pointer}/{name}"
        read: Callable[[object, str], str] = self.reading.text
        if among is not None:
            read = self._known_juror
        names = self.reading.items(group.get(name, []), place, read, MOST_NAMES)
        if len(set(names)) < len(names):
            number = next(at for at, each in enumerate(names) if each in names[:at])
            first = f"{place}/{names.index(names[number])}"
            self.reading.note(f"{place}/{number}", FaultCode.DUPLICATE, found=names[number], first=first)
        return names

    def _known_juror(self, value: object, pointer: str) -> str:
        return self._known(value, pointer, "jurors", self.jurors)

    def _known(self, value: object, pointer: str, kind: str, among: Collection[str]) -> str:
        text = self.reading.text(value, pointer)
        if text and text not in among:
            self.reading.note(pointer, FaultCode.UNKNOWN_ID, found=text, kind=kind)
        return text


def _last_number(pointer: str) -> int:
    return int(pointer.rpartition("/")[2])


def intervals_data(intervals: Iterable[Interval]) -> list[list[int]]:
    """Intervals as `[day, first, last]`."""
    return [[interval.day, interval.first, interval.last] for interval in intervals]


def juror_data(juror: Juror) -> dict[str, Any]:
    """A juror, JSON-shaped; sets are sorted."""
    return {
        "id": juror.id,
        "organisations": sorted(juror.organisations),
        "blocks": sorted(juror.blocks),
        "may_chair": juror.may_chair,
        "gender": juror.gender,
        "available": intervals_data(juror.available),
        **{name: getattr(juror, name) for name in _JUROR_LIMITS},
        "wishes": intervals_data(juror.wishes),
    }


def candidate_data(candidate: Candidate) -> dict[str, Any]:
    """A candidate, JSON-shaped."""
    pin, seats = candidate.pinned, candidate.seats
    return {
        "id": candidate.id,
        "slots": candidate.slots,
        "blocks": list(candidate.blocks),
        "training_body": candidate.training_body,
        "route": candidate.route,
        "available": None if candidate.available is None else intervals_data(candidate.available),
        "conflicts": sorted(candidate.conflicts),
        "remote": candidate.remote,
        "step_free": candidate.step_free,
        "pinned": pin and {"day": pin.day, "slot": pin.slot, "room": pin.room, "panel": sorted(pin.jurors)},
        "seats": None
        if seats is None
        else [{"role": seat.role, "eligible": list(seat.eligible)} for seat in seats],
        "wishes": intervals_data(candidate.wishes),
        "person": candidate.person,
    }
