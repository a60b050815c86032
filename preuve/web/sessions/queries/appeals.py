"""Appeals as people may read them: the candidate their own, those who read everything all of them."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from preuve.domain.assessment.resits import AppealWindow, appeal_window
from preuve.web.accounts.models import User
from preuve.web.sessions.models import Appeal, Enrolment, ExamSession
from preuve.web.sessions.queries.attempts import Standing, standings
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.rules import reads_all

PAGE = 50


def get_own_enrolment_or_404(user: User, pk: int) -> Enrolment:
    """Return an enrolment for the candidate whose it is."""
    rows = Enrolment.objects.select_related("session__framework_version", "candidate")
    found = rows.filter(pk=pk, candidate=user).first()
    if found is None:
        raise Http404
    return found


def visible_appeals(user: User) -> QuerySet[Appeal]:
    """Return the appeals a person may read: what they say can be intimate, so no centre reads them."""
    rows = Appeal.objects.select_related(
        "enrolment__candidate", "enrolment__session", "decided_by", "lodged_by"
    )
    return rows if reads_all(user) else rows.filter(enrolment__candidate=user)


def get_appeal_or_404(user: User, pk: int) -> Appeal:
    found = visible_appeals(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def appeals_of_session(user: User, session: ExamSession, *, before: int | None = None) -> list[Appeal]:
    """Return a page of a session's appeals, the latest first, and one more when there is a next page."""
    rows = visible_appeals(user).filter(enrolment__session=session).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: PAGE + 1])


def standing_of(enrolment: Enrolment) -> Standing:
    """Return where one enrolment is."""
    return standings(Enrolment.objects.filter(pk=enrolment.pk))[enrolment.pk]


def window_of(standing: Standing, on: date) -> AppealWindow:
    """Return whether an appeal received on that day against the result that stands may be lodged."""
    return appeal_window(
        standing.notified_on,
        on,
        regulations_of(standing.enrolment.session).deadlines.appeal_days,
        is_open=standing.open_appeal is not None,
        is_decided=standing.judged_appeal is not None,
    )


def may_be_contested(enrolment: Enrolment) -> bool:
    """Return whether an appeal, late perhaps, may be entered against the result that stands."""
    standing = standing_of(enrolment)
    return standing.spoken is not None and not (standing.open_appeal or standing.judged_appeal)
