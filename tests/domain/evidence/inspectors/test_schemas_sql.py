"""SQL in five dialects: what is recounted of dumps, scripts and rights, and where."""

# ruff: noqa: E501 - SQL and sentences are as long as they are

from __future__ import annotations

import logging

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schemas import INSPECTOR, ddl, lexer
from preuve.domain.evidence.inspectors.schemas.lexer import Splitter
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

PG_DUMP = """\
--
-- PostgreSQL database dump
--

\\restrict abc

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET client_encoding = 'UTF8';
CREATE TYPE public.etat AS ENUM ('a;b', 'c');
CREATE FUNCTION public.valider(p bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM 1 FROM commande FOR UPDATE;
  EXECUTE format('x');
EXCEPTION WHEN others THEN RAISE; -- it's fine
END $$;
CREATE TABLE public."RelanceClient" (
    "idRelance" integer,
    client_id bigint
);
CREATE TABLE public.client (
    id bigint NOT NULL,
    courriel text DEFAULT 'x''y' NOT NULL,
    tel1 text,
    tel2 text,
    tags text[],
    cree_le timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT client_courriel_check CHECK ((POSITION(('@'::text) IN (courriel)) > 1))
);
COMMENT ON TABLE public.client IS 'Clients';
COMMENT ON DATABASE x IS 'y';
COPY public.client (id, courriel) FROM stdin;
1	don't; CREATE TABLE x (
\\.

ALTER TABLE ONLY public.client
    ADD CONSTRAINT client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.client
    ADD CONSTRAINT client_courriel_key UNIQUE (courriel);
ALTER TABLE ONLY public."RelanceClient"
    ADD CONSTRAINT relance_fkey FOREIGN KEY (client_id) REFERENCES public.client(id);
ALTER TABLE public.client OWNER TO postgres;
CREATE INDEX client_lower_idx ON public.client USING btree (lower(courriel), id DESC) WHERE id > 1;
CREATE UNIQUE INDEX client_tel_idx ON public.client (tel1) WHERE tel1 IS NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY client_tel2_idx ON ONLY public.client (tel2);
CREATE INDEX lost_idx ON public.nothing (x);
CREATE VIEW public.v AS SELECT 1;
CREATE MATERIALIZED VIEW public.m AS SELECT 1;
CREATE TRIGGER t AFTER INSERT ON public.client FOR EACH ROW EXECUTE FUNCTION public.f();
CREATE SEQUENCE public.s;
CREATE POLICY p ON public.client USING (true);
CREATE EXTENSION x;
GRANT SELECT,INSERT ON TABLE public.client TO app_lecture, "App";
GRANT ALL ON TABLE public.client TO PUBLIC;
INSERT INTO client VALUES (1, 'a;b');
\\unrestrict abc
"""
GLOBALS = """\
--
-- PostgreSQL database cluster dump
--
CREATE ROLE api;
ALTER ROLE api WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:abcdef==$x=:y=';
CREATE ROLE admin_appli SUPERUSER NOLOGIN;
CREATE ROLE postgres SUPERUSER;
CREATE ROLE clair PASSWORD 'secretdedemonstration';
GRANT lecture TO api GRANTED BY postgres;
GRANT SELECT ON TABLE x;
"""
MYSQL = """\
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: boutique
-- Server version\t8.0.36

/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `client`;
CREATE TABLE `client` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `nom` varchar(45) CHARACTER SET utf8 NOT NULL DEFAULT 'l\\'eau; (',
  `pref` set('a','b') DEFAULT NULL,
  `bin` varchar(40) BINARY DEFAULT NULL,
  `index` int,
  PRIMARY KEY (`id`),
  UNIQUE KEY `nom` (`nom`(10)),
  KEY `pref_idx` (`pref`),
  FULLTEXT KEY `ft` (`nom`),
  CONSTRAINT `fk` FOREIGN KEY (`index`) REFERENCES `autre` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB; # the end
/*!50001 CREATE TABLE `v` (`a` tinyint) */;
/*!50001 DROP TABLE IF EXISTS `v`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select 1 */;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` TRIGGER `t` AFTER INSERT ON `client` FOR EACH ROW BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;
  INSERT INTO log VALUES (1); INSERT INTO log VALUES (2);
END ;;
CREATE DEFINER=CURRENT_USER() PROCEDURE p() SELECT 1 ;;
DELIMITER ;
INSERT INTO `client` VALUES (1,'a'),(2,'b;c');
ALTER TABLE `client` ADD COLUMN `plus` int, ADD KEY `k` (`plus`), ADD CHECK (`plus` > 0), MODIFY `nom` varchar(50) NOT NULL, DROP COLUMN `bin`;
CREATE USER 'app'@'%' IDENTIFIED BY 'motdepasse';
GRANT ALL PRIVILEGES ON `boutique`.* TO 'app'@'%' WITH GRANT OPTION;
GRANT SELECT (`id`), INSERT ON boutique.client TO 'lecture'@'localhost', 'x'@'y';
-- Dump completed on 2024-05-10  6:25:01
"""
SQLSERVER = """\
CREATE TABLE [dbo].[Client] (
  [ClientID] INT IDENTITY(1,1) NOT NULL PRIMARY KEY CLUSTERED,
  [Nom] NVARCHAR(50) NOT NULL,
  [CommandeID] INT NULL REFERENCES [dbo].[Commande]([ID])
)
GO
CREATE TABLE #temp (x INT)
GO
CREATE PROCEDURE dbo.p AS
BEGIN
  BEGIN TRY SELECT 1; END TRY BEGIN CATCH SELECT 2; END CATCH;
  EXEC('x');
END
GO
ALTER TABLE [dbo].[Client] WITH CHECK ADD CONSTRAINT [ck] CHECK ([Nom] <> N'');
GO
CREATE LOGIN app WITH PASSWORD = 0x0200;
GO
"""
ORACLE = """\
CREATE TABLE client (
  id NUMBER(10) GENERATED ALWAYS AS IDENTITY,
  nom VARCHAR2(50) NOT NULL,
  CONSTRAINT client_pk PRIMARY KEY (id) ENABLE
);
CREATE OR REPLACE PROCEDURE p IS
BEGIN
  EXECUTE IMMEDIATE 'x';
EXCEPTION WHEN OTHERS THEN NULL;
END;
/
CREATE OR REPLACE PACKAGE BODY k AS
  PROCEDURE a IS BEGIN NULL; END;
END;
/
CREATE TYPE BODY tb AS MEMBER FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; END;
/
ALTER TABLE client MODIFY (nom VARCHAR2(60) NOT NULL);
ALTER TABLE client ADD (prenom VARCHAR2(50), CONSTRAINT u UNIQUE (prenom));
"""
SQLITE = """\
CREATE TABLE auteur(id integer primary key, nom text not null);
CREATE TABLE livre(id integer primary key, auteur_id integer references auteur(id), editeur_id integer, isbn text unique check (isbn <> ''));
CREATE TABLE pret(livre_id integer, "date pret" text default (1));
CREATE TRIGGER t AFTER INSERT ON livre BEGIN UPDATE livre SET isbn = CASE WHEN 1 THEN 2 END; SELECT 1; END;
CREATE INDEX livre_auteur on livre(auteur_id);
"""


