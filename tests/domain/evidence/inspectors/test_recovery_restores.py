"""Restores, checksums, copies, drills and plans: durations are measured, lists held file by file."""

import json
from contextlib import suppress

import pytest

from preuve.domain.evidence.contract import Context
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import INSPECTOR, checksums, inspector, planning
from preuve.domain.evidence.inspectors.recovery.durations import seconds_of, unit_of
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import AS_OF, CONTEXT, artefact, codes_of, fact_of, spoiled


def read(content, context=CONTEXT):
    return INSPECTOR.inspect([artefact(content, "piece")], context)


def values(found):
    return {each.code.partition(".")[2]: each.value for each in (*found.facts, *found.findings)}


def plainly(sentence):
    return sentence.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


RESTORE = """2026-11-23T13:18:27+00:00
restoring <Snapshot 5bb0f40f of [/srv/donnees] at 2026-10-12 02:00:00 +0000 UTC by root@web> to /srv/restaure

real\t1m10,500s
user\t0m0.417s
f1.txt: OK
f2.txt: FAILED
ignoring error for /x: denied
2026-99-23T13:19:00+00:00
2026-11-23T13:19:27+00:00
code de sortie 1
"""


def test_a_restore_in_a_terminal():
    found = read(RESTORE, Context(as_of=AS_OF, declared={"rto_s": 60}))
    name = "restic 5bb0f40f, [/srv/donnees] at 2026-10-12 02:00:00 +0000 UTC → /srv/restaure"
    assert values(found) == {
        "restores_with_errors": [name],
        "checksums_verified": {"ok": 1, "failed": 1},
        "restore_failed": [name],
        "checksum_failed": ["f2.txt"],
        "command_failed": ["ignoring error for /x: denied", "code 1"],
    }
    assert fact_of(found, "recovery.checksum_failed").fr == (
        "1 fichier restauré n’a pas l’empreinte attendue : f2.txt."
    )
    assert fact_of(found, "recovery.checksum_failed").places[0].line == 7
    assert found.artefact.period == ("2026-11-23T13:18:27+00:00", "2026-11-23T13:19:27+00:00")
    assert found.measures["restores"][0] == {
        "name": name,
        "started": "2026-11-23T13:18:27+00:00",
        "ended": "2026-11-23T13:19:27+00:00",
        "duration_s": 70.5,
        "ok": False,
        "place": {"artefact": found.artefact.sha256, "name": "piece", "kind": "text", "line": 2},
    }


def test_restores_of_newer_restic_and_of_borg():
    newer = read("restoring snapshot 5bb0f40f of [/srv] at 2026-10-12 by root@web to /x\nexit code 0\n")
    assert newer.measures["restores"][0]["ok"] is True
    assert newer.limits[0].code == "recovery.limit.no_duration"
    backwards = read("2026-11-23T13:18:27+00:00\n$ borg extract /depot::web-1\n2026-11-23T13:18:20+00:00\n")
    assert backwards.measures["restores"][0]["duration_s"] is None
    assert (backwards.artefact.producer, backwards.measures["restores"][0]["ok"]) == ("Borg", None)
    both = "$ borg extract /depot::a\nreal 2h1m1s\n$ borg extract /depot::b\na: Réussi\nb: Réussi\n"
    several = read(both)
    assert [(each["name"], each["duration_s"], each["ok"]) for each in several.measures["restores"]] == [
        ("$ borg extract /depot::a", None, True),
        ("$ borg extract /depot::b", None, True),
    ]
    unsure = read(both.replace("b: Réussi", "b: Échec"))
    assert [each["ok"] for each in unsure.measures["restores"]] == [None, None]


def test_verdicts_without_a_restore():
    found = read("a: OK\nb: OK\n")
    assert values(found) == {"checksums_verified": {"ok": 2, "failed": 0}}
    assert found.limits[0].code == "recovery.limit.not_restored"
    many = read("".join(f"f{n}: OK\n" for n in range(60)) + "".join(f"g{n}: FAILED\n" for n in range(5)))
    assert values(many)["checksums_verified"] == {"ok": 60, "failed": 5}
    none = read("a: FAILED\nb: FAILED open or read\n")
    assert [place.line for place in fact_of(none, "recovery.checksums_verified").places] == [1, 2]
    assert fact_of(none, "recovery.checksum_failed").value == ["a"]


