"""git bundles: references and commits, and the files of the head commit, in memory only.

``git bundle create depot.bundle --all`` makes one. Layout: gitformat-bundle(5), versions 2 and 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Commit, History, is_conventional, tickets_of
from preuve.domain.evidence.inspectors.repositories.pack import Pack
from preuve.domain.evidence.reading import archives
from preuve.domain.evidence.reading.text import decode, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

MAX_BUNDLE = 256 << 20
_MAX_REFERENCES = 20_000
_MAX_FILES = 100_000
_MAX_DEPTH = 100
_SIGNATURES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_REFERENCE = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (\S[^\n]*)")
_PERSON = re.compile(rb"(.*?) ?<([^>]*)> (\d{1,12}) ([+-]\d{4})")


def sniff(head: Head) -> float:
    """The signature."""
    return 1.0 if head.data.startswith(_SIGNATURES) else 0.0


@dataclass(slots=True)
class _Bundle:
    """References by name, names of missing parents, and the pack."""

    references: dict[str, str]
    prerequisites: set[str]
    pack: Pack
    tagged: dict[str, str] = field(default_factory=dict)


def _open(artefact: Artefact) -> _Bundle:
    data = whole(artefact, MAX_BUNDLE)
    position = data.find(b"\n") + 1
    if data[:position] not in _SIGNATURES:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place(), "git bundle")
    digest = "sha1"
    references: dict[str, str] = {}
    prerequisites: set[str] = set()
    for _ in range(_MAX_REFERENCES):
        end = data.find(b"\n", position)
        line = data[position : max(end, position)]
        position = end + 1
        if not line:
            break
        found = _REFERENCE.fullmatch(line)
        if line.startswith(b"@"):
            digest = "sha256" if line == b"@object-format=sha256" else digest
        elif line.startswith(b"-"):
            prerequisites.add(decode(line[1:]).partition(" ")[0])
        elif found:
            references[decode(found[2])] = found[1].decode()
    else:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), "references")
    return _Bundle(references, prerequisites, Pack(artefact, data, position, digest))


def read(artefact: Artefact) -> History:
    """Read commits, references and the names of the head commit's files.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, TOO_MANY, TOO_DEEP, BOMB, MALFORMED, UNSUPPORTED_VERSION;
            MISSING_FIELD (no commit).
    """
    bundle = _open(artefact)
    commits: dict[str, tuple[Commit, str]] = {}
    for kind, name, content in bundle.pack.index("commit", "tag", "tree"):
        if kind == "commit":
            commits[name] = _commit(name, content)
        elif kind == "tag":
            headers, _ = _headers(content)
            bundle.tagged[name] = headers.get(b"object", b"").decode("ascii", "replace")
    if not commits:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "commit")

    def place(commit: Commit) -> Place:
        return artefact.place(PlaceKind.COMMIT, path=commit.sha)

    head = _head_of(bundle)
    found, tree = commits.get(head, (None, ""))
    tags: dict[str, tuple[datetime | None, Place]] = {}
    for reference, name in bundle.references.items():
        if reference.startswith("refs/tags/"):
            target = bundle.tagged.get(name, name)
            commit = commits[target][0] if target in commits else None
            at = artefact.place(PlaceKind.COMMIT, path=target)
            tags[reference.removeprefix("refs/tags/")] = (commit.at if commit else None, at)
    return History(
        commits=[commit for commit, _ in commits.values()],
        place=place,
        tags=tags,
        branches=tuple(
            name.removeprefix("refs/heads/") for name in bundle.references if name.startswith("refs/heads/")
        ),
        references=len(bundle.references),
        files=tuple(path for path, _ in _files(artefact, bundle.pack, tree)) if found else (),
        head=head if found else "",
        partial=bool(bundle.prerequisites),
        has_signatures=True,
        file_place=lambda path: artefact.place(PlaceKind.COMMIT, path=f"{head}:{path}"),
    )


def _head_of(bundle: _Bundle) -> str:
    """Name of the head commit: ``HEAD``, else the main branch, else the first branch or tag."""
    names = ["HEAD", "refs/heads/main", "refs/heads/master", *bundle.references]
    found = next((bundle.references[name] for name in names if name in bundle.references), "")
    return bundle.tagged.get(found, found)


def _headers(content: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return the first value of each header, and the message; continuation lines are left out."""
    head, _, message = content.partition(b"\n\n")
    headers: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        if name and name not in headers:
            headers[name] = value
    return headers, message


