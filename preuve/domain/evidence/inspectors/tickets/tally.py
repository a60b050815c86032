"""One pass over the items of a board: counters and bounded samples, whatever the number of items."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import MAX_PLACES, Place
from preuve.domain.evidence.inspectors.tickets.changes import Changes, Incidents
from preuve.domain.evidence.inspectors.tickets.dates import before, flat, lapse
from preuve.domain.evidence.inspectors.tickets.words import (
    Nature,
    Verdict,
    nature_of,
    standing,
    verdict_of,
)
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.serialise import place_json
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preuve.domain.evidence.contract import Context, Json
    from preuve.domain.evidence.inspectors.tickets.model import Item

#: Distinct words kept by a counter; further ones count together.
MAX_WORDS = 1000
#: Keys looked at for duplicates, people counted.
MAX_KEYS = 200_000
MAX_MEASURES = 2000
#: Kinds of items counted before their words are.
MAX_KINDS = 20_000
#: Dated tickets below which one common day says nothing.
_MANY = 10
_FURTHEST = timedelta(hours=14)  # a date without a zone may be that far ahead of UTC


class Hits:
    """How often something was met, and where first."""

    def __init__(self) -> None:
        self.count = 0
        self.places: list[Place] = []

    def add(self, item: Item, *fields: str) -> None:
        """Count an item, with the places of those of its fields."""
        self.count += 1
        if len(self.places) < MAX_PLACES:
            self.places.extend(item.at(field) for field in fields)


class Words:
    """Counts of the words of one field, bounded."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, word: str, times: int = 1) -> None:
        """Count a word; an empty one is none."""
        if word in self.counts or len(self.counts) < MAX_WORDS:
            self.counts[word] += times
        else:
            self.counts["…"] += times

    def named(self) -> dict[str, int]:
        """Return the words with their counts, the most frequent first; ``""`` is left out."""
        return {clean(word, 80): count for word, count in self.counts.most_common() if word}


class People:
    """Distinct people, bounded."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def add(self, name: str) -> None:
        """Count a name once."""
        if name and len(self.names) < MAX_KEYS:
            self.names.add(name)


class Days:
    """First and last moment, events by week (Monday to Sunday)."""

    def __init__(self) -> None:
        self.events = 0
        self.weeks: Counter[int] = Counter()
        self.first: datetime | None = None
        self.last: datetime | None = None
        self._first = datetime.max  # noqa: DTZ901 - compared with what `flat` gives
        self._last = datetime.min  # noqa: DTZ901 - as above

    def add(self, moment: datetime) -> None:
        """Count an event."""
        self.events += 1
        self.weeks[(moment.toordinal() - 1) // 7] += 1
        when = moment if moment.tzinfo is None else flat(moment)
        if self._first <= when <= self._last:
            return
        if when < self._first:
            self.first, self._first = moment, when
        if when > self._last:
            self.last, self._last = moment, when

    def with_those_of(self, other: Days) -> Days:
        """Return the events of both."""
        both = Days()
        for each in (self, other):
            if each.first and each.last:
                both.add(each.first)
                both.add(each.last)
        both.events = self.events + other.events
        both.weeks = self.weeks + other.weeks
        return both

    @property
    def one_day(self) -> str:
        """Return the only day of ten events or more in ISO 8601; ``""`` when there are several days."""
        if self.events < _MANY or self.first is None or self.last is None:
            return ""
        return self.first.date().isoformat() if self.first.date() == self.last.date() else ""


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which `share` of the sorted values lie (nearest rank)."""
    return values[max(math.ceil(share * len(values)) - 1, 0)]


class _Kind:
    """How many items have the same type, state, category, priority and people, and what these mean."""

    __slots__ = ("count", "nature", "verdict")

    def __init__(self, verdict: Verdict, nature: Nature) -> None:
        self.count = 0
        self.verdict = verdict
        self.nature = nature


