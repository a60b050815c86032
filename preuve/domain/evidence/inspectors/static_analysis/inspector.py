"""The inspector of static analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, Context, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.static_analysis import (
    checkstyle,
    comparing,
    linters,
    metrics,
    pmd,
    sarif,
    scanners,
    spotbugs,
    stating,
)
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.inspectors.static_analysis.model import Report

_READERS: Mapping[str, Callable[..., Report]] = {
    "sarif": sarif.read,
    "checkstyle": checkstyle.read,
    "pmd": pmd.read_xml,
    "pmd-csv": pmd.read_csv,
    "cpd": pmd.read_cpd,
    "spotbugs": spotbugs.read,
    "eslint": linters.read_eslint,
    "shellcheck": linters.read_shellcheck,
    "sqlfluff": linters.read_sqlfluff,
    "pylint": linters.read_pylint,
    "code-quality": linters.read_code_quality,
    "sonarqube": scanners.read_sonarqube,
    "bandit": scanners.read_bandit,
    "semgrep": scanners.read_semgrep,
    "dscanner": scanners.read_dscanner,
    "jscpd": metrics.read_jscpd,
    "radon": metrics.read_radon,
    "lizard": metrics.read_lizard,
    "interrogate": metrics.read_interrogate,
}


class StaticAnalysis(Inspector):
    """Recounts the results of linters and the measures of code."""

    id = "static_analysis"
    version = "1.0"
    title = ("Analyse statique du code", "Static analysis of code")
    formats = (
        Format("sarif", "SARIF 2.1.0", "semgrep scan --sarif -o rapport.sarif", sarif.sniff),
        Format("checkstyle", "Checkstyle XML", "mvn checkstyle:checkstyle", checkstyle.sniff),
        Format("pmd", "PMD XML", "pmd check -d src -R quickstart.xml -f xml -r pmd.xml", pmd.sniff_xml),
        Format("pmd-csv", "PMD CSV", "pmd check -d src -R quickstart.xml -f csv -r pmd.csv", pmd.sniff_csv),
        Format("cpd", "PMD CPD XML", "pmd cpd --minimum-tokens 100 -d src -f xml > cpd.xml", pmd.sniff_cpd),
        Format(
            "spotbugs",
            "SpotBugs XML",
            "spotbugs -textui -xml:withMessages -output bugs.xml app.jar",
            spotbugs.sniff,
        ),
        Format("eslint", "ESLint JSON", "npx eslint -f json -o eslint.json .", linters.sniff_eslint),
        Format(
            "shellcheck",
            "ShellCheck JSON",
            "shellcheck -f json1 *.sh > shellcheck.json",
            linters.sniff_shellcheck,
        ),
        Format(
            "sqlfluff", "SQLFluff JSON", "sqlfluff lint -f json sql/ > sqlfluff.json", linters.sniff_sqlfluff
        ),
        Format("pylint", "Pylint JSON", "pylint -f json2 paquet > pylint.json", linters.sniff_pylint),
        Format(
            "code-quality",
            "GitLab Code Quality JSON",
            "ansible-lint -f codeclimate > gl-code-quality-report.json",
            linters.sniff_code_quality,
        ),
        Format(
            "sonarqube",
            "SonarQube issues JSON",
            "curl -u JETON: 'https://SERVEUR/api/issues/search?componentKeys=PROJET&ps=500' > issues.json",
            scanners.sniff_sonarqube,
        ),
        Format("bandit", "Bandit JSON", "bandit -r src -f json -o bandit.json", scanners.sniff_bandit),
        Format("semgrep", "Semgrep JSON", "semgrep scan --json -o semgrep.json", scanners.sniff_semgrep),
        Format(
            "dscanner", "D-Scanner JSON", "dscanner --report source > dscanner.json", scanners.sniff_dscanner
        ),
        Format("jscpd", "jscpd JSON", "npx jscpd --reporters json --output rapport src", metrics.sniff_jscpd),
        Format("radon", "radon cc JSON", "radon cc -j src > radon.json", metrics.sniff_radon),
        Format("lizard", "lizard CSV", "lizard --csv src > lizard.csv", metrics.sniff_lizard),
        Format(
            "interrogate", "interrogate", "interrogate -v src > interrogate.txt", metrics.sniff_interrogate
        ),
    )

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first artefact says; a report stands for itself, so others are not read with it.

        Raises:
            UnreadableArtefactError: with its place.
        """
        artefact = artefacts[0]
        form = self.format_of(Head.of(artefact)).id
        report = _READERS[form](artefact)
        return Inspection(
            self.id,
            self.version,
            report.described(form),
            tuple(stating.facts(report)),
            tuple(stating.findings(report)),
            stating.limits(report),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two reports of one format.

        Raises:
            UnreadableArtefactError: NOT_COMPARABLE when the formats differ; or as `inspect`.
        """
        first, last = self.format_of(Head.of(before)).id, self.format_of(Head.of(after)).id
        if first != last:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), f"{first}, {last}")
        read = _READERS[first]
        changes = comparing.Changes(read(before, keep=True), read(after, keep=True))
        return Comparison(
            self.id,
            self.version,
            changes.before.described(first),
            changes.after.described(first),
            changes.same_scope,
            tuple(changes.facts()),
            tuple(changes.findings()),
            changes.limits(),
        )


INSPECTOR = StaticAnalysis()
