"""States revocation lists, and holds certificates against the lists of their issuers (RFC 5280 §5, §6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from preuve.domain.evidence.inspectors.links import certificate_statements as say
from preuve.domain.evidence.inspectors.links import chains
from preuve.domain.evidence.inspectors.links.certificates import serial_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Context
    from preuve.domain.evidence.inspectors.links.certificates import Bundle, Certificate, RevocationList
    from preuve.domain.evidence.inspectors.links.report import Report


def state_checked(report: Report, bundle: Bundle, own: Sequence[Certificate], found: chains.Chains) -> None:
    """Hold the certificates against the lists of their issuers, but not lists whose signature is wrong."""
    usable = [each for each in bundle.lists if _signature(each, bundle.certificates) is not False]
    checked: list[tuple[Certificate, RevocationList]] = []
    for each in own:
        if each in found.roots:
            continue
        checked += [(each, crl) for crl in usable if crl.x509.issuer == each.x509.issuer][:1]
    if not checked:
        if not bundle.lists:
            report.limit(say.NO_LIST)
        return
    revoked = []
    for each, crl in checked:
        entry = crl.x509.get_revoked_certificate_by_serial_number(each.x509.serial_number)
        if entry is not None:
            words = f"{each.label}, {entry.revocation_date_utc:%Y-%m-%d}{_reason(entry)}"
            revoked.append((words, each.place))
    places = [place for each, crl in checked for place in (each.place, crl.place)]
    report.fact(say.REVOCATION_CHECKED, len(checked), places, revoked=len(revoked))
    report.listed(say.REVOKED, revoked)


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return f", {entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value}"
    except (x509.ExtensionNotFound, ValueError):
        return ""


def _signature(crl: RevocationList, certificates: Sequence[Certificate]) -> bool | None:
    """Say whether one of the given issuers signed a list; None when none of them bears its issuer's name."""
    answers = [
        chains.verify_list(crl.x509, each.x509)
        for each in certificates
        if each.x509.subject == crl.x509.issuer
    ]
    return True if True in answers else False if False in answers else None


def state_lists(report: Report, bundle: Bundle, context: Context) -> None:
    lists = [each for each in bundle.lists if each.own]
    for each in lists:
        report.fact(
            say.REVOCATION_LIST,
            each.revoked,
            [each.place],
            issuer=each.issuer,
            number=each.number,
            since=each.this_update.isoformat(),
            until=each.next_update.isoformat() if each.next_update else None,
        )
        if each.revoked:
            serials = _serials(each)
            report.fact(say.REVOKED_SERIALS, serials, [each.place])
        if each.next_update and each.next_update < context.as_of:
            report.finding(
                say.STALE, each.next_update.isoformat(), [each.place], as_of=context.as_of.isoformat()
            )
            report.weaknesses[f"stale_revocation_list: {each.issuer}"] = each.place
        if not report.produced_at:
            report.produced_at, report.target = each.this_update.isoformat(), report.target or each.issuer
    signed = [each for each in lists if _signature(each, bundle.certificates)]
    if signed:
        issuers = [each.issuer for each in signed]
        report.fact(say.REVOCATION_SIGNED, len(signed), [each.place for each in signed], issuers=issuers)
    unknown = [each.issuer for each in lists if _signature(each, bundle.certificates) is None]
    if unknown:
        report.limits.append(say.LIST_ISSUER.state(issuers=unknown))
    wrong = [each for each in lists if _signature(each, bundle.certificates) is False]
    report.listed(say.BAD_LIST, [(each.issuer, each.place) for each in wrong])


def _serials(crl: RevocationList) -> list[str]:
    """Return the first 200 serial numbers of a list, as many as a statement keeps."""
    found = []
    for entry in crl.x509:
        found.append(serial_text(entry.serial_number))
        if len(found) == 200:
            break
    return found
