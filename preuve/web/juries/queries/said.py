"""What inspectors said in a frozen copy, and what the candidate answered, as a juror reads it.

Everything comes from the copy that the page has loaded already; a copy of the first format says nothing.
Facts speak about criteria; nothing here counts towards a mark.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from preuve.domain.evidence.contract import Relation
from preuve.domain.evidence.serialise import place_from
from preuve.web.portfolios.queries.statements import spoken_place
from preuve.web.portfolios.wording import in_reader_language

PLACES_SHOWN = 5
FACT, FINDING, LIMIT = "fact", "finding", "limit"
REVIEWS = ("accepted", "", "rejected")
RELATIONS = (Relation.CONTRADICTS, Relation.SHOWS, Relation.SITUATES)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """A place in words, the query of the marking page that opens the viewer on it, and the piece it is in."""

    words: str
    href: str
    piece: int


@dataclass(frozen=True, slots=True)
class SaidStatement:
    """A statement of the copy with its places, and the piece that the candidate says corrects it."""

    row: Row
    places: list[SaidPlace]
    more_places: int
    corrected_by: tuple[int, str] | None

    @property
    def sentence(self) -> str:
        return sentence_of(self.row)

    @property
    def links(self) -> list[tuple[str, str]]:
        return list(self.row["links"].items())


@dataclass(frozen=True, slots=True)
class SaidPart:
    """What was said at once: of a file, of a comparison (`before` is the older piece's title), by a join."""

    described: Row
    before: str
    findings: list[SaidStatement]
    facts: list[SaidStatement]
    limits: list[SaidStatement]

    @property
    def sentence(self) -> str:
        return sentence_of(self.described)


@dataclass(frozen=True, slots=True)
class OnCriterion:
    """A statement that speaks about one criterion, and how."""

    relation: str
    row: Row
    piece: int


@dataclass(frozen=True, slots=True)
class SpokenOn:
    """A statement with how it speaks about the criterion one looks at, and the piece it comes from."""

    relation: str
    said: SaidStatement
    title: str


@dataclass(slots=True)
class Heard:
    """A frozen copy's statements, found by piece and by criterion."""

    inspections: list[Row] = field(default_factory=list)
    joins: list[Row] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> Iterator[tuple[Row, int]]:
        for part in (*self.inspections, *self.joins):
            for row in part["statements"]:
                yield row, part["evidence"]

    def of_piece(self, piece: int) -> list[SaidPart]:
        """Return what was said of one piece, alone and beside older ones."""
        return [self._part(part) for part in self.inspections if part["evidence"] == piece]

    def together(self) -> list[SaidPart]:
        """Return what pieces say together."""
        return [self._part(part) for part in self.joins]

    def on_criterion(self, identifier: str) -> list[SpokenOn]:
        """Return all that speaks about one criterion, contradictions first."""
        found = self.by_criterion().get(identifier, [])
        return [
            SpokenOn(one.relation, self._statement(one.row, one.piece), self.titles[one.piece])
            for one in found
        ]

    def by_criterion(self) -> dict[str, list[OnCriterion]]:
        """Return what speaks about each criterion: contradictions first, what was set aside last."""
        found: dict[str, list[OnCriterion]] = {}
        for row, piece in self.all:
            for identifier, relation in row["links"].items():
                found.setdefault(identifier, []).append(OnCriterion(relation, row, piece))
        for rows in found.values():
            rows.sort(key=_weight)
        return found

    def counts(self) -> dict[int, tuple[int, int]]:
        """Return how many facts and findings there are of each piece."""
        found: dict[int, tuple[int, int]] = {}
        for part in self.inspections:
            facts, findings = found.get(part["evidence"], (0, 0))
            kinds = [row["kind"] for row in part["statements"]]
            found[part["evidence"]] = facts + kinds.count(FACT), findings + kinds.count(FINDING)
        return {piece: both for piece, both in found.items() if any(both)}

    def first_place(self, row: Row, piece: int) -> SaidPlace:
        """Return the first place of a statement: words, and where the viewer opens on it."""
        return (
            self._place(row["places"][0], piece) if row["places"] else SaidPlace("", query_of(piece), piece)
        )

    def _part(self, part: Row) -> SaidPart:
        said = [self._statement(row, part["evidence"]) for row in part["statements"]]
        by_kind = ([one for one in said if one.row["kind"] == kind] for kind in (FINDING, FACT, LIMIT))
        before = part.get("before")
        return SaidPart(part, self.titles.get(before, "") if before else "", *by_kind)

    def _statement(self, row: Row, piece: int) -> SaidStatement:
        places = row["places"][:PLACES_SHOWN]
        found = [self._place(place, piece) for place in places]
        elsewhere = {place.piece for place in found} - {piece}
        several = len({place["artefact"] for place in row["places"]}) > 1
        shown = [self._place(place, piece, named=True) for place in places] if several or elsewhere else found
        corrected = row.get("corrected_by")
        by = (corrected, self.titles[corrected]) if corrected in self.titles else None
        return SaidStatement(row, shown, len(row["places"]) - len(places), by)

    def _place(self, place: Row, piece: int, *, named: bool = False) -> SaidPlace:
        found = place_from(place)
        _archive, _mark, member = found.name.partition("!")
        spread = found.last_line if found.last_line > found.line else ""
        asked: dict[str, str | int] = {
            "member": member,
            "line": found.line,
            "last": spread,
            "column": found.column,
            "path": found.path,
        }
        words, owner = spoken_place(found), self.owners.get(found.artefact, piece)
        return SaidPlace(f"{found.name}, {words}" if named else words, query_of(owner, **asked), owner)


def query_of(piece: int, **asked: str | int) -> str:
    """Return the query of the marking page that opens a piece, at a place."""
    query = urlencode({"preuve": piece, **{name: value for name, value in asked.items() if value}})
    return f"?{query}#L{asked['line']}" if asked.get("line") else f"?{query}"


def heard_in(content: Row | None) -> Heard:
    """Return what inspectors said in a frozen copy; nothing in one of the first format."""
    if not content or not (content.get("inspections") or content.get("joins")):
        return Heard()
    return Heard(
        content.get("inspections", []),
        content.get("joins", []),
        {item["id"]: item["title"] for item in content["evidence"]},
        {item["sha256"]: item["id"] for item in reversed(content["evidence"]) if item["sha256"]},
    )


def sentence_of(row: Row) -> str:
    """Return the sentence of a statement or of a join in the reader's language."""
    return in_reader_language(row["fr"], row["en"])


def _weight(one: OnCriterion) -> tuple[int, int, int]:
    return (
        RELATIONS.index(Relation(one.relation)),
        REVIEWS.index(one.row["review"]),
        -one.row["strength"],
    )
