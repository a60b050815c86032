"""The rows of the marking grid, drawn fast.

A grid has a hundred criteria, and all of a row but the juror's own words is the same for everybody who
marks this framework under these rules. So `_criterion.html` is rendered once per criterion, language and set
of rules, with holes where a juror's words go; a page then only fills them in, escaped. Nothing of any juror
is ever kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from preuve.domain.assessment.regulations import Regulations
from preuve.domain.evidence.contract import Relation
from preuve.web.frameworks.queries import CriterionNode, structure_of
from preuve.web.juries.phrasing import comment_required_codes, level_words
from preuve.web.juries.queries.marking import Grid
from preuve.web.juries.queries.said import RELATIONS, Heard, OnCriterion, Row, sentence_of

HOLE = "\ue000"  # private use: it is in no text of ours, and is taken out of the framework's
ABSTAIN = "abstain"
LEVEL = "level:"
SAID_LINES = 4

Skeleton = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One competence of the grid: its title, and its rows already drawn."""

    code: str
    statement: str
    rows: SafeString


@dataclass(frozen=True, slots=True)
class GridBlock:
    code: str
    title: str
    competences: tuple[GridRow, ...]


def hole(name: str) -> SafeString:
    """Return the sign of a place to fill."""
    return mark_safe(f"{HOLE}{name}{HOLE}")  # noqa: S308 (a constant of ours)


def grid_blocks(
    grid: Grid, claims: dict[str, list[tuple[str, str, str]]], heard: Heard, token: str
) -> tuple[GridBlock, ...]:
    """Return the whole grid drawn, block by block, with the juror's own marks in it."""
    version, language = grid.structure.version_id, get_language() or ""
    skeletons = _criterion_skeletons(version, grid.regulations, language)
    claim_skeleton = _claim_skeleton(language)
    common = {
        "url": reverse("marking", args=[grid.defence.pk]),
        "token": escape(token),
        "disabled": " disabled" if grid.handed_in else "",
        "save": "data-frozen" if grid.handed_in else "data-autosave",
    }
    lines = SaidLines(heard, common["url"], language)
    said = {identifier: lines.box(identifier, found) for identifier, found in heard.by_criterion().items()}
    blocks = []
    for block in grid.blocks:
        competences = []
        for competence in block.competences:
            drawn = "".join(
                fill(
                    skeletons[criterion.identifier],
                    common
                    | _own_words(grid, criterion, comment_required_codes(grid.regulations))
                    | {
                        "claims": _claims(claim_skeleton, common, claims.get(criterion.identifier, ())),
                        "said": said.get(criterion.identifier, ""),
                    },
                )
                for criterion in competence.criteria
            )
            rows = mark_safe(drawn)  # noqa: S308 (from our templates, filled with escaped text only)
            competences.append(GridRow(competence.code, competence.statement, rows))
        blocks.append(GridBlock(block.code, block.title, tuple(competences)))
    return tuple(blocks)


def fill(skeleton: Skeleton, values: dict[str, str]) -> str:
    """Return a skeleton with its holes filled, empty where there is no value. Values are escaped already."""
    return "".join(values.get(part, "") if index % 2 else part for index, part in enumerate(skeleton))


def _own_words(grid: Grid, criterion: CriterionNode, commented: frozenset[str]) -> dict[str, str]:
    mark = grid.marks.get(criterion.pk)
    if mark is None:
        return {"revision": "0", "comment_hidden": " hidden"}
    choice = ABSTAIN if mark.abstained else f"{LEVEL}{mark.level}" if mark.level else ""
    return {
        "revision": str(mark.revision),
        f"checked:{choice}": " checked",
        "comment": escape(mark.comment),
        "note": escape(mark.note),
        "question": escape(mark.question),
        "open": " open" if mark.note or mark.question else "",
        "comment_hidden": "" if mark.level in commented else " hidden",
    }


def _claims(skeleton: Skeleton, common: dict[str, str], claims: Iterable[tuple[str, str, str]]) -> str:
    return "".join(
        fill(skeleton, common | {"piece": escape(piece), "title": escape(title), "why": escape(why)})
        for piece, title, why in claims
    )


