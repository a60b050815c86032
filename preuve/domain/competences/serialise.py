"""A framework as JSON, and back; canonical bytes and the hash that names a published version."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

from preuve.domain.competences.errors import InvalidFrameworkJsonError
from preuve.domain.competences.model import (
    AssessmentMethod,
    Block,
    Competence,
    Criterion,
    Framework,
    ReadingWarning,
    Unassigned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_JSON_TYPES = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean", float: "number"}


def to_json_dict(framework: Framework) -> dict[str, Any]:
    """The framework as JSON-ready values, keys in the order of the exchange format.

    Shape: ``title, certifier, blocks[code, title, introduction, activities[],
    assessment_methods[stated_range, applies_to[], steps[]], competences[code, statement, practices[],
    criteria[id, label, expectation, text]]], warnings[code, line, message], unassigned[line, text]``.
    """
    return _content(framework) | {
        "warnings": [{"code": w.code, "line": w.line, "message": w.message} for w in framework.warnings],
        "unassigned": [{"line": u.line, "text": u.text} for u in framework.unassigned],
    }


def canonical_bytes(framework: Framework) -> bytes:
    """UTF-8 JSON of the content (neither warnings nor unassigned), keys sorted, no white space.

    Follows RFC 8785 for what a framework holds: strings, arrays and objects with ASCII keys.
    """
    return json.dumps(
        _content(framework), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def content_hash(framework: Framework) -> str:
    """SHA-256 of the canonical bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(framework)).hexdigest()


def from_json_dict(data: object) -> Framework:
    """The framework of JSON-ready values; the reverse of ``to_json_dict``.

    Strict: every key present, none unknown, every value of its type.

    Raises:
        InvalidFrameworkJsonError: with the JSON Pointer of the first value that is not as it should be.
    """
    fields = _object(data, "", ("title", "certifier", "blocks", "warnings", "unassigned"))
    return Framework(
        title=_string(fields["title"], "/title"),
        certifier=_string(fields["certifier"], "/certifier"),
        blocks=_array(fields["blocks"], "/blocks", _block),
        warnings=_array(fields["warnings"], "/warnings", _warning),
        unassigned=_array(fields["unassigned"], "/unassigned", _unassigned),
    )


def _content(framework: Framework) -> dict[str, Any]:
    return {
        "title": framework.title,
        "certifier": framework.certifier,
        "blocks": [
            {
                "code": block.code,
                "title": block.title,
                "introduction": block.introduction,
                "activities": list(block.activities),
                "assessment_methods": [
                    {"stated_range": m.stated_range, "applies_to": list(m.applies_to), "steps": list(m.steps)}
                    for m in block.assessment_methods
                ],
                "competences": [
                    {
                        "code": competence.code,
                        "statement": competence.statement,
                        "practices": list(competence.practices),
                        "criteria": [
                            {"id": c.id, "label": c.label, "expectation": c.expectation, "text": c.text}
                            for c in competence.criteria
                        ],
                    }
                    for competence in block.competences
                ],
            }
            for block in framework.blocks
        ],
    }


def _block(value: object, at: str) -> Block:
    keys = ("code", "title", "introduction", "activities", "assessment_methods", "competences")
    fields = _object(value, at, keys)
    return Block(
        code=_string(fields["code"], f"{at}/code"),
        title=_string(fields["title"], f"{at}/title"),
        introduction=_string(fields["introduction"], f"{at}/introduction"),
        activities=_array(fields["activities"], f"{at}/activities", _string),
        assessment_methods=_array(fields["assessment_methods"], f"{at}/assessment_methods", _method),
        competences=_array(fields["competences"], f"{at}/competences", _competence),
    )


def _method(value: object, at: str) -> AssessmentMethod:
    fields = _object(value, at, ("stated_range", "applies_to", "steps"))
    return AssessmentMethod(
        stated_range=_string(fields["stated_range"], f"{at}/stated_range"),
        applies_to=_array(fields["applies_to"], f"{at}/applies_to", _string),
        steps=_array(fields["steps"], f"{at}/steps", _string),
    )


def _competence(value: object, at: str) -> Competence:
    fields = _object(value, at, ("code", "statement", "practices", "criteria"))
    return Competence(
        code=_string(fields["code"], f"{at}/code"),
        statement=_string(fields["statement"], f"{at}/statement"),
        practices=_array(fields["practices"], f"{at}/practices", _string),
        criteria=_array(fields["criteria"], f"{at}/criteria", _criterion),
    )


def _criterion(value: object, at: str) -> Criterion:
    fields = _object(value, at, ("id", "label", "expectation", "text"))
    return Criterion(
        id=_string(fields["id"], f"{at}/id"),
        label=_string(fields["label"], f"{at}/label"),
        expectation=_string(fields["expectation"], f"{at}/expectation"),
        text=_string(fields["text"], f"{at}/text"),
    )


def _warning(value: object, at: str) -> ReadingWarning:
    fields = _object(value, at, ("code", "line", "message"))
    return ReadingWarning(
        code=_string(fields["code"], f"{at}/code"),
        line=_integer(fields["line"], f"{at}/line"),
        message=_string(fields["message"], f"{at}/message"),
    )


def _unassigned(value: object, at: str) -> Unassigned:
    fields = _object(value, at, ("line", "text"))
    return Unassigned(line=_integer(fields["line"], f"{at}/line"), text=_string(fields["text"], f"{at}/text"))


def _object(value: object, at: str, keys: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InvalidFrameworkJsonError(at, expected="object", found=_json_type(value))
    for key in keys:
        if key not in value:
            raise InvalidFrameworkJsonError(at, expected="key", found=key)
    for key in value:
        if key not in keys:
            raise InvalidFrameworkJsonError(at, expected="no other key", found=str(key))
    return value


def _array(value: object, at: str, item: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise InvalidFrameworkJsonError(at, expected="array", found=_json_type(value))
    return tuple(item(element, f"{at}/{index}") for index, element in enumerate(value))


def _string(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise InvalidFrameworkJsonError(at, expected="string", found=_json_type(value))
    return value


def _integer(value: object, at: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidFrameworkJsonError(at, expected="integer", found=_json_type(value))
    return value


def _json_type(value: object) -> str:
    return _JSON_TYPES.get(type(value), "null" if value is None else type(value).__name__)
