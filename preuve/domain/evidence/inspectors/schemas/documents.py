"""JSON Schema (what a document store accepts) and data dictionaries in CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schemas.model import Column, Schema, Table
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.tables import table as open_table
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_TABLE = (
    "table",
    "nom de table",
    "nom table",
    "entité",
    "entite",
    "entity",
    "table name",
    "nom_table",
    "relation",
)
_COLUMN = (
    "colonne",
    "champ",
    "attribut",
    "column",
    "field",
    "column name",
    "nom de colonne",
    "nom colonne",
    "propriété",
    "donnée",
    "nom du champ",
    "rubrique",
)
_TYPE = ("type", "type de données", "data type", "datatype", "format", "type sql")
_FOLDED_TABLE = {
    re.sub(r"\W", "", each)
    for each in ("table", "nomdetable", "nomtable", "entite", "entity", "tablename", "relation")
}
_FOLDED_COLUMN = {
    "colonne",
    "champ",
    "attribut",
    "column",
    "field",
    "columnname",
    "nomdecolonne",
    "nomcolonne",
    "propriete",
    "donnee",
    "nomduchamp",
    "rubrique",
}
#: Words of a JSON Schema that bound a value.
_BOUNDS = {
    "enum",
    "const",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "multipleOf",
}
#: Words of a JSON Schema that map names to schemas, and those that hold plain values.
_MAPS = {"properties", "patternProperties", "definitions", "$defs", "dependentSchemas"}
_VALUES = {"enum", "const", "default", "examples", "example", "required"}
_MOST_NODES = 200_000
_MOST_TABLES = 20_000


@dataclass(slots=True)
class JsonSchema:
    """Counts of a JSON Schema; places of the objects that accept anything beside what they name."""

    version: str
    title: str
    whole: Place
    properties: int = 0
    required: int = 0
    bounded: int = 0
    objects: int = 0
    open_objects: list[Place] = field(default_factory=list)
    open_count: int = 0


def sniff_json_schema(head: Head) -> float:
    """``$schema`` of json-schema.org, or MongoDB's ``$jsonSchema``."""
    keys = head.json_keys
    if (
        "$schema" in keys
        and "json-schema.org" in head.text[:65536]
        and keys
        & {
            "properties",
            "type",
            "$defs",
            "definitions",
            "allOf",
            "anyOf",
            "oneOf",
            "items",
            "$ref",
        }
    ):
        return 0.9
    return 0.8 if "$jsonSchema" in keys else 0.0


def sniff_dictionary(head: Head) -> float:
    """A CSV whose header names tables, columns and types."""
    columns = set(head.columns)
    if not (columns & _FOLDED_TABLE and columns & _FOLDED_COLUMN):
        return 0.0
    return 0.8 if columns & {"type", "typededonnees", "datatype", "typesql", "longueur", "taille"} else 0.5


def read_json_schema(artefact: Artefact) -> JsonSchema:
    """Read a JSON Schema.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD when it is no object.
    """
    found = document(artefact)
    top = as_dict(found.value)
    if not top:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place())
    schema = JsonSchema(as_text(top.get("$schema")), as_text(top.get("title")), found.place())
    _count(schema, found, top)
    return schema


def _count(schema: JsonSchema, found: JsonDocument, top: Any) -> None:
    """Count what the schema and all schemas inside it describe."""
    stack: list[tuple[tuple[str | int, ...], Any, bool]] = [((), top, True)]
    seen = 0
    while stack and seen < _MOST_NODES:
        path, node, is_schema = stack.pop()
        seen += 1
        if isinstance(node, list):
            stack.extend(((*path, index), each, True) for index, each in enumerate(node))
        elif isinstance(node, dict):
            if is_schema:
                _describe(schema, found, path, node)
            stack.extend(
                ((*path, key), each, not (is_schema and key in _MAPS))
                for key, each in node.items()
                if not (is_schema and key in _VALUES)
            )


def _describe(
    schema: JsonSchema, found: JsonDocument, path: tuple[str | int, ...], node: dict[str, Any]
) -> None:
    properties = as_dict(node.get("properties"))
    if not properties:
        return
    schema.objects += 1
    schema.properties += len(properties)
    schema.required += len([each for each in as_list(node.get("required")) if as_text(each) in properties])
    schema.bounded += sum(bool(_BOUNDS & as_dict(each).keys()) for each in properties.values())
    if node.get("additionalProperties", True) is True:
        schema.open_count += 1
        if len(schema.open_objects) < 50:
            schema.open_objects.append(found.place(*path))


def read_dictionary(artefact: Artefact) -> Schema:
    """Read a data dictionary: one row per column.

    Raises:
        UnreadableArtefactError: EMPTY; MISSING_FIELD without a column of tables and one of columns.
    """
    found = open_table(artefact)
    of_table, of_column, of_type = found.column(*_TABLE), found.column(*_COLUMN), found.column(*_TYPE)
    if of_table < 0 or of_column < 0:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "table, colonne")
    schema = Schema()
    current = ""
    for row in found.rows():
        current = row.cell(of_table) or current
        name = row.cell(of_column)
        if not current or not name:
            schema.unread.append(row.place())
            continue
        table = schema.tables.setdefault(current.lower(), Table(current, row.place(of_table)))
        if len(schema.tables) > _MOST_TABLES:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, row.place())
        table.columns[name.lower()] = Column(name, row.cell(of_type).lower(), row.place(of_column))
        schema.statements += 1
    return schema
