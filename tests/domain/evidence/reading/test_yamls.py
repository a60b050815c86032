"""YAML keeps what was written, says where, and expands aliases within bounds."""

import pytest
import yaml

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import yamls
from tests.factories.evidence import artefact

DOCUMENT = """on:
  push: [main, 'x']
mode: 022
time: 1:20
flag: no
nothing:
tilde: ~
text: "~"
"""


def test_scalars_stay_what_was_written():
    (document,) = yamls.documents(artefact(DOCUMENT))

    assert document.value == {
        "on": {"push": ["main", "x"]},
        "mode": "022",
        "time": "1:20",
        "flag": "no",
        "nothing": None,
        "tilde": None,
        "text": "~",
    }


def test_every_value_has_its_line_and_its_path():
    (document,) = yamls.documents(artefact("a:\n  - b: 1\n    c:\n      2\n  - d\n"))

    places = {
        path: (document.place(*path).line, document.place(*path).path)
        for path in [(), ("a",), ("a", 0, "c"), ("a", 1), ("a", 7), ("a", 0, "z"), ("a", 1, "z"), ("a", "x")]
    }
    assert places == {
        (): (1, ""),
        ("a",): (2, "a"),
        ("a", 0, "c"): (4, "a[0].c"),
        ("a", 1): (5, "a[1]"),
        ("a", 7): (2, "a[7]"),
        ("a", 0, "z"): (2, "a[0].z"),
        ("a", 1, "z"): (5, "a[1].z"),
        ("a", "x"): (2, "a.x"),
    }
    assert document.place("a", 0, "c", key=True).line == 3
    assert document.place("a", 1, key=True).line == 5


def test_several_documents_and_empty_ones():
    found = yamls.documents(artefact("a: 1\n---\n---\nb: 2\n"))

    assert [document.value for document in found] == [{"a": "1"}, {"b": "2"}]
    assert found[1].place("b").line == 4


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", Unreadable.EMPTY, 0),
        ("# only a comment\n", Unreadable.EMPTY, 0),
        ("a\0b", Unreadable.BINARY, 0),
        ("a: \x01", Unreadable.BINARY, 0),
        ("a: &x [1, *x]\n", Unreadable.ALIASES, 1),
        ("a: &x\n  <<: *x\n", Unreadable.ALIASES, 1),
        ("a: &x 1\nb:\n  <<: *x\n", Unreadable.MALFORMED, 1),
        ("a: &x [{b: 1}, 2]\nb:\n  <<: *x\n", Unreadable.MALFORMED, 1),
        ("a: &x 1\n? [*x]\n: 1\n", Unreadable.MALFORMED, 2),
        ("a: [\nb: 1\n", Unreadable.MALFORMED, 3),
        ("a: 1\n  b: {{ x }}\n", Unreadable.TEMPLATE, 2),
        ("? [a]\n: 1\n", Unreadable.MALFORMED, 1),
        ("[" * 5000, Unreadable.TOO_DEEP, 1),
        ("- " * 3000 + "x", Unreadable.TOO_DEEP, 1),
        ("x:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 300)), Unreadable.TOO_DEEP, 102),
    ],
)
def test_what_is_not_read_is_told_with_its_line(text, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        yamls.documents(artefact(text))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("false", False),
        ("NO", False),
        ("off", False),
        ("1", None),
        (None, None),
    ],
)
def test_flags(value, flag):
    assert yamls.as_flag(value) is flag


def bomb(width, levels):
    first = "a0: &a0 [" + ", ".join("x" * width) + "]\n"
    return first + "".join(
        f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * width) + "]\n" for level in range(1, levels)
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bomb(10, 30), Unreadable.ALIASES),
        ("a: &x abc\nb: [" + "*x, " * 100_001 + "]\n", Unreadable.ALIASES),
        ("a: &x " + "b" * 100_000 + "\nb: [" + "*x, " * 101 + "]\n", Unreadable.ALIASES),
        (
            "a0: &a0 {b: 1}\n"
            + "".join(f"a{n}: &a{n}\n  <<: [{f'*a{n - 1}, ' * 10}]\n" for n in range(1, 40)),
            Unreadable.ALIASES,
        ),
        ("a0: &a0 x\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300)), Unreadable.TOO_DEEP),
        ("a: &x " + "[" * 60 + "1" + "]" * 60 + "\nb: " + "[" * 60 + "*x" + "]" * 60, Unreadable.TOO_DEEP),
        ("a: " + "[" * 110 + "*" + "]" * 110 + "\n", Unreadable.MALFORMED),
        ("c: '*'\na: " + "[" * 110 + "1" + "]" * 110 + "\n", Unreadable.TOO_DEEP),
    ],
)
def test_aliases_that_expand_too_far_are_refused(text, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        yamls.documents(artefact(text))
    assert caught.value.reason is reason


PIPELINE = """.base: &base
  image: python
  tags: &tags
    - one
.other: &other {image: ruby, when: manual}
job:
  script:
    - &say echo
    - *say
  <<: *base
  image: node
both:
  <<: [*base, *other]
  tags: *tags
plain:
  "<<": *say
  nothing: !reference [job, script]
"""


def test_aliases_and_merge_keys_are_expanded_as_yaml_1_1_says():
    (document,) = yamls.documents(artefact(PIPELINE))

    value = document.value
    assert value["job"] == {"script": ["echo", "echo"], "image": "node", "tags": ["one"]}
    assert value["both"] == {"image": "python", "tags": ["one"], "when": "manual"}
    assert value["plain"] == {"<<": "echo", "nothing": ["job", "script"]}
    assert isinstance(value["plain"]["nothing"], yamls.Reference)
    assert not isinstance(value["job"]["script"], yamls.Reference)
    assert yaml.safe_load(PIPELINE.replace("!reference ", "")) == value


def test_what_an_alias_gives_stands_where_its_anchor_is():
    (document,) = yamls.documents(artefact(PIPELINE))

    lines = {
        path: (document.place(*path).line, document.place(*path, key=True).line, document.place(*path).path)
        for path in [
            ("job", "script", 1),
            ("job", "image"),
            ("job", "tags", 0),
            ("both", "when"),
            ("both", "image"),
        ]
    }
    assert lines == {
        ("job", "script", 1): (8, 8, "job.script[1]"),
        ("job", "image"): (11, 11, "job.image"),
        ("job", "tags", 0): (4, 4, "job.tags[0]"),
        ("both", "when"): (5, 5, "both.when"),
        ("both", "image"): (2, 2, "both.image"),
    }


def test_a_reference_without_any_alias_is_one_too():
    (document,) = yamls.documents(artefact("a: !reference [b, c]\nb: {c: 1}\n"))
    assert isinstance(document.value["a"], yamls.Reference)
