r"""SQL text cut into statements, and statements into words, with lines; any dialect, nothing executed.

The text streams by lines. What psql alone understands is stepped over: lines that begin with a backslash
(``\restrict`` of recent pg_dump, ``\connect``) and the data of ``COPY … FROM stdin``. ``DELIMITER`` of
the mysql client, ``GO`` of SQL Server and the lone ``/`` of SQL*Plus end statements as they do there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact

#: Characters of one statement that are kept; the rest of a longer one is stepped over.
MAX_STATEMENT = 2_000_000
#: Statements that carry rows: only their beginning is kept.
_DATA = re.compile(r"\s*(?:INSERT|REPLACE|UPDATE|DELETE|VALUES)\b", re.IGNORECASE)
_KEPT_OF_DATA = 400
_BLANK = re.compile(r"\s*")
_MARK = re.compile(
    r"'|\"|`|--|#|/\*|\*/|\$(?:[A-Za-z_]\w{0,60})?\$|\[|;|\b(?:BEGIN|CASE|END)\b", re.IGNORECASE
)
_AFTER_END = re.compile(r"\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b", re.IGNORECASE)
_END_BEFORE = re.compile(r"\bEND\s*\Z", re.IGNORECASE)
_AFTER_BEGIN = re.compile(r"\s*(?:;|TRAN|WORK)", re.IGNORECASE)
_ROUTINE = re.compile(
    r"\s*CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:(?:NON)?EDITIONABLE\s+)?(?:TEMP(?:ORARY)?\s+)?"
    r"(?:CONSTRAINT\s+)?(PROCEDURE|PROC|FUNCTION|TRIGGER|PACKAGE|EVENT|TYPE\s+BODY)\b",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"\s*DELIMITER\s+(\S{1,8})\s*$", re.IGNORECASE)
_GO = re.compile(r"\s*GO(?:\s+\d+)?\s*;?\s*$", re.IGNORECASE)
#: SQL Server needs no semicolon: these begin a statement wherever a line begins with them.
_BEGINS = re.compile(
    r"\s*(?:CREATE\s+(?:TABLE|UNIQUE|(?:NON)?CLUSTERED|INDEX|VIEW|SCHEMA|TYPE|SEQUENCE|USER|LOGIN|ROLE)"
    r"|ALTER\s+TABLE|INSERT\s+INTO|DROP\s+TABLE|GRANT|DENY)\b",
    re.IGNORECASE,
)
#: Commands of SQL*Plus end with their line.
_SQL_PLUS = re.compile(
    r"\s*(?:conn(?:ect)?|prompt|rem(?:ark)?|whenever|spool|exit|quit|define|accept|show|@@?\S+|set\s+(?:define|echo|feedback"
    r"|serveroutput|verify|heading|scan|sqlblanklines|termout|pagesize|linesize|timing|escape))\b",
    re.IGNORECASE,
)
_COPY = re.compile(r"\s*COPY\b.*\bFROM\s+stdin\b", re.IGNORECASE | re.DOTALL)
_CONDITIONAL = re.compile(r"/\*!(?:\d{5,6})?|/\*M!(?:\d{5,6})?")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its text without the terminator, the line it begins on, whether it was cut short.

    `kind` is ``sql``, ``meta`` (a line of psql) or ``copy`` (the rows after COPY; text is empty).
    """

    text: str
    line: int
    kind: str = "sql"
    cut: bool = False


