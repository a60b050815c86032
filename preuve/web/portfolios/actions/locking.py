"""How a write begins: the portfolio's row is locked, and refuses when it is closed."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.models import Portfolio
from preuve.web.portfolios.rules import is_late


def lock_portfolio(pk: int) -> Portfolio:
    """Lock a portfolio until the transaction ends, so that it is never handed in half changed."""
    rows = Portfolio.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("candidate", "framework_version", "presentation").get(pk=pk)


def lock_open_portfolio(pk: int, now: datetime) -> Portfolio:
    """Lock a portfolio that the candidate is about to change; refuse once it is submitted or late."""
    portfolio = lock_portfolio(pk)
    refuse_submitted(portfolio)
    refuse_late(portfolio, now)
    return portfolio


def refuse_submitted(portfolio: Portfolio) -> None:
    """Refuse to change what was handed in."""
    if not portfolio.is_editable:
        raise ActionRefusedError(_("Ce portfolio est déposé : il ne peut plus être modifié."))


def refuse_late(portfolio: Portfolio, now: datetime) -> None:
    """Refuse what comes after the deadline, and say when that was."""
    if is_late(portfolio, now):
        deadline = in_words(portfolio.due_at)
        raise ActionRefusedError(
            _("La date limite de dépôt est passée (%(deadline)s) : rien n’a été enregistré.")
            % {"deadline": deadline}
        )


def in_words(moment: datetime | None) -> str:
    """Write a moment as people read it, in the site's time zone."""
    return "" if moment is None else date_format(localtime(moment), "DATETIME_FORMAT")
