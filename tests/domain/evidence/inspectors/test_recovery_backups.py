"""Backups and checks of them: what is listed is counted, gaps are those that a list can prove."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from preuve.domain.evidence.contract import Context, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors import recovery
from preuve.domain.evidence.inspectors.recovery import INSPECTOR, inspector, jobs
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import AS_OF, CONTEXT, artefact, codes_of, fact_of, spoiled

START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)


def read(content, context=CONTEXT):
    return INSPECTOR.inspect([artefact(content, "piece")], context)


def values(found):
    return {each.code.partition(".")[2]: each.value for each in (*found.facts, *found.findings)}


def plainly(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def declared(**figures):
    return Context(as_of=AS_OF, declared=figures)


def snapshot(days, host="web", paths=("/srv",), **more):
    at = START + timedelta(days=days)
    return {
        "time": at.isoformat().replace("+00:00", "Z"),
        "tree": "b9",
        "paths": list(paths),
        "hostname": host,
        "id": f"{int(days * 1000):08x}" + "0" * 56,
        **more,
    }


def listing(*days, **more):
    return json.dumps([snapshot(each, **more) for each in days], indent=1)


def test_snapshots_of_restic_by_host_and_day():
    found = read(
        json.dumps(
            [
                snapshot(
                    0,
                    summary={
                        "backup_start": "2026-10-01T02:00:00Z",
                        "backup_end": "2026-10-01T02:01:30Z",
                        "total_bytes_processed": 5_000_000,
                    },
                    short_id="aaaa",
                ),
                snapshot(1, paths=["/home"]),
                snapshot(3, program_version="restic 0.17.3"),
                snapshot(3, "bd", time="hier"),
            ],
            indent=1,
        )
    )
    assert values(found) == {
        "snapshots": 3,
        "hosts": {"web": 3},
        "days": 3,
        "longest_gap": 3 * 86400.0,
        "size": 5_000_000,
        "backup_duration": 90.0,
    }
    gap = fact_of(found, "recovery.longest_gap")
    assert plainly(gap.fr) == (
        "Plus long intervalle entre deux sauvegardes de « web /srv » : 3 j, du 1er octobre 2026 à 02:00 "
        "UTC au "
        "4 octobre 2026 à 02:00 UTC."
    )
    assert [(place.line, place.path) for place in gap.places] == [(2, "/0"), (26, "/2")]
    assert gap.strength is Strength.RECOMPUTED
    assert found.measures["snapshots"][0] == {
        "host": "web",
        "at": "2026-10-01T02:00:00+00:00",
        "place": {
            "artefact": found.artefact.sha256,
            "name": "piece",
            "kind": "json",
            "line": 2,
            "path": "/0",
        },
    }
    assert fact_of(found, "recovery.days").en == "3 of 4 days have at least one backup."
    assert found.artefact.period == ("2026-10-01T02:00:00+00:00", "2026-10-04T02:00:00+00:00")


def test_measures_are_those_of_the_last_snapshots():
    kept = read(listing(*range(60))).measures["snapshots"]
    assert (len(kept), kept[0]["place"]["path"]) == (50, "/10")


def test_one_snapshot_and_none():
    one = read(listing(0))
    assert fact_of(one, "recovery.snapshots").en == "1 backup listed, on 1 October 2026 at 02:00 UTC."
    with pytest.raises(UnreadableArtefactError) as caught:
        read(json.dumps([snapshot(0, time="?")]))
    assert caught.value.reason is Unreadable.MISSING_FIELD
    state = inspector._BY_FORMAT["restic-snapshots"].state
    assert [fact.fr for fact in state(artefact("[]"), (), CONTEXT).facts] == [
        "Aucune sauvegarde n’est listée."
    ]


def test_a_snapshot_without_a_host():
    assert values(read(json.dumps([snapshot(0, "")]))) == {"snapshots": 1}


def test_moments_without_a_zone_are_left_out_beside_others():
    found = read(json.dumps([snapshot(0), snapshot(1, time="2026-10-02T02:00:00")]))
    assert values(found)["snapshots"] == 1


def test_a_gap_far_from_the_rhythm_is_found_with_both_figures():
    found = fact_of(read(listing(0, 1, 2, 3, 10, 11)), "recovery.irregular")
    assert plainly(found.fr) == (
        "« web » est sauvegardé à un rythme habituel de 1 j, avec un intervalle de 7 j du 4 octobre "
        "2026 à 02:00 UTC "
        "au 11 octobre 2026 à 02:00 UTC."
    )
    assert [place.path for place in found.places] == ["/3", "/4"]


@pytest.mark.parametrize(
    "days",
    [
        (0, 30, 60, 67, 74, 75, 76, 77, 78, 79, 80),  # what retention leaves
        (0, 1, 8),  # too few to have a rhythm
        (0, 1, 2, 3, 5),  # not far
        (0, 0.0001, 0.0002, 0.0003, 4),  # launched by hand, seconds apart
    ],
)
def test_what_a_list_can_not_prove_is_not_found(days):
    assert "recovery.irregular" not in codes_of(read(listing(*days)))


def test_gaps_are_held_against_the_declared_frequency():
    found = read(listing(0, 1, 2, 9, 10, 14), declared(backup_frequency_days=1))
    gap = fact_of(found, "recovery.gap")
    assert (gap.value, [place.path for place in gap.places]) == (2, ["/2", "/3", "/4", "/5"])
    assert plainly(gap.fr) == (
        "2 intervalles dépassent la fréquence déclarée de 1 j (tolérance de 10 %) ; le plus long, pour "
        "« web », "
        "est de 7 j."
    )
    assert "recovery.irregular" not in codes_of(found)
    pruned = read(listing(0, 30, 37, 38, 39), declared(backup_frequency_days=1))
    assert "recovery.gap" not in codes_of(pruned)
    late = read(listing(0, 1.05, 2), declared(backup_frequency_days=1, rpo_s=86400))
    assert not late.findings


def test_gaps_are_held_against_the_loss_allowed():
    found = fact_of(read(listing(0, 1, 3, 4), declared(rpo_s=86400)), "recovery.gap_over_rpo")
    assert found.value == 2 * 86400


def test_sizes_and_messages_of_restic():
    found = read('{"total_size": 1500000, "total_file_count": 4, "snapshots_count": 1}')
    assert (
        plainly(fact_of(found, "recovery.stored_size").fr) == "Taille totale déclarée par l’outil : 1,5 Mo."
    )
    assert INSPECTOR.sniff(Head(b'{"total_size": 1, "snapshots_count": 1, "x": 2}')) == 0.5
    with pytest.raises(UnreadableArtefactError):
        read('{"total_size": -1, "snapshots_count": 1}')
    backup = (
        '{"message_type":"status","percent_done":0.5}\n'
        '{"message_type":"error","error":{"message":"permission denied"}}\n'
        '{"message_type":"summary","total_files_processed":3,"total_bytes_processed":2000,"data_added":100,'
        '"total_duration":1.5,"snapshot_id":"1ffcef0f88"}\n'
    )
    found = read(backup)
    assert plainly(fact_of(found, "recovery.backup").fr) == (
        "Sauvegarde « 1ffcef0f » : 3 fichiers traités, 2 ko lus, 100 o ajoutés au dépôt, en 1,5 s."
    )
    assert fact_of(found, "recovery.command_failed").value == ["permission denied"]
    assert values(read('{"message_type":"exit_error","code":1,"message":"Fatal: x"}\n')) == {
        "command_failed": ["Fatal: x"]
    }


def test_a_restore_of_restic_in_json():
    line = {
        "message_type": "summary",
        "total_files": 4,
        "files_restored": 3,
        "files_skipped": 1,
        "seconds_elapsed": 90,
    }
    found = read(json.dumps(line), declared(rto_s=60))
    assert values(found) == {
        "restores": ["restic, 3 / 4"],
        "restore_duration": 90.0,
        "restore_against_objective": 90.0,
        "restore_over_rto": 90.0,
    }
    assert plainly(fact_of(found, "recovery.restore_against_objective").fr) == (
        "Restauration mesurée 1 min 30 s, objectif de reprise déclaré (RTO) 1 min."
    )
    assert found.measures["restores"][0]["ok"] is True
    failed = read(json.dumps({**line, "files_skipped": 0, "seconds_elapsed": None}), declared(rto_s=60))
    assert values(failed) == {"restores_with_errors": ["restic, 3 / 4"], "restore_failed": ["restic, 3 / 4"]}
    assert failed.limits[0].code == "recovery.limit.no_duration"
    summed = '{"message_type":"exit_error","code":1,"message":"Fatal: There were 1 errors"}\n'
    broken = read(json.dumps(line) + "\n" + summed)
    assert codes_of(broken) == ["recovery.restores_with_errors", "recovery.restore_failed"]
    assert broken.measures["restores"][0]["duration_s"] == 90.0
    unknown = read(json.dumps({**line, "total_files": None}), declared(rto_s=100))
    assert unknown.measures["restores"][0]["ok"] is None
    assert "recovery.restore_over_rto" not in codes_of(unknown)


def test_checks_of_restic():
    assert values(read('{"message_type":"summary","num_errors":0,"broken_packs":null}')) == {
        "integrity": "num_errors 0"
    }
    assert values(read('{"message_type":"summary","num_errors":2}')) == {"check_failed": ["num_errors 2"]}
    assert values(read('{"message_type":"summary","num_errors":null}')) == {}
    steps = "load indexes\ncheck all packs\ncheck snapshots, trees and blobs\n"
    good = read(steps + "no errors were found\n")
    assert fact_of(good, "recovery.integrity").fr == (
        "Contrôle d’intégrité par restic : «\N{NO-BREAK SPACE}no errors were found\N{NO-BREAK SPACE}»."
    )
    bad = read(steps + "Fatal: repository contains errors\n")
    assert values(bad) == {"check_failed": ["Fatal: repository contains errors"]}
    assert bad.findings[0].places[0].line == 4
    assert values(read(steps)) == {}


def borg(**more):
    return json.dumps(
        {"repository": {"id": "ab", "location": "/depot"}, "encryption": {"mode": "none"}, **more}
    )


def test_archives_of_borg():
    archives = [
        {
            "name": "web-2026-10-01",
            "start": "2026-10-01T02:00:00.000000",
            "hostname": "srv",
            "duration": 12.5,
        },
        {
            "archive": "web-2026-10-02T020000",
            "time": "2026-10-02T02:00:00",
            "start": "2026-10-02T02:00:00",
            "end": "2026-10-02T02:00:30",
            "stats": {"original_size": 77},
        },
        {"name": "2026", "time": "?"},
    ]
    found = read(borg(archives=archives, cache={"stats": {"unique_csize": 9}}))
    assert values(found) == {
        "snapshots": 2,
        "hosts": {"srv": 1, "web": 1},
        "days": 2,
        "longest_gap": 86400.0,
        "size": 77,
        "backup_duration": 30.0,
        "encryption": "none",
        "stored_size": 9,
    }
    assert found.artefact.target == "srv, web"
    created = read(
        json.dumps({"archive": {"name": "2026-10-01", "start": "2026-10-01T02:00:00"}, **json.loads(borg())})
    )
    assert values(created) == {"snapshots": 1, "encryption": "none"}
    counted = [{"name": f"a{day}", "start": f"2026-10-0{day}T02:00:00"} for day in (1, 2)]
    assert values(read(borg(archives=counted)))["hosts"] == {"a": 2}
    counted[1]["name"] = "avant-migration"
    assert values(read(borg(archives=counted)))["hosts"] == {"a": 1}
    empty = read(json.dumps({"repository": {"location": "/d"}, "encryption": {}, "archives": []}))
    assert values(empty) == {"snapshots": 0}
    assert values(read(borg())) == {"encryption": "none"}
    with pytest.raises(UnreadableArtefactError):
        read(borg(archives=[{"name": "x"}]))


def test_archives_compare_only_between_lists_of_one_repository():
    listed = borg(archives=[{"name": "web-1", "start": "2026-10-01T02:00:00"}])
    for alone in (borg(), borg(cache={}), borg(archive={"name": "w", "start": "2026-10-02T02:00:00"})):
        for pair in ((listed, alone), (alone, listed)):
            found = INSPECTOR.compare(*(artefact(each) for each in pair), CONTEXT)
            assert codes_of(found) == ["recovery.compare.weaknesses"]
    fewer = borg(archives=[])
    assert values(INSPECTOR.compare(artefact(listed), artefact(fewer), CONTEXT))["compare.removed"] == [
        "web-1"
    ]
    other = fewer.replace('"ab"', '"cd"')
    assert codes_of(INSPECTOR.compare(artefact(listed), artefact(other), CONTEXT)) == [
        "recovery.compare.weaknesses",
        "recovery.compare.other_scope",
    ]


def log(*messages, level="INFO", name="borg.repository"):
    return "".join(
        json.dumps(
            {"type": "log_message", "time": 1795438213 + n, "message": text, "levelname": level, "name": name}
        )
        + "\n"
        for n, text in enumerate(messages)
    )


def test_logs_of_borg():
    good = read(
        log("Starting repository check", "Finished full repository check, no problems found.")
        + '{"type": "progress_message"}\n{"type": "other"}\n'
    )
    assert values(good) == {"integrity": ["Finished full repository check, no problems found"]}
    assert good.artefact.period == ("2026-11-23T12:50:13+00:00", "2026-11-23T12:50:14+00:00")
    twice = read(log("Finished repository check, no problems found.", "Archive check, no problems found."))
    assert fact_of(twice, "recovery.integrity").en == (
        "Integrity check by Borg: “Finished repository check, no problems found”, “Archive check, no "
        "problems found”."
    )
    bad = read(
        log("Finished cryptographic data integrity verification, verified 4 chunks with 2 integrity errors.")
    )
    assert list(values(bad)) == ["check_failed"]
    broken = read(log("/srv/x: permission denied", level="ERROR", name="borg.archiver"))
    assert values(broken) == {"command_failed": ["/srv/x: permission denied"]}
    assert not values(read('{"type": "archive_progress", "path": "x"}\n'))


def stanza(**more):
    backup = {
        "label": "20261123-131845F",
        "type": "full",
        "error": False,
        "timestamp": {"start": 1795439925, "stop": 1795439933},
        "info": {"size": 44816892},
        "backrest": {"version": "2.45"},
    }
    return {
        "name": "boutique",
        "db": [],
        "cipher": "none",
        "status": {"code": 0, "message": "ok"},
        "backup": [backup],
        **more,
    }


def test_stanzas_of_pgbackrest():
    other = stanza(
        name="b",
        status={"code": 2, "message": "no valid backups"},
        backup=[
            {"label": "x", "type": "incr", "error": True, "timestamp": {"start": 1795440925}},
            {"label": "y", "timestamp": {"start": None}},
            {"label": "z", "error": None, "timestamp": {"start": 1795440926}},
        ],
        cipher=None,
    )
    found = read(json.dumps([stanza(), other]))
    assert values(found) == {
        "snapshots": 3,
        "hosts": {"boutique": 1, "b": 2},
        "longest_gap": 1.0,
        "kinds": {"full": 1, "incr": 1},
        "size": 44816892,
        "backup_duration": 8.0,
        "success": 0.5,
        "failed_backups": ["x (2026-11-23)"],
        "repository_status": ["boutique : ok"],
        "repository_error": ["b : no valid backups"],
        "encryption": ["none"],
    }
    assert fact_of(found, "recovery.failed_backups").fr == "1 sauvegarde en échec : x (2026-11-23)."
    bare = {"name": "c", "db": [], "backup": [], "status": {"code": None}}
    assert values(read(json.dumps([bare]))) == {"snapshots": 0}


LOG = """WARN: unable to open log file
2026-11-23 13:18:44.703 P00   INFO: backup command begin 2.45: --repo1-retention-full=2 --stanza=boutique
2026-11-23 13:18:53.312 P00   INFO: new backup label = 20261123-131845F
2026-11-23 13:18:53.312 P00   INFO: full backup size = 42.7MB, file total = 1294
2026-11-23 13:18:53.412 P00   INFO: backup command end: completed successfully (8711ms)
2026-11-23 14:00:00.000 P00   INFO: restore command begin 2.45: --pg1-path=/x
2026-11-23 14:00:05.000 P00  ERROR: [038]: unable to restore while PostgreSQL is running
2026-11-23 14:00:05.001 P00   INFO: restore command end: aborted with exception [038]
2026-11-23 14:10:00.000 P00   INFO: restore command begin 2.45: --stanza=boutique
2026-13-23 14:10:30.000 P00   INFO: restore command end: completed successfully (30000ms)
"""


def test_a_log_of_pgbackrest():
    found = read(LOG)
    assert values(found) == {
        "commands": ["backup", "restore"],
        "backup_duration": 8.711,
        "retention": ["repo1-retention-full=2"],
        "command_failed": ["[038]: unable to restore while PostgreSQL is running"],
        "restores": ["pgBackRest boutique"],
        "restores_with_errors": ["pgBackRest boutique"],
        "restore_failed": ["pgBackRest boutique"],
        "restore_duration": 30.0,
    }
    assert (
        fact_of(found, "recovery.commands").en == "2 of 3 commands ended without error: backup and restore."
    )
    assert [(each["ok"], each["duration_s"], each["ended"]) for each in found.measures["restores"]] == [
        (False, None, "2026-11-23T14:00:05"),
        (True, 30.0, ""),
    ]
    restored = read("\n".join(LOG.splitlines()[8:]))
    assert "recovery.retention" not in codes_of(restored)
    alone = read(LOG.splitlines()[1])
    assert values(alone) == {"retention": ["repo1-retention-full=2"]}


VEEAM = """JobName,JobType,CreationTime,EndTime,Result
Web,Backup,10/25/2026 02:00,10/25/2026 02:10,Success
Web,Backup,10/26/2026 02:00,,Failed
Web,Backup,10/27/2026 02:00,10/27/2026 02:05,None
Web,Restore,10/28/2026 09:00,10/28/2026 09:30,Warning
,,,,
Web,Backup,,,Success
"""


def test_jobs_of_veeam():
    found = read(VEEAM)
    assert values(found) == {
        "snapshots": 3,
        "hosts": {"Web": 3},
        "days": 3,
        "longest_gap": 86400.0,
        "kinds": {"Backup": 3},
        "backup_duration": 600.0,
        "success": 0.5,
        "failed_backups": ["Web (2026-10-26)"],
        "restores": ["Web"],
        "restore_duration": 1800.0,
        "single_restore": "Web",
    }
    place = fact_of(found, "recovery.failed_backups").places[0]
    assert (place.line, place.column) == (3, "CreationTime")
    typed = read("#TYPE Veeam.Backup\n" + VEEAM.replace(",", ";"))
    assert values(typed) == values(found)
    assert fact_of(typed, "recovery.failed_backups").places[0].line == 4
    assert values(read("#TYPE Veeam.Backup\n" + VEEAM)) == values(found)


BAREOS = """jobid;name;client;starttime;type;level;jobfiles;jobbytes;jobstatus
1;Sauvegarde;srv-fd;2026-10-01 02:00:00;B;F;10;1000;T
2;Sauvegarde;srv-fd;2026-10-02 02:00:00;B;I;1;100;f
3;Sauvegarde;srv-fd;2026-10-03 02:00:00;B;I;1;100;F
4;Verif;srv-fd;2026-10-03 03:00:00;V;;0;0;T
5;Restore;srv-fd;2026-10-03 04:00:00;R;;5;50;T
6;Restore;srv-fd;2026-10-03 05:00:00;R;;5;50;E
"""


def test_jobs_of_bareos():
    found = read(BAREOS)
    assert values(found) == {
        "snapshots": 3,
        "hosts": {"srv-fd": 3},
        "days": 3,
        "longest_gap": 86400.0,
        "kinds": {"F": 1, "I": 2},
        "size": 100,
        "success": 0.5,
        "failed_backups": ["Sauvegarde (2026-10-02)"],
        "restores": ["Restore"],
        "restores_with_errors": ["Restore"],
        "restore_failed": ["Restore"],
    }
    only = read("jobname,creationtime,result\nA,2026-10-01 02:00:00,Success\n")
    assert only.limits[0].code == "recovery.limit.not_restored"
    restored = read("jobname,jobtype,creationtime,result\nA,Restore,2026-10-01 02:00:00,Success\n")
    assert "recovery.snapshots" not in codes_of(restored)


def test_jobs_that_are_too_many_or_have_no_start(monkeypatch):
    head = "jobname,creationtime,result\n"
    with pytest.raises(UnreadableArtefactError) as caught:
        read(head + "A,hier,Success\n")
    assert caught.value.reason is Unreadable.MISSING_FIELD
    monkeypatch.setattr(jobs, "_MAX_JOBS", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        read(head + "A,2026-10-01 02:00:00,Success\n" * 2)
    assert caught.value.reason is Unreadable.TOO_MANY
    with pytest.raises(UnreadableArtefactError):
        jobs.state(artefact("#TYPE x\n"), (), CONTEXT)
    assert INSPECTOR.sniff(Head(b"name,start,status,level\n")) == 0.6
    assert INSPECTOR.sniff(Head(b"name,start,status\n")) == 0


def test_jobs_beyond_the_words_and_moments_that_are_kept_read_the_same(monkeypatch):
    known = read(VEEAM)
    monkeypatch.setattr(jobs, "_MAX_KNOWN", 0)
    assert read(VEEAM) == known


def test_jobs_of_the_united_states_are_read_month_first():
    head = "jobname,creationtime,result\n"
    found = read(
        head + "A,10/1/2026 02:00,Success\nA,10/02/2026 02:00:00,Success\nA,10/13/2026 2:00 AM,Failed\n"
    )
    assert found.artefact.period == ("2026-10-01T02:00:00", "2026-10-13T02:00:00")
    assert fact_of(found, "recovery.success").value == 2 / 3


def test_two_listings_are_compared():
    before, after = artefact(listing(0, 1, 2, 3, 10, 11)), artefact(listing(1, 2, 3, 4, 5, 6))
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert found.same_scope
    assert values(found) == {
        "compare.weaknesses": 0,
        "compare.closed": ["irregular"],
        "compare.added": ["00000fa0", "00001388", "00001770"],
        "compare.removed": ["00000000", "00002710", "00002af8"],
    }
    back = INSPECTOR.compare(after, before, CONTEXT)
    assert values(back)["compare.new"] == ["irregular"]
    again = INSPECTOR.compare(before, before, CONTEXT)
    assert values(again)["compare.remaining"] == ["irregular"]
    other = INSPECTOR.compare(before, artefact(listing(0, host="bd")), CONTEXT)
    assert not other.same_scope
    assert other.findings[0].en == ("The two files are not about the same object: “web” before, “bd” after.")
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.compare(before, artefact(LOG), CONTEXT)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


def test_what_is_claimed_and_holds_nothing_is_told():
    for reader in inspector._READERS:
        with pytest.raises(UnreadableArtefactError) as caught:
            reader.state(artefact('{"x": 1}\n'), (), CONTEXT)
        assert caught.value.reason in {Unreadable.MISSING_FIELD, Unreadable.EMPTY}, reader.format.id


def test_recognition_is_weak_where_the_content_is():
    heads = {
        '{"message_type": "status"}': 0.4,
        '{"message_type": "summary"}': 0.4,
        '{"message_type": "initialized"}': 0.5,
        '{"message_type": "status", "action": "scan"}': 0.95,
        '{"repository": 1, "encryption": 2, "archives": [{': 0.9,
        '{"repository": 1, "encryption": 2, ': 0.5,
        '{"repository": {}, "encryption": 2}': 0.3,
        '{"type": "file_status"}': 0.95,
        '{"type": "log_message", "name": "other"}': 0.4,
        "load indexes\ncheck all packs\n": 0.8,
        '{"name": 1}': 0.0,
    }
    assert {text: INSPECTOR.sniff(Head(text.encode())) for text in heads} == heads


@pytest.mark.parametrize(
    "text",
    [
        listing(0, 1, 2, 3, 10, 11),
        '{"message_type":"summary","total_files":4,"files_restored":3,"seconds_elapsed":90}\n',
        "load indexes\ncheck all packs\ncheck snapshots, trees and blobs\nno errors were found\n",
        borg(archives=[{"name": "w-2026-10-01", "start": "2026-10-01T02:00:00", "duration": 1}]),
        log("Starting repository check", "no problems found."),
        json.dumps([stanza()]),
        LOG,
        VEEAM,
        BAREOS,
    ],
)
def test_spoiled_files_never_break(text):
    for _, data in spoiled(text.encode()):
        with suppress(UnreadableArtefactError):
            read(data)
        with suppress(UnreadableArtefactError):
            INSPECTOR.compare(artefact(text), artefact(data), CONTEXT)


def test_every_code_has_its_line_of_links():
    root = Path(recovery.__file__).parents[4]
    file = root / "data/links/expert-ingenierie-informatique/recovery.json"
    lines = json.loads(file.read_text(encoding="utf-8"))
    kinds = [
        value.code
        for module in (recovery.statements, recovery.comparing, recovery.drills, recovery.planning)
        for value in vars(module).values()
        if type(value).__name__ in {"FactKind", "FindingKind"}
    ]
    assert sorted(set(kinds)) == list(lines)
