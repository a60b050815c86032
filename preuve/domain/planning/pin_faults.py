"""Pins of a problem file that can't be kept, alone or together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.planning.file_faults import FaultCode
from preuve.domain.planning.lookup import Lookup
from preuve.domain.planning.model import Defence

if TYPE_CHECKING:
    from preuve.domain.planning.json_reading import Reading
    from preuve.domain.planning.model import Candidate, Pin, Problem


def note_pin_faults(reading: Reading, problem: Problem) -> None:
    """Note every pin that breaks a rule by itself, and every two that take one room or juror at one time."""
    lookup = Lookup.of(problem)
    fixed: list[tuple[str, Defence, Pin]] = []
    for number, candidate in enumerate(problem.candidates):
        if candidate.pinned is not None:
            pointer = f"/candidates/{number}/pinned"
            _panel(reading, lookup, candidate, candidate.pinned, pointer)
            defence = _place(reading, lookup, candidate, candidate.pinned, pointer)
            if defence is not None:
                fixed.append((pointer, defence, candidate.pinned))
    fixed.sort(key=lambda each: (each[1].day, each[1].slot))
    for number, (_, one, first) in enumerate(fixed):
        for pointer, other, second in fixed[number + 1 :]:
            if (other.day, other.slot) >= (one.day, lookup.end(one)):
                break
            if first.room is not None and first.room == second.room:
                reading.note(
                    f"{pointer}/room", FaultCode.PIN_ROOM_TWICE, room=first.room, other=one.candidate
                )
            for juror in sorted(first.jurors & second.jurors):
                reading.note(f"{pointer}/panel", FaultCode.PIN_JUROR_TWICE, juror=juror, other=one.candidate)


def _panel(reading: Reading, lookup: Lookup, candidate: Candidate, pin: Pin, pointer: str) -> None:
    place = f"{pointer}/panel"
    seats = lookup.problem.panel.size if candidate.seats is None else len(candidate.seats)
    if len(pin.jurors) > seats:
        reading.note(place, FaultCode.PIN_TOO_MANY, found=len(pin.jurors), seats=seats)
    for juror in sorted(pin.jurors):
        if juror in candidate.conflicts:
            reading.note(place, FaultCode.PIN_CONFLICT, juror=juror, candidate=candidate.id)
        elif candidate.seats is not None and not any(juror in seat.eligible for seat in candidate.seats):
            reading.note(place, FaultCode.PIN_NO_SEAT, juror=juror, candidate=candidate.id)


def _place(reading: Reading, lookup: Lookup, candidate: Candidate, pin: Pin, pointer: str) -> Defence | None:
    """The defence that the pin fixes, when it fixes day and slot."""
    room = lookup.rooms[pin.room] if pin.room is not None else None
    if room and ((candidate.step_free and not room.step_free) or (candidate.remote and not room.remote)):
        reading.note(f"{pointer}/room", FaultCode.PIN_ROOM_UNFIT, room=room.id, candidate=candidate.id)
    if pin.day is None or pin.slot is None:
        return None
    defence = Defence(candidate.id, pin.day, pin.slot, pin.room or "", ())
    day, end = lookup.problem.days[pin.day], lookup.end(defence)
    if end > day.slots or (day.lunch and pin.slot < day.lunch[1] and day.lunch[0] < end):
        reading.note(f"{pointer}/slot", FaultCode.PIN_OUTSIDE, slots=candidate.slots)
    if candidate.available is not None and not lookup.is_open(candidate.available, defence):
        reading.note(f"{pointer}/slot", FaultCode.PIN_CANDIDATE_AWAY, candidate=candidate.id)
    if room and not lookup.is_open(room.open, defence):
        reading.note(f"{pointer}/room", FaultCode.PIN_ROOM_CLOSED, room=room.id)
    for juror in sorted(pin.jurors):
        if not lookup.is_open(lookup.jurors[juror].available, defence):
            reading.note(f"{pointer}/panel", FaultCode.PIN_JUROR_AWAY, juror=juror)
    return defence
