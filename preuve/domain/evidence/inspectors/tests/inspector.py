"""The inspector of test reports and of coverage reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, Context, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests import (
    clover,
    cobertura,
    comparing,
    jacoco,
    jest,
    junit,
    lcov,
    newman,
    nunit,
    playwright,
    robot,
    stating,
    testng,
    trx,
    xunit,
)
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.inspectors.tests.covering import Coverage
    from preuve.domain.evidence.inspectors.tests.model import Run

_RUNS: Mapping[str, Callable[..., Run]] = {
    "junit": junit.read,
    "trx": trx.read,
    "nunit2": nunit.read,
    "nunit3": nunit.read,
    "xunit": xunit.read,
    "testng": testng.read,
    "robot": robot.read,
    "playwright": playwright.read,
    "jest": jest.read,
    "newman": newman.read,
}
_COVERAGES: Mapping[str, Callable[[Artefact], Coverage]] = {
    "cobertura": cobertura.read,
    "jacoco": jacoco.read,
    "lcov": lcov.read,
    "clover": clover.read,
}


class TestReports(Inspector):
    """Recounts the cases of test reports and the lines of coverage reports."""

    id = "tests"
    version = "1.0"
    title = ("Tests et couverture", "Tests and coverage")
    formats = (
        Format("junit", "JUnit XML", "pytest --junitxml=rapport.xml", junit.sniff),
        Format("trx", "TRX (Visual Studio Test)", "dotnet test --logger trx", trx.sniff),
        Format("nunit3", "NUnit 3 XML", "nunit3-console tests.dll --result=resultats.xml", nunit.sniff_3),
        Format("nunit2", "NUnit 2 XML", "nunit-console tests.dll /xml:resultats.xml", nunit.sniff_2),
        Format("xunit", "xUnit.net XML", "dotnet test --logger xunit", xunit.sniff),
        Format("testng", "TestNG XML", "mvn test (target/surefire-reports/testng-results.xml)", testng.sniff),
        Format("robot", "Robot Framework output.xml", "robot --output output.xml tests/", robot.sniff),
        Format(
            "playwright",
            "Playwright JSON",
            "npx playwright test --reporter=json > rapport.json",
            playwright.sniff,
        ),
        Format("jest", "Jest JSON", "npx jest --json --outputFile=rapport.json", jest.sniff),
        Format("newman", "Newman JSON", "newman run collection.json --reporters json", newman.sniff),
        Format("cobertura", "Cobertura XML", "coverage xml -o coverage.xml", cobertura.sniff),
        Format("jacoco", "JaCoCo XML", "mvn jacoco:report (target/site/jacoco/jacoco.xml)", jacoco.sniff),
        Format("lcov", "lcov", "coverage lcov -o lcov.info", lcov.sniff),
        Format("clover", "Clover XML", "phpunit --coverage-clover clover.xml", clover.sniff),
    )

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first artefact says; a report stands for itself, so others are not read with it.

        Raises:
            UnreadableArtefactError: with its place.
        """
        artefact = artefacts[0]
        form = self.format_of(Head.of(artefact)).id
        if form in _RUNS:
            run = _RUNS[form](artefact)
            return Inspection(
                self.id,
                self.version,
                run.provenance.described(artefact, form),
                tuple(stating.run_facts(run)),
                tuple(stating.run_findings(run)),
                stating.run_limits(run),
            )
        report = _COVERAGES[form](artefact)
        return Inspection(
            self.id,
            self.version,
            report.provenance.described(artefact, form),
            tuple(stating.coverage_facts(report)),
            tuple(stating.coverage_findings(report)),
            stating.coverage_limits(form),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two reports of one format.

        Raises:
            UnreadableArtefactError: NOT_COMPARABLE when the formats differ; or as `inspect`.
        """
        first, last = self.format_of(Head.of(before)).id, self.format_of(Head.of(after)).id
        if first != last:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), f"{first}, {last}")
        if first in _RUNS:
            read = _RUNS[first]
            runs = comparing.Runs(read(before, keep=True), read(after, keep=True))
            changes: comparing.Runs | comparing.Coverages = runs
        else:
            cover = _COVERAGES[first]
            changes = comparing.Coverages(cover(before), cover(after))
        return Comparison(
            self.id,
            self.version,
            changes.before.provenance.described(before, first),
            changes.after.provenance.described(after, first),
            changes.same_scope,
            tuple(changes.facts()),
            tuple(changes.findings()),
            changes.limits(),
        )


INSPECTOR = TestReports()
