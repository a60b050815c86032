"""The story: events in the order of time, and what they have brought into the world so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from preuve.web.accounts.models import Organisation, Role, User
from preuve.web.demonstration.cohort import Item
from preuve.web.demonstration.moments import Calendar, clock_set_to
from preuve.web.frameworks.models import Certification, FrameworkVersion
from preuve.web.portfolios.models import Portfolio
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, Juror, Panel, Regulations, Room

ENROLLED_DAYS_BEFORE_DEADLINE = 75
"""Candidates are enrolled this many days before the day on which their portfolio is due."""
SET_UP_DAYS_BEFORE = 7
"""Accounts, référentiel and sessions are there this many days before the first candidate is enrolled."""


@dataclass(slots=True)
class World:
    """What the events have made, by the keys of the data."""

    cohort: Item
    calendar: Calendar
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    jurors: dict[str, Juror] = field(default_factory=dict)
    sessions: dict[str, ExamSession] = field(default_factory=dict)
    rooms: dict[tuple[int, str], Room] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    portfolios: dict[str, Portfolio] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    defences: dict[str, Defence] = field(default_factory=dict)
    certification: Certification = field(init=False)
    version: FrameworkVersion = field(init=False)
    regulations: Regulations = field(init=False)

    def item(self, part: str, key: str, *, by: str = "key") -> Item:
        """Return one element of a part of the cohort."""
        found: Item = next(item for item in self.cohort[part] if item[by] == key)
        return found

    def holder(self, role: Role, organisation: str | None = None) -> User:
        """Return the first person of the data who holds a role, for an organisation where one is named."""
        return next(
            self.people[person["key"]]
            for person in self.cohort["people"]
            for held in person["roles"]
            if held["role"] == role and organisation in {None, held["organisation"]}
        )

    @property
    def set_up(self) -> datetime:
        """When everything starts."""
        first = min(session["deadline_in_days"] for session in self.cohort["sessions"])
        return self.calendar.at(first - ENROLLED_DAYS_BEFORE_DEADLINE - SET_UP_DAYS_BEFORE, "09:00")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment; `play` receives the moment."""

    at: datetime
    play: Callable[[datetime], object]


Part: TypeAlias = Callable[[World], Iterable[Event]]


def play_story(world: World, parts: Iterable[Part]) -> None:
    """Play the events of every part in the order of time; at the same moment, in the order of the parts."""
    events = [event for part in parts for event in part(world)]
    for event in sorted(events, key=lambda event: event.at):
        with clock_set_to(event.at):
            event.play(event.at)
