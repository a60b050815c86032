"""Values that ought to be secret and are written in the file. Their text is never kept or repeated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.inspectors.as_code.model import Path

_NAME = re.compile(
    r"(password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|"
    r"secret[_-]?key[_-]?base|credentials?|(?:^|[_-])pwd|(?:^|[_-])pass)\d*$",
    re.IGNORECASE,
)
#: References to what lies elsewhere: variables, templates, vaults, files.
_ELSEWHERE = re.compile(
    r"[$<]|\{\{|%\{|^(?:/|vault:|op://|sm://|arn:|ENC\[|ref\+|projects/|file:|env:)|^(?:var|local|data)\.",
    re.IGNORECASE,
)
#: Settings of official images that hold a yes or a no, never a secret.
_FLAG = re.compile(r"(?:^|_)(?:RANDOM_ROOT_PASSWORD$|ONETIME_PASSWORD$|ALLOW_EMPTY_)", re.IGNORECASE)
_WORDS = frozenset(
    {"0", "1", "true", "false", "yes", "no", "on", "off", "null", "none", "~", "required", "optional"}
)
_IN_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^/\s:@]{0,80}:([^/\s:@]{1,200})@", re.IGNORECASE)


def is_written_secret(name: str, value: Any) -> bool:
    """Say whether `value` is a secret in clear: a literal under a secret's name, or a URL with a password."""
    if not isinstance(value, str) or not value or len(value) > 10_000:
        return False
    inside = _IN_URL.search(value)
    if inside:
        return not _ELSEWHERE.search(inside[1])
    if name.lower() == "from_secret" or _FLAG.search(name):
        return False
    return bool(_NAME.search(name)) and value.lower() not in _WORDS and not _ELSEWHERE.search(value)


def written_secrets(value: Any, path: Path = (), name: str = "") -> Iterator[Path]:
    """Yield the paths of secrets in clear anywhere under `value` (depth is bounded by the reader)."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from written_secrets(each, (*path, key), key)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from written_secrets(each, (*path, index), name)
    elif is_written_secret(name, value):
        yield path
