"""Syslog files: RFC 3164 lines, the ISO 8601 lines of rsyslog and systemd, and RFC 5424.

One pass, one line in memory. Most lines of an auth.log share minute and sender with the line before: their
moment is not read again, only compared.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.inspectors.logs.auth import OTHERS, RULES, rule_of
from preuve.domain.evidence.inspectors.logs.clock import MONTHS, iso_seconds, seconds_of, yearless
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.inspectors.logs.auth import Rule
    from preuve.domain.evidence.reading.head import Head

#: RFC 5424 §6.2.1, table 2.
SEVERITIES = ("emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug")
MAX_PRIORITY = 191

_BSD = re.compile(
    r"(?:<(\d{1,9})>)?([A-Z][a-z]{2}) ([ \d]\d)(?: (\d{4}))? (\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:"
    r" (?:UTC|GMT|CES?T|E[SD]T|P[SD]T|IST)(?= ))?:? "
)
_ISO = re.compile(r"(?:<(\d{1,9})>)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) ")
_5424 = re.compile(r"(?:<(\d{1,9})>)?1 (\S+) (\S+) (\S+) \S+ \S+ (?:-|\[)")
_HOST_TAG = re.compile(r"(\S+) ([^\s:\[(]+)(?:\([^)\s]*\))?(?:\[[^\]\s]*\])?:? ?")
_REPEATED = re.compile(r"message repeated (\d{1,6}) times: \[ ?(.*?)\]?$")
_LAST_REPEATED = re.compile(r"last message repeated (\d{1,6}) times?")
_DATA = re.compile(r'(?:\[[^\s\]]+(?: [^\s=]+="(?:[^"\\]|\\.)*")*\])+ ?|- ?')
_LOOKED_AT = 60


def _share(head: Head, *patterns: re.Pattern[str]) -> float:
    seen = hits = 0
    for line in islice((each for each in head.lines[:-1] or head.lines if each.strip()), _LOOKED_AT):
        seen += 1
        hits += any(pattern.match(line[:300]) is not None for pattern in patterns)
    return hits / seen if seen else 0.0


def sniff_3164(head: Head) -> float:
    """RFC 3164 or ISO 8601 lines: most of the first sixty begin with a moment and a sender."""
    share = _share(head, _BSD, _ISO)
    return 0.8 if share >= 0.8 else 0.5 if share >= 0.4 else 0.0


def sniff_5424(head: Head) -> float:
    """RFC 5424 lines: version 1, a moment, five fields."""
    share = _share(head, _5424)
    return 0.9 if share >= 0.8 else 0.6 if share >= 0.3 else 0.0


#: Tags and times of day that are remembered for the fast way.
_MOST_TAGS = 5000
_MOST_CLOCKS = 90_000
_CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d)")


class _Day(NamedTuple):
    """What lines of one day begin with: `prefix`, the clock from `width` to `end`, the sender at `start`.

    `zone` is where the zone begins that all must share (0: nothing between clock and sender is looked at),
    `tail` is that zone; `midnight` is the moment that the clock counts from.
    """

    prefix: str
    width: int
    end: int
    zone: int
    tail: str
    start: int
    midnight: float


#: No line begins so: a line has no end of line in it.
_NO_DAY = _Day("\n", 0, 0, 0, "", 0, 0.0)


class _Tag:
    """A sender and a program that come again and again, with what to do about the program's messages."""

    __slots__ = ("count", "default", "host", "last", "line", "program", "rules")

    def __init__(self, host: str, program: str, line: int) -> None:
        self.host = host
        self.program = program
        self.line = line
        self.count = 0
        self.last = 0.0
        self.rules = RULES.get(program, OTHERS)
        self.default = self.rules.get("")


