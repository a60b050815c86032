"""YAML keeps what was written, says where, and expands nothing."""

import pytest

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
        ("a: &x [1]\nb: *x\n", Unreadable.ALIASES, 1),
        ("a: &x 1\nb: *x\n", Unreadable.ALIASES, 1),
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
