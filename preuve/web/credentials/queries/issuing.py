"""What publication must know of other minutes about the same candidates."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from preuve.web.credentials.models import Certificate, IssuingRun, IssuingStep
from preuve.web.juries.models import Deliberation, Minutes, MinutesEntry
from preuve.web.sessions.models import ExamSession


def later_entries(minutes: Minutes) -> set[int]:
    """Return the enrolments of the minutes of which minutes drawn up later speak too."""
    own = MinutesEntry.objects.filter(minutes=minutes).values("enrolment")
    later = MinutesEntry.objects.filter(enrolment__in=own, minutes__drawn_up_at__gt=minutes.drawn_up_at)
    return set(later.values_list("enrolment_id", flat=True))


def reopened_candidates(minutes: Minutes) -> list[str]:
    """Return the names of the candidates whose deliberation was opened again to correct these minutes."""
    rows = Deliberation.objects.filter(corrects=minutes, state=Deliberation.State.OPEN)
    return [
        str(row.enrolment.candidate) for row in rows.select_related("enrolment__candidate").order_by("pk")
    ]


def wholes_resting_on(minutes: Minutes, candidates: dict[int, dict[str, Any]]) -> list[str]:
    """Return the numbers of the whole certificates in force that rest on a block taken back here."""
    if minutes.corrects is None:
        return []
    taken: dict[int, set[str]] = {}
    for before in minutes.corrects.content["candidates"]:
        now = candidates.get(before["enrolment_id"])
        if now is not None:
            lost = set(before["grants"]["acquired_now"]) - set(now["grants"]["acquired_now"])
            taken[before["candidate_id"]] = lost
    wholes = Certificate.objects.filter(
        kind=Certificate.Kind.CERTIFICATION,
        revoked_at=None,
        holder__in=[holder for holder, lost in taken.items() if lost],
        certification=minutes.session.framework_version.certification_id,
    )
    wholes = wholes.exclude(enrolment__in=candidates).select_related("minutes").order_by("pk")
    return [row.number for row in wholes if taken[row.holder_id] & _acquired_before(row)]


def _acquired_before(certificate: Certificate) -> set[str]:
    """Return the blocks of earlier sessions that the minutes of a whole certificate counted."""
    said = certificate.minutes.content["candidates"]
    item = next(item for item in said if item["enrolment_id"] == certificate.enrolment_id)
    return set(item["certification"]["acquired_before"])


def minutes_to_issue(session: ExamSession) -> QuerySet[Minutes]:
    """Return the minutes of a session, with the `decisions` and `decisions_done` of their issuing."""
    return (
        Minutes.objects.filter(session=session)
        .select_related("panel", "issuing")
        .annotate(
            decisions=Count("issuing__steps"),
            decisions_done=Count("issuing__steps", filter=Q(issuing__steps__done_at__isnull=False)),
        )
        .order_by("pk")
    )


def still_issuing(minutes: Minutes) -> bool:
    """Return whether certificates of published minutes are still to be issued."""
    return IssuingRun.objects.filter(minutes=minutes, finished_at=None).exists()


def issuing_progress(session: ExamSession) -> tuple[int, int]:
    """Return how many decisions of a session's publications are done, and how many there are."""
    steps = IssuingStep.objects.filter(run__minutes__session=session)
    said = steps.aggregate(done=Count("pk", filter=Q(done_at__isnull=False)), total=Count("pk"))
    return said["done"], said["total"]
