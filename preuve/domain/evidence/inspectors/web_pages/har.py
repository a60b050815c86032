"""HAR 1.2: what a browser asked for and got. Cookies, tokens and queries are never repeated."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Metric, Report, address, first, iso
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

#: OWASP Secure Headers Project, headers that a page's document should carry
WANTED = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "permissions-policy",
)
_HOST = re.compile(r"[a-z]+://([^/:]+)")
_LONGEST_MS = 86_400_000.0


def sniff(head: Head) -> float:
    """Certain of a log with its entries."""
    if head.json_kind != "object" or "log" not in head.json_keys:
        return 0.0
    text = head.text
    return 1.0 if '"creator"' in text and ('"entries"' in text or '"startedDateTime"' in text) else 0.0


HAR = Format("har", "HAR", "navigateur : Outils de développement → Réseau → Exporter HAR", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.found = found
        self.entries = as_list(dig(found.value, "log", "entries"))
        self.hosts: set[str] = set()
        self.size = 0
        self.errors: dict[str, Issue] = {}
        self.failed = 0
        self.plain: list[Issue] = []
        self.document: tuple[int, str, dict[str, Any]] | None = None


def read(artefact: Artefact) -> Report:
    """Read the log held whole."""
    found = document(artefact)
    got = _Gathered(found)
    if not got.entries:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place("log"), "entries")
    for index, entry in enumerate(got.entries):
        _entry(entry, index, got)
    log = as_dict(dig(found.value, "log"))
    page = got.document[1] if got.document else ""
    metrics = _metrics(got)
    return Report(
        artefact=artefact,
        format=HAR.id,
        tool=as_text(dig(log, "creator", "name")),
        version=as_text(dig(log, "creator", "version")),
        produced_at=iso(dig(got.entries[0], "startedDateTime")),
        pages=(page,) if page else (),
        metrics=metrics,
        issues=got.errors,
        origin=found.place("log", "creator"),
        when=found.place("log", "entries", 0, "startedDateTime"),
        facts=tuple(_facts(got, metrics)),
        findings=tuple(_findings(got)),
        limits=(say.ONE_MOMENT.state(),),
    )


def _entry(entry: Any, index: int, got: _Gathered) -> None:
    given = as_dict(entry)
    url = address(as_text(as_dict(given.get("request")).get("url")))
    response = as_dict(given.get("response"))
    content = as_dict(response.get("content"))
    status, kind = as_int(response.get("status")) or 0, as_text(content.get("mimeType"))
    if host := _HOST.match(url.lower()):
        got.hosts.add(host[1])
    size = as_int(content.get("size"))
    got.size += size if size is not None and size > 0 else 0
    if got.document is None and kind.startswith("text/html") and 200 <= status < 300:
        got.document = (index, url, response)
    issue = Issue(f"{status} {url}", partial(got.found.place, "log", "entries", index))
    if 400 <= status < 600:
        got.failed += 1
        got.errors.setdefault(f"{status} {url}"[:300], issue)
    if got.document and url.startswith("http://") and _of_the_document(entry, got):
        got.plain.append(issue)


def _of_the_document(entry: Any, got: _Gathered) -> bool:
    """Say whether an entry belongs to the page of an encrypted document."""
    index, url, _ = got.document or (0, "", None)
    return url.startswith("https://") and dig(entry, "pageref") == dig(got.entries[index], "pageref")


def _metrics(got: _Gathered) -> dict[str, Metric]:
    path = ("log", "pages", 0, "pageTimings", "onLoad")
    value = as_number(dig(got.found.value, *path))
    if value is None or not 0 < value <= _LONGEST_MS:
        return {}
    return {"on-load": Metric(value, True, got.found.place(*path))}


def _facts(got: _Gathered, metrics: dict[str, Metric]) -> Iterator[Fact]:
    found = got.found
    yield say.REQUESTS.state(
        len(got.entries), [found.place("log", "entries")], hosts=len(got.hosts), size=got.size
    )
    for metric in metrics.values():
        yield say.LOADED.state(metric.value, [metric.place], seconds=metric.value / 1000)
    if got.document:
        present = _present(got.document[2])
        if present:
            yield say.HEADERS.state(present, [_headers_place(got)])


def _present(response: dict[str, Any]) -> list[str]:
    names = {as_text(dig(each, "name")).lower() for each in as_list(response.get("headers"))}
    return [name for name in WANTED if name in names]


def _headers_place(got: _Gathered) -> Any:
    index = got.document[0] if got.document else 0
    return got.found.place("log", "entries", index, "response", "headers")


def _findings(got: _Gathered) -> Iterator[Finding]:
    # some exports leave headers out: then nothing can be said to be missing
    if got.document and as_list(got.document[2].get("headers")):
        present = _present(got.document[2])
        missing = [name for name in WANTED if name not in present]
        if missing:
            yield say.MISSING_HEADERS.state(missing, [_headers_place(got)])
    if got.plain:
        yield say.MIXED.state(len(got.plain), first(issue.place for issue in got.plain))
    if got.failed:
        errors = list(got.errors.values())
        yield say.HTTP_ERRORS.state(
            got.failed, first(issue.place for issue in errors), names=[issue.name for issue in errors]
        )
