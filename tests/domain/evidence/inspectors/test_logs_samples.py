"""Real logs of the sample folder; the figures are those of its manifest, computed by other means."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, SAMPLES, artefact, codes_of, fact_of, sample, spoiled


@pytest.mark.parametrize(
    ("name", "code", "key", "value"),
    [
        # événements CEF = 13
        ("cef.log", "logs.events", "events", 13),
        # magie = ElfFile ; cassé : sommes de contrôle absentes
        ("hostile-evtx-sans-crc.evtx", "logs.entries", None, 17),
        # lignes = 1999 fins de ligne, la dernière n'en a pas : 2000 lignes
        ("openssh-2k.log", "logs.lines", "lines", 2000),
        # Failed password (lignes) = 520 ; message repeated = 2 (5 fois chacune) ; Accepted = 1
        ("openssh-2k.log", "logs.failures", "lines", 520),
        ("openssh-2k.log", "logs.failures", "failures", 528),
        ("openssh-2k.log", "logs.repeated", "lines", 2),
        ("openssh-2k.log", "logs.successes", "successes", 1),
        ("openssh-2k.log", "logs.no_year", None, True),
        # lignes = 900 ; connexions autorisées = 35 ; ERROR = 0
        ("postgresql-connexions.log", "logs.lines", "lines", 900),
        ("postgresql-connexions.log", "logs.authorized", None, 35),
        ("postgresql-connexions.log", "logs.severities", "ERROR", None),
        # alertes = 44 ; signatures distinctes = 43 ; première date
        ("suricata-eve-pot-de-miel.json", "logs.alerts", "alerts", 44),
        ("suricata-eve-pot-de-miel.json", "logs.alerts", "distinct", 43),
        ("suricata-eve-pot-de-miel.json", "logs.period", "first_read", "2019-01-02T03:50:11.315110"),
        # lignes = 35 ; lignes avec <PRI> = 7 ; lignes sans date en tête = 4 (3 vides et 1 non lue)
        ("syslog-3164.log", "logs.lines", "lines", 35),
        ("syslog-3164.log", "logs.priorities", None, 7),
        ("syslog-3164.log", "logs.lines", "blank", 3),
        ("syslog-3164.log", "logs.lines", "unread", 1),
        # lignes = 12 ; avec PRI (et version 1) = 5
        ("syslog-5424.log", "logs.lines", "lines", 12),
        ("syslog-5424.log", "logs.versions", None, 5),
        # sept événements, par numéro
        ("windows-security-court.evtx", "logs.entries", None, 7),
        (
            "windows-security-court.evtx",
            "logs.types",
            None,
            {"5152": 2, "4611": 1, "4776": 1, "4625": 1, "5157": 1, "4673": 1},
        ),
    ],
)
def test_the_manifest(name, code, key, value):
    found = fact_of(INSPECTOR.inspect([sample(f"journaux/{name}")], CONTEXT), code).value
    assert (found if key is None else found.get(key)) == value


def test_a_log_compares_with_itself():
    log = sample("journaux/openssh-2k.log")
    found = INSPECTOR.compare(log, log, CONTEXT)
    assert found.same_scope
    assert fact_of(found, "logs.compare.failures").value == {"before": 528, "after": 528}
    assert fact_of(found, "logs.compare.sources").value == {"closed": 0, "remaining": 23, "new": 0}
    assert "logs.compare.other_scope" not in codes_of(found)


def test_files_of_other_kinds_are_not_claimed():
    for file in sorted(SAMPLES.glob("*/*")):
        if file.parent.name != "journaux":
            read = artefact(file.read_bytes(), file.name)
            assert INSPECTOR.sniff(Head.of(read)) < 0.3, file.name


@pytest.mark.parametrize("name", ["windows-security-court.evtx", "hostile-evtx-sans-crc.evtx"])
def test_spoiled_event_logs_are_read_or_refused(name):
    for _, data in spoiled(sample(f"journaux/{name}").open().read()):
        try:
            INSPECTOR.inspect([artefact(data, name)], CONTEXT)
        except UnreadableArtefactError:
            continue
