"""Which column of the table each line of a block belongs to.

The text of the table comes page by page, and in a page column by column, so a block is a sequence of runs.
Which run a line of prose belongs to is not written; the reader weighs, for every way of sharing out the
lines, what would have to be odd about the document, and keeps the least odd. The weights below are the
rules.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from preuve.domain.competences.readers.france_competences_text.habits import TABLE, Column, Habits
from preuve.domain.competences.readers.france_competences_text.lines import (
    Kind,
    Line,
    Opening,
    Tail,
    starts_sentence,
    tail_of,
)

IMPOSSIBLE = 1000.0

#: Going to a column further right inside a page; going back left there, as if a page break had been lost.
FORWARD, BACKWARD = 0.5, 3.0
#: A text that belongs to no column, and each further line of it.
STRAY, STRAY_AGAIN, STRAY_ITEM = 3.5, 0.5, 5.0
#: What it costs to start a new item while the one before it in its column ends like this.
LEFT_OPEN = {Tail.FINISHED: 0.0, Tail.BARE: 0.3, Tail.COMMA: 1.0, Tail.UNFINISHED: 4.0}
#: A column that is resumed lower or on another page: by how its text ended × whether a sentence starts.
RESUMED = {
    (Tail.FINISHED, False): 4.0,
    (Tail.FINISHED, True): 3.0,
    (Tail.BARE, False): 0.5,
    (Tail.BARE, True): 2.0,
    (Tail.COMMA, False): 0.2,
    (Tail.COMMA, True): 2.0,
    (Tail.UNFINISHED, False): 0.0,
    (Tail.UNFINISHED, True): 1.0,
}
#: A new paragraph is what the column of methods is made of.
RESUMED_METHOD = 0.5
#: The line below in the same column after a full stop: by column × whether a sentence starts.
AFTER_STOP = {
    (Column.COMPETENCES, True): 2.5,
    (Column.CRITERIA, True): 1.5,
    (Column.ACTIVITIES, True): 1.0,
    (Column.COMPETENCES, False): 2.0,
    (Column.CRITERIA, False): 2.0,
    (Column.ACTIVITIES, False): 1.0,
    (Column.METHODS, True): 0.0,
    (Column.METHODS, False): 2.0,
}
#: A gap inside an item; a line broken where the column had room for the next word; a line wider than the
#: column.
GAP_INSIDE, ROOM_LEFT, TOO_WIDE = 2.0, 1.0, 1.5
#: What two words at the break that stand together elsewhere in the document take off.
FAMILIAR = 0.7
#: An item by the word that opens it, in the columns of activities, competences, methods and criteria.
ITEM_IN = {
    Opening.GERUND: (3.0, 0.0, 6.0, 6.0),
    Opening.INFINITIVE: (1.0, 0.5, 3.0, 3.0),
    Opening.DETERMINER: (2.5, 3.0, 4.0, 0.0),
    Opening.OTHER: (0.5, 1.5, 3.0, 0.5),
}
#: An item whose marker this document never uses in that column.
FOREIGN_MARKER = 6.0
#: An item in a column that has no heading yet.
NO_HEADING = 4.0
#: Prose right below the heading of a group: a criterion without its bullet.
BARE_CRITERION = 1.5

#: A competence's statement ends like this, and its practices follow.
_STATEMENT_END = re.compile(r"\ben\s*:$")
#: Columns whose texts hold no gap inside.
_WITHOUT_GAPS = (Column.COMPETENCES, Column.CRITERIA)
_KEPT, _MARGIN = 20, 8.0


class _Sharing(NamedTuple):
    """One way of sharing out the lines so far.

    ``column`` is where the page stands, ``latest`` the column of the latest line (``NONE`` when stray),
    ``last`` the last line of each column, ``before`` the same up to the line above.
    """

    cost: float
    column: Column
    latest: Column
    last: tuple[int, ...]
    before: _Sharing | None


def share_out(lines: list[Line], habits: Habits) -> list[Column]:
    """The column of each line of one block, from its heading on; furniture is in none.

    Exact but for hypotheses far behind the best one, which are dropped; the order of ``TABLE`` decides
    between equals, so the answer is the same every time.
    """
    costs = _Costs(lines, habits)
    sharings = [_Sharing(0.0, Column.ACTIVITIES, Column.ACTIVITIES, (0, -1, -1, -1), None)]
    for index in range(1, len(lines)):
        sharings = _best(_next_sharings(sharings, index, costs))
    best: _Sharing | None = min(sharings, key=lambda sharing: sharing.cost + costs.at_end(sharing))
    columns: list[Column] = []
    while best is not None:
        columns.append(best.latest)
        best = best.before
    return columns[::-1]


class _Costs:
    """Costs of one block; what does not depend on the sharing is worked out once."""

    def __init__(self, lines: list[Line], habits: Habits) -> None:
        self.lines = lines
        self.habits = habits
        self.sentences = [starts_sentence(line.text) for line in lines]
        self.tails = {column: [_tail_in(column, line) for line in lines] for column in TABLE}
        self.left_open = {c: [LEFT_OPEN[tail] for tail in self.tails[c]] for c in TABLE}
        self.printed: dict[tuple[int, int, int], float] = {}
        self.heads = {column: [_head_cost(column, line, habits) for line in lines] for column in TABLE}

    def stray(self, sharing: _Sharing, index: int) -> float:
        kind = self.lines[index].kind
        if kind is Kind.FURNITURE:
            return 0.0
        if kind is Kind.ITEM:
            return STRAY_ITEM
        if kind is not Kind.PROSE:
            return IMPOSSIBLE
        again = sharing.latest is Column.NONE and self.lines[index - 1].kind is not Kind.FURNITURE
        return STRAY_AGAIN if again else STRAY

    def turn(self, sharing: _Sharing, index: int, column: Column) -> float:
        if column is sharing.column or self.lines[index].starts_page:
            return 0.0
        return FORWARD if column > sharing.column else BACKWARD

    def place(self, sharing: _Sharing, index: int, column: Column) -> float:
        line, last = self.lines[index], sharing.last[column]
        if line.kind is Kind.PROSE:
            return self._prose(last, index, column) if last >= 0 else IMPOSSIBLE
        cost = self.heads[column][index]
        if last >= 0:
            return cost + self.left_open[column][last]
        if line.kind is not Kind.ITEM:
            return cost
        return IMPOSSIBLE if column is Column.METHODS else cost + NO_HEADING

    def at_end(self, sharing: _Sharing) -> float:
        return sum(self.left_open[c][sharing.last[c]] for c in TABLE if sharing.last[c] >= 0)

    def _prose(self, last: int, index: int, column: Column) -> float:
        above = self.lines[last].kind
        if above in (Kind.RANGE, Kind.BLOCK):
            return 0.0
        if above is Kind.GROUP:
            return BARE_CRITERION
        tail, sentence = self.tails[column][last], self.sentences[index]
        print_cost = self._print_cost(last, index, column)
        if last == index - 1 and not self.lines[index].starts_page:
            return print_cost + self._inside(index, column, tail, sentence=sentence)
        if column is Column.METHODS and sentence and tail is not Tail.UNFINISHED:
            return RESUMED_METHOD
        return print_cost + RESUMED[tail, sentence]

    def _print_cost(self, last: int, index: int, column: Column) -> float:
        key = (last, index, int(column))
        if key not in self.printed:
            above, line = self.lines[last], self.lines[index]
            self.printed[key] = (
                ROOM_LEFT * self.habits.broken_early(above, line, column)
                + TOO_WIDE * self.habits.too_wide(line, column)
                - FAMILIAR * self.habits.familiar(above, line)
            )
        return self.printed[key]

    def _inside(self, index: int, column: Column, tail: Tail, *, sentence: bool) -> float:
        above, line = self.lines[index - 1], self.lines[index]
        announces = above.text.endswith(":") and not _STATEMENT_END.search(above.text)
        cost = AFTER_STOP[column, sentence] if tail is Tail.FINISHED and not announces else 0.0
        return cost + (GAP_INSIDE if line.after_gap and column in _WITHOUT_GAPS else 0.0)


def _tail_in(column: Column, line: Line) -> Tail:
    if line.kind in {Kind.RANGE, Kind.GROUP, Kind.BLOCK}:
        return Tail.FINISHED
    # a label stops at its colon, so a criterion that ends there lacks its expectation; the lead does not
    if column is Column.CRITERIA and line.text.endswith(":") and not _is_lead(line):
        return Tail.UNFINISHED
    return tail_of(line.text)


def _head_cost(column: Column, line: Line, habits: Habits) -> float:
    if line.kind is Kind.ITEM:
        return ITEM_IN[line.opening][column] + FOREIGN_MARKER * habits.foreign_marker(line, column)
    return 0.0 if column is _column_of_heading(line) else IMPOSSIBLE


def _is_lead(line: Line) -> bool:
    return line.kind is Kind.PROSE and starts_sentence(line.text)


def _column_of_heading(line: Line) -> Column:
    if line.kind is Kind.COMPETENCE:
        return Column.COMPETENCES
    if line.kind is Kind.RANGE and not line.opens_criteria:
        return Column.METHODS
    return Column.CRITERIA


def _next_sharings(sharings: list[_Sharing], index: int, costs: _Costs) -> list[_Sharing]:
    following: list[_Sharing] = []
    for sharing in sharings:
        stray = costs.stray(sharing, index)
        if stray < IMPOSSIBLE:
            cost = sharing.cost + stray
            following.append(_Sharing(cost, sharing.column, Column.NONE, sharing.last, sharing))
        if costs.lines[index].kind is Kind.FURNITURE:
            continue
        for column in TABLE:
            place = costs.place(sharing, index, column)
            if place < IMPOSSIBLE:
                cost = sharing.cost + place + costs.turn(sharing, index, column)
                last = (*sharing.last[:column], index, *sharing.last[column + 1 :])
                following.append(_Sharing(cost, column, column, last, sharing))
    return following


def _best(sharings: list[_Sharing]) -> list[_Sharing]:
    """The cheapest sharing of each situation, those within a margin of the best."""
    kept: dict[tuple[Column, Column, tuple[int, ...]], _Sharing] = {}
    for sharing in sorted(sharings, key=lambda s: s.cost):
        kept.setdefault((sharing.column, sharing.latest, sharing.last), sharing)
    cheapest = list(kept.values())
    return [s for s in cheapest[:_KEPT] if s.cost <= cheapest[0].cost + _MARGIN]
