"""Describe the cases that evidence comes from."""

from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import StaleError
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Case, Portfolio


class CaseDescription(TypedDict):
    """What a candidate says of a case."""

    title: str
    setting: str
    nature: str
    organisation: str
    context: str
    period: str
    role: str
    team: str


DESCRIBED = tuple(CaseDescription.__annotations__)


@transaction.atomic
def create_case(
    *, actor: User, portfolio: Portfolio, description: CaseDescription, activities: list[int], now: datetime
) -> Case:
    """Add a case; sending the very same description again gives the case that is there."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    same = portfolio.cases.filter(**description).first()
    if same is not None:
        return same
    case = Case.objects.create(portfolio=portfolio, **description)
    case.activities.set(_in_scope(portfolio, activities))
    record_action(actor=actor, action="create_case", subject=case, after=describe(case))
    return case


@transaction.atomic
def edit_case(  # noqa: PLR0913 (what is changed, by whom, since when: all named)
    *,
    actor: User,
    case: Case,
    description: CaseDescription,
    activities: list[int],
    revision: int,
    now: datetime,
) -> Case:
    """Change a case, unless another tab did since `revision`."""
    portfolio = lock_open_portfolio(case.portfolio_id, now)
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    before = describe(case)
    if case.revision != revision:
        raise StaleError(_("Ce cas a été modifié dans un autre onglet."), current=before)
    for name, value in description.items():
        setattr(case, name, value)
    case.revision += 1
    case.save()
    case.activities.set(_in_scope(portfolio, activities))
    record_action(actor=actor, action="edit_case", subject=case, before=before, after=describe(case))
    return case


@transaction.atomic
def delete_case(*, actor: User, case: Case, now: datetime) -> None:
    """Remove a case; its evidence stays in the portfolio, outside any case."""
    lock_open_portfolio(case.portfolio_id, now)
    before, title, pk = describe(case), case.title, case.pk
    case.delete()
    case.pk = pk  # deletion forgets it, the record needs it
    record_action(actor=actor, action="delete_case", subject=case, before=before, details={"title": title})


def describe(case: Case) -> dict[str, str]:
    """Return what is said of a case, as plain data."""
    return {name: getattr(case, name) for name in DESCRIBED}


def _in_scope(portfolio: Portfolio, activities: list[int]) -> list[int]:
    blocks = structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)
    known = {activity.pk for block in blocks for activity in block.activities}
    return [pk for pk in activities if pk in known]
