"""YAML documents as plain values with the line of each; every scalar stays text.

YAML 1.1 turns ``on`` into True, ``022`` into 18 and ``1:20`` into 80: none of it is wanted here, so scalars
keep the text that was written, and only a plain ``null``, ``~`` or nothing reads as None.

Aliases and merge keys (``<<``, https://yaml.org/type/merge.html) are expanded, since pipelines are written
with them, up to a bound: a few bytes of them can expand without end. What an alias gives has the place of its
anchor.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.text import decode, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Place

_LIMIT = 8 << 20
_MAX_DEPTH = 100
_NULLS = {"", "~", "null", "Null", "NULL"}
_TEMPLATE = re.compile(r"\{%|\{\{")
#: Nesting is bounded before the C composer recurses: this many opening brackets in flow style, or this many
#: spaces of indentation, make no document that a tool wrote.
_OPENINGS = re.compile(r"[\[{]")
#: What all aliases of a file may add: a value each, and one for a hundred characters of a text.
_MOST_EXPANDED = 100_000
_MERGE = "<<"
_REFERENCE = "!reference"


class YamlDocument:
    """One document.

    Attributes:
        value: dicts, lists, texts and None.
    """

    def __init__(self, artefact: Artefact, value: Any, root: Any) -> None:
        self.artefact = artefact
        self.value = value
        self._root = root
        #: id of a mapping → its pairs by key, the last of equal ones
        self._pairs: dict[int, dict[str | int, tuple[Any, Any]]] = {}

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Return the place of the value at `path`, or of its key; the last step that exists, else."""
        node, line = self._root, self._root.start_mark.line
        for index, step in enumerate(path):
            found = self._step(node, step)
            if found is None:
                break
            name, node = found
            mark = name if key and name is not None and index == len(path) - 1 else node
            line = mark.start_mark.line
        return self.artefact.place(PlaceKind.YAML, line=line + 1, path=yaml_path(*path))

    def _step(self, node: Any, step: str | int) -> tuple[Any, Any] | None:
        if isinstance(node, yaml.MappingNode):
            return self._pairs_of(node).get(step)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            return None, node.value[step]
        return None

    def _pairs_of(self, node: Any) -> dict[str | int, tuple[Any, Any]]:
        known = self._pairs.get(id(node))
        if known is None:
            known = self._pairs[id(node)] = {}
            for source in _merged(node):
                known.update(self._pairs_of(source))
            known.update((pair[0].value, pair) for pair in node.value if not _merges(pair[0]))
        return known


def yaml_path(*path: str | int) -> str:
    """Return a path as ``services.web.ports[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def documents(artefact: Artefact, limit: int = _LIMIT) -> list[YamlDocument]:
    """Parse all documents of a file; empty ones are left out.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, TOO_LARGE, TOO_DEEP, ALIASES, TEMPLATE or MALFORMED, with the
            line.
    """
    text = decode(whole(artefact, limit))
    if "\0" in text:
        raise UnreadableArtefactError(Unreadable.BINARY, artefact.place())
    _refuse_depth(artefact, text)
    values = _Values(artefact, linked="*" in text or _MERGE in text)
    try:
        found = [
            YamlDocument(artefact, values.of(root), root) for root in yaml.compose_all(text, Loader=_Composer)
        ]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = Unreadable.TEMPLATE if _TEMPLATE.search(text) else Unreadable.MALFORMED
        raise UnreadableArtefactError(reason, _at(artefact, mark.line if mark else 0)) from None
    except yaml.YAMLError:  # a character that YAML does not allow
        raise UnreadableArtefactError(Unreadable.BINARY, artefact.place()) from None
    filled = [document for document in found if document.value is not None]
    if not filled:
        raise UnreadableArtefactError(Unreadable.EMPTY, artefact.place())
    return filled


class _Composer(yaml.CSafeLoader):
    """Composes nodes without looking for the type of each scalar: all of them stay text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 - the loader's own shape
        return ""


def _refuse_depth(artefact: Artefact, text: str) -> None:
    found = text.split("\n")
    flows = text.count("[") + text.count("{") > _MAX_DEPTH * 2
    if not flows and max(map(len, found)) <= _MAX_DEPTH * 4:
        return
    depth = 0
    for number, line in enumerate(found):
        flow = len(_OPENINGS.findall(line)) - line.count("]") - line.count("}")
        depth = max(0, depth + flow)
        block = len(line) - len(line.lstrip(" ")) + line.count("- ") + line.count("? ")
        if depth > _MAX_DEPTH * 2 or (block > _MAX_DEPTH * 4 and line.strip(" -?") == ""):
            raise UnreadableArtefactError(Unreadable.TOO_DEEP, _at(artefact, number))


