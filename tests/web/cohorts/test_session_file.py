"""The proofs of a session: what is inside, to the byte, what is not, and for whom."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS
from preuve.web.audit.models import AuditRecord
from preuve.web.cohorts.queries.session_file import session_file
from preuve.web.juries.models import Minutes
from preuve.web.portfolios.storage import store_artefact
from tests.factories.people import make_person
from tests.factories.sessions import make_defence

REASON = "Hospitalisation"


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def certificate(grant):
    """A holder whose minutes are sealed and state why they came late; their name would run in a sheet."""
    found = grant(attendance_reason=REASON, accommodation="tiers temps")
    candidate = {
        "name": "=Camille",
        "attendance_label": "présent(e)",
        "attendance_reason": REASON,
        "blocks": [{"code": "BC1", "decided_label": "accordé", "reason": ""}],
        "certification": {"decided_label": "accordée", "reason": ""},
    }
    pdf = store_artefact(b"%PDF-1.7 essai")
    Minutes.objects.filter(pk=found.minutes_id).update(
        state="sealed", content={"corrects": None, "candidates": [candidate]}, document=pdf
    )
    panel = found.minutes.panel
    make_defence(found.enrolment, panel, datetime(2027, 1, 11, 8, tzinfo=UTC))
    return found


@pytest.fixture(autouse=True)
def _unsealed(db):
    """These minutes are written by hand: what keeps real ones from changing is tested elsewhere."""
    from django.db import connection  # noqa: PLC0415 (only here)

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET session_replication_role")


def test_the_archive_holds_these_files_and_the_index_their_hashes(certificate):
    session = certificate.enrolment.session
    files = opened(session_file(session))
    minutes = f"proces-verbaux/{certificate.minutes.number.lower()}-{certificate.minutes_id}.json"
    tables = ["session", "inscriptions", "jurys", "independance", "emploi-du-temps", "convocations"]
    tables += ["resultats", "signatures", "certificats"]
    names = ["reglement.json", *(f"{name}.csv" for name in tables), minutes]
    assert list(files) == ["index.html", "index.csv", *names]
    index = table(files["index.csv"])
    assert [(row[0], row[2]) for row in index[1:]] == [
        (name, hashlib.sha256(files[name]).hexdigest()) for name in names
    ]
    html = files["index.html"].decode()
    assert [name in html for name in names] == [True] * len(names)


def test_tables_say_who_what_and_when(certificate):
    session, holder = certificate.enrolment.session, certificate.holder
    files = opened(session_file(session))
    panel = certificate.minutes.panel
    assert table(files["inscriptions.csv"])[1:] == [
        [str(holder), "apprentissage", session.centre.name, "", "BC1, BC2", "attendu(e)"]
    ]
    assert table(files["emploi-du-temps.csv"])[1][:2] == [
        "2027-01-11T09:00:00+01:00",
        "2027-01-11T10:00:00+01:00",
    ]
    number = certificate.minutes.number
    assert table(files["resultats.csv"])[1:] == [
        [number, "", "'=Camille", "présent(e)", "BC1", "accordé", ""],
        [number, "", "'=Camille", "présent(e)", "certification", "accordée", ""],
    ]
    assert table(files["certificats.csv"])[1:] == [
        [certificate.number, "parchemin", "", str(holder), "2026-01-31", number, "en vigueur"]
    ]
    assert table(files["independance.csv"])[1:] == [[panel.name, str(holder), "BC1, BC2", "rien ne s’oppose"]]
    assert [row[0] for row in table(files["jurys.csv"])[1:]] == [panel.name] * 2


def test_the_same_session_gives_the_same_bytes_without_reasons_or_their_document(certificate):
    session = certificate.enrolment.session
    first, second = session_file(session), session_file(session)
    assert first == second
    files = opened(first)
    said = [name for name, data in files.items() if REASON.encode() in data or b"tiers temps" in data]
    assert (said, [name for name in files if name.endswith(".pdf")]) == ([], [])
    assert certificate.minutes.document is None  # as made; the row has one since
    digest = hashlib.sha256(b"%PDF-1.7 essai").hexdigest()
    assert digest in files["index.html"].decode()


def test_a_document_without_reasons_is_inside(certificate):
    row = Minutes.objects.get(pk=certificate.minutes_id)
    row.content["candidates"][0]["attendance_reason"] = ""
    Minutes.objects.filter(pk=row.pk).update(content=row.content)
    files = opened(session_file(certificate.enrolment.session))
    assert [data for name, data in files.items() if name.endswith(".pdf")] == [b"%PDF-1.7 essai"]


@pytest.mark.parametrize("role", sorted(Role))
def test_readers_take_it_and_the_record_says_so(certificate, signed_in, role):
    session = certificate.enrolment.session
    answer = signed_in(make_person(role)).get(reverse("session_proofs", args=[session.pk]))
    records = AuditRecord.objects.filter(action="export_session_file")
    if role not in READERS:
        assert (answer.status_code, records.count()) == (404, 0)
        return
    assert answer.content == session_file(session)
    assert [row.details for row in records] == [{"sha256": hashlib.sha256(answer.content).hexdigest()}]
