"""The timetable problem and a plan for it, as values: who must be heard, by whom, where and when.

Days are numbered from 0 in the order of the problem; within a day time runs in slots of `slot_minutes`,
numbered from 0. An interval `[day, first, last)` holds the slots from `first` up to `last`, left out. Lunch
cuts a day into two half-days, 0 before it and 1 after; a day without lunch is one half-day, 0. No defence
runs over lunch or past the last slot of its day.

Source of the rules: certification.md §1 (juries), planning.md §1 (the problem).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, time


class PanelScope(StrEnum):
    """For how long a panel sits together."""

    DEFENCE = "defence"
    """Any panel for each defence."""
    HALF_DAY = "half_day"
    """Within a half-day a juror sits with the same colleagues (and chair) for every defence."""
    SESSION = "session"
    """Over the whole session a juror sits with the same colleagues (and chair) for every defence."""


class GenderMix(StrEnum):
    """Whether women and men both sit on each panel."""

    OFF = "off"
    PREFER = "prefer"
    """A panel without both costs the weight `gender`."""
    REQUIRE = "require"
    """A hard rule for VAE candidates; for the others as PREFER."""


class AvailabilityCounts(StrEnum):
    """Which slots of a defence must lie in what people and rooms have open."""

    WHOLE_DURATION = "whole_duration"
    START_ONLY = "start_only"
    """Only the first slot of a defence is looked up (Almeida et al., EJOR 2023). The end of the day, lunch
    and being in one place at a time hold for the whole duration all the same."""


class SeatedAs(StrEnum):
    """The role of a juror on a panel that the panel rules made; `seats` name roles of their own."""

    CHAIR = "chair"
    MEMBER = "member"


VAE_ROUTE = "VAE"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Slots `first` up to `last` (left out) of the day numbered `day`."""

    day: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the session.

    Attributes:
        date: which.
        slots: how many slots it has.
        first: hour at which slot 0 begins.
        lunch: first slot of lunch and the first after it; None without lunch.
    """

    date: date
    slots: int
    first: time
    lunch: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room, or a remote one.

    Attributes:
        id: stable id.
        open: when defences may be held in it.
        step_free: can be reached without a step.
        remote: fitted for a candidate who is far away.
    """

    id: str
    open: tuple[Interval, ...]
    step_free: bool = False
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Juror:
    """A juror who may be convened.

    Attributes:
        id: stable id.
        organisations: ids of those the juror belongs to.
        blocks: codes of the blocks the juror is qualified for.
        may_chair: able and willing to chair.
        gender: "F", "M", or None when not said (counts for neither).
        available: when the juror may sit.
        max_defences: most defences in all; None without limit. So are the next three.
        max_per_day: most defences a day.
        max_days: most days with a defence.
        max_in_a_row: most defences without a free slot between them; lunch is a break.
        wishes: half-days that meet none of these cost the weight `wish` each; empty: no wish.
    """

    id: str
    organisations: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    may_chair: bool = False
    gender: str | None = None
    available: tuple[Interval, ...] = ()
    max_defences: int | None = None
    max_per_day: int | None = None
    max_days: int | None = None
    max_in_a_row: int | None = None
    wishes: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedSeat:
    """A seat that replaces the panel rules: filled by one of `eligible`, a different juror for each seat."""

    role: str
    eligible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """What of a defence must stay; None: free. `jurors` sit on the panel, others may join them."""

    day: int | None = None
    slot: int | None = None
    room: str | None = None
    jurors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who needs one defence.

    Attributes:
        id: stable id.
        slots: length of the defence, accommodation time included.
        blocks: codes of the blocks to be judged.
        training_body: id of who trained them; None: nobody.
        route: "VAE" or another way.
        available: when they can come; None: always.
        conflicts: ids of jurors who may not judge them (link, trainer, accompanied the VAE).
        remote: needs a room fitted for it.
        step_free: needs a room without a step.
        pinned: what must stay.
        seats: the panel, seat by seat, in place of the panel rules; None: the panel rules.
        wishes: a defence that doesn't lie whole in one of these costs the weight `wish`; empty: no wish.
        person: candidates of one person (one who defends block by block) are never heard at the same time;
            None: somebody else than all others. Each defence has a panel and a cost of its own.
    """

    id: str
    slots: int
    blocks: tuple[str, ...] = ()
    training_body: str | None = None
    route: str = ""
    available: tuple[Interval, ...] | None = None
    conflicts: frozenset[str] = frozenset()
    remote: bool = False
    step_free: bool = False
    pinned: Pin | None = None
    seats: tuple[NamedSeat, ...] | None = None
    wishes: tuple[Interval, ...] = ()
    person: str | None = None


@dataclass(frozen=True, slots=True)
class PanelRules:
    """What makes a panel, for candidates without `seats`.

    Attributes:
        size: members of each panel, the chair included.
        external_share: least share of members external to the certifier and to the candidate's training body.
        certifier: id of the certifying organisation.
        chair: one member, able to, chairs.
        scope: how long a panel stays together; candidates with `seats` are outside of it.
        gender_mix: women and men on the panel.
        cover_blocks: each block of the candidate has a member qualified for it. A VAE candidate needs one
            member qualified for one of their blocks anyway (art. D.6412-6).
    """

    size: int
    external_share: Fraction = Fraction(1, 2)
    certifier: str = ""
    chair: bool = True
    scope: PanelScope = PanelScope.HALF_DAY
    gender_mix: GenderMix = GenderMix.OFF
    cover_blocks: bool = True


@dataclass(frozen=True, slots=True)
class Weights:
    """What each unit of a term costs; the total is the sum, and smaller is better.

    Attributes:
        placed: a candidate who is not placed.
        juror_half_day: a juror convened to a half-day, however many defences they hear.
        juror_gap: a slot in which a juror idles between two of their defences of one half-day.
        candidate_wait: a slot between the opening of the half-day (or, later, the first slot from which the
            candidate is available without a break in it) and the candidate's defence.
        balance: a defence between the juror with most and the juror with fewest, of those who sit.
        gender: a panel without both women and men (unless the mix is off).
        room_change: a room beyond the first for a juror in one half-day.
        wish: a wish not met.
        convocation_change: a convocation of the plan in force (a candidate's or a juror's, to a defence) that
            must be taken back or changed in day, hour or room. New convocations cost nothing here.
    """

    placed: int = 1_000_000
    juror_half_day: int = 1000
    juror_gap: int = 10
    candidate_wait: int = 5
    balance: int = 20
    gender: int = 50
    room_change: int = 5
    wish: int = 5
    convocation_change: int = 10_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A session to plan. All ids that candidates, seats and pins name exist; ids are unique in their list."""

    slot_minutes: int
    days: tuple[Day, ...]
    rooms: tuple[Room, ...]
    jurors: tuple[Juror, ...]
    candidates: tuple[Candidate, ...]
    panel: PanelRules
    availability_counts: AvailabilityCounts = AvailabilityCounts.WHOLE_DURATION
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class PanelMember:
    """A juror on a panel, with the role: "chair" or "member", or that of the seat."""

    juror: str
    role: str