class Splitter:
    """Cuts one artefact; `dialect` is ``""`` when unknown."""

    def __init__(self, artefact: Artefact, dialect: str) -> None:
        self.artefact = artefact
        self.brackets = dialect in {"sqlserver", "sqlite"}
        self.hashes = dialect == "mysql"
        self.backslashes = dialect == "mysql"
        self.blocks = dialect in {"sqlserver", "oracle"}
        self.lines_begin = dialect == "sqlserver"
        self.commands = dialect == "oracle"
        self.delimiter = ";"
        self.closing = ""
        self.escapes = False
        self.kept: list[str] = []
        self.length = 0
        self.start = 0
        self.depth = 0
        self.routine = False
        self.cut = False
        self.in_copy = False

    def statements(self) -> Iterator[Statement]:
        """Yield the statements of the artefact.

        Raises:
            UnreadableArtefactError: EMPTY, BINARY.
        """
        for number, line in lines(self.artefact):
            if self.in_copy:
                if line == "\\.":
                    self.in_copy = False
                continue
            if not self.closing:
                special = self._line(line, number)
                if special is not None:
                    yield from special
                    continue
                if self.lines_begin and self.start and not self.routine and _BEGINS.match(line):
                    yield from self._end()
            yield from self._scan(line, number)
        if self.start:
            yield from self._end()

    def _line(self, line: str, number: int) -> list[Statement] | None:
        """Handle a line that is no SQL; None when it is."""
        if not self.start:
            if line.startswith("\\"):
                return [Statement(line[:80], number, "meta")]
            if self.commands and _SQL_PLUS.match(line):
                return []
        found = _DELIMITER.match(line)
        if found and not self.start:
            self.delimiter = found[1]
            return []
        if _GO.match(line) or (line.strip() == "/" and (self.blocks or self.routine)):
            return list(self._end()) if self.start else []
        return None

    def _scan(self, line: str, number: int) -> Iterator[Statement]:
        position = 0
        while position <= len(line):
            if self.closing:
                position = self._inside(line, position, number)
                continue
            if not self.start:
                position = _BLANK.match(line, position).end()  # type: ignore[union-attr] # matches the empty text
                if position >= len(line):
                    return
            mark = self._next(line, position)
            if mark < 0:
                self._keep(line[position:] + "\n", number)
                return
            ended = mark
            if self._is_end(line, mark):
                self._keep(line[position:mark], number)
                ended = mark + len(self.delimiter)
                yield from self._end()
                position = ended
                continue
            position = self._mark(line, position, mark, number)

    def _next(self, line: str, position: int) -> int:
        found = _MARK.search(line, position)
        mark = found.start() if found else -1
        if self.delimiter != ";":
            end = line.find(self.delimiter, position)
            if end >= 0 and (mark < 0 or end <= mark):
                return end
        return mark

    def _is_end(self, line: str, mark: int) -> bool:
        if not line.startswith(self.delimiter, mark):
            return False
        if self.delimiter != ";":
            return True
        if self.routine and self.blocks:
            return False
        return self.depth == 0

    def _mark(self, line: str, position: int, mark: int, number: int) -> int:
        """Step over what begins at `mark`; return where to go on."""
        found = _MARK.match(line, mark)
        text = found[0] if found else line[mark : mark + 1]
        end = mark + len(text)
        if text == "--" or (text == "#" and self.hashes):
            self._keep(line[position:mark] + "\n", number)
            return len(line) + 1
        if text == "/*":
            conditional = _CONDITIONAL.match(line, mark)
            if conditional:
                self._keep(line[position:mark] + " ", number)
                return conditional.end()
            self._keep(line[position:mark] + " ", number)
            self.closing = "*/"
            return end
        if text == "*/":
            self._keep(line[position:mark] + " ", number)
            return end
        if text in {"'", '"', "`"} or (text == "[" and self.brackets):
            self.closing = "]" if text == "[" else text
            self.escapes = self.backslashes or line[max(0, mark - 1) : mark] in {"E", "e"}
        elif text[0] == "$":
            self.closing = text
        self._keep(line[position:end], number)
        if text.isalpha():
            self._block(line, text.upper(), mark, end)
        return end

    def _block(self, line: str, word: str, mark: int, end: int) -> None:
        """Count BEGIN … END of routines, so that the semicolons inside end nothing."""
        if not self.routine:
            return
        if word == "END":
            if not _AFTER_END.match(line, end):
                self.depth = max(0, self.depth - 1)
        elif word == "CASE":
            self.depth += self.depth > 0 and not _END_BEFORE.search(line, 0, mark)
        elif not _AFTER_BEGIN.match(line, end):
            self.depth += 1

    def _inside(self, line: str, position: int, number: int) -> int:
        """Go on inside a literal, a quoted name or a comment; return where it ends or the line does."""
        closing = self.closing
        end = line.find(closing, position)
        if closing == "'" and self.escapes:
            end = _unescaped(line, position)
        kept = closing != "*/"
        if end < 0:
            if kept:
                self._keep(line[position:] + "\n", number)
            return len(line) + 1
        end += len(closing)
        if kept:
            self._keep(line[position:end], number)
        self.closing = ""
        return end

    def _keep(self, text: str, number: int) -> None:
        if not self.start:
            if not text.strip():
                return
            self.start = number
        if not self.routine and len(self.kept) < 12:
            self.routine = _ROUTINE.match("".join(self.kept) + text) is not None
        if self.length > MAX_STATEMENT:
            self.cut = True
            return
        if self.length > _KEPT_OF_DATA and _DATA.match(self.kept[0]):
            return
        self.kept.append(text)
        self.length += len(text)

    def _end(self) -> Iterator[Statement]:
        text, line, cut = "".join(self.kept), self.start, self.cut
        self.kept, self.length, self.start, self.depth = [], 0, 0, 0
        self.routine = self.cut = False
        self.closing = ""
        if line:
            yield Statement(text, line, "sql", cut)
            if _COPY.match(text[:4000]):
                self.in_copy = True
                yield Statement("", line, "copy")


