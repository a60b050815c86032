"""The statements of a JSON-LD document, and their canonical text.

Sources: JSON-LD 1.1 API, section 8 (expanded document to RDF); RDF Dataset Canonicalization 1.0. PyLD
expands; the statements are made here, since PyLD leaves out in silence what it can't state, and here that is
an error.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as rdf
from pyld import jsonld

from preuve.domain.credentials.contexts import Contexts
from preuve.domain.credentials.errors import DocumentError, DocumentFault, PinnedContextError

MOST_ALIKE = 6
"""Nameless objects that only their neighbours tell apart: the canonical order tries every permutation."""
LARGEST_PLAIN_INTEGER = 1e21

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = rdf.NamedNode(_RDF + "type")
_FIRST, _REST, _NIL = (rdf.NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
_DEFAULT = rdf.DefaultGraph()
_RELATIVE = "relative://relative/"
"""Base of every document: what is resolved against it was relative."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\\\^`]*")

_Node = rdf.NamedNode | rdf.BlankNode
_Graph = rdf.NamedNode | rdf.BlankNode | rdf.DefaultGraph


def canonical_text(document: Mapping[str, Any], contexts: Contexts) -> str:
    """Return the canonical N-Quads of a document (RDFC-1.0, SHA-256), one statement a line.

    `DocumentError`: UNDEFINED_TERM, RELATIVE_IDENTIFIER, VALUE, TOO_ALIKE, CONTEXT. The document must have
    passed `screening.screen`.
    """
    quads = list(_Stating().node_quads(_expanded(document, contexts), _DEFAULT))
    _refuse_alike(quads)
    dataset = rdf.Dataset(quads)
    dataset.canonicalize(rdf.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(_line(quad) for quad in dataset))


def canonical_hash(document: Mapping[str, Any], contexts: Contexts) -> bytes:
    """Return the SHA-256 of `canonical_text`, 32 bytes."""
    return hashlib.sha256(canonical_text(document, contexts).encode()).digest()


def _line(quad: rdf.Quad) -> str:
    return f"{quad} .\n"


def _expanded(document: Mapping[str, Any], contexts: Contexts) -> dict[str, Any]:
    dropped: list[str | None] = []
    try:
        expanded = jsonld.expand(
            document,
            {"documentLoader": contexts.loaded, "base": _RELATIVE},
            on_property_dropped=dropped.append,
        )
    except jsonld.JsonLdError as error:
        raise _context_fault(error) from error
    if dropped:
        raise DocumentError(DocumentFault.UNDEFINED_TERM, found=str(dropped[0]))
    if len(expanded) != 1:
        raise DocumentError(DocumentFault.VALUE)
    node: dict[str, Any] = expanded[0]
    return node


def _context_fault(error: jsonld.JsonLdError) -> DocumentError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PinnedContextError):
            return DocumentError(DocumentFault.CONTEXT, found=cause.url)
        cause = cause.__cause__ or getattr(cause, "cause", None)
    return DocumentError(DocumentFault.VALUE, found=str(error.args[0] if error.args else error.type))


