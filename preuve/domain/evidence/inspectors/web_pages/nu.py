"""Nu HTML checker JSON (``vnu --format json``, validator.w3.org/nu)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report, address, first
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

KINDS = ("error", "warning", "info")
_OWN = {"messages", "version", "url", "source", "language"}


def sniff(head: Head) -> float:
    """Strong of messages with places in HTML; without a message, of the only keys there may be."""
    keys = head.json_keys
    if head.json_kind != "object" or "messages" not in keys:
        return 0.0
    messages = as_list(dig(head.json, "messages"))
    if messages:
        own = {"type", "message"} <= as_dict(messages[0]).keys()
        return 1.0 if own and keys <= _OWN else 0.5 if own else 0.0
    if head.json is None:
        return 0.8 if {"type", "message", "lastLine", "extract"} <= keys else 0.0
    return 0.8 if keys <= _OWN and keys & {"version", "url"} else 0.5 if keys <= _OWN else 0.0


NU = Format("nu", "Nu HTML Checker JSON", "vnu --format json page.html 2> rapport.json", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.found = found
        self.kinds = dict.fromkeys(KINDS, 0)
        self.listed: list[Issue] = []
        self.errors: list[Issue] = []
        self.issues: dict[str, Issue] = {}
        self.pages: dict[str, None] = {}
        self.unread: list[Issue] = []


def kind_of(message: dict[str, Any]) -> str:
    """Return error, warning or info; ``""`` for what is not about the document."""
    kind = as_text(message.get("type"))
    if kind == "info":
        return "warning" if message.get("subType") == "warning" else "info"
    return kind if kind == "error" else ""


def read(artefact: Artefact) -> Report:
    """Read the report held whole."""
    found = document(artefact)
    got = _Gathered(found)
    top = address(as_text(dig(found.value, "url")))
    if top:
        got.pages[top] = None
    for index, message in enumerate(as_list(dig(found.value, "messages"))):
        _message(as_dict(message), index, top, got)
    return Report(
        artefact=artefact,
        format=NU.id,
        tool="Nu HTML Checker",
        version=as_text(dig(found.value, "version")),
        pages=tuple(got.pages),
        issues=got.issues,
        origin=found.place(),
        facts=tuple(_facts(got)),
        findings=tuple(_findings(got)),
        limits=(say.CONTENT.state(), *(() if got.pages else (say.NO_ADDRESS.state(),))),
    )


def _message(message: dict[str, Any], index: int, top: str, got: _Gathered) -> None:
    kind = kind_of(message)
    words, line = as_text(message.get("message")), as_text(message.get("lastLine"))
    page = address(as_text(message.get("url"))) or top
    if page:
        got.pages[page] = None
    found = got.found
    where = ":".join(part for part in (page.rpartition("/")[2] or page, line) if part)
    issue = Issue(f"{words} [{where}]" if where else words, lambda: found.place("messages", index))
    if not kind:
        got.unread.append(issue)
        return
    got.kinds[kind] += 1
    got.listed.append(issue)
    # the line moves when the page is edited: what was said, and of what, is what stays
    got.issues.setdefault(f"{kind} {words} {as_text(message.get('extract'))}"[:300], issue)
    if kind == "error":
        got.errors.append(issue)


def _facts(got: _Gathered) -> Iterator[Fact]:
    total = len(got.listed)
    if total:
        kind = say.HTML if got.errors or got.unread else say.NO_HTML_ERROR
        yield kind.state(got.kinds, first(issue.place for issue in got.listed), total=total, **got.kinds)
    elif not got.unread:
        yield say.NO_HTML.state(got.kinds, [got.found.place("messages")])


def _findings(got: _Gathered) -> Iterator[Finding]:
    for kind, issues in ((say.HTML_ERRORS, got.errors), (say.RUN_ERROR, got.unread)):
        if issues:
            names = [issue.name for issue in issues]
            value = len(issues) if kind is say.HTML_ERRORS else names[0]
            yield kind.state(value, first(issue.place for issue in issues), names=names)
