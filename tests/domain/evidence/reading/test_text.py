"""Lines of text in any encoding, one block at a time."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import text
from tests.factories.evidence import artefact

LINES = ["première", "", "€ deux", "trois\u2028pas une fin"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_encoding_is_found_from_the_bytes(encoding, end):
    data = end.join(LINES).encode(encoding)

    assert list(text.lines(artefact(data))) == list(enumerate(LINES, 1))
    assert "".join(block for _, block in text.blocks(artefact(data))) == "\n".join(LINES) + "\n"
    assert text.decode(data).removeprefix("\ufeff") == end.join(LINES)


def test_bytes_that_are_not_utf_8_read_as_windows_1252_one_by_one():
    data = "été".encode() + b" \x85 \xe9\n" + "€".encode()

    assert list(text.lines(artefact(data))) == [(1, "été … é"), (2, "€")]
    assert text.decode(b"\x81") == "\ufffd"


@example(b"\xef\xbb\xbf", 1)
@example(b"a\n\xef\xbb\xbfb", 1)
@given(
    st.lists(st.binary(max_size=40), max_size=12).map(b"\n".join).filter(lambda d: b"\0" not in d and d),
    st.integers(1, 30),
)
def test_blocks_of_any_size_give_the_same_lines(data, size):
    whole = (
        text.decode(data).removeprefix("\ufeff")
        if text.encoding_of(data) == "utf-8-sig"
        else data.decode("utf-8", text.FALLBACK)
    )
    if text.encoding_of(data) not in {"utf-8", "utf-8-sig"}:
        return
    expected = whole.split("\n")
    if expected[-1] == "":
        expected.pop()
    before, text._BLOCK = text._BLOCK, size
    try:
        found = list(text.lines(artefact(data)))
        blocks = list(text.blocks(artefact(data)))
    finally:
        text._BLOCK = before

    assert found == [(number, line.rstrip("\r")) for number, line in enumerate(expected, 1)]
    assert "".join(block for _, block in blocks) == "".join(line + "\n" for _, line in found)
    assert [number for number, _ in blocks] == [
        1 + sum(block.count("\n") for _, block in blocks[:index]) for index in range(len(blocks))
    ]


@pytest.mark.parametrize("size", [4, 7, 1000])
def test_a_line_that_is_too_long_is_cut_and_the_next_keeps_its_number(size, monkeypatch):
    monkeypatch.setattr(text, "_BLOCK", size)
    data = b"ab\n" + b"x" * 50 + b"\ncd\n" + b"y" * 50

    assert list(text.lines(artefact(data), max_line=10)) == [
        (1, "ab"), (2, "x" * 10), (3, "cd"), (4, "y" * 10),
    ]  # fmt: skip
    assert "".join(block for _, block in text.blocks(artefact(data), max_line=10)) == (
        f"ab\n{'x' * 10}\ncd\n{'y' * 10}\n"
    )


def test_a_long_line_of_utf_16_is_cut_too():
    data = ("x" * 50 + "\nab\n").encode("utf-16")

    assert list(text.lines(artefact(data), max_line=10)) == [(1, "x" * 10), (2, "ab")]


def test_blocks_of_other_encodings_hold_some_lines_each(monkeypatch):
    monkeypatch.setattr(text, "_LINES", 2)

    assert list(text.blocks(artefact("a\nb\r\nc".encode("utf-16")))) == [(1, "a\nb\n"), (3, "c\n")]


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [(b"", Unreadable.EMPTY, 0), (b"a\nb\nc\0d\n", Unreadable.BINARY, 3)],
)
def test_what_is_no_text_is_refused_with_its_line(data, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        list(text.lines(artefact(data)))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)
    with pytest.raises(UnreadableArtefactError) as caught:
        list(text.blocks(artefact(data)))
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


def test_a_file_to_hold_whole_is_bounded():
    assert text.whole(artefact(b"abc"), limit=3) == b"abc"
    for data, reason in ((b"", Unreadable.EMPTY), (b"abcd", Unreadable.TOO_LARGE)):
        with pytest.raises(UnreadableArtefactError) as caught:
            text.whole(artefact(data), limit=3)
        assert caught.value.reason is reason


def test_the_handler_serves_decoding_only():
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", text.FALLBACK)
