"""Issues of GitLab and GitHub in JSON: the array that their REST APIs or ``gh issue list --json`` give."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets.dates import sensible
from preuve.domain.evidence.inspectors.tickets.model import Board, Item
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_GITHUB_REST = frozenset(("number", "title", "state", "created_at"))
_GITHUB_CLI = frozenset(("number", "title", "state"))
_CLI_MORE = frozenset(("createdAt", "closedAt", "updatedAt", "author", "assignees", "labels", "stateReason"))
_GITLAB = frozenset(("iid", "title", "state", "created_at"))
_PULL = frozenset(("merged_at", "mergedAt", "merge_status", "headRefName", "source_branch", "head"))


def _tool_of(keys: frozenset[str]) -> tuple[str, float]:
    if keys & _PULL:
        return "", 0.0
    if keys >= _GITLAB:
        return "gitlab", 1.0 if "project_id" in keys or "web_url" in keys else 0.8
    if keys >= _GITHUB_REST:
        return "github", 1.0 if "html_url" in keys or "user" in keys else 0.8
    if keys >= _GITHUB_CLI and keys & _CLI_MORE:
        return "github", 0.9 if "createdAt" in keys else 0.5
    return "", 0.0


def sniff_github(head: Head) -> float:
    """Return how sure it is that the file is a list of GitHub issues."""
    return _sniff(head, "github")


def sniff_gitlab(head: Head) -> float:
    """Return how sure it is that the file is a list of GitLab issues."""
    return _sniff(head, "gitlab")


def _sniff(head: Head, tool: str) -> float:
    if head.json_kind != "array":
        return 0.0
    found, sure = _tool_of(head.json_keys)
    return sure if found == tool else 0.0


def read(artefact: Artefact) -> Board:
    """Open a list of issues.

    Raises:
        UnreadableArtefactError: as `jsons.document`; BAD_VALUE when it is no array of issues.
    """
    opened = document(artefact)
    issues = as_list(opened.value)
    keys = frozenset(as_dict(issues[0])) if issues else frozenset()
    tool, _ = _tool_of(keys)
    if not tool:
        raise UnreadableArtefactError(Unreadable.BAD_VALUE, artefact.place(PlaceKind.JSON, line=1))
    names = _NAMES_GITLAB if tool == "gitlab" else _NAMES_CLI if "createdAt" in keys else _NAMES_REST
    return Board(
        producer="GitLab" if tool == "gitlab" else "GitHub",
        items=_items(opened, issues, names),
        fields=frozenset(field for field, key in names.items() if key in keys),
        heading=lambda _: opened.place(),
    )


_NAMES_REST = {
    "key": "number",
    "title": "title",
    "state": "state",
    "type": "type",
    "author": "user",
    "assignee": "assignees",
    "created": "created_at",
    "updated": "updated_at",
    "closed": "closed_at",
    "versions": "milestone",
    "resolution": "state_reason",
}
_NAMES_CLI = {
    **_NAMES_REST,
    "author": "author",
    "created": "createdAt",
    "updated": "updatedAt",
    "closed": "closedAt",
    "resolution": "stateReason",
}
_NAMES_GITLAB = {
    **_NAMES_REST,
    "key": "iid",
    "type": "issue_type",
    "author": "author",
    "due": "due_date",
    "resolution": "",
}


def _project(issue: dict[str, Any]) -> str:
    address = as_text(issue.get("html_url")) or as_text(issue.get("web_url")) or as_text(issue.get("url"))
    return address.partition("/-/")[0].partition("/issues/")[0]


def _place(opened: JsonDocument, index: int, names: dict[str, str], field: str) -> Place:
    return opened.place(index, *([names[field]] if names.get(field) else []))


def _items(opened: JsonDocument, issues: list[Any], names: dict[str, str]) -> Iterator[Item]:
    for index, each in enumerate(issues):
        issue = as_dict(each)
        if "pull_request" in issue:  # GitHub's REST API lists pull requests among issues
            continue
        version = as_text(dig(issue, names["versions"], "title"))
        state = as_text(issue.get("state"))
        dropped = as_text(issue.get(names["resolution"])).lower() in {"not_planned", "duplicate"}
        yield Item(
            partial(_place, opened, index, names),
            key=as_text(issue.get(names["key"])),
            title=as_text(issue.get("title")),
            type=as_text(issue.get(names["type"])) or as_text(dig(issue, names["type"], "name")),
            state="not planned" if dropped else state,
            author=_login(issue.get(names["author"])),
            assignee="\n".join(sorted(_login(person) for person in as_list(issue.get("assignees")))),
            created=_moment(issue.get(names["created"])),
            updated=_moment(issue.get(names["updated"])),
            closed=_moment(issue.get(names["closed"])),
            due=_moment(issue.get(names.get("due", ""))),
            resolution=as_text(issue.get(names["resolution"])),
            versions=(version,) if version else (),
            project=_project(issue),
        )


def _login(person: Any) -> str:
    return as_text(dig(person, "login")) or as_text(dig(person, "username")) or as_text(dig(person, "name"))


def _moment(value: Any) -> datetime | None:
    return sensible(read_moment(as_text(value)))
