from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.urls import reverse

from preuve.domain.assessment.proposal import Outcome
from preuve.domain.credentials.numbering import canonical_number
from preuve.web.accounts.models import Notification, Role, User
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.models import Certificate, NumberSequence
from preuve.web.credentials.tasks import drawn, make_certificate_document
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import Certification
from preuve.web.portfolios.storage import read_artefact
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def publish(hearing, minutes, now=NOW):
    return publish_results(actor=hearing.manager, minutes=minutes, now=now)


def in_force(enrolment):
    return sorted(
        Certificate.objects.filter(enrolment=enrolment, revoked_at=None).values_list("kind", "block_code")
    )


def test_whole_blocks_and_nothing(hearing):
    whole, part, none = hearing.hear(), hearing.hear(failed=("BC2",)), hearing.hear(failed=("BC1", "BC2"))
    absent = hearing.hear_absent()
    minutes = hearing.minute()
    assert Certificate.objects.count() == 0
    issued = publish(hearing, minutes)
    assert in_force(whole) == [("certification", "")]
    assert in_force(part) == [("block", "BC1")]
    assert in_force(none) == []
    assert in_force(absent) == []
    assert len(issued) == 2
    minutes.refresh_from_db()
    assert minutes.published_at == NOW


def test_number_and_public_address(hearing):
    hearing.hear()
    hearing.hear()
    first, second = publish(hearing, hearing.minute())
    assert canonical_number(first.number) == first.number
    assert first.number.split("-")[1:3] == ["2027", "000001"]
    assert second.number.split("-")[1:3] == ["2027", "000002"]
    assert NumberSequence.objects.get(pk=2027).last == 2
    assert len(first.public_id) == 26
    assert first.public_id != second.public_id


def test_mentions_are_a_snapshot(hearing):
    enrolment = hearing.hear(failed=("BC2",))
    minutes = hearing.minute()
    (certificate,) = publish(hearing, minutes)
    certification = Certification.objects.get()
    person = enrolment.candidate
    assert certificate.mentions == {
        "format": "preuve-certificate/1",
        "title": "Expert(e) en essais",
        "rncp_code": certification.rncp_code,
        "level": 7,
        "nsf_codes": "326",
        "decision_reference": "décision du 20 juin 2025",
        "decision_date": "2025-06-20",
        "valid_until": "2030-06-20",
        "certifier": certification.certifier.name,
        "framework_version": 1,
        "framework_hash": "0" * 64,
        "holder_first_names": "Camille",
        "holder_birth_name": person.birth_name,
        "holder_last_name": person.last_name,
        "holder_sex": "F",
        "birth_date": "1999-04-02",
        "birth_place": "Lyon",
        "place": "Lyon",
        "granted_on": "2027-03-12",
        "signatory_name": "Hélène Vasseur",
        "signatory_quality": "Responsable de certification",
        "block_code": "BC1",
        "block_title": "Bloc d’essai 1",
    }
    assert certificate.granted_on == date(2027, 3, 12)
    Certification.objects.update(title="Autre titre")
    certificate.refresh_from_db()
    assert certificate.mentions["title"] == "Expert(e) en essais"


def test_candidates_are_told(hearing):
    whole, none = hearing.hear(), hearing.hear(failed=("BC1", "BC2"))
    (certificate,) = publish(hearing, hearing.minute())
    told = Notification.objects.filter(user=whole.candidate).order_by("pk").values_list("kind", "url")
    assert list(told) == [
        ("result_published", reverse("result_mine")),
        ("certificate_issued", reverse("certificate", args=[certificate.pk])),
    ]
    assert list(Notification.objects.filter(user=none.candidate).values_list("kind", flat=True)) == [
        "result_published"
    ]


def test_publishing_is_audited(hearing):
    hearing.hear()
    minutes = hearing.minute()
    (certificate,) = publish(hearing, minutes)
    records = AuditRecord.objects.filter(action__in=["publish_minutes", "issue_certificate"]).order_by(
        "position"
    )
    assert [(row.action, row.actor_id) for row in records] == [
        ("publish_minutes", hearing.manager.pk),
        ("issue_certificate", hearing.manager.pk),
    ]
    assert records[1].details == {
        "number": certificate.number,
        "kind": "certification",
        "block": "",
        "minutes": minutes.number,
    }


