"""The deliberation board: the table of a candidate, as the page draws it."""

from dataclasses import dataclass

from preuve.domain.assessment.proposal import CriterionProposal, Outcome
from preuve.domain.assessment.regulations import Scale
from preuve.web.juries.models import Decision
from preuve.web.juries.phrasing import (
    certification_words,
    fact_sentences,
    level_style,
    level_words,
    outcome_words,
    state_code,
)
from preuve.web.juries.queries.deliberation import Table, block_expected, certification_expected

WIDE = 2
"""Steps of the scale between two jurors from which a spread is drawn as wide."""


@dataclass(frozen=True, slots=True)
class BoardCell:
    """What a juror gave; `kind` is a drawn level, `abstain`, `missing`, or `elsewhere` (not their block)."""

    kind: str
    label: str
    comment: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    identifier: str
    label: str
    expectation: str
    competence: str
    cells: tuple[BoardCell, ...]
    merged: BoardCell | None
    steps: tuple[bool, ...]
    wide: bool
    agreed: bool


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A line where the chair records: what the rules lead to, why, and what is decided."""

    scope: str
    code: str
    title: str
    proposed: str
    proposed_label: str
    proposed_state: str
    grounds: tuple[str, ...]
    decided: str
    decided_label: str
    decided_state: str
    reason: str


@dataclass(frozen=True, slots=True)
class RulingBlock:
    block: RulingRow
    competences: tuple[RulingRow, ...]


@dataclass(frozen=True, slots=True)
class Board:
    jurors: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    by_disagreement: bool


def board_of(table: Table, *, by_disagreement: bool) -> Board:
    """Return the board, widest disagreement first, or in the framework's order."""
    names = tuple(str(member.juror.user) for member in table.seats)
    if table.proposal is None:
        return Board(names, (), by_disagreement)
    criteria = table.proposal.by_disagreement() if by_disagreement else tuple(table.proposal.criteria())
    return Board(names, tuple(_row(table, item) for item in criteria), by_disagreement)


def _row(table: Table, item: CriterionProposal) -> BoardRow:
    node = table.structure.criteria_by_identifier[item.code]
    scale = table.regulations.scale
    judges = table.judges.get(node.block_code, frozenset())
    cells = tuple(_cell(table, scale, item.code, member.juror_id, judges) for member in table.seats)
    ranks = {level.code: rank for rank, level in enumerate(scale.levels)}
    given = [ranks[cell.level] for cell in item.cells if cell.level is not None]
    low, high = (min(given), max(given)) if given else (1, 0)
    merged = BoardCell(level_style(item.level, scale), _label(scale, item.level), "") if item.level else None
    return BoardRow(
        item.code,
        node.label,
        node.expectation,
        node.competence_code,
        cells,
        merged,
        tuple(low <= rank <= high for rank in range(len(scale.levels))),
        wide=high - low >= WIDE,
        agreed=high <= low,
    )


def _cell(table: Table, scale: Scale, code: str, juror_id: int, judges: frozenset[int]) -> BoardCell:
    if juror_id not in judges:
        return BoardCell("elsewhere", "", "")
    mark = table.marks.get((juror_id, code))
    if mark is None or not (mark.level or mark.abstained):
        return BoardCell("missing", "", "")
    if mark.abstained:
        return BoardCell("abstain", "", mark.comment)
    return BoardCell(level_style(mark.level, scale), _label(scale, mark.level), mark.comment)


def _label(scale: Scale, code: str) -> str:
    return level_words(next(level for level in scale.levels if level.code == code))


def ruling_blocks(table: Table) -> list[RulingBlock]:
    """Return what is to be decided, block by block."""
    if table.proposal is None:
        return []
    found = []
    for block in table.proposal.blocks:
        node = table.structure.blocks_by_code[block.code]
        competences = tuple(
            _ruling(
                table,
                Decision.Scope.COMPETENCE,
                item.code,
                table.structure.competences_by_code[item.code].statement,
                item.outcome,
                fact_sentences(item.facts),
            )
            for item in block.competences
        )
        expected = block_expected(table, block)
        grounds = fact_sentences(block.facts) if expected is block.outcome else []
        own = _ruling(table, Decision.Scope.BLOCK, block.code, node.title, expected, grounds)
        found.append(RulingBlock(own, competences))
    return found


def _ruling(  # noqa: PLR0913, PLR0917 (the parts of one line)
    table: Table, scope: Decision.Scope, code: str, title: str, proposed: Outcome | None, grounds: list[str]
) -> RulingRow:
    row = table.decisions.get((scope, code))
    decided = row.decided if row else ""
    return RulingRow(
        str(scope),
        code,
        title,
        str(proposed or ""),
        outcome_words(proposed),
        state_code(proposed),
        tuple(grounds),
        decided,
        outcome_words(decided) if decided else "",
        state_code(decided or None),
        row.reason if row else "",
    )


@dataclass(frozen=True, slots=True)
class CertificationLine:
    """The certification: what the blocks proposed lead to, and what those decided do."""

    proposed_label: str
    proposed_state: str
    grounds: tuple[str, ...]
    decided: str
    decided_label: str
    decided_state: str
    reason: str
    acquired_before: tuple[str, ...]


def certification_line(table: Table) -> CertificationLine | None:
    """Return the line of the certification; None where the candidate was not heard."""
    if table.proposal is None:
        return None
    decided = certification_expected(table)
    row = table.decisions.get((Decision.Scope.CERTIFICATION, ""))
    return CertificationLine(
        certification_words(table.proposal.outcome),
        state_code(table.proposal.outcome),
        tuple(fact_sentences(table.proposal.facts)),
        str(decided or ""),
        certification_words(decided) if decided else "",
        state_code(decided),
        row.reason if row else "",
        table.proposal.acquired_before,
    )
