"""Two exports of the same tickets: what closed, what remains, what is new, what was reopened, and how fast.

Whether two samples of delays differ is told by the Wilcoxon–Mann–Whitney test with the correction for ties
(normal approximation, two-sided 5 %); below eight tickets a side it is not told at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets.stating import limits_of_dates
from preuve.domain.evidence.inspectors.tickets.tally import Hits, Tally, quantile
from preuve.domain.evidence.inspectors.tickets.words import Verdict, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Fact, Finding, Limit
    from preuve.domain.evidence.inspectors.tickets.model import Board, Item

_COUNTED = Strength.RECOMPUTED
#: Tickets of one side that can be held to be compared.
MAX_COMPARED = 50_000
_ENOUGH = 8
_NORMAL_95 = 1.959964

CLOSED = FactKind(
    "tickets.compare.closed",
    _COUNTED,
    "{value} {value:ticket ouvert avant est terminé|tickets ouverts avant sont terminés} après.",
    "{value} {value:ticket|tickets} open before {value:is|are} done after.",
)
REMAINING = FactKind(
    "tickets.compare.remaining",
    _COUNTED,
    "{value} {value:ticket reste ouvert|tickets restent ouverts} d’un export à l’autre.",
    "{value} {value:ticket remains|tickets remain} open from one export to the other.",
)
NEW = FactKind(
    "tickets.compare.new",
    _COUNTED,
    "{value} {value:ticket nouveau|tickets nouveaux}, dont {done} déjà {done:terminé|terminés}.",
    "{value} new {value:ticket|tickets}, {done} already done.",
)
MISSING = FactKind(
    "tickets.compare.missing",
    _COUNTED,
    "{value} {value:ticket du premier export n’est plus|tickets du premier export ne sont plus} dans le "
    "second.",
    "{value} {value:ticket|tickets} of the first export {value:is|are} no longer in the second.",
)
TIMES = FactKind(
    "tickets.compare.resolution_time",
    _COUNTED,
    "Délai médian de résolution : {before:duration} avant ({n_before} {n_before:ticket|tickets}), "
    "{after:duration} "
    "après ({n_after} {n_after:ticket|tickets}) ; {verdict_fr}.",
    "Median time to resolution: {before:duration} before ({n_before} {n_before:ticket|tickets}), "
    "{after:duration} after ({n_after} {n_after:ticket|tickets}); {verdict_en}.",
    unit="s",
)
REOPENED = FindingKind(
    "tickets.compare.reopened",
    "{value} {value:ticket terminé avant est rouvert|tickets terminés avant sont rouverts} après.",
    "{value} {value:ticket|tickets} done before {value:is|are} open after.",
)
OTHER_SCOPE = FindingKind(
    "tickets.compare.other_scope",
    "Les deux exports ne portent pas sur les mêmes tickets : {value} "
    "{value:référence commune|références communes} "
    "pour {n_before} avant et {n_after} après.",
    "The two exports are not about the same tickets: {value} common {value:key|keys} for {n_before} before "
    "and "
    "{n_after} after.",
)
NOT_TOLD = LimitKind(
    "tickets.compare.filters",
    "Un ticket absent d’un export peut avoir été écarté par un filtre : son absence ne dit pas qu’il est "
    "traité.",
    "A ticket missing from an export may have been filtered out: its absence doesn’t say that it was "
    "handled.",
)
NUMBERS = LimitKind(
    "tickets.compare.numbers",
    "Les tickets sont rapprochés par leur numéro, que d’autres projets ou d’autres serveurs emploient aussi "
    ": rien ne prouve que les deux exports viennent du même.",
    "Tickets are matched by their number, which other projects or other servers use too: nothing proves that "
    "both exports come from the same one.",
)
_DIFFER = ("les délais diffèrent (test de Mann-Whitney, 5 %)", "the delays differ (Mann–Whitney test, 5%)")
_ALIKE = (
    "l’écart ne se distingue pas du hasard (test de Mann-Whitney, 5 %)",
    "the gap can’t be told from chance (Mann–Whitney test, 5%)",
)
_FEW = ("trop peu de tickets pour distinguer un écart", "too few tickets to tell a gap")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two exports, read."""

    artefact: Artefact
    board: Board
    tally: Tally
    items: dict[str, tuple[Verdict, Item]]


