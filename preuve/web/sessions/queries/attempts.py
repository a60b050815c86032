"""What a candidate's earlier enrolments came to, as the domain's rules of resits and appeals ask it.

Minutes live in a room above this one: they are reached by the names that they give to enrolments.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Func, JSONField, QuerySet, TextField
from django.db.models.functions import JSONObject
from django.utils import timezone

from preuve.domain.assessment.decision import Attendance, attendance_effect
from preuve.domain.assessment.resits import Attempt, Resit, resit
from preuve.web.accounts.models import User
from preuve.web.sessions.models import Appeal, Enrolment, ExamSession
from preuve.web.sessions.queries.regulations import regulations_of

CLOSED = "closed"  # a deliberation's state


@dataclass(frozen=True, slots=True)
class Entry:
    """What some minutes say of an enrolment."""

    enrolment_id: int
    minutes_id: int
    number: str
    corrects_id: int | None
    drawn_up_at: datetime
    published_at: datetime | None
    attendance: str
    acquired: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an enrolment is: the published minutes that speak for it, and whether others are awaited.

    `awaited_openly` leaves out what the candidate is not told: a correction shows once published.
    """

    enrolment: Enrolment
    entries: tuple[Entry, ...]
    spoken: Entry | None
    awaited: bool
    awaited_openly: bool
    appeals: tuple[Appeal, ...]

    @property
    def notified_on(self) -> date | None:
        """Day on which the result that stands was published."""
        return timezone.localdate(self.spoken.published_at) if self.spoken else None

    @property
    def open_appeal(self) -> Appeal | None:
        return next((row for row in self.appeals if row.is_open), None)

    @property
    def judged_appeal(self) -> Appeal | None:
        """The appeal against the very result that stands which was decided on its merits."""
        number = self.spoken.number if self.spoken else ""
        merits = {Appeal.Decision.UPHELD, Appeal.Decision.REJECTED}
        found = (row for row in self.appeals if row.minutes_number == number and row.decision in merits)
        return next(found, None)

    def rectified_by(self, appeal: Appeal) -> Entry | None:
        """Return the first minutes that correct the result an upheld appeal contested, published or not."""
        if appeal.decision != Appeal.Decision.UPHELD:
            return None
        later = (item for item in self.entries if item.drawn_up_at > appeal.lodged_at)
        return next((item for item in later if item.corrects_id is not None), None)


def standings(enrolments: QuerySet[Enrolment]) -> dict[int, Standing]:
    """Return where each of these enrolments is, by its key: three queries, whatever their number."""
    rows = enrolments.select_related("session__framework_version").defer(
        "session__framework_version__content", "session__framework_version__source"
    )
    found = {row.pk: row for row in rows.prefetch_related("appeals")}
    entries: dict[int, list[Entry]] = {}
    reopened: set[int] = set()
    for entry, deliberation_state, deliberated_at in _entries(found):
        entries.setdefault(entry.enrolment_id, []).append(entry)
        if deliberation_state != CLOSED or (deliberated_at and deliberated_at > entry.drawn_up_at):
            reopened.add(entry.enrolment_id)
        else:
            reopened.discard(entry.enrolment_id)
    return {pk: _standing(row, tuple(entries.get(pk, ())), pk in reopened) for pk, row in found.items()}


def _entries(enrolments: Collection[int]) -> Iterable[tuple[Entry, str | None, datetime | None]]:
    """Return what minutes say of these enrolments, in the order they were drawn up."""
    minutes = "minutes_entries__minutes"
    rows = Enrolment.objects.filter(pk__in=enrolments, minutes_entries__isnull=False)
    columns = rows.order_by("pk", f"{minutes}__drawn_up_at", "minutes_entries__pk").values_list(
        "pk",
        minutes,
        f"{minutes}__number",
        f"{minutes}__corrects",
        f"{minutes}__drawn_up_at",
        f"{minutes}__published_at",
        _said("attendance"),
        _said("grants.acquired_now"),
        "deliberation__state",
        "deliberation__closed_at",
    )
    return ((Entry(*row[:8]), row[8], row[9]) for row in columns)


