"""The inspector of databases: schemas, dumps, rights, server configurations, dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Description, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schemas import (
    changelog,
    comparing,
    configuration,
    dbml,
    ddl,
    documents,
    recognition,
    serving,
    stating,
    workbench,
)
from preuve.domain.evidence.inspectors.schemas import statements as say
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.reading.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Fact, Finding, Limit
    from preuve.domain.evidence.inspectors.schemas.configuration import Configuration
    from preuve.domain.evidence.inspectors.schemas.model import Schema

_SQL = {"pg_dump", "pg_dumpall", "mysqldump", "sql", "grants"}
_DICTIONARY = "data-dictionary"
_JSON_SCHEMA = "json-schema"
_CONFIGURATIONS: Mapping[str, Callable[[Artefact], Configuration]] = {
    "pg_hba": configuration.read_hba,
    "postgresql-conf": configuration.read_postgresql,
    "my-cnf": configuration.read_mysql,
}
_MODELS: Mapping[str, Callable[[Artefact], Schema]] = {
    "dbml": dbml.read,
    "mwb": workbench.read,
    "liquibase-xml": changelog.read_xml,
    "liquibase-yaml": changelog.read_yaml,
    _DICTIONARY: documents.read_dictionary,
}
_TAIL = 1024


class SchemaInspector(Inspector):
    """Recounts what a database declares."""

    id = "schemas"
    version = "1.0"
    title = ("Bases de données", "Databases")
    formats: ClassVar[tuple[Format, ...]] = (
        Format("pg_dump", "pg_dump", "pg_dump -s BASE > schema.sql", recognition.sniff_pg_dump),
        Format(
            "pg_dumpall",
            "pg_dumpall --globals-only",
            "pg_dumpall --globals-only --no-role-passwords > roles.sql",
            recognition.sniff_pg_dumpall,
        ),
        Format(
            "mysqldump", "mysqldump", "mysqldump --no-data BASE > schema.sql", recognition.sniff_mysqldump
        ),
        Format("sql", "DDL SQL", "sqlite3 BASE .schema > schema.sql", recognition.sniff_script),
        Format("grants", "GRANT (SQL)", "pt-show-grants > droits.sql", recognition.sniff_rights),
        Format("pg_hba", "pg_hba.conf", "psql -c 'SHOW hba_file'", configuration.sniff_hba),
        Format(
            "postgresql-conf", "postgresql.conf", "psql -c 'SHOW config_file'", configuration.sniff_postgresql
        ),
        Format("my-cnf", "my.cnf", "cp /etc/mysql/my.cnf .", configuration.sniff_mysql),
        Format("dbml", "DBML", "dbdiagram.io : Export > DBML", dbml.sniff),
        Format("mwb", "MySQL Workbench", "MySQL Workbench : File > Save Model (.mwb)", workbench.sniff),
        Format(
            "liquibase-xml",
            "Liquibase XML",
            "liquibase generate-changelog --changelog-file=changelog.xml",
            changelog.sniff_xml,
        ),
        Format(
            "liquibase-yaml",
            "Liquibase YAML",
            "liquibase generate-changelog --changelog-file=changelog.yaml",
            changelog.sniff_yaml,
        ),
        Format(
            _JSON_SCHEMA,
            "JSON Schema",
            "mongosh : db.getCollectionInfos()[0].options.validator",
            documents.sniff_json_schema,
        ),
        Format(
            _DICTIONARY,
            "Dictionnaire de données (CSV)",
            "information_schema.columns : table, colonne, type",
            documents.sniff_dictionary,
        ),
    )

    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first file declares."""
        artefact = artefacts[0]
        kind = self.format_of(Head.of(artefact)).id
        whole = artefact.place()
        if kind in _CONFIGURATIONS:
            settings = _CONFIGURATIONS[kind](artefact)
            return self._inspection(
                _described(artefact, kind, producer=settings.tool),
                serving.facts(settings, whole),
                serving.findings(settings, whole),
                serving.limits(settings),
            )
        if kind == _JSON_SCHEMA:
            found = documents.read_json_schema(artefact)
            return self._inspection(
                _described(artefact, kind, producer=found.version, target=found.title),
                serving.json_facts(found),
                serving.json_findings(found),
            )
        schema = _schema(artefact, kind)
        if kind == _DICTIONARY:
            return self._inspection(_describe(artefact, kind, schema), _dictionary(schema), iter(()))
        return Inspection(
            self.id,
            self.version,
            _describe(artefact, kind, schema),
            tuple(_facts(schema, artefact, kind)),
            tuple(stating.findings(schema)),
            tuple(stating.limits(schema)),
        )

    def _inspection(
        self,
        description: Description,
        facts: Iterator[Fact],
        findings: Iterator[Finding],
        limits: Iterable[Limit] = (),
    ) -> Inspection:
        told = tuple(limits) or (say.NEEDS.state(),)
        return Inspection(self.id, self.version, description, tuple(facts), tuple(findings), told)

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed between two files, or what a dictionary and a schema lack of each other."""
        kinds = self.format_of(Head.of(before)).id, self.format_of(Head.of(after)).id
        wholes = before.place(), after.place()
        if _JSON_SCHEMA in kinds or (kinds[0] != kinds[1] and _CONFIGURATIONS.keys() & set(kinds)):
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), " / ".join(kinds))
        if kinds[0] in _CONFIGURATIONS:
            read = _CONFIGURATIONS[kinds[0]]
            old, new = read(before), read(after)
            return Comparison(
                self.id,
                self.version,
                _described(before, kinds[0], producer=old.tool),
                _described(after, kinds[1], producer=new.tool),
                same_scope=True,
                facts=tuple(comparing.configurations(old, new, wholes)),
                findings=(),
                limits=(say.CONFIGURATION.state(),),
            )
        first, second = _schema(before, kinds[0]), _schema(after, kinds[1])
        findings = tuple(comparing.scope(first, second, wholes))
        if (kinds[0] == _DICTIONARY) != (kinds[1] == _DICTIONARY):
            dictionary, real = (first, second) if kinds[0] == _DICTIONARY else (second, first)
            facts = tuple(comparing.dictionary_facts(dictionary, real, wholes))
            gaps = (*findings, *comparing.dictionary_findings(dictionary, real))
        else:
            facts = tuple(comparing.facts(first, second, wholes))
            gaps = findings
        return Comparison(
            self.id,
            self.version,
            _describe(before, kinds[0], first),
            _describe(after, kinds[1], second),
            not findings,
            facts,
            gaps,
            (say.NEEDS.state(),),
        )


def _schema(artefact: Artefact, kind: str) -> Schema:
    if kind not in _SQL:
        return _MODELS[kind](artefact)
    head = Head.of(artefact)
    schema = ddl.read(artefact, recognition.dialect_of(head))
    with artefact.open() as stream:
        stream.seek(max(0, artefact.size - _TAIL))
        recognition.provenance(schema, head, decode(stream.read(_TAIL)))
    return schema


def _facts(schema: Schema, artefact: Artefact, kind: str) -> Iterator[Fact]:
    facts = tuple(stating.facts(schema, artefact.place()))
    yield from facts
    if kind.startswith("liquibase"):
        yield say.CHANGE_SETS.state(schema.statements, [artefact.place()])
    elif not facts:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place())


def _dictionary(schema: Schema) -> Iterator[Fact]:
    tables = list(schema.tables.values())
    columns = [each for table in tables for each in table.columns.values()]
    if columns:
        figures = {"columns": len(columns), "tables": len(tables)}
        yield say.DICTIONARY.state(figures, [each.place for each in columns], **figures)


def _describe(artefact: Artefact, kind: str, schema: Schema) -> Description:
    target = schema.target or schema.server
    return _described(
        artefact,
        kind,
        producer=schema.producer or schema.dialect,
        target=target,
        produced_at=schema.produced_at,
    )


def _described(
    artefact: Artefact, kind: str, *, producer: str = "", target: str = "", produced_at: str = ""
) -> Description:
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        kind,
        producer=producer,
        produced_at=produced_at,
        target=target,
    )


INSPECTOR = SchemaInspector()
