import pytest
from django.test import Client
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.juries.models import Mark, MarkSheet, Minutes
from preuve.web.sessions.models import Conflict
from tests.factories.certificates import make_certificate
from tests.factories.frameworks import make_framework_version
from tests.factories.people import make_person
from tests.factories.sessions import make_defence, make_enrolment, make_panel, make_session, make_submission

pytestmark = pytest.mark.django_db

JSON = "application/json"


def test_get_me(signed_in):
    person = make_person(
        Role.JUROR, Role.TRAINER, first_name="Anne", last_name="Le Goff", email="anne@test.example"
    )
    assert signed_in(person).get("/api/me").json() == {
        "id": person.pk,
        "email": "anne@test.example",
        "first_name": "Anne",
        "last_name": "Le Goff",
        "language": "fr",
        "roles": ["juror", "trainer"],
    }


@pytest.mark.parametrize("count", [1, 3])
def test_list_frameworks(signed_in, count, django_assert_num_queries):
    versions = [make_framework_version() for _each in range(count)]
    client = signed_in(make_person(Role.CANDIDATE))
    with django_assert_num_queries(3):
        body = client.get("/api/frameworks").json()
    assert [item["id"] for item in body["items"]] == [version.pk for version in versions]
    assert body["next_after"] is None
    assert "content" not in body["items"][0]
    assert client.get("/api/frameworks", {"after": versions[0].pk}).json()["items"] == body["items"][1:]


def test_list_frameworks_says_what_it_can_not_read(signed_in):
    answer = signed_in(make_person(Role.CANDIDATE)).get("/api/frameworks", {"after": "x"})
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": "Requête invalide : query.after.", "fields": ["query.after"]},
    )


def test_get_framework_version(signed_in):
    version = make_framework_version()
    body = signed_in(make_person(Role.CANDIDATE)).get(f"/api/frameworks/{version.pk}").json()
    assert body["content"] == version.content
    assert body["certification"]["rncp_code"] == version.certification.rncp_code


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("role", list(Role))
def test_a_published_version_never_changes(signed_in, method, role):
    version = make_framework_version()
    before = FrameworkVersion.objects.filter(pk=version.pk).values().get()
    answer = getattr(signed_in(make_person(role)), method)(
        f"/api/frameworks/{version.pk}", {"title": "Autre"}, content_type=JSON
    )
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "Une version publiée ne change plus : "
        "déposez un nouveau référentiel pour en publier la suite.",
        "current": {"id": version.pk, "number": 1, "content_hash": "0" * 64},
    }
    assert FrameworkVersion.objects.filter(pk=version.pk).values().get() == before


def test_portfolios(signed_in):
    enrolment, other = make_enrolment(), make_enrolment()
    client = signed_in(enrolment.candidate)
    (line,) = client.get("/api/portfolios/mine").json()
    assert (line["id"], line["state"]) == (enrolment.portfolio_id, "building")
    whole = client.get(f"/api/portfolios/{enrolment.portfolio_id}").json()
    assert whole["content"]["format"] == "preuve-submission/2"
    assert whole["content"]["candidate"]["id"] == enrolment.candidate_id
    stranger = client.get(f"/api/portfolios/{other.portfolio_id}")
    assert (stranger.status_code, list(stranger.json())) == (404, ["error"])
    assert (
        signed_in(make_person(Role.AUDITOR)).get(f"/api/portfolios/{other.portfolio_id}").status_code == 200
    )


def test_get_submission(signed_in):
    submission = make_submission(make_enrolment())
    url = f"/api/submissions/{submission.pk}"
    body = signed_in(submission.portfolio.candidate).get(url).json()
    assert (body["receipt"], body["manifest_hash"], body["content"]) == (
        submission.receipt,
        submission.manifest_hash,
        submission.content,
    )
    assert signed_in(make_person(Role.CANDIDATE)).get(url).status_code == 404
    assert signed_in(make_person(Role.JUROR)).get(url).status_code == 404


@pytest.fixture
def seated(db):
    session = make_session()
    panel = make_panel(session)
    first, second = (member.juror for member in panel.members.order_by("pk"))
    return make_defence(make_enrolment(session), panel), first, second


def put(client, defence, criterion="C1.1-1", **typed):
    return client.put(
        f"/api/defences/{defence.pk}/marks/{criterion}", {"revision": 0, **typed}, content_type=JSON
    )


def test_list_defences(seated, signed_in):
    defence, first, _second = seated
    make_defence(make_enrolment(), make_panel(make_session()))
    (line,) = signed_in(first.user).get("/api/defences").json()
    assert (line["id"], line["candidate"]) == (defence.pk, str(defence.candidate))
    Conflict.objects.create(juror=first, candidate=defence.candidate, declared_by=first.user)
    assert signed_in(first.user).get("/api/defences").json() == []


