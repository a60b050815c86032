"""From counters to statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.logs import statements as say
from preuve.domain.evidence.inspectors.logs.clock import DAY, iso, without_year
from preuve.domain.evidence.inspectors.logs.names import Pseudonyms, masked
from preuve.domain.evidence.inspectors.logs.tally import MOST_KEYS, MOST_LINES
from preuve.domain.evidence.wording import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.logs.tally import Counter, Tally

_NAMED = 10
#: A log whose time steps back further than this says little about who fell silent when.
_STEADY = 3600.0
_WORDS: Mapping[str, tuple[str, str]] = {
    "created": ("créations de compte", "accounts created"),
    "deleted": ("suppressions de compte", "accounts deleted"),
    "changed": ("modifications de compte", "accounts changed"),
    "password": ("mots de passe changés", "passwords changed"),
    "groups": ("changements de groupe", "group changes"),
    "roles": ("changements de rôle", "role changes"),
    "audit": ("changements de l’audit", "changes of auditing"),
    "ban": ("bannissements", "bans"),
    "lock": ("verrouillages de compte", "account locks"),
    "disconnect": ("connexions coupées après trop d’échecs", "connections cut after too many failures"),
    "blocked": ("flux bloqués", "flows blocked"),
}


class Stating:
    """States what one tally holds; one set of pseudonyms for all of its sentences."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.names = Pseudonyms()
        self.whole = tally.artefact.place()

    def places(self, lines: Iterable[int]) -> list[Place]:
        """Return places of lines or records, or the whole file when there is none."""
        return [self.tally.where(line) for line in lines] or [self.whole]

    def facts(self) -> Iterator[Fact]:
        """State all facts, in the order in which they are read best."""
        yield from self._extent()
        yield from self._logins()
        yield from self._rankings()
        yield from self._deeds()
        yield from self._senders()
        yield from self._classes()

    def _extent(self) -> Iterator[Fact]:
        tally = self.tally
        if tally.lines:
            figures = {
                "lines": tally.lines,
                "entries": tally.entries,
                "continued": tally.continued,
                "blank": tally.blank,
                "unread": tally.unread.total,
            }
            place = tally.artefact.place(PlaceKind.TEXT, line=1, last_line=tally.lines)
            yield say.LINES.state(figures, [place], **figures)
        else:
            yield say.ENTRIES.state(tally.entries, [self.whole], entries=tally.entries)
        if tally.priorities:
            yield say.PRIORITIES.state(tally.priorities, [self.whole])
        if tally.versions:
            yield say.VERSIONS.state(tally.versions, [self.whole])
        if tally.repeated.total:
            lines = tally.repeated
            figures = {"lines": lines.count, "times": lines.total}
            yield say.REPEATED.state(figures, self.places(lines.lines), **figures)
        yield from self._time()

    def _time(self) -> Iterator[Fact]:
        time = self.tally.time
        if time.first is None or time.last is None or time.first_read is None or time.uncertain:
            return
        if time.yearless:
            moments = {
                "first_fr": without_year(time.first, "fr"),
                "last_fr": without_year(time.last, "fr"),
                "first_en": without_year(time.first, "en"),
                "last_en": without_year(time.last, "en"),
            }
            value = {
                "first": iso(time.first, zoned=False)[5:],
                "last": iso(time.last, zoned=False)[5:],
                "first_read": iso(time.first_read, zoned=False)[5:],
            }
            yield say.PERIOD_WITHOUT_YEAR.state(value, [self.whole], **moments)
        else:
            value = {
                "first": iso(time.first, zoned=time.zoned),
                "last": iso(time.last, zoned=time.zoned),
                "first_read": iso(time.first_read, zoned=time.zoned),
            }
            yield say.PERIOD.state(value, [self.whole], **value)
        if time.silence:
            seconds = round(time.silence, 3)
            yield say.SILENCE.state(seconds, self.places(time.silence_lines), seconds=seconds)
        if self.tally.offsets:
            most = round(self.tally.offset_most, 6)
            places = self.places([self.tally.offset_line] if self.tally.offset_line else [])
            yield say.OFFSET.state(most, places, seconds=most, entries=self.tally.offsets)

    def _logins(self) -> Iterator[Fact]:
        tally = self.tally
        if tally.failures.total:
            failing = sum(1 for each in tally.sources.values() if each.failures)
            figures = {
                "failures": tally.failures.total,
                "lines": tally.failures.count,
                "accounts": len(tally.failed_accounts.counts),
                "sources": failing,
            }
            yield say.FAILURES.state(
                figures,
                self.places(tally.failures.lines),
                **figures,
                **_figure("accounts", len(tally.failed_accounts.counts), tally.failed_accounts.others),
                **_figure("sources", failing, tally.more_sources),
            )
        elif tally.successes.total and not tally.aside:
            yield say.NO_FAILURE.state(0, [self.whole])
        if tally.successes.total:
            figures = {
                "successes": tally.successes.total,
                "accounts": len(tally.successful_accounts.counts),
            }
            kind = say.SUCCESSES if tally.successful_accounts.counts else say.SUCCESSES_OF_UNNAMED
            yield kind.state(
                figures,
                self.places(tally.successes.lines),
                **figures,
                **_figure(
                    "accounts", len(tally.successful_accounts.counts), tally.successful_accounts.others
                ),
            )
        if tally.authorized.total:
            yield say.AUTHORIZED.state(tally.authorized.total, self.places(tally.authorized.lines))
        if tally.methods.counts:
            named = self._named(tally.methods)
            yield say.METHODS.state(
                named, self.places(tally.methods.lines()), **_listed(named, rest=_rest(tally.methods))
            )

    def _rankings(self) -> Iterator[Fact]:
        tally = self.tally
        ranked = tally.failed_accounts.ranked(_NAMED)
        if ranked:
            french, english = self._accounts(ranked)
            places = self.places(tally.failed_accounts.lines(_NAMED))
            yield say.BY_ACCOUNT.state(
                french, places, **_listed(french, english, rest=_rest(tally.failed_accounts))
            )
        sources = sorted(
            ((name, each) for name, each in tally.sources.items() if each.failures),
            key=lambda pair: (-pair[1].failures, pair[1].failed_line),
        )
        if sources:
            named = {self.names.source(name): each.failures for name, each in sources[:_NAMED]}
            places = self.places(each.failed_line for _, each in sources[:_NAMED])
            yield say.BY_SOURCE.state(named, places, **_listed(named, rest=len(sources) - len(named)))
        hours = [(hour, count) for hour, count in enumerate(tally.failed_hours) if count]
        if hours:
            yield say.BY_HOUR.state(
                {f"{hour:02d}": count for hour, count in hours},
                self.places(tally.failures.lines),
                named_fr=[f"{hour} h : {number(count, 'fr')}" for hour, count in hours],
                named_en=[f"{hour}:00: {number(count, 'en')}" for hour, count in hours],
            )
        yield from self._series()

    def _series(self) -> Iterator[Fact]:
        tally = self.tally
        largest = tally.series_largest
        if tally.series_total and largest is not None:
            places = [
                tally.where(line)
                for each in (largest, *tally.series)
                for line in (each.first_line, each.last_line)
            ]
            yield say.SERIES.state(
                tally.series_total,
                places,
                total=tally.series_total,
                largest=largest.count,
                seconds=max(0.0, largest.last - largest.first),
                source=self.names.source(largest.source),
            )
        if tally.after_failures.total:
            yield say.AFTER_FAILURES.state(
                tally.after_failures.total, self.places(tally.after_failures.lines)
            )

    def _deeds(self) -> Iterator[Fact]:
        tally = self.tally
        if tally.privileged.total:
            french, english = self._accounts(tally.privileged.ranked(_NAMED))
            yield say.PRIVILEGED.state(
                tally.privileged.total,
                self.places(tally.privileged_lines.lines),
                total=tally.privileged.total,
                accounts=len(tally.privileged.counts),
                **_listed(french, english, rest=_rest(tally.privileged)),
                **_figure("accounts", len(tally.privileged.counts), tally.privileged.others),
            )
        for kind, counter in ((say.CHANGES, tally.changes), (say.REACTIONS, tally.reactions)):
            if counter.total:
                ranked = counter.ranked(_NAMED)
                yield kind.state(
                    {masked(name): count for name, count in ranked},
                    self.places(counter.lines()),
                    named_fr=[
                        f"{_WORDS.get(name, (masked(name),))[0]} ({number(count, 'fr')})"
                        for name, count in ranked
                    ]
                    + [""] * _rest(counter),
                    named_en=[
                        f"{_WORDS.get(name, (masked(name),))[-1]} ({number(count, 'en')})"
                        for name, count in ranked
                    ]
                    + [""] * _rest(counter),
                )
        if tally.clock_set.total:
            yield say.CLOCK_SET.state(tally.clock_set.total, self.places(tally.clock_set.lines))

    def _senders(self) -> Iterator[Fact]:
        tally = self.tally
        if not tally.hosts:
            return
        ranked = sorted(tally.hosts.items(), key=lambda pair: (-pair[1].count, pair[1].line))
        french = {self.names.host(name, "fr"): each.count for name, each in ranked[:_NAMED]}
        english = {self.names.host(name, "en"): each.count for name, each in ranked[:_NAMED]}
        yield say.HOSTS.state(
            french,
            self.places(each.line for _, each in ranked[:MOST_LINES]),
            total=len(tally.hosts),
            **_listed(french, english, rest=max(0, len(ranked) - _NAMED)),
            **_figure("total", len(tally.hosts), tally.more_hosts),
        )

    def _classes(self) -> Iterator[Fact]:
        tally = self.tally
        for kind, counter in (
            (say.SEVERITIES, tally.severities),
            (say.TYPES, tally.types),
            (say.PROGRAMS, tally.programs),
        ):
            if counter.total:
                named = self._named(counter)
                yield kind.state(
                    named, self.places(counter.lines(_NAMED)), **_listed(named, rest=_rest(counter))
                )
        for kind, counter in ((say.ALERTS, tally.alerts), (say.EVENTS, tally.events)):
            if counter.total:
                yield kind.state(
                    {kind.code.partition(".")[2]: counter.total, "distinct": len(counter.counts)},
                    self.places(counter.lines()),
                    total=counter.total,
                    distinct=len(counter.counts),
                    **_listed(self._named(counter), rest=_rest(counter)),
                    **_figure("distinct", len(counter.counts), counter.others),
                )
        if tally.audited.total:
            named = self._named(tally.audited)
            places = self.places(tally.audited.lines())
            yield say.AUDITED.state(
                named, places, **_listed(named, rest=_rest(tally.audited)), total=tally.audited.total
            )
        if tally.statuses.total:
            named = self._named(tally.statuses)
            yield say.STATUSES.state(
                named,
                self.places(tally.statuses.lines()),
                **_listed(named, rest=_rest(tally.statuses)),
                sources=len(tally.sources),
                **_figure("sources", len(tally.sources), tally.more_sources),
            )

    def _named(self, counter: Counter) -> dict[str, int]:
        named: dict[str, int] = {}
        for name, count in counter.ranked(_NAMED):
            shown = masked(name)
            named[shown] = named.get(shown, 0) + count
        return named

    def _accounts(self, ranked: Sequence[tuple[str, int]]) -> tuple[dict[str, int], dict[str, int]]:
        french = {self.names.account(name, "fr"): count for name, count in ranked}
        english = {self.names.account(name, "en"): count for name, count in ranked}
        return french, english

    def findings(self, declared: Mapping[str, float]) -> Iterator[Finding]:
        """State all findings.

        `declared` are figures of a report: ``login_failures``, ``login_successes``.
        """
        tally = self.tally
        simple = (
            (say.UNREAD, tally.unread),
            (say.DAMAGED, tally.damaged),
            (say.WRONG_PRIORITY, tally.wrong_priorities),
            (say.CLEARED, tally.cleared),
        )
        for kind, lines in simple:
            if lines.total:
                yield kind.state(lines.total, self.places(lines.lines))
        yield from self._time_findings()
        yield from self._silent()
        if tally.series_total and not {"ban", "lock", "blocked"} & tally.reactions.counts.keys():
            places = self.places(each.first_line for each in tally.series)
            yield say.NO_REACTION.state(tally.series_total, places)
        yield from self._declared(declared)

    def _time_findings(self) -> Iterator[Finding]:
        time = self.tally.time
        if time.yearless and time.first is not None:
            yield say.NO_YEAR.state(True, [self.whole])
        if time.silence > DAY and not time.uncertain:
            seconds = round(time.silence, 3)
            yield say.GAP.state(seconds, self.places(time.silence_lines), seconds=seconds)
        if time.back.total:
            yield say.BACKWARDS.state(
                time.back.total, self.places(time.back.lines), seconds=round(time.back_most, 3)
            )

    def _silent(self) -> Iterator[Finding]:
        last = self.tally.time.last
        hosts = self.tally.hosts
        if last is None or len(hosts) < 2 or self.tally.time.back_most > _STEADY:
            return
        silent = [
            (name, each)
            for name, each in hosts.items()
            if each.last is not None and last - each.last > DAY + 60
        ]
        if silent:
            named, rest = silent[:_NAMED], [""] * (len(silent) - _NAMED)
            yield say.SILENT_HOSTS.state(
                len(silent),
                self.places(each.line for _, each in silent),
                named_fr=[self.names.host(name, "fr") for name, _ in named] + rest,
                named_en=[self.names.host(name, "en") for name, _ in named] + rest,
            )

    def _declared(self, declared: Mapping[str, float]) -> Iterator[Finding]:
        tally = self.tally
        recounted = (
            ("login_failures", tally.failures, "échecs", "failures"),
            ("login_successes", tally.successes, "réussites", "successes"),
        )
        wrong = [
            (key, declared[key], lines, french, english)
            for key, lines, french, english in recounted
            if key in declared and declared[key] != lines.total
        ]
        if wrong:
            yield say.DECLARED.state(
                {key: figure for key, figure, *_ in wrong},
                self.places(line for _, _, lines, _, _ in wrong for line in lines.lines),
                named_fr=[
                    f"{french} {number(figure, 'fr')} annoncés, {number(lines.total, 'fr')} recomptés"
                    for _, figure, lines, french, _ in wrong
                ],
                named_en=[
                    f"{english} {number(figure, 'en')} announced, {number(lines.total, 'en')} recounted"
                    for _, figure, lines, _, english in wrong
                ],
            )

    def limits(self) -> Iterator[Limit]:
        """State what this log can't tell."""
        tally = self.tally
        yield say.ORIGIN.state()
        if (
            tally.sources
            or tally.failed_accounts.total
            or tally.privileged.total
            or tally.successful_accounts.total
        ):
            yield say.PSEUDONYMS.state()
        yield say.ELSEWHERE.state()
        bounded = tally.failed_accounts.others + tally.successful_accounts.others
        bounded += tally.alerts.others + tally.events.others
        if bounded + tally.more_sources + tally.more_hosts + tally.privileged.others:
            yield say.BOUNDED.state(most=MOST_KEYS)


def _rest(counter: Counter) -> int:
    """Return how many names are counted beyond the first `_NAMED`."""
    return max(0, len(counter.counts) - _NAMED)


def _listed(
    french: Mapping[str, int], english: Mapping[str, int] | None = None, *, rest: int
) -> dict[str, list[str]]:
    """Return names with their counts as each language writes numbers; `rest` more are only counted."""
    return {
        "named_fr": [f"{name} ({number(count, 'fr')})" for name, count in french.items()] + [""] * rest,
        "named_en": [f"{name} ({number(count, 'en')})" for name, count in (english or french).items()]
        + [""] * rest,
    }


def _figure(name: str, count: int, others: int) -> dict[str, str]:
    """Return a count as text in both languages, with “at least” when names went uncounted."""
    return {
        f"{name}_fr": ("au moins " if others else "") + number(count, "fr"),
        f"{name}_en": ("at least " if others else "") + number(count, "en"),
    }
