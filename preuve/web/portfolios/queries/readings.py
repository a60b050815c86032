"""How far the reading of evidence is, what a piece can be compared with, what a frozen copy keeps of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from preuve.domain.credentials.canonical import LARGEST_WHOLE_NUMBER
from preuve.web.portfolios.models import (
    Evidence,
    FactReview,
    FindingAnswer,
    InspectionRun,
    Join,
    Portfolio,
    Statement,
)
from preuve.web.portfolios.queries.statements import (
    ShownPlace,
    ShownStatement,
    shown_place,
    statements_of_piece,
)
from preuve.web.portfolios.wording import in_reader_language

RECENTLY = timedelta(seconds=20)
STUCK_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why something could not be read, and where."""

    name: str
    reason: str
    place: ShownPlace | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One run with its statements by nature."""

    run: InspectionRun
    facts: list[ShownStatement]
    findings: list[ShownStatement]
    limits: list[ShownStatement]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """Return the kinds that claim the file, each inspector once, the surest first."""
        return list({kind["inspector"]: kind for kind in reversed(self.run.kinds)}.values())[::-1]

    @property
    def chosen(self) -> str:
        """Return the inspector that read the file as a whole."""
        return self.run.kind or (self.run.kinds[0]["inspector"] if self.run.kinds else "")

    @property
    def unread(self) -> list[Unread]:
        return [
            Unread(
                item["name"],
                in_reader_language(item["fr"], item["en"]),
                shown_place(item["place"], self.run.evidence_id) if item["place"] else None,
            )
            for item in self.run.unreadable
        ]

    @property
    def is_stuck(self) -> bool:
        """Return whether a reading takes longer than any may: its worker was stopped."""
        started = self.run.started_at or self.run.asked_at
        return self.run.is_under_way and timezone.now() - started > STUCK_AFTER


@dataclass(frozen=True, slots=True)
class PieceReadings:
    """What was read in a piece: alone (nothing for a link or a text), and beside older pieces."""

    alone: Reading | None
    comparisons: list[Reading]

    @property
    def is_under_way(self) -> bool:
        return any(reading.run.is_under_way for reading in self.all)

    @property
    def all(self) -> list[Reading]:
        return [*([self.alone] if self.alone else []), *self.comparisons]


@dataclass(frozen=True, slots=True)
class Comparable:
    """A piece that the same inspector read; `is_older`: proposed as the earlier of the two."""

    piece: Evidence
    produced: str
    is_older: bool


def readings_of(piece: Evidence, *, held_back: bool) -> PieceReadings:
    """Return what was read in a piece: one query for the runs, then those of its statements."""
    if piece.artefact_id is None:
        return PieceReadings(None, [])
    runs = list(piece.runs.select_related("before").defer("report"))
    shown = statements_of_piece(piece)
    readings = [
        Reading(run, *([one for one in shown if _is(one, run, nature)] for nature in Statement.Nature))
        for run in runs
        if held_back or run.before is None or not run.before.is_held_back
    ]
    alone = next((reading for reading in readings if reading.run.before is None), None)
    return PieceReadings(alone, [reading for reading in readings if reading.run.before is not None])


def progress_of(portfolio: Portfolio, now: datetime) -> dict[str, Any]:
    """Return how many files are still to be read, and the readings that a page that asks has not seen."""
    runs = InspectionRun.objects.filter(evidence__portfolio=portfolio, before=None).defer("report")
    waiting = Q(state__in=[InspectionRun.State.WAITING, InspectionRun.State.READING])
    found = list(runs.filter(waiting | Q(finished_at__gte=now - RECENTLY)))
    finished = [run for run in found if not run.is_under_way]
    return {"under_way": len(found) - len(finished), "finished": finished}


def _is(shown: ShownStatement, run: InspectionRun, nature: str) -> bool:
    return shown.statement.run_id == run.pk and shown.statement.nature == nature


def comparable_pieces(piece: Evidence, readings: PieceReadings) -> list[Comparable]:
    """Return the other pieces of the portfolio that the same inspectors read, not compared yet."""
    mine = readings.alone.run if readings.alone else None
    if mine is None or mine.state != InspectionRun.State.READ or piece.is_held_back:
        return []
    inspectors = {one["inspector"] for one in mine.described}
    beside = {reading.run.before_id for reading in readings.comparisons}
    runs = InspectionRun.objects.filter(
        evidence__portfolio=piece.portfolio_id,
        evidence__is_held_back=False,
        before=None,
        state=InspectionRun.State.READ,
    )
    others = runs.exclude(evidence=piece).exclude(evidence__in=beside).select_related("evidence")
    return [
        Comparable(run.evidence, moment_of(run), _is_earlier(run, mine))
        for run in others.defer("report")
        if inspectors & {one["inspector"] for one in run.described}
    ]


def moment_of(run: InspectionRun) -> str:
    """Return when the bytes of a piece say that they were made, as precise as they are; empty unknown."""
    for one in run.described:
        if moment := one["produced_at"] or one["period"][1]:
            return str(moment)
    return ""


def _is_earlier(other: InspectionRun, mine: InspectionRun) -> bool:
    """Return whether the other piece is older: by what the files say, else by when they were added."""
    theirs, ours = _instant(moment_of(other)), _instant(moment_of(mine))
    if theirs is not None and ours is not None and theirs != ours:
        return theirs < ours
    return other.evidence_id < mine.evidence_id


def _instant(text: str) -> datetime | None:
    """Return the moment that an ISO 8601 text names; a month or a year begins on its first day."""
    padded = f"{text}-01-01"[:10] if len(text) < len("2026-05-01") else text
    try:
        moment = datetime.fromisoformat(padded)
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def frozen_inspections(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Return what inspectors said of each piece, with what the candidate answered, as the frozen copy has it.

    One entry per artefact that was read (an archive has several) and per comparison. Figures with decimals
    are written as text: the canonical form (RFC 8785 as we use it) knows whole numbers only.
    """
    runs = InspectionRun.objects.filter(
        evidence__portfolio=portfolio, evidence__is_held_back=False, state=InspectionRun.State.READ
    )
    judged = _Judged(portfolio)
    found = []
    for run in (
        runs.order_by("evidence", F("before").asc(nulls_first=True))
        .defer("report")
        .prefetch_related("statements")
    ):
        rows = list(run.statements.all())
        # Statements were written artefact by artefact, in the order in which these are described.
        for one, part in zip(
            run.described, _parts(rows, [each["said"] for each in run.described]), strict=True
        ):
            found.append(
                {
                    "evidence": run.evidence_id,
                    "before": run.before_id,
                    **{name: one[name] for name in ("inspector", "version", *DESCRIBED)},
                    "statements": [judged.frozen(row) for row in part],
                }
            )
    return found


