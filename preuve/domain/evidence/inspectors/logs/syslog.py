"""Syslog files: RFC 3164 lines, the ISO 8601 lines of rsyslog and systemd, and RFC 5424.

One pass, one block in memory. Nearly all lines of one log are written alike: one expression finds the parts
of all lines of a block, and what differs in anything is read alone.
"""

from __future__ import annotations

import re
from collections import Counter as Frequencies
from itertools import islice
from typing import TYPE_CHECKING, cast

from preuve.domain.evidence.inspectors.logs.auth import OTHERS, RULES, rule_of
from preuve.domain.evidence.inspectors.logs.clock import MONTHS, Moments, iso_seconds, seconds_of, yearless
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


#: Tags that are remembered for the fast way, and forms of lines (a zone each) that are learnt.
_MOST_TAGS = 5000
_MOST_FORMS = 8
#: So few that each is looked for by itself.
_FEW_TAGS = 50
#: Moment, sender with program, message; three empty texts for a line of another form.
_ROW = r"(?:(%s)%s ([!-~]++ [!-'*-9;-Z\\-~]++)(?:\[[!-Z\\^-~]*+\])?+: (.*+)|.*+)\n"
#: As `_ROW` after a priority, for RFC 5424 with structured data that escapes nothing (§6.3).
_ROW_5424 = (
    r"(?:<([0-9]{1,2}|1[0-8][0-9]|19[01])>1 (%s)( [!-~]++ [!-~]++) [!-~]++ [!-~]++ "
    r"(?:-|(?:\[[!#-<>-\\^-~]++(?: [!#-<>-\\^-~]++=\"[^\"\\\]\n]*+\")*+\])++) \ufeff?+(?:BOM)?+(.*+)|.*+)\n"
)
_BSD_STAMP = r"[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2}"
_YEAR_STAMP = r"[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}"
_ISO_STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
_ISO_REST = re.compile(_ISO_STAMP + r"(?:[.,][0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2}|)")


class _Form:
    """How lines of one log are written: what finds all rows of a block, and the moments of their stamps."""

    __slots__ = ("fits", "moments", "rows")

    def __init__(self, stamp: str, row: str, read: Callable[[str], float | None], seconds_at: int) -> None:
        self.fits = re.compile(stamp).fullmatch
        self.rows: Callable[[str, int], list[tuple[str, ...]]] = re.compile(row).findall
        self.moments = Moments(read, seconds_at)


def _form(header: str) -> tuple[str, _Form] | None:
    """Return the form of lines that begin with `header`, and its name; None when there is none for it."""
    iso = _ISO_REST.fullmatch(header)
    if iso is not None:
        zone = iso[1]
        rest = rf"(?:[.,][0-9]{{1,9}})?+{re.escape(zone)}"
        row = _ROW % (_ISO_STAMP, rest)
        return zone or "-", _Form(_ISO_STAMP + rest, row, lambda stamp: _iso_moment(stamp + zone), 17)
    if re.fullmatch(_BSD_STAMP, header):
        return "bsd", _Form(_BSD_STAMP, _ROW % (_BSD_STAMP, ""), _bsd_moment, 13)
    if re.fullmatch(_YEAR_STAMP, header):
        return "year", _Form(_YEAR_STAMP, _ROW % (_YEAR_STAMP, ""), _year_moment, 18)
    return None


def _form_5424(stamp: str) -> tuple[str, _Form] | None:
    """As `_form` for the lines of RFC 5424 whose moments name a zone as `stamp` does, or don't."""
    iso = _ISO_REST.fullmatch(stamp)
    if iso is None:
        return None
    wanted = _ISO_STAMP + r"(?:[.,][0-9]{1,9})?+" + ("(?:Z|[+-][0-9]{2}:?[0-9]{2})" if iso[1] else "")
    return f"5424 {bool(iso[1])}", _Form("1 " + wanted, _ROW_5424 % wanted, _exact_moment, 17)


def _exact_moment(stamp: str) -> float | None:
    read = iso_seconds(stamp)
    return read[0] if read else None


def _iso_moment(stamp: str) -> float | None:
    read = iso_seconds(stamp)
    return float(int(read[0])) if read else None


def _bsd_moment(stamp: str) -> float | None:
    return yearless(stamp[:3], stamp[4:6], stamp[7:])


