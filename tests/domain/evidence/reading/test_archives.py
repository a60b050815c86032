"""Archives: what is inside, and what is never opened."""

import bz2
import gzip as gnuzip
import io
import lzma
import struct
import tarfile
import zipfile

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading import archives
from tests.factories.evidence import artefact


def gzip(data):
    """Compressed without the hour, which would name each test anew."""
    return gnuzip.compress(data, mtime=0)


FILES = {"a/un.txt": b"un", "deux.bin": b"\0" * 5000}


def zipped(files, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.mkdir("dossier")
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files, links=()):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(info)
    return stream.getvalue()


def found(data, name="x.arc"):
    return {each.name: each.open().read() for each in archives.members(artefact(data, name))}


@pytest.mark.parametrize(
    "data",
    [
        zipped(FILES),
        zipped(FILES, zipfile.ZIP_STORED),
        tarred(FILES, links=["lien"]),
        gzip(tarred(FILES)),
        bz2.compress(tarred(FILES)),
        lzma.compress(tarred(FILES)),
    ],
)
def test_the_files_of_an_archive(data):
    assert found(data) == {f"x.arc!{name}": body for name, body in FILES.items()}


@pytest.mark.parametrize("pack", [gzip, bz2.compress, lzma.compress])
@pytest.mark.parametrize(("name", "inner"), [("d/auth.log.gz", "auth.log"), ("auth", "auth")])
def test_a_compressed_file_is_one_member(pack, name, inner):
    assert found(pack(b"texte"), name) == {f"{name}!{inner}": b"texte"}


def test_members_are_artefacts_of_their_own():
    (member,) = archives.members(artefact(zipped({"f": b"abc"}), "x.zip"))

    assert (member.size, member.open().read(), member.open().read(1)) == (3, b"abc", b"a")
    assert member.sha256 == artefact(b"abc").sha256


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped(FILES), "zip"),
        (zipped({}), "zip"),
        (b"\x1f\x8b", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (tarred(FILES), "tar"),
        (b"text", ""),
    ],
)
def test_archives_are_known_by_their_first_bytes(data, kind):
    assert archives.kind_of(data[:512]) == kind


def encrypted():
    data = bytearray(zipped({"f": b"abc"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    return bytes(data)


def lying():
    """A zip whose directory announces 3 bytes for a member that inflates to four million."""
    data = bytearray(zipped({"f": b"\0" * 4_000_000}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.rindex(magic) + offset, 3)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted(), Unreadable.ENCRYPTED),
        (zipped({"f": b"\0" * (3 << 20)}), Unreadable.BOMB),
        (lying(), Unreadable.MALFORMED),
        (zipped({f"{n}": b"" for n in range(2100)}), Unreadable.TOO_MANY),
        (tarred({f"{n}": b"" for n in range(2100)}), Unreadable.TOO_MANY),
        (gzip(b"\0" * (8 << 20)), Unreadable.BOMB),
        (bz2.compress(b"\0" * (8 << 20)), Unreadable.BOMB),
        (zipped(FILES)[:-30], Unreadable.MALFORMED),
        (zipped(FILES)[:40], Unreadable.MALFORMED),
        (gzip(b"x" * 1000)[:-10], Unreadable.MALFORMED),
        (tarred(FILES)[:700], Unreadable.MALFORMED),
        (b"\x1f\x8bnonsense", Unreadable.MALFORMED),
        (b"7z\xbc\xaf\x27\x1c", Unreadable.UNKNOWN_FORMAT),
        (b"text", Unreadable.UNKNOWN_FORMAT),
    ],
)
def test_what_is_not_safe_or_not_whole_is_refused(data, reason):
    with pytest.raises(UnreadableArtefactError) as caught:
        found(data)
    assert caught.value.reason is reason


def test_what_a_tar_announces_is_believed_before_it_is_read():
    info = tarfile.TarInfo("huge")
    info.size = archives.MAX_MEMBER + 1

    with pytest.raises(UnreadableArtefactError) as caught:
        found(info.tobuf() + b"\0" * 1024)
    assert caught.value.reason is Unreadable.BOMB


def test_the_total_is_bounded(monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 5000)
    for data in (zipped(FILES), gzip(tarred(FILES)), zipped({"a": b"1" * 2600, "b": b"1" * 2600})):
        with pytest.raises(UnreadableArtefactError) as caught:
            found(data)
        assert caught.value.reason in {Unreadable.BOMB, Unreadable.MALFORMED}


def test_what_really_comes_out_is_counted(monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 5100)
    monkeypatch.setattr(archives, "refuse_bomb", lambda *_: None)

    with pytest.raises(UnreadableArtefactError) as caught:
        found(zipped({"a": b"1" * 2600, "b": b"1" * 2600}))
    assert caught.value.reason is Unreadable.BOMB
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        found(zipped({"a": b"1", "b": b"1"}))
    assert caught.value.reason is Unreadable.TOO_MANY
