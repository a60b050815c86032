"""Typed access: a wrong type reads as absent."""

import pytest

from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig


@pytest.mark.parametrize(
    ("value", "text", "number", "whole"),
    [
        ("12", "12", 12.0, 12),
        (" 1e3 ", " 1e3 ", 1000.0, 1000),
        ("1_000", "1_000", None, None),
        ("x", "x", None, None),
        ("9" * 50, "9" * 50, None, None),
        ("inf", "inf", None, None),
        (3, "3", 3.0, 3),
        (3.0, "3.0", 3.0, 3),
        (3.5, "3.5", 3.5, None),
        (True, "", None, None),
        (None, "", None, None),
        ([], "", None, None),
        (float("nan"), "", None, None),
        (10**400, "", None, None),
        (10**20, str(10**20), 1e20, None),
    ],
)
def test_scalars(value, text, number, whole):
    assert (as_text(value), as_number(value), as_int(value)) == (text, number, whole)


def test_containers():
    assert (as_dict({"a": 1}), as_dict([]), as_list([1]), as_list({})) == ({"a": 1}, {}, [1], [])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((), {"a": [1, {"b": 2}]}),
        (("a", 1, "b"), 2),
        (("a", -1, "b"), 2),
        (("a", 2), None),
        (("a", "b"), None),
        ((0,), None),
        (("a", 0, 0), None),
    ],
)
def test_digging(path, found):
    assert dig({"a": [1, {"b": 2}]}, *path) == found