def test_publishing_twice_changes_nothing(hearing):
    hearing.hear()
    minutes = hearing.minute()
    first = publish(hearing, minutes)
    before = (AuditRecord.objects.count(), Notification.objects.count())
    assert publish(hearing, minutes) == first
    assert (AuditRecord.objects.count(), Notification.objects.count()) == before
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CERTIFICATION_MANAGER])
def test_only_a_certification_manager_publishes(hearing, role):
    hearing.hear()
    minutes = hearing.minute()
    with pytest.raises(Http404):
        publish_results(actor=make_person(role), minutes=minutes, now=NOW)
    assert Certificate.objects.count() == 0


def test_unsigned_minutes_are_refused(hearing):
    hearing.hear()
    minutes = hearing.minute(sign=False)
    with pytest.raises(ActionRefusedError, match="Tous les membres du jury n’ont pas signé"):
        publish(hearing, minutes)
    assert Certificate.objects.count() == 0


def test_missing_identity_is_refused_in_words_before_anything_is_written(hearing):
    hearing.hear()
    unknown = hearing.hear(candidate=make_person(Role.CANDIDATE, birth_date=None, birth_place=""))
    minutes = hearing.minute()
    before = (AuditRecord.objects.count(), Notification.objects.count())
    with pytest.raises(ActionRefusedError) as caught:
        publish(hearing, minutes)
    assert [str(sentence) for sentence in caught.value.sentences] == [
        f"{unknown.candidate} : il manque date de naissance, lieu de naissance. Rien n’est publié."
    ]
    minutes.refresh_from_db()
    assert minutes.published_at is None
    assert (Certificate.objects.count(), NumberSequence.objects.count()) == (0, 0)
    assert (AuditRecord.objects.count(), Notification.objects.count()) == before


def test_missing_identity_of_who_gets_nothing_stops_nobody(hearing):
    hearing.hear(failed=("BC1", "BC2"), candidate=make_person(Role.CANDIDATE, birth_date=None))
    assert publish(hearing, hearing.minute()) == []


def test_identity_completed_after_the_minutes_is_what_is_printed(hearing):
    enrolment = hearing.hear(candidate=make_person(Role.CANDIDATE, birth_place=""))
    minutes = hearing.minute()
    User.objects.filter(pk=enrolment.candidate_id).update(birth_place="Nîmes")
    (certificate,) = publish(hearing, minutes)
    assert certificate.mentions["birth_place"] == "Nîmes"


def test_a_signatory_without_a_name_is_refused(hearing):
    hearing.hear()
    User.objects.filter(pk=hearing.manager.pk).update(first_name="", last_name="")
    hearing.manager.refresh_from_db()
    with pytest.raises(ActionRefusedError, match="il manque nom du signataire"):
        publish(hearing, hearing.minute())


def test_titre_professionnel_is_refused(hearing):
    Certification.objects.update(title="Titre professionnel d’essayeur")
    hearing.hear()
    with pytest.raises(ActionRefusedError, match="ne peut pas porter les mots « titre professionnel »"):
        publish(hearing, hearing.minute())


def test_content_that_moved_under_its_hash_is_refused(hearing):
    hearing.hear()
    minutes = hearing.minute(sign=False)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE juries_minutes SET content_hash = repeat('1', 64), state = 'sealed'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    with pytest.raises(ActionRefusedError, match="ne correspond plus à son empreinte"):
        publish(hearing, minutes)


