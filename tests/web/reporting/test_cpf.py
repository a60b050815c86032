"""The CPF flow on the site: entries made when granted, nothing lost or doubled, NIR shown to nobody."""

import io
import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from preuve.domain.reporting.cpf.check import check, is_warning
from preuve.web.accounts.models import Role, User
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.models import Certificate
from preuve.web.errors import ActionRefusedError
from preuve.web.reporting import actions, tasks
from preuve.web.reporting.models import CivilStatus, CpfAccount, CpfBatch, CpfEntry, CpfFile, CpfPiece
from preuve.web.reporting.queries import content_of
from preuve.web.reporting.tasks import write_batch
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW, Hearing

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys(
    ("second_name", "third_name", "insee_code", "postal_code", "commune", "country_code", "country"), ""
)
NIR = "284017512345608"  # a made-up number with its right key


def granted(hearing, now, count=1, *, insee="01053"):
    """Whole certifications granted now; the holders' birth places are known, or not."""
    enrolments = [hearing.hear() for _rank in range(count)]
    minutes = hearing.minute(now=now)
    publish_results(actor=hearing.manager, minutes=minutes, now=now)
    if insee:
        for enrolment in enrolments:
            save(hearing, enrolment.candidate, now, insee_code=insee)
    return list(Certificate.objects.filter(enrolment__in=enrolments).order_by("pk"))


def save(hearing, person, now, *, nir=None, **values):
    return actions.save_civil_status(
        actor=hearing.manager, person_id=person.pk, values={**EMPTY, **values}, nir=nir, now=now
    )


def account_of(hearing):
    certifier = hearing.session.framework_version.certification.certifier
    return actions.save_cpf_account(
        actor=hearing.manager,
        organisation=certifier,
        values={"client": "CLIENT01", "certifier": "CERTIF01", "contract": "MCF1"},
    )


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The day of the deliberation: what is granted in the future can't be told."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def hearing(now):
    today = timezone.localdate(now)
    return Hearing(starts_on=today - timedelta(days=3), ends_on=today)


def written(hearing, now, version="1.1.2"):
    batch = actions.make_files(actor=hearing.manager, account=account_of(hearing), version=version, now=now)
    write_batch(batch_id=batch.pk)
    return batch


def xml_of(file):
    return b"".join(content_of(file))


def faults(xml):
    return [item.words("fr") for item in check(io.BytesIO(xml)) if not is_warning(item)]


def answer_to(file, *, accepted=(), refused=()):
    done = "".join(f"<passage><idTechnique>{key}</idTechnique></passage>" for key in accepted)
    left = "".join(
        f"<passage><idTechnique>{key}</idTechnique><messageErreur>{why}</messageErreur></passage>"
        for key, why in refused
    )
    return (
        f"<rapport><idFlux>{file.flow_id}</idFlux><idTraitement>T1</idTraitement>"
        f"<PassagesKO>{left}</PassagesKO><PassagesOK>{done}</PassagesOK></rapport>"
    ).encode()


def test_an_entry_is_made_when_a_whole_certification_is_granted(hearing, now):
    hearing.hear(failed=("BC2",))
    (whole,) = [row for row in granted(hearing, now, insee="") if row.kind == "certification"]
    entry = CpfEntry.objects.get()
    assert (entry.certificate, entry.state) == (whole, "incomplete")
    assert timedelta(days=89) <= entry.due_on - whole.granted_on <= timedelta(days=92)
    save(hearing, whole.holder, now, insee_code="01053")
    entry.refresh_from_db()
    assert entry.state == "ready"
    save(hearing, whole.holder, now)
    entry.refresh_from_db()
    assert entry.state == "incomplete"


def test_the_way_to_the_caisse_and_back(hearing, now):
    first, second, third = granted(hearing, now, 3)
    batch = written(hearing, now)
    file = CpfFile.objects.get()
    xml = xml_of(file)
    assert faults(xml) == []
    assert [xml.count(row.number.encode()) for row in (first, second, third)] == [1, 1, 1]
    assert (file.entries, file.size, file.flow_id) == (3, len(xml), f"{batch.reference}-1")
    with pytest.raises(ActionRefusedError, match="Aucun passage n’est prêt"):
        written(hearing, now)
    actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    actions.record_answer(
        actor=hearing.manager,
        file_id=file.pk,
        data=answer_to(
            file, accepted=[first.number, third.number], refused=[(second.number, "Titulaire inconnu")]
        ),
        now=now,
    )
    file.refresh_from_db()
    states = list(CpfEntry.objects.order_by("pk").values_list("state", "refusal"))
    assert states == [("accepted", ""), ("refused", "Titulaire inconnu"), ("accepted", "")]
    assert (file.state, file.treatment_id, CpfPiece.objects.count()) == ("answered", "T1", 0)
    actions.send_again(actor=hearing.manager, entry_id=second.cpf_entry.pk, now=now)
    written(hearing, now)
    again = xml_of(CpfFile.objects.first())
    assert [again.count(row.number.encode()) for row in (first, second, third)] == [0, 1, 0]


