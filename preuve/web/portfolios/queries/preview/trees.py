"""JSON and XML as a tree that is open along the way to a place; bounded, so that a page can hold it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.reading import jsons, xml
from preuve.web.portfolios.queries.preview.model import Asked, TreeStep
from preuve.web.portfolios.queries.preview.texts import LINE_LENGTH

TREE_BYTES = 2 << 20
MOST_NODES = 5000
MOST_CHILDREN = 200
MOST_ATTRIBUTES = 40
DEEPEST = 60
LONGEST_HINT = 80
NAMES = ("name", "title", "key", "id", "ruleId", "message")
STEP = re.compile(r"""([\w.-]+)((?:\[@[\w.:-]+=(?:'[^']*'|"[^"]*")\])*)(?:\[\d+\])?$""")
TEST = re.compile(r"""\[@([\w.:-]+)=(?:'([^']*)'|"([^"]*)")\]""")


@dataclass(slots=True)
class Node:
    """A value with its children, which are made when they are drawn."""

    name: str
    shape: str
    value: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    size: int = 0
    children: Callable[[], "list[Node]"] = list
    drawn: "list[Node]" = field(default_factory=list)
    hidden: int = 0
    is_open: bool = False
    is_here: bool = False


def json_tree(artefact: Artefact, asked: Asked) -> tuple[TreeStep, ...] | None:
    """Return the steps of a JSON document; nothing when it can't be read."""
    try:
        root = _json_node("", jsons.document(artefact, TREE_BYTES).value)
    except (UnreadableArtefactError, UnicodeError, RecursionError):
        return None
    return _steps(root, _pointed(asked.path), asked)


def _pointed(pointer: str) -> list[str]:
    """Return the steps of a JSON Pointer (RFC 6901)."""
    if not pointer.startswith("/"):
        return []
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _json_node(name: str, value: Any) -> Node:
    if isinstance(value, dict):
        return Node(
            name,
            "object",
            _hint(value),
            size=len(value),
            children=lambda: [_json_node(str(key), each) for key, each in value.items()],
        )
    if isinstance(value, list):
        return Node(
            name,
            "array",
            size=len(value),
            children=lambda: [_json_node(str(at), each) for at, each in enumerate(value)],
        )
    if isinstance(value, str):
        return Node(name, "string", _bounded(value))
    if value is None or isinstance(value, bool):
        return Node(name, "word", {None: "null", True: "true", False: "false"}[value])
    return Node(name, "number", _bounded(repr(value)))


def _hint(value: dict[str, Any]) -> str:
    """Return what an object calls itself, so that a list of objects can be read while they are closed."""
    found = next((value[name] for name in NAMES if isinstance(value.get(name), str) and value[name]), "")
    return found if len(found) <= LONGEST_HINT else f"{found[:LONGEST_HINT]}…"


def _bounded(text: str) -> str:
    return text if len(text) <= LINE_LENGTH else f"{text[:LINE_LENGTH]}…"


def xml_tree(artefact: Artefact, asked: Asked) -> tuple[TreeStep, ...] | None:
    """Return the steps of an XML document; nothing when it can't be read, or declares entities."""
    try:
        root = xml.tree(artefact, TREE_BYTES)
    except (UnreadableArtefactError, UnicodeError, ValueError):
        return None
    return _steps(_element_node(root), _way_to(root, asked), asked)


def _way_to(root: Any, asked: Asked) -> list[str]:
    """Return the positions of the element that a place means: the one of its line that fits its path best.

    The path comes from an address: it is compared with the elements, never evaluated.
    """
    fits = _fit(asked.path)
    candidates = [each for each in root.iter(etree.Element) if each.sourceline == asked.line]
    pool = candidates if asked.line and candidates else root.iter(etree.Element) if asked.path else ()
    found = max(pool, key=fits, default=None)
    if found is None or (not candidates and fits(found) == 0):
        return []
    way = []
    while (parent := found.getparent()) is not None:
        way.append(str(parent.index(found)))
        found = parent
    return way[::-1]


def _fit(path: str) -> Callable[[Any], int]:
    step = STEP.search(path.rpartition("/@")[0] or path)
    name = step[1] if step else ""
    tests = [(key, single or double) for key, single, double in TEST.findall(step[2])] if step else []

    def fits(element: Any) -> int:
        if not name or xml.local(element) != name:
            return 0
        return 1 + sum(1 for key, value in tests if (element.get(key) or "").startswith(value) and value)

    return fits


def _element_node(element: Any) -> Node:
    name = f"{element.prefix}:{xml.local(element)}" if element.prefix else xml.local(element)
    attributes = tuple(
        (key.rpartition("}")[2], _bounded(value))
        for key, value in list(element.attrib.items())[:MOST_ATTRIBUTES]
    )
    text = (element.text or "").strip()
    if len(element) == 0:
        return Node(name, "element", _bounded(text), attributes)
    return Node(
        name,
        "branch",
        _bounded(text),
        attributes,
        size=len(element),
        children=lambda: [_element_node(child) for child in element],
    )


def _steps(root: Node, way: list[str], asked: Asked) -> tuple[TreeStep, ...]:
    spine = _draw_spine(root, way)
    left = MOST_NODES - sum(len(node.drawn) for node in spine)
    for node in reversed(spine):
        left = _draw_below(node, left, DEEPEST)
    target = spine[-1]
    if way and len(spine) == len(way) + 1:
        target.is_here = True
    if len(spine) == 1:
        root.is_open = True
    anchor = f"L{asked.line}" if asked.line else "here"
    return tuple(_walk(root, anchor))


def _draw_spine(root: Node, way: list[str]) -> list[Node]:
    """Draw what lies along the way first: whatever is left out, the place and its neighbours are not."""
    spine, node = [root], root
    for depth, name in enumerate(way):
        found = node.children()
        at = _position(found, name, node.shape)
        if at is None or depth >= DEEPEST:
            break
        start = min(max(0, at - MOST_CHILDREN // 4), max(0, len(found) - MOST_CHILDREN))
        node.drawn = found[start : start + MOST_CHILDREN]
        node.hidden = len(found) - len(node.drawn)
        node.is_open = True
        node = found[at]
        spine.append(node)
    return spine


def _position(children: list[Node], name: str, shape: str) -> int | None:
    if shape == "object":
        return next((at for at, child in enumerate(children) if child.name == name), None)
    at = int(name) if name.isdecimal() and len(name) < 9 else -1  # noqa: PLR2004 (digits of an index)
    return at if 0 <= at < len(children) else None


def _draw_below(node: Node, left: int, depth: int) -> int:
    """Draw the children of a node and theirs, as far as `left` nodes go; return what is left."""
    if not node.drawn and node.size:
        found = node.children() if depth else []
        node.drawn = found[: max(0, min(MOST_CHILDREN, left))]
        left -= len(node.drawn)
        node.hidden = node.size - len(node.drawn)
    for child in node.drawn:
        if child.size and not child.drawn and not child.hidden:
            left = _draw_below(child, left, depth - 1)
    return left


def _walk(node: Node, anchor: str) -> Iterator[TreeStep]:
    step = TreeStep(
        "leaf",
        node.name,
        node.value,
        node.shape,
        node.attributes,
        node.size,
        is_open=node.is_open,
        is_here=node.is_here,
        anchor=anchor if node.is_here else "",
    )
    if not node.size:
        yield step
        return
    yield replace(step, step="opens", is_open=node.is_open or node.is_here)
    for child in node.drawn:
        yield from _walk(child, anchor)
    yield TreeStep("closes", hidden=node.hidden)
