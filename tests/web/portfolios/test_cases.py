import pytest
from django.urls import reverse

from preuve.web.errors import StaleError
from preuve.web.frameworks.models import Activity
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Case
from tests.factories.frameworks import make_framework_version

FORM = {"title": "Astreinte", "setting": "study", "nature": "reconstructed", "revision": 0}


def test_a_title_is_enough_and_twice_the_same_is_one(portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("case_new", args=[portfolio.pk])
    for _time in (1, 2):
        assert client.post(url, FORM).status_code == 302
    case = portfolio.cases.get()
    assert (case.title, case.setting, case.nature, case.context) == (
        "Astreinte",
        "study",
        "reconstructed",
        "",
    )


def test_what_is_wrong_is_shown_back(portfolio, signed_in):
    response = signed_in(portfolio.candidate).post(
        reverse("case_new", args=[portfolio.pk]), FORM | {"title": "", "context": "Déjà écrit"}
    )
    assert (response.status_code, "Déjà écrit" in response.content.decode()) == (422, True)


def test_activities_are_those_of_the_blocks_aimed_at(portfolio, now):
    inside = Activity.objects.get(block__version=portfolio.framework_version, text="Activité 1.2")
    outside = Activity.objects.filter(block__version=make_framework_version()).first()
    case = actions.create_case(
        actor=portfolio.candidate,
        portfolio=portfolio,
        description={name: FORM.get(name, "") for name in actions.case.CaseDescription.__annotations__},
        activities=[inside.pk, outside.pk],
        now=now,
    )
    assert list(case.activities.all()) == [inside]


def test_two_tabs(portfolio, case, signed_in, now):
    url, client = reverse("case", args=[case.pk]), signed_in(portfolio.candidate)
    assert client.post(url, FORM | {"revision": 1}).status_code == 302
    response = client.post(url, FORM | {"title": "Autre titre", "revision": 1})
    page = response.content.decode()
    assert (response.status_code, "Autre titre" in page, "Astreinte" in page) == (422, True, True)
    case.refresh_from_db()
    assert (case.title, case.revision) == ("Astreinte", 2)
    description = actions.case.describe(case)
    with pytest.raises(StaleError) as stale:
        actions.edit_case(
            actor=portfolio.candidate, case=case, description=description, activities=[], revision=1, now=now
        )
    assert stale.value.current == description


def test_deleting_a_case_keeps_its_evidence(portfolio, case, add_text, claim, signed_in):
    piece = add_text(case=case)
    claim(piece, "C1.1-1")
    signed_in(portfolio.candidate).post(reverse("case_delete", args=[case.pk]))
    piece.refresh_from_db()
    assert (Case.objects.count(), piece.case, piece.claims.count()) == (0, None, 1)