def test_correction_issues_what_is_now_granted_and_revokes_the_rest(hearing):
    enrolment, other = hearing.hear(failed=("BC2",)), hearing.hear()
    first = hearing.minute()
    publish(hearing, first)
    block = Certificate.objects.get(enrolment=enrolment)
    hearing.reopen(first, enrolment, LATER)
    hearing.rule(enrolment, {"BC2": Outcome.ACQUIRED}, LATER)
    second = hearing.minute(corrects=first, now=LATER)
    (whole,) = publish(hearing, second, LATER)
    block.refresh_from_db()
    assert (block.revoked_at, block.revocation_reason) == (
        LATER,
        f"Rectifié par le procès-verbal {second.number}.",
    )
    assert (whole.kind, whole.minutes_id) == ("certification", second.pk)
    assert in_force(enrolment) == in_force(other) == [("certification", "")]
    kinds = list(
        Notification.objects.filter(user=enrolment.candidate).order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == [
        "result_published",
        "certificate_issued",
        "result_published",
        "certificate_issued",
        "certificate_revoked",
    ]


def test_correction_that_takes_everything_back(hearing):
    enrolment = hearing.hear()
    first = hearing.minute()
    publish(hearing, first)
    hearing.reopen(first, enrolment, LATER)
    hearing.rule(enrolment, {"BC1": Outcome.NOT_ACQUIRED, "BC2": Outcome.NOT_ACQUIRED}, LATER)
    assert publish(hearing, hearing.minute(corrects=first, now=LATER), LATER) == []
    assert in_force(enrolment) == []
    assert Certificate.objects.get().revoked_at == LATER


def test_correction_that_grants_the_same_keeps_the_certificate(hearing):
    enrolment = hearing.hear()
    first = hearing.minute()
    (before,) = publish(hearing, first)
    hearing.reopen(first, enrolment, LATER)
    hearing.rule(enrolment, {}, LATER)
    assert publish(hearing, hearing.minute(corrects=first, now=LATER), LATER) == []
    before.refresh_from_db()
    assert before.revoked_at is None


def test_minutes_being_corrected_wait(hearing):
    enrolment = hearing.hear()
    first = hearing.minute()
    hearing.reopen(first, enrolment, LATER)
    with pytest.raises(ActionRefusedError, match="La délibération est rouverte pour Camille Durand"):
        publish(hearing, first, LATER)
    assert Certificate.objects.count() == 0


def test_minutes_published_after_their_correction_do_not_speak_for_who_was_corrected(hearing):
    corrected, other = hearing.hear(), hearing.hear()
    first = hearing.minute()
    hearing.reopen(first, corrected, LATER)
    hearing.rule(corrected, {"BC2": Outcome.NOT_ACQUIRED}, LATER)
    second = hearing.minute(corrects=first, now=LATER)
    publish(hearing, second, LATER)
    publish(hearing, first, LATER + timedelta(minutes=1))
    assert in_force(corrected) == [("block", "BC1")]
    assert in_force(other) == [("certification", "")]


def test_a_block_on_which_another_session_built_the_whole_is_not_taken_back(hearing, new_hearing):
    first_time = hearing.hear(block_codes=["BC1"])
    first = hearing.minute()
    publish(hearing, first)
    again = new_hearing(hearing.session.framework_version, number="S-SUITE")
    second_time = again.hear(block_codes=["BC2"], candidate=first_time.candidate)
    (whole,) = publish(again, again.minute())
    assert in_force(second_time) == [("certification", "")]
    hearing.reopen(first, first_time, LATER)
    hearing.rule(first_time, {"BC1": Outcome.NOT_ACQUIRED}, LATER)
    correction = hearing.minute(corrects=first, now=LATER)
    with pytest.raises(
        ActionRefusedError, match=f"Le certificat {whole.number}, délivré à une autre session"
    ):
        publish(hearing, correction, LATER)
    Certificate.objects.filter(pk=whole.pk).update(revoked_at=LATER, revocation_reason="bloc retiré")
    publish(hearing, correction, LATER)
    assert in_force(first_time) == []


def test_the_document_is_made_in_the_background_once(hearing, run_tasks):
    hearing.hear()
    hearing.hear(failed=("BC2",))
    issued = publish(hearing, hearing.minute())
    run_tasks()
    for certificate in issued:
        certificate.refresh_from_db()
        pdf = read_artefact(certificate.document)
        assert pdf.startswith(b"%PDF-")
        assert b"pdfaid" in pdf
        assert b"pdfuaid" in pdf


def test_the_same_certificate_gives_the_same_bytes(hearing):
    hearing.hear()
    (certificate,) = publish(hearing, hearing.minute())
    make_certificate_document(certificate_id=certificate.pk)
    certificate.refresh_from_db()
    pdf = read_artefact(certificate.document)
    assert pdf.startswith(drawn(certificate, certificate.credentials.get(kind="certificate")))
    make_certificate_document(certificate_id=certificate.pk)
    certificate.refresh_from_db()
    assert read_artefact(certificate.document) == pdf
    make_certificate_document(certificate_id=certificate.pk)


def test_publish_results_page(hearing, signed_in):
    hearing.hear()
    minutes = hearing.minute()
    url = reverse("publish_results", args=[minutes.pk])
    assert signed_in(hearing.chair).post(url).status_code == 404
    assert signed_in(hearing.manager).get(url).status_code == 405
    answer = signed_in(hearing.manager).post(url)
    assert (answer.status_code, answer["Location"]) == (302, reverse("minutes", args=[minutes.pk]))
    assert Certificate.objects.count() == 1


def test_publish_results_page_asks_to_sign_in(client):
    answer = client.post(reverse("publish_results", args=[1]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
