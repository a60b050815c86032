"""YAML documents as plain values with the line of each; every scalar stays text.

YAML 1.1 turns ``on`` into True, ``022`` into 18 and ``1:20`` into 80: none of it is wanted here, so scalars
keep the text that was written, and only a plain ``null``, ``~`` or nothing reads as None. Aliases are
refused (a few bytes of them can expand without end).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.text import decode, whole

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place

_LIMIT = 8 << 20
_MAX_DEPTH = 100
_NULLS = {"", "~", "null", "Null", "NULL"}
_TEMPLATE = re.compile(r"\{%|\{\{")
#: Nesting is bounded before the C composer recurses: this many opening brackets in flow style, or this many
#: spaces of indentation, make no document that a tool wrote.
_OPENINGS = re.compile(r"[\[{]")


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
            known = self._pairs.get(id(node))
            if known is None:
                known = self._pairs[id(node)] = {pair[0].value: pair for pair in node.value}
            return known.get(step)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            return None, node.value[step]
        return None


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
    values = _Values(artefact, aliased="*" in text)
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


class _Values:
    """Makes plain values of nodes; a node met twice is an alias, which a text without ``*`` can't hold."""

    def __init__(self, artefact: Artefact, *, aliased: bool) -> None:
        self._artefact = artefact
        self._seen: set[int] | None = set() if aliased else None

    def of(self, root: Any) -> Any:
        """Return the value of a document."""
        return self._plain(root, 0)

    def _plain(self, node: Any, depth: int) -> Any:
        seen = self._seen
        if seen is not None:
            if id(node) in seen:
                self._refuse(Unreadable.ALIASES, node)
            seen.add(id(node))
        if depth > _MAX_DEPTH:
            self._refuse(Unreadable.TOO_DEEP, node)
        kind = type(node)
        if kind is yaml.ScalarNode:
            return node.value if node.style or node.value not in _NULLS else None
        if kind is yaml.MappingNode:
            found = {}
            for name, value in node.value:
                if type(name) is not yaml.ScalarNode:
                    self._refuse(Unreadable.MALFORMED, name)
                found[name.value] = self._plain(value, depth + 1)
            return found
        return [self._plain(each, depth + 1) for each in node.value]

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
