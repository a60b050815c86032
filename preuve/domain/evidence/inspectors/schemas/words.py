"""A cursor over the tokens of one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.schemas.lexer import Token


class Words:
    """Tokens and a position; `place` gives the place of an offset."""

    def __init__(self, found: list[Token], place: Callable[[int], Place]) -> None:
        self._tokens = found
        self._at = 0
        self.place = place

    def __bool__(self) -> bool:
        """Say whether something is left."""
        return self._at < len(self._tokens)

    def upper(self, ahead: int = 0) -> str:
        """Return the word or sign here in upper case; ``""`` for quoted names, literals and the end."""
        at = self._at + ahead
        return self._tokens[at].upper if at < len(self._tokens) else ""

    def kind(self) -> str:
        """Return the kind of the token here; ``""`` at the end."""
        return self._tokens[self._at].kind if self else ""

    def text(self) -> str:
        """Return the text here; ``""`` at the end."""
        return self._tokens[self._at].text if self else ""

    def offset(self) -> int:
        """Return the offset of the token here, or of the last."""
        return self._tokens[min(self._at, len(self._tokens) - 1)].offset if self._tokens else 0

    def next(self) -> None:
        """Go on by one."""
        self._at += 1

    def accept(self, *words: str) -> bool:
        """Step over `words` when they come next, all of them."""
        if all(self.upper(ahead) == word for ahead, word in enumerate(words)):
            self._at += len(words)
            return True
        return False

    def name(self) -> str:
        """Read a name of up to four parts; ``""`` when none comes. Schemas stay, joined by dots."""
        parts: list[str] = []
        while self.kind() in {"w", "q"} and len(parts) < 4:
            parts.append(self.text())
            self.next()
            if self.upper() != "." or not self:
                break
            self.next()
        return ".".join(parts)

    def definer(self) -> None:
        """Step over ``DEFINER = user@host`` of MySQL."""
        self.next()
        self.accept("=")
        self.name()
        while self.upper() == "@":
            self.next()
            self.next()
        if self.upper() == "(":
            self.group()

    def group(self) -> list[Words]:
        """Read ``( … )`` here; return its parts between top-level commas, and stand after it."""
        parts: list[list[Token]] = [[]]
        depth = 0
        while self:
            token = self._tokens[self._at]
            self._at += 1
            if token.upper == "(":
                depth += 1
                if depth == 1:
                    continue
            elif token.upper == ")":
                depth -= 1
                if depth == 0:
                    break
            elif token.upper == "," and depth == 1:
                parts.append([])
                continue
            parts[-1].append(token)
        return [Words(part, self.place) for part in parts if part]

    def actions(self) -> list[Words]:
        """Return what is left, cut at commas outside of brackets."""
        parts: list[list[Token]] = [[]]
        depth = 0
        for token in self._tokens[self._at :]:
            depth += (token.upper == "(") - (token.upper == ")")
            if token.upper == "," and depth == 0:
                parts.append([])
            else:
                parts[-1].append(token)
        self._at = len(self._tokens)
        return [Words(part, self.place) for part in parts if part]

    def columns(self) -> tuple[str, ...]:
        """Read ``(a, b DESC, lower(c))``; an expression is ``""``, a prefix length or an order is dropped."""
        return tuple(part.column() for part in self.group())

    def column(self) -> str:
        """Read one column of an index; an expression is ``""``."""
        name = self.name()
        if self.upper() == "(" and len(self._tokens) - self._at > 3:
            return ""
        return name
