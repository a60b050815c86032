"""What a new version of a framework changes.

Elements are paired from the surest sign to the weakest: same place and same words, same words, same code with
words that resemble, words that resemble more; first under the same parent, then anywhere. What stays alone
was removed or added.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.competences.model import Framework

#: Ratio of difflib (0 to 1) from which two texts with the same code are one text reworded.
ALIKE_WITH_SAME_CODE = 0.4
#: The same for two texts under one parent, and for two texts anywhere.
ALIKE_IN_PLACE, ALIKE_ANYWHERE = 0.6, 0.8
#: Part of that ratio which the words alone must reach.
_WORDS_SHARED = 0.5


class Subject(StrEnum):
    """What kind of element changed."""

    TITLE = "title"
    CERTIFIER = "certifier"
    BLOCK = "block"
    INTRODUCTION = "introduction"
    ACTIVITY = "activity"
    METHOD = "method"
    COMPETENCE = "competence"
    PRACTICE = "practice"
    CRITERION = "criterion"


class ChangeKind(StrEnum):
    """How it changed; an element can be recoded, moved and reworded at once (three changes)."""

    ADDED = "added"
    REMOVED = "removed"
    RECODED = "recoded"
    MOVED = "moved"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a framework.

    Attributes:
        pointer: JSON Pointer (RFC 6901) into ``to_json_dict`` of its version.
        code: code or id; empty for what has none.
        text: its words.
    """

    pointer: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change; ``old`` is absent for what was added, ``new`` for what was removed."""

    kind: ChangeKind
    subject: Subject
    old: Element | None
    new: Element | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes: those of the whole, then by subject from blocks down to criteria, in document order."""

    changes: tuple[Change, ...]

    @property
    def identical(self) -> bool:
        """Whether nothing changed."""
        return not self.changes

    def count(self, kind: ChangeKind) -> int:
        """How many changes of a kind."""
        return sum(change.kind is kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class _Node:
    """An element among its siblings; ``parent`` is the pointer of what holds it."""

    element: Element
    parent: str
    rank: int
    words: frozenset[str]


_Pairs = dict[str, _Node]


def compare(old: Framework, new: Framework) -> Comparison:
    """What turns ``old`` into ``new``; warnings and unassigned lines do not count."""
    changes = list(_changes_of_the_whole(old, new))
    old_nodes, new_nodes = _nodes(old), _nodes(new)
    pairs: _Pairs = {}
    for subject in old_nodes:
        found = _pair(old_nodes[subject], new_nodes[subject], pairs)
        changes += _changes(subject, old_nodes[subject], new_nodes[subject], found, pairs)
        pairs |= found
    return Comparison(tuple(changes))


def _changes_of_the_whole(old: Framework, new: Framework) -> Iterator[Change]:
    for subject, before, after in (
        (Subject.TITLE, old.title, new.title),
        (Subject.CERTIFIER, old.certifier, new.certifier),
    ):
        if before != after:
            pointer = f"/{subject}"
            yield Change(
                ChangeKind.REWORDED, subject, Element(pointer, "", before), Element(pointer, "", after)
            )


_KEYS = {
    Subject.BLOCK: "blocks",
    Subject.INTRODUCTION: "introduction",
    Subject.ACTIVITY: "activities",
    Subject.METHOD: "assessment_methods",
    Subject.COMPETENCE: "competences",
    Subject.PRACTICE: "practices",
    Subject.CRITERION: "criteria",
}


def _nodes(framework: Framework) -> dict[Subject, list[_Node]]:
    """Every element by subject, parents before children."""
    nodes: dict[Subject, list[_Node]] = {subject: [] for subject in _KEYS}

    def add(subject: Subject, parent: str, rank: int, code: str, text: str) -> str:
        key = _KEYS[subject]
        pointer = f"{parent}/{key}" if subject is Subject.INTRODUCTION else f"{parent}/{key}/{rank}"
        nodes[subject].append(
            _Node(Element(pointer, code, text), parent, rank, frozenset(text.casefold().split()))
        )
        return pointer

    for i, block in enumerate(framework.blocks):
        at = add(Subject.BLOCK, "", i, block.code, block.title)
        if block.introduction:
            add(Subject.INTRODUCTION, at, 0, "", block.introduction)
        for rank, activity in enumerate(block.activities):
            add(Subject.ACTIVITY, at, rank, "", activity)
        for rank, method in enumerate(block.assessment_methods):
            add(Subject.METHOD, at, rank, "", "\n".join((method.stated_range, *method.steps)))
        for j, competence in enumerate(block.competences):
            here = add(Subject.COMPETENCE, at, j, competence.code, competence.statement)
            for rank, practice in enumerate(competence.practices):
                add(Subject.PRACTICE, here, rank, "", practice)
            for rank, criterion in enumerate(competence.criteria):
                add(Subject.CRITERION, here, rank, criterion.id, criterion.text)
    return nodes


def _pair(old: list[_Node], new: list[_Node], parents: _Pairs) -> _Pairs:
    """New node of each old one that has one, by pointer of the old."""
    pairs: _Pairs = {}
    left, right = list(old), list(new)

    def same_parent(a: _Node, b: _Node) -> bool:
        return b.parent == (parents[a.parent].element.pointer if a.parent in parents else a.parent)

    def same_text(a: _Node, b: _Node) -> bool:
        return a.element.text == b.element.text

    def same_code(a: _Node, b: _Node) -> bool:
        return a.element.code == b.element.code

    def take(fits: Callable[[_Node, _Node], bool]) -> None:
        for a in list(left):
            b = next((candidate for candidate in right if fits(a, candidate)), None)
            if b is not None:
                pairs[a.element.pointer] = b
                left.remove(a)
                right.remove(b)

    def take_most_alike(least: float, fits: Callable[[_Node, _Node], bool]) -> None:
        ratios = [
            (_alike(a, b, least), i, j) for i, a in enumerate(left) for j, b in enumerate(right) if fits(a, b)
        ]
        candidates = [
            (left[i], right[j]) for r, i, j in sorted(ratios, key=lambda x: (-x[0], x[1], x[2])) if r
        ]
        for a, b in candidates:
            if a in left and b in right:
                pairs[a.element.pointer] = b
                left.remove(a)
                right.remove(b)

    take(lambda a, b: same_text(a, b) and same_parent(a, b) and a.rank == b.rank)
    take(lambda a, b: same_text(a, b) and same_parent(a, b) and same_code(a, b))
    take(lambda a, b: same_text(a, b) and same_parent(a, b))
    take_most_alike(
        ALIKE_WITH_SAME_CODE, lambda a, b: same_parent(a, b) and same_code(a, b) and bool(a.element.code)
    )
    take_most_alike(ALIKE_IN_PLACE, same_parent)
    take(same_text)
    take_most_alike(ALIKE_ANYWHERE, lambda _a, _b: True)
    return pairs


def _alike(a: _Node, b: _Node, least: float) -> float:
    """Ratio of difflib, 0 when under ``least``.

    Texts that share few words are not compared letter by letter: most pairs end there, which keeps two wholly
    different frameworks quick to compare.
    """
    if 2 * len(a.words & b.words) < least * _WORDS_SHARED * (len(a.words) + len(b.words)):
        return 0.0
    ratio = SequenceMatcher(None, a.element.text, b.element.text, autojunk=False).ratio()
    return ratio if ratio >= least else 0.0


def _changes(
    subject: Subject, old: list[_Node], new: list[_Node], pairs: _Pairs, parents: _Pairs
) -> Iterator[Change]:
    stayed = _in_place(old, pairs, parents)
    for node in old:
        other = pairs.get(node.element.pointer)
        if other is None:
            yield Change(ChangeKind.REMOVED, subject, node.element, None)
            continue
        if node.element.code != other.element.code and not _follows_parent(subject, node, other):
            yield Change(ChangeKind.RECODED, subject, node.element, other.element)
        if node.element.pointer not in stayed:
            yield Change(ChangeKind.MOVED, subject, node.element, other.element)
        if node.element.text != other.element.text:
            yield Change(ChangeKind.REWORDED, subject, node.element, other.element)
    paired = {node.element.pointer for node in pairs.values()}
    for node in new:
        if node.element.pointer not in paired:
            yield Change(ChangeKind.ADDED, subject, None, node.element)


def _follows_parent(subject: Subject, old: _Node, new: _Node) -> bool:
    """A criterion whose id changed only because its competence has a new code keeps its rank: no news."""
    return subject is Subject.CRITERION and old.element.code.split("-")[1:] == new.element.code.split("-")[1:]


def _in_place(old: list[_Node], pairs: _Pairs, parents: _Pairs) -> set[str]:
    """Pointers of the old nodes that did not move: same parent, in the longest run that kept its order."""
    siblings: dict[str, list[_Node]] = {}
    for node in old:
        other = pairs.get(node.element.pointer)
        parent = parents[node.parent].element.pointer if node.parent in parents else node.parent
        if other is not None and other.parent == parent:
            siblings.setdefault(node.parent, []).append(node)
    return {
        group[index].element.pointer
        for group in siblings.values()
        for index in _longest_increasing([pairs[node.element.pointer].rank for node in group])
    }


def _longest_increasing(ranks: list[int]) -> list[int]:
    """Indices of a longest strictly increasing subsequence (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, rank in enumerate(ranks):
        pile = bisect_left(tops, rank)
        before.append(at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [rank]
        at[pile : pile + 1] = [index]
    chain: list[int] = []
    index = at[-1]
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain
