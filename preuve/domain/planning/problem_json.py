"""Problem files, ``preuve-planning/1``: read strictly, with every fault and its place, and written whole.

A missing key takes the default of `model`, but for weights: when `weights` is given, those it doesn't name
are 0, so that a file which weights `placed` alone means just that; without `weights` the defaults hold.
`panel` may be left out where every candidate names their `seats`.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from preuve.domain.planning.file_faults import FaultCode
from preuve.domain.planning.json_reading import Reading, parsed
from preuve.domain.planning.json_writing import rows_text
from preuve.domain.planning.model import (
    AvailabilityCounts,
    Day,
    GenderMix,
    PanelRules,
    PanelScope,
    Problem,
    Weights,
)
from preuve.domain.planning.people_json import (
    MOST_SLOTS,
    PeopleReader,
    candidate_data,
    intervals_data,
    juror_data,
)
from preuve.domain.planning.pin_faults import note_pin_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.planning.model import Candidate

FORMAT = "preuve-planning/1"
MOST_DAYS = 366
MOST_ROOMS = 2_000
MOST_JURORS = 5_000
MOST_CANDIDATES = 20_000
LARGEST_PANEL = 20
LARGEST_WEIGHT = 1_000_000_000
MINUTES_A_DAY = 1440

_KEYS = (
    "format",
    "slot_minutes",
    "days",
    "rooms",
    "jurors",
    "candidates",
    "panel",
    "availability_counts",
    "weights",
)
_DAY_KEYS = ("date", "slots", "first", "lunch")
_PANEL_KEYS = ("size", "external_share", "certifier", "chair", "scope", "gender_mix", "cover_blocks")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SHARE = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,8}", re.ASCII)


def read_problem(content: str | bytes) -> Problem:
    """The problem of a file.

    Raises:
        ProblemFileError: with all that is wrong, up to fifty faults.
    """
    return problem_from_data(parsed(content))


def problem_from_data(data: object) -> Problem:
    """The problem of what `json.loads` gives.

    Raises:
        ProblemFileError: as `read_problem`.
    """
    reading = Reading()
    file = reading.group(data, "", _KEYS, ("slot_minutes", "days", "rooms", "jurors", "candidates"))
    if file.get("format", FORMAT) != FORMAT:
        reading.note("/format", FaultCode.NOT_A_CHOICE, found=file["format"], choices=(FORMAT,))
    days = _days(reading, file.get("days", []))
    if file.get("days") == []:
        reading.note("/days", FaultCode.EMPTY)
    people = PeopleReader(reading, days)
    rooms = reading.items(file.get("rooms", []), "/rooms", people.room, MOST_ROOMS)
    if file.get("rooms") == []:
        reading.note("/rooms", FaultCode.EMPTY)
    jurors = reading.items(file.get("jurors", []), "/jurors", people.juror, MOST_JURORS)
    people.know(rooms, jurors)
    candidates = reading.items(file.get("candidates", []), "/candidates", people.candidate, MOST_CANDIDATES)
    people.note_duplicates(candidates)
    problem = Problem(
        slot_minutes=reading.integer(file.get("slot_minutes", 1), "/slot_minutes", 1, MINUTES_A_DAY),
        days=days,
        rooms=rooms,
        jurors=jurors,
        candidates=candidates,
        panel=_panel(reading, file, candidates),
        availability_counts=reading.choice(
            file.get("availability_counts", str(AvailabilityCounts.WHOLE_DURATION)),
            "/availability_counts",
            AvailabilityCounts,
        ),
        weights=_weights(reading, file.get("weights")),
    )
    reading.finish()
    note_pin_faults(reading, problem)
    reading.finish()
    return problem


def _days(reading: Reading, value: object) -> tuple[Day, ...]:
    days = reading.items(value, "/days", lambda item, pointer: _day(reading, item, pointer), MOST_DAYS)
    first: dict[date, int] = {}
    for number, day in enumerate(days):
        if day.date in first and day.date != date.min:
            reading.note(
                f"/days/{number}/date", FaultCode.DUPLICATE, found=day.date, first=f"/days/{first[day.date]}"
            )
        first.setdefault(day.date, number)
    return days


def _day(reading: Reading, value: object, pointer: str) -> Day:
    group = reading.group(value, pointer, _DAY_KEYS, ("date", "slots", "first"))
    before = len(reading.faults)
    slots = reading.integer(group.get("slots", MOST_SLOTS), f"{pointer}/slots", 1, MOST_SLOTS)
    if len(reading.faults) > before:
        slots = MOST_SLOTS  # so that intervals of that day aren't blamed for it
    return Day(
        date=_date(reading, group["date"], f"{pointer}/date") if "date" in group else date.min,
        slots=slots,
        first=_hour(reading, group["first"], f"{pointer}/first") if "first" in group else time(),
        lunch=_lunch(reading, group.get("lunch"), f"{pointer}/lunch", slots),
    )


def _date(reading: Reading, value: object, pointer: str) -> date:
    text = reading.text(value, pointer)
    try:
        if not text or not _DATE.fullmatch(text):
            raise ValueError  # noqa: TRY301 - one road for a wrong shape and a day that doesn't exist
        return date.fromisoformat(text)
    except ValueError:
        if text:
            reading.note(pointer, FaultCode.DATE, found=text)
        return date.min


def _hour(reading: Reading, value: object, pointer: str) -> time:
    text = reading.text(value, pointer)
    if text and not _HOUR.fullmatch(text):
        reading.note(pointer, FaultCode.HOUR, found=text)
        return time()
    return time.fromisoformat(text) if text else time()


def _lunch(reading: Reading, value: object, pointer: str, slots: int) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - first and last
        reading.wrong(pointer, value, "pair")
        return None
    first, last = (
        reading.integer(each, f"{pointer}/{number}", 0, MOST_SLOTS) for number, each in enumerate(value)
    )
    if first >= last:
        reading.note(pointer, FaultCode.INTERVAL_INVERTED, first=first, last=last)
    elif last > slots:
        reading.note(pointer, FaultCode.LUNCH_OUTSIDE, last=last, slots=slots)
    return first, last


def _panel(reading: Reading, file: dict[str, Any], candidates: Iterable[Candidate]) -> PanelRules:
    needed = not all(candidate.seats is not None for candidate in candidates)
    if "panel" not in file:
        if needed:
            reading.note("", FaultCode.MISSING, key="panel")
        return PanelRules(1, scope=PanelScope.DEFENCE)
    group = reading.group(file["panel"], "/panel", _PANEL_KEYS, ("size",) if needed else ())
    default = PanelRules(1)
    return PanelRules(
        size=reading.integer(group.get("size", 1), "/panel/size", 1, LARGEST_PANEL),
        external_share=_share(reading, group.get("external_share", "1/2"), "/panel/external_share"),
        certifier=reading.text(group.get("certifier", ""), "/panel/certifier", may_be_empty=True),
        chair=reading.boolean(group.get("chair", default.chair), "/panel/chair"),
        scope=reading.choice(group.get("scope", str(default.scope)), "/panel/scope", PanelScope),
        gender_mix=reading.choice(
            group.get("gender_mix", str(default.gender_mix)), "/panel/gender_mix", GenderMix
        ),
        cover_blocks=reading.boolean(group.get("cover_blocks", default.cover_blocks), "/panel/cover_blocks"),
    )


def _share(reading: Reading, value: object, pointer: str) -> Fraction:
    """A number from 0 to 1, or exact text such as "1/3"."""
    if isinstance(value, str) and _SHARE.fullmatch(value):
        share = Fraction(value)
    else:
        number = reading.number(value, pointer)
        # repr: 0.1 is meant as one tenth, not as the binary number next to it.
        share = Fraction(repr(number)) if 0 <= number <= 1 else Fraction(2)
    if not 0 <= share <= 1:
        reading.note(pointer, FaultCode.OUT_OF_RANGE, found=value, low=0, high=1)
        return Fraction(0)
    return share


def _weights(reading: Reading, value: object) -> Weights:
    if value is None:
        return Weights()
    names = tuple(weight.name for weight in fields(Weights))
    group = reading.group(value, "/weights", names)
    return Weights(
        **{name: reading.integer(group.get(name, 0), f"/weights/{name}", 0, LARGEST_WEIGHT) for name in names}
    )


def problem_to_data(problem: Problem) -> dict[str, Any]:
    """Every value of `problem` for `json.dumps`; `problem_from_data` gives the equal problem back."""
    panel, share = problem.panel, problem.panel.external_share
    short = Fraction(repr(float(share))) == share
    return {
        "format": FORMAT,
        "slot_minutes": problem.slot_minutes,
        "days": [
            {
                "date": day.date.isoformat(),
                "slots": day.slots,
                "first": day.first.isoformat("minutes"),
                "lunch": list(day.lunch) if day.lunch else None,
            }
            for day in problem.days
        ],
        "rooms": [
            {
                "id": room.id,
                "open": intervals_data(room.open),
                "step_free": room.step_free,
                "remote": room.remote,
            }
            for room in problem.rooms
        ],
        "jurors": [juror_data(juror) for juror in problem.jurors],
        "candidates": [candidate_data(candidate) for candidate in problem.candidates],
        "panel": {
            "size": panel.size,
            "external_share": float(share) if short else str(share),
            "certifier": panel.certifier,
            "chair": panel.chair,
            "scope": str(panel.scope),
            "gender_mix": str(panel.gender_mix),
            "cover_blocks": panel.cover_blocks,
        },
        "availability_counts": str(problem.availability_counts),
        "weights": {weight.name: getattr(problem.weights, weight.name) for weight in fields(Weights)},
    }


def write_problem(problem: Problem) -> str:
    """The file of `problem`, one person or room a line."""
    return rows_text(problem_to_data(problem))
