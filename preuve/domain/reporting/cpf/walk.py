"""Hold the elements of a flow against the grammar, one event at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.reporting.cpf.grammar import (
    ANY_TEXT,
    CERTIFICATION,
    DIGITAL,
    FLOW,
    NAMESPACE,
    PASSAGE,
    XSI,
    Need,
    Node,
    Shape,
    Version,
)
from preuve.domain.reporting.cpf.issues import Issue, issue
from preuve.domain.reporting.cpf.values import read_value, shown

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from preuve.domain.reporting.cpf.values import Datum

_BLANK = " \t\n\r"
_NIL = {"true": True, "1": True, "false": False, "0": False}
_LOCATIONS = {f"{XSI}}}schemaLocation", f"{XSI}}}noNamespaceSchemaLocation"}
#: A value beyond this is too long for every element; the rest of it is not kept.
_MOST_TEXT = 10_000
#: Data whose mere presence another rule looks at.
_PRESENCE = {"language_level", "score"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: where, what, and in which entry."""

    line: int
    path: str
    issue: Issue
    entry: str = ""


@dataclass(slots=True)
class Passage:
    """The data of the entry, or of the certification around entries, by key, and where each stands."""

    line: int
    path: str
    is_entry: bool = True
    values: dict[str, Datum] = field(default_factory=dict)
    places: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    node: Node
    line: int
    path: str
    nil: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    text: str = ""
    strayed: bool = False


