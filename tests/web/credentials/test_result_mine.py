from datetime import timedelta

import pytest
from django.urls import reverse

from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Role
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.queries.results import CriterionComments, comments_by_criterion
from preuve.web.juries.actions import sign_minutes
from tests.factories.people import PASSWORD, make_person
from tests.factories.sessions import make_enrolment, make_session
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
SECRETS = ("BC1", "acquis", "Rien ne montre", "Rattrapage", "Certification")


def read(signed_in, person) -> str:
    answer = signed_in(person).get(reverse("result_mine"))
    assert answer.status_code == 200
    return answer.content.decode()


def main_part(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_nothing_before_publication(hearing, signed_in):
    """At each step until publication, the page says no more than to a candidate who was only enrolled."""
    enrolment = hearing.hear(failed=("BC1",))
    waiting = main_part(read(signed_in, enrolment.candidate))
    for secret in SECRETS:
        assert secret not in waiting
    assert "Aucun résultat n’est publié pour cette session" in waiting
    minutes = hearing.minute(sign=False)
    assert main_part(read(signed_in, enrolment.candidate)) == waiting
    for juror in hearing.jurors:
        sign_minutes(actor=juror.user, minutes_id=minutes.pk, password=PASSWORD, now=NOW)
    assert main_part(read(signed_in, enrolment.candidate)) == waiting
    client = signed_in(enrolment.candidate)
    for name, args in (
        ("minutes", [minutes.pk]),
        ("minutes_document", [minutes.pk]),
        ("certificates", []),
        ("certificate", [1]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert client.get(reverse("deliberation", args=[enrolment.pk])).status_code == 404


def test_reasons_after_publication(hearing, signed_in):
    enrolment = hearing.hear(failed=("BC1",))
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    page = read(signed_in, enrolment.candidate)
    for said in (
        "Certification partielle",
        "Publié le 12 mars 2027",
        "Bloc d’essai 1",
        "Savoir C1.1",
        "Rien ne montre C1.1-1.",
        "seuls les blocs non acquis (BC1) se représentent, à partir du 11 avril 2027",
        "Le règlement permet 2 rattrapages par bloc.",
        "jusqu’au 11 mai 2027",
        "Attestation du bloc BC2",
        "document en préparation",
    ):
        assert said in page
    for juror in hearing.jurors:
        assert str(juror) not in main_part(page)


def test_whole_certification_with_its_document(hearing, signed_in, run_tasks):
    enrolment = hearing.hear()
    (certificate,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    run_tasks()
    page = read(signed_in, enrolment.candidate)
    assert "Certification obtenue" in page
    assert reverse("certificate_document", args=[certificate.pk]) in page
    assert "Rattrapage" not in page


def test_refused_and_absent(hearing, signed_in):
    refused, absent = hearing.hear(failed=("BC1", "BC2")), hearing.hear_absent()
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    assert "Certification non obtenue" in read(signed_in, refused.candidate)
    page = read(signed_in, absent.candidate)
    assert "Absent(e)" in page
    assert "Vous pouvez vous représenter à partir du 11 avril 2027" in page


def test_candidates_see_their_own_only(hearing, signed_in):
    mine, other = hearing.hear(failed=("BC1",)), hearing.hear(failed=("BC2",))
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    page = main_part(read(signed_in, mine.candidate))
    assert str(other.candidate) not in page
    assert "Rien ne montre C2.1-1." not in page


def test_a_correction_shows_once_published_and_not_before(hearing, signed_in):
    enrolment = hearing.hear(failed=("BC1",))
    first = hearing.minute()
    publish_results(actor=hearing.manager, minutes=first, now=NOW)
    before = main_part(read(signed_in, enrolment.candidate))
    hearing.reopen(first, enrolment, LATER)
    assert main_part(read(signed_in, enrolment.candidate)) == before
    hearing.rule(enrolment, {"BC1": Outcome.ACQUIRED}, LATER)
    second = hearing.minute(corrects=first, now=LATER)
    assert main_part(read(signed_in, enrolment.candidate)) == before
    publish_results(actor=hearing.manager, minutes=second, now=LATER)
    page = main_part(read(signed_in, enrolment.candidate))
    assert "Certification obtenue" in page
    assert f"Ce résultat rectifie celui du procès-verbal {first.number}, qu’il remplace." in page
    assert "révoqué" in page


def test_overtaken_minutes_published_late_say_nothing_of_who_was_corrected(hearing, signed_in):
    corrected, other = hearing.hear(), hearing.hear()
    first = hearing.minute()
    hearing.reopen(first, corrected, LATER)
    hearing.rule(corrected, {"BC2": Outcome.NOT_ACQUIRED}, LATER)
    second = hearing.minute(corrects=first, now=LATER)
    publish_results(actor=hearing.manager, minutes=first, now=LATER)
    assert "Aucun résultat n’est publié" in read(signed_in, corrected.candidate)
    assert "Certification obtenue" in read(signed_in, other.candidate)
    publish_results(actor=hearing.manager, minutes=second, now=LATER)
    assert "Certification partielle" in read(signed_in, corrected.candidate)


@pytest.mark.parametrize("count", [1, 3])
def test_result_mine_takes_eight_queries(new_hearing, count, signed_in, django_assert_num_queries):
    candidate = make_person(Role.CANDIDATE)
    for _each in range(count):
        hearing = new_hearing()
        hearing.hear(candidate=candidate)
        publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    client = signed_in(candidate)
    with django_assert_num_queries(8):
        client.get(reverse("result_mine"))


def test_enrolled_nowhere(signed_in):
    assert "Vous n’êtes inscrit(e) à aucune session" in read(signed_in, make_person(Role.CANDIDATE))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CANDIDATE])
def test_others_have_no_results(role, signed_in):
    make_enrolment(make_session())
    assert signed_in(make_person(role)).get(reverse("result_mine")).status_code == 404


def test_what_jurors_wrote_is_grouped_by_criterion_and_said_once():
    comments = [
        {"criterion": "C1.1-1", "label": "Cadrage", "text": "Trop court."},
        {"criterion": "C1.1-2", "label": "Délais", "text": "Trop court."},
        {"criterion": "C1.1-1", "label": "Cadrage", "text": "Sans chiffres."},
        {"criterion": "C1.1-1", "label": "Cadrage", "text": "Trop court."},
    ]
    assert comments_by_criterion(comments) == [
        CriterionComments("C1.1-1", "Cadrage", ["Trop court.", "Sans chiffres."]),
        CriterionComments("C1.1-2", "Délais", ["Trop court."]),
    ]
