"""JSON documents as frameworks: CASE packages and the exchange format, and what is neither."""

import json

import pytest

from preuve.cli import main
from preuve.domain.competences.case import CaseVersion, Publication, to_case
from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.json_lines import lines_of_values
from preuve.domain.competences.readers import read_framework
from preuve.domain.competences.readers.json_document import JsonDocumentReader, indented, read_publication
from preuve.domain.competences.serialise import canonical_bytes, to_json_dict

ABOUT = Publication("RNCP37674", "https://example.org/case", "2026-03-01T12:00:00+00:00")


def test_lines_of_values():
    text = '{\n "a": [1,\n  {"b/~": "x\\"{", "c": {}},\n  []],\n "a2": null}'

    assert lines_of_values(text) == {
        "": 1,
        "/a": 2,
        "/a/0": 2,
        "/a/1": 3,
        "/a/1/b~1~0": 3,
        "/a/1/c": 3,
        "/a/2": 4,
        "/a2": 5,
    }


def test_both_formats_are_read(framework):
    package = json.dumps(to_case(framework, ABOUT, CaseVersion.V1_0)).encode()
    exchange = json.dumps(to_json_dict(framework)).encode()

    assert canonical_bytes(read_framework(package, "a.json")) == canonical_bytes(framework)
    assert read_framework(exchange, "a.JSON") == framework
    assert read_publication(package).name == "RNCP37674"
    assert (read_publication(exchange), read_publication(b"Bloc 1")) == (None, None)


def test_sniffing():
    reader = JsonDocumentReader()
    assert (reader.sniff(b" {", "a.json"), reader.sniff(b"{", "a.bin"), reader.sniff(b"[", "a.json")) == (
        1.0,
        0.9,
        0.0,
    )


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b'{\n"a": }', UnreadableReason.JSON, 2),
        (b'{"a": ' + b"1" * 5000 + b"}", UnreadableReason.JSON, 1),
        (b'{"a":' + b"[" * 100_000, UnreadableReason.JSON, 1),
        (b'{"a": ["\\u0000"]}', UnreadableReason.JSON, 1),
        (b'{"\\ud800": 1}', UnreadableReason.JSON, 1),
        (b'{\n"title": 1}', UnreadableReason.SHAPE, 1),
        (b'{"CFDocument":\n {"identifier":\n 1}}', UnreadableReason.SHAPE, 3),
        (
            b'{"CFDocument":{"identifier":"","title":"","creator":""\n,"notes":"{\\"preuve:name\\": 1}"}}',
            UnreadableReason.SHAPE,
            2,
        ),
        (b'{"CFDocument":\n {"identifier": "a"}}', UnreadableReason.SHAPE, 2),
    ],
)
def test_what_is_neither_has_its_line(data, reason, line):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_framework(data, "a.json")

    assert (caught.value.reason, caught.value.line) == (reason, line)


def test_indented_text_says_the_same():
    data = '{"a":["é",1]}'.encode()
    assert indented(data).decode() == '{\n "a": [\n  "é",\n  1\n ]\n}'
    assert indented(b"Bloc 1") == b"Bloc 1"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_export_and_read_again(capsys, tmp_path, document_path, framework, version):
    first, second = tmp_path / "RNCP1.json", tmp_path / "RNCP2.json"
    command = ["framework", "export", "--case", version]
    assert main([*command, str(document_path), "--name", "RNCP1", "--output", str(first)]) == 0
    assert main([*command, str(first), "--output", str(second)]) == 0
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")
    assert main(["framework", "compare", str(document_path), str(second)]) == 0
    assert main([*command, str(second)]) == 0
    assert capsys.readouterr().out == "Aucun changement.\n" + first.read_text(encoding="utf-8")


def test_export_of_what_cannot_be_read_or_written(capsys, tmp_path, document_path):
    broken = tmp_path / "a.json"
    broken.write_text('{"a": 1}', encoding="utf-8")
    assert main(["framework", "export", str(broken)]) == 2
    assert main(["framework", "export", str(document_path), "--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{broken}:1: ce n’est ni un paquet CASE ni un référentiel au format d’échange (/ : title ≠ key)",
        f"{tmp_path}: Is a directory",
    ]
