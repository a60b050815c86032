"""The inspector of service levels: objectives, measured series, and one against the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector
from preuve.domain.evidence.inspectors.service_levels import (
    checks,
    itop,
    openslo,
    prometheus,
    pyrra,
    rows,
    sloth,
    tables,
    upptime,
)
from preuve.domain.evidence.inspectors.service_levels import statements as say
from preuve.domain.evidence.inspectors.service_levels.comparing import compared
from preuve.domain.evidence.inspectors.service_levels.levels import stated
from preuve.domain.evidence.inspectors.service_levels.model import Declared
from preuve.domain.evidence.inspectors.service_levels.results import result_statements, results
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.serialise import place_json
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Json, Limit
    from preuve.domain.evidence.inspectors.service_levels.model import ServiceLevels
    from preuve.domain.evidence.inspectors.service_levels.tracks import Series

_READERS: Mapping[str, Callable[[Artefact], ServiceLevels]] = {
    "openslo": openslo.read,
    "sloth": sloth.read,
    "sloth-rules": sloth.read_rules,
    "pyrra": pyrra.read,
    "itop-slt": itop.read,
    "sla-csv": tables.read,
    "sla-sheets": tables.read_sheets,
    "prometheus": prometheus.read,
    "measures-csv": rows.read,
    "zabbix-history": checks.read_zabbix,
    "uptime-kuma": checks.read_kuma,
    "blackbox": checks.read_blackbox,
    "upptime": upptime.read,
}
_MAX_OBJECTIVES = 150
_MAX_SERIES = 60
_MAX_BREACHES = 600
_BREACHES_OF_ONE = 200


class ServiceLevelsInspector(Inspector):
    """Service levels: what was promised, what was measured, and the distance.

    `Inspection.measures` holds ``objectives`` (name, service, indicator, target 0..1 or None, window in
    seconds or None, place), ``series`` (name, labels, samples, step_s, start, end as ISO 8601, good, total,
    attainment 0..1 or None, breaches, place) and ``declared`` (name, period, value as a ratio, place).
    """

    id: ClassVar[str] = "service_levels"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Niveaux de service", "Service levels")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("openslo", "OpenSLO YAML", "oslo validate -f slo.yaml, puis déposer slo.yaml", openslo.sniff),
        Format("sloth", "Sloth YAML", "sloth validate -i slo.yml, puis déposer slo.yml", sloth.sniff),
        Format(
            "sloth-rules",
            "Règles Prometheus de Sloth",
            "sloth generate -i slo.yml -o regles.yml",
            sloth.sniff_rules,
        ),
        Format("pyrra", "Pyrra YAML", "kubectl get slo NOM -o yaml > slo.yaml", pyrra.sniff),
        Format(
            "itop-slt",
            "iTop SLT (XML)",
            "iTop, Export, classe SLT, format XML",
            itop.sniff,
        ),
        Format("sla-csv", "Tableau de SLA (CSV)", "enregistrer le tableau au format CSV UTF-8", tables.sniff),
        Format("sla-sheets", "Tableau de SLA (XLSX, ODS)", "déposer le classeur", tables.sniff_sheets),
        Format(
            "prometheus",
            "Prometheus query, query_range (JSON)",
            "curl -G SERVEUR/api/v1/query_range -d query=up -d start=… -d end=… -d step=60 > mesures.json",
            prometheus.sniff,
        ),
        Format(
            "measures-csv",
            "Mesures CSV (Grafana, Zabbix, Uptime Kuma)",
            "Grafana : Inspect, Data, Download CSV",
            rows.sniff,
        ),
        Format(
            "zabbix-history",
            "Zabbix history.get (JSON)",
            "API Zabbix, méthode history.get",
            checks.sniff_zabbix,
        ),
        Format(
            "uptime-kuma",
            "Uptime Kuma (JSON)",
            "curl SERVEUR/api/status-page/heartbeat/PAGE > mesures.json",
            checks.sniff_kuma,
        ),
        Format(
            "blackbox",
            "Journal de blackbox_exporter",
            "blackbox_exporter --log.prober=info, puis déposer le journal",
            checks.sniff_blackbox,
        ),
        Format("upptime", "Upptime summary.json", "déposer history/summary.json du dépôt", upptime.sniff),
    )

    def _read(self, artefact: Artefact) -> tuple[ServiceLevels, Description]:
        format_id = self.format_of(Head.of(artefact)).id
        levels = _READERS[format_id](artefact)
        return levels, Description(
            artefact.sha256,
            artefact.name,
            artefact.size,
            format_id,
            producer=clean(levels.producer),
            period=_period(levels),
            target=clean(levels.target),
        )

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first artefact says, and how its targets and series stand to those of the others.

        Raises:
            UnreadableArtefactError: with its place.
        """
        levels, description = self._read(artefacts[0])
        others = [self._read(each) for each in artefacts[1:]]
        facts, findings = stated(levels)
        objectives = [each for one, _ in ((levels, description), *others) for each in one.objectives]
        series = [each for one, _ in ((levels, description), *others) for each in one.series]
        more_facts, more_findings = result_statements(results(objectives, series))
        return Inspection(
            self.id,
            self.version,
            description,
            tuple(facts + more_facts),
            tuple(findings + more_findings),
            _limits(levels),
            tuple(each for _, each in others),
            _measures(levels),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two files of objectives, or two of measures.

        Raises:
            UnreadableArtefactError: with its place; NOT_COMPARABLE for one of each.
        """
        old, first = self._read(before)
        new, second = self._read(after)
        same, facts, findings, limits = compared(old, new)
        return Comparison(
            self.id,
            self.version,
            first,
            second,
            same,
            tuple(facts),
            tuple(findings),
            (*limits, *_limits(new)),
        )


def _period(levels: ServiceLevels) -> tuple[str, str]:
    if not levels.series:
        return levels.period
    first = min(levels.series, key=lambda each: each.start)
    last = max(levels.series, key=lambda each: each.end)
    return first.moment(first.start), last.moment(last.end)


def _limits(levels: ServiceLevels) -> tuple[Limit, ...]:
    codes = list(levels.untold)
    if any(each.calendar for each in levels.objectives):
        codes.append("calendar")
    if any(each.kind == "share" for each in levels.series):
        codes.append("mean")
    return tuple(say.LIMITS[code].state() for code in codes)


def _measures(levels: ServiceLevels) -> dict[str, Json]:
    room = _MAX_BREACHES
    series = []
    for each in levels.series[:_MAX_SERIES]:
        kept = each.breaches[: min(room, _BREACHES_OF_ONE)]
        room -= len(kept)
        series.append(_series_json(each, len(kept)))
    return {
        "objectives": [
            {
                "name": clean(each.name, 120),
                "service": clean(each.service, 120),
                "indicator": clean(each.indicator, 120),
                "target": each.target,
                "window": each.window,
                "place": place_json(each.target_place),
            }
            for each in levels.objectives[:_MAX_OBJECTIVES]
        ],
        "series": series,
        "declared": [
            {
                "name": clean(each.name, 120),
                "period": each.period,
                "value": each.value,
                "place": place_json(each.place),
            }
            for each in [*levels.declared, *_typed(levels)][:_MAX_OBJECTIVES]
        ],
    }


def _typed(levels: ServiceLevels) -> list[Declared]:
    """Figures that stand beside their targets in a table."""
    return [
        Declared(each.name, "", each.measured, each.measured_place)
        for each in levels.objectives
        if each.measured is not None and each.measured_place is not None
    ]


def _series_json(series: Series, breaches: int) -> dict[str, Json]:
    return {
        "name": clean(series.name, 120),
        "labels": {clean(key, 40): clean(value, 80) for key, value in list(series.labels.items())[:6]},
        "samples": series.samples,
        "step_s": series.step,
        "start": series.moment(series.start),
        "end": series.moment(series.end),
        "good": series.good,
        "total": series.samples,
        "attainment": series.attainment,
        "breaches": [
            {
                "start": series.moment(each.start),
                "end": series.moment(each.end),
                "seconds": each.seconds,
            }
            for each in series.breaches[:breaches]
        ],
        "place": place_json(series.place),
    }