def _said(path: str) -> Func:
    """Return what the minutes' content says at `path` of the enrolment's candidate, read by the database.

    Minutes hold a whole panel's candidates, with comments: only the answer leaves the database.
    """
    where = f"'$.candidates[*] ? (@.enrolment_id == $pk).{path}'::jsonpath"
    return Func(
        F("minutes_entries__minutes__content"),
        Func(template=where, output_field=TextField()),
        JSONObject(pk=F("pk")),
        function="jsonb_path_query_first",
        output_field=JSONField(),
    )


def _standing(row: Enrolment, entries: tuple[Entry, ...], reopened: bool) -> Standing:  # noqa: FBT001 (private)
    spoken = next((item for item in reversed(entries) if _speaks(item, entries)), None)
    appeals = tuple(row.appeals.all())
    upheld = spoken is not None and any(
        item.decision == Appeal.Decision.UPHELD and item.minutes_number == spoken.number for item in appeals
    )
    openly = spoken is None or upheld
    awaited = openly or spoken is not entries[-1] or reopened
    return Standing(row, entries, spoken, awaited, openly, appeals)


def _speaks(item: Entry, entries: tuple[Entry, ...]) -> bool:
    """Return whether these minutes were ever the result: no others were drawn up before their publication."""
    published = item.published_at
    return published is not None and not any(
        item.drawn_up_at < other.drawn_up_at <= published for other in entries
    )


def attempts_of(found: Iterable[Standing], *, openly: bool = False) -> dict[tuple[int, int], list[Attempt]]:
    """Return the attempts by candidate and certification; `openly`: as the candidate may know them.

    Somebody put off to another session before any minutes spoke of them has nothing to wait for there.
    """
    attempts: dict[tuple[int, int], list[Attempt]] = {}
    for standing in found:
        row = standing.enrolment
        if not standing.entries and row.attendance == Enrolment.Attendance.POSTPONED:
            continue
        key = (row.candidate_id, row.session.framework_version.certification_id)
        attempts.setdefault(key, []).append(
            _attempt(standing, standing.awaited_openly if openly else standing.awaited)
        )
    return attempts


def _attempt(standing: Standing, awaited: bool) -> Attempt:  # noqa: FBT001 (private)
    row, spoken = standing.enrolment, standing.spoken
    rules = regulations_of(row.session).resits
    counts = spoken is None or attendance_effect(Attendance(spoken.attendance), rules).counts_as_attempt
    return Attempt(
        blocks=tuple(row.block_codes),
        acquired=tuple(spoken.acquired) if spoken else (),
        notified_on=None if awaited else standing.notified_on,
        counts=counts,
        appeal_open=standing.open_appeal is not None,
        rules=rules,
    )


def resits_at(session: ExamSession, candidates: Collection[int]) -> dict[int, dict[str, Resit]]:
    """Return what each candidate may do about each block of a session; those without a past are left out."""
    certification = session.framework_version.certification_id
    past = Enrolment.objects.filter(
        candidate__in=candidates, session__framework_version__certification=certification
    ).exclude(session=session)
    return {
        candidate: {code: resit(code, attempts, session.starts_on) for code in session.block_codes}
        for (candidate, _certification), attempts in attempts_of(standings(past).values()).items()
    }


def resits_after(enrolment: Enrolment) -> list[Resit]:
    """Return what the candidate may do about the blocks of a published result that failed."""
    certification = enrolment.session.framework_version.certification_id
    past = Enrolment.objects.filter(
        candidate=enrolment.candidate_id, session__framework_version__certification=certification
    )
    found = standings(past)
    spoken = found[enrolment.pk].spoken
    if spoken is None:
        return []
    attempts = attempts_of(found.values())[enrolment.candidate_id, certification]
    return [resit(code, attempts) for code in enrolment.block_codes if code not in spoken.acquired]


def lock_past(candidates: Iterable[int]) -> None:
    """Lock candidates and their enrolments, in one order, until the transaction ends.

    A booking and an appeal, or two bookings, then follow each other: the second sees the first. The people
    themselves are locked too, since two first bookings have no earlier enrolment to meet at.
    """
    keys = sorted(candidates)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",)).filter(candidate__in=keys)
    list(rows.order_by("pk").values_list("pk"))
