import pytest
from django.core import mail
from django.urls import reverse

from preuve.web.accounts.actions import grant_role, revoke_role, set_active
from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.accounts.queries import people_page
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from tests.factories.people import make_organisation, make_person

pytestmark = pytest.mark.django_db
READERS = {Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR}
WRITERS = READERS - {Role.AUDITOR}


@pytest.fixture
def administrator():
    return make_person(Role.ADMINISTRATOR)


@pytest.fixture
def manager():
    return make_person(Role.CERTIFICATION_MANAGER)


def identity(**changes):
    return {
        "first_name": "Inès",
        "last_name": "Moreau",
        "email": "Ines.Moreau@Test.example",
        "birth_name": "",
        "sex": "F",
        "birth_date": "1999-04-02",
        "birth_place": "Lyon",
        "language": "fr",
        **changes,
    }


@pytest.mark.parametrize("role", sorted(Role))
def test_who_opens_what(signed_in, role):
    person, client = make_person(Role.TRAINER), signed_in(make_person(role))
    grant = person.role_grants.get()
    for name, args in (("people", []), ("person", [person.pk])):
        assert client.get(reverse(name, args=args)).status_code == (200 if role in READERS else 404), name
    for name, args in (("person_new", []), ("person_edit", [person.pk])):
        assert client.get(reverse(name, args=args)).status_code == (200 if role in WRITERS else 404), name
    for name, args in (
        ("role_grant", [person.pk]),
        ("person_password_link", [person.pk]),
        ("person_activity", [person.pk]),
        ("role_revoke", [person.pk, grant.pk]),
    ):
        assert (client.post(reverse(name, args=args)).status_code != 404) == (role in WRITERS), name


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(reverse("people")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(signed_in, administrator, django_assert_num_queries, count):
    for _ in range(count):
        make_person(Role.TRAINER, organisation=make_organisation())
    client = signed_in(administrator)
    with django_assert_num_queries(4):
        response = client.get(reverse("people"))
    assert len(response.context["people"]) == count + 1


def test_pages_follow_the_order_of_names(monkeypatch, administrator):
    monkeypatch.setattr("preuve.web.accounts.queries.PEOPLE_PER_PAGE", 2)
    for last, first in (("B", "b"), ("A", "b"), ("A", "a"), ("C", "a"), ("B", "a")):
        make_person(last_name=last, first_name=first)
    User.objects.filter(pk=administrator.pk).update(last_name="Z", first_name="z")
    found, after = [], None
    for _ in range(5):
        page = people_page(administrator, after=after)
        found += [person.last_name + person.first_name for person in page.people]
        after = page.next_after
        if after is None:
            break
    assert found == ["Aa", "Ab", "Ba", "Bb", "Ca", "Zz"]


def test_search_and_role_narrow_the_list(signed_in, administrator):
    ines = make_person(Role.TRAINER, first_name="Inès", last_name="Moreau", email="im@centre.example")
    make_person(Role.TRAINER, first_name="Inès", last_name="Petit")
    client = signed_in(administrator)

    def found(**query):
        return [person.pk for person in client.get(reverse("people"), query).context["people"]]

    assert found(q="moreau inès") == [ines.pk]
    assert found(q="IM@centre") == [ines.pk]
    assert found(role="administrator") == [administrator.pk]
    assert found(q="personne d’autre") == []
    assert len(found(after="pas un nombre")) == 3


def test_invited_person_gets_a_role_and_a_link_that_works(signed_in, manager, run_tasks, client):
    centre = make_organisation()
    response = signed_in(manager).post(
        reverse("person_new"), identity(role=Role.TRAINER, organisation=centre.pk)
    )
    user = User.objects.get(email="ines.moreau@test.example")
    assert response["Location"] == reverse("person", args=[user.pk])
    assert [(g.role, g.organisation_id) for g in user.role_grants.all()] == [("trainer", centre.pk)]
    assert [record.action for record in AuditRecord.objects.order_by("position")] == [
        "create_person",
        "grant_role",
        "send_password_link",
    ]
    run_tasks()
    [message] = mail.outbox
    assert message.to == ["ines.moreau@test.example"]
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert page.status_code == 200
    password = "une phrase assez longue"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)


def test_same_address_twice_is_refused(signed_in, manager):
    make_person(email="ines.moreau@test.example")
    response = signed_in(manager).post(reverse("person_new"), identity(role=Role.AUDITOR))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]


def test_bound_role_asks_for_its_organisation(signed_in, manager):
    response = signed_in(manager).post(reverse("person_new"), identity(role=Role.CENTRE_MANAGER))
    assert list(response.context["role_form"].errors) == ["organisation"]
    assert not User.objects.filter(email="ines.moreau@test.example").exists()