class SaidLines:
    """What inspectors said, drawn for the criteria of one page; a statement speaks about several of them."""

    def __init__(self, heard: Heard, url: str, language: str) -> None:
        self.heard = heard
        self.url = url
        self.language = language
        self._values: dict[int, dict[str, str]] = {}

    def box(self, identifier: str, found: list[OnCriterion]) -> str:
        """Return how often a criterion is spoken about, the first statements, and the way to all of them."""
        shown, more = found[:SAID_LINES], ""
        if left := len(found) - len(shown):
            words = ngettext("Lire aussi %(n)s autre", "Lire aussi les %(n)s autres", left) % {"n": left}
            said = {"words": escape(words), "identifier": escape(identifier), "url": self.url}
            more = fill(_said_more(self.language), said)
        relations = [one.relation for one in found]
        counts = ", ".join(
            relation_count(relation, relations.count(relation), self.language)
            for relation in RELATIONS
            if relation in relations
        )
        lines = "".join(map(self._line, shown))
        return fill(_said_box(self.language), {"counts": escape(counts), "lines": lines, "more": more})

    def _line(self, one: OnCriterion) -> str:
        row = one.row
        skeleton = _said_line_skeleton(
            one.relation, row["kind"], row["strength"], row["review"], row["answer"], self.language
        )
        values = self._values.get(id(row))
        if values is None:
            values = self._values[id(row)] = self._words(row, one.piece)
        return fill(skeleton, values)

    def _words(self, row: Row, piece: int) -> dict[str, str]:
        place = self.heard.first_place(row, piece)
        return {
            "url": self.url,
            "href": escape(place.href),
            "place": escape(f", {place.words}") if place.words else "",
            "title": escape(self.heard.titles[place.piece]),
            "sentence": escape(sentence_of(row)),
            "comment": f'<q class="said__comment">{escape(row["comment"])}</q>' if row["comment"] else "",
        }


@lru_cache(maxsize=256)
def relation_count(relation: str, count: int, language: str) -> str:
    """Say how many statements speak about a criterion in one way."""
    del language  # part of the key only
    words = {
        Relation.SHOWS: ngettext("%(n)s montre", "%(n)s montrent", count),
        Relation.SITUATES: ngettext("%(n)s situe", "%(n)s situent", count),
        Relation.CONTRADICTS: ngettext("%(n)s contredit", "%(n)s contredisent", count),
    }
    return words[Relation(relation)] % {"n": count}


@lru_cache(maxsize=512)
def _said_line_skeleton(  # noqa: PLR0913, PLR0917 (what a line looks like depends on all of them)
    relation: str, kind: str, rank: int, review: str, answer: str, language: str
) -> Skeleton:
    del language  # part of the key only
    drawn = {"relation": relation, "kind": kind, "rank": rank, "review": review, "answer": answer}
    holes = {name: hole(name) for name in ("url", "href", "place", "title", "sentence", "comment")}
    return _cut(render_to_string("juries/_said_line.html", drawn | holes).strip())


@lru_cache(maxsize=8)
def _said_box(language: str) -> Skeleton:
    del language  # part of the key only
    holes = {name: hole(name) for name in ("counts", "lines", "more")}
    return _cut(render_to_string("juries/_said_box.html", holes).strip())


@lru_cache(maxsize=8)
def _said_more(language: str) -> Skeleton:
    del language  # part of the key only
    holes = {name: hole(name) for name in ("url", "identifier", "words")}
    return _cut(render_to_string("juries/_said_more.html", holes).strip())


def _cut(html: str) -> Skeleton:
    return tuple(html.split(HOLE))


@lru_cache(maxsize=32)
def _claim_skeleton(language: str) -> Skeleton:
    del language  # part of the key only
    holes = {name: hole(name) for name in ("url", "piece", "title", "why")}
    return _cut(render_to_string("juries/_claim.html", holes))


@lru_cache(maxsize=32)
def _criterion_skeletons(version_id: int, regulations: Regulations, language: str) -> dict[str, Skeleton]:
    del language  # part of the key only
    options = _options(regulations)
    names = (
        "url",
        "token",
        "disabled",
        "save",
        "revision",
        "comment",
        "note",
        "question",
        "open",
        "comment_hidden",
        "claims",
        "said",
    )
    holes = {name: hole(name) for name in names}
    return {
        criterion.identifier: _cut(
            render_to_string("juries/_criterion.html", holes | _texts(criterion) | {"options": options})
        )
        for criterion in structure_of(version_id).criteria.values()
    }


def _texts(criterion: CriterionNode) -> dict[str, str]:
    return {
        "identifier": criterion.identifier,
        "label": criterion.label.replace(HOLE, ""),
        "expectation": criterion.expectation.replace(HOLE, ""),
    }


def _options(regulations: Regulations) -> list[dict[str, Any]]:
    commented = comment_required_codes(regulations)
    options: list[dict[str, Any]] = [
        {
            "value": f"{LEVEL}{level.code}",
            "label": level_words(level),
            "checked": hole(f"checked:{LEVEL}{level.code}"),
            "comment_required": level.code in commented,
            "key": position,
        }
        for position, level in enumerate(regulations.scale.levels, start=1)
    ]
    if regulations.scale.abstention_allowed:
        options.append(
            {"value": ABSTAIN, "label": "", "checked": hole(f"checked:{ABSTAIN}"), "key": len(options) + 1}
        )
    return options