def _unescaped(line: str, position: int) -> int:
    """Return where the next quote is that no backslash escapes, else -1."""
    while True:
        end = line.find("'", position)
        if end < 0:
            return -1
        backslashes = end - len(line[:end].rstrip("\\"))
        if (backslashes if end - backslashes >= position else end - position) % 2 == 0:
            return end
        position = end + 1


class Token(NamedTuple):
    """A word, a quoted name, a literal or a sign.

    `kind` is ``w`` word, ``q`` quoted name, ``s`` string, ``n`` number, ``p`` sign, ``d`` dollar-quoted body;
    `text` is without quotes, `upper` is in upper case for words and signs and ``""`` for all else.
    """

    kind: str
    text: str
    upper: str
    offset: int


def _pattern(*, brackets: bool, backslashes: bool) -> re.Pattern[str]:
    plain = r"'(?:[^'\\]|\\.|'')*'?" if backslashes else r"'(?:[^']|'')*'?"
    return re.compile(
        r"(?P<d>\$(?P<tag>[A-Za-z_]\w{0,60})\$.*?\$(?P=tag)\$|\$\$.*?\$\$)"
        r"|(?P<s>[Ee]'(?:[^'\\]|\\.|'')*'?|(?:[NnBbXx]|_\w+ ?)?" + plain + ")"
        r"|(?P<q>\"(?:[^\"]|\"\")*\"?|`(?:[^`]|``)*`?" + (r"|\[[^\]\[]*\]" if brackets else "") + ")"
        r"|(?P<w>[^\W\d][\w$#@]*)|(?P<n>\d[\w.]*)|(?P<p>::|:=|\S)",
        re.DOTALL,
    )


_PATTERNS = {
    (brackets, backslashes): _pattern(brackets=brackets, backslashes=backslashes)
    for brackets in (False, True)
    for backslashes in (False, True)
}


def tokens(text: str, *, brackets: bool, backslashes: bool = False, most: int = 200_000) -> list[Token]:
    """Return the tokens of a statement, at most `most`; comments are gone already."""
    found: list[Token] = []
    for match in islice(_PATTERNS[brackets, backslashes].finditer(text), most):
        kind, whole, start = str(match.lastgroup), match[0], match.start()
        if kind == "q":
            found.append(Token(kind, whole[1:].rstrip('`"]'), "", start))
        elif kind == "s":
            found.append(Token(kind, whole.partition("'")[2].rstrip("'"), "", start))
        else:
            found.append(Token(kind, whole, whole.upper() if kind in "wp" else "", start))
    return found
