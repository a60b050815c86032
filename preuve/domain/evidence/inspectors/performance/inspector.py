"""The inspector of performance: load tests, execution plans, workloads of databases, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector
from preuve.domain.evidence.inspectors.performance import (
    consoles,
    gatling,
    jmeter,
    k6,
    plans,
    reports,
    slowlog,
    speedscope,
    workloads,
)
from preuve.domain.evidence.inspectors.performance.comparing import compared
from preuve.domain.evidence.inspectors.performance.model import Run, Workload
from preuve.domain.evidence.inspectors.performance.stating import stated
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.performance.model import Subject

_READERS: Mapping[str, Callable[[Artefact], Subject]] = {
    "jmeter-csv": jmeter.read,
    "jmeter-xml": jmeter.read_xml,
    "jmeter-dashboard": reports.read_dashboard,
    "k6-summary": k6.read,
    "k6-points": k6.read_points,
    "locust": reports.read_locust,
    "wrk": consoles.read_wrk,
    "ab": consoles.read_ab,
    "gatling-log": gatling.read,
    "gatling-stats": reports.read_gatling,
    "postgres-plan": plans.read_postgres,
    "mysql-plan": plans.read_mysql,
    "pg-stat-statements": workloads.read_statements,
    "pgbadger": workloads.read_pgbadger,
    "mysql-slow-log": slowlog.read,
    "speedscope": speedscope.read,
}


class PerformanceInspector(Inspector):
    """Performance: how fast, how sure, and what an optimisation changed."""

    id: ClassVar[str] = "performance"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Performance", "Performance")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("jmeter-csv", "JMeter JTL (CSV)", "jmeter -n -t plan.jmx -l resultats.jtl", jmeter.sniff),
        Format(
            "jmeter-xml",
            "JMeter JTL (XML)",
            "jmeter -n -t plan.jmx -l resultats.jtl -Jjmeter.save.saveservice.output_format=xml",
            jmeter.sniff_xml,
        ),
        Format(
            "jmeter-dashboard",
            "JMeter statistics.json",
            "jmeter -g resultats.jtl -o rapport, puis déposer rapport/statistics.json",
            reports.sniff_dashboard,
        ),
        Format("k6-summary", "k6 (résumé JSON)", "k6 run --summary-export=resume.json script.js", k6.sniff),
        Format(
            "k6-points", "k6 (JSON par lignes)", "k6 run --out json=points.json script.js", k6.sniff_points
        ),
        Format(
            "locust",
            "Locust _stats.csv",
            "locust -f essai.py --headless --csv essai, puis déposer essai_stats.csv",
            reports.sniff_locust,
        ),
        Format("wrk", "wrk", "wrk --latency -t8 -c16 -d30s URL > mesure.txt", consoles.sniff_wrk),
        Format("ab", "ApacheBench", "ab -n 1000 -c 8 URL > mesure.txt", consoles.sniff_ab),
        Format(
            "gatling-log",
            "Gatling simulation.log",
            "déposer target/gatling/…/simulation.log (Gatling 3.10 au plus)",
            gatling.sniff,
        ),
        Format(
            "gatling-stats",
            "Gatling stats.json",
            "déposer target/gatling/…/js/stats.json",
            reports.sniff_gatling,
        ),
        Format(
            "postgres-plan",
            "PostgreSQL EXPLAIN JSON",
            "psql -qAt -c 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT …' > plan.json",
            plans.sniff_postgres,
        ),
        Format(
            "mysql-plan",
            "MySQL EXPLAIN JSON",
            "mysql -N -r -e 'EXPLAIN FORMAT=JSON SELECT …' > plan.json",
            plans.sniff_mysql,
        ),
        Format(
            "pg-stat-statements",
            "pg_stat_statements (CSV)",
            "psql --csv -c 'SELECT * FROM pg_stat_statements' > requetes.csv",
            workloads.sniff_statements,
        ),
        Format(
            "pgbadger",
            "pgBadger JSON",
            "pgbadger -x json -o rapport.json postgresql.log",
            workloads.sniff_pgbadger,
        ),
        Format(
            "mysql-slow-log",
            "MySQL slow query log",
            "SET GLOBAL slow_query_log = ON, puis déposer le journal",
            slowlog.sniff,
        ),
        Format(
            "speedscope",
            "speedscope JSON",
            "py-spy record --format speedscope -o profil.json -- python programme.py",
            speedscope.sniff,
        ),
    )

    def _read(self, artefact: Artefact) -> tuple[Subject, Description]:
        format_id = self.format_of(Head.of(artefact)).id
        subject = _READERS[format_id](artefact)
        return subject, Description(
            artefact.sha256,
            artefact.name,
            artefact.size,
            format_id,
            producer=clean(subject.producer),
            period=subject.period if isinstance(subject, (Run, Workload)) else ("", ""),
            target=clean(subject.target) if isinstance(subject, Run) else "",
        )

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first artefact says.

        Raises:
            UnreadableArtefactError: with its place.
        """
        subject, description = self._read(artefacts[0])
        facts, findings, limits = stated(subject)
        return Inspection(self.id, self.version, description, tuple(facts), tuple(findings), tuple(limits))

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two runs, plans, workloads or profiles.

        Raises:
            UnreadableArtefactError: with its place; NOT_COMPARABLE for two kinds of measure.
        """
        old, first = self._read(before)
        new, second = self._read(after)
        same, facts, findings, limits = compared(old, new)
        return Comparison(
            self.id, self.version, first, second, same, tuple(facts), tuple(findings), tuple(limits)
        )
