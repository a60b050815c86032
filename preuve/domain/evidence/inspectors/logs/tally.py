"""What is kept of a log while it streams by: counters with a bound, series of failures, time.

Nothing here grows with the file: each counter holds at most `MOST_KEYS` distinct names, what comes after is
counted as “others”, and the statements then say “at least”.
"""

from __future__ import annotations

from collections import Counter as Frequencies
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.logs.clock import DAY
from preuve.domain.evidence.inspectors.logs.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preuve.domain.evidence.contract import Artefact, Place

#: Distinct accounts, sources, hosts … that are told apart.
MOST_KEYS = 20_000
#: Lines that are remembered for the places of one statement.
MOST_LINES = 50
#: A series: at least this many failures of one source, none more than this many seconds after the last.
SERIES_FAILURES = 10
SERIES_PAUSE = 600.0
#: Failures of a source before its first success that make it worth a look.
SUSPECT_FAILURES = 5


class Counter:
    """How often each name came, with the line of its first; bounded."""

    __slots__ = ("counts", "first", "others", "total")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.others = 0
        self.total = 0

    def add(self, name: str, line: int, times: int = 1) -> None:
        """Count `name`, `times` times."""
        self.total += times
        if name in self.counts:
            self.counts[name] += times
            if line < self.first[name]:  # noqa: PLR1730 - a call of min costs as much as all the rest
                self.first[name] = line
        elif len(self.counts) < MOST_KEYS:
            self.counts[name] = times
            self.first[name] = line
        else:
            self.others += times

    def column(self, names: Sequence[str], line: int, unnamed: str = "") -> None:
        """Count names of lines that follow each other, the first of them `line`; ``""`` as `unnamed`."""
        for name, times in Frequencies(names).items():
            self.add(name or unnamed, line + names.index(name), times)

    def ranked(self, most: int = 10) -> list[tuple[str, int]]:
        """Return the names that came most, the earliest first among equals."""
        return sorted(self.counts.items(), key=lambda pair: (-pair[1], self.first[pair[0]], pair[0]))[:most]

    def lines(self, most: int = MOST_LINES) -> list[int]:
        """Return the lines on which the most frequent names came first."""
        return [self.first[name] for name, _ in self.ranked(most)]


class Lines:
    """How often something came, and on which lines first."""

    __slots__ = ("count", "lines", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0
        self.lines: list[int] = []

    def add(self, line: int, times: int = 1) -> None:
        """Count it at `line`; `count` counts lines, `total` what they stand for."""
        self.count += 1
        self.total += times
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)

    def extend(self, lines: Sequence[int]) -> None:
        """Count it on each of `lines`."""
        self.count += len(lines)
        self.total += len(lines)
        self.lines.extend(lines[: max(0, MOST_LINES - len(self.lines))])


class Series:
    """Failures of one source without a pause longer than `SERIES_PAUSE`."""

    __slots__ = ("count", "counted", "first", "first_line", "last", "last_line", "source")

    def __init__(self, source: str, moment: float, line: int) -> None:
        self.source = source
        self.count = 0
        self.counted = False
        self.first = self.last = moment
        self.first_line = self.last_line = line


class Source:
    """What one address did."""

    __slots__ = ("failed_line", "failures", "first_line", "series", "successes")

    def __init__(self, line: int) -> None:
        self.failures = 0
        self.successes = 0
        self.first_line = line
        self.failed_line = 0  # of its first failure
        self.series: Series | None = None


class Attempt:
    """Failures of one account from one source by one method, until they are added up."""

    __slots__ = ("count", "line", "name", "source")

    def __init__(self, name: str, source: Source | None, line: int) -> None:
        self.count = 0
        self.line = line
        self.name = name
        self.source = source


class Login:
    """Successes of one account from one source by one method, until they are added up."""

    __slots__ = ("account", "count", "line", "method", "source")

    def __init__(self, account: str, method: str, source: Source, line: int) -> None:
        self.account = account
        self.method = method
        self.source = source
        self.count = 0
        self.line = line


class Host:
    """Entries of one sender, and its last moment."""

    __slots__ = ("count", "last", "line")

    def __init__(self, line: int) -> None:
        self.count = 0
        self.last: float | None = None
        self.line = line