def inspect(text, name="schema.sql"):
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def lines_of(statement):
    return [place.line for place in statement.places]


def value(found, code):
    return fact_of(found, f"schemas.{code}").value


def test_a_pg_dump_is_recounted():
    found = inspect(PG_DUMP)
    assert found.artefact.format == "pg_dump"
    assert found.artefact.producer == "pg_dump 15.18 (Debian 15.18-0+deb12u1)"
    assert found.artefact.target == "15.18 (Debian 15.18-0+deb12u1)"
    assert value(found, "tables") == {"tables": 2, "partitions": 0, "columns": 8}
    assert fact_of(found, "schemas.tables").fr == "2 tables, 8 colonnes."
    assert lines_of(fact_of(found, "schemas.tables")) == [20, 24]
    assert fact_of(found, "schemas.primary_keys").fr == "1 table a une clé primaire."
    assert fact_of(found, "schemas.primary_keys").en == "1 table has a primary key."
    assert lines_of(fact_of(found, "schemas.primary_keys")) == [40]
    assert lines_of(fact_of(found, "schemas.foreign_keys")) == [44]
    assert value(found, "unique_keys") == 2
    assert value(found, "checks") == 1
    assert lines_of(fact_of(found, "schemas.checks")) == [31]
    assert value(found, "indexes") == 2
    assert value(found, "not_null") == {"required": 3, "columns": 8}
    assert [value(found, code) for code in ("views", "materialized_views", "functions", "triggers")] == [
        1,
        1,
        1,
        1,
    ]
    assert [value(found, code) for code in ("sequences", "types", "row_policies", "comments")] == [1, 1, 1, 1]
    assert lines_of(fact_of(found, "schemas.exception_handlers")) == [18]
    assert lines_of(fact_of(found, "schemas.locks")) == [16]
    assert lines_of(fact_of(found, "schemas.dynamic_sql")) == [17]
    assert lines_of(fact_of(found, "schemas.copy_blocks")) == [35]
    assert lines_of(fact_of(found, "schemas.psql_lines")) == [5, 59]
    assert value(found, "inserts") == 1
    assert value(found, "naming") == {"PascalCase": 1, "camelCase": 1, "snake_case": 2}
    assert fact_of(found, "schemas.personal_columns").en == (
        "3 columns bear a name that suggests personal data: client.courriel, client.tel1 and client.tel2."
    )
    assert value(found, "grants") == {"grants": 3, "grantees": 3}
    assert (
        fact_of(found, "schemas.no_primary_key").fr
        == "1 table n’a pas de clé primaire : public.RelanceClient."
    )
    assert lines_of(fact_of(found, "schemas.no_primary_key")) == [20]
    assert fact_of(found, "schemas.foreign_key_without_index").en == (
        "1 foreign key leads no index: public.RelanceClient (client_id)."
    )
    assert fact_of(found, "schemas.id_without_foreign_key").fr == (
        "1 colonne nommée comme un identifiant n’a pas de clé étrangère : RelanceClient.idRelance."
    )
    assert fact_of(found, "schemas.numbered_columns").fr == (
        "1 groupe de colonnes numérotées : public.client (tel1, tel2)."
    )
    assert value(found, "multi_valued_columns") == 1
    assert value(found, "mixed_naming") == 3
    assert fact_of(found, "schemas.all_privileges").fr == (
        "1 droit accordé avec ALL (tous les privilèges) : TABLE public.client → PUBLIC."
    )
    assert value(found, "public_grants") == 1
    assert [each.code for each in found.limits] == [
        "schemas.limit.normal_form",
        "schemas.limit.needs",
        "schemas.limit.rights",
    ]


