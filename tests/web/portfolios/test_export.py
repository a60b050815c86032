import hashlib
import io
import json
import posixpath
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.portfolios import actions
from preuve.web.portfolios.storage import artefact_path


class Links(HTMLParser):
    """Collects everything that a page points at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"href", "src"}]
        assert tag not in {"script", "style"}
        assert "style" not in dict(attrs)


def opened(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        folders = {name.split("/", 1)[0] for name in names}
        assert len(folders) == 1
        return {name.split("/", 1)[1]: archive.read(name) for name in names}


def test_every_link_resolves_and_every_hash_matches(ready, signed_in, now):
    for name, content in [
        ("Journal.txt", b"autre"),
        ("été d'essai #1.csv", b"a;b\n1;2\n"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ]:
        actions.add_file(
            actor=ready.candidate,
            portfolio=ready,
            case=None,
            upload=SimpleUploadedFile(name, content),
            now=now,
        )
    actions.add_link(
        actor=ready.candidate, portfolio=ready, case=None, title="Site", url="https://exemple.fr/", now=now
    )
    files = opened(signed_in(ready.candidate).get(reverse("portfolio_export", args=[ready.pk])))
    assert sorted(name for name in files if name.startswith("files/")) == [
        "files/Journal-2.txt",
        "files/a.png",
        "files/journal.txt",
        "files/support.pdf",
        "files/été-d'essai-1.csv",
    ]
    reached = set()
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        links = Links()
        links.feed(data.decode())
        for link in links.found:
            parts = urlsplit(link)
            assert (parts.scheme, parts.netloc) == ("", "")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            assert target in files, f"{path} → {link}"
            reached.add(target)
    assert reached == set(files)
    stated = dict(
        reversed(line.split("  ", 1)) for line in files.pop("MANIFEST.sha256").decode().splitlines()
    )
    assert stated == {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def test_a_draft_says_so_and_a_submission_is_its_frozen_copy(ready, signed_in, now):
    client, url = signed_in(ready.candidate), reverse("portfolio_export", args=[ready.pk])
    draft = opened(client.get(url))
    assert "ceci n’est pas un dépôt" in draft["index.html"].decode()
    submission = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    files = opened(client.get(url))
    assert json.loads(files["portfolio.json"]) == submission.content
    assert submission.receipt in files["index.html"].decode()


def test_hostile_words_are_only_words(ready, case, add_text, signed_in):
    add_text("<script>alert(1)</script>", case)
    files = opened(signed_in(ready.candidate).get(reverse("portfolio_export", args=[ready.pk])))
    assert "&lt;script&gt;alert(1)" in files["index.html"].decode()


def test_a_lost_file_is_said_before_anything_is_sent(ready, signed_in):
    artefact_path(ready.evidence.get(kind="file").artefact_id).unlink()
    response = signed_in(ready.candidate).get(reverse("portfolio_export", args=[ready.pk]), follow=False)
    assert response.status_code == 302
