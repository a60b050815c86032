"""From a tally to statements; a field that the file lacks leaves its fact out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tickets import statements as say
from preuve.domain.evidence.inspectors.tickets.tally import MAX_KEYS, Days, Tally, quantile
from preuve.domain.evidence.inspectors.tickets.words import ChangeKind, Verdict
from preuve.domain.evidence.wording import duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Limit
    from preuve.domain.evidence.inspectors.tickets.model import Board

#: Findings that only a file with that field can show.
_NEEDS = {
    "tickets.closed_without_resolution": ("resolution",),
    "tickets.review_empty": ("review", "reviewed"),
    "tickets.urgent_not_reviewed": ("review", "reviewed"),
}


def facts_of(board: Board, tally: Tally) -> tuple[Fact, ...]:
    """Return the facts of a board whose items were all counted."""
    return (
        *_counts(board, tally),
        *_people(board, tally),
        *_times(board, tally),
        *_records(board, tally),
        *_changes(board, tally),
        *_of_board(board, tally),
    )


def _counts(board: Board, tally: Tally) -> Iterator[Fact]:
    counts = {
        "total": tally.total,
        "done": tally.verdicts[Verdict.DONE],
        "open": tally.verdicts[Verdict.OPEN],
        "dropped": tally.verdicts[Verdict.DROPPED],
        "unknown": tally.verdicts[Verdict.UNKNOWN],
    }
    yield say.ITEMS.state(counts, [board.heading("")], **counts)
    for kind, words, field in (
        (say.STATES, tally.states, "state"),
        (say.TYPES, tally.types, "type"),
        (say.PRIORITIES, tally.priorities, "priority"),
        (say.VERSIONS, tally.versions, "versions"),
    ):
        named = words.named()
        if named:
            yield kind.state(named, [board.heading(field)], said=_tallied(named))


def _people(board: Board, tally: Tally) -> Iterator[Fact]:
    if "assignee" in board.fields:
        counts = {
            "assignees": len(tally.assignees.names),
            "unassigned": tally.unassigned,
        }
        yield say.PEOPLE.state(counts, [board.heading("assignee")], **counts)
    if "author" in board.fields:
        yield say.AUTHORS.state(len(tally.authors.names), [board.heading("author")])
    if tally.mine or tally.mine_opened:
        mine = {"assigned": tally.mine, "opened": tally.mine_opened, "total": tally.total}
        yield say.CANDIDATE.state(mine, [board.heading("assignee"), board.heading("author")], **mine)


def _times(board: Board, tally: Tally) -> Iterator[Fact]:
    days = tally.events
    places = [board.heading("created"), board.heading(_end(board))]
    if board.history and board.history.moments:
        days, places = Days(), [board.history.place]
        for moment in board.history.moments:
            days.add(moment)
    if days.first and days.last:
        first, last = days.first.date().isoformat(), days.last.date().isoformat()
        counts = {
            "events": days.events,
            "weeks": max(days.weeks) - min(days.weeks) + 1,
            "active_weeks": len(days.weeks),
            "busiest": max(days.weeks.values()),
        }
        yield say.ACTIVITY.state(counts, places, first=first, last=last, **counts)
    yield from _spread(say.RESOLUTION_TIME, tally.durations, board, _end(board))
    yield from _spread(say.TAKING_TIME, tally.taken, board, "taken")
    if tally.with_due and not tally.untold_ends:
        due = {"with_due": tally.with_due, "late": tally.late}
        yield say.DUE.state(due, [board.heading("due")], **due)


def _spread(kind: FactKind, seconds: Sequence[float], board: Board, field: str) -> Iterator[Fact]:
    if seconds:
        ranked = sorted(seconds)
        value = {"median": quantile(ranked, 0.5), "p90": quantile(ranked, 0.9)}
        yield kind.state(value, [board.heading("created"), board.heading(field)], n=len(ranked), **value)


def _end(board: Board) -> str:
    """Return the field that tells when tickets ended."""
    return "resolved" if "resolved" in board.fields.difference(board.orders.unsure) else "closed"


def _records(board: Board, tally: Tally) -> Iterator[Fact]:
    if "resolution" in board.fields:
        place, done = board.heading("resolution"), tally.finished_unresolved
        yield say.WITHOUT_RESOLUTION.state(tally.unresolved, [place], total=tally.total, done=done)
    if "reopened" in board.fields:
        yield say.REOPENED.state(tally.reopened, [board.heading("reopened")], total=tally.total)
    if tally.linked["items"]:
        links = {name: tally.linked[name] for name in ("items", "problem", "change", "other")}
        places = [board.heading(field) for field in ("problem", "change", "related") if field in board.fields]
        yield say.LINKS.state(links, places, **links)
    if tally.incidents.counts["incidents"]:
        filled = tuple(field for field in ("resolution", "cause") if field in board.fields)
        names = ("incidents", "done", *(f"with_{field}" for field in filled))
        counts = {name: tally.incidents.counts[name] for name in names}
        places = [board.heading(field) for field in ("type", *filled)]
        yield say.INCIDENTS_BY_FIELDS[filled].state(counts, places, **counts)


def _changes(board: Board, tally: Tally) -> Iterator[Fact]:
    changes = tally.changes
    kinds = {kind.value: changes.kinds[kind] for kind in ChangeKind}
    number = sum(kinds.values())
    if not number:
        return
    place = board.heading("change_kind" if "change_kind" in board.fields else "type")
    yield say.CHANGES.state(kinds, [place], n=number, **kinds)
    told = not {"approved", "implemented"}.intersection(board.orders.unsure)
    if told and (changes.counts["approved"] or changes.counts["implemented"]):
        counts = {name: changes.counts[name] for name in ("approved", "implemented", "approved_first")}
        places = [board.heading("approved"), board.heading("implemented")]
        yield say.CHANGE_APPROVALS.state(counts, places, **counts)
    if board.fields & {"review", "reviewed"} or changes.counts["reviewed"]:
        reviews = {name: changes.counts[name] for name in ("done", "reviewed")}
        yield say.CHANGE_REVIEWS.state(
            reviews, [board.heading("review" if "review" in board.fields else "reviewed")], **reviews
        )
    if changes.leads:
        medians = {kind: quantile(sorted(each), 0.5) for kind, each in changes.leads.items()}
        yield say.CHANGE_TIMES.state(
            {kind.value: median for kind, median in medians.items()},
            [board.heading("created"), board.heading(_end(board))],
            said=[f"{_KINDS[kind][0]} {duration(median, 'fr')}" for kind, median in medians.items()],
            said_en=[f"{_KINDS[kind][1]} {duration(median, 'en')}" for kind, median in medians.items()],
        )


_KINDS = {
    ChangeKind.STANDARD: ("standard", "standard"),
    ChangeKind.NORMAL: ("normal", "normal"),
    ChangeKind.URGENT: ("urgent", "urgent"),
    ChangeKind.UNKNOWN: ("de type inconnu", "of unknown type"),
}


def _of_board(board: Board, tally: Tally) -> Iterator[Fact]:
    if board.lists:
        yield say.LISTS.state(board.lists, [board.heading("state")], n=len(board.lists))
    if board.content:
        counts = asdict(board.content)
        kind = say.CARDS if any(counts.values()) else say.BARE_CARDS
        yield kind.state(counts, [board.heading("")], total=tally.total, **counts)
    if board.members is not None:
        yield say.MEMBERS.state(board.members, [board.heading("members")])
    if board.history:
        history = board.history
        moves = sum(history.moves.values())
        counts = {"actions": history.actions, "actors": history.actors, "moves": moves}
        yield say.HISTORY.state(counts, [history.place], **counts)
        if moves:
            said = _tallied(history.moves)
            yield say.MOVES.state(history.moves, [history.first_move], n=moves, said=said)


def _tallied(counts: Mapping[str, int]) -> list[str]:
    """Return words with their counts in brackets, which no count that is itself a word can blur."""
    return [f"{word} ({count})" for word, count in counts.items()]


def findings_of(board: Board, tally: Tally) -> tuple[Finding, ...]:
    """Return the findings of a board whose items were all counted."""
    found = []
    for code, kind in say.FINDINGS.items():
        hits = tally.hits.get(code)
        needed = _NEEDS.get(code)
        if hits and (needed is None or board.fields.intersection(needed)):
            found.append(kind.state(hits.count, hits.places, urgent=tally.changes.urgent_early))
    for code, days, field in (
        ("tickets.created_in_one_day", tally.created, "created"),
        ("tickets.closed_in_one_day", tally.ended, _end(board)),
    ):
        if days.one_day and not (days is tally.ended and tally.untold_ends):
            kind = say.FINDINGS[code]
            found.append(kind.state(days.events, [board.heading(field)], day=days.one_day))
    return tuple(found)


def limits_of(board: Board, tally: Tally) -> tuple[Limit, ...]:
    """Return what the file can't tell."""
    limits = [say.NO_QUALITY.state(), say.AS_EXPORTED.state()]
    if board.history and board.history.cut:
        limits.append(say.CUT_HISTORY.state())
    limits.extend(limits_of_dates(board))
    if tally.total > MAX_KEYS:
        limits.append(say.MANY_KEYS.state())
    return tuple(limits)


def limits_of_dates(board: Board) -> Iterator[Limit]:
    """Yield which columns of dates are left out, and which are read as others prove."""
    orders = board.orders
    if orders.unsure:
        unsure = [board.heading(field).column for field in orders.unsure]
        yield say.ASSUMED_ORDER.state(columns=unsure, n=len(unsure))
    if orders.borrowed:
        borrowed = [board.heading(field).column for field in orders.borrowed]
        proving = [board.heading(field).column for field in orders.proving]
        yield say.BORROWED_ORDER.state(columns=borrowed, n=len(borrowed), proving=proving, m=len(proving))
