"""Who may: every view says which roles may open it; what they see of it is decided by the door in `queries.py`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from preuve.web.accounts.models import Role, User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponse)

EVERYBODY = frozenset(Role)
READERS = frozenset({Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR})
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


def allow(
    *roles: Role,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Open a view to people who hold one of `roles`: others see 404, those not signed in are asked to."""
    allowed = frozenset(roles)

    def decorate(
        view: Callable[Concatenate[SignedInRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.is_authenticated:
                return cast("R", redirect_to_login(request.get_full_path()))
            if roles_of(request.user).isdisjoint(allowed):
                raise Http404
            return view(cast("SignedInRequest", request), *args, **kwargs)

        guarded.allowed_roles = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a view to anyone, signed in or not."""
    view.allowed_roles = PUBLIC  # type: ignore[attr-defined]
    return view
