import json

import pytest

from preuve.cli import main
from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.baking import bake_svg
from tests.factories.credentials import ISSUER, award, issuer_document, lists, signed

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def files(tmp_path):
    credential = json.dumps(signed(badge(award(), ISSUER)))
    (tmp_path / "credential.json").write_text(credential)
    (tmp_path / "badge.svg").write_bytes(bake_svg(SVG, credential))
    (tmp_path / "empty.svg").write_bytes(SVG)
    (tmp_path / "issuer.json").write_text(json.dumps(issuer_document()))
    (tmp_path / "revoked.json").write_text(json.dumps(lists(revoked=[7])[0]))
    (tmp_path / "broken.json").write_text("{")
    return tmp_path


def run(files, name, *more):
    given = ["--issuer", str(files / "issuer.json"), "--at", "2026-09-01", *more]
    return main(["credential", "verify", str(files / name), *given])


@pytest.mark.parametrize("name", ["credential.json", "badge.svg"])
def test_a_valid_file(files, capsys, name):
    assert run(files, name) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Valable"
    assert "  Titulaire : Zoé Ångström-Lefèvre" in lines


def test_a_revoked_file_in_json(files, capsys):
    more = ("--status", str(files / "revoked.json"), "--format", "json", "--language", "en")
    assert run(files, "credential.json", *more) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["valid"] is False
    assert report["findings"][5]["sentence"] == (
        "revoked by the issuer (https://certifieur.example/status/1)"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("broken.json", "not_json"), ("none.json", "No such file"), ("empty.svg", "nothing_baked")],
)
def test_an_unreadable_file(files, capsys, name, said):
    assert run(files, name) == 2
    assert said in capsys.readouterr().err
