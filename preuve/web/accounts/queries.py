"""Reading people; lists are paginated by key."""

from dataclasses import dataclass

from django.db.models import F, Func, Prefetch, Q, QuerySet
from django.db.models.fields import BooleanField
from django.http import Http404

from preuve.web.accounts.models import Notification, Organisation, Role, RoleGrant, User
from preuve.web.accounts.rules import MANAGERS, READERS, has_role, may_give

PEOPLE_PER_PAGE = 50
NOTIFICATIONS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people in the order of their names, and the key of the next page when there is one."""

    people: list[User]
    next_after: int | None


def _people_for(user: User) -> QuerySet[User]:
    return User.objects.all() if has_role(user, *READERS) else User.objects.none()


def people_page(user: User, *, words: str = "", role: str = "", after: int | None = None) -> PeoplePage:
    """Return a page of people, after the person `after`; every word is in the name or the address."""
    people = _people_for(user)
    for word in words.split()[:5]:
        people = people.filter(
            Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(email__icontains=word)
        )
    if role:
        people = people.filter(pk__in=RoleGrant.objects.filter(role=role).values("user"))
    if after is not None:
        people = people.filter(_comes_after(after))
    grants = RoleGrant.objects.select_related("organisation").order_by("role", "pk")
    ordered = people.order_by("last_name", "first_name", "pk").prefetch_related(
        Prefetch("role_grants", grants)
    )
    rows = list(ordered[: PEOPLE_PER_PAGE + 1])
    more = len(rows) > PEOPLE_PER_PAGE
    rows = rows[:PEOPLE_PER_PAGE]
    return PeoplePage(rows, rows[-1].pk if more else None)


def _comes_after(pk: int) -> Func:
    """Compare whole keys in one row comparison; the key of `pk` is read in the same query."""
    last = User.objects.filter(pk=pk)
    left = Func(F("last_name"), F("first_name"), F("pk"), function="ROW")
    right = Func(
        last.values("last_name")[:1], last.values("first_name")[:1], last.values("pk")[:1], function="ROW"
    )
    return Func(left, right, template="%(expressions)s", arg_joiner=" > ", output_field=BooleanField())


def get_person_or_404(user: User, pk: int) -> User:
    """Return a person, with their roles, to those who read people."""
    grants = RoleGrant.objects.select_related("organisation").order_by("role", "pk")
    person = _people_for(user).filter(pk=pk).prefetch_related(Prefetch("role_grants", grants)).first()
    if person is None:
        raise Http404
    return person


def get_manageable_person_or_404(user: User, pk: int) -> User:
    """Return a person to those who write accounts; what is closed to them is the action's refusal."""
    if not has_role(user, *MANAGERS):
        raise Http404
    return get_person_or_404(user, pk)


def get_grant_or_404(user: User, person_pk: int, pk: int) -> RoleGrant:
    """Return a role of a person to those who may write accounts."""
    grants = RoleGrant.objects.select_related("user", "organisation").filter(user=person_pk, pk=pk)
    grant = grants.first() if has_role(user, *MANAGERS) else None
    if grant is None:
        raise Http404
    return grant


def roles_that_may_be_given(user: User) -> list[Role]:
    """Return the roles that the person may give, in the order of the glossary."""
    return [role for role in Role if may_give(user, role)]


def organisations() -> QuerySet[Organisation]:
    """Return the organisations that a role can be bound to."""
    return Organisation.objects.order_by("name")


def notifications_page(user: User, *, before: int | None = None) -> tuple[list[Notification], int | None]:
    """Return the person's own notifications, newest first, and the key of the next page when there is one."""
    rows = user.notifications.order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: NOTIFICATIONS_PER_PAGE + 1])
    shown = found[:NOTIFICATIONS_PER_PAGE]
    return shown, shown[-1].pk if len(found) > len(shown) else None