def test_roles_are_read_and_their_passwords_are_not_repeated():
    found = inspect(GLOBALS)
    assert found.artefact.format == "pg_dumpall"
    assert value(found, "roles") == {"roles": 4, "superusers": 2, "logins": 1}
    assert value(found, "memberships") == 1
    assert fact_of(found, "schemas.superusers").fr == "1 rôle SUPERUSER en plus de postgres : admin_appli."
    assert value(found, "password_in_file") == 2
    assert lines_of(fact_of(found, "schemas.password_in_file")) == [4, 8]
    assert lines_of(fact_of(found, "schemas.unread")) == [10]
    said = "".join(each.fr + each.en + str(each.value) for each in (*found.facts, *found.findings))
    assert "SCRAM" not in said
    assert "secretdedemonstration" not in said


def test_a_mysqldump_is_recounted():
    found = inspect(MYSQL)
    assert found.artefact.format == "mysqldump"
    assert found.artefact.producer == "MySQL dump 10.13 Distrib 8.0.36"
    assert found.artefact.target == "boutique"
    assert found.artefact.produced_at == "2024-05-10T06:25:01"
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 5}
    assert value(found, "foreign_keys") == 1
    assert value(found, "unique_keys") == 1
    assert value(found, "indexes") == 3
    assert value(found, "checks") == 1
    assert value(found, "views") == 1
    assert value(found, "triggers") == 1
    assert value(found, "procedures") == 1
    assert value(found, "exception_handlers") == 1
    assert value(found, "inserts") == 1
    assert value(found, "grants") == {"grants": 3, "grantees": 3}
    assert value(found, "password_in_file") == 1
    assert value(found, "unknown_target") == 1
    assert fact_of(found, "schemas.unknown_target").fr == (
        "1 clé étrangère vise une table que le fichier ne crée pas : client → autre."
    )
    assert "schemas.foreign_key_without_index" not in codes_of(found)
    assert fact_of(found, "schemas.all_privileges").places[0].line == 35


