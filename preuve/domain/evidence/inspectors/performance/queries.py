"""SQL statements without their values, and without anything that could be a secret."""

from __future__ import annotations

import re

_LONGEST = 4000
_KEPT = 1000
#: Statements that `Shapes` remembers.
_MOST_KNOWN = 2000
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_ANY_DIGIT = re.compile("[0-9]")
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
# The next two begin with a set of characters, that `re` searches for at the speed of C.
_TEXT = re.compile(r"""['EeBbXxNn](?:(?<=')|')(?:[^'\\]|\\.|'')*'""", re.DOTALL)
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.|"")*"', re.DOTALL)
_DOLLAR = re.compile(r"\$(\w{0,30})\$.*?\$\1\$", re.DOTALL)
_NUMBER = re.compile(
    r"[-+$\d](?:(?<![\w$].)(?:(?<=\d)|(?<=[-+])\d)\d*(?:\.\d+)?(?:[eE][-+]?\d+)?\b|(?<=\$)\d+|(?<=0)x[0-9A-Fa-f]+)"
)
_LIST = re.compile(r"\((?:\s*\?\s*,)+\s*\?\s*\)")
_ROWS = re.compile(r"(\(\?\+?\))(?:\s*,\s*\(\?\+?\))+")
#: Words after which a value is a secret; such a statement is never shown beyond its first two words.
_SECRET = re.compile(
    r"\b(?:password|passwd|pwd|identified|secret|token|api_?key|auth_string|private_key)\b", re.IGNORECASE
)
_SECRETS = (
    "password", "passwd", "pwd", "identified", "secret", "token", "api_key", "apikey", "auth_string",
    "private_key",
)  # fmt: skip
_VISIBLE = re.compile(
    r"\b(?:password|identified\s+(?:by|with\s+\S{1,64}\s+(?:by|as)|via\s+\S{1,64}\s+using))\s*"
    r"(?:=\s*|to\s+|for\s+\S{1,200}\s*=\s*)?(?:password\s*\(\s*)?"
    r"[Ee]?(?:'(?!\?'|\*+')[^']|\"(?!\?\"|\*+\")[^\"])",
    re.IGNORECASE,
)


def shows_password(query: str) -> bool:
    """Say whether a statement carries a password, clear or hashed; ``$1``, ``?`` and ``***`` are none."""
    text = query[:_LONGEST]
    folded = text.lower()
    return ("password" in folded or "identified" in folded) and _VISIBLE.search(text) is not None


def shape(query: str, *, double_quoted: bool = False) -> str:
    """Return a statement on one line, its values replaced by ``?``, cut to 1,000 characters.

    `double_quoted` takes ``"…"`` for text, as MySQL does. A statement that speaks of a password keeps its
    first two words; a quotation mark that is left open cuts the rest off.
    """
    text = query[:_LONGEST]
    folded = text.lower()
    told = not text.isascii() or any(word in folded for word in _SECRETS)  # spares the expression
    if told and _SECRET.search(text):
        return f"{' '.join(_first_words(text))} …"
    if "'" in text:
        text = _TEXT.sub("?", text)
    if "$" in text:
        text = _DOLLAR.sub("?", text)
    if "/*" in text or "--" in text:
        text = _COMMENT.sub(" ", text)
    if double_quoted and '"' in text:
        text = _DOUBLE.sub("?", text).partition('"')[0]
    text = _NUMBER.sub("?", text.partition("'")[0])
    text = " ".join(text.split()).rstrip("; ")
    if "," in text:
        text = _ROWS.sub(r"\1", _LIST.sub("(?+)", text))
    return text[:_KEPT]


class Shapes:
    """Shapes of statements, and whether each shows a password; those that differ by digits are read once.

    A statement whose shape holds no digit has the shape of all that bear other digits in the same places:
    no expression above tells one digit from another but ``0x`` and what `_DOLLAR` looks back at.
    """

    def __init__(self, *, double_quoted: bool = False) -> None:
        self._double_quoted = double_quoted
        self._known: dict[bytes, tuple[str, bool]] = {}

    def __getitem__(self, query: str) -> tuple[str, bool]:
        """Return the shape, ``?`` when it is empty, and whether a password shows."""
        folded = query.encode("utf-8", "surrogatepass").translate(_DIGITS)
        known = self._known.get(folded)
        if known is not None:
            return known
        found = shape(query, double_quoted=self._double_quoted) or "?", shows_password(query)
        if _ANY_DIGIT.search(found[0]) is None and "$" not in query and b"0x" not in folded:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[folded] = found
        return found


def _first_words(text: str) -> list[str]:
    words = _COMMENT.sub(" ", text[:500]).split()
    return [word for word in words[:2] if word.isalpha()]
