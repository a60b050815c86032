"""The doors: nobody gets a portfolio, or a part of one, but through these. A stranger gets 404."""

from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.shortcuts import get_object_or_404

from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.accounts.rules import READERS, has_role, roles_of
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.portfolios.models import Case, Claim, Evidence, Feedback, Portfolio, Statement, Submission

NOT_SHOWN = ("framework_version__content", "framework_version__source", "framework_version__changes")
"""Columns of the framework that weigh more than all the others together, and that no page here shows."""
CONTEXT = ("candidate", "framework_version__certification", "trainer", "centre", "presentation")


def visible_portfolios(user: User) -> QuerySet[Portfolio]:
    """Return the portfolios that this person may read: own, followed, of a centre managed, or all."""
    return _visible(roles_of(user), user)


def followed_portfolios(user: User) -> QuerySet[Portfolio]:
    """Return the portfolios that this person accompanies, as trainer or as manager of the centre."""
    return Portfolio.objects.filter(_followed(roles_of(user), user)).exclude(candidate=user)


def get_portfolio_or_404(user: User, pk: int) -> Portfolio:
    """Return a portfolio to read, with `is_followed`: whether this person accompanies the candidate."""
    for found in _readable(roles_of(user)).rows(user=user.pk, portfolio=pk):
        return found
    raise Http404


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
    """Return a piece of evidence to read; one that waits for its candidate's answer, to nobody else."""
    rows = Evidence.objects.select_related(
        "portfolio__candidate", "portfolio__framework_version", "case", "artefact"
    ).filter(Q(is_held_back=False) | Q(portfolio__candidate=user))
    return get_object_or_404(rows, pk=pk, portfolio__in=visible_portfolios(user))


def get_own_evidence_or_404(user: User, pk: int) -> Evidence:
    """Return a piece of evidence to change."""
    rows = Evidence.objects.select_related("portfolio", "case", "artefact")
    return get_object_or_404(rows, pk=pk, portfolio__candidate=user)


def get_own_statement_or_404(user: User, pk: int) -> Statement:
    """Return what an inspector said of one's own evidence, to answer it."""
    rows = Statement.objects.select_related("portfolio__framework_version", "evidence")
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


@cache
def _readable(roles: frozenset[Role]) -> CompiledQuery[Portfolio]:
    """Return the query of the door for whoever holds these roles: who they are is put in at each run."""
    who = hole("user")
    followed = models.Case(When(_followed(roles, who), then=Value(value=True)), default=Value(value=False))
    return CompiledQuery(
        lambda: (
            _visible(roles, who)
            .filter(pk=hole("portfolio"))
            .select_related(*CONTEXT)
            .defer(*NOT_SHOWN)
            .annotate(is_followed=followed)
            .order_by()
        )
    )


def _visible(roles: frozenset[Role], who: User | RawSQL) -> QuerySet[Portfolio]:
    if not roles.isdisjoint(READERS):
        return Portfolio.objects.all()
    return Portfolio.objects.filter(Q(candidate=who) | _followed(roles, who))


def _followed(roles: frozenset[Role], who: User | RawSQL) -> Q:
    # Nothing yet is true, so that a person with neither role follows nobody.
    found = Q(pk__in=[])
    if Role.TRAINER in roles:
        found |= Q(trainer=who)
    if Role.CENTRE_MANAGER in roles:
        found |= Q(centre__in=_managed_centres(who))
    return found


def _managed_centres(who: User | RawSQL) -> Any:
    return RoleGrant.objects.filter(user=who, role=Role.CENTRE_MANAGER).values("organisation")