def test_sql_server():
    found = inspect(SQLSERVER)
    assert found.artefact.producer == "sqlserver"
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 3}
    assert value(found, "primary_keys") == 1
    assert value(found, "foreign_keys") == 1
    assert value(found, "checks") == 1
    assert value(found, "procedures") == 1
    assert value(found, "exception_handlers") == 1
    assert value(found, "dynamic_sql") == 1
    assert value(found, "roles") == {"roles": 1, "superusers": 0, "logins": 1}
    assert "schemas.id_without_foreign_key" not in codes_of(found)


def test_oracle():
    found = inspect(ORACLE)
    assert found.artefact.producer == "oracle"
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 3}
    assert value(found, "primary_keys") == 1
    assert value(found, "unique_keys") == 1
    assert value(found, "procedures") == 1
    assert value(found, "exception_handlers") == 1
    assert value(found, "dynamic_sql") == 1
    assert "schemas.unread" not in codes_of(found)


def test_sql_server_without_semicolons():
    found = inspect(
        "IF NOT EXISTS (SELECT 1)\nBEGIN\nCREATE TABLE [a] (\n  [id] int NOT NULL,\n"
        "  CONSTRAINT [pk] PRIMARY KEY CLUSTERED ([id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]\n) ON [PRIMARY]\nEND\n"
        "CREATE TABLE [b] ([a_id] int NOT NULL)\n"
        "ALTER TABLE [b]  WITH CHECK ADD  CONSTRAINT [fk] FOREIGN KEY([a_id])\nREFERENCES [a] ([id])\n"
        "CREATE UNIQUE INDEX i ON [b] ([a_id])\nGO\nALTER TABLE [b] CHECK CONSTRAINT [fk]\nGO\n"
    )
    assert value(found, "tables") == {"tables": 2, "partitions": 0, "columns": 2}
    assert lines_of(fact_of(found, "schemas.tables")) == [3, 8]
    assert value(found, "primary_keys") == 1
    assert value(found, "foreign_keys") == 1
    assert value(found, "unique_keys") == 1


