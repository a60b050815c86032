"""What stands where a secret would, and is none: code, names of files, words of a manual.

What is let through here is not warned of: only shapes that generated secrets seldom have are listed.
"""

from __future__ import annotations

import re

#: A name that ends so speaks of a secret and does not hold it.
_ABOUT = re.compile(
    r"(?i)(NOPASSWD|(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY)S?_(?:\w{0,20}_)?"
    r"(?:FILE|PATH|DIR|URL|URI|HOST|NAME|TYPE|FORMAT|ALGORITHM|LENGTH|SIZE|TTL|TIMEOUT|LIFETIME|EXPIRY|"
    r"EXPIRATION|POLICY|HEADER|FIELD|HASHERS|VALIDATORS|CHARS))$"
)
#: A call, an index, a number, a regular expression, a path, an address, an attribute of what code names so.
_CODE = re.compile(
    r"[A-Za-z_][\w.:]*[(\[]|0x[0-9A-Fa-f]{1,16}$|/(?:\^|(?:bin|etc|home|mnt|opt|root|run|srv|tmp|usr|var)/)|"
    r"https?://[^@]*$|"
    r"(?:args|conf|config|ctx|data|env|exports\d?|local|module|options|params|process|props|request|secrets|"
    r"self|settings|this|values|var)\.[A-Za-z_]",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[:=]")
_EVERYONE = frozenset(("foo", "login", "me", "proxyuser", "user", "username", "usr", "utilisateur"))
_ANYTHING = frozenset(("bar", "pass", "passwd", "password", "proxypass", "pwd", "secret", "xyz"))


def _parts(text: str) -> tuple[str, str]:
    """Return the name and the value on both sides of the first sign, without quotes."""
    name, *values = _SIGN.split(text, maxsplit=1)
    return name.strip(" \t\"'"), "".join(values).strip(" \t\r\"';,")


def is_secret(text: str) -> bool:
    """Say whether ``NAME=value`` may hold a secret: the name is of one, the value is no code and no path."""
    name, value = _parts(text)
    return not _ABOUT.search(name) and not _CODE.match(value)


def is_generated(text: str) -> bool:
    """Say whether ``name: value`` may hold a secret: as `is_secret`, and its value has more than letters.

    A word of letters alone is the label of a form as often as a weak password.
    """
    _, value = _parts(text)
    return (
        is_secret(text)
        and re.search(r"[A-Za-z]", value) is not None
        and re.search(r"[0-9#%&*+?@^~]", value) is not None
    )


def names_someone(text: str) -> bool:
    """Say whether an address carries a password of somebody, and not the one that manuals write."""
    user, _, password = text.partition("://")[2].partition("@")[0].partition(":")
    return user.lower() not in _EVERYONE or password.lower() not in _ANYTHING