def test_files_that_could_not_be_opened_failed_their_check():
    found = read(
        "sha256sum: a: No such file or directory\na: FAILED open or read\nsha256sum: b: No such file\n"
        "b: Échec d’ouverture ou de lecture\nsha256sum: WARNING: 2 listed files could not be read\n"
    )
    assert values(found) == {
        "checksums_verified": {"ok": 0, "failed": 2},
        "checksum_unread": ["a", "b"],
    }
    assert fact_of(found, "recovery.checksum_unread").en == (
        "2 files could not be opened to verify the checksum: a and b."
    )


def test_the_total_of_errors_is_no_error_and_its_restore_did_not_succeed():
    text = "restoring <Snapshot 5bb0f40f of [/a] at 2026-10-12> to /x\n{}Fatal: There were 1 errors\n"
    assert values(read(text.format("ignoring error for /x: denied\n")))["command_failed"] == [
        "ignoring error for /x: denied"
    ]
    found = read(text.format(""))
    assert codes_of(found) == ["recovery.restores_with_errors", "recovery.restore_failed"]


def test_only_so_many_failures_are_kept():
    found = read("".join(f"g{n}: FAILED\n" for n in range(1100)))
    assert values(found)["checksums_verified"] == {"ok": 0, "failed": 1100}
    assert fact_of(found, "recovery.checksum_failed").en.startswith("1,100 restored files do not have")


A, B, C = "a" * 64, "b" * 64, "c" * 64


def test_lists_of_checksums_are_held_file_by_file():
    before = artefact(f"{A}  un\n{B} *./deux\n{C}  trois\n# fin\n", "avant")
    after = artefact(f"{A}  ./un\n{C}  deux\n\n{A}  quatre\n", "apres")
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert values(found) == {
        "checksums_compared": {"identical": 1, "changed": 1, "missing": 1, "new": 1},
        "checksums_differ": ["deux", "trois"],
    }
    assert found.findings[0].fr == (
        "2 fichiers modifiés ou manquants par rapport à la liste d’avant : deux et trois."
    )
    assert [(place.name, place.line) for place in found.findings[0].places] == [
        ("avant", 2),
        ("apres", 2),
        ("avant", 3),
    ]
    alone = read(f"{A}  un\n")
    assert fact_of(alone, "recovery.checksums").fr == "Empreintes (256 bits) de 1 fichier."
    tagged = read(f"SHA256 (un) = {A}\nSHA256 (deux) = {B}\n")
    assert fact_of(tagged, "recovery.checksums").en == "Checksums (SHA256) of 2 files."
    assert INSPECTOR.sniff(Head(f"{A}  un\n{A}  deux\nx\ny\n".encode())) == 0.6
    assert INSPECTOR.sniff(Head(f"{A}  un\nw\nx\ny\n".encode())) == 0


def test_a_list_says_all_lengths_of_its_checksums():
    for content in (f"{A}  un\n{A[:32]}  deux\n", f"{A}  un\n# fin\n{A[:32]}  deux\n"):
        assert fact_of(read(content), "recovery.checksums").fr == "Empreintes (128, 256 bits) de 2 fichiers."


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (f"{A}  un\n", f"{A[:32]}  un\n", "256 bits, 128 bits"),
        (f"{A}  un\n", f"{A[:32]}  deux\n", "256 bits, 128 bits"),
        (f"SHA512 (un) = {A}{A}\n", f"BLAKE2b (un) = {B}{B}\n", "SHA512, BLAKE2b"),
    ],
)
def test_checksums_of_two_algorithms_do_not_compare(before, after, detail):
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.compare(artefact(before), artefact(after), CONTEXT)
    assert (caught.value.reason, caught.value.detail) == (Unreadable.NOT_COMPARABLE, detail)


