"""What a document does throughout: its markers, the widths of its columns, the words it puts together.

Learned where the place of an item is certain: between the heading of a block and its first competence stand
activities; an item that opens with a gerund is a practice, with a determiner a criterion.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from preuve.domain.competences.readers.france_competences_text.lines import (
    FUNCTION_WORDS,
    Kind,
    Line,
    Opening,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Column(IntEnum):
    """Columns of the form in the order in which a page prints them; ``NONE`` is text that fits in none."""

    ACTIVITIES = 0
    COMPETENCES = 1
    METHODS = 2
    CRITERIA = 3
    NONE = 4


TABLE = (Column.ACTIVITIES, Column.COMPETENCES, Column.METHODS, Column.CRITERIA)

#: A width or a share is learned from at least so many items.
_ENOUGH = 5
#: The width that this part of the lines keeps to; the few others are accidents of the extraction.
_MOST = 0.9
#: The text is that of a proportional font: characters tell a width only roughly.
_FILL, _OVERFLOW = 0.8, 1.3
_FIRST_WORD = re.compile(r"(?:\w[’'])?\w+")
_LAST_WORD = re.compile(r"\w+$")


@dataclass(frozen=True, slots=True)
class Habits:
    """Habits of one document.

    Attributes:
        activity_markers: signs that open activities.
        other_markers: signs that open the first practice of a competence or the first criterion of a group.
        widths: characters that a line of each column of ``TABLE`` holds; 0 when not known.
        pairs: words that the document prints one after the other, once inside a line or twice across two
            lines, at least one of them no mere function word.
    """

    activity_markers: frozenset[str]
    other_markers: frozenset[str]
    widths: tuple[float, ...]
    pairs: frozenset[tuple[str, str]]

    def foreign_marker(self, line: Line, column: Column) -> bool:
        """Whether the document keeps the line's marker for other columns."""
        own, other = self.activity_markers, self.other_markers
        if column is not Column.ACTIVITIES:
            own, other = other, own
        return line.marker in other - own

    def broken_early(self, above: Line, line: Line, column: Column) -> bool:
        """Whether ``above`` had room for the first word of ``line``, were they one text in that column."""
        first_word = line.text.split(" ", 1)[0]
        return len(above.text) + 1 + len(first_word) <= _FILL * self.widths[column]

    def familiar(self, above: Line, line: Line) -> bool:
        """Whether the words on both sides of the break stand together elsewhere in the document."""
        return (_last_word(above.text), _first_word(line.text)) in self.pairs

    def too_wide(self, line: Line, column: Column) -> bool:
        """Whether the line is wider than that column."""
        return 0 < _OVERFLOW * self.widths[column] < len(line.text)


def habits_of(lines: list[Line]) -> Habits:
    """Habits of a whole document."""
    markers: dict[bool, set[str]] = {True: set(), False: set()}
    lengths: dict[Column, list[int]] = {column: [] for column in Column}
    columns = _sure_columns(lines)
    heads = [index for index, line in enumerate(lines) if line.kind is not Kind.PROSE]
    above = Kind.FURNITURE
    for head, following in zip(heads, [*heads[1:], len(lines)], strict=True):
        column, line = columns[head], lines[head]
        if line.kind is Kind.ITEM and (column is Column.ACTIVITIES or above in {Kind.COMPETENCE, Kind.GROUP}):
            markers[column is Column.ACTIVITIES].add(line.marker)
        above = line.kind
        if following > head + 1:
            lengths[column].append(len(line.text))
    return Habits(
        frozenset(markers[True]),
        frozenset(markers[False]),
        tuple(_usual_width(lengths[column]) for column in TABLE),
        _familiar_pairs(lines),
    )


def _sure_columns(lines: list[Line]) -> list[Column]:
    columns = []
    before_competences = False
    for line in lines:
        before_competences = line.kind is Kind.BLOCK or (
            before_competences and line.kind is not Kind.COMPETENCE
        )
        column = Column.NONE
        gerund = line.kind is Kind.ITEM and line.opening is Opening.GERUND
        if line.kind is Kind.COMPETENCE or gerund:
            column = Column.COMPETENCES
        elif line.kind is Kind.ITEM and before_competences:
            column = Column.ACTIVITIES
        elif line.kind is Kind.ITEM and line.opening is Opening.DETERMINER:
            column = Column.CRITERIA
        columns.append(column)
    return columns


def _familiar_pairs(lines: list[Line]) -> frozenset[tuple[str, str]]:
    inside = {pair for line in lines for pair in _pairs(line.text.split())}
    across = Counter(
        pair
        for above, line in pairwise(lines)
        if line.kind is Kind.PROSE
        for pair in _pairs([above.text, line.text])
    )
    return frozenset(inside | {pair for pair, times in across.items() if times > 1})


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Last word and first word of texts that follow one another, unless both are function words."""
    for left, right in pairwise(texts):
        pair = (_last_word(left), _first_word(right))
        if all(pair) and not FUNCTION_WORDS.issuperset(pair):
            yield pair


def _last_word(text: str) -> str:
    """The last word without case; empty when punctuation follows it, for then it calls for no other."""
    found = _LAST_WORD.search(text[-40:])
    return found[0].lower() if found else ""


def _first_word(text: str) -> str:
    found = _FIRST_WORD.match(text)
    return found[0].lower().replace("'", "’") if found else ""


def _usual_width(lengths: list[int]) -> float:
    return float(sorted(lengths)[int(_MOST * (len(lengths) - 1))]) if len(lengths) >= _ENOUGH else 0.0