class Walk:
    """Where the reading stands in the flow.

    Attributes:
        passage: the entry or certification that just ended; the reader takes it away.
    """

    def __init__(self, version: Version | None) -> None:
        self._version = version
        self._open: list[_Open] = []
        self._skipping = 0
        self._reading: Passage | None = None
        self._certification: Passage | None = None
        self._needs_action = False
        self.passage: Passage | None = None

    @property
    def path(self) -> str:
        """The path of the innermost element that is open."""
        return self._open[-1].path if self._open else "/"

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> Iterator[Finding]:
        """An element opens."""
        if self._skipping:
            self._skipping += 1
            return
        namespace, _, local = name.rpartition("}")
        node = yield from self._node(namespace, local, line)
        if node is None:
            self._skipping = 1
            return
        opened = _Open(node, line, self._path_of(node))
        self._open.append(opened)
        if node is PASSAGE:
            self._reading = Passage(line, opened.path)
        elif node is DIGITAL and self._reading is not None:
            self._reading.values["digital"] = True  # there, though it may hold nothing
        elif node is CERTIFICATION:
            self._certification = Passage(line, opened.path, is_entry=False)
        yield from self._attributes(opened, attributes)

    def text(self, text: str, line: int) -> Iterator[Finding]:
        """Characters."""
        if self._skipping or not self._open:
            return
        opened = self._open[-1]
        if opened.node.shape is Shape.VALUE:
            opened.text += text if len(opened.text) < _MOST_TEXT else ""
        elif text.strip(_BLANK) and not opened.strayed:
            opened.strayed = True
            yield Finding(line, opened.path, issue("flow", "text-not-allowed", found=shown(text)))

    def end(self) -> Iterator[Finding]:
        """The innermost element closes."""
        if self._skipping:
            self._skipping -= 1
            return
        opened = self._open.pop()
        if opened.node.shape is Shape.VALUE:
            yield from self._value(opened)
        else:
            yield from self._missing(opened)
        if opened.node is PASSAGE:
            self.passage, self._reading = self._reading, None
        elif opened.node is CERTIFICATION:
            self.passage, self._certification = self._certification, None

    def _node(self, namespace: str, local: str, line: int) -> Generator[Finding, None, Node | None]:
        """The element's place in the grammar; None when it has none, with what is wrong."""
        path = f"{self.path.rstrip('/')}/{local}"
        if namespace != NAMESPACE:
            yield Finding(line, path, issue("flow", "wrong-namespace", found=local, namespace=NAMESPACE))
            return None
        if not self._open:
            if local == FLOW.name:
                return FLOW
            yield Finding(line, path, issue("flow", "wrong-root", found=local))
            return None
        parent = self._open[-1]
        if parent.node.shape is Shape.VALUE:
            yield Finding(line, path, issue("flow", "element-in-value", found=local))
            return None
        node = next((child for child in parent.node.children if child.name == local), None)
        if node is None:
            expected = ", ".join(child.name for child in parent.node.children)
            yield Finding(line, path, issue("flow", "unknown-element", found=local, expected=expected))
            return None
        yield from self._count(parent, node, line, path)
        return node

    def _count(self, parent: _Open, node: Node, line: int, path: str) -> Iterator[Finding]:
        if node.since > (self._version or Version.V1_1_5):
            yield Finding(line, path, issue("flow", "version-1.1.5", found=node.name))
        elif node.since is Version.V1_1_5 and node.name != "action":
            self._needs_action = True
        if parent.node.shape is Shape.ONE and parent.seen:
            expected = ", ".join(child.name for child in parent.node.children)
            yield Finding(line, path, issue("flow", "one-only", found=node.name, expected=expected))
        elif parent.node.shape is Shape.ALL and node.name in parent.seen:
            yield Finding(line, path, issue("flow", "repeated-element", found=node.name))
        parent.seen[node.name] = parent.seen.get(node.name, 0) + 1

    def _path_of(self, node: Node) -> str:
        if not self._open:
            return f"/{node.name}"
        parent = self._open[-1]
        rank = f"[{parent.seen[node.name]}]" if parent.node.shape is Shape.MANY else ""
        return f"{parent.path}/{node.name}{rank}"

    def _attributes(self, opened: _Open, attributes: Mapping[str, str]) -> Iterator[Finding]:
        for name, value in attributes.items():
            if name in _LOCATIONS:
                continue
            if name != f"{XSI}}}nil":
                found = name.rpartition("}")[2]
                yield Finding(opened.line, opened.path, issue("flow", "attribute", found=found))
            elif opened.node.need is not Need.NILLABLE:
                yield self._finding(opened, issue(opened.node.key or "flow", "nil-not-allowed"))
            elif value.strip(_BLANK) not in _NIL:
                yield self._finding(opened, issue(opened.node.key, "nil-not-a-flag", found=shown(value)))
            else:
                opened.nil = _NIL[value.strip(_BLANK)]

    def _value(self, opened: _Open) -> Iterator[Finding]:
        node = opened.node
        if opened.nil:
            if opened.text:
                yield self._finding(opened, issue(node.key, "nil-with-content"))
            return
        datum = read_value(node.key, node.value or ANY_TEXT, opened.text)
        if isinstance(datum, Issue):
            yield self._finding(opened, datum)
        self._keep(
            opened, opened.text if isinstance(datum, Issue) else datum, valid=not isinstance(datum, Issue)
        )

    def _keep(self, opened: _Open, datum: Datum, *, valid: bool) -> None:
        """Keep a datum for the rules; one that can't be read is there all the same, but only as a text."""
        key, reading = opened.node.key, self._reading or self._certification
        if reading is not None:
            reading.places[key] = (opened.line, opened.path)
            if valid or key in _PRESENCE:
                reading.values[key] = datum

    def _missing(self, opened: _Open) -> Iterator[Finding]:
        node = opened.node
        if node.shape is Shape.ALL:
            for child in node.children:
                if child.name not in opened.seen and self._is_due(child):
                    yield self._finding(
                        opened, issue(child.key or "flow", "missing-element", found=child.name)
                    )
        elif not opened.seen and node.children[0].need is Need.REQUIRED:
            expected = ", ".join(child.name for child in node.children)
            yield self._finding(opened, issue("flow", "missing-one-of", expected=expected))

    def _is_due(self, child: Node) -> bool:
        if child.need is Need.OPTIONAL:
            return False
        if child.since is Version.V1_1_5:
            return self._version is Version.V1_1_5 or (self._version is None and self._needs_action)
        return True

    def _finding(self, opened: _Open, wrong: Issue) -> Finding:
        key = str(self._reading.values.get("key", "")) if self._reading is not None else ""
        return Finding(opened.line, opened.path, wrong, key)
