"""Prints a framework the way a certifier's PDF comes out as text: page by page, column by column."""

import textwrap
from dataclasses import dataclass
from typing import NamedTuple

from preuve.domain.competences.model import Framework

FORM_TITLE = "REFERENTIELS D’ACTIVITES, DE COMPETENCES ET D’EVALUATION"


@dataclass(frozen=True)
class Layout:
    """How the table is printed; ``page_height`` counts the lines of text of the longest column."""

    page_height: int = 45
    widths: tuple[int, int, int, int] = (38, 62, 32, 34)
    activity_bullet: str = "- "
    bullet: str = "● "
    double_spaced: bool = True
    form_feed: bool = False
    footer: str = ""
    line_end: str = "\n"
    heading: str = "Bloc {number} : {title}"


class Printed(NamedTuple):
    """A line of a column; ``glued`` when the page must not break before it."""

    text: str
    glued: bool = False


def print_framework(framework: Framework, layout: Layout = Layout()) -> str:
    """Text of the document."""
    pages = [[[framework.title], [], [FORM_TITLE], [framework.certifier], []]]
    for block in framework.blocks:
        pages += _pages_of(block, layout)
    return layout.line_end.join(_lines(pages, layout))


def _lines(pages, layout):
    lines = []
    for number, page in enumerate(pages):
        if layout.footer and number > 1:
            lines += ["", layout.footer, ""]
        opening = "\f" if layout.form_feed and number else " " if number else ""
        for column in page:
            for text in column:
                lines.append(f"{opening}{text} ")
                opening = ""
                lines += [""] * layout.double_spaced
        # the mark of a new page is a line indented right below a text
        while lines and not lines[-1].strip():
            lines.pop()
    return lines


def _pages_of(block, layout):
    columns = [_activities(block, layout), _competences(block, layout), *_assessment(block, layout)]
    pages = []
    heading = layout.heading.format(number=block.code.removeprefix("BC"), title=block.title)
    while any(columns) or not pages:
        page = []
        for index, column in enumerate(columns):
            cut = min(layout.page_height, len(column))
            while 0 < cut < len(column) and column[cut].glued:
                cut -= 1
            page.append([line.text for line in column[: cut or layout.page_height]])
            columns[index] = column[cut or layout.page_height :]
        pages.append(page)
    pages[0].insert(0, [heading])
    return pages


def _wrap(text, width, bullet="", *, glued=False):
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [Printed((bullet if i == 0 else "") + line, glued and i > 0) for i, line in enumerate(lines)]


def _activities(block, layout):
    width = layout.widths[0]
    lines = _wrap(block.introduction, width)
    for activity in block.activities:
        lines += _wrap(activity, width, layout.activity_bullet)
    return lines


def _competences(block, layout):
    width = layout.widths[1]
    lines = []
    for competence in block.competences:
        lines += _wrap(f"{competence.code} {competence.statement}", width)
        for practice in competence.practices:
            lines += _wrap(practice, width, layout.bullet)
    return lines


def _assessment(block, layout):
    methods, criteria = [], []
    for method in block.assessment_methods:
        target, width = (
            (criteria, layout.widths[3]) if method.introduces_criteria else (methods, layout.widths[2])
        )
        target.append(Printed(method.stated_range))
        for step in method.steps:
            target += [Printed(line.text, glued=True) for line in _wrap(step, width)]
    for competence in block.competences:
        if competence.criteria:
            criteria.append(Printed(competence.code))
        for rank, criterion in enumerate(competence.criteria):
            printed = _wrap(criterion.text, layout.widths[3], layout.bullet)
            criteria += [printed[0]._replace(glued=rank == 0), *printed[1:]]
    return methods, criteria
