"""Who calls the API: a signed-in person, by session, with one of the roles that the operation names."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.security import SessionAuth

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import EVERYBODY, roles_of

router = Router(tags=["accounts"])


class Holds(SessionAuth):
    """Let through whoever holds one of `roles`; to others signed in, the operation does not exist."""

    openapi_name = "session"

    def __init__(self, *roles: Role) -> None:
        super().__init__(csrf=True)
        self.roles = frozenset(roles)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        person = super().authenticate(request, key)
        if person is not None and roles_of(person).isdisjoint(self.roles):
            raise Http404
        return person


def caller(request: HttpRequest) -> User:
    """Return the person that `Holds` let through."""
    assert isinstance(request.user, User)  # noqa: S101 (every operation that asks has `Holds`; narrows the type)
    return request.user


class Me(Schema):
    id: int
    email: str
    first_name: str
    last_name: str
    language: str
    roles: list[str]


@router.get("/me", operation_id="get_me", auth=Holds(*EVERYBODY), response=Me)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Who you are, and what you may do."""
    person = caller(request)
    return {
        "id": person.pk,
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": person.language,
        "roles": sorted(roles_of(person)),
    }
