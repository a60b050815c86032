"""Portfolios and their frozen copies, read through the same doors as the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from preuve.web.accounts.api import Holds, caller
from preuve.web.accounts.models import Role
from preuve.web.portfolios.models import Portfolio, Submission
from preuve.web.portfolios.queries import contents_of, submission_content
from preuve.web.portfolios.queries.doors import get_portfolio_or_404, get_submission_or_404
from preuve.web.portfolios.queries.listing import own_portfolios
from preuve.web.portfolios.rules import VISITORS

router = Router(tags=["portfolios"])


class PortfolioLine(Schema):
    id: int
    state: str
    framework_version: int
    block_codes: list[str]
    due_at: datetime | None


class WholePortfolio(PortfolioLine):
    content: dict[str, Any]


class FrozenCopy(Schema):
    id: int
    portfolio: int
    number: int
    receipt: str
    submitted_at: datetime
    manifest_hash: str
    content: dict[str, Any]


def _line(portfolio: Portfolio) -> dict[str, Any]:
    return {
        "id": portfolio.pk,
        "state": str(portfolio.state),
        "framework_version": portfolio.framework_version_id,
        "block_codes": portfolio.block_codes,
        "due_at": portfolio.due_at,
    }


@router.get(
    "/portfolios/mine",
    operation_id="list_my_portfolios",
    auth=Holds(Role.CANDIDATE),
    response=list[PortfolioLine],
)
def list_my_portfolios(request: HttpRequest) -> list[dict[str, Any]]:
    """Your own portfolios, the latest first."""
    return [_line(portfolio) for portfolio in own_portfolios(caller(request))]


@router.get(
    "/portfolios/{int:portfolio_id}",
    operation_id="get_portfolio",
    auth=Holds(*VISITORS),
    response=WholePortfolio,
)
def get_portfolio(request: HttpRequest, portfolio_id: int) -> dict[str, Any]:
    """A portfolio as it is now, in the format of the frozen copy (`preuve-submission/2`)."""
    reader = caller(request)
    portfolio = get_portfolio_or_404(reader, portfolio_id)
    contents = contents_of(portfolio, held_back=portfolio.candidate_id == reader.pk)
    return _line(portfolio) | {"content": submission_content(contents)}


@router.get(
    "/submissions/{int:submission_id}",
    operation_id="get_submission",
    auth=Holds(*VISITORS),
    response=FrozenCopy,
)
def get_submission(request: HttpRequest, submission_id: int) -> dict[str, Any]:
    """A frozen copy, with the SHA-256 of the canonical bytes (RFC 8785) of its content."""
    copy: Submission = get_submission_or_404(caller(request), submission_id)
    return {
        "id": copy.pk,
        "portfolio": copy.portfolio_id,
        "number": copy.number,
        "receipt": copy.receipt,
        "submitted_at": copy.submitted_at,
        "manifest_hash": copy.manifest_hash,
        "content": copy.content,
    }
