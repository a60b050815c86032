"""Schemas that are no SQL, dictionaries and configurations of servers."""

# ruff: noqa: E501 - rows and sentences are as long as they are

from __future__ import annotations

import io
import json
import zipfile

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schemas import INSPECTOR, documents
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

HBA = """\
# TYPE  DATABASE USER ADDRESS METHOD
local   all  all                    trust
host    all  all  127.0.0.1 255.255.255.255  md5
host    all  "all"  0.0.0.0/0       scram-sha-256
hostssl all  all  all               cert clientcert=verify-full
host    all  all  0.0.0.0/0         reject
include other.conf
host    all  all
"""
POSTGRESQL = """\
listen_addresses = '*'
max_connections = 100			# (change requires restart)
#log_connections = on
shared_buffers = 128MB
wal_level replica
ssl = off
= 3
"""
MYSQL = """\
[client]
port = 3306
[mysqld]
; comment
bind-address = 192.0.2.1
require_secure_transport = OFF
skip-networking
!includedir /etc/mysql/conf.d
"""
DBML = """\
Project boutique { database_type: 'PostgreSQL' }
// a comment
Enum etat {
  a
  b
}
Table clients as C [headercolor: #fff] {
  id int [pk, increment]
  "nom complet" varchar(255) [not null, unique, note: 'x']
  tags text[]
  Note: 'x'
  a comment that is no column at all
}
Table commandes {
  id int [primary key]
  client_id int [ref: > C.id]
  autre_id int [ref: < clients.id]
  produit_id int
  indexes {
    (client_id, produit_id) [unique]
    produit_id
    (id, client_id) [pk]
    not an index
  }
  Note {
    'x'
  }
}
Table lien {
  a int
  note '''
  long
  '''
}
Ref: commandes.produit_id > produits.id
Ref nom {
  clients.id < lien.(a)
  lien.a <> clients.id
}
Ref: nothing
Ref: perdu.a > clients.id
"""
LIQUIBASE = """\
<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <changeSet id="1" author="x">
    <createTable tableName="client">
      <column name="id" type="BIGINT"><constraints primaryKey="true" nullable="false"/></column>
      <column name="pays_id" type="INT"><constraints foreignKeyName="fk" references="pays(id)" unique="true"/></column>
      <column type="INT"/><other/>
    </createTable>
    <createTable/>
    <createTable tableName="temp"><column name="a" type="int"/></createTable>
    <addColumn tableName="client"><column name="nom" type="text"><constraints nullable="false"/></column></addColumn>
    <comment>x</comment><addColumn tableName="perdu"><column name="nom" type="text"/></addColumn>
  </changeSet>
  <changeSet id="2" author="x">
    <createTable tableName="pays"><column name="id" type="int"/><column name="code" type="int"/></createTable>
    <addPrimaryKey tableName="pays" columnNames="id, code"/>
    <addUniqueConstraint tableName="pays" columnNames="code"/>
    <addForeignKeyConstraint baseTableName="client" baseColumnNames="nom" referencedTableName="pays" referencedColumnNames="id"/>
    <createIndex tableName="client" unique="true"><column name="nom"/></createIndex>
    <createIndex tableName="client"><column name="pays_id"/></createIndex>
    <createView viewName="v">SELECT 1</createView>
    <dropColumn tableName="pays" columnName="x"/>
    <dropColumn tableName="perdu" columnName="x"/>
    <dropTable tableName="temp"/>
    <addPrimaryKey tableName="perdu" columnNames="id"/>
    <addUniqueConstraint tableName="perdu" columnNames="id"/>
    <addForeignKeyConstraint baseTableName="perdu" baseColumnNames="id" referencedTableName="pays"/>
    <createIndex tableName="perdu"><column name="nom"/></createIndex>
    <sql>SELECT 1</sql>
  </changeSet>
</databaseChangeLog>
"""
LIQUIBASE_YAML = """\
databaseChangeLog:
  - changeSet:
      id: 1
      author: x
      changes:
        - createTable:
            tableName: client
            columns:
              - column:
                  name: id
                  type: bigint
                  constraints:
                    primaryKey: true
  - include:
      file: x.yaml
"""
MWB = """\
<?xml version="1.0"?>
<data grt_format="2.0">
 <value type="object" struct-name="workbench.Document">
  <value type="list" key="tables">
   <value type="object" struct-name="db.mysql.Table" id="t1">
    <value type="list" key="columns">
     <value type="object" struct-name="db.mysql.Column" id="c1"><value key="name">id</value><value key="isNotNull">1</value><link key="simpleType">com.mysql.rdbms.mysql.datatype.int</link></value>
     <value type="object" struct-name="db.mysql.Column" id="c2"><value key="name">autre_id</value><link key="simpleType"/></value>
    </value>
    <value type="list" key="foreignKeys">
     <value type="object" struct-name="db.mysql.ForeignKey" id="f1"><link key="referencedTable">t2</link><value type="list" key="columns"><link>c2</link></value></value>
     <value type="object" struct-name="db.mysql.ForeignKey" id="f2"><link key="referencedTable">t9</link></value>
    </value>
    <value type="list" key="indices">
     <value type="object" struct-name="db.mysql.Index" id="i1"><value key="indexType">PRIMARY</value><value><link key="referencedColumn">c1</link></value></value>
     <value type="object" struct-name="db.mysql.Index" id="i2"><value key="unique">1</value><value><link key="referencedColumn">c2</link></value></value>
     <value type="object" struct-name="db.mysql.Index" id="i3"><value key="indexType">INDEX</value><value><link key="referencedColumn">c2</link></value></value>
    </value>
    <value key="name">client</value>
   </value>
   <value type="object" struct-name="db.mysql.Table" id="t2"><value key="name">autre</value></value>
  </value>
  <value type="object" struct-name="db.mysql.View" id="v1"><value key="name">v</value></value>
 </value>
</data>
"""
JSON_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Client",
    "type": "object",
    "required": ["id", "zzz"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "properties": {
            "type": "object",
            "properties": {"a": {"enum": [{"properties": {"z": 1}}]}},
            "additionalProperties": False,
        },
        "liste": {"items": [{"type": "object", "properties": {"b": {}}}]},
    },
}
DICTIONARY = """\
Table;Colonne;Type;Description
client;id;bigint;identifiant
;nom;text;nom
client;;text;nothing
facture;id;bigint;identifiant
"""