def _commit(name: str, content: bytes) -> tuple[Commit, str]:
    headers, message = _headers(content)
    parents = content.partition(b"\n\n")[0].count(b"\nparent ")
    person = _PERSON.fullmatch(headers.get(b"author", b""))
    text = decode(message) if message else ""
    author = (decode(person[1]), decode(person[2])) if person else ("", "")
    at = _moment(int(person[3]), person[4].decode()) if person else None
    commit = Commit(
        sha=name,
        author=author,
        at=at,
        styled=is_conventional(text),
        tickets=tickets_of(text),
        merge=parents > 1,
        signed=b"gpgsig" in headers or b"gpgsig-sha256" in headers,
    )
    return commit, headers.get(b"tree", b"").decode("ascii", "replace")


def _moment(seconds: int, zone: str) -> datetime | None:
    if seconds >= 253_402_200_000:
        return None
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    offset = timedelta(minutes=min(minutes, 1439) * (-1 if zone[0] == "-" else 1))
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return moment.astimezone(timezone(offset)) if seconds > 86_400 else moment


def _files(artefact: Artefact, pack: Pack, tree: str) -> Iterator[tuple[str, str]]:
    """Yield (path, name of the blob) of the files under a tree; links and sub-modules are passed over."""
    waiting = [("", tree, 0)]
    count = 0
    while waiting:
        folder, name, depth = waiting.pop()
        for mode, path, blob in _entries(pack.get(name, "tree") or b"", len(tree) // 2):
            count += 1
            if count > _MAX_FILES or depth > _MAX_DEPTH:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), "files")
            if mode == b"40000":
                waiting.append((f"{folder}{path}/", blob, depth + 1))
            elif mode.startswith(b"100"):
                yield f"{folder}{path}", blob


def _entries(content: bytes, size: int) -> Iterator[tuple[bytes, str, str]]:
    position = 0
    while position < len(content):
        space = content.find(b" ", position)
        end = content.find(b"\0", space)
        if space < 0 or end < 0:
            return
        yield (
            content[position:space],
            decode(content[space + 1 : end]) if end > space + 1 else "",
            content[end + 1 : end + 1 + size].hex(),
        )
        position = end + 1 + size


def members(artefact: Artefact) -> Iterator[Artefact]:
    """Yield the files of the head commit, named ``bundle!path``, for the other inspectors.

    Bounded as `reading.archives`: at most MAX_MEMBERS files, MAX_MEMBER bytes each, MAX_TOTAL in all.

    Raises:
        UnreadableArtefactError: as `read`.
    """
    bundle = _open(artefact)
    trees: dict[str, str] = {}
    for kind, name, content in bundle.pack.index("commit", "tag", "tree", "blob"):
        headers = _headers(content)[0] if kind in {"commit", "tag"} else {}
        if kind == "commit":
            trees[name] = headers.get(b"tree", b"").decode("ascii", "replace")
        elif kind == "tag":
            bundle.tagged[name] = headers.get(b"object", b"").decode("ascii", "replace")
    total = 0
    for number, (path, blob) in enumerate(_files(artefact, bundle.pack, trees.get(_head_of(bundle), "")), 1):
        data = bundle.pack.get(blob, "blob")
        if data is None:
            continue
        total += len(data)
        if number > archives.MAX_MEMBERS:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(number))
        if total > archives.MAX_TOTAL:
            raise UnreadableArtefactError(Unreadable.BOMB, artefact.place())
        yield archives.member(artefact, path, data)
