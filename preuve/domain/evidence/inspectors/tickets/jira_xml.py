"""Jira's export of issues as XML (an RSS 0.92 channel with Jira's own elements)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets.columns import ALIASES, fold
from preuve.domain.evidence.inspectors.tickets.dates import sensible
from preuve.domain.evidence.inspectors.tickets.model import Board, Item
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.xml import child, children, elements, local, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

_FIELDS = frozenset(
    (
        "key", "title", "type", "state", "category", "priority", "assignee", "author", "created", "updated",
        "resolved", "due", "resolution", "versions", "related", "project",
    )
)  # fmt: skip
#: Custom fields that speak of changes and incidents: named as their columns are in Jira's CSV.
_CUSTOM = frozenset(("change_kind", "approver", "review", "cause", "approved", "implemented", "reviewed"))
_FIELD_OF = {name: field for field in _CUSTOM for name in ALIASES[field]}


def sniff(head: Head) -> float:
    """Return how sure it is that the file is Jira's XML."""
    if head.xml_root[0] != "rss":
        return 0.0
    text = head.text
    if "<key id=" in text and "<item>" in text:
        return 1.0
    return 0.8 if "JIRA" in text[:4096] and "<channel>" in text else 0.0


def read(artefact: Artefact) -> Board:
    """Open Jira's XML; issues are read as they are asked for.

    Raises:
        UnreadableArtefactError: as `xml.elements`; MISSING_FIELD when an item has no key.
    """
    return Board(
        producer=f"Jira {_version(artefact)}".strip(),
        items=_items(artefact),
        fields=_FIELDS,
        heading=lambda _: artefact.place(PlaceKind.XML, line=1, path="//channel"),
    )


def _version(artefact: Artefact) -> str:
    for event, element in elements(artefact, "build-info", "item"):
        if event != "root":
            return text_of(element, "version") if local(element) == "build-info" else ""
    return ""


def _items(artefact: Artefact) -> Iterator[Item]:
    for event, element in elements(artefact, "item"):
        if event == "root":
            continue
        key = text_of(element, "key")
        if not key:
            place = artefact.place(PlaceKind.XML, line=element.sourceline, path="//item")
            raise UnreadableArtefactError(Unreadable.MISSING_FIELD, place, "key")
        yield _item(artefact, element, key)


def _place(artefact: Artefact, line: int, key: str, lines: dict[str, int], field: str) -> Place:
    path = f"//item[key='{key}']" + (f"/{field}" if field in lines else "")
    return artefact.place(PlaceKind.XML, line=lines.get(field, line), path=path)


def _item(artefact: Artefact, element: Element, key: str) -> Item:
    lines = {local(each): each.sourceline for each in element}
    category = child(element, "statusCategory")
    resolution = child(element, "resolution")
    unresolved = resolution is None or resolution.get("id") == "-1"
    links = child(element, "issuelinks")
    related = next(links.iter("{*}issuekey"), None) if links is not None else None
    custom = _custom(element)
    return Item(
        partial(_place, artefact, element.sourceline, key, lines),
        key=key,
        title=text_of(element, "summary"),
        type=text_of(element, "type"),
        state=text_of(element, "status"),
        category={"new": "To Do", "indeterminate": "In Progress", "done": "Done"}.get(
            category.get("key", "") if category is not None else "", ""
        ),
        priority=text_of(element, "priority"),
        assignee=_person(element, "assignee"),
        author=_person(element, "reporter"),
        resolution="" if unresolved else text_of(resolution),
        related=text_of(related),
        project=text_of(element, "project"),
        created=_moment(text_of(element, "created")),
        updated=_moment(text_of(element, "updated")),
        resolved=_moment(text_of(element, "resolved")),
        due=_moment(text_of(element, "due")),
        versions=tuple(text_of(each) for each in children(element, "fixVersion")),
        change_kind=custom.get("change_kind", ""),
        approver=custom.get("approver", ""),
        review=custom.get("review", ""),
        cause=custom.get("cause", ""),
        approved=_moment(custom.get("approved", "")),
        implemented=_moment(custom.get("implemented", "")),
        reviewed=_moment(custom.get("reviewed", "")),
    )


def _person(element: Element, name: str) -> str:
    person = child(element, name)
    if person is None or person.get("username") == "-1" or person.get("accountid") == "-1":
        return ""
    return text_of(person)


def _custom(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    holder = child(element, "customfields")
    for each in holder if holder is not None else ():
        field = _FIELD_OF.get(fold(text_of(each, "customfieldname")))
        value = text_of(each, "customfieldvalues/customfieldvalue")
        if field and value:
            found.setdefault(field, value)
    return found


def _moment(text: str) -> datetime | None:
    return sensible(read_moment(text)) if text else None
