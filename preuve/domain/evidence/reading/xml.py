"""XML by elements, streamed: no DTD, no entities, no network, bounded depth, and the line of each element.

libxml2 bounds depth to 256 and a text node to 10 MB when `huge_tree` is off, and that stays off. A document
type is accepted (Nmap and Cobertura name one, Burp declares its elements in one), nothing it names is loaded;
one that declares an entity or a notation is refused, and so is a parameter entity.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from lxml import etree

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place

Element = Any  # lxml ships no types

#: A document type at the head of the document, with what it declares inside.
_DOCTYPE = re.compile(
    rb"\A(?:\s|\xef\xbb\xbf|<\?[^>]*>|<!--.*?-->)*<!DOCTYPE[^>\[]*(\[.*?\]\s*>)?", re.DOTALL
)
_DECLARATIONS = re.compile(rb"<!\s*(ENTITY|NOTATION)\b|%[\w.:-]+;")
_PROLOG = 1 << 20
_BLOCK = 1 << 15


def local(element: Element) -> str:
    """Return the element's name without its namespace."""
    return _local(element.tag)


@lru_cache(maxsize=1000)  # a file has few names
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def text_of(element: Element | None, path: str = "") -> str:
    """Return the stripped text of `element`, or of its first child at `path` (names in any namespace)."""
    if element is None:
        return ""
    if path:
        for name in path.split("/"):
            element = child(element, name)
            if element is None:
                return ""
    text = element.text
    return text.strip() if text else ""


def child(element: Element, name: str) -> Element | None:
    """Return the first child with this local name, or None."""
    for each in element:
        tag = each.tag
        if tag == name or _local(tag) == name:
            return each
    return None


def children(element: Element, name: str) -> list[Element]:
    """Return the children with this local name."""
    return [each for each in element if _local(each.tag) == name]


def place_of(artefact: Artefact, element: Element, path: str = "") -> Place:
    """Return the element's place: its line, and an XPath that finds it.

    `path` is best made of what identifies the element, as ``//testcase[@name='x']``; see `attribute_path`.
    """
    return artefact.place(PlaceKind.XML, line=element.sourceline or 0, path=path or f"//{local(element)}")


def attribute_path(element: Element, *names: str) -> str:
    """Return an XPath that finds the element by those of its attributes that it has."""
    tests = []
    for name in names:
        value = element.get(name)
        if value is not None:
            quote = "'" if "'" not in value else '"'
            tests.append(f"[@{name}={quote}{value.replace(quote, '')}{quote}]")
    return f"//{local(element)}{''.join(tests)}"


def elements(artefact: Artefact, *names: str, starts: bool = False) -> Iterator[tuple[str, Element]]:
    """Yield ``("root", element)`` once, with attributes, then ``("end", element)`` for each named element.

    Names are local names, in any namespace. An element is complete when it is yielded and emptied right
    after, so an element named inside another named one is gone from the outer: name the outer, and read its
    children; or name both, and gather. Earlier siblings of a named element are dropped with it, named or not.
    Attributes of enclosing elements can be read (`element.getparent()`).
    With `starts`, ``("start", element)`` also comes, with attributes and without content. Memory does not
    grow with the file.

    Raises:
        UnreadableArtefactError: EMPTY, ENTITIES, TOO_DEEP, TOO_LARGE, MALFORMED, with the line.
    """
    _refuse_declarations(artefact)
    rooted = False
    with artefact.open() as stream:
        walk, root, failure = _walk(names, starts=starts), None, None
        while root is None and failure is None:
            try:
                root = _fed(walk, stream)
            except etree.XMLSyntaxError as error:  # told once what came before it was read
                failure = error
            for each in walk.read_events():  # no call for each element: that costs as much as reading it
                event, element = each
                if not rooted:
                    rooted = True
                    yield "root", _checked(artefact, element.getroottree().getroot())
                yield each
                if event == "end":
                    element.clear(keep_tail=False)
                    parent = element.getparent()
                    while element.getprevious() is not None:
                        del parent[0]
    if failure is not None:
        raise _unreadable(artefact, failure)
    if not rooted:
        yield "root", _checked(artefact, root)


def _fed(walk: Any, stream: BinaryIO) -> Element | None:
    """Hand the parser the next block; return the root at the end of the document."""
    block = stream.read(_BLOCK)
    if block:
        walk.feed(block)
        return None
    return walk.close()


def _walk(names: tuple[str, ...], *, starts: bool) -> Any:
    """Return a parser of blocks: its events cost a fifth less than those of `etree.iterparse`."""
    return etree.XMLPullParser(
        events=("start", "end") if starts else ("end",),
        tag=[f"{{*}}{name}" for name in names],
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _checked(artefact: Artefact, root: Element) -> Element:
    _refuse_entities(artefact, root)
    return root


def tree(artefact: Artefact, limit: int = 32 << 20) -> Element:
    """Return the root of a document held whole, for formats that refer to and fro (plans, models).

    Raises:
        UnreadableArtefactError: as `elements`, and TOO_LARGE beyond `limit` bytes.
    """
    _refuse_declarations(artefact)
    if artefact.size > limit:
        raise UnreadableArtefactError(Unreadable.TOO_LARGE, artefact.place(), f"{limit >> 20} MiB")
    parser = etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    with artefact.open() as stream:
        try:
            root = etree.parse(stream, parser).getroot()
        except etree.XMLSyntaxError as error:
            raise _unreadable(artefact, error) from None
    _refuse_entities(artefact, root)
    return root


def _refuse_declarations(artefact: Artefact) -> None:
    with artefact.open() as stream:
        prolog = stream.read(_PROLOG)
    if not prolog:
        raise UnreadableArtefactError(Unreadable.EMPTY, artefact.place())
    flat = prolog.replace(b"\0", b"").lstrip(b"\xff\xfe")  # UTF-16 and UTF-32 read as their Latin letters
    doctype = _DOCTYPE.match(flat)
    found = _DECLARATIONS.search(doctype[0]) if doctype else None
    if found:
        line = flat.count(b"\n", 0, found.start()) + 1
        raise UnreadableArtefactError(Unreadable.ENTITIES, artefact.place(PlaceKind.XML, line=line))


def _refuse_entities(artefact: Artefact, root: Element) -> None:
    """The second look, at what libxml2 understood: whatever hid from the first."""
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise UnreadableArtefactError(Unreadable.ENTITIES, artefact.place(PlaceKind.XML, line=1))


def _line_of(error: etree.XMLSyntaxError) -> int:
    """The line that libxml2 told: of the error, or of its last entry when the error itself has none."""
    last = error.error_log.last_error
    return max(error.lineno or (last.line if last is not None else 0), 0)


def _unreadable(artefact: Artefact, error: etree.XMLSyntaxError) -> UnreadableArtefactError:
    message = str(error)
    reason = Unreadable.MALFORMED
    if "depth" in message.lower():
        reason = Unreadable.TOO_DEEP
    elif "huge" in message.lower() or "too long" in message.lower():
        reason = Unreadable.TOO_LARGE
    elif "entit" in message.lower() or "amplification" in message.lower():
        reason = Unreadable.ENTITIES if "amplification" in message.lower() else Unreadable.MALFORMED
    return UnreadableArtefactError(reason, artefact.place(PlaceKind.XML, line=_line_of(error)))