def _year_moment(stamp: str) -> float | None:
    if not stamp:
        return None
    hour, minute, second = (int(part) for part in stamp[12:].split(":"))
    return seconds_of(int(stamp[7:11]), MONTHS.get(stamp[:3], 0), int(stamp[4:6]), hour, minute, second)


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
        self.forms: dict[str, _Form] = {}
        self.form: _Form | None = None

    def run(self) -> Tally:
        """Read all lines.

        Nearly all lines of a real log repeat form, sender and program: they are read a block at a time, by
        columns. A line that differs in anything goes to `header`, which reads it whole.
        """
        line = 1
        for _, text in blocks(self.tally.artefact):
            start = 0
            while start < len(text):
                if self.form is None:
                    end = text.index("\n", start)
                    self.header(text[start:end], line)
                    start, line = end + 1, line + 1
                else:
                    start, line = self.block(self.form, text, start, line)
        self.tally.lines = line - 1
        self.settle()
        return self.tally

    def block(self, form: _Form, text: str, start: int, line: int) -> tuple[int, int]:
        """Read the lines from the offset `start`; returns where the next form of lines begins, if any."""
        *priorities, stamps, names, messages = zip(*form.rows(text, start), strict=True)
        read = form.moments.column(stamps)
        odd: Sequence[int] = ()
        missing = set(names) - self.tags.keys()
        if missing or form.moments.odd:
            pairs = enumerate(zip(read, names, strict=True))
            odd = [index for index, (moment, name) in pairs if moment is None or name in missing]
        lines = text[start:].split("\n") if odd else []
        moments = cast("list[float]", read)
        first = 0
        for index in odd:
            if read[index] is not None and names[index] in self.tags:  # learnt since
                continue
            part = slice(first, index)
            self.rows(moments[part], names[part], messages[part], line + first)
            for column in priorities:
                self.prioritised(column[part], line + first)
            self.header(lines[index], line + index)
            first = index + 1
            if self.form is not form:
                return start + first + sum(map(len, lines[:first])), line + first
        part = slice(first, None)
        self.rows(moments[part], names[part], messages[part], line + first)
        for column in priorities:
            self.prioritised(column[part], line + first)
        return len(text), line + len(names)

    def rows(self, moments: list[float], names: Sequence[str], messages: Sequence[str], line: int) -> None:
        """Count rows of known tags that follow each other, the first of them `line`."""
        if not moments:
            return
        moments = self.tally.time.column(moments, range(line, line + len(moments)))
        counts = Frequencies(names)
        if len(counts) == 1:
            latest = {names[0]: max(moments)}
        elif len(counts) <= _FEW_TAGS and sorted(moments) == moments:
            back = names[::-1]
            latest = {name: moments[-1 - back.index(name)] for name in counts}
        else:
            latest = dict(sorted(zip(names, moments, strict=True)))
        every = False
        for name, last in latest.items():
            tag = self.tags[name]
            tag.count += counts[name]
            tag.last = max(tag.last, last)
            every = every or tag.default is not None
        self.events(moments, names, messages, line, every=every)

    def prioritised(self, priorities: Sequence[str], line: int) -> None:
        """Count the priorities of rows of RFC 5424 that follow each other, the first of them `line`."""
        tally = self.tally
        tally.priorities += len(priorities)
        tally.versions += len(priorities)
        for digits, times in Frequencies(priorities).items():
            tally.severities.add(SEVERITIES[int(digits) & 7], line + priorities.index(digits), times)

    def events(
        self, moments: list[float], names: Sequence[str], messages: Sequence[str], line: int, *, every: bool
    ) -> None:
        """Apply the rules of the messages; `every` when one of the programs has a rule for all of its own."""
        tags, tally = self.tags, self.tally
        known: dict[str, Mapping[str, Rule]] = {name: tags[name].rules for name in set(names)}
        wanted = {"messa"}.union(*known.values())
        told = [at for at, message in enumerate(messages) if every or message[:5] in wanted]
        for at in told:
            message, name = messages[at], names[at]
            begun = message[:5]
            if begun == "messa":
                self.apply(tags[name].program, message, moments[at], line + at)
                continue
            rule = known[name].get(begun, tags[name].default if every else None)
            if rule is not None:
                rule(tally, message, moments[at], line + at, 1)
        begun = messages[-1][:5]
        if begun != "messa":
            rule = tags[names[-1]].rules.get(begun, tags[names[-1]].default)
            self.previous = None if rule is None else (rule, messages[-1])

    def settle(self) -> None:
        """Add what the tags counted to senders and programs."""
        tally = self.tally
        for tag in self.tags.values():
            if tag.count:
                tally.entries += tag.count
                if tag.program:
                    tally.programs.add(tag.program, tag.line, tag.count)
                host = tally.host(tag.host, tag.line) if tag.host else None
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
        host, name = ("" if part == "-" else part for part in found.group(3, 4))
        tally.entries += 1
        tally.seen(host, number, at)
        if name:
            tally.programs.add(name, number)
        data = _DATA.match(line, found.end() - 1)
        message = line[data.end() if data else found.end() :].removeprefix("\ufeff").removeprefix("BOM")
        self.apply(name, message, at, number)
        key = f" {found[3]} {found[4]}"
        if key not in self.tags and len(self.tags) < _MOST_TAGS:
            self.tags[key] = _Tag(host, name, number)
        if self.form is None or not self.form.fits(f"1 {found[2]}"):
            self.take(_form_5424(found[2]))
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
        self.learn(line, found)
        return True

    def learn(self, line: str, found: re.Match[str]) -> None:
        """Take the lines that follow as written like this one, when that is a form that is known."""
        header = line[: found.end() - 1]
        if self.form is not None and self.form.fits(header):
            return
        self.take(_form(header))

    def take(self, made: tuple[str, _Form] | None) -> None:
        """Take a form, if it is known or there is room."""
        if made is not None and (made[0] in self.forms or len(self.forms) < _MOST_FORMS):
            self.form = self.forms.setdefault(*made)

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
