"""The lines of one column of one block, as items joined again."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from preuve.domain.competences.readers.france_competences_text.lines import (
    BLOCK_HEADING,
    COMPETENCE_HEADING,
    GROUP_HEADING,
    Kind,
    Line,
    Opening,
    Tail,
    join,
    starts_sentence,
    tail_of,
)


@dataclass(slots=True)
class Item:
    """A text under construction, the line it starts at, and whether its bullet is missing."""

    line: int
    text: str
    bare: bool = False

    def add(self, line: Line) -> None:
        """Join a line that continues the text."""
        self.text = join(self.text, line.text)


@dataclass(slots=True)
class Section:
    """A heading with its code, if it has one, the items below it, and all its lines."""

    code: str
    head: Item
    lines: list[Line]
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Column:
    """What a column holds: its sections, and the lines that stand before any of them."""

    sections: list[Section] = field(default_factory=list)
    orphans: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Overview:
    """The column of activities: title of the block, introduction if there is one, activities."""

    title: Item
    introduction: Item | None
    activities: list[Item]


def read_activities(lines: list[Line]) -> Overview:
    """The column of activities; its first line is the heading of the block."""
    heading = BLOCK_HEADING.match(lines[0].text)
    overview = Overview(Item(lines[0].number, heading["title"] if heading else ""), None, [])
    for line in lines[1:]:
        if line.kind is Kind.ITEM:
            overview.activities.append(Item(line.number, line.text))
        elif overview.activities:
            overview.activities[-1].add(line)
        elif overview.introduction:
            overview.introduction.add(line)
        elif _continues_title(overview.title, line):
            overview.title.add(line)
        else:
            overview.introduction = Item(line.number, line.text)
    return overview


def _continues_title(title: Item, line: Line) -> bool:
    unfinished = tail_of(title.text) in {Tail.UNFINISHED, Tail.COMMA}
    return not line.after_gap and (unfinished or not starts_sentence(line.text))


def read_competences(lines: list[Line]) -> Column:
    """Competences: the statement is the head, the practices are the items."""
    column = Column()
    for line in lines:
        heading = COMPETENCE_HEADING.match(line.text) if line.kind is Kind.COMPETENCE else None
        if heading:
            column.sections.append(Section(heading["code"], Item(line.number, heading["statement"]), [line]))
        elif column.sections:
            _add_practice(column.sections[-1], line)
        else:
            column.orphans.append(line)
    return column


def _add_practice(section: Section, line: Line) -> None:
    section.lines.append(line)
    current = section.items[-1] if section.items else section.head
    if line.kind is Kind.ITEM:
        section.items.append(Item(line.number, line.text))
    elif _opens_bare_practice(current, line):
        section.items.append(Item(line.number, line.text, bare=True))
    else:
        current.add(line)


def _opens_bare_practice(current: Item, line: Line) -> bool:
    """After a finished text, a sentence that opens with a gerund is a practice whose bullet is missing."""
    finished = tail_of(current.text) is Tail.FINISHED
    return finished and starts_sentence(line.text) and line.opening is Opening.GERUND


def read_methods(lines: list[Line]) -> list[Section]:
    """Modalities: the range is the head, each paragraph is an item (a finished sentence, then a capital).

    The first line is a range: nothing else opens this column.
    """
    sections: list[Section] = []
    for line in lines:
        if line.kind is Kind.RANGE:
            sections.append(Section("", Item(line.number, line.text), [line]))
        else:
            _add_step(sections[-1], line)
    return sections


def _add_step(section: Section, line: Line) -> None:
    section.lines.append(line)
    steps = section.items
    new_sentence = starts_sentence(line.text) and bool(steps) and tail_of(steps[-1].text) is Tail.FINISHED
    if not steps or line.kind is Kind.ITEM or new_sentence:
        steps.append(Item(line.number, line.text))
    else:
        steps[-1].add(line)


def read_criteria(lines: list[Line]) -> tuple[list[Section], Column]:
    """Leads (a range, then "Le jury s’assure …"), and the groups with their criteria."""
    leads: list[Section] = []
    column = Column()
    in_lead = False
    for index, line in enumerate(lines):
        group = GROUP_HEADING.match(line.text) if line.kind is Kind.GROUP else None
        in_lead = line.kind is Kind.RANGE or (in_lead and line.kind is Kind.PROSE)
        if line.kind is Kind.RANGE:
            leads.append(Section("", Item(line.number, line.text), [line]))
        elif group:
            column.sections.append(Section(group["code"], Item(line.number, line.text), [line]))
        elif in_lead:
            _add_step(leads[-1], line)
        elif column.sections:
            _add_criterion(column.sections[-1], lines, index)
        else:
            column.orphans.append(line)
    return leads, column


def _add_criterion(section: Section, lines: list[Line], index: int) -> None:
    line = lines[index]
    section.lines.append(line)
    if line.kind is Kind.ITEM:
        section.items.append(Item(line.number, line.text))
    elif not section.items or _opens_bare_criterion(section.items[-1], lines, index):
        section.items.append(Item(line.number, line.text, bare=True))
    else:
        section.items[-1].add(line)


def _opens_bare_criterion(current: Item, lines: list[Line], index: int) -> bool:
    """After a finished criterion, a sentence "label : expectation" is a criterion whose bullet is missing."""
    line = lines[index]
    finished = tail_of(current.text) is Tail.FINISHED and not current.text.endswith(":")
    if not finished or not starts_sentence(line.text) or line.opening is not Opening.DETERMINER:
        return False
    paragraph = line.text
    for below in takewhile(lambda other: other.kind is Kind.PROSE, lines[index + 1 :]):
        paragraph = join(paragraph, below.text)
    return ":" in paragraph
