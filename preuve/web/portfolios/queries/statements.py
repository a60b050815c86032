"""What inspectors said of a portfolio's evidence, with what its candidate answered, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from preuve.domain.evidence.contract import Place, PlaceKind, Relation
from preuve.domain.evidence.serialise import place_from
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.frameworks.queries import CriterionNode, FrameworkStructure, structure_of
from preuve.web.portfolios.models import (
    Claim,
    Evidence,
    FactReview,
    FindingAnswer,
    InspectionRun,
    Portfolio,
    Statement,
)
from preuve.web.portfolios.wording import in_reader_language

PLACES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where, in words, and the page that shows it (empty when the bytes are in no piece)."""

    words: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A criterion that a statement speaks about, and the claim that the piece already makes for it."""

    criterion: CriterionNode
    relation: Relation
    claim_id: int | None


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement with its places, its criteria among those aimed at, and what the candidate answered."""

    statement: Statement
    piece: Evidence
    places: list[ShownPlace]
    links: list[ShownLink]
    review: FactReview | None
    answer: FindingAnswer | None
    others: list[Evidence]

    @property
    def sentence(self) -> str:
        return in_reader_language(self.statement.fr, self.statement.en)

    @property
    def is_fact(self) -> bool:
        return self.statement.nature == Statement.Nature.FACT

    @property
    def is_finding(self) -> bool:
        return self.statement.nature == Statement.Nature.FINDING

    @property
    def verdict(self) -> str:
        return self.review.verdict if self.review else ""

    @property
    def more_places(self) -> int:
        return max(0, len(self.places) - PLACES_SHOWN)

    @property
    def claim_url(self) -> str:
        """Return the page of the piece with a claim begun: this sentence, the criteria not claimed yet."""
        query = [
            ("fait", self.statement.pk),
            *(("critere", link.criterion.identifier) for link in self.unclaimed),
        ]
        return f"{reverse('evidence', args=[self.piece.pk])}?{urlencode(query)}#claim-title"

    @property
    def unclaimed(self) -> list[ShownLink]:
        """Return the links that a claim can still be written for."""
        return [link for link in self.links if link.claim_id is None]


@dataclass(slots=True)
class CellCounts:
    """What is said about one criterion in one case: how often each relation, and how often it is accepted."""

    said: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)

    def is_settled(self, relation: str) -> bool:
        """Return whether the sign is drawn whole: a contradiction stands by itself, a fact once accepted."""
        return relation == Relation.CONTRADICTS or bool(self.accepted.get(relation))


Cells = dict[tuple[str, int | None], CellCounts]


def statements_of_piece(piece: Evidence) -> list[ShownStatement]:
    """Return what was read in a piece, alone and beside older ones: six queries at most."""
    rows = Statement.objects.filter(evidence=piece, run__isnull=False)
    return shown_statements(
        piece.portfolio, rows.select_related("run__before").order_by("run__before", "rank")
    )


def statements_on_criterion(
    portfolio: Portfolio, identifier: str, *, held_back: bool
) -> list[ShownStatement]:
    """Return what speaks about a criterion, everywhere: contradictions first, then the strongest."""
    rows = _visible(portfolio, held_back=held_back).filter(links__has_key=identifier)
    shown = shown_statements(portfolio, rows.order_by("evidence", "rank"))
    return sorted(shown, key=lambda one: _weight(one, identifier))


def _weight(shown: ShownStatement, identifier: str) -> tuple[bool, int, int]:
    verdicts = (FactReview.Verdict.ACCEPTED, FactReview.Verdict.NONE, FactReview.Verdict.REJECTED)
    row = shown.statement
    contradicts = row.links[identifier] == Relation.CONTRADICTS
    return not contradicts, verdicts.index(FactReview.Verdict(shown.verdict)), -row.strength


def statement_alone(statement: Statement) -> ShownStatement:
    """Return one statement as pages show it."""
    return shown_statements(statement.portfolio, [statement])[0]


def joins_of_portfolio(portfolio: Portfolio) -> list[tuple[str, list[ShownStatement]]]:
    """Return what the pieces say together: the sentence of each join with its statements."""
    rows = Statement.objects.filter(portfolio=portfolio, join__isnull=False).select_related("join")
    shown = shown_statements(portfolio, rows.order_by("join", "rank"))
    joins: dict[Any, list[ShownStatement]] = {}
    for one in shown:
        joins.setdefault(one.statement.join, []).append(one)
    return [(in_reader_language(join.fr, join.en), found) for join, found in joins.items()]


def shown_statements(portfolio: Portfolio, rows: Iterable[Statement]) -> list[ShownStatement]:
    """Return statements of one portfolio as pages show them: four queries, none without any."""
    found = list(rows)
    if not found:
        return []
    keys = {row.key for row in found}
    reviews = {row.key: row for row in FactReview.objects.filter(portfolio=portfolio, key__in=keys)}
    answers = {
        row.key: row
        for row in FindingAnswer.objects.filter(portfolio=portfolio, key__in=keys).select_related("evidence")
    }
    pieces = {row.pk: row for row in Evidence.objects.filter(portfolio=portfolio).only(*NAMED)}
    owners = {piece.artefact_id: piece.pk for piece in reversed(pieces.values()) if piece.artefact_id}
    claims = Claim.objects.filter(evidence__in={row.evidence_id for row in found})
    claimed = {(row[0], row[1]): row[2] for row in claims.values_list("evidence", "criterion", "pk")}
    structure = structure_of(portfolio.framework_version_id)
    return [
        ShownStatement(
            row,
            pieces[row.evidence_id],
            shown_places(row.places, row.evidence_id, owners),
            _links(row, portfolio, structure, claimed),
            reviews.get(row.key),
            answers.get(row.key),
            [piece for piece in pieces.values() if piece.pk != row.evidence_id],
        )
        for row in found
    ]