def test_a_script_of_sql_plus():
    found = inspect(
        "CREATE USER chinook\nIDENTIFIED BY p4ssw0rd\nDEFAULT TABLESPACE users;\nGRANT connect to chinook;\n"
        "GRANT create table, create view TO chinook;\nconn  chinook/p4ssw0rd\nSET DEFINE OFF\n"
        "CREATE TABLE Genre\n(\n  GenreId NUMBER NOT NULL,\n  CONSTRAINT PK_Genre PRIMARY KEY (GenreId)\n)\n/ \n"
        "begin\nINSERT INTO Genre VALUES (1, 'Rock');\nINSERT INTO Genre VALUES (2, 'Jazz');\ncommit;\nend;\n/\n"
        "CREATE USER other IDENTIFIED BY VALUES 'S:0123';\n"
    )
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 1}
    assert value(found, "inserts") == 2
    assert lines_of(fact_of(found, "schemas.inserts")) == [15, 16]
    assert value(found, "roles") == {"roles": 2, "superusers": 0, "logins": 2}
    assert value(found, "password_in_file") == 2
    assert value(found, "memberships") == 1
    assert value(found, "grants") == {"grants": 1, "grantees": 1}


def test_sqlite():
    found = inspect(SQLITE)
    assert found.artefact.producer == "sqlite"
    assert value(found, "tables") == {"tables": 3, "partitions": 0, "columns": 8}
    assert value(found, "primary_keys") == 2
    assert value(found, "foreign_keys") == 1
    assert value(found, "checks") == 1
    assert value(found, "triggers") == 1
    assert value(found, "indexes") == 1
    assert fact_of(found, "schemas.id_without_foreign_key").fr == (
        "2 colonnes nommées comme un identifiant n’ont pas de clé étrangère : livre.editeur_id et pret.livre_id."
    )


def test_what_a_schema_has_none_of_is_not_stated():
    found = inspect("CREATE TABLE t (a int, b text);\n")
    counted = {"primary_keys", "foreign_keys", "unique_keys", "checks", "indexes"}
    assert not {f"schemas.{each}" for each in counted} & set(codes_of(found))
    assert value(found, "no_primary_key") == 1


@pytest.mark.parametrize(
    ("columns", "groups"),
    [
        ("adresse1 text, adresse2 text", 0),
        ("address_line_1 text, address_line_2 text", 0),
        ("addressLine1 text, addressLine2 text", 0),
        ("ADRESSE_LIGNE1 text, ADRESSE_LIGNE2 text", 0),
        ("line1 text, line2 text, line3 text", 1),
        ("online1 text, online2 text", 1),
        ('"é1" text, "é2" text', 1),
        ('"$1" text, "$2" text', 1),
    ],
)
def test_two_lines_of_an_address_are_no_repeated_group(columns, groups):
    found = inspect(f"CREATE TABLE t (id int PRIMARY KEY, {columns});\n")
    assert codes_of(found).count("schemas.numbered_columns") == groups


def test_partitions_follow_their_table():
    found = inspect(
        "CREATE TABLE p (id int, client_id int, a1 int, a2 int, tags text) PARTITION BY RANGE (id);\n"
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);\n"
        "CREATE TABLE p2 (id int, client_id int, a1 int, a2 int, tags text, email text);\n"
        "ALTER TABLE ONLY p ATTACH PARTITION p2 FOR VALUES FROM (2) TO (3);\n"
        "ALTER TABLE ONLY p ATTACH PARTITION p3 FOR VALUES FROM (2) TO (3);\n"
        "CREATE TABLE lost1 PARTITION OF lost FOR VALUES FROM (1) TO (2);\n"
        "ALTER TABLE nothing ADD COLUMN x int;\n"
    )
    assert fact_of(found, "schemas.tables").en == "4 tables (of which 3 partitions), 11 columns."
    assert value(found, "no_primary_key") == 1
    assert value(found, "numbered_columns") == 1
    assert "schemas.id_without_foreign_key" not in codes_of(found)
    assert "schemas.personal_columns" not in codes_of(found)


