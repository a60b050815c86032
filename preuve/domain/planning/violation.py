"""What a plan can do wrong, as data; `wording` makes the sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.planning.model import Defence


class Rule(StrEnum):
    """The hard rules, in the order in which they are looked at. `found` and `needed` are said where set."""

    UNKNOWN_CANDIDATE = "unknown_candidate"
    """A defence, or the list of the unplaced, names a candidate whom the problem doesn't have."""
    UNKNOWN_JUROR = "unknown_juror"
    """`jurors` of a panel are not in the problem."""
    UNKNOWN_ROOM = "unknown_room"
    UNKNOWN_DAY = "unknown_day"
    CANDIDATE_TWICE = "candidate_twice"
    """`found` defences or entries among the unplaced, of the one `needed`."""
    CANDIDATE_MISSING = "candidate_missing"
    """Neither heard nor among the unplaced."""
    OUT_OF_DAY = "out_of_day"
    """Begins before the first slot of the day or ends (`found`) after its last (`needed`)."""
    OVER_LUNCH = "over_lunch"
    CANDIDATE_UNAVAILABLE = "candidate_unavailable"
    ROOM_CLOSED = "room_closed"
    ROOM_NOT_STEP_FREE = "room_not_step_free"
    ROOM_NOT_REMOTE = "room_not_remote"
    JUROR_UNAVAILABLE = "juror_unavailable"
    """`jurors` are not available for it."""
    PINNED_UNPLACED = "pinned_unplaced"
    """A candidate with a pin must be heard."""
    PINNED_DAY = "pinned_day"
    """On day `found`, not `needed`. So the next one, for slots."""
    PINNED_SLOT = "pinned_slot"
    PINNED_ROOM = "pinned_room"
    """In `room`, not in the pinned one."""
    PINNED_JUROR = "pinned_juror"
    """`jurors` are pinned to the panel and not on it."""
    JUROR_SEATED_TWICE = "juror_seated_twice"
    CONFLICT = "conflict"
    """`jurors` may not judge the candidate."""
    PANEL_SIZE = "panel_size"
    """`found` members of the `needed`, or seats."""
    UNKNOWN_ROLE = "unknown_role"
    """`jurors` hold a role that neither the panel rules nor the seats know."""
    NO_CHAIR = "no_chair"
    SEVERAL_CHAIRS = "several_chairs"
    CHAIR_NOT_ABLE = "chair_not_able"
    EXTERNAL_SHARE = "external_share"
    """`found` external members of the `needed`; `jurors` are those who are not external."""
    BLOCK_NOT_COVERED = "block_not_covered"
    """`blocks` of the candidate have no qualified member."""
    VAE_NOT_QUALIFIED = "vae_not_qualified"
    """No member is qualified for any of the VAE candidate's `blocks`."""
    GENDER_MIX = "gender_mix"
    """A VAE candidate's panel without both women and men, where the mix is required."""
    NOT_ELIGIBLE = "not_eligible"
    """The seats can't be filled by `jurors`: not all of them are eligible, or two for one seat only."""
    ROOM_TWICE = "room_twice"
    """`room` holds the defences of `candidate` and `other` at the same time."""
    JUROR_TWICE = "juror_twice"
    """`jurors` (one) sit for `candidate` and `other` at the same time."""
    PERSON_TWICE = "person_twice"
    """`candidate` and `other` are one person, heard twice at the same time."""
    PANEL_CHANGES = "panel_changes"
    """`jurors` sit for `candidate` and `other` with other colleagues or another chair within the scope."""
    MAX_DEFENCES = "max_defences"
    """`found` defences of the `needed` = most allowed. So the next three."""
    MAX_PER_DAY = "max_per_day"
    MAX_DAYS = "max_days"
    MAX_IN_A_ROW = "max_in_a_row"
    STATUS = "status"
    """The announced status doesn't go with what the plan holds."""
    OBJECTIVE_MISSING = "objective_missing"
    """A plan without its cost."""
    OBJECTIVE_TERM = "objective_term"
    """`term` is announced as `found`; recomputed, it is `needed`."""
    OBJECTIVE_TOTAL = "objective_total"
    """So for the total."""
    BOUND = "bound"
    """The announced bound `found` is above the recomputed total `needed`: it can't be one."""
    GAP = "gap"
    """The announced gap `found` is not that of total and bound, `needed`."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, with what a sentence needs; what doesn't apply is None or empty.

    Attributes:
        rule: which.
        candidate: whose defence.
        other: the other candidate, where two defences are at odds.
        jurors: ids, in the order of the panel or of the problem.
        blocks: codes, in the order of the candidate's.
        day: number of the day.
        slot: first slot of the defence, or of what clashes.
        room: id.
        term: name of a term of the objective.
        found: what was met.
        needed: what is asked for.
    """

    rule: Rule
    candidate: str | None = None
    other: str | None = None
    jurors: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    day: int | None = None
    slot: int | None = None
    room: str | None = None
    term: str | None = None
    found: int | float | None = None
    needed: int | float | None = None

    @classmethod
    def of(cls, rule: Rule, defence: Defence) -> Violation:
        """`rule` broken by `defence`: with its candidate, day and slot."""
        return cls(rule, candidate=defence.candidate, day=defence.day, slot=defence.slot)
