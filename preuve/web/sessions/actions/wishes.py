"""When a candidate would rather not defend, said by themself until their timetable is made."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import CandidateWishes, Enrolment
from preuve.web.sessions.queries.wishes import enrolments_open_to_wishes


@transaction.atomic
def say_wishes(  # noqa: PLR0913 (what is said has this many parts, all named)
    *,
    actor: User,
    enrolment: Enrolment,
    unwanted: list[str],
    not_before: time | None,
    not_after: time | None,
    now: datetime,
) -> CandidateWishes:
    """Keep a candidate's wishes in place of those said before; refused once the timetable is made."""
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if not enrolments_open_to_wishes().filter(pk=enrolment.pk).exists():
        raise ActionRefusedError(_("L’emploi du temps est fait : les souhaits ne changent plus."))
    hours = {"not_before": not_before, "not_after": not_after}
    row, _created = CandidateWishes.objects.update_or_create(
        enrolment=enrolment, defaults={**hours, "unwanted": sorted(unwanted), "said_at": now}
    )
    after = {"unwanted": list(row.unwanted), **{name: str(hour) for name, hour in hours.items()}}
    record_action(actor=actor, action="say_wishes", subject=enrolment, after=after)
    return row
