"""JSON in and out, canonical bytes, hash."""

import hashlib
import json
from dataclasses import replace

import pytest

from preuve.domain.competences.errors import InvalidFrameworkJsonError
from preuve.domain.competences.model import (
    AssessmentMethod,
    Block,
    Competence,
    Criterion,
    Framework,
    ReadingWarning,
    Unassigned,
    split_criterion,
)
from preuve.domain.competences.serialise import canonical_bytes, content_hash, from_json_dict, to_json_dict

CRITERION = Criterion("C1.1-1", "La qualité", "elle est là", "La qualité : elle est là")
SMALL = Framework(
    title="É",
    certifier="B",
    blocks=(
        Block(
            code="BC1",
            title="t",
            introduction="i",
            activities=("a",),
            assessment_methods=(AssessmentMethod("C1.1 à C1.1", ("C1.1",), ("s",)),),
            competences=(Competence("C1.1", "s en :", ("p",), (CRITERION,)),),
        ),
    ),
    warnings=(ReadingWarning("w", 3, "m"),),
    unassigned=(Unassigned(4, "u"),),
)
JSON = {
    "title": "É",
    "certifier": "B",
    "blocks": [
        {
            "code": "BC1",
            "title": "t",
            "introduction": "i",
            "activities": ["a"],
            "assessment_methods": [{"stated_range": "C1.1 à C1.1", "applies_to": ["C1.1"], "steps": ["s"]}],
            "competences": [
                {
                    "code": "C1.1",
                    "statement": "s en :",
                    "practices": ["p"],
                    "criteria": [
                        {
                            "id": "C1.1-1",
                            "label": "La qualité",
                            "expectation": "elle est là",
                            "text": "La qualité : elle est là",
                        }
                    ],
                }
            ],
        }
    ],
    "warnings": [{"code": "w", "line": 3, "message": "m"}],
    "unassigned": [{"line": 4, "text": "u"}],
}


def test_writes_the_exchange_format_with_its_keys_in_order():
    assert json.dumps(to_json_dict(SMALL)) == json.dumps(JSON)


def test_reads_back_what_it_wrote(framework):
    assert from_json_dict(json.loads(json.dumps(to_json_dict(framework)))) == framework


def test_canonical_bytes_leave_the_reading_out():
    content = {key: JSON[key] for key in ("blocks", "certifier", "title")}
    expected = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical_bytes(SMALL) == expected
    assert content_hash(SMALL) == hashlib.sha256(expected).hexdigest()
    assert content_hash(replace(SMALL, warnings=(), unassigned=())) == content_hash(SMALL)
    assert content_hash(replace(SMALL, title="E")) != content_hash(SMALL)


def _at(pointer):
    """A copy of the JSON, and what holds the pointer's last key."""
    data = json.loads(json.dumps(JSON))
    holder = data
    *path, last = pointer.split("/")[1:]
    for key in path:
        holder = holder[int(key) if key.isdigit() else key]
    return data, holder, int(last) if last.isdigit() else last


@pytest.mark.parametrize(
    ("pointer", "value", "expected", "found"),
    [
        ("/title", 3, "string", "integer"),
        ("/blocks", {}, "array", "object"),
        ("/blocks/0", "x", "object", "string"),
        ("/blocks/0/activities/0", None, "string", "null"),
        ("/blocks/0/assessment_methods/0/applies_to", "C1.1", "array", "string"),
        ("/blocks/0/competences/0/criteria/0/expectation", 1.5, "string", "number"),
        ("/warnings/0/line", True, "integer", "boolean"),
        ("/unassigned/0/line", "3", "integer", "string"),
        ("/title", b"x", "string", "bytes"),
    ],
)
def test_refuses_a_value_of_another_type(pointer, value, expected, found):
    data, holder, key = _at(pointer)
    holder[key] = value
    with pytest.raises(InvalidFrameworkJsonError) as caught:
        from_json_dict(data)
    assert (caught.value.pointer, caught.value.expected, caught.value.found) == (pointer, expected, found)


@pytest.mark.parametrize("data", [None, [], "x"])
def test_refuses_what_is_no_object(data):
    with pytest.raises(InvalidFrameworkJsonError) as caught:
        from_json_dict(data)
    assert (caught.value.pointer, caught.value.expected) == ("", "object")


def test_refuses_a_missing_and_an_unknown_key():
    data, holder, _ = _at("/blocks/0/competences/0/code")
    del holder["code"]
    with pytest.raises(InvalidFrameworkJsonError) as caught:
        from_json_dict(data)
    assert (caught.value.pointer, caught.value.expected, caught.value.found) == (
        "/blocks/0/competences/0",
        "key",
        "code",
    )
    data, holder, _ = _at("/blocks/0/code")
    holder["colour"] = "red"
    with pytest.raises(InvalidFrameworkJsonError) as caught:
        from_json_dict(data)
    assert (caught.value.pointer, caught.value.expected, caught.value.found) == (
        "/blocks/0",
        "no other key",
        "colour",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("La qualité : elle est là", ("La qualité", "elle est là")),
        ("La qualité: elle est là", ("La qualité", "elle est là")),
        ("Les pages : a : b", ("Les pages", "a : b")),
        ("Sans deux-points", ("Sans deux-points", "")),
        ("Voir https://x.fr", ("Voir https://x.fr", "")),
        ("La fin :", ("La fin", "")),
    ],
)
def test_splits_a_criterion(text, parts):
    assert split_criterion(text) == parts