class Reference(list[Any]):
    """A sequence that GitLab CI's tag ``!reference`` marks: the path of what stands in its place."""


def _scalar(node: Any) -> str | None:
    return node.value if node.style or node.value not in _NULLS else None


def _sums(made: Sequence[tuple[Any, int, int]]) -> tuple[int, int]:
    """Return how many values a collection holds, itself included, and how deep."""
    return 1 + sum(size for _, size, _ in made), 1 + max((height for *_, height in made), default=0)


def _merges(name: Any) -> bool:
    return name.value == _MERGE and not name.style


def _merged(node: Any) -> Iterator[Any]:
    """Yield the mappings that a mapping merges below its own keys, those that win last."""
    for name, value in reversed(node.value):
        if _merges(name):
            yield from reversed(value.value) if type(value) is yaml.SequenceNode else (value,)


class _Values:
    """Makes plain values of nodes; what is met again, through an alias, is the same value."""

    def __init__(self, artefact: Artefact, *, linked: bool) -> None:
        self._artefact = artefact
        self._expanding = linked
        #: id of a node → its value, how many it holds, how deep; None while it is being made
        self._known: dict[int, tuple[Any, int, int] | None] = {}
        self._expanded = 0

    def of(self, root: Any) -> Any:
        """Return the value of a document."""
        return self._linked(root, 0)[0] if self._expanding else self._plain(root, 0)

    def _plain(self, node: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            self._refuse(Unreadable.TOO_DEEP, node)
        kind = type(node)
        if kind is yaml.ScalarNode:
            return _scalar(node)
        if kind is yaml.MappingNode:
            return {self._key(name): self._plain(value, depth + 1) for name, value in node.value}
        found = [self._plain(each, depth + 1) for each in node.value]
        return Reference(found) if node.tag == _REFERENCE else found

    def _linked(self, node: Any, depth: int) -> tuple[Any, int, int]:
        """As `_plain` for what may hold aliases: the value, how many values it holds, how deep."""
        again = id(node) in self._known
        made = self._known.get(id(node))
        if again:
            self._expanded += made[1] if made else 0
            if made is None or self._expanded > _MOST_EXPANDED:
                self._refuse(Unreadable.ALIASES, node)
        else:
            self._known[id(node)] = None
            made = self._known[id(node)] = self._composed(node, depth)
        if depth + made[2] > _MAX_DEPTH:
            self._refuse(Unreadable.TOO_DEEP, node)
        return made

    def _composed(self, node: Any, depth: int) -> tuple[Any, int, int]:
        kind = type(node)
        if kind is yaml.ScalarNode:
            return _scalar(node), 1 + len(node.value) // 100, 0
        if depth >= _MAX_DEPTH:
            self._refuse(Unreadable.TOO_DEEP, node)
        if kind is yaml.MappingNode:
            return self._mapping(node, depth)
        made = [self._linked(each, depth + 1) for each in node.value]
        found = [value for value, _, _ in made]
        return Reference(found) if node.tag == _REFERENCE else found, *_sums(made)

    def _mapping(self, node: Any, depth: int) -> tuple[dict[str, Any], int, int]:
        found: dict[str, Any] = {}
        made = []
        for source in _merged(node):
            if type(source) is not yaml.MappingNode:
                self._refuse(Unreadable.MALFORMED, source)
            made.append(self._linked(source, depth + 1))
            found.update(made[-1][0])
        for name, value in node.value:
            key = self._key(name)
            if not _merges(name):
                made.append(self._linked(value, depth + 1))
                found[key] = made[-1][0]
        return found, *_sums(made)

    def _key(self, name: Any) -> str:
        if type(name) is not yaml.ScalarNode:
            self._refuse(Unreadable.MALFORMED, name)
        return str(name.value)

    def _refuse(self, reason: Unreadable, node: Any) -> NoReturn:
        raise UnreadableArtefactError(reason, _at(self._artefact, node.start_mark.line))


def _at(artefact: Artefact, line: int) -> Place:
    return artefact.place(PlaceKind.YAML, line=line + 1)


def as_flag(value: Any) -> bool | None:
    """Return what YAML 1.2 calls a boolean (``true``, ``false``), and YAML 1.1's yes/no/on/off; else None."""
    return (
        {
            "true": True,
            "yes": True,
            "on": True,
            "false": False,
            "no": False,
            "off": False,
        }.get(value.lower())
        if isinstance(value, str)
        else None
    )
