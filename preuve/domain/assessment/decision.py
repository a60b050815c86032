"""The panel's decision: sovereign, but said. Where it departs from the rules, a reason is required.

A competence is measured against the proposal. A block is measured against the decisions on its
competences, so that a departure on a competence is explained once and not again at each floor. The
certification is no choice at all: it is held when its blocks are held (certification.md §1: blocks are
granted on their own, and a certification is made of them).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from preuve.domain.assessment.errors import DecisionError
from preuve.domain.assessment.proposal import FactCode, Outcome
from preuve.domain.assessment.regulations import BlockRuleKind
from preuve.domain.assessment.rules import certification_outcome, share_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from preuve.domain.assessment.proposal import BlockProposal, Proposal
    from preuve.domain.assessment.regulations import Regulations, ResitRules


class Attendance(StrEnum):
    """Whether the candidate was there; `attendance_effect` says what follows."""

    PRESENT = "present"
    """Came and was heard: the panel rules."""
    ABSENT = "absent"
    """Did not come, without excuse: nothing is ruled, nothing granted."""
    POSTPONED = "postponed"
    """Put off to another session, excused or by the certifier: nothing is ruled, no attempt counts."""
    EXCLUDED = "excluded"
    """Sent away for fraud or disorder: nothing is granted, and the attempt counts."""


@dataclass(frozen=True, slots=True)
class AttendanceEffect:
    """What an attendance implies.

    Attributes:
        ruled: the panel rules on competences and blocks.
        counts_as_attempt: one of the attempts that `ResitRules.maximum` limits is used.
        reason_required: the minutes need a reason for the attendance itself.
    """

    ruled: bool
    counts_as_attempt: bool
    reason_required: bool


def attendance_effect(attendance: Attendance, resits: ResitRules) -> AttendanceEffect:
    """What `attendance` implies; whether an absence uses an attempt is a parameter of `resits`."""
    counts = attendance in {Attendance.PRESENT, Attendance.EXCLUDED}
    return AttendanceEffect(
        ruled=attendance is Attendance.PRESENT,
        counts_as_attempt=counts or (attendance is Attendance.ABSENT and resits.absence_counts),
        reason_required=attendance in {Attendance.POSTPONED, Attendance.EXCLUDED},
    )


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the panel decides on one competence or block, and its reason (blank when it follows the rules)."""

    code: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The panel's decision on one candidate.

    Attributes:
        attendance: whether the candidate was there.
        competences: one ruling for each competence assessed; empty unless present.
        blocks: one ruling for each block assessed; empty unless present.
        certification: outcome of the certification; None unless present.
        reason: reason for the attendance, where one is required.
    """

    attendance: Attendance
    competences: tuple[Ruling, ...] = ()
    blocks: tuple[Ruling, ...] = ()
    certification: Outcome | None = None
    reason: str = ""


class DecisionProblemCode(StrEnum):
    """What keeps a decision from being recorded."""

    ATTENDANCE_REASON_REQUIRED = "attendance_reason_required"
    """Postponed or excluded, and nobody says why."""
    NOTHING_TO_RULE = "nothing_to_rule"
    """The candidate was not heard, yet there is a ruling on `target` (None: on the certification)."""
    UNKNOWN_TARGET = "unknown_target"
    """A ruling on something that is not assessed now."""
    REPEATED_TARGET = "repeated_target"
    """Two rulings on the same thing."""
    RULING_MISSING = "ruling_missing"
    """Nothing is ruled on `target` (None: on the certification)."""
    REASON_REQUIRED = "reason_required"
    """The competence departs from the proposal (`expected`; None: the rules could propose nothing)."""
    BLOCK_NOT_FROM_COMPETENCES = "block_not_from_competences"
    """The block departs, without a reason, from what its competences as ruled lead to (`expected`; None: the
    rules could propose nothing)."""
    CERTIFICATION_NOT_FROM_BLOCKS = "certification_not_from_blocks"
    """The certification is not what the blocks lead to (`expected`); no reason mends that."""


@dataclass(frozen=True, slots=True)
class DecisionProblem:
    """One problem: on what, what was ruled, and what the rules lead to."""

    code: DecisionProblemCode
    target: str | None = None
    ruled: Outcome | None = None
    expected: Outcome | None = None


def decision_problems(
    decision: Decision, proposal: Proposal, regulations: Regulations
) -> tuple[DecisionProblem, ...]:
    """What keeps `decision` from being recorded, in the order of the framework; empty when nothing does.

    Args:
        decision: what the panel decides.
        proposal: what the rules proposed for the same candidate, blocks and marks.
        regulations: the rules that made the proposal.
    """
    problems = []
    effect = attendance_effect(decision.attendance, regulations.resits)
    if effect.reason_required and not decision.reason.strip():
        problems.append(DecisionProblem(DecisionProblemCode.ATTENDANCE_REASON_REQUIRED))
    if not effect.ruled:
        return (*problems, *_rulings_without_hearing(decision))
    competences = {ruling.code: ruling for ruling in decision.competences}
    blocks = {ruling.code: ruling for ruling in decision.blocks}
    problems += _target_problems(decision.competences, [item.code for item in proposal.competences()])
    problems += _target_problems(decision.blocks, [item.code for item in proposal.blocks])
    for item in proposal.competences():
        ruling = competences.get(item.code)
        if ruling is not None and _departs(ruling, item.outcome):
            problems.append(_departure(DecisionProblemCode.REASON_REQUIRED, ruling, item.outcome))
    for block in proposal.blocks:
        ruling = blocks.get(block.code)
        if ruling is not None and all(item.code in competences for item in block.competences):
            expected = following_block_outcome(block, competences, regulations)
            if _departs(ruling, expected):
                problems.append(_departure(DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, ruling, expected))
    return (*problems, *_certification_problems(decision, blocks, proposal, regulations))


def following_block_outcome(
    block: BlockProposal, rulings: Mapping[str, Ruling], regulations: Regulations
) -> Outcome | None:
    """What the block comes to once its competences are ruled (for the board, and to tell a departure).

    Where every competence is ruled as proposed this is the proposal. By points it always is: points come
    from criteria, on which the panel does not rule again. An eliminatory criterion that failed still stops
    the block, unless the panel ruled otherwise on the competence that it belongs to.

    Args:
        block: the block as proposed.
        rulings: rulings by competence code; all competences of the block are there.
        regulations: the rules.
    """
    rule = regulations.block
    if rule.kind is BlockRuleKind.POINTS:
        return block.outcome
    ruled = [rulings[item.code].outcome for item in block.competences]
    needed = Fraction(1) if rule.kind is BlockRuleKind.ALL_COMPETENCES else rule.threshold
    outcome, _ = share_outcome(ruled, needed)
    eliminated = any(
        fact.code is FactCode.ELIMINATORY_FAILED and verdict is not Outcome.ACQUIRED
        for item, verdict in zip(block.competences, ruled, strict=True)
        for fact in item.facts
    )
    return Outcome.PARTIALLY_ACQUIRED if eliminated and outcome is Outcome.ACQUIRED else outcome


@dataclass(frozen=True, slots=True)
class Grants:
    """What the decision gives the candidate.

    Attributes:
        certification: the whole certification is granted: one certificate.
        block_certificates: codes of the blocks to certify one by one; empty when the whole is granted.
        acquired_now: codes of the blocks acquired by this decision, to be kept for later sessions.
    """

    certification: bool
    block_certificates: tuple[str, ...]
    acquired_now: tuple[str, ...]


def grants(decision: Decision, proposal: Proposal, regulations: Regulations) -> Grants:
    """Certificates that `decision` gives: the whole when all blocks needed are held, else block by block.

    Raises:
        DecisionError: the decision has problems; nothing is granted on it.
    """
    problems = decision_problems(decision, proposal, regulations)
    if problems:
        raise DecisionError(problems)
    ruled = {ruling.code for ruling in decision.blocks if ruling.outcome is Outcome.ACQUIRED}
    now = tuple(block.code for block in proposal.blocks if block.code in ruled)
    whole = decision.certification is Outcome.ACQUIRED
    return Grants(certification=whole, block_certificates=() if whole else now, acquired_now=now)


def _rulings_without_hearing(decision: Decision) -> Iterable[DecisionProblem]:
    for ruling in (*decision.competences, *decision.blocks):
        yield DecisionProblem(DecisionProblemCode.NOTHING_TO_RULE, ruling.code, ruling.outcome)
    if decision.certification is not None:
        yield DecisionProblem(DecisionProblemCode.NOTHING_TO_RULE, ruled=decision.certification)


def _target_problems(rulings: Sequence[Ruling], targets: Sequence[str]) -> Iterable[DecisionProblem]:
    counted = Counter(ruling.code for ruling in rulings)
    for code, times in counted.items():
        if code not in targets:
            yield DecisionProblem(DecisionProblemCode.UNKNOWN_TARGET, code)
        if times > 1:
            yield DecisionProblem(DecisionProblemCode.REPEATED_TARGET, code)
    for code in targets:
        if code not in counted:
            yield DecisionProblem(DecisionProblemCode.RULING_MISSING, code)


def _departs(ruling: Ruling, expected: Outcome | None) -> bool:
    return ruling.outcome is not expected and not ruling.reason.strip()


def _departure(code: DecisionProblemCode, ruling: Ruling, expected: Outcome | None) -> DecisionProblem:
    return DecisionProblem(code, ruling.code, ruling.outcome, expected)


def _certification_problems(
    decision: Decision, blocks: Mapping[str, Ruling], proposal: Proposal, regulations: Regulations
) -> Iterable[DecisionProblem]:
    if decision.certification is None:
        yield DecisionProblem(DecisionProblemCode.RULING_MISSING)
    elif all(block.code in blocks for block in proposal.blocks):
        now = [block.code for block in proposal.blocks if blocks[block.code].outcome is Outcome.ACQUIRED]
        held = {*proposal.acquired_before, *now}
        expected, _ = certification_outcome(held, proposal.all_blocks, regulations.certification)
        if decision.certification is not expected:
            yield DecisionProblem(
                DecisionProblemCode.CERTIFICATION_NOT_FROM_BLOCKS,
                ruled=decision.certification,
                expected=expected,
            )
