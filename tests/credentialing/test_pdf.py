"""A certificate as a signed PDF: read, validated, and no byte of it changed unseen."""

import io
import json
import random
import zlib
from datetime import UTC, datetime

import pikepdf
import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from preuve.cli import main
from preuve.credentialing.apart import MEMORY_BYTES, read_pdf_apart
from preuve.credentialing.pdf import LARGEST_PDF, PdfError, PdfFault, read_pdf
from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.verification import Check, Finding, Outcome
from tests.credentialing.signed_pdf import Authority, attached_pdf
from tests.factories.credentials import AT, ISSUER, award, issuer_document, signed

CREDENTIAL = json.dumps(signed(badge(award(), ISSUER)), ensure_ascii=False)
SIGNER = "Common Name: Institut Arc Numérique"
UNTRUSTED = (
    f"PDF: signature intact, but none of the roots given vouches for the signer at that date ({SIGNER})"
)
HEXADECIMAL = b"0123456789ABCDEF"


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def plain():
    return attached_pdf(**{"credential.json": CREDENTIAL})


@pytest.fixture(scope="module")
def whole(authority, plain):
    return authority.signed(plain)


def finding(data, roots=None, at=AT):
    return read_pdf(data, roots=roots, at=at).finding


def fault(data, roots=None):
    with pytest.raises(PdfError) as caught:
        read_pdf(data, roots=roots, at=AT)
    return caught.value.fault


def test_the_credential_attached_is_read_and_the_signature_is_looked_at(whole, plain, authority):
    assert read_pdf(whole, roots=None, at=AT).credential == CREDENTIAL
    assert finding(whole) == Finding(Check.PDF, Outcome.SIGNER_UNCHECKED, SIGNER)
    assert finding(whole, authority.pem) == Finding(Check.PDF, Outcome.PASSED, SIGNER)
    assert finding(whole, Authority().pem + authority.pem).outcome is Outcome.PASSED
    assert finding(plain) == Finding(Check.PDF, Outcome.PDF_UNSIGNED)


def test_a_signer_is_trusted_by_the_roots_given_only_and_while_its_certificate_lasts(whole, authority):
    assert finding(whole, Authority().pem) == Finding(Check.PDF, Outcome.SIGNER_UNTRUSTED, SIGNER)
    late = datetime(2031, 1, 1, tzinfo=UTC)
    assert finding(whole, authority.pem, late).outcome is Outcome.SIGNER_UNTRUSTED


def test_what_is_added_after_the_signature_is_caught(whole, authority):
    assert finding(authority.signed(whole, field="Autre")).outcome is Outcome.PDF_CHANGED
    writer = IncrementalPdfFileWriter(io.BytesIO(whole))
    writer.root["/Lang"] = writer.root["/Pages"]
    writer.update_root()
    added = io.BytesIO()
    writer.write(added)
    assert added.getvalue().startswith(whole)
    assert finding(added.getvalue()).outcome is Outcome.PDF_CHANGED
    assert finding(whole + b"\n").outcome is Outcome.PDF_CHANGED


def test_the_page_of_another_with_the_credential_of_one_needs_the_key(authority):
    forged = attached_pdf(body="Quelqu’un d’autre", **{"credential.json": CREDENTIAL})
    assert finding(Authority(name="Faussaire").signed(forged), authority.pem).outcome is (
        Outcome.SIGNER_UNTRUSTED
    )


def outcome(data):
    try:
        return finding(data).outcome
    except PdfError as error:
        return error.fault


def place_of_signature(data):
    """Where the hexadecimal digits of the signature begin and end."""
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    return start, data.index(b">", start)


def flipped(data, places, seed=1):
    chooser = random.Random(seed)  # noqa: S311 - which bit to change, the same in every run
    for place in places:
        yield place, data[:place] + bytes([data[place] ^ 1 << chooser.randrange(8)]) + data[place + 1 :]


GOOD = {Outcome.PASSED, Outcome.SIGNER_UNCHECKED}


def test_a_bit_changed_anywhere_outside_the_signature_is_caught(whole):
    start, end = place_of_signature(whole)
    for place, changed in flipped(whole, [*range(0, start, 43), *range(end, len(whole), 11)]):
        assert outcome(changed) not in GOOD, place


def parts_signed(data):
    """Certificates, signed attributes and signature value, byte for byte."""
    start, end = place_of_signature(data)
    content = cms.ContentInfo.load(bytes.fromhex(data[start:end].decode()))["content"]
    (signer,) = content["signer_infos"]
    return (
        content["certificates"].dump(),
        signer["signed_attrs"].dump(),
        signer["signature"].dump(),
    )


def test_a_digit_of_the_signature_changed_is_caught_or_is_of_its_envelope(whole):
    start, end = place_of_signature(whole)
    used = len(whole[start:end].rstrip(b"0"))
    unseen = 0
    for place in [*range(start, start + used, 5), *range(start + used + 2, end, 200)]:
        other = HEXADECIMAL[(HEXADECIMAL.index(whole[place]) + 1 + place % 15) % 16]
        changed = whole[:place] + bytes([other]) + whole[place + 1 :]
        if outcome(changed) in GOOD:
            # no signature covers the envelope of a signature: versions, algorithms, case of the name that
            # points at its certificate (the signed attributes hold the hash of that certificate)
            assert parts_signed(changed) == parts_signed(whole), place
            unseen += 1
    assert unseen < used // 50
    # one way to write the digits, too
    assert outcome(whole[:start] + whole[start:end].replace(b"A", b"a", 1) + whole[end:]) not in GOOD


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-", b"", b"%PDF-1.7\nstartxref\n0\n%%EOF\n"])
def test_what_is_no_pdf_is_unreadable(data):
    assert fault(data) is PdfFault.UNREADABLE


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 12_000), st.binary(max_size=40), st.integers(0, 60))
def test_a_mangled_pdf_is_an_error_of_ours_or_not_good(plain, place, inserted, cut):
    assert outcome(plain[:place] + inserted + plain[place + cut :]) not in GOOD