class Tally:
    """Everything that is stated of a board's items; see `add`.

    Attributes:
        untold_ends: tickets that ended on a date whose day and month can't be told apart.
    """

    def __init__(self, context: Context) -> None:
        self._latest = context.as_of.astimezone(UTC).replace(tzinfo=None) + _FURTHEST
        self._candidate = frozenset(plain(name) for name in context.people) - {""}
        self.total = 0
        self.verdicts: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
        self.states, self.types, self.priorities, self.versions = Words(), Words(), Words(), Words()
        self.assignees, self.authors = People(), People()
        self.unassigned = self.unresolved = self.finished_unresolved = self.mine = self.mine_opened = 0
        self.created, self.ended = Days(), Days()
        self.durations: array[float] = array("d")
        self.taken: array[float] = array("d")
        self.with_due = self.late = self.untold_ends = self.reopened = 0
        self.linked: Counter[str] = Counter()
        self.changes, self.incidents = Changes(), Incidents()
        self.hits: dict[str, Hits] = {}
        self.measures: list[Json] = []
        self._keys: set[int] = set()
        self._project: str | None = None
        self._moves = 0  # from one project to another, the first one counted
        self._kinds: dict[tuple[str, str, str, str, str, str], _Kind] = {}

    @property
    def events(self) -> Days:
        """Return the openings and the ends together."""
        return self.created.with_those_of(self.ended)

    @property
    def project(self) -> str:
        """Return the project of all items when they have one and the same."""
        return self._project if self._project and self._moves == 1 else ""

    def hit(self, code: str, item: Item, *fields: str) -> None:
        """Note that an item shows what a finding says."""
        if code not in self.hits:
            self.hits[code] = Hits()
        self.hits[code].add(item, *fields)

    def add(self, item: Item) -> None:
        """Count an item."""
        self.total += 1
        if not (item.key or item.title or item.state):
            self.verdicts[Verdict.UNKNOWN] += 1
            self.hit("tickets.unreadable_rows", item, "")
            return
        if item.project != self._project:
            self._project = item.project
            self._moves += 1
        key = item[3:9]  # type to author, as `settle` takes them apart
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._new_kind(key)
        kind.count += 1
        verdict = kind.verdict if item.done is None and item.state else standing(item)
        self.verdicts[verdict] += 1
        if item.versions:
            for version in item.versions:
                self.versions.add(version)
        self._dates(item, verdict)
        self._record(item, verdict)
        if item.problem or item.change or item.related:
            self._links(item)
        if kind.nature is Nature.CHANGE or item.change_kind:
            self.changes.add(self, item, verdict)
        elif kind.nature is Nature.INCIDENT:
            self.incidents.add(item, verdict)
        if len(self.measures) < MAX_MEASURES:
            self.measures.append(measure(item))

    def _new_kind(self, key: tuple[str, str, str, str, str, str]) -> _Kind:
        if len(self._kinds) >= MAX_KINDS:
            self.settle()
        type_name, state, category = key[:3]
        kind = self._kinds[key] = _Kind(verdict_of(state, category, type_name), nature_of(type_name))
        return kind

    def settle(self) -> None:
        """Count the words and the people of the items added so far; call it once all are."""
        for (type_name, state, _, priority, assignee, author), kind in self._kinds.items():
            count = kind.count
            self.states.add(state, count)
            self.types.add(type_name, count)
            self.priorities.add(priority, count)
            people = [name.strip() for name in assignee.split("\n")]
            for person in people:
                self.assignees.add(person)
            self.authors.add(author)
            self.unassigned += 0 if assignee else count
            if self._candidate:
                self.mine += count * any(plain(person) in self._candidate for person in people)
                self.mine_opened += count * (plain(author) in self._candidate)
        self._kinds.clear()

    def _dates(self, item: Item, verdict: Verdict) -> None:
        created, resolved, closed = item.created, item.resolved, item.closed
        end = resolved or closed
        if item.undated:
            end = item.end
            self.untold_ends += end is None and (item.has("resolved") or item.has("closed"))
        if created:
            self.created.add(created)
        if end and verdict is not Verdict.OPEN:
            self.ended.add(end)
        if verdict is Verdict.DONE:
            spent = lapse(created, end)
            if spent is not None and spent >= 0:
                self.durations.append(spent)
        if item.taken or item.due:
            self._promises(item, verdict, end)
        if end or item.updated:
            self._order_of_dates(item)
        latest = self._latest
        for moment in (created, resolved, closed):
            if moment and (moment if moment.tzinfo is None else flat(moment)) > latest:
                fields = ("created", "resolved", "closed")
                self.hit("tickets.future_dates", item, next(f for f in fields if getattr(item, f) is moment))
                break

    def _promises(self, item: Item, verdict: Verdict, end: datetime | None) -> None:
        taken = lapse(item.created, item.taken)
        if taken is not None and taken >= 0:
            self.taken.append(taken)
        if item.due and not before(item.due, item.created):  # else it promises nothing
            self.with_due += 1
            self.late += end is not None and verdict is Verdict.DONE and end.date() > item.due.date()

    def _order_of_dates(self, item: Item) -> None:
        created, resolved, closed = item.created, item.resolved, item.closed
        if resolved and before(resolved, created):
            self.hit("tickets.resolved_before_created", item, "resolved", "created")
        elif closed and before(closed, created):
            self.hit("tickets.resolved_before_created", item, "closed", "created")
        if closed and before(closed, resolved):
            self.hit("tickets.closed_before_resolved", item, "closed", "resolved")
        if before(item.updated, created):
            self.hit("tickets.updated_before_created", item, "updated", "created")

    def _record(self, item: Item, verdict: Verdict) -> None:
        if not item.resolution:
            self.unresolved += 1
            if verdict is Verdict.DONE:
                self.finished_unresolved += 1
                self.hit("tickets.closed_without_resolution", item, "resolution")
        if verdict is Verdict.OPEN and (item.closed or item.has("closed")):
            self.hit("tickets.open_with_close_date", item, "closed", "state")
        if item.reopened:
            self.reopened += item.reopened.isdecimal() and int(item.reopened[:9]) > 0
        if item.key and len(self._keys) < MAX_KEYS:
            key, known = hash(item.key), len(self._keys)
            self._keys.add(key)
            if len(self._keys) == known:
                self.hit("tickets.repeated_keys", item, "key")

    def _links(self, item: Item) -> None:
        self.linked["items"] += 1
        for kind, text in (("problem", item.problem), ("change", item.change), ("other", item.related)):
            self.linked[kind] += bool(text)


def measure(item: Item) -> Mapping[str, Json]:
    """Return what joins need of an item; moments only when they are sure."""
    created, end = item.created, item.end
    return {
        "id": clean(item.key, 60),
        "type": clean(item.type, 60),
        "state": clean(item.state, 60),
        "created": created.isoformat() if created else "",
        "resolved": end.isoformat() if end else "",
        "versions": [clean(version, 60) for version in item.versions[:10]],
        "place": place_json(item.at("")),
    }
