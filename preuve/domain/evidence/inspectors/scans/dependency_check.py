"""OWASP dependency-check XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, iso, severity_of, xml_results
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.xml import child, children, elements, local, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head


def sniff(head: Head) -> float:
    """Certain of the namespace."""
    name, space, _ = head.xml_root
    return 1.0 if name == "analysis" and "dependency-check" in space.lower() else 0.0


DEPENDENCY_CHECK = Format(
    "dependency-check",
    "OWASP dependency-check XML",
    "dependency-check.sh --scan . --format XML --out rapport.xml",
    sniff,
)


class _Gathered:
    def __init__(self, artefact: Artefact) -> None:
        self.results: Results = xml_results(artefact)
        self.version = self.date = self.project = ""
        self.dependencies = 0
        self.packages: dict[str, Any] = {}
        self.dismissed: list[Any] = []


def read(artefact: Artefact) -> Scan:
    """Read the dependencies as a stream."""
    got = _Gathered(artefact)
    for event, element in elements(artefact, "dependency", "scanInfo", "projectInfo"):
        if event == "root":
            origin = place_of(artefact, element, "/analysis")
            continue
        name = local(element)
        if name == "dependency":
            _dependency(element, got)
        elif name == "scanInfo":
            got.version = text_of(element, "engineVersion")
        else:
            got.project = text_of(element, "name")
            got.date = iso(text_of(element, "reportDate"))
    return Scan(
        artefact=artefact,
        format=DEPENDENCY_CHECK.id,
        tool="OWASP dependency-check",
        version=got.version,
        start=got.date,
        targets=(got.project,) if got.project else (),
        results=got.results,
        origin=origin,
        facts=tuple(_facts(got, origin)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _dependency(element: Any, got: _Gathered) -> None:
    file = text_of(element, "fileName")
    path = f"//dependency[fileName='{file.replace(chr(39), '')}']"
    got.dependencies += 1
    found = child(element, "vulnerabilities")
    for each in found if found is not None else ():
        where = (each.sourceline or 0, f"{path}/vulnerabilities/{local(each)}")
        if local(each) == "vulnerability":
            _vulnerability(each, file, where, got)
        else:
            got.dismissed.append(where)


def _vulnerability(each: Any, file: str, where: Any, got: _Gathered) -> None:
    name = text_of(each, "name")
    severity = severity_of(text_of(each, "severity"))
    got.results.add(f"{name} {file}", f"{name} ({file})", severity, where)
    got.results.note(name, where)
    categories = child(each, "cwes")
    for category in children(categories, "cwe") if categories is not None else [child(each, "cwe")]:
        got.results.note(text_of(category), where)
    got.packages.setdefault(file, where)


def _facts(got: _Gathered, origin: Any) -> Iterator[Fact]:
    results = got.results
    yield say.LISTED_DEPENDENCIES.state(got.dependencies, [origin])
    yield results_fact(results, origin, examined=got.dependencies)
    if got.packages:
        yield say.AFFECTED.state(
            len(got.packages), results.places(got.packages.values()), names=list(got.packages)
        )
    if got.dismissed:
        yield say.DISMISSED.state(len(got.dismissed), results.places(got.dismissed))