def mwb(text=MWB, name="document.mwb.xml"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, text)
    return stream.getvalue()


def inspect(content, name="x"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def value(found, code):
    return fact_of(found, f"schemas.{code}").value


def test_pg_hba():
    found = inspect(HBA, "pg_hba.conf")
    assert found.artefact.format == "pg_hba"
    assert value(found, "client_authentication") == {
        "trust": 1,
        "md5": 1,
        "scram-sha-256": 1,
        "cert": 1,
        "reject": 1,
    }
    assert fact_of(found, "schemas.trust").fr == (
        "1 ligne de pg_hba.conf laisse entrer sans authentification (trust)."
    )
    assert [place.line for place in fact_of(found, "schemas.trust").places] == [2]
    assert [place.line for place in fact_of(found, "schemas.weak_authentication").places] == [3]
    assert [place.line for place in fact_of(found, "schemas.unencrypted_connections").places] == [4]
    assert [place.line for place in fact_of(found, "schemas.unread").places] == [8]
    assert INSPECTOR.sniff(Head(b"# nothing\n", "pg_hba.conf")) == 0.5


def test_postgresql_conf():
    found = inspect(POSTGRESQL)
    assert found.artefact.format == "postgresql-conf"
    assert value(found, "server_settings") == {"ssl": "off", "listen_addresses": "…"}
    assert fact_of(found, "schemas.server_settings").fr == (
        "5 réglages actifs ; chiffrement, authentification et traces : ssl = off et listen_addresses = …."
    )
    assert fact_of(found, "schemas.tls_off").fr == "Le chiffrement des connexions est désactivé : ssl = off."
    assert value(found, "no_trace") is True
    assert value(found, "unread") == 1
    traced = inspect(POSTGRESQL + "shared_preload_libraries = 'pgaudit'\nssl = on\n")
    assert "schemas.no_trace" not in codes_of(traced)
    assert "schemas.tls_off" not in codes_of(traced)
    assert INSPECTOR.sniff(Head(b"work_mem = 1\n", "postgresql.conf")) == 0.6
    assert INSPECTOR.sniff(Head(b"work_mem = 1\n")) == 0.0
    bare = inspect("max_connections = 1\n", "postgresql.conf")
    assert fact_of(bare, "schemas.server_settings").fr.endswith(": inconnu.")


def test_my_cnf():
    found = inspect(MYSQL)
    assert found.artefact.format == "my-cnf"
    assert value(found, "server_settings") == {
        "require_secure_transport": "OFF",
        "bind_address": "…",
        "skip_networking": "",
    }
    assert value(found, "tls_off") == 1
    assert value(found, "no_trace_here") is True
    assert [place.line for place in fact_of(found, "schemas.no_trace_here").places[1:]] == [8]
    assert [each.code for each in found.limits] == ["schemas.limit.configuration", "schemas.limit.includes"]
    assert value(inspect(MYSQL.replace("!includedir", "#")), "no_trace") is True
    assert "schemas.no_trace_here" not in codes_of(inspect(MYSQL + "plugin-load-add = server_audit\n"))
    assert value(inspect(MYSQL + "= 3\n"), "unread") == 1
    assert INSPECTOR.sniff(Head(b"[client]\nport = 1\n")) == 0.6
    assert INSPECTOR.sniff(Head(b'{"a": "[mysqld]"}')) == 0.0


@pytest.mark.parametrize("line", ["include 'x.conf'", "include_dir = 'conf.d'", "INCLUDE_IF_EXISTS 'x'"])
def test_a_configuration_that_includes_others_does_not_say_that_nothing_is_traced(line):
    found = inspect(POSTGRESQL + line + "\n")
    assert "schemas.no_trace" not in codes_of(found)
    assert fact_of(found, "schemas.no_trace_here").en == (
        "No active setting of this file records connections or statements; it includes other files, which were not read."
    )
    assert fact_of(found, "schemas.server_settings").fr.startswith("5 réglages actifs")
    assert [each.code for each in inspect(HBA).limits] == [each.code for each in found.limits]


def test_skip_grant_tables_lets_everybody_in():
    found = inspect(MYSQL + "skip-grant-tables\n")
    assert [place.line for place in fact_of(found, "schemas.no_authentication").places] == [9]
    assert fact_of(found, "schemas.no_authentication").fr == (
        "skip-grant-tables est actif : le serveur laisse entrer sans authentification et ne vérifie aucun droit."
    )
    for text in (MYSQL, MYSQL + "skip_grant_tables = OFF\n"):
        assert "schemas.no_authentication" not in codes_of(inspect(text))


def test_dbml():
    found = inspect(DBML)
    assert found.artefact.format == "dbml"
    assert value(found, "tables") == {"tables": 3, "partitions": 0, "columns": 8}
    assert value(found, "primary_keys") == 2
    assert value(found, "foreign_keys") == 4
    assert [place.line for place in fact_of(found, "schemas.foreign_keys").places] == [17, 16, 35, 37]
    assert value(found, "unique_keys") == 2
    assert value(found, "indexes") == 1
    assert value(found, "types") == 1
    assert value(found, "multi_valued_columns") == 1
    assert value(found, "unknown_target") == 1


def test_liquibase_in_xml_and_yaml():
    found = inspect(LIQUIBASE)
    assert found.artefact.format == "liquibase-xml"
    assert found.artefact.producer == "Liquibase"
    assert value(found, "change_sets") == 2
    assert value(found, "tables") == {"tables": 2, "partitions": 0, "columns": 5}
    assert value(found, "primary_keys") == 2
    assert value(found, "foreign_keys") == 2
    assert value(found, "unique_keys") == 3
    assert value(found, "indexes") == 1
    assert value(found, "views") == 1
    assert fact_of(found, "schemas.tables").places[0].line == 4
    found = inspect(LIQUIBASE_YAML)
    assert found.artefact.format == "liquibase-yaml"
    assert value(found, "tables") == {"tables": 1, "partitions": 0, "columns": 1}
    assert value(found, "change_sets") == 1
    assert fact_of(found, "schemas.tables").places[0].line == 7
    empty = inspect("<databaseChangeLog/>")
    assert value(empty, "change_sets") == 0


def test_mysql_workbench():
    found = inspect(mwb(), "modele.mwb")
    assert found.artefact.format == "mwb"
    assert found.artefact.producer == "MySQL Workbench"
    assert value(found, "tables") == {"tables": 2, "partitions": 0, "columns": 2}
    assert value(found, "foreign_keys") == 1
    assert value(found, "unique_keys") == 1
    assert value(found, "indexes") == 1
    assert value(found, "views") == 1
    assert fact_of(found, "schemas.tables").places[0].line == 5
    with pytest.raises(UnreadableArtefactError) as error:
        inspect(mwb(name="x/document.mwb.xml!"))
    assert error.value.reason is Unreadable.MISSING_FIELD


def test_json_schema():
    found = inspect(json.dumps(JSON_SCHEMA, indent=1))
    assert found.artefact.format == "json-schema"
    assert found.artefact.target == "Client"
    assert value(found, "json_schema") == {"objects": 3, "properties": 5, "required": 1, "bounded": 2}
    assert fact_of(found, "schemas.json_schema").fr == (
        "Schéma JSON : 3 objets décrits, 5 propriétés, 1 obligatoire, 2 avec une contrainte de valeur."
    )
    assert value(found, "open_objects") == 2
    assert [place.path for place in fact_of(found, "schemas.open_objects").places] == [
        "",
        "/properties/liste/items/0",
    ]
    closed = {"$jsonSchema": {"properties": {"a": {}}, "additionalProperties": False}}
    assert "schemas.open_objects" not in codes_of(inspect(json.dumps(closed)))
    with pytest.raises(UnreadableArtefactError):
        documents.read_json_schema(artefact("[1]"))


def test_open_objects_are_bounded():
    many = {"$jsonSchema": {"allOf": [{"properties": {"a": {}}} for _ in range(60)]}}
    found = fact_of(inspect(json.dumps(many)), "schemas.open_objects")
    assert (found.value, len(found.places)) == (60, 50)


def test_a_dictionary_alone_and_beside_a_schema():
    found = inspect(DICTIONARY)
    assert found.artefact.format == "data-dictionary"
    assert fact_of(found, "schemas.dictionary").fr == (
        "Dictionnaire de données : 3 colonnes décrites dans 2 tables."
    )
    assert fact_of(found, "schemas.dictionary").places[1].line == 3
    assert codes_of(inspect("table;colonne;type\n;;\n")) == []
    schema = "CREATE TABLE public.client (id bigint PRIMARY KEY, plus int);\nCREATE TABLE autre (x int);\n"
    for pair in ((DICTIONARY, schema), (schema, DICTIONARY)):
        found = INSPECTOR.compare(artefact(pair[0]), artefact(pair[1]), CONTEXT)
        assert found.same_scope
        assert value(found, "compare.dictionary") == {"common": 1, "only_dictionary": 2, "only_schema": 2}
        assert fact_of(found, "schemas.compare.missing_in_schema").fr == (
            "2 éléments du dictionnaire sont absents du schéma physique : client.nom et facture."
        )
        assert fact_of(found, "schemas.compare.missing_in_dictionary").en == (
            "2 items of the physical schema are missing from the dictionary: client.plus and autre."
        )
    same = INSPECTOR.compare(artefact("table,colonne\na,b\n"), artefact("CREATE TABLE a (b int);"), CONTEXT)
    assert codes_of(same) == ["schemas.compare.dictionary"]
    both = INSPECTOR.compare(artefact(DICTIONARY), artefact(DICTIONARY), CONTEXT)
    assert value(both, "compare.tables") == {"closed": 0, "remaining": 2, "new": 0}
    with pytest.raises(UnreadableArtefactError):
        documents.read_dictionary(artefact("a,b\n1,2\n"))


def test_a_dictionary_of_too_many_tables_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "_MOST_TABLES", 1)
    with pytest.raises(UnreadableArtefactError) as error:
        inspect(DICTIONARY)
    assert error.value.reason is Unreadable.TOO_MANY


