"""From the lines of a document to a framework."""

from __future__ import annotations

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.model import (
    AssessmentMethod,
    Block,
    Competence,
    Criterion,
    Framework,
    split_criterion,
)
from preuve.domain.competences.readers.france_competences_text import columns, items
from preuve.domain.competences.readers.france_competences_text.habits import Column, Habits, habits_of
from preuve.domain.competences.readers.france_competences_text.lines import (
    BLOCK_HEADING,
    Kind,
    Line,
    fold,
    join,
)
from preuve.domain.competences.readers.france_competences_text.oddities import Notes, codes_in_range

#: A title or a certifier longer than this is something else.
_HEADER_LINES = 3


def draft_framework(lines: list[Line], notes: Notes) -> Framework:
    """The framework that the lines hold.

    Raises:
        UnreadableDocumentError: no heading of a block, or no competence under any of them.
    """
    starts = [index for index, line in enumerate(lines) if line.kind is Kind.BLOCK]
    if not starts:
        last = lines[-1].number if lines else 1
        raise UnreadableDocumentError(UnreadableReason.NO_BLOCK, line=last)
    title, certifier = _header(lines[: starts[0]], notes)
    habits = habits_of(lines)
    ends = [*starts[1:], len(lines)]
    blocks = tuple(_block(lines[a:b], habits, notes) for a, b in zip(starts, ends, strict=True))
    if not any(block.competences for block in blocks):
        heading = lines[starts[0]]
        raise UnreadableDocumentError(
            UnreadableReason.NO_COMPETENCE, line=heading.number, detail=heading.text
        )
    return Framework(
        title=title,
        certifier=certifier,
        blocks=blocks,
        warnings=tuple(sorted(notes.warnings, key=lambda w: (w.line, w.code))),
        unassigned=tuple(sorted(notes.unassigned, key=lambda u: u.line)),
    )


def _header(lines: list[Line], notes: Notes) -> tuple[str, str]:
    """Title and certifier: the few lines above and below the form's own title; the rest is the form's."""
    form = next((i for i, line in enumerate(lines) if line.kind is Kind.FURNITURE), len(lines))
    below = next((i for i in range(form, len(lines)) if lines[i].kind is not Kind.FURNITURE), len(lines))
    title = _opening_lines(lines[:form])
    certifier = _opening_lines(lines[below:])
    first = lines[0].number if lines else 1
    if not title:
        notes.warn("title-missing", first, "Le titre de la certification n’a pas été trouvé.")
    if not certifier:
        notes.warn(
            "certifier-missing", first, "Le certificateur n’a pas été trouvé sous le titre du formulaire."
        )
    used = {line.number for line in title + certifier}
    notes.set_aside(line for line in lines if line.number not in used)
    return _joined(title), _joined(certifier)


def _opening_lines(lines: list[Line]) -> list[Line]:
    """The lines up to a gap, to the form, or to the article of law that the form quotes."""
    taken: list[Line] = []
    for line in lines[:_HEADER_LINES]:
        quotes_the_law = fold(line.text)[:1] == ("article",) or line.text.startswith("«")
        if quotes_the_law or line.kind is Kind.FURNITURE or (taken and line.after_gap):
            break
        taken.append(line)
    return taken


def _joined(lines: list[Line]) -> str:
    text = ""
    for line in lines:
        text = join(text, line.text) if text else line.text
    return text


def _block(lines: list[Line], habits: Habits, notes: Notes) -> Block:
    shares = columns.share_out(lines, habits)
    by_column = {c: [x for x, share in zip(lines, shares, strict=True) if share is c] for c in Column}
    notes.stray(by_column[Column.NONE])
    overview = items.read_activities(by_column[Column.ACTIVITIES])
    practices = items.read_competences(by_column[Column.COMPETENCES])
    modalities = items.read_methods(by_column[Column.METHODS])
    leads, criteria = items.read_criteria(by_column[Column.CRITERIA])
    _set_orphans_aside(practices, criteria, notes)
    notes.check_items([overview.introduction] if overview.introduction else [])
    notes.check_items(overview.activities)
    competences = _competences(practices.sections, criteria.sections, notes)
    methods = [*modalities, *leads]
    codes = [competence.code for competence in competences]
    block = Block(
        code=f"BC{_block_number(lines[0])}",
        title=overview.title.text,
        introduction=overview.introduction.text if overview.introduction else "",
        activities=tuple(item.text for item in overview.activities),
        assessment_methods=tuple(_method(section, codes, notes) for section in methods),
        competences=competences,
    )
    notes.check_block(block, lines[0].number)
    notes.check_ranges(block, methods)
    return block


def _block_number(line: Line) -> int:
    heading = BLOCK_HEADING.match(line.text)
    return int(heading["number"]) if heading else 0


def _set_orphans_aside(practices: items.Column, criteria: items.Column, notes: Notes) -> None:
    for column, code, message in (
        (practices, "practice-without-competence", "Ces pratiques ne suivent le titre d’aucune compétence."),
        (criteria, "criterion-without-competence", "Ces critères ne suivent le code d’aucune compétence."),
    ):
        notes.set_aside_orphans(column.orphans, code, message)


def _competences(
    sections: list[items.Section], groups: list[items.Section], notes: Notes
) -> tuple[Competence, ...]:
    criteria = _criteria_by_code(groups, {section.code for section in sections}, notes)
    competences = []
    for section in sections:
        # a code used twice gives its criteria to its first competence
        own = criteria.pop(section.code, [])
        competence = _competence(section, own)
        notes.check_items([section.head, *section.items, *own])
        notes.check_criteria(competence, own)
        competences.append(competence)
    notes.check_competences(tuple(competences), sections)
    return tuple(competences)


def _criteria_by_code(
    groups: list[items.Section], codes: set[str], notes: Notes
) -> dict[str, list[items.Item]]:
    """Criteria of each group; what a heading alone, repeated or unknown says is set aside."""
    criteria: dict[str, list[items.Item]] = {}
    for group in groups:
        line, code = group.head.line, group.code
        if code not in codes:
            message = f"Des critères sont donnés pour {code}, qui n’est pas une compétence de ce bloc."
            notes.set_aside_orphans(group.lines, "criterion-without-competence", message)
        elif not group.items:
            notes.set_aside(group.lines)
            notes.warn("group-without-criteria", line, f"Aucun critère ne suit le titre « {code} ».")
        elif code in criteria:
            notes.set_aside(group.lines[:1])
            notes.warn("repeated-heading", line, f"Le titre « {code} » revient parmi les critères.")
            criteria[code].extend(group.items)
        else:
            criteria[code] = list(group.items)
    return criteria


def _competence(section: items.Section, criteria: list[items.Item]) -> Competence:
    return Competence(
        code=section.code,
        statement=section.head.text,
        practices=tuple(item.text for item in section.items),
        criteria=tuple(
            Criterion(f"{section.code}-{rank}", *split_criterion(item.text), item.text)
            for rank, item in enumerate(criteria, start=1)
        ),
    )


def _method(section: items.Section, codes: list[str], notes: Notes) -> AssessmentMethod:
    notes.check_items(section.items)
    return AssessmentMethod(
        stated_range=section.head.text,
        applies_to=codes_in_range(section.head.text, codes),
        steps=tuple(item.text for item in section.items),
    )