def test_put_mark(seated, signed_in):
    defence, first, second = seated
    answer = put(signed_in(first.user), defence, level="acquired", note="Solide.")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "criterion": "C1.1-1",
            "level": "acquired",
            "abstained": False,
            "comment": "",
            "note": "Solide.",
            "question": "",
            "answer": "",
            "revision": 1,
        },
    )
    url = f"/api/defences/{defence.pk}/marks"
    own = signed_in(first.user).get(url).json()
    assert own["marks"] == [answer.json()]
    assert len(own["criteria"]) == 8
    others = signed_in(second.user).get(url).json()
    assert others == {"defence": defence.pk, "handed_in_at": None, "criteria": own["criteria"], "marks": []}


def test_put_mark_stale(seated, signed_in):
    defence, first, _second = seated
    client = signed_in(first.user)
    put(client, defence, level="acquired")
    answer = put(client, defence, level="not_acquired")
    assert answer.status_code == 409
    assert answer.json()["current"]["level"] == "acquired"
    assert answer.json()["current"]["revision"] == 1
    assert Mark.objects.get().level == "acquired"
    assert put(client, defence, revision=1, comment="Vu.").json()["level"] == "acquired"


@pytest.mark.parametrize(
    "typed",
    [
        {"level": "excellent"},
        {"level": "acquired", "abstained": True},
        {"comment": "x" * 5001},
        {"comment": "a\x00b"},
        {"level": 3},
        {"unknown": "x"},
        {"revision": "x"},
        {"revision": None},
    ],
)
def test_put_mark_invalid(seated, signed_in, typed):
    defence, first, _second = seated
    answer = put(signed_in(first.user), defence, **typed)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", b"\xff"])
def test_put_mark_unreadable(seated, signed_in, body):
    defence, first, _second = seated
    answer = signed_in(first.user).generic(
        "PUT", f"/api/defences/{defence.pk}/marks/C1.1-1", body, content_type=JSON
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]


def test_put_mark_stranger(seated, signed_in):
    defence, first, _second = seated
    stranger = make_panel(make_session()).members.first().juror
    for client, criterion in ((signed_in(stranger.user), "C1.1-1"), (signed_in(first.user), "C9.9-9")):
        answer = put(client, defence, criterion, level="acquired")
        assert (answer.status_code, list(answer.json())) == (404, ["error"])
    assert signed_in(stranger.user).get(f"/api/defences/{defence.pk}/marks").status_code == 404
    assert Mark.objects.count() == 0


def test_put_mark_after_handing_in(seated, signed_in):
    defence, first, _second = seated
    MarkSheet.objects.create(defence=defence, juror=first, handed_in_at=timezone.now())
    answer = put(signed_in(first.user), defence, level="acquired")
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": "Votre grille est rendue : elle ne change plus."},
    )


def test_errors_follow_the_language(seated, signed_in):
    _defence, first, _second = seated
    answer = signed_in(first.user).get("/api/defences/0/marks", headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Language"]) == (404, "en")


def test_verify_certificate(client):
    enrolment = make_enrolment()
    minutes = Minutes.objects.create(
        session=enrolment.session,
        panel=make_panel(enrolment.session),
        number="PV-1",
        content={},
        content_hash="0" * 64,
        drawn_up_at=timezone.now(),
        drawn_up_by=make_person(Role.CERTIFICATION_MANAGER),
    )
    certificate = make_certificate(enrolment, minutes, "BC1")
    answer = client.get(f"/api/verify/{certificate.public_id}")
    body = answer.json()
    assert body == {
        "status": "valid",
        "number": certificate.number,
        "holder": f"Camille {enrolment.candidate.birth_name.upper()}",
        "usage_name": "",
        "title": "Expert(e) en essais",
        "block_code": "BC1",
        "block_title": "Bloc d’essai 1",
        "rncp_code": certificate.mentions["rncp_code"],
        "level": 7,
        "certifier": certificate.mentions["certifier"],
        "granted_on": "2027-03-12",
        "revoked_at": None,
        "suspended_at": None,
        "content_hash": body["content_hash"],
    }
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    now = timezone.now()
    certificate.revoked_at, certificate.revocation_reason = now, "Fraude."
    certificate.save()
    revoked = client.get(f"/api/verify/{certificate.public_id}")
    assert revoked.json()["status"] == "revoked"
    assert "Fraude" not in revoked.content.decode()
    for unknown in ("x", "%00", "é"):
        answer = client.get(f"/api/verify/{unknown}")
        assert (answer.status_code, answer.json()) == (404, {"error": "Certificat inconnu."})


def test_other_methods_are_refused():
    assert Client().post("/api/verify/x").status_code == 405