class _Stating:
    """Numbers the nameless objects of one document."""

    def __init__(self) -> None:
        self._count = 0

    def node_quads(self, node: dict[str, Any], graph: _Graph) -> Iterator[rdf.Quad]:
        yield from self._node(self._subject(node), node, graph)

    def _subject(self, node: dict[str, Any]) -> _Node:
        return _named(node["@id"]) if "@id" in node else self._blank()

    def _blank(self) -> rdf.BlankNode:
        self._count += 1
        return rdf.BlankNode(f"b{self._count}")

    def _node(self, subject: _Node, node: dict[str, Any], graph: _Graph) -> Iterator[rdf.Quad]:
        for key, values in node.items():
            if key == "@type":
                for kind in values:
                    yield rdf.Quad(subject, _TYPE, _named(kind, DocumentFault.UNDEFINED_TERM), graph)
            elif key != "@id":
                predicate = _predicate(key)
                for value in values:
                    yield from self._value(subject, predicate, value, graph)

    def _value(
        self, subject: _Node, predicate: rdf.NamedNode, value: dict[str, Any], graph: _Graph
    ) -> Iterator[rdf.Quad]:
        if "@value" in value:
            yield rdf.Quad(subject, predicate, _literal(value), graph)
        elif "@list" in value:
            yield from self._list(subject, predicate, value["@list"], graph)
        elif "@graph" in value:
            inner = self._subject(value)
            yield rdf.Quad(subject, predicate, inner, graph)
            for item in value["@graph"]:
                yield from self.node_quads(item, inner)
        else:
            item = self._subject(value)
            yield rdf.Quad(subject, predicate, item, graph)
            yield from self._node(item, value, graph)

    def _list(
        self, subject: _Node, predicate: rdf.NamedNode, items: list[dict[str, Any]], graph: _Graph
    ) -> Iterator[rdf.Quad]:
        for item in items:
            cell = self._blank()
            yield rdf.Quad(subject, predicate, cell, graph)
            yield from self._value(cell, _FIRST, item, graph)
            subject, predicate = cell, _REST
        yield rdf.Quad(subject, predicate, _NIL, graph)


def _predicate(key: str) -> rdf.NamedNode:
    if key.startswith("@"):
        raise DocumentError(DocumentFault.KEYWORD, found=key)
    return _named(key, DocumentFault.UNDEFINED_TERM)


def _named(iri: str | None, fault: DocumentFault = DocumentFault.RELATIVE_IDENTIFIER) -> rdf.NamedNode:
    if iri is None:  # what PyLD makes of a word shaped like a keyword
        raise DocumentError(fault)
    if _ABSOLUTE.fullmatch(iri) is None or iri.startswith(_RELATIVE):
        raise DocumentError(fault, found=iri.removeprefix(_RELATIVE))
    try:
        return rdf.NamedNode(iri)
    except ValueError as error:
        raise DocumentError(fault, found=iri) from error


def _literal(value: dict[str, Any]) -> rdf.Literal:
    """Source: JSON-LD 1.1 API, section 8.2.2 (object to RDF conversion)."""
    if not value.keys() <= {"@value", "@type"} or value.get("@type") == "@json":
        raise DocumentError(DocumentFault.VALUE, found=str(value))
    content, kind = value["@value"], value.get("@type")
    if isinstance(content, bool):
        content, kind = ("true" if content else "false"), kind or _XSD + "boolean"
    elif isinstance(content, int | float):
        content, kind = _number(content, kind)
    return rdf.Literal(content, datatype=_named(kind)) if kind else rdf.Literal(content)


def _number(value: float, kind: str | None) -> tuple[str, str]:
    whole = math.isfinite(value) and value == int(value) and abs(value) < LARGEST_PLAIN_INTEGER
    if whole and kind != _XSD + "double":
        return str(int(value)), kind or _XSD + "integer"
    digits, exponent = f"{value:.15E}".split("E")
    whole_part, fraction = digits.split(".")
    return f"{whole_part}.{fraction.rstrip('0') or '0'}E{int(exponent)}", kind or _XSD + "double"


def _refuse_alike(quads: list[rdf.Quad]) -> None:
    """Refuse documents made to exhaust the canonical order, as RDFC-1.0 section 7.1 advises."""
    around: dict[str, list[str]] = {}
    for quad in quads:
        parts = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        blanks = {part.value for part in parts if isinstance(part, rdf.BlankNode)}
        for own in blanks:
            around.setdefault(own, []).append(" ".join(_seen_from(own, part) for part in parts))
    alike = Counter(tuple(sorted(lines)) for lines in around.values())
    if alike and max(alike.values()) > MOST_ALIKE:
        raise DocumentError(DocumentFault.TOO_ALIKE, found=str(max(alike.values())))


def _seen_from(own: str, part: object) -> str:
    if isinstance(part, rdf.BlankNode):
        return "_:a" if part.value == own else "_:z"
    return str(part)