def side_of(artefact: Artefact, board: Board, context: Context) -> Side:
    """Read one side.

    Raises:
        UnreadableArtefactError: TOO_MANY beyond `MAX_COMPARED` tickets; and as the reader of items.
    """
    tally, items = Tally(context), {}
    for item in board.items:
        tally.add(item)
        key = item.identity or item.key
        if key:
            items[key] = (standing(item), item)
        if len(items) > MAX_COMPARED:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), f"{MAX_COMPARED}")
    tally.settle()
    return Side(artefact, board, tally, items)


def compared(
    before: Side, after: Side
) -> tuple[bool, tuple[Fact, ...], tuple[Finding, ...], tuple[Limit, ...]]:
    """Return whether both sides are about the same tickets, and what changed."""
    common = before.items.keys() & after.items.keys()
    one_board = (before.board.producer, before.board.scope) == (after.board.producer, after.board.scope)
    limits = [
        NOT_TOLD.state(),
        *dict.fromkeys((*limits_of_dates(before.board), *limits_of_dates(after.board))),
    ]
    if any(key.isdecimal() for key in common):
        limits.append(NUMBERS.state())
    if not (one_board and 2 * len(common) >= len(before.items)):
        places = [before.board.heading(""), after.board.heading("")]
        sizes = {"n_before": len(before.items), "n_after": len(after.items)}
        return False, (), (OTHER_SCOPE.state(len(common), places, **sizes),), tuple(limits)
    facts = (*_movements(before, after), *_times(before, after))
    return True, facts, tuple(_reopened(before, after)), tuple(limits)


def _movements(before: Side, after: Side) -> Iterator[Fact]:
    closed, remaining, new, missing = Hits(), Hits(), Hits(), Hits()
    done = 0
    for key, (verdict, item) in after.items.items():
        was = before.items.get(key)
        if was is None:
            new.add(item, "")
            done += verdict is Verdict.DONE
        elif was[0] is Verdict.OPEN and verdict in {Verdict.DONE, Verdict.OPEN}:
            hits = closed if verdict is Verdict.DONE else remaining
            hits.add(was[1], "state")
            hits.places.append(item.at("state"))
    for key, (_, item) in before.items.items():
        if key not in after.items:
            missing.add(item, "")
    heads = [before.board.heading("state"), after.board.heading("state")]
    yield CLOSED.state(closed.count, closed.places or heads)
    yield REMAINING.state(remaining.count, remaining.places or heads)
    yield NEW.state(new.count, new.places or heads, done=done)
    yield MISSING.state(missing.count, missing.places or heads)


def _reopened(before: Side, after: Side) -> Iterator[Finding]:
    hits = Hits()
    for key, (verdict, item) in after.items.items():
        was = before.items.get(key)
        if was and was[0] is Verdict.DONE and verdict is Verdict.OPEN:
            hits.add(was[1], "state")
            hits.places.append(item.at("state"))
    if hits.count:
        yield REOPENED.state(hits.count, hits.places)


def _times(before: Side, after: Side) -> Iterator[Fact]:
    first, last = sorted(before.tally.durations), sorted(after.tally.durations)
    if not first or not last:
        return
    words = _FEW if min(len(first), len(last)) < _ENOUGH else _DIFFER if differ(first, last) else _ALIKE
    value = {"before": quantile(first, 0.5), "after": quantile(last, 0.5)}
    yield TIMES.state(
        {**value, "gain": value["before"] - value["after"]},
        [before.board.heading("resolved"), after.board.heading("resolved")],
        **value,
        n_before=len(first),
        n_after=len(last),
        verdict_fr=words[0],
        verdict_en=words[1],
    )


def differ(first: Sequence[float], last: Sequence[float]) -> bool:
    """Say whether two sorted samples differ in location (Mann–Whitney, normal approximation, 5 %)."""
    n, m = len(first), len(last)
    ranks, ties = _rank_sum(first, last)
    statistic = ranks - n * (n + 1) / 2
    total = n + m
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1)))
    if variance <= 0:
        return False
    gap = max(abs(statistic - n * m / 2) - 0.5, 0)
    return gap / math.sqrt(variance) > _NORMAL_95


def _rank_sum(first: Sequence[float], last: Sequence[float]) -> tuple[float, float]:
    """Return the sum of the ranks of `first` among both, ties at their mean, and Σ(t³ - t) over ties."""
    marked = sorted([(value, 1) for value in first] + [(value, 0) for value in last])
    ranks = ties = 0.0
    start = 0
    while start < len(marked):
        end = start
        while end < len(marked) and marked[end][0] == marked[start][0]:
            end += 1
        tied = end - start
        ranks += sum(mark for _, mark in marked[start:end]) * (start + end + 1) / 2
        ties += tied**3 - tied
        start = end
    return ranks, ties
