"""Cohorts of a certification, counted by the domain from the follow-ups of certificates in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.http import Http404

from preuve.domain.reporting.cohorts import Cohort, Horizon, Situation, cohorts
from preuve.domain.reporting.cohorts import FollowUp as FollowUpRow
from preuve.domain.reporting.cohorts_sheet import (
    Cell,
    detail_definitions,
    detail_table,
    public_definitions,
    public_sheet,
)
from preuve.web.accounts.models import User
from preuve.web.accounts.rules import has_role
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.queries.follow_ups import follow_ups_in_force
from preuve.web.cohorts.rules import READING
from preuve.web.frameworks.models import Certification
from preuve.web.sessions.models import Enrolment

PAGE = 50


@dataclass(frozen=True, slots=True)
class Table:
    """A table as pages and files show it: the name and meaning of each column, then the rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def shown(self) -> list[list[tuple[str, Cell]]]:
        """Return the rows with the name of its column beside each cell."""
        return [list(zip((name for name, _ in self.columns), row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class HolderPage:
    rows: Sequence[FollowUp]
    next_after: int | None


def followed_certifications(user: User) -> list[Certification]:
    """Return the certifications with the number of their holders in force, for readers by role."""
    if not has_role(user, *READING):
        return []
    whole = Q(certificates__kind="certification", certificates__revoked_at=None)
    return list(Certification.objects.annotate(holders=Count("certificates", filter=whole)).order_by("pk"))


def get_followed_certification_or_404(user: User, pk: int, *, manage: tuple[str, ...] = ()) -> Certification:
    """Return a certification for those who read its cohorts, or for the roles of `manage` only."""
    found = Certification.objects.filter(pk=pk).select_related("certifier").first()
    if found is None or not has_role(user, *(manage or READING)):  # type: ignore[arg-type]  # roles are words
        raise Http404
    return found


def cohorts_of(certification: Certification, today: date) -> tuple[Cohort, ...]:
    """Count each year at each horizon; one query. A person who holds it twice counts once, the first time."""
    rows = follow_ups_in_force().filter(certificate__certification=certification)
    found: dict[tuple[int, int], FollowUpRow] = {}
    for row in rows.select_related("enrolment").order_by("certificate__granted_on", "pk"):
        key = (row.certificate.holder_id, row.horizon)
        found.setdefault(key, _counted(row, today))
    return cohorts(found.values())


def _counted(row: FollowUp, today: date) -> FollowUpRow:
    return FollowUpRow(
        holder=str(row.certificate.holder_id),
        year=row.certificate.granted_on.year,
        horizon=Horizon(row.horizon),
        vae=row.enrolment.route == Enrolment.Route.VAE,
        situation=Situation(row.situation) if row.situation else None,
        target_job=row.target_job,
        asked=row.due_on <= today or bool(row.situation),
    )


def tables_of(found: tuple[Cohort, ...], language: str) -> list[Table]:
    """Return the public sheet and the detail; language "fr" or "en"."""
    return [
        Table("public", public_definitions(language), public_sheet(found, language)[1:]),
        Table("detail", detail_definitions(language), detail_table(found, language)[1:]),
    ]


def holders_page(certification: Certification, today: date, *, after: int = 0) -> HolderPage:
    """Return those whose horizon is reached, by key: one query."""
    rows = follow_ups_in_force().filter(
        certificate__certification=certification, due_on__lte=today, pk__gt=after
    )
    found = list(rows.annotate(mailed=Count("mails")).order_by("pk")[: PAGE + 1])
    return HolderPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
