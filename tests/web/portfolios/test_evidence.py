import io
import json
import zipfile
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Artefact, Evidence
from preuve.web.portfolios.storage import artefact_path


def archive(text: str = "texte") -> bytes:
    """Return a small ZIP: what only begins like one is not kept."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("a.txt", text)
    return data.getvalue()


@pytest.fixture
def send(portfolio, signed_in):
    """Return a function that uploads as the browser's script does."""
    client = signed_in(portfolio.candidate)
    url = reverse("upload_evidence", args=[portfolio.pk])

    def post(name: str, content: bytes):
        body = {"file": SimpleUploadedFile(name, content), "path": name}
        response = client.post(url, body, headers={"accept": "application/json"})
        return response.status_code, response.json()

    return post


def test_a_file_is_kept_by_its_hash_and_shown_in_place(send, portfolio):
    status, said = send("journal.txt", b"bonjour\n")
    piece = portfolio.evidence.get()
    assert (status, said["ok"], said["error"]) == (200, True, "")
    assert f'id="piece-{piece.pk}"' in said["html"]
    assert (piece.title, piece.file_name, piece.artefact.media_type) == (
        "journal.txt",
        "journal.txt",
        "text/plain",
    )
    assert artefact_path(piece.artefact_id).read_bytes() == b"bonjour\n"
    assert AuditRecord.objects.get(action="add_evidence").details == {
        "kind": "file",
        "title": "journal.txt",
        "sha256": piece.artefact_id,
    }


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x", "x"),
        ("..\\..\\x.txt", "x.txt"),
        ("a\x07b.txt", "ab.txt"),
        ("re\u0301sume\u0301.txt", "résumé.txt"),
        ("<b>gras</b>.txt", "b>.txt"),
    ],
)
def test_names_are_cleaned(send, portfolio, name, kept):
    assert send(name, b"x")[0] == 200
    assert portfolio.evidence.get().file_name == kept


@pytest.mark.parametrize("name", ["a\x00b.txt", "\x00", ".."])
def test_names_given_straight_to_the_action(portfolio, now, name):
    upload = SimpleUploadedFile("x.txt", b"x")
    upload._name = name
    cleaned = name.replace("\x00", "").strip(".")
    call = {"actor": portfolio.candidate, "portfolio": portfolio, "case": None, "upload": upload, "now": now}
    if cleaned:
        assert actions.add_file(**call).file_name == "ab.txt"
    else:
        with pytest.raises(ActionRefusedError, match="pas de nom utilisable"):
            actions.add_file(**call)


def test_nul_bytes_in_a_file_are_only_bytes(send, portfolio):
    assert send("binaire.txt", b"\x00\x01\x02")[0] == 200
    assert portfolio.evidence.get().artefact.media_type == "application/octet-stream"


def test_an_empty_file_is_refused(send, portfolio):
    assert send("vide.txt", b"") == (
        422,
        {"ok": False, "error": "« vide.txt » est vide.", "current": None},
    )
    assert portfolio.evidence.count() == 0


def test_too_big_and_too_much(send, settings):
    settings.MAX_UPLOAD_BYTES = 4
    assert send("gros.txt", b"12345")[1]["error"] == "« gros.txt » dépasse la taille permise (4\xa0octets)."
    settings.MAX_UPLOAD_BYTES, settings.MAX_PORTFOLIO_BYTES = 100, 8
    assert send("a.txt", b"12345")[0] == 200
    status, said = send("b.txt", b"67890")
    assert (status, said["error"]) == (
        422,
        "« b.txt » ne tient plus dans le portfolio (8\xa0octets au total).",
    )
    assert Artefact.objects.count() == 1


def test_too_many(portfolio, add_text, send):
    add_text()
    with mock.patch("preuve.web.portfolios.queries.contents.MAX_EVIDENCE", 1):
        assert send("a.txt", b"a")[0] == 422
    assert portfolio.evidence.count() == 1


def test_the_same_file_twice_is_one_piece(send, portfolio):
    assert send("a.txt", b"a")[0] == send("a.txt", b"a")[0] == 200
    assert portfolio.evidence.count() == 1


def test_several_files_without_script(portfolio, signed_in):
    files = [SimpleUploadedFile(f"{n}.txt", bytes([65 + n])) for n in range(3)]
    response = signed_in(portfolio.candidate).post(
        reverse("upload_evidence", args=[portfolio.pk]), {"file": files}
    )
    assert (response.status_code, portfolio.evidence.count()) == (302, 3)


def test_no_file_at_all(portfolio, signed_in):
    response = signed_in(portfolio.candidate).post(
        reverse("upload_evidence", args=[portfolio.pk]), headers={"accept": "application/json"}
    )
    assert response.json()["error"] == "Choisissez au moins un fichier."