def test_only_administrators_make_administrators(signed_in, manager, administrator):
    person = make_person()
    url = reverse("role_grant", args=[person.pk])
    assert signed_in(manager).post(url, {"role": Role.ADMINISTRATOR}).status_code == 422
    with pytest.raises(ActionRefusedError):
        grant_role(actor=manager, user=person, role=Role.ADMINISTRATOR)
    assert not person.role_grants.exists()
    assert signed_in(administrator).post(url, {"role": Role.ADMINISTRATOR}).status_code == 302
    assert person.role_grants.get().role == Role.ADMINISTRATOR


def test_manager_does_not_touch_an_administrators_account(signed_in, manager, administrator, run_tasks):
    client = signed_in(manager)
    grant = administrator.role_grants.get()
    client.post(reverse("role_revoke", args=[administrator.pk, grant.pk]))
    client.post(reverse("person_activity", args=[administrator.pk]), {"active": "0"})
    client.post(reverse("person_password_link", args=[administrator.pk]))
    client.post(reverse("person_edit", args=[administrator.pk]), identity())
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.last_name) != (True, "Moreau")
    assert administrator.role_grants.count() == 1
    assert (run_tasks(), AuditRecord.objects.count()) == (0, 0)


def test_last_administrator_remains(administrator):
    grant = administrator.role_grants.get()
    with pytest.raises(ActionRefusedError, match="dernier administrateur"):
        revoke_role(actor=administrator, grant=grant)
    closed = make_person(Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(ActionRefusedError, match="dernier administrateur"):
        revoke_role(actor=administrator, grant=grant)
    with pytest.raises(ActionRefusedError, match="dernier administrateur"):
        set_active(actor=make_administrator_of_yesterday(), user=administrator, active=False)
    User.objects.filter(pk=closed.pk).update(is_active=True)
    revoke_role(actor=administrator, grant=grant)
    assert RoleGrant.objects.filter(role=Role.ADMINISTRATOR).values_list("user", flat=True).get() == closed.pk


def make_administrator_of_yesterday():
    """Somebody whose roles were read before they were taken back."""
    person = make_person()
    person.role_names = [Role.ADMINISTRATOR]
    return person


def test_nobody_closes_their_own_account(administrator):
    make_person(Role.ADMINISTRATOR)
    with pytest.raises(ActionRefusedError, match="votre propre compte"):
        set_active(actor=administrator, user=administrator, active=False)


def test_closed_account_is_signed_out_at_once_and_can_be_reopened(signed_in, manager):
    person = make_person(Role.TRAINER)
    theirs, client = signed_in(person), signed_in(manager)
    assert theirs.get(reverse("profile")).status_code == 200
    client.post(reverse("person_activity", args=[person.pk]), {"active": "0"})
    assert theirs.get(reverse("profile")).status_code == 302
    client.post(reverse("person_activity", args=[person.pk]), {"active": "1"})
    person.refresh_from_db()
    assert person.is_active
    assert [record.action for record in AuditRecord.objects.all()] == ["set_active", "set_active"]


def test_revoked_role_is_recorded_once(manager):
    person = make_person(Role.JUROR)
    grant = person.role_grants.get()
    revoke_role(actor=manager, grant=grant)
    revoke_role(actor=manager, grant=RoleGrant(pk=grant.pk, user=person, role=Role.JUROR))
    assert [record.action for record in AuditRecord.objects.all()] == ["revoke_role"]


def test_role_of_somebody_else_is_not_found_under_this_person(signed_in, manager):
    person, other = make_person(Role.JUROR), make_person(Role.JUROR)
    url = reverse("role_revoke", args=[person.pk, other.role_grants.get().pk])
    assert signed_in(manager).post(url).status_code == 404


def test_corrected_identity_is_recorded(signed_in, manager):
    person = make_person(Role.CANDIDATE, first_name="Ines", email="im@test.example", last_name="Moreau")
    values = identity(email="im@test.example", birth_name="Durand", birth_place="Lyon")
    signed_in(manager).post(reverse("person_edit", args=[person.pk]), values)
    person.refresh_from_db()
    assert (person.first_name, person.birth_name) == ("Inès", "Durand")
    assert AuditRecord.objects.get().details == {"changed": ["birth_name", "first_name"]}


def test_auditor_sees_no_button(signed_in):
    person = make_person(Role.TRAINER)
    page = signed_in(make_person(Role.AUDITOR)).get(reverse("person", args=[person.pk])).content.decode()
    for name in ("role_grant", "person_activity", "person_password_link", "person_edit"):
        assert reverse(name, args=[person.pk]) not in page
