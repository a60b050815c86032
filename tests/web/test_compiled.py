"""A query written once gives, at each run, what its queryset would give for these values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preuve.web.accounts.models import Organisation, RoleGrant, User
from preuve.web.compiled import CompiledQuery, hole

pytestmark = pytest.mark.django_db
NAMED = CompiledQuery(lambda: Organisation.objects.filter(name=hole("name")).order_by("pk"))
HELD = CompiledQuery(
    lambda: (
        RoleGrant.objects.filter(user=hole("user"), user__is_active=True)
        .select_related("user")
        .only("role", "user__email")
        .order_by("role")
    )
)
ROLES = CompiledQuery(
    lambda: RoleGrant.objects.filter(user=hole("user")).order_by("role").values_list("role")
)


@pytest.fixture
def people() -> tuple[User, User]:
    anne, bruno = (User.objects.create_user(f"{name}@example.test") for name in ("anne", "bruno"))
    for user, role in [(anne, "juror"), (anne, "auditor"), (bruno, "trainer")]:
        RoleGrant.objects.create(user=user, role=role)
    return anne, bruno


def test_each_run_gives_the_rows_of_its_own_values(people):
    anne, bruno = people
    assert ROLES.rows(user=anne.pk) == [("auditor",), ("juror",)]
    assert ROLES.rows(user=bruno.pk) == [("trainer",)]
    assert ROLES.rows(user=0) == []
    RoleGrant.objects.filter(user=bruno).delete()
    assert ROLES.rows(user=bruno.pk) == []


def test_objects_come_with_their_relations_and_what_was_left_out_is_read_when_asked_for(people):
    anne, bruno = people
    for user in (anne, bruno):
        with CaptureQueriesContext(connection) as queries:
            rows = HELD.rows(user=user.pk)
            assert {row.user.email for row in rows} == {user.email}
        assert len(queries) == 1
        assert rows == list(RoleGrant.objects.filter(user=user).order_by("role"))
        assert rows[0].get_deferred_fields() == {"granted_at", "organisation_id"}
        assert rows[0].granted_at == RoleGrant.objects.get(pk=rows[0].pk).granted_at


def test_a_value_is_never_read_as_sql(people):
    cruel = "x'); DELETE FROM accounts_rolegrant; -- %s"
    made = Organisation.objects.create(kind="centre", name=cruel)
    assert NAMED.rows(name=cruel) == [made]
    assert NAMED.rows(name="%s") == []
    assert RoleGrant.objects.count() == 3


def test_a_value_that_is_missing_stops_the_run(people):
    with pytest.raises(KeyError, match="user"):
        ROLES.rows()
