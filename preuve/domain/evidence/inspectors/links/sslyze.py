"""SSLyze's JSON (``--json_out``): versions 3, 4 (``scan_commands_results``) and 5 (``scan_result``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import offers
from preuve.domain.evidence.inspectors.links.offers import Offer
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_VERSIONS = {
    "ssl_2_0_cipher_suites": "SSLv2",
    "ssl_3_0_cipher_suites": "SSLv3",
    "tls_1_0_cipher_suites": "TLS 1.0",
    "tls_1_1_cipher_suites": "TLS 1.1",
    "tls_1_2_cipher_suites": "TLS 1.2",
    "tls_1_3_cipher_suites": "TLS 1.3",
}
_FLAWS = (
    ("heartbleed", "is_vulnerable_to_heartbleed"),
    ("openssl_ccs_injection", "is_vulnerable_to_ccs_injection"),
    ("tls_compression", "supports_compression"),
    ("session_renegotiation", "is_vulnerable_to_client_renegotiation_dos"),
)


def sniff(head: Head) -> float:
    """Recognise the keys of the report."""
    keys = head.json_keys
    return (
        1.0
        if {"server_scan_results", "sslyze_version"} <= keys
        else 0.5
        if "server_scan_results" in keys
        else 0.0
    )


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State what the servers accept.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a result of a server.
    """
    found = document(artefact)
    offer, told = Offer(), False
    for index, server in enumerate(as_list(dig(found.value, "server_scan_results"))):
        where = as_dict(dig(server, "server_location")) or as_dict(
            dig(server, "server_info", "server_location")
        )
        base: tuple[str | int, ...] = ("server_scan_results", index)
        host = as_text(where.get("hostname"))
        target = f"{host}:{as_text(where.get('port'))}"
        if as_text(dig(server, "connectivity_status")) == "ERROR":
            offer.unmeasured.append((target, found.place(*base, "connectivity_status")))
        elif host:
            offer.targets.append((target, found.place(*base)))
        for key in ("scan_result", "scan_commands_results"):
            results = as_dict(as_dict(server).get(key))
            told = told or bool(results)
            _take(offer, found, results, (*base, key))
    if not told:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "scan_result")
    report = offers.state(offer, artefact.place())
    report.producer = f"SSLyze {as_text(dig(found.value, 'sslyze_version'))}".strip()
    moment = read_moment(as_text(dig(found.value, "date_scans_completed")))
    report.produced_at = moment.isoformat() if moment else ""
    return report


def _take(offer: Offer, found: JsonDocument, results: dict[str, Any], path: tuple[str | int, ...]) -> None:
    for key, version in _VERSIONS.items():
        result, inner = _result(results, key)
        accepted = as_list(result.get("accepted_cipher_suites"))
        where = (*path, key, *inner, "accepted_cipher_suites")
        if accepted:
            offer.versions.append((version, found.place(*where)))
        for index, each in enumerate(accepted):
            name = as_text(dig(each, "cipher_suite", "name"))
            if name:
                offer.suites.append((name, found.place(*where, index)))
    for key, flag in _FLAWS:
        result, inner = _result(results, key)
        if result.get(flag) is True:
            offer.vulnerable.append((key, found.place(*path, key, *inner, flag)))
    robot, inner = _result(results, "robot")
    if as_text(robot.get("robot_result")).startswith("VULNERABLE"):
        offer.vulnerable.append(("robot", found.place(*path, "robot", *inner, "robot_result")))


def _result(results: dict[str, Any], key: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a command's result and the steps to it: version 5 wraps it with a status."""
    value = as_dict(results.get(key))
    return (as_dict(value.get("result")), ("result",)) if "status" in value else (value, ())


READERS = (Reader(Format("sslyze", "SSLyze (JSON)", "sslyze --json_out tls.json HÔTE", sniff), "tls", state),)
