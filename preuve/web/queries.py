"""What the home page tells each role to do next: a fixed number of queries, and a few rows each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import MANAGERS, has_role
from preuve.web.audit.models import AuditRecord
from preuve.web.audit.queries import readable_records
from preuve.web.frameworks.models import FrameworkDraft
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries.models import Deliberation, Minutes, MinutesEntry
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.portfolios.models import Claim, Evidence, Feedback, Portfolio
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, Panel

ROWS = 5


@dataclass(frozen=True, slots=True)
class OwnPortfolio:
    """A candidate's portfolio: criteria with a claim, of how many, and whole days before the deadline."""

    portfolio: Portfolio
    claimed: int
    criteria: int
    days_left: int | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0 and self.portfolio.is_editable


def own_portfolio(user: User, now: datetime) -> OwnPortfolio | None:
    """Return the candidate's latest portfolio and its progress: one query, the structure is in memory."""
    claims = Claim.objects.filter(evidence__portfolio=OuterRef("pk")).order_by().values("evidence__portfolio")
    claimed = claims.annotate(count=Count("criterion", distinct=True)).values("count")
    portfolio = (
        Portfolio.objects.filter(candidate=user)
        .select_related("framework_version")
        .defer("framework_version__content", "framework_version__source", "framework_version__changes")
        .annotate(claimed=Coalesce(Subquery(claimed), 0))
        .order_by("-pk")
        .first()
    )
    if portfolio is None:
        return None
    blocks = structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)
    criteria = sum(len(block.criteria) for block in blocks)
    days = (portfolio.due_at - now).days if portfolio.due_at else None
    return OwnPortfolio(portfolio, vars(portfolio)["claimed"], criteria, days)


def next_defences(user: User, now: datetime) -> list[Defence]:
    """Return the candidate's defences to come, the soonest first."""
    defences = Defence.objects.filter(candidate=user, during__endswith__gt=now)
    return list(defences.select_related("room", "enrolment__session").order_by("during")[:ROWS])


def portfolios_waiting_for_feedback(user: User) -> QuerySet[Portfolio]:
    """Return the portfolios that moved since their trainer last wrote, the nearest deadline first."""
    evidence = Evidence.objects.filter(portfolio=OuterRef("pk")).order_by().values("portfolio")
    claims = Claim.objects.filter(evidence__portfolio=OuterRef("pk")).order_by().values("evidence__portfolio")
    words = Feedback.objects.filter(portfolio=OuterRef("pk"), author=user).order_by().values("portfolio")
    return (
        Portfolio.objects.filter(trainer=user, state=Portfolio.State.BUILDING)
        .select_related("candidate")
        .annotate(
            moved_at=Greatest(
                Subquery(evidence.annotate(last=Max("created_at")).values("last")),
                Subquery(claims.annotate(last=Max("updated_at")).values("last")),
            ),
            answered_at=Subquery(words.annotate(last=Max("created_at")).values("last")),
        )
        .filter(Q(moved_at__isnull=False), Q(answered_at=None) | Q(moved_at__gt=F("answered_at")))
        .order_by("due_at", "pk")[:ROWS]
    )


def sessions_with_missing_items(user: User, now: datetime) -> list[ExamSession]:
    """Return the sessions to come with what each lacks: portfolios handed in, slots, panels.

    Those already held, or whose results are all published, are not to be prepared any more. `awaited` counts
    the candidates of whom something is still expected: not those absent, postponed or excluded.
    """
    enrolments = Enrolment.objects.filter(session=OuterRef("pk")).order_by().values("session")
    awaited = enrolments.exclude(attendance__in=NOT_HEARD)
    placed = Defence.objects.filter(enrolment=OuterRef("pk"), during__isnull=False)
    building = awaited.filter(portfolio__state=Portfolio.State.BUILDING)
    sessions = ExamSession.objects.exclude(state=ExamSession.State.CLOSED)
    sessions = sessions.filter(ends_on__gte=timezone.localdate(now)).exclude(_results_are_published())
    if not has_role(user, *MANAGERS):
        centres = user.role_grants.filter(role=Role.CENTRE_MANAGER).values("organisation")
        sends = Enrolment.objects.filter(session=OuterRef("pk"), centre__in=centres)
        sessions = sessions.filter(Q(centre__in=centres) | Exists(sends))
    return list(
        sessions.annotate(
            enrolled=_how_many(enrolments),
            awaited=_how_many(awaited),
            not_submitted=_how_many(building),
            not_placed=_how_many(awaited.filter(~Exists(placed))),
            has_panel=Exists(Panel.objects.filter(session=OuterRef("pk"))),
        ).order_by("starts_on", "pk")[:ROWS]
    )


def _how_many(enrolments: QuerySet[Enrolment, Any]) -> Coalesce:
    return Coalesce(Subquery(enrolments.annotate(n=Count("pk")).values("n")), 0)


def _results_are_published() -> Q:
    """Return the condition that published minutes hold every candidate of the session."""
    published = MinutesEntry.objects.filter(minutes__published_at__isnull=False)
    unpublished = Enrolment.objects.filter(
        ~Exists(published.filter(enrolment=OuterRef("pk"))), session=OuterRef("pk")
    )
    return Q(Exists(published.filter(minutes__session=OuterRef("pk"))), ~Exists(unpublished))


def minutes_to_publish() -> list[Minutes]:
    """Return the minutes that everybody signed and whose results are not published, the oldest first.

    Not those being corrected: their results wait for the minutes that correct them.
    """
    reopened = Deliberation.objects.filter(corrects=OuterRef("pk"), state=Deliberation.State.OPEN)
    sealed = Minutes.objects.filter(state=Minutes.State.SEALED, published_at=None).exclude(Exists(reopened))
    return list(sealed.select_related("session", "panel").defer("content").order_by("sealed_at", "pk")[:ROWS])


def drafts_to_review() -> list[FrameworkDraft]:
    """Return the drafts of référentiels that nobody published yet, the latest first."""
    drafts = FrameworkDraft.objects.filter(published_as=None).select_related("certification")
    return list(drafts.defer("content", "source").order_by("-pk")[:ROWS])


def last_records(user: User) -> list[AuditRecord]:
    """Return the last records of the audit that the person may read."""
    return list(readable_records(judges=has_role(user, Role.JUROR)).order_by("-position")[:ROWS])