class Tally:
    """All counters of one log.

    Attributes:
        where: gives the place of a line (or of the record with that number).
        entries: entries read; `lines`, `blank`, `unread` count physical lines of text formats.
        types: what happened: event id, signature, rule, kind; `severities` as the log names them.
    """

    def __init__(self, artefact: Artefact, where: Callable[[int], Place] | None = None) -> None:
        self.artefact = artefact
        self.where = where or self._text
        self.producer = ""
        self.target = ""
        self.lines = 0
        self.blank = 0
        self.entries = 0
        self.continued = 0
        self.unread = Lines()
        self.damaged = Lines()
        self.time = Timeline(Lines())
        self.hosts: dict[str, Host] = {}
        self.more_hosts = 0
        self.programs = Counter()
        self.severities = Counter()
        self.types = Counter()
        self.alerts, self.events = Counter(), Counter()
        self.audited = Counter()
        self.statuses = Counter()
        self.failures = Lines()
        self.successes, self.authorized = Lines(), Lines()
        self.methods = Counter()
        self.failed_accounts = Counter()
        self.successful_accounts = Counter()
        self.sources: dict[str, Source] = {}
        self.more_sources = 0
        self.attempts: dict[tuple[str, str, str], Attempt] = {}
        #: what a line said → what it counts in, for lines that say the same again
        self.failing: dict[str, tuple[Attempt, Source]] = {}
        self.logins: dict[str, Login] = {}
        self.failed_hours = [0] * 24
        #: refusals were seen that are not counted: nothing says then that there were none
        self.aside = False
        self.processes: dict[tuple[str, str], dict[str, int]] = {}
        self.series: list[Series] = []
        self.series_total = 0
        self.series_largest: Series | None = None
        self._most_in_series = 0
        self._hour = -1.0
        self._hour_of_day = 0
        self.after_failures = Lines()
        self.privileged = Counter()
        self.privileged_lines = Lines()
        self.changes = Counter()
        self.reactions = Counter()
        self.cleared = Lines()
        self.clock_set = Lines()
        self.repeated = Lines()
        self.priorities = self.versions = 0
        self.wrong_priorities = Lines()
        self.offset_most = 0.0
        self.offset_line = self.offsets = 0

    def _text(self, line: int) -> Place:
        return self.artefact.place(PlaceKind.TEXT, line=line)

    def host(self, name: str, line: int) -> Host | None:
        """Return the sender of that name; None beyond the bound."""
        found = self.hosts.get(name)
        if found is None:
            if len(self.hosts) >= MOST_KEYS:
                self.more_hosts += 1
                return None
            found = self.hosts[name] = Host(line)
        return found

    def seen(self, host: str, line: int, moment: float | None) -> None:
        """Count one entry of a sender."""
        found = self.host(host, line) if host else None
        if found is not None:
            found.count += 1
            if moment is not None and (found.last is None or moment > found.last):
                found.last = moment

    def at(self, found: tuple[float, bool] | None, line: int) -> float | None:
        """Note the moment of an entry as `clock.iso_seconds` gives it; None when there is none.

        The first entry says how moments are written in this log: one that is written otherwise (without a
        zone among those that name one, without a year …) can't be held beside them and is None too.
        """
        if found is None:
            return None
        time = self.time
        if time.first is None:
            time.zoned = found[1]
        if time.yearless or time.zoned != found[1]:
            return None
        return time.at(found[0], line)

    def at_without_year(self, moment: float | None, line: int) -> float | None:
        """As `at`, for a moment that `clock.yearless` gives."""
        if moment is None:
            return None
        time = self.time
        if time.first is None:
            time.yearless = True
            time.zoned = False
        return time.at(moment, line) if time.yearless else None

    def _source(self, name: str, line: int) -> Source | None:
        found = self.sources.get(name)
        if found is None:
            if len(self.sources) >= MOST_KEYS:
                self.more_sources += 1
                return None
            found = self.sources[name] = Source(line)
        return found

    def failure(  # noqa: PLR0913, PLR0917 - what one line says of an attempt
        self, account: str, source: str, moment: float | None, line: int, times: int = 1, method: str = ""
    ) -> Attempt:
        """Count `times` failed authentications; see `failed_again` for those of a busy log."""
        self.failures.add(line, times)
        key = (account, source, method)
        attempt = self.attempts.get(key)
        if attempt is None:
            attempt = self._attempt(key, line)
        attempt.count += times
        known = attempt.source
        if known is not None:
            known.failed_line = known.failed_line or line
            known.failures += times
        if moment is not None:
            self.failed_hours[int(moment % DAY // 3600)] += times
            if known is not None:
                self._in_series(known, source, moment, line, times)
        return attempt

    def _in_series(self, known: Source, source: str, moment: float, line: int, times: int) -> None:
        series = known.series
        if series is None or not -SERIES_PAUSE <= moment - series.last <= SERIES_PAUSE:
            series = known.series = Series(source, moment, line)
        series.count += times
        series.last = max(series.last, moment)
        series.last_line = line
        if series.count >= SERIES_FAILURES and not series.counted:
            series.counted = True
            self.series_total += 1
            if len(self.series) < MOST_LINES:
                self.series.append(series)
        if series.count > self._most_in_series:
            self._most_in_series = series.count
            self.series_largest = series

    def failed_again(self, attempt: Attempt, known: Source, moment: float, line: int) -> None:
        """Count a failure of an attempt that is known with its source; a busy log has millions."""
        failures = self.failures
        failures.count += 1
        failures.total += 1
        if failures.count <= MOST_LINES:
            failures.lines.append(line)
        attempt.count += 1
        known.failures += 1
        hour = moment // 3600
        if hour != self._hour:
            self._hour, self._hour_of_day = hour, int(hour % 24)
        self.failed_hours[self._hour_of_day] += 1
        series = known.series
        if (
            series is not None
            and series.count < self._most_in_series
            and series.counted
            and -SERIES_PAUSE <= moment - series.last <= SERIES_PAUSE
        ):
            series.count += 1
            series.last_line = line
            if moment > series.last:  # noqa: PLR1730 - a call of max costs as much as all the rest
                series.last = moment
        else:
            self._in_series(known, attempt.name, moment, line, 1)

    def _attempt(self, key: tuple[str, str, str], line: int) -> Attempt:
        """Return new counts for who failed from where and how; beyond the bound, old ones are added up."""
        if len(self.attempts) >= MOST_KEYS:
            self.settle()
        source = self._source(key[1], line) if key[1] else None
        attempt = self.attempts[key] = Attempt(key[1], source, line)
        return attempt

    def settle(self) -> None:
        """Add up what was counted per attempt and per login by account and by method."""
        for (account, _, method), attempt in self.attempts.items():
            for counter, name in ((self.failed_accounts, account), (self.methods, method)):
                if name:
                    counter.add(name, attempt.line, attempt.count)
        for login in self.logins.values():
            self.successful_accounts.add(login.account, login.line, login.count)
            self.methods.add(login.method, login.line, login.count)
        self.attempts.clear()
        self.failing.clear()
        self.logins.clear()

    def success(self, account: str, source: str, line: int, times: int = 1, method: str = "") -> None:
        """Count `times` successful authentications."""
        self.successes.add(line, times)
        if account:
            self.successful_accounts.add(account, line, times)
        if method:
            self.methods.add(method, line, times)
        known = self._source(source, line) if source else None
        if known is not None:
            known.successes += times
            if known.failures >= SUSPECT_FAILURES:
                self.after_failures.add(line, times)

    def succeeded_again(self, login: Login, line: int) -> None:
        """Count a success of a login that is known with its source."""
        successes, known = self.successes, login.source
        successes.count += 1
        successes.total += 1
        if successes.count <= MOST_LINES:
            successes.lines.append(line)
        login.count += 1
        known.successes += 1
        if known.failures >= SUSPECT_FAILURES:
            self.after_failures.add(line)

    def request(self, source: str, line: int) -> None:
        """Note that an address asked something."""
        self._source(source, line)

    def privilege(self, account: str, line: int, times: int = 1) -> None:
        """Count `times` uses of a privilege by an account."""
        self.privileged.add(account, line, times)
        self.privileged_lines.add(line, times)
