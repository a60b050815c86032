"""The facts of the manifest for backups and recovery, each as a literal."""

import pytest

from preuve.domain.evidence.inspectors.recovery import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, codes_of, fact_of, manifest, sample

FOLDER = "reprise"


def read(name):
    return INSPECTOR.inspect([sample(f"{FOLDER}/{name}")], CONTEXT)


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        ("borg-list-3-archives.json", "recovery.snapshots", 3),
        ("borg-list-3-archives.json", "recovery.longest_gap", 3 * 86400),
        (
            "borg_check.jsonl",
            "recovery.integrity",
            [
                "Finished full repository check, no problems found",
                (
                    "Finished cryptographic data integrity verification, "
                    "verified 4 chunks with 0 integrity errors"
                ),
                "Archive consistency check complete, no problems found",
            ],
        ),
        ("borg_info.json", "recovery.encryption", "repokey"),
        ("exp.json", "recovery.experiment", {"probes": 1, "steps": 1, "rollbacks": 1}),
        ("journal.json", "recovery.drill", "completed"),
        ("journal.json", "recovery.drill_deviated", ["after : f"]),
        ("journal.json", "recovery.drill_rollbacks", {"succeeded": 1}),
        ("journal.json", "recovery.drill_hypothesis", {"before": True, "after": False}),
        ("journal.json", "recovery.drill_duration", 0.01081085205078125),
        ("pgbackrest-backup-full.log", "recovery.commands", ["backup", "expire"]),
        ("pgbackrest-backup-full.log", "recovery.backup_duration", 8.711),
        ("pgbackrest-backup-full.log", "recovery.retention", ["repo1-retention-full=2"]),
        ("pgbackrest-info.json", "recovery.kinds", {"full": 1, "incr": 1, "diff": 1}),
        ("pgbackrest-info.json", "recovery.success", 1.0),
        ("pgbackrest-info.json", "recovery.repository_status", ["boutique : ok"]),
        ("restauration-restic-transcription.txt", "recovery.checksums_verified", {"ok": 6, "failed": 0}),
        ("restauration-restic-transcription.txt", "recovery.restore_duration", 0.658),
        ("restic-snapshots-7-avec-trou.json", "recovery.snapshots", 7),
        ("restic-snapshots-7-avec-trou.json", "recovery.hosts", {"serveur-web": 6, "serveur-bd": 1}),
        ("restic-snapshots-7-avec-trou.json", "recovery.longest_gap", 7 * 86400),
        ("restic-snapshots-7-avec-trou.json", "recovery.irregular", 7 * 86400),
        ("restic_check.txt", "recovery.integrity", "no errors were found"),
        ("restic_snapshots.json", "recovery.snapshots", 1),
        ("rsync-i-stats.txt", "recovery.transfer", {"transferred": 1, "created": 0, "deleted": 2}),
        ("sha256-apres.txt", "recovery.checksums", 6),
        ("sha256-avant.txt", "recovery.checksums", 6),
    ],
)
def test_a_sample_gives_the_facts_of_the_manifest(name, code, value):
    assert fact_of(read(name), code).value == value


def test_the_damaged_repository_fails_its_check():
    found = read("restic-check-echec.txt")
    assert codes_of(found) == ["recovery.check_failed"]
    assert [place.line for place in found.findings[0].places] == [9, 12]


def test_the_repository_without_archives_lists_none():
    assert "recovery.snapshots" not in codes_of(read("borg_info.json"))


def test_both_lists_of_checksums_are_identical():
    found = INSPECTOR.compare(
        sample(f"{FOLDER}/sha256-avant.txt"), sample(f"{FOLDER}/sha256-apres.txt"), CONTEXT
    )
    assert codes_of(found) == ["recovery.checksums_compared"]
    assert found.facts[0].value == {"identical": 6, "changed": 0, "missing": 0, "new": 0}


def test_moments_and_measures_of_the_restore():
    found = read("restauration-restic-transcription.txt")
    assert found.artefact.period == ("2026-11-23T13:18:27+00:00", "2026-11-23T13:18:27+00:00")
    (restore,) = found.measures["restores"]
    assert (restore["duration_s"], restore["ok"], restore["place"]["line"]) == (0.658, True, 2)


def test_samples_of_this_folder_are_claimed_and_no_other():
    rows = manifest()
    if not rows:
        pytest.skip("no samples")
    claimed = {row["file"]: INSPECTOR.sniff(Head.of(sample(row["file"]))) for row in rows}
    assert {name for name, sure in claimed.items() if sure >= 0.9} == {
        name for name in claimed if name.startswith(f"{FOLDER}/")
    }
    assert not [name for name, sure in claimed.items() if 0.3 <= sure < 0.9]
