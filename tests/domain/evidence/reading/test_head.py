"""What recognition may look at."""

import io
import json
import zipfile

import pytest

from preuve.domain.evidence.reading.head import HEAD, Head
from tests.factories.evidence import artefact


def test_a_head_is_bounded():
    head = Head.of(artefact(b"x" * (HEAD + 5), "dossier/Fichier.TAR.GZ"))

    assert (len(head.data), head.size, head.name) == (HEAD, HEAD + 5, "dossier/Fichier.TAR.GZ")
    assert (head.extension, head.base_name) == (".gz", "fichier.tar.gz")
    assert (Head(b"", "a.zip!b/Makefile").base_name, Head(b"", "a.b!c").extension) == ("makefile", "")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        (
            '<?xml version="1.0"?><!-- <no/> --><!DOCTYPE a [<!ENTITY x "y">]><a:b xmlns:a="u" c="d"/>',
            ("b", "u"),
        ),
        ('\ufeff\n<testsuites xmlns="urn:y">', ("testsuites", "urn:y")),
        ("<html", ("html", "")),
        ("< not xml", ("not", "")),
        ("<!-- only", ("", "")),
        ("text <a>", ("", "")),
    ],
)
def test_xml_roots(text, root):
    assert Head(text.encode()).xml_root[:2] == root


def test_json_objects_arrays_and_cut_ones():
    whole = Head(json.dumps({"a": 1, "b": {"c": 2}}).encode())
    rows = Head(b' [{"a": 1}, {"z": 2}]')
    cut = Head(b'{"a": {"b": [1, 2')

    assert (whole.json_kind, whole.json, whole.json_keys) == ("object", {"a": 1, "b": {"c": 2}}, {"a", "b"})
    assert (rows.json_kind, rows.json_keys) == ("array", {"a"})
    assert (cut.json, cut.json_keys) == (None, {"a", "b"})
    assert [Head(data).json_keys for data in (b"[]", b"[1]", b"text", b"[" * 9999)] == [frozenset()] * 4


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'\n{"a": 1}\n{"b": 2}', {"a": 1}),
        (b"{", None),
        (b"text", None),
        (b"", None),
        (b'{"a":' * 9999, None),
    ],
)
def test_the_first_line_as_json(data, value):
    assert Head(data).json_line == value


def test_yaml_keys_and_values():
    head = Head(
        b"apiVersion: v1 # here\n'kind': \"Service\"\nspec:\n  inner: 1\nurl: http://x\nkind: again\n"
    )

    assert head.yaml_keys == {"apiVersion", "kind", "spec", "url"}
    assert head.yaml_values == {"apiVersion": "v1", "kind": "Service", "spec": "", "url": "http://x"}
    assert [Head(data).yaml_keys for data in (b'{"a": 1}', b"<a>\nb: 1\n</a>")] == [frozenset()] * 2


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        (b"Id;Date d\xe2\x80\x99ouverture\n1;2\n", ("id", "datedouverture")),
        (b"sep=;\nId;Nom\n", ("id", "nom")),
        (b"one\n", ()),
        (b"", ()),
        (b'{"a": 1, "b": 2}', ()),
        (b'<a b="1,2"/>', ()),
        (b'a,"' + b"x" * 2_000_000, ()),
    ],
)
def test_columns(data, columns):
    assert Head(data).columns == columns


def test_binary_files_and_archives_have_no_text():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", "b")

    assert (Head(stream.getvalue()).archive, Head(stream.getvalue()).text) == ("zip", "")
    assert Head(b"\x30\x82\0\0\0\1\2\3\4\xff").text == ""
    assert Head("héhé\n".encode("utf-16")).lines == ["héhé"]
