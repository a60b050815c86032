"""What a scan of TLS says a server offers, whichever tool made it, and how it is stated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.links import statements, weak
from preuve.domain.evidence.inspectors.links.report import Report

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Place

Found = list[tuple[str, "Place"]]
_LOCAL = re.compile(r"(?:\w+://)?(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)(?:[:/].*)?$")


def is_local(target: str) -> bool:
    """Say whether a target is the machine that measured."""
    return _LOCAL.match(target) is not None or "/127.0.0.1" in target


@dataclass(slots=True)
class Offer:
    """What one or several servers offer; names of versions as in `weak.VERSIONS`."""

    targets: Found = field(default_factory=list)
    versions: Found = field(default_factory=list)
    suites: Found = field(default_factory=list)
    vulnerable: Found = field(default_factory=list)
    unmeasured: Found = field(default_factory=list)
    severities: dict[str, int] = field(default_factory=dict)
    first: Place | None = None


def state(offer: Offer, whole: Place) -> Report:
    """State an offer; `whole` is the place of the file."""
    report = Report()
    targets = list(dict.fromkeys(name for name, _ in offer.targets))
    report.target = report.scope = ", ".join(targets[:5])
    if offer.severities:
        kinds = [f"{name} {count}" for name, count in offer.severities.items()]
        report.fact(statements.SEVERITIES, dict(offer.severities), [offer.first or whole], kinds=kinds)
    if offer.versions:
        names = [name for name in weak.VERSIONS if any(each == name for each, _ in offer.versions)]
        report.fact(statements.VERSIONS, names, (place for _, place in offer.versions))
        report.items = dict(reversed(offer.versions))
    if offer.suites:
        suites = list(dict.fromkeys(name for name, _ in offer.suites))
        report.fact(statements.SUITES, len(suites), (place for _, place in offer.suites), names=suites)
    report.listed(statements.OLD_VERSION, [each for each in offer.versions if each[0] in weak.OLD_VERSIONS])
    report.listed(statements.WEAK, [each for each in offer.suites if weak.weak_suite(each[0])])
    report.listed(statements.VULNERABLE, offer.vulnerable)
    report.listed(statements.UNMEASURED, offer.unmeasured)
    report.listed(statements.LOCAL, [each for each in offer.targets if is_local(each[0])])
    report.limit(statements.SCANNED)
    return report