def test_a_pdf_must_hold_one_credential(plain):
    assert fault(attached_pdf()) is PdfFault.NOTHING_ATTACHED
    assert fault(attached_pdf(**{"a.json": "[]"})) is PdfFault.NOTHING_ATTACHED
    assert fault(attached_pdf(**{"a.json": CREDENTIAL, "b.json": CREDENTIAL})) is PdfFault.SEVERAL
    both = attached_pdf(**{"a.json": CREDENTIAL, "preuves.csv": "a;b"})
    assert read_pdf(both, roots=None, at=AT).credential == CREDENTIAL
    token = attached_pdf(**{"a.jwt": "eyJh.eyJi.c2ln"})
    assert read_pdf(token, roots=None, at=AT).credential == "eyJh.eyJi.c2ln"


def test_roots_must_be_certificates(whole):
    for roots in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\xff"):
        assert fault(whole, roots) is PdfFault.ROOTS


def saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def test_an_encrypted_pdf_is_unreadable(plain):
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert fault(locked) is PdfFault.UNREADABLE


def test_a_tree_of_names_without_end_is_refused():
    pdf = pikepdf.new()
    tree = pdf.make_indirect(pikepdf.Dictionary())
    tree.Kids = pikepdf.Array([tree, tree])
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=tree)
    assert fault(saved(pdf)) is PdfFault.TOO_COSTLY


def test_too_large_a_pdf_is_not_read():
    assert fault(b"%PDF-" + bytes(LARGEST_PDF)) is PdfFault.TOO_LARGE
    with pytest.raises(PdfError) as caught:
        read_pdf_apart(b"%PDF-" + bytes(LARGEST_PDF), roots=None, at=AT)
    assert caught.value.fault is PdfFault.TOO_LARGE


def test_an_attachment_that_would_fill_the_memory_is_refused():
    """And in the process itself, by pyHanko's own bound."""
    packer, block = zlib.compressobj(), bytes(1 << 20)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, head + again * (MEMORY_BYTES >> 20))
    stream.Filter = pikepdf.Name.FlateDecode
    files = pikepdf.Dictionary(EF=pikepdf.Dictionary(F=pdf.make_indirect(stream)))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), files]))
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=tree)
    bomb = saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(bomb) < 5_000_000
    with pytest.raises(PdfError) as caught:
        read_pdf_apart(bomb, roots=None, at=AT)
    assert caught.value.fault is PdfFault.TOO_COSTLY
    assert fault(bomb) is PdfFault.TOO_COSTLY


@pytest.fixture
def files(tmp_path, whole, plain, authority):
    (tmp_path / "whole.pdf").write_bytes(whole)
    (tmp_path / "plain.pdf").write_bytes(plain)
    (tmp_path / "cut.pdf").write_bytes(whole[:9000])
    (tmp_path / "bare.pdf").write_bytes(attached_pdf())
    (tmp_path / "root.pem").write_bytes(authority.pem)
    (tmp_path / "other.pem").write_bytes(Authority().pem)
    (tmp_path / "issuer.json").write_text(json.dumps(issuer_document()))
    return tmp_path


def run(files, name, *more):
    given = ["--issuer", str(files / "issuer.json"), "--at", "2026-09-01", *more]
    return main(["credential", "verify", str(files / name), *given])


@pytest.mark.parametrize(
    ("name", "more", "code", "said"),
    [
        (
            "whole.pdf",
            (),
            0,
            f"PDF : signature intacte, signataire vérifié auprès d’aucune racine ({SIGNER})",
        ),
        ("whole.pdf", ("--trust", "root.pem"), 0, f"PDF : conforme ({SIGNER})"),
        (
            "whole.pdf",
            ("--trust", "other.pem", "--language", "en"),
            1,
            UNTRUSTED,
        ),
        ("plain.pdf", (), 1, "PDF : le PDF n’est pas signé : ce que montrent ses pages n’est pas prouvé"),
    ],
)
def test_the_command_says_what_the_signature_of_a_pdf_is_worth(files, capsys, name, more, code, said):
    assert run(files, name, *(str(files / part) if part.endswith(".pem") else part for part in more)) == code
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert said in lines
    assert lines[0] == {0: "Valable", 1: "Not valid" if "en" in more else "Non valable"}[code]
    assert any(line.endswith("Zoé Ångström-Lefèvre") for line in lines)


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("cut.pdf", (), "cut.pdf: ce PDF est illisible"),
        ("bare.pdf", ("--language", "en"), "bare.pdf: no credential is attached to this PDF"),
        ("whole.pdf", ("--trust", "issuer.json"), "les racines données ne sont pas des certificats PEM"),
        ("whole.pdf", ("--trust", "none.pem"), "none.pem: No such file or directory"),
    ],
)
def test_the_command_says_why_a_pdf_can_not_be_read(files, capsys, name, more, said):
    more = [str(files / part) if part.endswith((".pem", ".json")) else part for part in more]
    assert run(files, name, *more) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Traceback" not in told.err