def test_shapes_of_columns_and_constraints():
    found = inspect(
        "CREATE TABLE t (\n"
        "  a double precision NOT NULL, b numeric(10, 2)[], c ARRAY, key text, check_it int,\n"
        "  d varchar(5) DEFAULT ('x') UNIQUE, e int CONSTRAINT x REFERENCES other, f int REFERENCES,\n"
        "  g binary(16), h int DEFAULT 4 CHECK (h > 1) CHECK, \n"
        "  CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (a, b), UNIQUE (c), EXCLUDE USING gist (a WITH =),\n"
        "  CONSTRAINT n NOT NULL a, FOREIGN KEY fk_name (a) REFERENCES z (a), FOREIGN KEY (b), PRIMARY KEY (a, zz), UNIQUE,\n"
        "  LIKE other INCLUDING ALL, (x), CONSTRAINT CHECK (a > 1), SPATIAL INDEX (g)\n"
        ");\n"
        "CREATE TABLE (x int);\n"
        "CREATE TABLE copy_of LIKE t;\n"
        "CREATE TABLE from_query AS SELECT 1;\n"
        "ALTER TABLE t ALTER COLUMN b SET NOT NULL, ALTER c DROP DEFAULT, ALTER COLUMN zzz SET NOT NULL, RENAME TO u;\n"
        "ALTER TABLE t ADD CONSTRAINT odd NOTHING, ADD COLUMN IF NOT EXISTS k int, ADD m int, MODIFY COLUMN m bigint;\n"
        "ALTER TABLE t WITH NOCHECK ADD n int;\n"
        "ALTER VIEW v RENAME TO w;\nDROP TABLE a, copy_of;\nDROP VIEW v;\nDROP INDEX i;\nDROP TABLE ;\nCREATE INDEX ON t (a);\nCREATE INDEX i USING btree ON t (a);\nCREATE INDEX odd;\nCOMMENT 'x';\n"
        "CREATE VIEW v AS SELECT 1;\nDROP VIEW IF EXISTS v;\n;\n*/ SELECT 1;\n"
    )
    assert value(found, "tables") == {"tables": 2, "partitions": 0, "columns": 13}
    assert value(found, "unique_keys") == 3
    assert value(found, "checks") == 4
    assert value(found, "foreign_keys") == 2
    assert value(found, "multi_valued_columns") == 2
    assert value(found, "unread") == 3
    assert "schemas.views" not in codes_of(found)


def test_grants_that_are_odd():
    found = inspect(
        "GRANT SELECT ON a TO GROUP g, ROLE r, ;\nGRANT EXECUTE ON FUNCTION f(int, text) TO x;\nCREATE USER ;\nALTER USER ;\n"
        "ALTER ROLE y WITH PASSWORD NULL;\n"
    )
    assert found.artefact.format == "grants"
    assert value(found, "grants") == {"grants": 3, "grantees": 3}
    assert value(found, "roles") == {"roles": 1, "superusers": 0, "logins": 0}


def test_a_table_is_found_with_or_without_its_schema():
    found = inspect(
        "CREATE TABLE public.a (id int PRIMARY KEY);\nCREATE TABLE b (a_id int REFERENCES a, c_id int REFERENCES public.b);\n"
        "CREATE TABLE x.c (id int PRIMARY KEY); CREATE TABLE y.c (id int PRIMARY KEY);\nCREATE TABLE d (c_id int REFERENCES c);\n"
    )
    assert fact_of(found, "schemas.unknown_target").value == 1


def test_a_statement_that_is_too_long_is_said(monkeypatch):
    monkeypatch.setattr(lexer, "MAX_STATEMENT", 40)
    found = inspect(
        "CREATE TABLE a (id int);\nCREATE TABLE b (\nid int,\nname varchar(20000), other text,\nx int\n);\n"
    )
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 1}
    assert lines_of(fact_of(found, "schemas.unread")) == [2]


