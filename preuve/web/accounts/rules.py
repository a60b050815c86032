"""Who may: every view says which roles open it; what they see of it, the door in `queries.py` decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from preuve.web.accounts.models import Role, User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)

EVERYBODY = frozenset(Role)
READERS = frozenset({Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR})
MANAGERS = frozenset({Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER})
PUBLIC: frozenset[Role] = frozenset()


class SignedInRequest(HttpRequest):
    """A request whose user is known."""

    user: User


class AllowedView(Protocol):
    """A view that says which roles may open it (`PUBLIC` for anyone, signed in or not)."""

    allowed_roles: frozenset[Role]


def roles_of(user: Any) -> frozenset[Role]:
    """Return the roles of a person; nobody signed in has none."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    names = getattr(user, "role_names", None)
    if names is None:
        names = list(user.role_grants.values_list("role", flat=True))
        user.role_names = names
    return frozenset(Role(name) for name in names)


def has_role(user: Any, *roles: Role) -> bool:
    """Return whether the person holds one of the roles."""
    return not roles_of(user).isdisjoint(roles)


def may_give(user: Any, role: Role) -> bool:
    """Return whether the person may give or take back `role`: only administrators make administrators.

    Who may reach the action at all is the rule of the page or of the action that calls it: enrolling somebody
    makes a candidate of them, whoever enrols.
    """
    return role is not Role.ADMINISTRATOR or has_role(user, Role.ADMINISTRATOR)


def may_manage_account(user: Any, other: User) -> bool:
    """Return whether the person may write to an account; an administrator's is written to by a peer only."""
    if has_role(user, Role.ADMINISTRATOR):
        return True
    return has_role(user, Role.CERTIFICATION_MANAGER) and not has_role(other, Role.ADMINISTRATOR)


def allow(
    *roles: Role,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Open a view to people who hold one of `roles`: others see 404, those not signed in are asked to.

    `EVERYBODY` also opens it to a person who holds no role yet: they must at least reach their home page.
    """
    allowed = frozenset(roles)

    def decorate(
        view: Callable[Concatenate[SignedInRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.is_authenticated:
                return cast("R", redirect_to_login(request.get_full_path()))
            if allowed != EVERYBODY and roles_of(request.user).isdisjoint(allowed):
                raise Http404
            return view(cast("SignedInRequest", request), *args, **kwargs)

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, P], R]", guarded)

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to anyone, signed in or not."""
    view.allowed_roles = PUBLIC  # type: ignore[attr-defined]
    return view
