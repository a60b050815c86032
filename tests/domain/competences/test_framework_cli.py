"""``preuve framework read`` and ``compare``, as a person runs them."""

import json
import subprocess
import sys

import pytest

from preuve.cli import main
from preuve.domain.competences.serialise import to_json_dict


def test_read_as_json(capsys, document_path, framework):
    assert main(["framework", "read", str(document_path), "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == to_json_dict(framework)
    assert list(json.loads(captured.out)) == ["title", "certifier", "blocks", "warnings", "unassigned"]
    assert captured.err == ""


def test_read_as_text(capsys, document_path):
    assert main(["framework", "read", str(document_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:8] == [
        "EXPERT(E) EN INGENIERIE INFORMATIQUE · AFIP FORMATIONS",
        "Blocs : 4 · Activités : 45 · Compétences : 18 · Pratiques : 199 · Critères : 99",
        "",
        "BC1 Conception des services d’infrastructure et logiciel",
        "  Activités : 13",
        "  Modalité « C1.1 à C1.5 » → C1.1, C1.2, C1.3, C1.4, C1.5",
        "  Critères « C1.1 à C1.5 » → C1.1, C1.2, C1.3, C1.4, C1.5",
        "  C1.1 Concevoir des solutions pour répondre aux besoins du client en :",
    ]
    assert "Avertissements : 8" in lines
    assert "Lignes hors du tableau : 27" in lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "1: le fichier est vide"),
        (b"%PDF-1.7\x00", "1: ce n’est pas du texte (PDF)"),
        (b"Une recette\n", "1: aucun titre « Bloc N : … » jusqu’à cette ligne, ce n’est pas un référentiel"),
        (b"a\nBloc 1 : b\n", "2: aucune compétence « C1.1 … » sous les blocs (Bloc 1 : b)"),
        (b"a\n\x81\xff", "2: octets illisibles dans cet encodage (cp1252 0x81)"),
    ],
)
def test_an_unreadable_file_is_one_line_on_the_error_output(capsys, tmp_path, content, message):
    path = tmp_path / "référentiel.txt"
    path.write_bytes(content)
    assert main(["framework", "read", str(path)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"{path}:{message}\n")


def test_a_missing_file_and_a_folder(capsys, tmp_path):
    assert main(["framework", "read", str(tmp_path / "rien.txt")]) == 2
    assert main(["framework", "read", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path / 'rien.txt'}: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]


def test_compare(capsys, document_path, tmp_path, text):
    other = tmp_path / "v2.txt"
    other.write_text(
        text.replace("- Affectation des ressources", "- Partage des ressources"), encoding="utf-8"
    )
    assert main(["framework", "compare", str(document_path), str(document_path)]) == 0
    assert capsys.readouterr().out == "Aucun changement.\n"
    assert main(["framework", "compare", str(document_path), str(other)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Changements : 1",
        "activité · reformulé",
        "  - Affectation des ressources",
        "  + Partage des ressources",
    ]
    assert main(["framework", "compare", str(document_path), str(other), "--format", "json"]) == 1
    place = "/blocks/0/activities/3"
    assert json.loads(capsys.readouterr().out) == {
        "changes": [
            {
                "kind": "reworded",
                "subject": "activity",
                "old": {"pointer": place, "code": "", "text": "Affectation des ressources"},
                "new": {"pointer": place, "code": "", "text": "Partage des ressources"},
            }
        ]
    }
    assert main(["framework", "compare", str(document_path), str(tmp_path / "rien.txt")]) == 2


@pytest.mark.parametrize("arguments", [[], ["framework"], ["framework", "read"], ["nulle-part"]])
def test_wrong_usage_exits_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: preuve" in capsys.readouterr().err


def test_reading_a_framework_imports_no_django(document_path):
    program = (
        "import sys; from preuve.cli import main; main(['framework', 'read', sys.argv[1]]);"
        "sys.exit(any(name.partition('.')[0] in {'django', 'psycopg'} for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(document_path)], check=False, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_pipe_is_no_error(document_path):
    command = f"{sys.executable} -m preuve.cli framework read {document_path} --format json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b'{\n  "title', b"")