@dataclass(frozen=True, slots=True)
class Defence:
    """A candidate heard in `room` from `slot` of `day`, by `panel`."""

    candidate: str
    day: int
    slot: int
    room: str
    panel: tuple[PanelMember, ...]


class PlanStatus(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"
    """No plan costs less, and that is proven."""
    FEASIBLE = "feasible"
    """It breaks no rule; a cheaper one may exist, down to `bound`."""
    INFEASIBLE = "infeasible"
    """What was asked for as a must (pins) can't be had together."""
    UNKNOWN = "unknown"
    """No plan was found in the time given."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A candidate without a defence, and why in words, best known reason first."""

    candidate: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """What a plan costs: `total` is the sum of `terms`, weight times count by the names of `Weights`."""

    total: int
    terms: dict[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer. Every candidate of the problem is in `defences` or in `unplaced`, in the problem's order.

    Attributes:
        status: what is known of it.
        defences: who is heard where, when and by whom.
        unplaced: the others.
        objective: the cost; None without a plan.
        bound: no plan costs less than this; None when nothing was proven.
        gap: (total − bound) ÷ max(1, total); None without bound.
        seconds: time spent.
        seed: of the search.
        solver: name and version.
    """

    status: PlanStatus
    defences: tuple[Defence, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    objective: Objective | None = None
    bound: int | None = None
    gap: float | None = None
    seconds: float = 0.0
    seed: int = 0
    solver: str = ""


def half_day(day: Day, slot: int) -> int:
    """0 before lunch or on a day without one, else 1, for a `slot` outside lunch."""
    return int(day.lunch is not None and slot >= day.lunch[1])


def half_days(day: Day) -> tuple[tuple[int, int, int], ...]:
    """The half-days of `day` as (number, first slot, slot after the last); those without a slot left out."""
    if day.lunch is None:
        return ((0, 0, day.slots),)
    halves = ((0, 0, day.lunch[0]), (1, day.lunch[1], day.slots))
    return tuple(half for half in halves if half[2] > half[1])
