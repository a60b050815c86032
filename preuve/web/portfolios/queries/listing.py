"""The list of portfolios, by key, with the progress of each row."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from preuve.web.accounts.models import User
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.models import Claim, Feedback, Portfolio
from preuve.web.portfolios.queries.contents import days_left
from preuve.web.portfolios.queries.doors import visible_portfolios

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedPortfolio:
    portfolio: Portfolio
    claimed: int
    size: int
    waiting: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    rows: list[ListedPortfolio]
    next_before: int | None


def list_portfolios(
    user: User, now: datetime, *, before: int | None = None, state: str = "", search: str = ""
) -> PortfolioPage:
    """Return one page of the portfolios that this person may read, the latest first: one query."""
    claims = (
        Claim.objects.filter(evidence__portfolio=OuterRef("pk"), evidence__is_held_back=False)
        .order_by()
        .values("evidence__portfolio")
    )
    waiting = (
        Feedback.objects.filter(portfolio=OuterRef("pk"), resolved_at=None).order_by().values("portfolio")
    )
    rows = (
        visible_portfolios(user)
        .select_related("candidate", "framework_version", "centre", "trainer")
        .annotate(
            claimed=Coalesce(Subquery(claims.annotate(n=Count("criterion", distinct=True)).values("n")), 0),
            waiting=Coalesce(
                Subquery(
                    waiting.exclude(author=F("portfolio__candidate")).annotate(n=Count("pk")).values("n")
                ),
                0,
            ),
        )
        .order_by("-pk")
    )
    if state in Portfolio.State.values:
        rows = rows.filter(state=state)
    for word in search.split():
        rows = rows.filter(
            Q(candidate__last_name__icontains=word)
            | Q(candidate__first_name__icontains=word)
            | Q(candidate__email__icontains=word)
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return PortfolioPage(
        [_listed(portfolio, now) for portfolio in page], page[-1].pk if len(found) > PAGE else None
    )


def own_portfolios(user: User) -> list[Portfolio]:
    """Return a candidate's portfolios, the latest first."""
    return list(Portfolio.objects.filter(candidate=user).select_related("framework_version", "centre"))


def _listed(portfolio: Portfolio, now: datetime) -> ListedPortfolio:
    blocks = structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)
    size = sum(len(block.criteria) for block in blocks)
    claimed, waiting = portfolio.claimed, portfolio.waiting  # type: ignore[attr-defined]  # annotated by the query
    return ListedPortfolio(portfolio, claimed, size, waiting, days_left(portfolio, now))