def test_a_half_answer_leaves_the_file_open(hearing, now):
    first, second = granted(hearing, now, 2)
    written(hearing, now)
    file = CpfFile.objects.get()
    actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    half = answer_to(file, accepted=[first.number])
    actions.record_answer(actor=hearing.manager, file_id=file.pk, data=half, now=now)
    file.refresh_from_db()
    assert (file.state, CpfPiece.objects.count()) == ("sent", 1)
    rest = answer_to(file, accepted=[second.number])
    actions.record_answer(actor=hearing.manager, file_id=file.pk, data=rest, now=now)
    file.refresh_from_db()
    assert file.state == "answered"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<rapport", "ligne 1 : ce n’est pas du XML"),
        (b"<autre/>", "ni passages acceptés ni passages refusés"),
        (b"<!DOCTYPE a><rapport/>", "type de document"),
        (b"<rapport><idFlux>x</idFlux><PassagesOK/></rapport>", "du flux x"),
        (
            b"<rapport><PassagesOK><passage><idTechnique>Z</idTechnique></passage></PassagesOK></rapport>",
            "pas dans ce fichier : Z",
        ),
    ],
)
def test_an_answer_that_is_none_changes_nothing(hearing, now, data, words):
    granted(hearing, now)
    written(hearing, now)
    file = CpfFile.objects.get()
    actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    with pytest.raises(ActionRefusedError, match=words):
        actions.record_answer(actor=hearing.manager, file_id=file.pk, data=data, now=now)
    assert CpfEntry.objects.get().state == "sent"


def test_an_answer_that_contradicts_itself_changes_nothing(hearing, now):
    (row,) = granted(hearing, now)
    written(hearing, now)
    file = CpfFile.objects.get()
    actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    data = answer_to(file, accepted=[row.number], refused=[(row.number, "non")])
    with pytest.raises(ActionRefusedError, match="accepte et refuse"):
        actions.record_answer(actor=hearing.manager, file_id=file.pk, data=data, now=now)


def test_the_nir_is_sealed_sent_with_1_1_5_and_purged(hearing, now, capsys):
    (row,) = granted(hearing, now)
    save(hearing, row.holder, now, insee_code="01053", nir=NIR)
    call_command("dumpdata", "accounts", "reporting", "audit", "credentials")
    assert NIR[:13] not in capsys.readouterr().out
    written(hearing, now, version="1.1.5")
    file = CpfFile.objects.get()
    xml = xml_of(file)
    assert faults(xml) == []
    assert f"<cpf:nir>{NIR[:13]}</cpf:nir>".encode() in xml
    assert NIR[:13].encode() not in bytes(CpfPiece.objects.get().sealed)
    actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    actions.record_answer(
        actor=hearing.manager, file_id=file.pk, data=answer_to(file, accepted=[row.number]), now=now
    )
    assert CivilStatus.objects.get().nir is None


def test_only_names_of_data_are_recorded(hearing, now):
    (row,) = granted(hearing, now, insee="")
    save(hearing, row.holder, now, insee_code="01053", nir=NIR)
    save(hearing, row.holder, now, insee_code="01053", nir="")
    save(hearing, row.holder, now, insee_code="01053")
    said = [item.details["fields"] for item in AuditRecord.objects.filter(action="save_civil_status")]
    assert said == [["insee_code", "nir"], ["nir"]]


def test_a_revoked_certificate_is_not_told(hearing, now):
    first, second = granted(hearing, now, 2)
    revoke_certificate(actor=hearing.manager, certificate=first, reason="Erreur", now=now)
    written(hearing, now)
    file = CpfFile.objects.get()
    assert file.entries == 1
    revoke_certificate(actor=hearing.manager, certificate=second, reason="Erreur", now=now)
    with pytest.raises(ActionRefusedError, match="abandonnez ce fichier"):
        actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)
    actions.abandon_file(actor=hearing.manager, file_id=file.pk, now=now)
    with pytest.raises(ActionRefusedError, match="Aucun passage n’est prêt"):
        written(hearing, now)


