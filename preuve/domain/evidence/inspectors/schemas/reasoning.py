"""What can be said of tables: keys that miss, names, columns that hold several values."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.evidence.inspectors.schemas.model import Column, ForeignKey, Schema, Table

_STYLES: Mapping[str, re.Pattern[str]] = {
    "snake_case": re.compile(r"_?[a-z0-9à-ÿ]+(?:_[a-z0-9à-ÿ]+)+_?\Z"),
    "camelCase": re.compile(r"[a-z0-9à-ÿ]+(?:[A-Z][A-Za-z0-9à-ÿ]*)+\Z"),
    "PascalCase": re.compile(r"[A-Z][a-z0-9à-ÿ]+(?:[A-Z][a-z0-9à-ÿ]*)*\Z"),
    "MAJUSCULES": re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z"),
}
_IDENTIFIER = re.compile(r"(?:.+_id|id_.+|.+[a-z0-9]I[dD]|id[A-Z].*|.+_ID|ID_.+)\Z")
_NUMBERED = re.compile(r"(.*?[^\d_])_?(\d{1,2})\Z")
#: Two numbered lines of one address are the parts of one value.
_ADDRESS_LINES = {"adresse", "address", "adr", "addr", "ligne", "line"}
_LISTS = re.compile(r"(?:.*_)?(?:tags?|keywords|mots_cles|liste?s?|list|csv|ids)(?:_.*)?\Z", re.IGNORECASE)
_TEXT = re.compile(
    r"(?:var|n|nvar|long|medium|tiny)?(?:char|text)|character|clob|string|longtext", re.IGNORECASE
)
#: Whole words of names; what CNIL's register models list among identification and contact data.
_PERSONAL = {
    "nom",
    "prenom",
    "firstname",
    "lastname",
    "surname",
    "fullname",
    "email",
    "mail",
    "courriel",
    "tel",
    "telephone",
    "phone",
    "mobile",
    "portable",
    "adresse",
    "address",
    "birthdate",
    "birthday",
    "naissance",
    "birth",
    "ssn",
    "nir",
    "iban",
    "sexe",
    "gender",
    "civilite",
    "password",
    "motdepasse",
    "mdp",
    "username",
    "login",
    "photo",
    "picture",
}
_PERSONAL_PAIRS = {
    ("first", "name"),
    ("last", "name"),
    ("mot", "passe"),
    ("code", "postal"),
    ("postal", "code"),
}
_WORD = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-zà-ÿ])")
_UNACCENTED = str.maketrans("éèêëàâäîïôöùûüç", "eeeeaaaiioouuuc")


def without_primary_key(schema: Schema) -> list[Table]:
    """Tables that have none; partitions follow their table."""
    return [
        each
        for each in schema.tables.values()
        if each.primary is None and not each.partition and each.columns
    ]


def foreign_keys(schema: Schema) -> Iterator[tuple[Table, ForeignKey]]:
    """Yield each foreign key with its table."""
    for table in schema.tables.values():
        for each in table.foreign:
            yield table, each


def without_index(schema: Schema) -> list[tuple[Table, ForeignKey]]:
    """Foreign keys whose columns lead no key and no index; none where the engine makes the index itself."""
    if schema.implicit_indexes:
        return []
    return [
        (table, each)
        for table, each in foreign_keys(schema)
        if not table.partition and not _leads(table, each)
    ]


def _leads(table: Table, foreign: ForeignKey) -> bool:
    wanted = {name.lower() for name in foreign.columns}
    keys = [*table.unique, *table.indexes, *([table.primary] if table.primary else [])]
    return any({name.lower() for name in key.columns[: len(foreign.columns)]} == wanted for key in keys)


def without_foreign_key(schema: Schema) -> list[tuple[Table, Column]]:
    """Columns named like an identifier of something else that no foreign key uses."""
    found = []
    for table in schema.tables.values():
        if table.partition or table.divided:
            continue
        used = {name.lower() for each in table.foreign for name in each.columns}
        alone = table.primary.columns[0].lower() if table.primary and len(table.primary.columns) == 1 else ""
        for name, column in table.columns.items():
            own = _stem(column.name) in {table.base_name.lower(), table.base_name.lower().rstrip("s")}
            if name not in used and name != alone and _IDENTIFIER.match(column.name) and not own:
                found.append((table, column))
    return found


def _stem(name: str) -> str:
    return re.sub(r"^id_?|_?id$", "", name.lower())


def numbered(schema: Schema) -> list[tuple[Table, list[Column]]]:
    """Groups of columns of one table that differ by a number only (``tel1``, ``tel2``).

    Two lines of an address make no group.
    """
    found = []
    for table in schema.tables.values():
        groups: dict[str, list[Column]] = {}
        for column in table.columns.values():
            match = _NUMBERED.match(column.name)
            if match:
                groups.setdefault(match[1].lower(), []).append(column)
        if not table.partition:
            found += [(table, columns) for columns in groups.values() if _repeats(columns)]
    return found


def _repeats(columns: list[Column]) -> bool:
    if len(columns) != 2:
        return len(columns) > 2
    words = _WORD.findall(columns[0].name)
    return not words or words[-1].lower() not in _ADDRESS_LINES


def multi_valued(schema: Schema) -> list[tuple[Table, Column]]:
    """Columns declared as a set or an array, and texts whose name is that of a list."""
    return [
        (table, column)
        for table in schema.tables.values()
        for column in table.columns.values()
        if not table.partition and (column.listed or (_LISTS.match(column.name) and _TEXT.match(column.type)))
    ]


def styles(schema: Schema) -> dict[str, list[Table | Column]]:
    """Tables and columns by the style of their name; a single lower-case word has none."""
    found: dict[str, list[Table | Column]] = {}
    for table in schema.tables.values():
        named: list[tuple[str, Table | Column]] = [(table.base_name, table)]
        named += [(each.name, each) for each in table.columns.values()]
        for name, each in named:
            for style, pattern in _STYLES.items():
                if pattern.match(name):
                    found.setdefault(style, []).append(each)
                    break
    return found


def personal(schema: Schema) -> list[tuple[Table, Column]]:
    """Columns whose name suggests data about a person."""
    return [
        (table, column)
        for table in schema.tables.values()
        for column in table.columns.values()
        if not table.partition and _is_personal(column.name)
    ]


def _is_personal(name: str) -> bool:
    words = [each.lower().translate(_UNACCENTED) for each in _WORD.findall(name)]
    if words and words[-1] == "id":
        return False
    return bool(_PERSONAL & set(words)) or any(pair in _PERSONAL_PAIRS for pair in itertools.pairwise(words))
