"""How certificates, requests and revocation lists are recognised, PEM or DER."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.links import certificates, pem

if TYPE_CHECKING:
    from preuve.domain.evidence.reading.head import Head

_BEGIN = re.compile(r"^[ \t]*-----BEGIN ([A-Z0-9 ]{1,60})-----\s*$", re.MULTILINE)
_SUBJECTS = {
    "chain": {"CERTIFICATE", "X509 CERTIFICATE"},
    "bag": {"PKCS7", "CMS"},
    "request": {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"},
    "list": {"X509 CRL"},
}


def _labels(head: Head) -> list[str]:
    text = head.text
    return _BEGIN.findall(text) if "-----BEGIN " in text else []


def _is_carrier(head: Head) -> bool:
    """Say whether the blocks are what the file is about, and not quoted in another kind of file."""
    before = head.text.partition("-----BEGIN ")[0]
    return "<ca>" not in before and "<cert>" not in before and not head.json_kind and not head.xml_root[0]


def _pem(head: Head, kind: str) -> float:
    labels = _labels(head)
    wanted = [label for label in labels if label in _SUBJECTS[kind]]
    if not wanted or not _is_carrier(head):
        return 0.0
    first = next(label for label in labels if any(label in names for names in _SUBJECTS.values()))
    return 1.0 if first in _SUBJECTS[kind] else 0.6


def _der(head: Head, kind: str) -> float:
    data = head.data
    if data[:1] != b"\x30" or data[1:2] not in {b"\x80", b"\x81", b"\x82", b"\x83"}:
        return 0.0
    return 1.0 if certificates.kind_of_der(data) == kind else 0.0


def sniff_chain(head: Head) -> float:
    """Recognise PEM certificates, or private keys alone (which are only reported)."""
    if any(pem.is_private(label) for label in _labels(head)) and _is_carrier(head):
        return max(0.5, _pem(head, "chain"))
    return _pem(head, "chain")


def sniff_der(head: Head) -> float:
    """Recognise one certificate in DER."""
    return _der(head, "certificate")


def sniff_bag(head: Head) -> float:
    """Recognise a PKCS#7 bag, PEM or DER."""
    return max(_pem(head, "bag"), _der(head, "bag"))


def sniff_request(head: Head) -> float:
    """Recognise a request, PEM or DER."""
    return max(_pem(head, "request"), _der(head, "request"))


def sniff_list(head: Head) -> float:
    """Recognise a revocation list, PEM or DER; a long one by its name and its first bytes."""
    if head.size > len(head.data) and head.data[:2] == b"\x30\x83" and head.extension == ".crl":
        return 0.8
    return max(_pem(head, "list"), _der(head, "list"))


def carries(head: Head) -> bool:
    """Say whether a file is one of certificates, requests or revocation lists."""
    return any(sniff(head) for sniff in (sniff_chain, sniff_der, sniff_bag, sniff_request, sniff_list))