def test_an_abandoned_file_frees_its_entries(hearing, now):
    granted(hearing, now, 2)
    written(hearing, now)
    file = CpfFile.objects.get()
    actions.abandon_file(actor=hearing.manager, file_id=file.pk, now=now)
    assert CpfPiece.objects.count() == 0
    written(hearing, now)
    assert CpfFile.objects.first().entries == 2
    with pytest.raises(ActionRefusedError, match="n’en est plus là"):
        actions.mark_file_sent(actor=hearing.manager, file_id=file.pk, now=now)


def test_large_batches_are_split_and_every_entry_goes_once(hearing, now, monkeypatch):
    granted(hearing, now, 5)
    true = tasks.write_flows
    monkeypatch.setattr(tasks, "write_flows", lambda *given, **named: true(*given, most_entries=2, **named))
    monkeypatch.setattr(tasks, "PIECE_BYTES", 100)
    batch = written(hearing, now)
    files = list(batch.files.order_by("pk"))
    assert [file.entries for file in files] == [2, 2, 1]
    assert [file.flow_id for file in files] == [f"{batch.reference}-{rank}" for rank in (1, 2, 3)]
    assert [file.cpf_entries.count() for file in files] == [2, 2, 1]
    assert [faults(xml_of(file)) for file in files] == [[], [], []]
    assert CpfPiece.objects.count() > len(files)
    write_batch(batch_id=batch.pk)
    assert CpfFile.objects.count() == 3


def test_what_became_impossible_before_writing_stays_out(hearing, now):
    first, second = granted(hearing, now, 2)
    batch = actions.make_files(actor=hearing.manager, account=account_of(hearing), version="1.1.2", now=now)
    User.objects.filter(pk=first.holder_id).update(sex="")
    write_batch(batch_id=batch.pk)
    assert CpfFile.objects.get().entries == 1
    assert [row.state for row in CpfEntry.objects.order_by("pk")] == ["incomplete", "reserved"]
    assert second.cpf_entry.file_id == CpfFile.objects.get().pk


@pytest.mark.django_db(transaction=True)
def test_runs_at_once_lose_and_double_nothing(now):
    today = timezone.localdate(now)
    hearing = Hearing(starts_on=today, ends_on=today)
    granted(hearing, now, 9)
    account, done = account_of(hearing), []

    def run():
        try:
            done.append(actions.make_files(actor=hearing.manager, account=account, version="1.1.2", now=now))
        except ActionRefusedError:
            done.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _rank in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 4
    for batch in CpfBatch.objects.all():
        write_batch(batch_id=batch.pk)
    xml = b"".join(xml_of(file) for file in CpfFile.objects.all())
    assert [xml.count(row.number.encode()) for row in Certificate.objects.all()] == [1] * 9


def test_numbers_the_schema_cannot_hold_are_refused(hearing):
    organisation = hearing.session.framework_version.certification.certifier
    with pytest.raises(ActionRefusedError, match="8"):
        actions.save_cpf_account(
            actor=hearing.manager,
            organisation=organisation,
            values={"client": "COURT", "certifier": "CERTIF01", "contract": "M"},
        )
    assert CpfAccount.objects.count() == 0


def test_nobody_else_comes_in(hearing, now):
    (row,) = granted(hearing, now)
    written(hearing, now)
    file = CpfFile.objects.get()
    stranger = make_person(Role.TRAINER, Role.CANDIDATE, Role.AUDITOR)
    for call in (
        lambda: actions.mark_file_sent(actor=stranger, file_id=file.pk, now=now),
        lambda: actions.abandon_file(actor=stranger, file_id=file.pk, now=now),
        lambda: actions.record_answer(actor=stranger, file_id=file.pk, data=b"", now=now),
        lambda: actions.send_again(actor=stranger, entry_id=row.cpf_entry.pk, now=now),
        lambda: actions.make_files(
            actor=stranger, account=CpfAccount.objects.get(), version="1.1.2", now=now
        ),
        lambda: actions.save_civil_status(
            actor=stranger, person_id=row.holder_id, values=EMPTY, nir=None, now=now
        ),
    ):
        with pytest.raises(Http404):
            call()


def test_an_entry_that_was_not_refused_is_not_sent_again(hearing, now):
    (row,) = granted(hearing, now)
    with pytest.raises(ActionRefusedError, match="n’a pas été refusé"):
        actions.send_again(actor=hearing.manager, entry_id=row.cpf_entry.pk, now=now)


