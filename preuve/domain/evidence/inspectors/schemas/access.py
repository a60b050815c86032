"""Roles and rights: CREATE and ALTER ROLE or USER, GRANT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schemas.model import Grant, Named, Role

if TYPE_CHECKING:
    from preuve.domain.evidence.inspectors.schemas.model import Schema
    from preuve.domain.evidence.inspectors.schemas.words import Words

_DIGESTS = ("SCRAM-SHA-256$", "md5", "*", "$A$", "0x0200", "$2y$", "{")
_MOST_PRIVILEGES = 50
#: What a right without an object is on (Oracle's ``GRANT CREATE TABLE TO …``).
_SYSTEM = "SYSTEM"


def create_role(schema: Schema, words: Words, offset: int, *, user: bool) -> None:
    """Read CREATE ROLE, USER or LOGIN."""
    name = _account(words)
    if name:
        role = schema.roles.setdefault(name.lower(), Role(name, words.place(offset), login=user))
        _options(role, words)


def alter_role(schema: Schema, words: Words, offset: int) -> None:
    """Read ALTER ROLE or USER."""
    name = _account(words)
    if name:
        role = schema.roles.setdefault(name.lower(), Role(name, words.place(offset)))
        _options(role, words)


def _account(words: Words) -> str:
    """Read a role, or ``'user'@'host'`` of MySQL: the user's name."""
    words.accept("IF", "NOT", "EXISTS")
    if words.kind() == "s":
        name = words.text()
        words.next()
    else:
        name = words.name()
    if words.accept("@"):
        words.next()
    return name


def _options(role: Role, words: Words) -> None:
    while words:
        word = words.upper()
        if word == "SUPERUSER":
            role.superuser = True
        elif word == "NOSUPERUSER":
            role.superuser = False
        elif word in {"LOGIN", "NOLOGIN"}:
            role.login = word == "LOGIN"
        elif word in {"PASSWORD", "BY", "AS"}:
            _password(role, words, bare=word == "BY")
        words.next()


def _password(role: Role, words: Words, *, bare: bool) -> None:
    """Read what follows; with `bare` a word is one too, as Oracle writes it."""
    words.next()
    words.accept("=")
    if words.accept("PASSWORD") or words.accept("VALUES"):
        bare = False
    if words.kind() == "s" and words.text():
        if words.text().startswith(_DIGESTS):
            role.digest = True
        else:
            role.clear_password = True
    elif bare and words.kind() in {"w", "q"}:
        role.clear_password = True


def grant(schema: Schema, words: Words) -> None:
    """Read GRANT: privileges on something, or membership in a role."""
    place = words.place(words.offset())
    privileges: list[str] = []
    current: list[str] = []
    while words and words.upper() not in {"ON", "TO"}:
        if words.upper() == "(":
            words.group()
            continue
        if words.upper() == ",":
            privileges.append(" ".join(current))
            current = []
        else:
            current.append(words.upper() or words.text())
        words.next()
    privileges.append(" ".join(current))
    target = _target(words) if words.accept("ON") else ""
    if not words.accept("TO"):
        schema.unread.append(place)
        return
    everything = privileges[0] in {"ALL", "ALL PRIVILEGES"}
    if not target and (everything or any(" " in each for each in privileges)):
        target = _SYSTEM
    while True:
        words.accept("GROUP")
        words.accept("ROLE")
        grantee = _account(words)
        if not grantee:
            break
        if target:
            shown = "PUBLIC" if grantee.upper() == "PUBLIC" else grantee
            kept = tuple(each for each in privileges[:_MOST_PRIVILEGES] if each)
            schema.grants.append(Grant(kept, target, shown, place, everything))
        else:
            schema.members.append(Named(grantee, place))
        if not words.accept(","):
            break


def _target(words: Words) -> str:
    """Read what a right is on: the words up to TO."""
    parts: list[str] = []
    while words and words.upper() != "TO":
        if words.upper() == "(":
            words.group()
            continue
        parts.append(words.text())
        words.next()
    return " ".join(parts).replace(" . ", ".").replace(" , ", ", ")