def frozen_joins(portfolio: Portfolio) -> list[dict[str, Any]]:
    """Return what pieces say together, as the frozen copy has it; `evidence` is the piece named first."""
    judged = _Judged(portfolio)
    rows = {join: list(join.statements.all()) for join in _joins(portfolio)}
    return [
        {
            "evidence": found[0].evidence_id,
            "code": join.code,
            "fr": join.fr,
            "en": join.en,
            "statements": [judged.frozen(row) for row in found],
        }
        for join, found in rows.items()
        if found
    ]


DESCRIBED = ("name", "sha256", "format", "producer", "produced_at", "period", "target")


def _joins(portfolio: Portfolio) -> Iterable[Join]:
    return portfolio.joins.prefetch_related("statements")


def _parts(rows: list[Statement], sizes: list[int]) -> Iterable[list[Statement]]:
    start = 0
    for size in sizes:
        yield rows[start : start + size]
        start += size


class _Judged:
    """What a candidate answered in one portfolio, by key."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.reviews = {row.key: row for row in FactReview.objects.filter(portfolio=portfolio)}
        self.answers = {row.key: row for row in FindingAnswer.objects.filter(portfolio=portfolio)}

    def frozen(self, row: Statement) -> dict[str, Any]:
        review, answer = self.reviews.get(row.key), self.answers.get(row.key)
        return {
            "kind": str(row.nature),
            "code": row.code,
            "value": exact(row.value),
            "unit": row.unit,
            "strength": row.strength,
            "fr": row.fr,
            "en": row.en,
            "places": exact(row.places),
            "links": row.links,
            "review": review.verdict if review else "",
            "answer": answer.answer if answer else "",
            "comment": answer.text if answer else review.comment if review else "",
            "corrected_by": answer.evidence_id if answer else None,
        }


def exact(value: Any) -> Any:
    """Return plain JSON that has a canonical form: decimals and figures beyond 2^53 as text."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER):
        return repr(value)
    if isinstance(value, dict):
        return {name: exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    return value
