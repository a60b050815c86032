"""The doors: nobody gets a portfolio, or a part of one, but through these. A stranger gets 404."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404

from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.portfolios.models import Case, Claim, Evidence, Feedback, Portfolio, Submission

CONTEXT = ("candidate", "framework_version__certification", "trainer", "centre", "presentation")


def visible_portfolios(user: User) -> QuerySet[Portfolio]:
    """Return the portfolios that this person may read: own, followed, of a centre managed, or all."""
    if has_role(user, *READERS):
        return Portfolio.objects.all()
    return Portfolio.objects.filter(Q(candidate=user) | _followed(user))


def followed_portfolios(user: User) -> QuerySet[Portfolio]:
    """Return the portfolios that this person accompanies, as trainer or as manager of the centre."""
    return Portfolio.objects.filter(_followed(user)).exclude(candidate=user)


def get_portfolio_or_404(user: User, pk: int) -> Portfolio:
    """Return a portfolio to read, with `is_followed`: whether this person accompanies the candidate."""
    followed = models.Case(When(_followed(user), then=Value(value=True)), default=Value(value=False))
    rows = visible_portfolios(user).select_related(*CONTEXT).annotate(is_followed=followed)
    return get_object_or_404(rows, pk=pk)


def get_own_portfolio_or_404(user: User, pk: int) -> Portfolio:
    """Return a portfolio to write in: the candidate's own."""
    return get_object_or_404(Portfolio.objects.select_related(*CONTEXT), pk=pk, candidate=user)


def get_followed_portfolio_or_404(user: User, pk: int) -> Portfolio:
    """Return a portfolio to comment."""
    return get_object_or_404(followed_portfolios(user).select_related(*CONTEXT), pk=pk)


def get_managed_portfolio_or_404(user: User, pk: int) -> Portfolio:
    """Return a portfolio to give back: any for the certifier's managers, a centre's for its own."""
    rows = Portfolio.objects.select_related(*CONTEXT)
    if not has_role(user, Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER):
        rows = rows.filter(centre__in=_managed_centres(user))
    return get_object_or_404(rows, pk=pk)


def get_own_case_or_404(user: User, pk: int) -> Case:
    """Return a case to write in."""
    return get_object_or_404(Case.objects.select_related("portfolio"), pk=pk, portfolio__candidate=user)


def get_case_or_404(user: User, pk: int) -> Case:
    """Return a case to read."""
    rows = Case.objects.select_related("portfolio__candidate", "portfolio__framework_version")
    return get_object_or_404(rows, pk=pk, portfolio__in=visible_portfolios(user))


def get_evidence_or_404(user: User, pk: int) -> Evidence:
    """Return a piece of evidence to read."""
    rows = Evidence.objects.select_related(
        "portfolio__candidate", "portfolio__framework_version", "case", "artefact"
    )
    return get_object_or_404(rows, pk=pk, portfolio__in=visible_portfolios(user))


def get_own_evidence_or_404(user: User, pk: int) -> Evidence:
    """Return a piece of evidence to change."""
    rows = Evidence.objects.select_related("portfolio", "case", "artefact")
    return get_object_or_404(rows, pk=pk, portfolio__candidate=user)


def get_own_claim_or_404(user: User, pk: int) -> Claim:
    """Return a claim to change."""
    rows = Claim.objects.select_related("evidence__portfolio", "criterion")
    return get_object_or_404(rows, pk=pk, evidence__portfolio__candidate=user)


def get_received_feedback_or_404(user: User, pk: int) -> Feedback:
    """Return a comment that the candidate received, to answer."""
    rows = Feedback.objects.select_related("portfolio__candidate", "author", "criterion")
    return get_object_or_404(rows.exclude(author=user), pk=pk, portfolio__candidate=user)


def get_submission_or_404(user: User, pk: int) -> Submission:
    """Return a frozen copy to read."""
    rows = Submission.objects.select_related(
        "portfolio__candidate", "portfolio__framework_version", "submitted_by"
    )
    return get_object_or_404(rows, pk=pk, portfolio__in=visible_portfolios(user))


def _followed(user: User) -> Q:
    # Nothing yet is true, so that a person with neither role follows nobody.
    found = Q(pk__in=[])
    if has_role(user, Role.TRAINER):
        found |= Q(trainer=user)
    if has_role(user, Role.CENTRE_MANAGER):
        found |= Q(centre__in=_managed_centres(user))
    return found


def _managed_centres(user: User) -> Any:
    return RoleGrant.objects.filter(user=user, role=Role.CENTRE_MANAGER).values("organisation")
