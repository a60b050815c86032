"""Under which numbers the certifier deposits, and where candidates were born, as the CPF flow asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from preuve.web.accounts.models import Role
from preuve.web.demonstration.story import Event, World
from preuve.web.reporting.actions import save_civil_status, save_cpf_account

AFTER_ENROLLING = timedelta(days=1)


def reporting_events(world: World) -> Iterator[Event]:
    """Tell what is given after people and organisations are there, before anything is granted."""
    yield Event(world.set_up + AFTER_ENROLLING, lambda now: _declare(world, now))


def _declare(world: World, now: datetime) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    said = dict(world.cohort["cpf"]["account"])
    organisation = world.organisations[said.pop("organisation")]
    save_cpf_account(actor=manager, organisation=organisation, values=said)
    for key, insee_code in world.cohort["cpf"]["insee"].items():
        person = world.people[key]
        values = dict.fromkeys(("second_name", "third_name", "postal_code", "country_code", "country"), "")
        save_civil_status(
            actor=manager,
            person_id=person.pk,
            values={**values, "insee_code": insee_code, "commune": person.birth_place},
            nir=None,
            now=now,
        )
