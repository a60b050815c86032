import pytest

from preuve.domain.evidence.manifest import checksum_lines
from preuve.domain.evidence.names import archive_names, display_name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\schéma.sql", "schéma.sql"),
        ("re\u0301sume\u0301.txt", "résumé.txt"),
        ("a\x00b\r\n\u202ecod.exe", "abcod.exe"),
        ("  espace.txt ", "espace.txt"),
        ("..", ""),
        ("/", ""),
        ("\x00\x01", ""),
        ("é" * 300 + ".pdf", "é" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        (".env", ".env"),
    ],
)
def test_display_name(raw, name):
    assert display_name(raw) == name


def test_archive_names_are_safe_and_distinct():
    names = [
        "Plan.PDF",
        "plan.pdf",
        "plan.pdf",
        "a b: c?.txt",
        "CON.txt",
        "..",
        "../x",
        "nul",
        "données #1.csv",
    ]
    assert archive_names(names) == (
        "Plan.PDF",
        "plan-2.pdf",
        "plan-3.pdf",
        "a-b-c-.txt",
        "fichier-CON.txt",
        "fichier",
        "x",
        "fichier-nul",
        "données-1.csv",
    )


def test_archive_names_are_short():
    assert archive_names(["é" * 200 + ".sql"]) == ("é" * 116 + ".sql",)


def test_checksum_lines_are_sorted_by_path():
    assert checksum_lines({"b.txt": "2" * 64, "a.txt": "1" * 64}) == f"{'1' * 64}  a.txt\n{'2' * 64}  b.txt\n"