SPOKEN_BY_LINE = {PlaceKind.XML, PlaceKind.JSON, PlaceKind.YAML}
NAMED = ("pk", "title", "artefact", "portfolio", "is_held_back")


def shown_places(places: list[dict[str, Any]], evidence_id: int, owners: dict[str, int]) -> list[ShownPlace]:
    """Return the places of a statement; each says its file unless all lie in the piece that is shown."""
    found = [shown_place(place, owners.get(place["artefact"], evidence_id)) for place in places]
    if {owners.get(place["artefact"], evidence_id) for place in places} <= {evidence_id}:
        return found
    return [replace(place, words=f"{place.name}, {place.words}") for place in found]


def shown_place(place: dict[str, Any], evidence_id: int) -> ShownPlace:
    """Return a place in words of the reader's language, with the address of the viewer that opens on it."""
    found = place_from(place)
    last = found.last_line if found.last_line > found.line else ""
    asked = {"line": found.line or "", "last": last, "path": found.path, "column": found.column}
    _archive, _mark, member = found.name.partition("!")
    query = urlencode({name: value for name, value in {**asked, "member": member}.items() if value})
    anchor = f"#L{found.line}" if found.line else ""
    url = reverse("evidence_view", args=[evidence_id])
    return ShownPlace(spoken_place(found), f"{url}{'?' if query else ''}{query}{anchor}", found.name)


def spoken_place(place: Place) -> str:
    """Say a place in the reader's language; beside a line, the path of an element is for programs."""
    spoken = replace(place, path="") if place.line and place.kind in SPOKEN_BY_LINE else place
    return spoken.words(in_reader_language("fr", "en"))


def _links(
    row: Statement,
    portfolio: Portfolio,
    structure: FrameworkStructure,
    claimed: dict[tuple[int, int], int],
) -> list[ShownLink]:
    nodes = [
        (structure.criteria_by_identifier[name], Relation(how))
        for name, how in row.links.items()
        if name in structure.criteria_by_identifier
    ]
    return [
        ShownLink(node, how, claimed.get((row.evidence_id, node.pk)))
        for node, how in nodes
        if node.block_code in portfolio.block_codes
    ]


def _visible(portfolio: Portfolio, *, held_back: bool) -> "QuerySet[Statement]":
    rows = Statement.objects.filter(portfolio=portfolio)
    return rows if held_back else rows.filter(evidence__is_held_back=False)


COUNTED = CompiledQuery(
    lambda: (
        Statement.objects.filter(portfolio=hole("portfolio"))
        .exclude(links={})
        .order_by()
        .values_list(
            "evidence__case_id",
            "evidence__is_held_back",
            "links",
            Subquery(
                FactReview.objects.filter(portfolio=OuterRef("portfolio"), key=OuterRef("key")).values(
                    "verdict"
                )[:1]
            ),
        )
    )
)


def cells_of(portfolio: Portfolio, *, held_back: bool) -> Cells:
    """Return what is said about each criterion in each case, for the matrix: one query."""
    rows = COUNTED.rows(portfolio=portfolio.pk)
    return counted_cells(
        (case, links, verdict or "")
        for case, is_held_back, links, verdict in rows
        if held_back or not is_held_back
    )


def cells_of_content(content: dict[str, Any]) -> Cells:
    """Return the same of a frozen copy, which has nothing to say before its second format."""
    cases = {item["id"]: item["case"] for item in content["evidence"]}
    said = [*content.get("inspections", ()), *content.get("joins", ())]
    return counted_cells(
        (cases.get(one["evidence"]), row["links"], row["review"]) for one in said for row in one["statements"]
    )


def counted_cells(rows: Iterable[tuple[int | None, dict[str, str], str]]) -> Cells:
    """Count relations by criterion and case: not of facts that were set aside, but for contradictions."""
    cells: Cells = {}
    for case, links, verdict in rows:
        for identifier, relation in links.items():
            if verdict == FactReview.Verdict.REJECTED and relation != Relation.CONTRADICTS:
                continue
            cell = cells.setdefault((identifier, case), CellCounts())
            cell.said[relation] = cell.said.get(relation, 0) + 1
            if verdict == FactReview.Verdict.ACCEPTED:
                cell.accepted[relation] = cell.accepted.get(relation, 0) + 1
    return cells


def open_findings(portfolio: Portfolio, *, held_back: bool) -> dict[int, str]:
    """Return the titles, by id, of the pieces with a contradiction that nobody answered: one query."""
    answered = FindingAnswer.objects.filter(portfolio=portfolio, key=OuterRef("key"))
    rows = _visible(portfolio, held_back=held_back).filter(nature=Statement.Nature.FINDING)
    found = rows.filter(~Exists(answered)).order_by("evidence", "rank")
    return dict(found.values_list("evidence", "evidence__title"))


def reading_state() -> Subquery:
    """Return how far the reading of a piece is, as a column of a query of evidence."""
    runs = InspectionRun.objects.filter(evidence=OuterRef("pk"), before=None)
    return Subquery(runs.values("state")[:1])
