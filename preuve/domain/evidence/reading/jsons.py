"""JSON documents with the line of any value, and JSON lines as a stream.

`json.loads` parses at the speed of C and knows no lines; a place is found afterwards, on demand, by stepping
over whole values with the same C scanner. Only what is stated pays for its place.
"""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError
from json.decoder import scanstring as _scan_string  # type: ignore[attr-defined] # C, public in CPython
from typing import TYPE_CHECKING, Any, NoReturn

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.text import blocks, decode, whole
from preuve.domain.evidence.reading.values import dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place

_SPACE = re.compile(r"[ \t\n\r]*")
_LIMIT = 64 << 20
#: Elements of an array that is long enough to be looked at from its end.
_MANY = 500
#: Braces tried for the one that opens an object.
_MAX_BRACES = 50


def _refuse_constant(name: str) -> NoReturn:
    raise JSONDecodeError(name, "", 0)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
_SCAN = _DECODER.scan_once  # type: ignore[attr-defined] # as above


class JsonDocument:
    """A parsed document and its text.

    Attributes:
        value: what `json.loads` gives; numbers may still be infinite, see `values.as_number`.
    """

    def __init__(self, artefact: Artefact, text: str, start: int = 0) -> None:
        self.artefact = artefact
        self._text = text
        self._start = start
        #: start of a container → offsets of its children, in order, by key or index
        self._children: dict[int, dict[str | int, int]] = {}
        #: start of a container → where its next child begins (-1: none), and the value to step over first
        self._next: dict[int, tuple[int, int]] = {}
        #: offsets of the last objects of a long array that is the whole document, the last first
        self._last: list[int] = []
        self._exhaustive = False
        self._lines: tuple[int, int] = (0, 1)
        self.value: Any = self._parsed()

    def _parsed(self) -> Any:
        try:
            value, end = _DECODER.raw_decode(self._text, _SPACE.match(self._text, self._start).end())  # type: ignore[union-attr] # matches the empty text
            rest = _SPACE.match(self._text, end).end()  # type: ignore[union-attr] # as above
        except JSONDecodeError as error:
            raise self._error(Unreadable.MALFORMED, max(error.pos, self._start)) from None
        except RecursionError:
            raise UnreadableArtefactError(Unreadable.TOO_DEEP, self.artefact.place()) from None
        except ValueError:  # a number of thousands of digits
            raise UnreadableArtefactError(Unreadable.BAD_VALUE, self.artefact.place()) from None
        if rest != len(self._text):
            raise self._error(Unreadable.MALFORMED, rest)
        return value

    def _error(self, reason: Unreadable, offset: int) -> UnreadableArtefactError:
        line = self._text.count("\n", 0, offset) + 1
        return UnreadableArtefactError(reason, self.artefact.place(PlaceKind.JSON, line=line))

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at `path`: its JSON Pointer (RFC 6901) and its line.

        Of a member of an object, the line is that of its value. A path that leads nowhere gives the place of
        the last step that exists.
        """
        offset = self._offset(path)
        if not self._exhaustive and self._is_another(offset, path):
            # a key that comes twice: the parser keeps the last, so every object is searched to its end
            self._exhaustive = True
            self._children.clear()
            self._next.clear()
            offset = self._offset(path)
        return self.artefact.place(PlaceKind.JSON, line=self._line(offset), path=pointer(*path))

    def _offset(self, path: tuple[str | int, ...]) -> int:
        offset = _SPACE.match(self._text, self._start).end()  # type: ignore[union-attr] # as above
        for step in path:
            found = self._child(offset, step)
            if found is None:
                break
            offset = found
        return offset

    def _is_another(self, offset: int, path: tuple[str | int, ...]) -> bool:
        """Say whether a scalar stands at `offset` that is not the one the parser gives for `path`."""
        if self._text[offset] in "[{":
            return isinstance(dig(self.value, *path), (str, int, float))
        value = dig(self.value, *path)
        return value is not None and _DECODER.raw_decode(self._text, offset)[0] != value

    def _line(self, offset: int) -> int:
        known, line = self._lines
        if offset < known:
            known, line = 0, 1
        line += self._text.count("\n", known, offset)
        self._lines = (offset, line)
        return line

    def _child(self, start: int, step: str | int) -> int | None:
        """Offset of one child; reads on from where the last search in this container stopped."""
        opening = self._text[start]
        if opening not in "[{":
            return None
        known = self._children.setdefault(start, {})
        position, value = self._next.get(start, (start + 1, -1))
        if step in known and not (self._exhaustive and position >= 0):
            return known[step]
        if opening == "[" and isinstance(step, int) and (found := self._from_end(start, step)) >= 0:
            return found
        while position >= 0:
            position = self._beyond(value) if value >= 0 else self._within(position)
            if position < 0:
                break
            name, value = self._named(position) if opening == "{" else (len(known), position)
            known[name] = value
            if name == step and not (self._exhaustive and opening == "{"):
                break
        self._next[start] = position, value
        return known.get(step)

    def _from_end(self, start: int, step: int) -> int:
        """Offset of an object in the second half of a long array that is the whole document, else -1.

        Found from the end, where nothing before need be stepped over: of all braces before the end of an
        object, only its own opens what ends there. One of an object within ends before; one within a string
        has an odd number of quotes after it and no backslash outside of strings, which is no JSON.
        """
        if not isinstance(self.value, list) or not _MANY < len(self.value) <= 2 * step < 2 * len(self.value):
            return -1
        if self._text.find("[", self._start) != start:
            return -1
        while len(self._last) < len(self.value) - step:
            position = self._last[-1] if self._last else self._text.rfind("]")
            end = self._before(position)
            if self._last:  # the comma
                end = self._before(end - 1)
            found = self._opening(end)
            if found < 0:
                return -1
            self._last.append(found)
        return self._last[len(self.value) - 1 - step]

    def _before(self, position: int) -> int:
        while self._text[position - 1] in " \t\r\n":
            position -= 1
        return position

    def _opening(self, end: int) -> int:
        """Where the object begins that ends before `end`; -1 when none does, or it has too many braces."""
        position = end if self._text[end - 1] == "}" else 0
        for _ in range(_MAX_BRACES):
            position = self._text.rfind("{", 0, position)
            if position < 0:
                break
            try:
                if _DECODER.raw_decode(self._text, position)[1] == end:
                    return position
            except ValueError:
                continue
        return -1

    def _within(self, position: int) -> int:
        """Where the next child begins, at or after `position`; -1 at the container's end."""
        position = _SPACE.match(self._text, position).end()  # type: ignore[union-attr] # as above
        return -1 if self._text[position] in "]}" else position

    def _beyond(self, value: int) -> int:
        """Where the child after the value at `value` begins; -1 after the last."""
        _, position = _DECODER.raw_decode(self._text, value)
        position = _SPACE.match(self._text, position).end()  # type: ignore[union-attr] # as above
        return -1 if self._text[position] in "]}" else self._within(position + 1)

    def _named(self, position: int) -> tuple[str, int]:
        """Key and offset of the value of the member that begins at `position`."""
        name, position = _scan_string(self._text, position + 1, True)
        position = _SPACE.match(self._text, position).end() + 1  # type: ignore[union-attr] # the colon
        return name, _SPACE.match(self._text, position).end()  # type: ignore[union-attr] # as above