def test_pages(hearing, now, signed_in):
    client = signed_in(hearing.manager)
    assert "Aucun passage" in client.get(reverse("cpf")).content.decode()
    (row,) = granted(hearing, now, insee="")
    page = client.get(reverse("cpf")).content.decode()
    assert "Donnez d’abord les identifiants" in page
    assert "donner le code INSEE de la commune" in page
    values = {
        "organisation": hearing.session.framework_version.certification.certifier.pk,
        "client": "COURT",
        "certifier": "CERTIF01",
        "contract": "M",
    }
    organisation = hearing.session.framework_version.certification.certifier
    organisation.kind = "certifier"
    organisation.save()
    assert client.post(reverse("cpf_account"), values).status_code == 422
    assert client.post(reverse("cpf_account"), {**values, "client": "CLIENT01"}).status_code == 302
    address = reverse("civil_status", args=[row.holder_id])
    answer = client.post(address, {"insee_code": "1", "nir": "2 84 01 75 123 456 09"})
    page = answer.content.decode()
    assert (answer.status_code, "Code INSEE de la commune de naissance : " in page) == (422, True)
    assert "NIR : " in page
    assert client.post(address, {"insee_code": "01053", "nir": "2 84 01 75 123 456 08"}).status_code == 302
    page = client.get(address).content.decode()
    assert ("Un NIR est enregistré" in page, NIR in page, NIR[:13] in page) == (True, False, False)
    assert client.post(reverse("cpf"), {"account": "", "version": "1.1.2"}).status_code == 422
    posted = {"account": CpfAccount.objects.get().pk, "version": "1.1.5"}
    assert client.post(reverse("cpf"), posted).status_code == 302
    write_batch(batch_id=CpfBatch.objects.get().pk)
    file = CpfFile.objects.get()
    there, step = reverse("cpf_file", args=[file.pk]), reverse("cpf_file_step", args=[file.pk])
    assert "Je l’ai déposé" in client.get(there).content.decode()
    got = b"".join(client.get(reverse("cpf_file_xml", args=[file.pk])).streaming_content)
    assert got == xml_of(file)
    assert AuditRecord.objects.filter(action="read_cpf_file").count() == 1
    client.post(step, {"act": "sent"})
    upload = io.BytesIO(answer_to(file, refused=[(row.number, "Titulaire inconnu")]))
    upload.name = "rapport.xml"
    assert client.post(there, {"answer": upload}).status_code == 302
    assert "Titulaire inconnu" in client.get(reverse("cpf") + "?etat=refused").content.decode()
    assert client.get(reverse("cpf_file_xml", args=[file.pk])).status_code == 410
    client.post(reverse("cpf_entry_again", args=[row.cpf_entry.pk]))
    assert CpfEntry.objects.get().state == "ready"
    client.post(reverse("cpf"), posted)
    write_batch(batch_id=CpfBatch.objects.first().pk)
    client.post(reverse("cpf_file_step", args=[CpfFile.objects.first().pk]), {"act": "abandon"})
    assert CpfFile.objects.first().state == "abandoned"
    assert "Retirés" in client.get(reverse("cpf") + "?etat=withdrawn").content.decode()


def test_a_candidate_completes_their_own(hearing, now, signed_in):
    (row,) = granted(hearing, now, insee="")
    client = signed_in(row.holder)
    address = reverse("civil_status", args=[row.holder_id])
    assert client.get(address).status_code == 200
    client.post(address, {"insee_code": "01053"})
    assert CpfEntry.objects.get().state == "ready"
    assert client.get(reverse("civil_status", args=[hearing.manager.pk])).status_code == 404
    assert client.get(reverse("cpf")).status_code == 404


def test_dates_near_and_past_are_said(hearing, now, signed_in):
    granted(hearing, now, 2)
    first, second = CpfEntry.objects.order_by("pk")
    today = timezone.localdate()
    CpfEntry.objects.filter(pk=first.pk).update(due_on=today - timedelta(days=1))
    CpfEntry.objects.filter(pk=second.pk).update(due_on=today + timedelta(days=30))
    page = signed_in(hearing.manager).get(reverse("cpf")).content.decode()
    assert "1 passage n’a pas été déposé dans les trois mois." in page
    assert "1 passage est à déposer dans les trente jours." in page


def test_the_page_asks_the_database_as_often_for_many(hearing, now, signed_in, django_assert_num_queries):
    client = signed_in(hearing.manager)
    granted(hearing, now)
    client.get(reverse("cpf"))

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("cpf"))
    granted(hearing, now, 4)
    with django_assert_num_queries(len(one)):
        client.get(reverse("cpf"))


def test_dates_are_of_the_grant(hearing, now):
    (row,) = granted(hearing, now)
    assert CpfEntry.objects.get().due_on > row.granted_on
    assert isinstance(row.granted_on, date)
