"""The decision rules: from a panel's marks to the outcome that the regulations propose.

Pure and deterministic: the same marks in any order give the same proposal, and no mark raised by a
juror lowers any outcome. Work grows with the number of marks plus jurors × criteria.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from preuve.domain.assessment.errors import MarksError, StructureError, StructureFault
from preuve.domain.assessment.marks import MarksFault, MarksFaultCode
from preuve.domain.assessment.merging import merged_rank
from preuve.domain.assessment.proposal import (
    BlockProposal,
    Cell,
    CompetenceProposal,
    CriterionProposal,
    Fact,
    FactCode,
    Outcome,
    Proposal,
)
from preuve.domain.assessment.regulations import BlockRuleKind
from preuve.domain.assessment.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from preuve.domain.assessment.marks import Mark
    from preuve.domain.assessment.regulations import CertificationRule, Regulations
    from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure


def proposed_outcome(  # noqa: PLR0913 - the five things a deliberation has on the table, and the rules
    *,
    marks: Iterable[Mark],
    jurors: Sequence[str],
    structure: Structure,
    scope: Collection[str],
    regulations: Regulations,
    acquired_before: Collection[str] = (),
) -> Proposal:
    """What the regulations propose for one candidate.

    Args:
        marks: marks of the jurors who sit, on criteria of the blocks in scope. Any may be missing: then
            what depends on it is undecidable, and `Proposal.missing` names it.
        jurors: ids of those who sit (no reserves), in the order wanted for the columns of the board.
        structure: all blocks of the certification.
        scope: codes of the blocks assessed now.
        regulations: the rules.
        acquired_before: codes of the blocks that the candidate holds already.

    Raises:
        StructureError: scope, blocks, jurors or codes in the regulations do not fit the structure.
        MarksError: a mark of somebody else, out of scope, twice, or with an unknown level.
    """
    _check_codes(jurors, structure, scope, regulations, acquired_before)
    blocks = [block for block in structure.blocks if block.code in scope]
    cells = _cells(marks, jurors, blocks, regulations)
    weigher = _Weigher(jurors, cells, regulations)
    proposed = tuple(weigher.block(block) for block in blocks)
    held = tuple(code for code in structure.block_codes() if code in acquired_before)
    outcome, facts = _certification(proposed, held, structure.block_codes(), regulations.certification)
    return Proposal(outcome, facts, proposed, held, structure.block_codes())


def certification_outcome(
    acquired: Collection[str], all_blocks: Iterable[str], rule: CertificationRule
) -> tuple[Outcome, tuple[Fact, ...]]:
    """Outcome of the certification for somebody who holds the blocks `acquired`, and why.

    Args:
        acquired: codes of blocks held, whenever they were acquired.
        all_blocks: codes of all blocks of the certification.
        rule: which are optional and how many of those are needed.
    """
    compulsory = [code for code in all_blocks if code not in rule.optional_blocks]
    lacking = tuple(code for code in compulsory if code not in acquired)
    facts = [
        Fact(
            FactCode.BLOCKS_ACQUIRED,
            met=not lacking,
            subjects=lacking,
            reached=len(compulsory) - len(lacking),
            needed=len(compulsory),
        )
    ]
    if rule.optional_blocks:
        not_held = tuple(code for code in all_blocks if code in rule.optional_blocks and code not in acquired)
        reached = len(rule.optional_blocks) - len(not_held)
        met = reached >= rule.optional_needed
        facts.append(
            Fact(
                FactCode.OPTIONAL_BLOCKS_ACQUIRED, met, not_held, reached=reached, needed=rule.optional_needed
            )
        )
    if not acquired:
        return Outcome.NOT_ACQUIRED, tuple(facts)
    if all(fact.met for fact in facts):
        return Outcome.ACQUIRED, tuple(facts)
    return Outcome.PARTIALLY_ACQUIRED, tuple(facts)


def share_outcome(outcomes: Sequence[Outcome], needed: Fraction) -> tuple[Outcome, Fraction]:
    """Outcome of a block from those of its competences, and the share of them that is acquired.

    Acquired from `needed` on; else partially acquired if any competence is more than not acquired.
    """
    reached = Fraction(outcomes.count(Outcome.ACQUIRED), len(outcomes))
    return (Outcome.ACQUIRED if reached >= needed else _less_than_acquired(outcomes)), reached


def _less_than_acquired(outcomes: Iterable[Outcome]) -> Outcome:
    if all(outcome is Outcome.NOT_ACQUIRED for outcome in outcomes):
        return Outcome.NOT_ACQUIRED
    return Outcome.PARTIALLY_ACQUIRED


def _check_codes(
    jurors: Sequence[str],
    structure: Structure,
    scope: Collection[str],
    regulations: Regulations,
    acquired_before: Collection[str],
) -> None:
    blocks = structure.block_codes()
    criteria = {criterion for block in structure.blocks for criterion in block.criteria()}
    eliminatory = regulations.competence.eliminatory_criteria
    if not scope:
        raise StructureError(StructureFault.EMPTY_SCOPE)
    for fault, codes in (
        (StructureFault.UNKNOWN_BLOCK, [code for code in (*scope, *acquired_before) if code not in blocks]),
        (
            StructureFault.ALREADY_ACQUIRED,
            [code for code in blocks if code in scope and code in acquired_before],
        ),
        (StructureFault.UNKNOWN_ELIMINATORY, [code for code in eliminatory if code not in criteria]),
        (
            StructureFault.UNKNOWN_OPTIONAL_BLOCK,
            [code for code in regulations.certification.optional_blocks if code not in blocks],
        ),
        (StructureFault.REPEATED_JUROR, [juror for juror, times in Counter(jurors).items() if times > 1]),
    ):
        if codes:
            raise StructureError(fault, codes)


def _cells(
    marks: Iterable[Mark], jurors: Sequence[str], blocks: Iterable[BlockStructure], regulations: Regulations
) -> dict[str, dict[str, Cell]]:
    """Marks by criterion, then by juror; every criterion in scope is there."""
    by_criterion: dict[str, dict[str, Cell]] = {code: {} for block in blocks for code in block.criteria()}
    seated = frozenset(jurors)
    levels = frozenset(level.code for level in regulations.scale.levels)
    faults = []
    for mark in marks:
        row = by_criterion.get(mark.criterion)
        if mark.juror not in seated:
            faults.append(MarksFault(MarksFaultCode.JUROR_UNKNOWN, mark))
        elif row is None:
            faults.append(MarksFault(MarksFaultCode.CRITERION_OUT_OF_SCOPE, mark))
        elif mark.level is not None and mark.level not in levels:
            faults.append(MarksFault(MarksFaultCode.LEVEL_UNKNOWN, mark))
        elif mark.level is not None and mark.abstained:
            faults.append(MarksFault(MarksFaultCode.LEVEL_AND_ABSTENTION, mark))
        elif mark.juror in row:
            faults.append(MarksFault(MarksFaultCode.REPEATED, mark))
        else:
            row[mark.juror] = Cell(mark.juror, mark.level, mark.abstained)
    if faults:
        raise MarksError(faults)
    return by_criterion


class _Weigher:
    """Climbs from cells to blocks under one set of regulations."""

    def __init__(
        self, jurors: Sequence[str], cells: Mapping[str, Mapping[str, Cell]], regulations: Regulations
    ) -> None:
        self._cells = cells
        self._unmarked = [(juror, Cell(juror, None, abstained=False)) for juror in jurors]
        self._regulations = regulations
        self._levels = regulations.scale.levels
        self._values = [level.value for level in self._levels]
        self._ranks = {level.code: rank for rank, level in enumerate(self._levels)}
        self._eliminatory = frozenset(regulations.competence.eliminatory_criteria)

    def criterion(self, code: str) -> CriterionProposal:
        row = self._cells[code]
        cells = tuple([row.get(juror, unmarked) for juror, unmarked in self._unmarked])
        ranks = [self._ranks[cell.level] for cell in cells if cell.level is not None]
        spread = spread_of([self._values[rank] for rank in ranks])
        rule = self._regulations.criterion
        if len(ranks) < rule.minimum_marks or any(cell.missing for cell in cells):
            return CriterionProposal(code, cells, None, None, spread)
        level = self._levels[merged_rank(ranks, self._values, rule)]
        return CriterionProposal(code, cells, level.code, level.acquired, spread)

    def competence(self, structure: CompetenceStructure) -> CompetenceProposal:
        criteria = tuple([self.criterion(code) for code in structure.criteria])
        undecided = self._undecided_facts(criteria)
        if undecided:
            return CompetenceProposal(structure.code, None, undecided, criteria)
        outcome, facts = self._competence_outcome(criteria)
        return CompetenceProposal(structure.code, outcome, facts, criteria)

    def _undecided_facts(self, criteria: Sequence[CriterionProposal]) -> tuple[Fact, ...]:
        facts = []
        waiting = [item for item in criteria if item.waiting]
        if waiting:
            cells = [cell for item in criteria for cell in item.cells]
            given = sum(not cell.missing for cell in cells)
            facts.append(Fact(FactCode.MARKS_MISSING, False, _codes(waiting), given, len(cells)))
        # Only where all have answered: before that, the count may still grow.
        few = [item for item in criteria if item.level is None and not item.waiting]
        if few:
            least = min(sum(cell.level is not None for cell in item.cells) for item in few)
            needed = self._regulations.criterion.minimum_marks
            facts.append(Fact(FactCode.TOO_FEW_MARKS, False, _codes(few), least, needed))
        return tuple(facts)

    def _competence_outcome(self, criteria: Sequence[CriterionProposal]) -> tuple[Outcome, tuple[Fact, ...]]:
        rule = self._regulations.competence
        refused = [item for item in criteria if not item.acquired]
        reached = Fraction(len(criteria) - len(refused), len(criteria))
        enough = reached >= rule.acquired_share
        facts = [Fact(FactCode.CRITERIA_ACQUIRED, enough, _codes(refused), reached, rule.acquired_share)]
        eliminated = self._eliminated(refused)
        if eliminated:
            return Outcome.NOT_ACQUIRED, (*eliminated, *facts)
        if enough:
            return Outcome.ACQUIRED, tuple(facts)
        lowest = [item for item in criteria if item.level == self._levels[0].code]
        partly = Fraction(len(criteria) - len(lowest), len(criteria))
        enough = partly >= rule.partial_share
        facts.append(
            Fact(FactCode.CRITERIA_PARTLY_ACQUIRED, enough, _codes(lowest), partly, rule.partial_share)
        )
        return (Outcome.PARTIALLY_ACQUIRED if enough else Outcome.NOT_ACQUIRED), tuple(facts)

    def _eliminated(self, refused: Iterable[CriterionProposal]) -> list[Fact]:
        failed = tuple(item.code for item in refused if item.code in self._eliminatory)
        return [Fact(FactCode.ELIMINATORY_FAILED, met=False, subjects=failed)] if failed else []

    def block(self, structure: BlockStructure) -> BlockProposal:
        competences = tuple(self.competence(item) for item in structure.competences)
        outcomes = [item.outcome for item in competences if item.outcome is not None]
        if len(outcomes) < len(competences):
            undecided = tuple(item.code for item in competences if item.outcome is None)
            facts = (Fact(FactCode.COMPETENCES_UNDECIDED, met=False, subjects=undecided),)
            return BlockProposal(structure.code, None, facts, competences)
        outcome, fact = self._block_outcome(competences, outcomes)
        eliminated = self._eliminated(
            item for competence in competences for item in competence.criteria if not item.acquired
        )
        if eliminated and outcome is Outcome.ACQUIRED:
            outcome = Outcome.PARTIALLY_ACQUIRED
        return BlockProposal(structure.code, outcome, (*eliminated, fact), competences)

    def _block_outcome(
        self, competences: Sequence[CompetenceProposal], outcomes: Sequence[Outcome]
    ) -> tuple[Outcome, Fact]:
        rule = self._regulations.block
        refused = tuple(item.code for item in competences if item.outcome is not Outcome.ACQUIRED)
        if rule.kind is BlockRuleKind.POINTS:
            criteria = [item for competence in competences for item in competence.criteria]
            earned = sum(self._values[self._ranks[item.level]] for item in criteria if item.level is not None)
            reached, needed = Fraction(earned, self._values[-1] * len(criteria)), rule.threshold
            outcome = Outcome.ACQUIRED if reached >= needed else _less_than_acquired(outcomes)
            return outcome, Fact(FactCode.POINTS, reached >= needed, refused, reached, needed)
        needed = Fraction(1) if rule.kind is BlockRuleKind.ALL_COMPETENCES else rule.threshold
        outcome, reached = share_outcome(outcomes, needed)
        return outcome, Fact(FactCode.COMPETENCES_ACQUIRED, reached >= needed, refused, reached, needed)


def _codes(criteria: Iterable[CriterionProposal]) -> tuple[str, ...]:
    return tuple(item.code for item in criteria)


def _certification(
    blocks: Sequence[BlockProposal], held: Sequence[str], all_blocks: Sequence[str], rule: CertificationRule
) -> tuple[Outcome | None, tuple[Fact, ...]]:
    undecided = tuple(block.code for block in blocks if block.outcome is None)
    if undecided:
        return None, (Fact(FactCode.BLOCKS_UNDECIDED, met=False, subjects=undecided),)
    now = [block.code for block in blocks if block.outcome is Outcome.ACQUIRED]
    return certification_outcome({*held, *now}, all_blocks, rule)
