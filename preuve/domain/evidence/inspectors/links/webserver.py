"""TLS directives of nginx (ngx_http_ssl_module) and Apache (mod_ssl)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements, weak
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

Found = list[tuple[str, "Place"]]
_NGINX = re.compile(
    r"^[ \t]*(?:ssl_(?:certificate|certificate_key|protocols|ciphers)\s+\S.*;|"
    r"listen[ \t]+[^\n;]{1,200}\bssl\b[^\n;]{0,200};)",
    re.MULTILINE,
)
#: Words of nginx (ngx_conf_file.c): quoted, plain with ``${variable}``, an end, a comment.
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|[{};]|#|(?:\$\{[^}\s]*\}|[^\s{};\"'])+")
_ENDS = frozenset("{};")
_APACHE = re.compile(
    r"^[ \t]*SSL(?:Engine|Protocol|CipherSuite|CertificateFile)\s+\S", re.MULTILINE | re.IGNORECASE
)
_NAMES = {
    "sslv2": "SSLv2",
    "sslv3": "SSLv3",
    "tlsv1": "TLS 1.0",
    "tlsv1.1": "TLS 1.1",
    "tlsv1.2": "TLS 1.2",
    "tlsv1.3": "TLS 1.3",
}
#: What Apache documents for ``all``, without SSLv3 which depends on how OpenSSL was built.
_ALL = ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")


@dataclass(slots=True)
class Sites:
    """Directives about TLS; `named` are the hosts of blocks that serve it."""

    directives: int = 0
    first: Place | None = None
    named: Found = field(default_factory=list)
    versions: Found = field(default_factory=list)
    suites: Found = field(default_factory=list)
    weak: Found = field(default_factory=list)
    clients: Found = field(default_factory=list)
    includes: bool = False


def sniff_nginx(head: Head) -> float:
    """Recognise a directive of TLS that ends in a semicolon, as nginx wants it."""
    return 0.9 if "ssl" in head.text and _NGINX.search(head.text) else 0.0


def sniff_apache(head: Head) -> float:
    """Recognise a directive of mod_ssl."""
    return 0.9 if _APACHE.search(head.text) else 0.0


class _Block:
    """The virtual host that is being read: its name, its place, and whether it serves TLS."""

    def __init__(self) -> None:
        self.name = ""
        self.place: Place | None = None
        self.secured = False

    def close(self, sites: Sites) -> None:
        """Keep the host when it serves TLS, and begin anew."""
        if self.secured and self.place is not None:
            sites.named.append((self.name or "_", self.place))
        self.__init__()  # type: ignore[misc] # begins anew


def _statements(artefact: Artefact) -> Iterator[tuple[str, list[str], Place]]:
    """Yield what ends a directive (``;``) or opens or closes a block, its words, where the first one is."""
    words: list[str] = []
    start = 0
    for number, line in lines(artefact, 100_000):
        for word in _WORD.findall(line):
            if word[0] == "#":
                break
            if word in _ENDS:
                yield word, words, artefact.place(PlaceKind.TEXT, line=start or number)
                words, start = [], 0
            else:
                words.append(word.strip("\"'"))
                start = start or number


def read_nginx(artefact: Artefact) -> Sites:
    """Read the directives of an nginx configuration.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a directive of TLS.
    """
    sites, block = Sites(), _Block()
    opened: list[str] = []
    for end, words, place in _statements(artefact):
        name = words[0] if words else ""
        if end == "{":
            opened.append(name)
        elif end == "}":
            if opened and opened.pop() == "server":
                block.close(sites)
        else:
            sites.includes = sites.includes or name == "include"
            _nginx_host(block, name, words[1:], place)
            if name.startswith("ssl_"):
                _count(sites, place)
            _nginx_tls(sites, name, words[1:], place)
    block.close(sites)
    return _finished(sites, artefact)


def _nginx_host(block: _Block, name: str, values: list[str], place: Place) -> None:
    """Take what says a server's name, or that it serves TLS: a certificate alone doesn't."""
    if (name == "listen" and {"ssl", "quic"} & set(values)) or (name == "ssl" and values == ["on"]):
        block.secured, block.place = True, block.place or place
    elif name == "server_name":
        block.name = " ".join([block.name, *values]).strip()


def _nginx_tls(sites: Sites, name: str, values: list[str], place: Place) -> None:
    if name == "ssl_protocols":
        sites.versions += [(_NAMES[each.lower()], place) for each in values if each.lower() in _NAMES]
    elif name == "ssl_ciphers":
        _suites(sites, name, " ".join(values), place)
    elif name == "ssl_verify_client":
        sites.clients.append((f"{name} {' '.join(values)}", place))


def _suites(sites: Sites, name: str, text: str, place: Place) -> None:
    sites.suites.append((f"{name} {text}", place))
    sites.weak += [(f"{name} {word}", place) for word in weak.weak_suite_string(text)]


def _count(sites: Sites, place: Place) -> None:
    sites.first = sites.first or place
    sites.directives += 1


def _finished(sites: Sites, artefact: Artefact) -> Sites:
    if not (sites.directives or sites.named):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "ssl_protocols")
    return sites


def read_apache(artefact: Artefact) -> Sites:
    """Read the directives of mod_ssl and the virtual hosts.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a directive of TLS.
    """
    sites, block = Sites(), _Block()
    for number, line in _joined(artefact):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        place = artefact.place(PlaceKind.TEXT, line=number)
        name = words[0].lower()
        if name in {"<virtualhost", "</virtualhost>"}:
            block.close(sites)
        elif name == "sslengine" and words[1:2] and words[1].lower() == "on":
            block.secured, block.place = True, block.place or place
        elif name == "servername":
            block.name = " ".join(words[1:2])
        elif name in {"include", "includeoptional"}:
            sites.includes = True
        if name.startswith("ssl"):
            _count(sites, place)
        _apache_tls(sites, name, words[1:], place)
    block.close(sites)
    return _finished(sites, artefact)


def _joined(artefact: Artefact) -> Iterator[tuple[int, str]]:
    """Yield the lines and the number of each; one that ends in a backslash goes on with the next."""
    before, start = "", 0
    for number, line in lines(artefact, 100_000):
        text = line.rstrip()
        start = start or number
        if text.endswith("\\"):
            before += text[:-1]
            continue
        yield start, before + text
        before, start = "", 0
    if before:
        yield start, before


def _apache_tls(sites: Sites, name: str, values: list[str], place: Place) -> None:
    if name == "sslprotocol":
        sites.versions += [(each, place) for each in _allowed(values)]
    elif name == "sslciphersuite" and values:
        _suites(sites, "SSLCipherSuite", values[-1], place)
    elif name == "sslverifyclient":
        sites.clients.append((f"SSLVerifyClient {' '.join(values)}", place))


def _allowed(values: list[str]) -> list[str]:
    """Return the versions that ``SSLProtocol`` leaves, in the order of its words.

    A word without a sign takes the place of those before it (mod_ssl warns: AH02532).
    """
    left: dict[str, None] = {}
    for value in values:
        word = value.lower()
        bare = word.lstrip("+-")
        names = _ALL if bare == "all" else [_NAMES[bare]] if bare in _NAMES else []
        if word.startswith("-"):
            for each in names:
                left.pop(each, None)
        elif word.startswith("+"):
            left |= dict.fromkeys(names)
        elif names:
            left = dict.fromkeys(names)
    return list(left)


def _state(sites: Sites, artefact: Artefact) -> Report:
    report = Report()
    report.fact(statements.TLS_DIRECTIVES, sites.directives, [sites.first or artefact.place()])
    if sites.named:
        names = [name for name, _ in sites.named]
        report.fact(statements.TLS_SITES, names, (place for _, place in sites.named), total=len(names))
        report.target = ", ".join(names[:5])
        report.items = dict(sites.named)
    if sites.versions:
        names = [name for name in weak.VERSIONS if any(each == name for each, _ in sites.versions)]
        report.fact(statements.VERSIONS, names, (place for _, place in sites.versions))
    if sites.suites:
        report.fact(statements.ALGORITHMS, [name for name, _ in sites.suites], (p for _, p in sites.suites))
    if sites.clients:
        kinds = [name for name, _ in sites.clients]
        report.fact(statements.AUTHENTICATION, kinds, (place for _, place in sites.clients))
    report.listed(statements.OLD_VERSION, [each for each in sites.versions if each[0] in weak.OLD_VERSIONS])
    report.listed(statements.WEAK, sites.weak)
    report.limit(statements.APPLIED, statements.DEFAULTS)
    if sites.includes:
        report.limit(statements.INCLUDES)
    return report


def state_nginx(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State an nginx configuration; see `read_nginx`."""
    report = _state(read_nginx(artefact), artefact)
    report.producer = "nginx"
    return report


def state_apache(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State an Apache configuration; see `read_apache`."""
    report = _state(read_apache(artefact), artefact)
    report.producer = "Apache httpd"
    return report


READERS = (
    Reader(
        Format("nginx-tls", "nginx (directives TLS)", "nginx -T > nginx.txt", sniff_nginx),
        "tls-configuration",
        state_nginx,
    ),
    Reader(
        Format(
            "apache-tls", "Apache (directives mod_ssl)", "cat /etc/apache2/sites-enabled/*.conf", sniff_apache
        ),
        "tls-configuration",
        state_apache,
    ),
)