class _Reader:
    """Reads one file into one tally."""

    def __init__(self, artefact: Artefact) -> None:
        self.tally = Tally(artefact)
        self.previous: tuple[Rule, str] | None = None
        self.tags: dict[str, _Tag] = {}
        self.clocks: dict[str, float] = {}
        self.day = _NO_DAY

    def run(self) -> Tally:
        """Read all lines.

        Nearly all lines of a real log repeat day, sender and program: they are counted right here, by lookups
        alone. A line that differs in anything goes to `header`, which reads it whole.
        """
        tally, time, tags, clocks = self.tally, self.tally.time, self.tags, self.clocks
        number = 0
        last_head, tag = "", None
        prefix, width, end, zone, tail, start, midnight = self.day
        for number, line in lines(tally.artefact):
            if line.startswith(prefix) and not (zone and line[zone:start] != tail):
                second = clocks.get(line[width:end])
                colon = line.find(": ", start)
                head = line[start:colon]
                if head != last_head:
                    last_head, tag = head, tags.get(head.partition("[")[0])
                if tag is not None and second is not None:
                    moment = midnight + second
                    if 0 <= moment - time.previous <= time.silence and moment >= time.last:  # type: ignore[operator] # a day is known, so is a moment
                        time.previous = time.last = moment
                        time.previous_line = number
                    else:
                        time.at(moment - time.offset, number)
                    tag.count += 1
                    tag.last = moment
                    begun = line[colon + 2 : colon + 7]
                    rule = tag.rules.get(begun, tag.default)
                    if rule is not None:
                        message = line[colon + 2 :]
                        self.previous = (rule, message)
                        rule(tally, message, moment, number, 1)
                    elif begun == "messa":
                        self.apply(tag.program, line[colon + 2 :], moment, number)
                    else:
                        self.previous = None
                    continue
            self.header(line, number)
            last_head = ""
            prefix, width, end, zone, tail, start, midnight = self.day
        tally.lines = number
        self.settle()
        return tally

    def settle(self) -> None:
        """Add what the tags counted to senders and programs."""
        tally = self.tally
        for tag in self.tags.values():
            if tag.count:
                tally.entries += tag.count
                tally.programs.add(tag.program, tag.line, tag.count)
                host = tally.host(tag.host, tag.line)
                if host is not None:
                    host.count += tag.count
                    host.last = max(host.last or 0.0, tag.last)

    def odd(self, line: str, number: int, found: re.Match[str], moment: float) -> None:
        """Count a line without a sender (``sshd[1]: …``) or one that repeats the line before."""
        tally = self.tally
        tally.entries += 1
        rest = line[found.start(2) :]
        again = _LAST_REPEATED.match(rest)
        if again:
            tally.seen(found[1].rstrip(":"), number, moment)
            tally.repeated.add(number, int(again[1]))
            if self.previous is not None:
                rule, message = self.previous
                rule(tally, message, moment, number, int(again[1]))
            return
        program = re.split(r"[\[(:]", found[1], maxsplit=1)[0]
        tally.programs.add(program, number)
        self.apply(program, rest, moment, number)

    def apply(self, program: str, message: str, moment: float, number: int, times: int = 1) -> None:
        """Apply the rule of a message, if there is one, and remember it for a repetition."""
        if times == 1 and message.startswith("message repeated"):
            again = _REPEATED.match(message)
            if again is not None:
                self.tally.repeated.add(number, int(again[1]))
                self.apply(program, again[2], moment, number, max(int(again[1]), 1))
                return
        rule = rule_of(program, message[:5])
        self.previous = (rule, message) if rule else None
        if rule is not None:
            rule(self.tally, message, moment, number, times)

    def header(self, line: str, number: int) -> None:
        """Read a whole line, its moment included; count it as blank or unread when it is."""
        tally = self.tally
        if not line or line.isspace():
            tally.blank += 1
            return
        self.priority(line, number)
        modern = _5424.match(line)
        read = self.modern(line, number, modern) if modern else self.classic(line, number)
        if not read:
            tally.unread.add(number)

    def priority(self, line: str, number: int) -> None:
        """Count a leading ``<PRI>``."""
        if line[0] != "<":
            return
        digits = line[1:12].partition(">")[0]
        if not (digits.isdecimal() and digits.isascii()) or line[1 + len(digits) : 2 + len(digits)] != ">":
            return
        value = int(digits)
        self.tally.priorities += 1
        self.tally.versions += line[2 + len(digits) : 4 + len(digits)] == "1 "
        if value > MAX_PRIORITY:
            self.tally.wrong_priorities.add(number)
        else:
            self.tally.severities.add(SEVERITIES[value & 7], number)

    def modern(self, line: str, number: int, found: re.Match[str]) -> bool:
        """Read an RFC 5424 line; False when its moment is none."""
        tally = self.tally
        at = tally.at(iso_seconds(found[2]), number)
        if at is None:
            return False
        host, program = found[3], found[4]
        tally.entries += 1
        tally.seen("" if host == "-" else host, number, at)
        name = "" if program == "-" else program
        if name:
            tally.programs.add(name, number)
        data = _DATA.match(line, found.end() - 1)
        message = line[data.end() if data else found.end() :].removeprefix("\ufeff").removeprefix("BOM")
        self.apply(name, message, at, number)
        return True

    def classic(self, line: str, number: int) -> bool:
        """Read an RFC 3164 line or one of its ISO 8601 form; False when it is none."""
        found = _BSD.match(line) or _ISO.match(line)
        rest = _HOST_TAG.match(line, found.end()) if found else None
        if found is None or rest is None:
            return False
        at = self.moment(found, number)
        if at is None:
            return False
        if rest[1][-1] == ":":
            self.odd(line, number, rest, at)
        else:
            self.entry(line, number, rest, at)
        self.day = self.learn(line, found, at) if found[1] is None else _NO_DAY
        return True

    def learn(self, line: str, found: re.Match[str], at: float) -> _Day:
        """Return what the next lines of the same day will begin with."""
        start = found.end()
        if found.re is _BSD:
            width, zone, end = found.start(5), 0, start
        else:
            width = found.start(2) + 11
            zone, end = max(start - 7, width + 8), width + 8
        clock = line[width:end]
        hour, minute, second = (int(part) for part in _CLOCK.findall(clock)[0])
        since = 3600.0 * hour + 60 * minute + second
        if len(self.clocks) < _MOST_CLOCKS:
            self.clocks[clock] = since
        return _Day(line[:width], width, end, zone, line[zone:start], start, at - since)

    def moment(self, found: re.Match[str], number: int) -> float | None:
        """Note the moment of a line, to the second."""
        tally = self.tally
        if found.re is _ISO:
            read = iso_seconds(found[2])
            return tally.at((float(int(read[0])), read[1]), number) if read else None
        if not found[4]:
            return tally.at_without_year(yearless(found[2], found[3], found[5]), number)
        hour, minute, second = (int(part) for part in found[5].split(":"))
        moment = seconds_of(int(found[4]), MONTHS.get(found[2], 0), int(found[3]), hour, minute, second)
        return None if moment is None else tally.at((moment, False), number)

    def entry(self, line: str, number: int, rest: re.Match[str], at: float) -> None:
        """Count sender, program and event of a line, and learn to know both again."""
        host, program = rest.groups()
        self.tally.entries += 1
        self.tally.seen(host, number, at)
        self.tally.programs.add(program, number)
        key = f"{host} {program}"
        if key not in self.tags and len(self.tags) < _MOST_TAGS:
            self.tags[key] = _Tag(host, program, number)
        self.apply(program, line[rest.end() :], at, number)


def read(artefact: Artefact) -> Tally:
    """Read a syslog file as a stream.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    return _Reader(artefact).run()