def test_configurations_before_and_after():
    found = INSPECTOR.compare(artefact(HBA), artefact(HBA.replace("trust", "peer")), CONTEXT)
    assert value(found, "compare.client_authentication") == {"before": 1, "after": 0}
    after = POSTGRESQL.replace("ssl = off", "ssl = on").replace(
        "wal_level replica\n", "log_connections = on\n"
    )
    found = INSPECTOR.compare(artefact(POSTGRESQL), artefact(after), CONTEXT)
    assert fact_of(found, "schemas.compare.server_settings").fr == (
        "Réglages actifs : 1 retiré, 1 ajouté, 1 changé."
    )
    for pair in ((HBA, POSTGRESQL), (json.dumps(JSON_SCHEMA), json.dumps(JSON_SCHEMA))):
        with pytest.raises(UnreadableArtefactError) as error:
            INSPECTOR.compare(artefact(pair[0]), artefact(pair[1]), CONTEXT)
        assert error.value.reason is Unreadable.NOT_COMPARABLE


ALL = [
    HBA.encode(),
    POSTGRESQL.encode(),
    MYSQL.encode(),
    DBML.encode(),
    LIQUIBASE.encode(),
    LIQUIBASE_YAML.encode(),
    mwb(),
    json.dumps(JSON_SCHEMA, indent=1).encode(),
    DICTIONARY.encode(),
]


@pytest.mark.parametrize("data", ALL)
def test_spoiled_files_are_read_or_refused_and_nothing_else(data):
    whole = artefact(data, "whole")
    for how, spoilt in spoiled(data):
        bad = artefact(spoilt, how)
        try:
            INSPECTOR.inspect([bad], CONTEXT)
        except UnreadableArtefactError:
            continue
        try:
            INSPECTOR.compare(whole, bad, CONTEXT)
        except UnreadableArtefactError:
            continue
