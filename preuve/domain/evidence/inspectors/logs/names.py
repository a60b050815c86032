"""Pseudonyms: accounts and addresses are personal data (GDPR, article 4), and no statement repeats them.

Within one inspection the same account is always “compte A”, the same source always “source 1”, in the order
in which the statements first name them. Texts of the file that are repeated (names of rules, hosts) lose what
looks like an address.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    r"|(?<![\w:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])"
    r"|[\w.+-]{1,64}@[\w.-]{1,255}"
    r"|\bS-1-5-21-[\d-]+"
)
_HOST_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z|[0-9a-fA-F:]*:[0-9a-fA-F:.]*\Z")


def masked(text: str) -> str:
    """Return `text` with addresses (IP, e-mail, Windows SID of a person) replaced by “…”."""
    return _ADDRESS.sub("…", text[:300])


class Pseudonyms:
    """Names given in the order in which they are first asked for; one object serves one inspection."""

    def __init__(self) -> None:
        self._accounts: dict[str, str] = {}
        self._sources: dict[str, int] = {}
        self._hosts: dict[str, int] = {}

    def account(self, name: str, language: str) -> str:
        """Return the pseudonym of an account: A to Z, then AA."""
        letters = self._accounts.get(name)
        if letters is None:
            letters = self._accounts[name] = _letters(len(self._accounts))
        return f"{'compte' if language == 'fr' else 'account'} {letters}"

    def source(self, name: str) -> str:
        """Return the pseudonym of a source, the same in both languages."""
        return f"source {self._sources.setdefault(name, len(self._sources) + 1)}"

    def host(self, name: str, language: str) -> str:
        """Return a host's name, or its pseudonym when its name is an address."""
        if not _HOST_ADDRESS.match(name):
            return masked(name)
        number = self._hosts.setdefault(name, len(self._hosts) + 1)
        return f"{'hôte' if language == 'fr' else 'host'} {number}"


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