def test_after_the_deadline_nothing_enters_and_what_was_typed_comes_back(portfolio, send, signed_in, now):
    actions.move_deadline(actor=portfolio.trainer, portfolio=portfolio, due_at=now)
    status, said = send("a.txt", b"a")
    assert (status, said["error"].startswith("La date limite de dépôt est passée (")) == (422, True)
    response = signed_in(portfolio.candidate).post(
        reverse("text_new", args=[portfolio.pk]), {"title": "Ma note", "text": "Longuement écrite"}
    )
    assert response.status_code == 422
    assert "Longuement écrite" in response.content.decode()
    assert "La date limite de dépôt est passée" in response.content.decode()
    assert Evidence.objects.count() == 0


def test_link_and_text_and_twice_the_same(portfolio, signed_in):
    client = signed_in(portfolio.candidate)
    for _time in (1, 2):
        client.post(reverse("link_new", args=[portfolio.pk]), {"title": "Site", "url": "https://exemple.fr/"})
        client.post(reverse("text_new", args=[portfolio.pk]), {"title": "Note", "text": "Un texte"})
    assert sorted(portfolio.evidence.values_list("kind", "title")) == [("link", "Site"), ("text", "Note")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "pas une adresse"])
def test_an_address_is_an_address(portfolio, signed_in, url):
    response = signed_in(portfolio.candidate).post(
        reverse("link_new", args=[portfolio.pk]), {"title": "Site", "url": url}
    )
    assert (response.status_code, portfolio.evidence.count()) == (422, 0)


def test_rename_attach_then_remove_keeps_the_bytes(portfolio, case, send, signed_in):
    send("a.txt", b"a")
    piece, client = portfolio.evidence.get(), signed_in(portfolio.candidate)
    client.post(reverse("evidence_edit", args=[piece.pk]), {"title": "Journal", "case": case.pk})
    piece.refresh_from_db()
    assert (piece.title, piece.case, piece.file_name) == ("Journal", case, "a.txt")
    client.post(reverse("evidence_delete", args=[piece.pk]))
    assert portfolio.evidence.count() == 0
    assert artefact_path(piece.artefact_id).exists()
    assert AuditRecord.objects.get(action="delete_evidence").subject_id == str(piece.pk)


@pytest.mark.parametrize(
    ("name", "content", "inline"),
    [
        ("page.html", b"<script>alert(1)</script>", True),
        ("dessin.svg", b"<svg onload='alert(1)'/>", True),
        ("image.png", b"\x89PNG\r\n\x1a\n0000", True),
        ("archive.zip", archive(), False),
        ("inconnu", b"\x00\x00", False),
    ],
)
def test_raw_bytes_never_run_on_our_origin(send, portfolio, signed_in, name, content, inline):
    send(name, content)
    response = signed_in(portfolio.candidate).get(reverse("evidence_raw", args=[portfolio.evidence.get().pk]))
    assert b"".join(response.streaming_content) == content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert "html" not in response["Content-Type"]
    assert "svg" not in response["Content-Type"]


def test_raw_name_is_encoded_and_download_is_asked(send, portfolio, signed_in):
    send("résumé d’été.txt", b"x")
    url = reverse("evidence_raw", args=[portfolio.evidence.get().pk])
    response = signed_in(portfolio.candidate).get(f"{url}?telecharger")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''r%C3%A9sum%C3%A9%20d%E2%80%99%C3%A9t%C3%A9.txt"
    )


def test_texts_have_no_raw_bytes(add_text, portfolio, signed_in):
    assert (
        signed_in(portfolio.candidate).get(reverse("evidence_raw", args=[add_text().pk])).status_code == 404
    )


def test_the_presentation_is_what_it_says(portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("presentation_upload", args=[portfolio.pk])
    for name, content in [("a.pdf", b"PK\x03\x04"), ("a.exe", b"%PDF-1.7"), ("a.pptx", b"texte")]:
        client.post(url, {"file": SimpleUploadedFile(name, content)})
        portfolio.refresh_from_db()
        assert portfolio.presentation_id is None
    for name, content in [("a.pdf", b"%PDF-1.7"), ("a.odp", archive()), ("a.PPTX", archive("x"))]:
        client.post(url, {"file": SimpleUploadedFile(name, content)})
        portfolio.refresh_from_db()
        assert portfolio.presentation_name == name
    client.post(reverse("presentation_delete", args=[portfolio.pk]))
    portfolio.refresh_from_db()
    assert (portfolio.presentation_id, portfolio.presentation_name) == (None, "")


def test_error_answers_are_json(send):
    assert json.dumps(send("vide", b"")[1])