def pointer(*path: str | int) -> str:
    """Return a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def document(artefact: Artefact, limit: int = _LIMIT) -> JsonDocument:
    """Parse a document held whole.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, MALFORMED (with the line), TOO_DEEP, BAD_VALUE.
    """
    return JsonDocument(artefact, decode(whole(artefact, limit)))


def embedded(artefact: Artefact, text: str, start: int) -> JsonDocument:
    """Parse the document that begins at `start` in `text` and ends it (JSONP is cut first)."""
    return JsonDocument(artefact, text, start)


def json_lines(artefact: Artefact) -> Iterator[tuple[int, Any]]:
    """Yield (line, value) for each line that is not blank; memory holds one block of lines.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, MALFORMED, TOO_DEEP or BAD_VALUE, with the line.
    """
    for number, text in blocks(artefact):
        start, line = 0, number
        while start < len(text):
            end = text.index("\n", start)
            if text[start] == "{":
                yield line, _object(artefact, text, start, end, line)
            elif not text[start:end].isspace() and end > start:
                yield line, _value(artefact, text[start:end], line)
            start, line = end + 1, line + 1


def _object(artefact: Artefact, text: str, start: int, end: int, line: int) -> Any:
    """Return the object that fills a line: read where it stands, without a copy."""
    try:
        value, stopped = _SCAN(text, start)
    except (ValueError, RecursionError, StopIteration):
        stopped = -1
    return value if stopped == end else _value(artefact, text[start:end], line)


def _value(artefact: Artefact, text: str, line: int) -> Any:
    """Return the value that fills a line, with spaces around it."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise _at(artefact, Unreadable.TOO_DEEP, line) from None
    except JSONDecodeError:
        raise _at(artefact, Unreadable.MALFORMED, line) from None
    except ValueError:
        raise _at(artefact, Unreadable.BAD_VALUE, line) from None


def _at(artefact: Artefact, reason: Unreadable, line: int) -> UnreadableArtefactError:
    return UnreadableArtefactError(reason, artefact.place(PlaceKind.JSON, line=line))
