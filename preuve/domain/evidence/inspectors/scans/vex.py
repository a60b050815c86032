"""Exploitability statements: OpenVEX 0.x, and CSAF 2.0 (``csaf_vex``, ``csaf_security_advisory``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, iso, json_results
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

STATUSES = ("affected", "fixed", "not_affected", "under_investigation")
_OF_CSAF = {
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
    "fixed": "fixed",
    "first_fixed": "fixed",
    "known_not_affected": "not_affected",
    "under_investigation": "under_investigation",
}
#: what vexctl writes when nobody said what to do
_NO_ACTION = "no action statement provided"
#: Stands for every product of a vulnerability.
_ALL = ""
Path = tuple[str | int, ...]


def sniff_openvex(head: Head) -> float:
    """Certain of the context's address."""
    if "statements" not in head.json_keys or head.json_kind != "object":
        return 0.0
    return 1.0 if "openvex.dev/ns" in head.text else 0.3 if "vulnerability" in head.text else 0.0


def sniff_csaf(head: Head) -> float:
    """Certain of the version that CSAF requires."""
    if head.json_kind != "object" or "document" not in head.json_keys:
        return 0.0
    return 1.0 if '"csaf_version"' in head.text else 0.0


OPENVEX = Format(
    "openvex", "OpenVEX", "vexctl create --product=PURL --vuln=CVE --status=STATUT", sniff_openvex
)
CSAF = Format("csaf", "CSAF / VEX", "Secvisogram : Exporter → CSAF JSON", sniff_csaf)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.results: Results = json_results(found)
        self.statuses = dict.fromkeys(STATUSES, 0)
        self.where: list[Path] = []
        self.justifications: dict[str, int] = {}
        self.justified: list[Path] = []
        self.unjustified: list[Path] = []
        self.no_action: list[Path] = []

    def add(self, known: str, product: str, status: str, path: Path) -> None:
        """Count one statement on one vulnerability; of one product when it names a single one."""
        self.statuses[status] += 1
        self.where.append(path)
        self.results.note(known, path)
        if status in {"affected", "under_investigation"}:
            name = f"{known} ({product})" if product else known
            self.results.add(f"{known} {product}", name, Severity.UNKNOWN, path)

    def justify(self, reason: str, path: Path) -> None:
        """Note why a product is not affected."""
        self.justifications[reason] = self.justifications.get(reason, 0) + 1
        self.justified.append(path)


def read_openvex(artefact: Artefact) -> Scan:
    """Read the document held whole."""
    found = document(artefact)
    got = _Gathered(found)
    for index, value in enumerate(as_list(dig(found.value, "statements"))):
        _statement(as_dict(value), ("statements", index), got)
    value = as_dict(found.value)
    return _scan(
        artefact,
        OPENVEX.id,
        got,
        found,
        tool=as_text(value.get("tooling")),
        start=iso(value.get("timestamp")),
    )


def _statement(each: dict[str, Any], path: Path, got: _Gathered) -> None:
    given = each.get("vulnerability")
    known = as_text(given) or as_text(dig(given, "name")) or as_text(dig(given, "@id"))
    status = as_text(each.get("status"))
    if status not in STATUSES:
        return
    products = [as_text(one) or as_text(dig(one, "@id")) for one in as_list(each.get("products"))]
    got.add(known, products[0] if len(products) == 1 else "", status, path)
    reason, words = as_text(each.get("justification")), as_text(each.get("impact_statement"))
    action = as_text(each.get("action_statement")).strip().lower().rstrip(".")
    if status == "not_affected":
        if reason:
            got.justify(reason, (*path, "justification"))
        elif not words.strip():
            got.unjustified.append(path)
    elif status == "affected" and action in {"", _NO_ACTION}:
        got.no_action.append(path)