def test_statements_are_cut_where_the_dialect_cuts_them():
    def cut(text, dialect=""):
        return [(each.text.strip(), each.line) for each in Splitter(artefact(text), dialect).statements()]

    assert cut("SELECT 1; SELECT ';' ; -- c\n /* x; */ SELECT 3") == [
        ("SELECT 1", 1),
        ("SELECT ';'", 1),
        ("SELECT 3", 2),
    ]
    assert cut("SELECT E'it\\'s;', 'a\nb';\nGO\nSELECT 2\nGO\n") == [
        ("SELECT E'it\\'s;', 'a\nb'", 1),
        ("SELECT 2", 3 + 1),
    ]
    assert cut("SELECT 'a\\\\'; SELECT \"b;\";", "mysql") == [("SELECT 'a\\\\'", 1), ('SELECT "b;"', 1)]
    assert cut("SELECT 'a\\'b\nc'; SELECT 2", "mysql") == [("SELECT 'a\\'b\nc'", 1), ("SELECT 2", 2)]
    assert cut("SELECT $a$;$a$; SELECT [a;b]", "sqlite") == [("SELECT $a$;$a$", 1), ("SELECT [a;b]", 1)]
    assert cut("SELECT a[1]; SELECT '#'; # x", "mysql") == [("SELECT a[1]", 1), ("SELECT '#'", 1)]
    assert cut("SELECT a#b; SELECT 2") == [("SELECT a#b", 1), ("SELECT 2", 1)]
    assert cut("DELIMITER //\nSELECT 1; SELECT 2//\nDELIMITER ;\nSELECT 3;") == [
        ("SELECT 1; SELECT 2", 2),
        ("SELECT 3", 4),
    ]
    assert cut("/* c\n d */ SELECT 1 /* e */ + 1;") == [("SELECT 1   + 1", 2)]
    body = (
        "CREATE PROCEDURE p() BEGIN IF x THEN SELECT 1; END IF; CASE WHEN 1 THEN 2 END CASE; END; SELECT 2;"
    )
    assert cut(body)[1] == ("SELECT 2", 1)
    assert cut("CREATE PROCEDURE p() BEGIN BEGIN TRAN; SELECT 1; END; SELECT 2;")[1] == ("SELECT 2", 1)
    assert cut("BEGIN; CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; COMMIT;")[2] == (
        "COMMIT",
        1,
    )
    assert cut("CREATE FUNCTION f() x CASE 1; SELECT 2;")[1] == ("SELECT 2", 1)
    assert cut("CREATE PROCEDURE p IS BEGIN NULL; END;\n/\nSELECT 1;\n/\n", "oracle")[1] == ("SELECT 1", 3)
    assert cut("INSERT INTO t VALUES ('" + "x" * 900 + "'), ('b');SELECT 1")[1] == ("SELECT 1", 1)
    assert cut("INSERT INTO t VALUES\n" + "('a'),\n" * 200 + "('b');SELECT 1")[1] == ("SELECT 1", 202)


def test_rows_are_counted_and_their_places_bounded():
    found = fact_of(
        inspect("CREATE TABLE a (b int);\n" + "INSERT INTO a VALUES (1);\n" * 60), "schemas.inserts"
    )
    assert (found.value, len(found.places)) == (60, 50)


