"""Real schemas of the sample folder; the figures are those of its manifest, computed by other means."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.inspectors.schemas import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, SAMPLES, artefact, fact_of, sample


@pytest.mark.parametrize(
    ("name", "code", "key", "value"),
    [
        # CREATE TABLE = 16 ; FOREIGN KEY = 22 ; TRIGGER = 3
        ("mysql-sakila.sql", "tables", "tables", 16),
        ("mysql-sakila.sql", "foreign_keys", None, 22),
        ("mysql-sakila.sql", "triggers", None, 3),
        # CREATE TABLE = 37 ; FOREIGN KEY = 77
        ("mysqldump-monarc-structure.sql", "tables", "tables", 37),
        ("mysqldump-monarc-structure.sql", "foreign_keys", None, 77),
        # CREATE TABLE = 71 ; FOREIGN KEY = 37 ; CREATE VIEW = 7 ; fonctions = 9
        ("pg_dump-pagila.sql", "tables", "tables", 71),
        ("pg_dump-pagila.sql", "foreign_keys", None, 37),
        ("pg_dump-pagila.sql", "views", None, 7),
        ("pg_dump-pagila.sql", "functions", None, 9),
        # PRIMARY KEY = 17 dans le texte, dont une table temporaire dans le corps d'une fonction
        ("pg_dump-pagila.sql", "primary_keys", None, 16),
        # CREATE TABLE = 6 ; PRIMARY KEY = 5 ; FOREIGN KEY = 4 ; restrict = 2
        ("pg_dump15.18-apres.sql", "tables", "tables", 6),
        ("pg_dump15.18-apres.sql", "primary_keys", None, 5),
        ("pg_dump15.18-apres.sql", "foreign_keys", None, 4),
        ("pg_dump15.18-apres.sql", "psql_lines", None, 2),
        # CREATE TABLE = 6 ; PRIMARY KEY = 4 ; FOREIGN KEY = 3 ; restrict = 2
        ("pg_dump15.18-avant.sql", "tables", "tables", 6),
        ("pg_dump15.18-avant.sql", "primary_keys", None, 4),
        ("pg_dump15.18-avant.sql", "foreign_keys", None, 3),
        ("pg_dump15.18-avant.sql", "no_primary_key", None, 2),
        ("pg_dump15.18-avant.sql", "public_grants", None, 1),
        ("pg_dump15.18-avant.sql", "numbered_columns", None, 1),
        # blocs COPY = 2
        ("pg_dump15.18-avec-copy.sql", "copy_blocks", None, 2),
        # CREATE ROLE = 6 ; empreintes SCRAM = 1 ; SUPERUSER = 2
        ("pg_dumpall-roles-avec-empreinte.sql", "roles", "roles", 6),
        ("pg_dumpall-roles-avec-empreinte.sql", "roles", "superusers", 2),
        ("pg_dumpall-roles-avec-empreinte.sql", "password_in_file", None, 1),
        # lignes actives = 6 ; trust = 6
        ("pg_hba-trust.conf", "client_authentication", "trust", 6),
        ("pg_hba-trust.conf", "trust", None, 6),
        # tables = 3 ; REFERENCES = 1 ; editeur_id sans référence ; pret sans clé
        ("sqlite-schema.sql", "tables", "tables", 3),
        ("sqlite-schema.sql", "foreign_keys", None, 1),
        ("sqlite-schema.sql", "id_without_foreign_key", None, 2),
        ("sqlite-schema.sql", "no_primary_key", None, 1),
    ],
)
def test_the_manifest(name, code, key, value):
    found = fact_of(INSPECTOR.inspect([sample(f"schema/{name}")], CONTEXT), f"schemas.{code}").value
    assert (found if key is None else found[key]) == value


@pytest.mark.parametrize(
    ("name", "producer", "target"),
    [
        ("pg_dump-pagila.sql", "pg_dump 15beta2", "12.11"),
        (
            "pg_dump15.18-avant.sql",
            "pg_dump 15.18 (Debian 15.18-0+deb12u1)",
            "15.18 (Debian 15.18-0+deb12u1)",
        ),
        ("mysqldump-monarc-structure.sql", "MySQL dump 10.16 Distrib 10.1.41-MariaDB", "monarc_common"),
    ],
)
def test_what_the_files_say_of_themselves(name, producer, target):
    found = INSPECTOR.inspect([sample(f"schema/{name}")], CONTEXT).artefact
    assert (found.producer, found.target) == (producer, target)


def test_the_pair_shows_what_was_corrected():
    found = INSPECTOR.compare(
        sample("schema/pg_dump15.18-avant.sql"), sample("schema/pg_dump15.18-apres.sql"), CONTEXT
    )
    assert found.same_scope
    assert fact_of(found, "schemas.compare.no_primary_key").value == {"closed": 1, "remaining": 1, "new": 0}
    assert fact_of(found, "schemas.compare.foreign_keys").value == {"closed": 0, "remaining": 3, "new": 1}
    assert fact_of(found, "schemas.compare.foreign_key_without_index").value == {
        "closed": 1,
        "remaining": 0,
        "new": 1,
    }
    assert fact_of(found, "schemas.compare.public_grants").value == {"before": 1, "after": 0}


def test_files_of_other_kinds_are_not_claimed():
    for file in sorted(SAMPLES.glob("*/*")):
        if file.parent.name != "schema":
            read = artefact(file.read_bytes(), file.name)
            assert INSPECTOR.sniff(Head.of(read)) < 0.3, file.name