def test_too_many_checksums_are_refused(monkeypatch):
    monkeypatch.setattr(checksums, "MAX_FILES", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        read(f"{A}  un\n{B}  deux\n")
    assert caught.value.reason is Unreadable.TOO_MANY


RSYNC = """2026/11/20 02:00:00 [12] >f+++++++++ neuf.txt
*deleting   vieux.txt
>f.st...... change.txt
.d..t...... ./
cd+++++++++ dossier/

Number of files: 6 (reg: 4, dir: 2)
Number of regular files transferred: 3
Total file size: 86,907 bytes
Total transferred file size: 27,023 bytes
rsync error: some files could not be transferred (code 23)
total size is 86,907  speedup is 3.18 (DRY RUN)
"""


def test_a_copy_by_rsync():
    found = read(RSYNC)
    assert values(found) == {
        "transfer_tried": {"transferred": 2, "created": 1, "deleted": 1},
        "transfer_miscount": 2,
        "dry_run": ["DRY RUN"],
        "command_failed": ["rsync error: some files could not be transferred (code 23)"],
    }
    assert plainly(fact_of(found, "recovery.transfer_tried").fr) == (
        "rsync, essai à blanc : 2 fichiers seraient copiés dont 1 nouveau, 1 suppression."
    )
    done = read(RSYNC.replace(" (DRY RUN)", ""))
    assert plainly(fact_of(done, "recovery.transfer").fr) == (
        "rsync : 2 fichiers copiés dont 1 nouveau, 1 suppression."
    )
    assert values(done)["transferred_size"] == 27023
    assert fact_of(found, "recovery.transfer_miscount").en == (
        "rsync announces 3 files transferred; the list counts 2."
    )
    broken = read(RSYNC + "rsync: [sender] link_stat failed\n" * 1100)
    assert plainly(fact_of(broken, "recovery.command_failed").fr).startswith("1 101 erreurs dans le journal")
    stats = read("Number of regular files transferred: 1\nTotal file size: 8.69K bytes\n")
    assert not values(stats)
    listed = read(">f+++++++++ a\n" * 60)
    assert values(listed) == {"transfer": {"transferred": 60, "created": 60, "deleted": 0}}
    assert INSPECTOR.sniff(Head(b">f+++++++++ a\n")) == 0.5


PG_RESTORE = """pg_restore: connecting to database for restore
pg_restore: creating TABLE "public.clients"
pg_restore: processing data for table "public.clients"
pg_restore: creating FK CONSTRAINT "public.lignes lignes_fk"
note
"""


def test_a_restore_of_postgresql():
    found = read(PG_RESTORE)
    assert values(found) == {
        "restored_objects": {"TABLE": 1, "TABLE DATA": 1, "FK CONSTRAINT": 1},
        "restores": ["pg_restore"],
    }
    bad = read(
        PG_RESTORE
        + "pg_restore: error: could not execute query\npg_restore: warning: errors ignored on restore: 1\n"
    )
    assert values(bad)["command_failed"] == [
        "error: could not execute query",
        "warning: errors ignored on restore: 1",
    ]
    assert bad.measures["restores"][0]["ok"] is False
    french = read(
        "pg_restore : connexion à la base de données pour la restauration\n"
        "pg_restore : création de TABLE « public.clients »\n"
    )
    assert values(french)["restored_objects"] == {"TABLE": 1}
    named = read(PG_RESTORE + 'pg_restore: creating TABLE "public.ignored"\n')
    assert "command_failed" not in values(named)
    script = read('pg_restore: creating TABLE "a"\n' * 60)
    assert values(script) == {"restored_objects": {"TABLE": 60}}
    many = read("pg_restore: error: x\n" * 1100)
    assert fact_of(many, "recovery.command_failed").en == "1,100 errors in the log: error: x."


def test_a_verified_base_backup():
    assert values(read("backup successfully verified\n")) == {"integrity": "backup successfully verified"}
    bad = read('pg_verifybackup: error: "base/1" is present in the manifest but not on disk\n')
    assert values(bad) == {"check_failed": ['error: "base/1" is present in the manifest but not on disk']}
    assert INSPECTOR.sniff(Head(b"Sauvegarde ok : backup successfully verified !")) == 0


JOURNAL = {
    "chaoslib-version": "1.44.0",
    "experiment": {
        "title": "Panne de la base",
        "steady-state-hypothesis": {"title": "le site répond"},
        "dry": None,
    },
    "start": "2026-11-23T12:32:03+00:00",
    "end": "2026-11-23T12:32:10+00:00",
    "status": "completed",
    "deviated": True,
    "duration": 7.0,
    "steady_states": {
        "before": {"steady_state_met": True, "probes": [{"tolerance_met": True}]},
        "after": {
            "steady_state_met": False,
            "probes": [{"activity": {"name": "http"}, "tolerance_met": False}],
        },
    },
    "run": [{"status": "failed", "activity": {"name": "arrêt"}}, {"status": "succeeded"}],
    "rollbacks": [{"status": "succeeded"}, {"status": "failed", "activity": {"name": "retour"}}, {}],
}


def test_the_journal_of_a_drill():
    found = read(json.dumps(JOURNAL, indent=1))
    assert values(found) == {
        "drill": "completed",
        "drill_hypothesis": {"before": True, "after": False},
        "drill_rollbacks": {"succeeded": 1, "failed": 1, "?": 1},
        "drill_duration": 7.0,
        "drill_deviated": ["after : http"],
        "drill_activity_failed": ["arrêt"],
        "rollback_failed": ["retour"],
    }
    assert plainly(fact_of(found, "recovery.drill_hypothesis").fr) == (
        "Hypothèse d’état stable « le site répond » vérifiée avant : oui, après : non."
    )
    assert plainly(fact_of(found, "recovery.drill").en) == (
        "Drill “Panne de la base” run on 23 November 2026 at 12:32:03 UTC: status completed, 2 actions."
    )
    assert fact_of(found, "recovery.drill_deviated").places[0].path == "/steady_states/after/probes/0"


def test_a_journal_that_says_little():
    little = {"chaoslib-version": "1", "experiment": {"title": "t", "dry": "probes"}, "deviated": True}
    assert values(read(json.dumps(little))) == {"drill_deviated": ["deviated: true"], "dry_run": ["probes"]}
    started = {**little, "status": "aborted", "deviated": False, "experiment": {"title": "t"}}
    assert "moment" not in values(read(json.dumps(started)))
    assert "unknown" in fact_of(read(json.dumps(started)), "recovery.drill").en
    with pytest.raises(UnreadableArtefactError):
        read('{"chaoslib-version": "1", "experiment": null}')
    assert INSPECTOR.sniff(Head(b'{"experiment": 1, "steady_states": 1, "deviated": 1}')) == 0.9


def test_two_drills_are_compared():
    better = {**JOURNAL, "deviated": False, "steady_states": {}, "run": [], "rollbacks": []}
    found = INSPECTOR.compare(artefact(json.dumps(JOURNAL)), artefact(json.dumps(better)), CONTEXT)
    assert found.same_scope
    assert fact_of(found, "recovery.compare.closed").value == [
        "drill_deviated: after : http",
        "drill_activity_failed: arrêt",
        "rollback_failed: retour",
    ]
    assert fact_of(found, "recovery.compare.closed").fr == (
        "3 constats relevés avant ne le sont plus : écart à l’état stable : after : http, "
        "activité en échec : arrêt et retour arrière en échec : retour."
    )
    assert fact_of(found, "recovery.compare.closed").en == (
        "3 findings stated before and no more: deviation from the steady state: after : http, "
        "failed activity: arrêt and failed rollback: retour."
    )


def test_a_written_drill():
    written = {"title": "t", "method": [{}], "steady-state-hypothesis": {"probes": [{}, {}]}}
    found = read(json.dumps(written))
    assert values(found) == {
        "experiment": {"probes": 2, "steps": 1, "rollbacks": 0},
        "no_rollback": 0,
    }
    assert "recovery.no_rollback" not in codes_of(read(json.dumps({**written, "rollbacks": [{}]})))
    assert INSPECTOR.sniff(Head(b'{"title": "t", "method": [], "rollbacks": []}')) == 0.5
    assert INSPECTOR.sniff(Head(b'{"title": "t", "method": []}')) == 0


OBJECTIVES = """Service;RTO;RPO (min)
Paie;4 h;15
Site web;00:30;bientôt
;1 h;1
Annuaire;;
"""


def test_objectives_of_recovery():
    found = read(OBJECTIVES)
    assert values(found) == {
        "objectives": 3,
        "shortest_objective": 1800.0,
        "shortest_loss": 900.0,
        "unread_durations": ["Site web : bientôt"],
    }
    assert plainly(fact_of(found, "recovery.shortest_objective").fr) == (
        "Le délai de reprise (RTO) le plus court est de 30 min, pour « Site web »."
    )
    place = fact_of(found, "recovery.unread_durations").places[0]
    assert (place.line, place.column) == (3, "RPO (min)")
    assert [
        (each["service"], each["rto_s"], each["rpo_s"], each["place"]["line"])
        for each in found.measures["objectives"]
    ] == [("Paie", 14400.0, 900.0, 2), ("Site web", 1800.0, None, 3), ("Annuaire", None, None, 5)]
    only = read("application,DMIA\nPaie,1 jour\n")
    assert values(only) == {"objectives": 1, "shortest_objective": 86400.0}
    changed = INSPECTOR.compare(artefact(OBJECTIVES), artefact(OBJECTIVES.replace("4 h", "2 h")), CONTEXT)
    assert fact_of(changed, "recovery.compare.changed").value == ["Paie"]


def test_tables_without_a_service_or_too_long(monkeypatch):
    with pytest.raises(UnreadableArtefactError) as caught:
        read("service,RTO\n,4 h\n")
    assert caught.value.reason is Unreadable.MISSING_FIELD
    monkeypatch.setattr(planning, "MAX_ROWS", 1)
    for text in ("service,RTO\na,1 h\nb,1 h\n", "rang,service,durée\n1,a,1 h\n2,b,1 h\n"):
        with pytest.raises(UnreadableArtefactError) as caught:
            read(text)
        assert caught.value.reason is Unreadable.TOO_MANY


ORDER = """Rang,Service,Durée (min),Après
1,Réseau,10,
2,Base,20,Réseau
3,Site,5,"Base, réseau"
2,Annuaire,15,réseau
"""


def test_a_restart_order():
    found = read(ORDER)
    assert values(found) == {
        "restart_order": ["Réseau", "Base", "Annuaire", "Site"],
        "critical_path": 2100.0,
    }
    assert plainly(fact_of(found, "recovery.critical_path").fr) == (
        "Chemin le plus long selon les dépendances et les durées déclarées : 35 min (Réseau → Base → Site)."
    )
    assert found.measures["order"][3] == {
        "rank": 3,
        "service": "Site",
        "duration_s": 300.0,
        "after": ["Base", "réseau"],
        "place": {
            "artefact": found.artefact.sha256,
            "name": "piece",
            "kind": "csv",
            "line": 4,
            "column": "Service",
        },
    }


def test_an_order_that_contradicts_itself():
    text = "ordre;service;après;durée\n1;Site;Base;x\n2;Base;Stockage;1 h\n;Nuage;Site;1 h\n4;;;\n"
    found = read(text)
    assert values(found) == {
        "restart_order": ["Site", "Base", "Nuage"],
        "order_broken": ["Site (1) < Base (2)"],
        "order_incomplete": ["Base ← Stockage"],
        "unread_durations": ["Site : x"],
    }
    looped = read("rank,service,after\n1,a,b\n2,b,a\n3,c,-\n")
    assert values(looped)["order_cycle"] == ["a", "b"]
    bare = values(read("rank,service,duration\n1,a,1 h\n2,b,\n"))
    assert bare == {"restart_order": ["a", "b"]}


def test_an_order_in_yaml():
    text = """redemarrage:
  - rang: 1
    service: Réseau
    durée: 10 min
  - rang: 2
    service: Base
    durée: demain
    après: [Réseau]
  - note: rien
autre: texte
"""
    found = read(text)
    assert found.artefact.format == "restart-order-yaml"
    assert values(found) == {
        "restart_order": ["Réseau", "Base"],
        "unread_durations": ["Base : demain"],
    }
    assert fact_of(found, "recovery.restart_order").places[1].line == 5
    listed = read("- {service: a, rank: 1}\n- service: b\n  rank: 2\n  after: a\n  duration: 1 h\n")
    assert values(listed) == {"restart_order": ["a", "b"]}
    assert INSPECTOR.sniff(Head(b"- service: a\n  rank: 1\n")) == 0.4
    assert INSPECTOR.sniff(Head(b"- service: a\n")) == 0


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("4 h", 0, 14400),
        ("4h", 0, 14400),
        ("1 h 30", 0, 5400),
        ("1h30min", 0, 5400),
        ("00:30", 0, 1800),
        ("1:30:15", 0, 5415),
        ("30 min", 0, 1800),
        ("2 jours", 0, 172800),
        ("1,5 heure", 0, 5400),
        ("1 j 2 h", 0, 93600),
        ("< 15 mn", 0, 900),
        ("PT4H", 0, 14400),
        ("P1DT30M", 0, 88200),
        ("PT", 0, None),
        ("4", 3600, 14400),
        ("4", 0, None),
        ("0", 0, 0),
        ("aucune", 0, 0),
        ("4 lunes", 0, None),
        ("J+1", 0, None),
        ("", 3600, None),
        ("1 h" + " " * 3 + "x" * 70, 0, None),
    ],
)
def test_durations_as_people_type_them(text, unit, seconds):
    assert seconds_of(text, unit) == seconds


def test_the_unit_in_a_title():
    assert [unit_of(title) for title in ("RTO (h)", "RTO_minutes", "Durée [min]", "RTO", "Durée")] == [
        3600,
        60,
        60,
        0,
        0,
    ]


@pytest.mark.parametrize(
    "text",
    [RESTORE, RSYNC, PG_RESTORE, json.dumps(JOURNAL), OBJECTIVES, ORDER, f"{A}  un\n{B}  deux\n"],
)
def test_spoiled_files_never_break(text):
    for _, data in spoiled(text.encode()):
        with suppress(UnreadableArtefactError):
            read(data)
        with suppress(UnreadableArtefactError):
            INSPECTOR.compare(artefact(text), artefact(data), CONTEXT)


def test_formats_have_ids_of_their_own():
    assert len(inspector._BY_FORMAT) == len(INSPECTOR.formats)
    assert codes_of(read(ORDER))[0] == "recovery.restart_order"
