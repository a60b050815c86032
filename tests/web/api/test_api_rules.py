"""The table of rules is complete and true: nothing of the API opens but to whom it says."""

import json
import re

import pytest
from django.test import Client
from ninja.operation import Operation

from preuve.web.accounts.api import Holds
from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import PUBLIC
from preuve.web.api import API_RULES, api
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def operations() -> dict[str, tuple[str, Operation]]:
    """Every operation by its id, with its address as the description gives it."""
    found = {}
    for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        for method, described in methods.items():
            found[described["operationId"]] = (method.upper(), path)
    return found


def routed() -> list[Operation]:
    return [
        operation
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    ]


OPERATIONS = operations()
# An address that leads nowhere: what matters here is who is let as far as looking.
NOWHERE = {
    "version_id": 0,
    "portfolio_id": 0,
    "submission_id": 0,
    "defence_id": 0,
    "criterion": "C1",
    "public_id": "x",
}


def call(client: Client, operation_id: str) -> tuple[int, dict]:
    method, path = OPERATIONS[operation_id]
    address = re.sub(r"\{(?:int:)?(\w+)\}", lambda found: str(NOWHERE[found[1]]), path)
    answer = client.generic(method, address, json.dumps({"revision": 0}), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_table_names_every_operation_and_no_other():
    assert sorted(API_RULES) == sorted(OPERATIONS)


def test_the_table_says_what_each_operation_asks():
    asked = {}
    for operation in routed():
        callbacks = operation.auth_callbacks
        assert all(isinstance(callback, Holds) and callback.csrf for callback in callbacks)
        asked[operation.operation_id] = callbacks[0].roles if callbacks else PUBLIC
    assert asked == API_RULES


@pytest.mark.parametrize("operation_id", sorted(API_RULES))
def test_nobody_signed_in(operation_id):
    status, body = call(Client(), operation_id)
    if API_RULES[operation_id] == PUBLIC:
        assert (status, body) == (404, {"error": "Certificat inconnu."})
    else:
        assert (status, body) == (401, {"error": "Connectez-vous d’abord."})


@pytest.mark.parametrize("role", list(Role))
def test_each_role(role):
    """A role that the table does not name meets the same 404 as an object that does not exist."""
    client = Client()
    client.force_login(make_person(role))
    for operation_id, roles in API_RULES.items():
        status, body = call(client, operation_id)
        has_argument = "{" in OPERATIONS[operation_id][1]
        allowed = roles == PUBLIC or role in roles
        assert status == (200 if allowed and not has_argument else 404), operation_id
        assert status == 200 or list(body) == ["error"]


@pytest.mark.parametrize(
    "operation_id", [key for key in sorted(API_RULES) if key.startswith(("put", "patch", "delete"))]
)
def test_writing_asks_for_the_token(operation_id):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person(*Role))
    status, body = call(client, operation_id)
    assert status == 403
    assert body["error"].startswith("Le jeton de sécurité manque")


def test_a_deactivated_person_is_nobody():
    client, person = Client(), make_person(Role.CANDIDATE)
    client.force_login(person)
    person.is_active = False
    person.save()
    assert call(client, "get_me")[0] == 401


def test_openapi_is_served_and_the_interactive_page_is_not(client):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert sorted(OPERATIONS) == sorted(
        item["operationId"] for methods in described["paths"].values() for item in methods.values()
    )
    assert "/api/me" in described["paths"]
    for address in ("/api/docs", "/api/", "/api/redoc"):
        assert client.get(address).status_code in {302, 404}