def read_csaf(artefact: Artefact) -> Scan:
    """Read the document held whole."""
    found = document(artefact)
    got = _Gathered(found)
    groups = {
        as_text(dig(each, "group_id")): [as_text(one) for one in as_list(dig(each, "product_ids"))]
        for each in as_list(dig(found.value, "product_tree", "product_groups"))
    }
    for index, value in enumerate(as_list(dig(found.value, "vulnerabilities"))):
        _vulnerability(as_dict(value), ("vulnerabilities", index), got, groups)
    tracking = dig(found.value, "document", "tracking")
    engine = dig(tracking, "generator", "engine")
    return _scan(
        artefact,
        CSAF.id,
        got,
        found,
        tool=as_text(dig(engine, "name")),
        version=as_text(dig(engine, "version")),
        start=iso(dig(tracking, "current_release_date")),
        target=as_text(dig(found.value, "document", "title")),
    )


def _vulnerability(each: dict[str, Any], path: Path, got: _Gathered, groups: dict[str, list[str]]) -> None:
    known = as_text(each.get("cve")) or as_text(dig(each, "ids", 0, "text"))
    reasons = {
        product: as_text(dig(flag, "label"))
        for flag in as_list(each.get("flags"))
        for product in _concerned(flag, groups)
    }
    threats = [threat for threat in as_list(each.get("threats")) if dig(threat, "category") == "impact"]
    explained = {product for threat in threats for product in _concerned(threat, groups)}
    remedies = as_list(each.get("remediations"))
    remedied = {product for remedy in remedies for product in _concerned(remedy, groups)}
    for product, status, where in _statuses(each, path):
        got.add(known, product, status, where)
        if status == "not_affected":
            if reasons.get(product):
                got.justify(reasons[product], where)
            elif not {product, _ALL} & explained:
                got.unjustified.append(where)
        elif status == "affected" and not {product, _ALL} & remedied:
            got.no_action.append(where)


def _statuses(each: dict[str, Any], path: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield product, status and place; a product both fixed and first fixed is stated once."""
    seen = set()
    for key, products in as_dict(each.get("product_status")).items():
        status = _OF_CSAF.get(key)
        for index, value in enumerate(as_list(products) if status else ()):
            product = as_text(value)
            if (product, status) not in seen:
                seen.add((product, status))
                yield product, str(status), (*path, "product_status", key, index)


def _concerned(each: Any, groups: dict[str, list[str]]) -> list[str]:
    """Return the products that a flag, a threat or a remedy names, by groups too; all when it names none."""
    named = [as_text(product) for product in as_list(dig(each, "product_ids"))]
    listed = [as_text(group) for group in as_list(dig(each, "group_ids"))]
    for group in listed:
        named += groups.get(group, [])
    return named if named or listed else [_ALL]


def _scan(  # noqa: PLR0913 - one argument for each field that differs
    artefact: Artefact,
    form: str,
    got: _Gathered,
    found: JsonDocument,
    *,
    tool: str,
    version: str = "",
    start: str,
    target: str = "",
) -> Scan:
    return Scan(
        artefact=artefact,
        format=form,
        tool=tool,
        named=bool(tool),
        version=version,
        start=start,
        targets=(target,) if target else (),
        graded=False,
        lists_examined=False,
        results=got.results,
        origin=found.place(),
        facts=tuple(_facts(got, found)),
        findings=tuple(_findings(got)),
        limits=(say.DECLARED.state(),),
    )


def _facts(got: _Gathered, found: JsonDocument) -> Iterator[Fact]:
    total = sum(got.statuses.values())
    places = got.results.places(got.where) or [found.place()]
    yield say.EXPLOITATION.state(got.statuses, places, total=total, **got.statuses)
    if got.justified:
        yield say.JUSTIFIED.state(
            got.justifications, got.results.places(got.justified), count=len(got.justified)
        )


def _findings(got: _Gathered) -> Iterator[Finding]:
    if got.unjustified:
        yield say.UNJUSTIFIED.state(len(got.unjustified), got.results.places(got.unjustified))
    if got.no_action:
        yield say.NO_ACTION.state(len(got.no_action), got.results.places(got.no_action))
