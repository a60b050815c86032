"""Organisations, people and their roles; one password for all, so that a visitor can sign in as anyone."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.hashers import make_password

from preuve.web.accounts.actions import create_person, grant_role, mark_notifications_read
from preuve.web.accounts.models import Organisation, Role, User
from preuve.web.demonstration.cohort import Item
from preuve.web.demonstration.story import Event, World

PASSWORD = "Bienvenue-chez-Preuve"  # noqa: S105 (printed on purpose; the command refuses production)
BOUND = {Role.CENTRE_MANAGER, Role.TRAINER}
GRANTED_LATER = {Role.CANDIDATE, Role.JUROR}
"""Roles that enrolling a candidate and appointing a juror give by themselves."""


def people_events(world: World) -> Iterator[Event]:
    """Tell how the accounts are opened, and that what people were told before the last results is read."""
    yield Event(world.set_up, lambda _now: _open_accounts(world))
    published = [
        row["published_in_days"] for row in world.cohort["deliberations"] if row["published_in_days"]
    ]
    if published:
        yield Event(world.calendar.at(max(published), "08:00"), lambda _now: _read_notifications())


def _open_accounts(world: World) -> None:
    for item in world.cohort["organisations"]:
        world.organisations[item["key"]] = Organisation.objects.create(
            kind=item["kind"], name=item["name"], siret=item["siret"], city=item["city"]
        )
    administrators = [item for item in world.cohort["people"] if _holds(item, Role.ADMINISTRATOR)]
    others = [item for item in world.cohort["people"] if item not in administrators]
    for item in [*administrators, *others]:
        # The first administrator is nobody's guest.
        actor = world.people[administrators[0]["key"]] if world.people else None
        _open_account(world, item, actor)
    # Hashing is slow on purpose: once is enough for one common password.
    User.objects.filter(pk__in=[user.pk for user in world.people.values()]).update(
        password=make_password(PASSWORD)
    )
    for user in world.people.values():
        user.refresh_from_db(fields=["password"])


def _open_account(world: World, item: Item, actor: User | None) -> None:
    user = create_person(
        actor=actor,
        email=item["email"],
        first_name=item["first_name"],
        last_name=item["last_name"],
        birth_name=item["birth_name"],
        sex=item["sex"],
        birth_date=date.fromisoformat(item["birth_date"]),
        birth_place=item["birth_place"],
    )
    world.people[item["key"]] = user
    for held in item["roles"]:
        role = Role(held["role"])
        if role not in GRANTED_LATER:
            organisation = world.organisations[held["organisation"]] if role in BOUND else None
            grant_role(actor=actor, user=user, role=role, organisation=organisation)


def _holds(item: Item, role: Role) -> bool:
    return any(held["role"] == role for held in item["roles"])


def _read_notifications() -> None:
    for user in User.objects.all():
        mark_notifications_read(user=user)
