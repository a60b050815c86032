"""`preuve framework rncp`: one fiche out of an export, zipped or not."""

import zipfile

import pytest

from preuve.cli import main
from tests.domain.competences.rncp.test_rncp import export

CSV = "Numero_Fiche;Bloc_Competences_Code;Bloc_Competences_Libelle\nRNCP1;RNCP1BC01;Mesurer\n"


def run(capsys, *arguments):
    status = main(["framework", "rncp", *map(str, arguments)])
    out = capsys.readouterr()
    return status, out.out, out.err


@pytest.mark.parametrize("zipped", [False, True])
def test_a_fiche_of_an_export(tmp_path, capsys, zipped):
    path = tmp_path / "export.xml"
    path.write_bytes(export(1, 2))
    if zipped:
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
            archive.write(path, "export_fiches_RNCP_V4_1.xml")
        path = tmp_path / "export.zip"
    status, out, _err = run(capsys, path, "--fiche", "RNCP2", "--format", "json")
    assert status == 0
    (tmp_path / "draft.json").write_text(out, encoding="utf-8")
    assert main(["framework", "read", str(tmp_path / "draft.json")]) == 0
    assert "Choisir un instrument" in capsys.readouterr().out
    assert run(capsys, path, "--fiche", "RNCP2", "--format", "source")[1].startswith("RNCP2 – Expert")
    assert "Mesurer" in run(capsys, path, "--fiche", "RNCP2")[1]
    status, out, err = run(capsys, path, "--fiche", "RNCP3")
    assert (status, out) == (2, "")
    assert err.endswith("cette fiche n’est pas dans le fichier (RNCP3)\n")


def test_the_csv_and_what_is_no_export(tmp_path, capsys):
    path = tmp_path / "blocs.csv"
    path.write_text(CSV, encoding="utf-8-sig")
    assert "Mesurer" in run(capsys, path, "--fiche", "rncp1")[1]
    empty = tmp_path / "vide.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    assert run(capsys, empty, "--fiche", "RNCP1")[::2] == (2, f"{empty}: aucun fichier .xml ou .csv dedans\n")
    assert run(capsys, tmp_path / "absent.xml", "--fiche", "RNCP1")[0] == 2
