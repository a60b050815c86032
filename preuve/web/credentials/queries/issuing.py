"""What publication must know of other minutes about the same candidates."""

from typing import Any

from preuve.web.credentials.models import Certificate
from preuve.web.juries.models import Deliberation, Minutes, MinutesEntry


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
