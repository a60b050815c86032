"""What a credential's JSON must be before it is signed or believed.

A Data Integrity signature covers statements, not bytes. These rules leave one way only to write what is
signed, so that whoever reads the JSON reads what the signature covers: no null, no empty list, no keyword but
`@context`, no key that is an IRI, no identifier described twice in different ways, no control character
(libraries escape them differently).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from preuve.domain.credentials.contexts import CREDENTIALS, Contexts
from preuve.domain.credentials.errors import DocumentError, DocumentFault

LARGEST_DOCUMENT = 4_000_000
"""Bytes."""
DEEPEST = 40
"""Levels of objects and lists in one another."""
NEW_LINE = "\n"
_DELETE = "\x7f"
_FIRST_PRINTABLE = " "

Json = Any


def read_document(data: bytes) -> dict[str, Any]:
    """Return the JSON object of `data` in UTF-8.

    `DocumentError`: TOO_LARGE, NOT_JSON, NOT_AN_OBJECT, TOO_DEEP, REPEATED_KEY.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise DocumentError(DocumentFault.TOO_LARGE, found=str(len(data)))
    try:
        value = json.loads(data.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError as error:
        raise DocumentError(DocumentFault.TOO_DEEP) from error
    except ValueError as error:
        raise DocumentError(DocumentFault.NOT_JSON, found=str(error)) from error
    if not isinstance(value, dict):
        raise DocumentError(DocumentFault.NOT_AN_OBJECT)
    return value


def screen(document: Mapping[str, Any], contexts: Contexts) -> None:
    """Refuse, by `DocumentError`, a document whose JSON could say other than what its signature covers."""
    described: dict[str, object] = {}
    for place, depth, key, value in _walk(document):
        if depth > DEEPEST:
            raise DocumentError(DocumentFault.TOO_DEEP, place)
        _screen_key(place, key)
        _screen_value(place, value)
        if key == "@context":
            _screen_context(place, value, contexts)
        if isinstance(value, dict):
            _screen_identifier(place, value, described)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise DocumentError(DocumentFault.REPEATED_KEY, found=next(k for k in keys if keys.count(k) > 1))
    return value


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _walk(document: Mapping[str, Any]) -> Iterator[tuple[str, int, str, Any]]:
    """Yield the pointer, depth, key and value of a document and of everything in it; lists by item."""
    stack: list[tuple[str, int, str, Any]] = [("", 0, "", dict(document))]
    while stack:
        place, depth, key, value = stack.pop()
        yield place, depth, key, value
        if depth > DEEPEST or key == "@context":
            continue
        if isinstance(value, dict):
            stack += [(f"{place}/{name}", depth + 1, name, item) for name, item in value.items()]
        elif isinstance(value, list):
            stack += [(f"{place}/{rank}", depth + 1, "", item) for rank, item in enumerate(value)]


def _screen_key(place: str, key: str) -> None:
    if key != "@context" and (key.startswith("@") or ":" in key):
        raise DocumentError(DocumentFault.KEYWORD, place, key)


def _screen_value(place: str, value: object) -> None:
    if value is None or value in ({}, []):
        raise DocumentError(DocumentFault.EMPTY_VALUE, place)
    if isinstance(value, str) and not value.isprintable():
        for character in value:
            if (character < _FIRST_PRINTABLE and character != NEW_LINE) or character == _DELETE:
                raise DocumentError(DocumentFault.CONTROL_CHARACTER, place, repr(character))
            if "\ud800" <= character <= "\udfff":
                raise DocumentError(DocumentFault.VALUE, place, repr(character))


def _screen_context(place: str, value: object, contexts: Contexts) -> None:
    """Contexts are a list of shipped addresses that opens with that of W3C, wherever they are."""
    urls = value if isinstance(value, list) else [value]
    for url in urls:
        if not isinstance(url, str) or url not in contexts.by_url:
            raise DocumentError(DocumentFault.CONTEXT, place, str(url))
    if urls[0] != CREDENTIALS:
        raise DocumentError(DocumentFault.CONTEXT, place, str(urls[0]))


def _screen_identifier(place: str, value: dict[str, Any], described: dict[str, object]) -> None:
    identifier = value.get("id")
    if identifier is None or len(value) == 1:
        return
    if not isinstance(identifier, str):
        raise DocumentError(DocumentFault.VALUE, f"{place}/id", str(identifier))
    if described.setdefault(identifier, value) != value:
        raise DocumentError(DocumentFault.SPLIT_IDENTIFIER, place, identifier)
