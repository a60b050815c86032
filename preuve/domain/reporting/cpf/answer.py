"""The answer of the Caisse des Dépôts to a file: which entries were taken, which not and why.

Root and case vary between deliveries, so elements are known by their local name without case. What is not
known is kept and told, nothing is guessed. Document types are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat  # document types are refused before they declare anything

from preuve.domain.reporting.errors import AnswerError, AnswerFault

_MOST_BYTES = 200_000_000
_CHUNK = 1 << 16
_MOST_TOKEN = 1 << 20
_HEAD = ("nomfichier", "idflux", "idtraitement")
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*?\sencoding\s*=")


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that was not taken: its key, and the reasons in the words of the file."""

    key: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer file says.

    Attributes:
        file_name: name of the file it answers, empty when not said.
        flow_id: id of the flow it answers, empty when not said.
        treatment_id: id of the treatment, empty when not said.
        accepted: keys, in file order.
        refused: in file order.
        unknown: path without namespaces and text of what has no known meaning.
    """

    file_name: str
    flow_id: str
    treatment_id: str
    accepted: tuple[str, ...]
    refused: tuple[Refused, ...]
    unknown: tuple[tuple[str, str], ...]

    @property
    def contradicted(self) -> tuple[str, ...]:
        """Keys that are both accepted and refused."""
        accepted = set(self.accepted)
        return tuple(each.key for each in self.refused if each.key in accepted)


def read_answer(data: bytes) -> Answer:
    """Read an answer file.

    The encoding is the one declared; a file that declares none and isn't UTF-8 is read as Windows-1252.

    Raises:
        AnswerError: with the line; NOT_A_REPORT when neither accepted nor refused entries have a place in it.
    """
    if len(data) > _MOST_BYTES:
        raise AnswerError(AnswerFault.TOO_LONG, 1)
    reader = _Reader(_encoding(data))
    reader.read(data)
    if not reader.lists:
        raise AnswerError(AnswerFault.NOT_A_REPORT, 1)
    file_name, flow_id, treatment_id = (reader.head.get(name, "") for name in _HEAD)
    return Answer(
        file_name, flow_id, treatment_id, tuple(reader.accepted), tuple(reader.refused), tuple(reader.unknown)
    )


def _encoding(data: bytes) -> str | None:
    if _DECLARED.match(data) or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return None


class _Reader:
    """Gathers the answer while the parser walks."""

    def __init__(self, encoding: str | None) -> None:
        self._parser = expat.ParserCreate(encoding, namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = []
        self._names: list[str] = []
        self._words: list[str] = []
        self._keys: list[str] = []
        self._reasons: list[str] = []
        self.head: dict[str, str] = {}
        self.accepted: list[str] = []
        self.refused: list[Refused] = []
        self.unknown: list[tuple[str, str]] = []
        self.lists = False

    def read(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), _CHUNK):
                self._parser.Parse(data[start : start + _CHUNK], False)
                if start + _CHUNK - self._parser.CurrentByteIndex > _MOST_TOKEN:
                    raise AnswerError(AnswerFault.TOO_LONG, self._parser.CurrentLineNumber)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise AnswerError(AnswerFault.NOT_XML, error.lineno) from None
        except (ValueError, LookupError):
            raise AnswerError(AnswerFault.ENCODING, self._parser.CurrentLineNumber) from None

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._names.append(name.rpartition("}")[2])
        self._path.append(self._names[-1].lower())
        self._words.clear()
        self.lists = self.lists or self._path[-1] in {"passagesok", "passagesko"}
        if self._path[-1] == "passage":
            self._keys, self._reasons = [], []

    def _text(self, text: str) -> None:
        self._words.append(text)

    def _end(self, _name: str) -> None:
        text = "".join(self._words).strip()
        self._words.clear()
        name, outer = self._path[-1], self._path[:-1]
        if name == "passage" and "passagesok" in outer:
            self.accepted += self._keys
        elif name == "passage" and "passagesko" in outer:
            self.refused += (Refused(key, tuple(self._reasons)) for key in self._keys)
        elif text:
            self._datum(name, outer, text)
        self._names.pop()
        self._path.pop()

    def _datum(self, name: str, outer: list[str], text: str) -> None:
        if "passage" in outer and name == "idtechnique":
            self._keys.append(text)
        elif "passage" in outer and name == "messageerreur":
            self._reasons.append(text)
        elif name in _HEAD and name not in self.head:
            self.head[name] = text
        else:
            self.unknown.append(("/" + "/".join(self._names), text))

    def _doctype(self, *_declared: Any) -> None:
        raise AnswerError(AnswerFault.DOCUMENT_TYPE, self._parser.CurrentLineNumber)
