"""From a session's rows to what the domain says of its judgement. Imported when used: it loads scipy."""

from typing import Any

from preuve.domain.assessment.judgement import JudgedMarks, cuts_of, judgement_report
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure
from preuve.web.frameworks.queries import FrameworkStructure, structure_of
from preuve.web.juries.queries.judgement import SEED, SheetsCounted, marks_given
from preuve.web.sessions.models import ExamSession
from preuve.web.sessions.queries import regulations_of

JUROR = "juror-"
"""Before the key of a juror: the domain's sentences name them, and names are put in when they are read."""


def computed_judgement(session: ExamSession, sheets: SheetsCounted) -> dict[str, Any]:
    """Return the report on these sheets: people by their keys, never by their names."""
    tree = structure_of(session.framework_version_id)
    marks = JudgedMarks.of(
        (
            (str(mark.candidate_id), f"{JUROR}{mark.juror_id}", mark.criterion, mark.rank, mark.hour)
            for mark in marks_given(session, sheets)
        ),
        list(tree.criteria_by_identifier),
    )
    structure = _structure(tree)
    report = judgement_report(
        marks,
        competences={item.code: item.criteria for block in structure.blocks for item in block.competences},
        blocks={block.code: block.criteria() for block in structure.blocks},
        cuts=cuts_of(structure, regulations_of(session)),
        seed=SEED,
    )
    return {**report, "jurors": [name.removeprefix(JUROR) for name in marks.ratings.jurors]}


def _structure(tree: FrameworkStructure) -> Structure:
    return Structure(
        tuple(
            BlockStructure(
                block.code,
                tuple(
                    CompetenceStructure(item.code, tuple(each.identifier for each in item.criteria))
                    for item in block.competences
                ),
            )
            for block in tree.blocks
        )
    )