def test_before_and_after():
    after = (
        PG_DUMP.replace("GRANT ALL ON TABLE public.client TO PUBLIC;\n", "")
        .replace(
            "CREATE SEQUENCE public.s;",
            'ALTER TABLE public."RelanceClient" ADD PRIMARY KEY ("idRelance");\nCREATE INDEX r ON public."RelanceClient" (client_id);\nALTER TABLE public.client ADD COLUMN plus int;\n',
        )
        .replace("tel1 text", "tel1 varchar(20)")
    )
    found = INSPECTOR.compare(artefact(PG_DUMP, "avant"), artefact(after, "apres"), CONTEXT)
    assert found.same_scope
    assert fact_of(found, "schemas.compare.tables").fr == "Tables : 0 disparue, 2 communes, 0 nouvelle."
    assert value(found, "compare.columns") == {"removed": 0, "added": 1, "changed": 1}
    assert value(found, "compare.no_primary_key") == {"closed": 1, "remaining": 0, "new": 0}
    assert value(found, "compare.foreign_key_without_index") == {"closed": 1, "remaining": 0, "new": 0}
    assert value(found, "compare.foreign_keys") == {"closed": 0, "remaining": 1, "new": 0}
    assert value(found, "compare.indexes") == {"before": 4, "after": 5}
    assert value(found, "compare.public_grants") == {"before": 1, "after": 0}
    assert value(found, "compare.grants") == {"closed": 1, "remaining": 2, "new": 0}
    assert [place.name for place in fact_of(found, "schemas.compare.no_primary_key").places] == ["avant"]
    other = INSPECTOR.compare(artefact(PG_DUMP), artefact(SQLITE), CONTEXT)
    assert not other.same_scope
    assert fact_of(other, "schemas.compare.other_scope").en == (
        "The two files have no table in common: this is not the same scope."
    )
    roles = INSPECTOR.compare(artefact(GLOBALS), artefact(GLOBALS), CONTEXT)
    assert codes_of(roles) == []


def test_a_script_of_which_nothing_is_stated_is_not_read():
    with pytest.raises(UnreadableArtefactError) as error:
        inspect("CREATE SCHEMA x;\n")
    assert error.value.reason is Unreadable.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear all,\nCREATE TABLE is a statement.\n",
        '{"a": "CREATE TABLE x (id int)"}',
        "2024-05-10 06:25:03.000 UTC [2] LOG:  statement: CREATE TABLE x (id int)\n",
        "SELECT 1;\n",
        "PK\x03\x04 nothing",
    ],
)
def test_other_files_are_not_claimed(text):
    assert INSPECTOR.sniff(Head(text.encode())) == 0.0


def test_the_count_of_tables_equals_that_of_another_parser():
    sqlglot = pytest.importorskip("sqlglot")
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    parsed = sqlglot.parse(SQLITE.replace(SQLITE.splitlines()[3] + "\n", ""), read="sqlite")
    tables = [each for each in parsed if isinstance(each, sqlglot.exp.Create) and each.kind == "TABLE"]
    columns = sum(len(list(each.find_all(sqlglot.exp.ColumnDef))) for each in tables)
    assert value(inspect(SQLITE), "tables") == {"tables": len(tables), "partitions": 0, "columns": columns}


@pytest.mark.parametrize("text", [PG_DUMP, GLOBALS, MYSQL, SQLSERVER, ORACLE, SQLITE])
def test_spoiled_files_are_read_or_refused_and_nothing_else(text):
    whole = artefact(text, "whole")
    for how, data in spoiled(text.encode()):
        spoilt = artefact(data, how)
        for act in (INSPECTOR.inspect, INSPECTOR.compare):
            try:
                if act == INSPECTOR.inspect:
                    INSPECTOR.inspect([spoilt], CONTEXT)
                else:
                    INSPECTOR.compare(whole, spoilt, CONTEXT)
            except UnreadableArtefactError:
                continue


def test_a_dialect_is_only_stated_when_it_shows():
    assert INSPECTOR.sniff(Head(b"-- x\n\nDO $$\nBEGIN END $$;\nCREATE TABLE a (b int);\n")) == 0.9
    assert inspect("CREATE TABLE a (b int);").artefact.producer == ""
    assert ddl.read(artefact("CREATE TABLE a (b int)"), "").tables["a"].columns["b"].type == "int"


def test_tables_that_sqlite_keeps_for_itself_are_none_of_the_schema():
    found = inspect(
        "CREATE TABLE client(id INTEGER PRIMARY KEY AUTOINCREMENT, nom TEXT NOT NULL);\n"
        "CREATE TABLE sqlite_sequence(name,seq);\n"
    )
    assert fact_of(found, "schemas.tables").value["tables"] == 1
    assert "schemas.no_primary_key" not in {each.code for each in found.findings}
