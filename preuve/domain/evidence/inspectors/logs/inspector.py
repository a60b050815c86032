"""The inspector of logs: authentication, system, Windows, audit, alerts, web access, and their collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs import (
    comparing,
    entries,
    events,
    forwarding,
    postgresql,
    records,
    syslog,
    web,
)
from preuve.domain.evidence.inspectors.logs import statements as say
from preuve.domain.evidence.inspectors.logs.clock import iso
from preuve.domain.evidence.inspectors.logs.names import Pseudonyms
from preuve.domain.evidence.inspectors.logs.stating import Stating
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Fact, Finding
    from preuve.domain.evidence.inspectors.logs.forwarding import Collection
    from preuve.domain.evidence.inspectors.logs.tally import Tally

_READERS: Mapping[str, Callable[[Artefact], Tally]] = {
    "syslog": syslog.read,
    "syslog-5424": syslog.read,
    "journald": records.read_journald,
    "evtx": events.read,
    "auditd": entries.read_auditd,
    "keycloak-events": records.read_keycloak,
    "postgresql-log": postgresql.read,
    "postgresql-json": records.read_postgresql,
    "fail2ban": entries.read_fail2ban,
    "suricata": records.read_suricata,
    "wazuh": records.read_wazuh,
    "cef": entries.read_cef,
    "web-access": web.read_access,
}
_CONFIGURATIONS: Mapping[str, Callable[[Artefact], Collection]] = {
    "rsyslog-conf": forwarding.read_rsyslog,
    "syslog-ng-conf": forwarding.read_syslog_ng,
}


class LogInspector(Inspector):
    """Counts what logs hold, in constant memory, and names nobody."""

    id = "logs"
    version = "1.0"
    title = ("Journaux", "Logs")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("syslog", "syslog (RFC 3164, auth.log, secure)", "cp /var/log/auth.log .", syslog.sniff_3164),
        Format(
            "syslog-5424",
            "syslog (RFC 5424)",
            "rsyslog : template RSYSLOG_SyslogProtocol23Format",
            syslog.sniff_5424,
        ),
        Format("journald", "journald (JSON)", "journalctl -o json > journal.json", records.sniff_journald),
        Format("evtx", "Windows EVTX", "wevtutil epl Security securite.evtx", events.sniff),
        Format("auditd", "auditd", "cp /var/log/audit/audit.log .", entries.sniff_auditd),
        Format(
            "keycloak-events",
            "Keycloak events (JSON)",
            "kcadm.sh get events -r REALM > evenements.json",
            records.sniff_keycloak,
        ),
        Format(
            "postgresql-log", "PostgreSQL log, pgAudit", "cp /var/log/postgresql/*.log .", postgresql.sniff
        ),
        Format(
            "postgresql-json",
            "PostgreSQL jsonlog",
            "log_destination = 'jsonlog' (PostgreSQL 15)",
            records.sniff_postgresql,
        ),
        Format("fail2ban", "fail2ban", "cp /var/log/fail2ban.log .", entries.sniff_fail2ban),
        Format("suricata", "Suricata EVE (JSON)", "cp /var/log/suricata/eve.json .", records.sniff_suricata),
        Format(
            "wazuh", "Wazuh alerts (JSON)", "cp /var/ossec/logs/alerts/alerts.json .", records.sniff_wazuh
        ),
        Format("cef", "CEF", "SIEM : export Common Event Format", entries.sniff_cef),
        Format(
            "web-access",
            "Web access log (CLF, combined)",
            "cp /var/log/nginx/access.log .",
            web.sniff_access,
        ),
        Format("rsyslog-conf", "rsyslog.conf", "cp /etc/rsyslog.conf .", forwarding.sniff_rsyslog),
        Format(
            "syslog-ng-conf",
            "syslog-ng.conf",
            "cp /etc/syslog-ng/syslog-ng.conf .",
            forwarding.sniff_syslog_ng,
        ),
    )

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what the first log says; reactions (bans, locks) in the other logs count as its reactions."""
        artefact = artefacts[0]
        found = self.format_of(Head.of(artefact)).id
        if found in _CONFIGURATIONS:
            return self._configuration(artefact, found)
        tally = _tally(artefact, found)
        others = list(self._others(artefacts[1:]))
        for _, other in others:
            for name, count in other.reactions.counts.items():
                tally.reactions.add(name, tally.lines or 1, count)
        stating = Stating(tally)
        facts = list(stating.facts())
        if others:
            whole = [tally.artefact.place(), *(other.artefact.place() for _, other in others)]
            facts.append(say.COMPANIONS.state(len(others), whole))
        return Inspection(
            self.id,
            self.version,
            _described(tally, found),
            tuple(facts),
            tuple(stating.findings(context.declared)),
            tuple(stating.limits()),
            companions=tuple(_described(other, kind) for kind, other in others),
        )

    def _others(self, artefacts: Sequence[Artefact]) -> Iterator[tuple[str, Tally]]:
        for artefact in artefacts:
            head = Head.of(artefact)
            kind = self.format_of(head).id if self.sniff(head) else ""
            if kind in _READERS:
                yield kind, _tally(artefact, kind)

    def _configuration(self, artefact: Artefact, found: str) -> Inspection:
        collection = _CONFIGURATIONS[found](artefact)
        return Inspection(
            self.id,
            self.version,
            Description(artefact.sha256, artefact.name, artefact.size, found, producer=collection.tool),
            (_forwards(artefact, collection),),
            tuple(_clear(artefact, collection)),
            (say.CONFIGURATION.state(),),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two logs, or two configurations of one tool."""
        first, second = (self.format_of(Head.of(each)).id for each in (before, after))
        if first in _CONFIGURATIONS or second in _CONFIGURATIONS:
            return self._compare_configurations(before, after, (first, second))
        tallies = _tally(before, first), _tally(after, second)
        findings = tuple(comparing.scope(*tallies, (first, second)))
        return Comparison(
            self.id,
            self.version,
            _described(tallies[0], first),
            _described(tallies[1], second),
            not findings,
            tuple(comparing.facts(*tallies, same_scope=not findings)),
            findings,
            (say.ORIGIN.state(), say.ELSEWHERE.state()),
        )

    def _compare_configurations(
        self, before: Artefact, after: Artefact, formats: tuple[str, str]
    ) -> Comparison:
        if formats[0] != formats[1]:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), " / ".join(formats))
        read = _CONFIGURATIONS[formats[0]]
        old, new = read(before), read(after)
        places = [
            each.place(PlaceKind.TEXT, line=line)
            for each, found in ((before, old), (after, new))
            for line in (*found.clear[:20], *found.encrypted[:20])
        ]
        return Comparison(
            self.id,
            self.version,
            Description(before.sha256, before.name, before.size, formats[0], producer=old.tool),
            Description(after.sha256, after.name, after.size, formats[1], producer=new.tool),
            same_scope=True,
            facts=(comparing.forwarding(old, new, places or [before.place(), after.place()]),),
            findings=(),
            limits=(say.CONFIGURATION.state(),),
        )


def _tally(artefact: Artefact, kind: str) -> Tally:
    tally = _READERS[kind](artefact)
    tally.settle()
    if not tally.entries:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place())
    return tally


def _described(tally: Tally, kind: str) -> Description:
    artefact, time = tally.artefact, tally.time
    period = ("", "")
    if time.first is not None and time.last is not None and not time.yearless:
        period = (iso(time.first, zoned=time.zoned), iso(time.last, zoned=time.zoned))
    target = tally.target
    if not target and len(tally.hosts) == 1:
        target = Pseudonyms().host(next(iter(tally.hosts)), "fr")
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        kind,
        producer=tally.producer,
        period=period,
        target=target,
    )


def _forwards(artefact: Artefact, collection: Collection) -> Fact:
    figures = {
        "clear": len(collection.clear),
        "encrypted": len(collection.encrypted),
        "listeners": len(collection.listeners),
        "files": len(collection.files),
    }
    found = (*collection.clear, *collection.encrypted, *collection.listeners, *collection.files)
    places = [artefact.place(PlaceKind.TEXT, line=line) for line in found] or [artefact.place()]
    return say.FORWARDS.state(figures, places, tool=collection.tool, **figures)


def _clear(artefact: Artefact, collection: Collection) -> Iterator[Finding]:
    if collection.clear:
        places = [artefact.place(PlaceKind.TEXT, line=line) for line in collection.clear]
        yield say.CLEAR_FORWARD.state(len(collection.clear), places)


INSPECTOR = LogInspector()
