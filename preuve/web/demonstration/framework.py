"""The certification, its référentiel as shipped, and the regulations of the sessions."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from preuve.domain.assessment.regulations import DefenceRules, Regulations
from preuve.web.accounts.models import Role
from preuve.web.demonstration.story import Event, World
from preuve.web.frameworks.actions import create_certification, publish_shipped_framework
from preuve.web.sessions.actions.regulations import create_regulations


def framework_events(world: World) -> Iterator[Event]:
    """Tell how the certification is registered here and its référentiel published."""
    yield Event(world.set_up, lambda _now: _publish(world))


def _publish(world: World) -> None:
    manager = world.holder(Role.CERTIFICATION_MANAGER)
    item = world.cohort["certification"]
    world.certification = create_certification(
        actor=manager,
        title=item["title"],
        rncp_code=item["rncp_code"],
        level=item["level"],
        nsf_codes=", ".join(item["nsf_codes"]),
        decision_reference=item["decision_reference"],
        decision_date=date.fromisoformat(item["decision_date"]),
        valid_until=date.fromisoformat(item["valid_until"]),
        certifier=world.organisations[item["certifier"]],
    )
    world.version = publish_shipped_framework(actor=manager, certification=world.certification)
    world.regulations = create_regulations(
        actor=manager,
        name=_("Règlement d’évaluation %(code)s") % {"code": item["rncp_code"]},
        value=Regulations(defence=_defence_rules(world)),
    )


def _defence_rules(world: World) -> DefenceRules:
    """Return the default rules, with defences as long as the shortest slot of the data."""
    shortest = min(slot["minutes"] for panel in world.cohort["panels"] for slot in panel["slots"])
    return DefenceRules(questions_minutes=shortest - DefenceRules().presentation_minutes)
