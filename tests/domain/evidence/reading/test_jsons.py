"""JSON with the line of any value: checked against a document written with one value a line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import jsons
from preuve.domain.evidence.wording import clean
from tests.factories.evidence import artefact

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def written(value, lines, path, places):
    """Write `value` one item a line, noting the line on which each begins."""
    places.append((path, len(lines)))
    if isinstance(value, (dict, list)) and value:
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        lines[-1] += opening
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for position, (key, item) in enumerate(pairs):
            lines.append((json.dumps(key) + " : ") if isinstance(value, dict) else "  ")
            written(item, lines, (*path, key), places)
            lines[-1] += "," if position < len(value) - 1 else ""
        lines.append(closing)
    else:
        lines[-1] += json.dumps(value)


@given(VALUES, st.randoms(use_true_random=False))
def test_every_value_is_found_on_its_line_in_any_order(value, shuffled):
    lines, places = [""], []
    written(value, lines, (), places)
    document = jsons.document(artefact("\n".join(lines)))
    shuffled.shuffle(places)

    assert document.value == value
    for path, line in places:
        assert document.place(*path).line == line
        assert document.place(*path).path == clean(jsons.pointer(*path), 300)


@given(
    st.lists(st.dictionaries(st.text('{}[]",\\\\ :a', max_size=4), VALUES, max_size=3) | VALUES, min_size=2),
    st.randoms(use_true_random=False),
)
def test_elements_of_a_long_array_are_found_from_its_end(value, shuffled):
    lines, places = [""], []
    written(value, lines, (), places)
    shuffled.shuffle(places)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsons, "_MANY", 1)
        document = jsons.document(artefact("\n".join([*lines, " "])))
        assert [document.place(*path).line for path, _ in places] == [line for _, line in places]


def test_the_last_of_many_objects_is_placed_on_its_line():
    text = "[\n" + ",\n".join(f'{{"a": {{"n": {number}}}, "b": "{{"}}' for number in range(600)) + "\n]"
    document = jsons.document(artefact(text))

    assert [document.place(index).line for index in (599, 599, 300, 0, 299, 598, 600)] == [
        601, 601, 302, 2, 301, 600, 1,
    ]  # fmt: skip
    assert document.place(450, "a", "n").line == 452


def test_an_object_with_many_braces_is_found_from_the_start():
    deep = ", ".join(f'"k{number}": {{}}' for number in range(60))
    document = jsons.document(artefact("[" + ",\n".join(["{" + deep + "}"] * 600) + "]"))

    assert [document.place(index).line for index in (599, 0, 400)] == [600, 1, 401]
    assert document.place(1, "k59").line == 2


def test_a_path_that_leads_nowhere_stops_at_the_last_step():
    document = jsons.document(artefact('{"a":\n [1,\n {"b": 2}]}'))

    assert [document.place(*path).line for path in (("a", 1, "z"), ("a", 9), ("a", 0, "x"), ("z",))] == [
        3,
        2,
        2,
        1,
    ]


def test_children_asked_again_or_beyond_the_end_are_found_from_where_the_search_stopped():
    document = jsons.document(artefact("[0,\n1,\n2]"))

    assert [document.place(index).line for index in (1, 0, 2, 3, 2)] == [2, 1, 3, 1, 3]
    assert jsons.document(artefact('{"a": [],\n"b": {}}')).place("a", 0).line == 1
    assert jsons.document(artefact('{"a": [],\n"b": {}}')).place("b", "x").line == 2


def test_pointers_escape_as_rfc_6901():
    assert jsons.pointer("a/b", "m~n", 0) == "/a~1b/m~0n/0"


def test_the_last_of_two_equal_keys_counts_as_it_does_for_the_parser():
    document = jsons.document(artefact('{"a": 1,\n"a": 2}'))

    assert (document.value, document.place("a").line) == ({"a": 2}, 2)
    assert [document.place("z").line, document.place("z").line] == [1, 1]
    document = jsons.document(artefact('{"a": [1],\n"b": 3, "a":\n{"c": 4}, "b": [5], "n": null}'))
    paths = (("n",), ("a", "c"), ("b", 0), ("b",))
    assert [document.place(*path).line for path in paths] == [3, 3, 3, 3]


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", Unreadable.EMPTY, 0),
        (b'{"a":\n [1,', Unreadable.MALFORMED, 2),
        (b'{"a": 1}\n\nx', Unreadable.MALFORMED, 3),
        (b'{"a": NaN}', Unreadable.MALFORMED, 1),
        (b"[" * 100_000, Unreadable.TOO_DEEP, 0),
        (b"[1" + b"0" * 5000 + b"]", Unreadable.BAD_VALUE, 0),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(data, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        jsons.document(artefact(data))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


def test_a_document_inside_a_text_keeps_the_lines_of_the_text():
    text = "report(\n{\n"
    document = jsons.embedded(artefact(text), 'report(\n{\n"a": 1}', len("report("))

    assert (document.value, document.place("a").line) == ({"a": 1}, 3)


def test_json_lines_are_streamed_with_their_lines():
    assert list(jsons.json_lines(artefact(b'{"a": 1}\n\n  \n[2]\r\n3'))) == [(1, {"a": 1}), (4, [2]), (5, 3)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", Unreadable.MALFORMED),
        (b"NaN", Unreadable.MALFORMED),
        (b"[" * 100_000, Unreadable.TOO_DEEP),
        (b"1" * 5000, Unreadable.BAD_VALUE),
    ],
)
def test_a_wrong_line_is_told(line, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        list(jsons.json_lines(artefact(b"1\n" + line)))
    assert (caught.value.reason, caught.value.place.line) == (reason, 2)
