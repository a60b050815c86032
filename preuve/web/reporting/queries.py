"""Entries, files and civil status, for those who may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from preuve.domain.reporting.cpf.issues import Severity
from preuve.domain.reporting.cpf.states import ALERT, Due, EntryState, due
from preuve.web.accounts.models import Role, User
from preuve.web.accounts.queries import get_person_or_404
from preuve.web.accounts.rules import has_role
from preuve.web.reporting.flow import reading_of
from preuve.web.reporting.models import CpfAccount, CpfEntry, CpfFile
from preuve.web.vault import unseal

PIECE_PURPOSE = "cpf file"
ENTRIES_A_PAGE = 50
TO_SEND = (CpfEntry.State.INCOMPLETE, CpfEntry.State.READY, CpfEntry.State.REFUSED)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry on the page: what it lacks, in words, and how it stands towards its date."""

    entry: CpfEntry
    issues: tuple[str, ...]
    due: Due


def require_declarer(user: User) -> None:
    """Hide everything from anyone who doesn't deposit for the certifier."""
    if not has_role(user, Role.CERTIFICATION_MANAGER):
        raise Http404


def cpf_entries() -> QuerySet[CpfEntry]:
    """Return the entries with all that the flow reads of them."""
    return CpfEntry.objects.select_related(
        "certificate__holder__civil_status",
        "certificate__enrolment__session",
        "certificate__certification__certifier",
    )


def entry_lines(user: User, *, state: str, today: date, language: str) -> list[EntryLine]:
    """Return the first entries of a state (all when it is none), those due soonest first."""
    require_declarer(user)
    rows = cpf_entries()
    if state == "withdrawn":
        rows = rows.exclude(withdrawn_at=None)
    elif state in CpfEntry.State.values:
        rows = rows.filter(state=state, withdrawn_at=None)
    return [_line(row, today, language) for row in rows[:ENTRIES_A_PAGE]]


def _line(row: CpfEntry, today: date, language: str) -> EntryLine:
    issues: tuple[str, ...] = ()
    if row.state in TO_SEND:
        found = reading_of(row.certificate, today=today).issues
        issues = tuple(item.words(language) for item in found if item.severity is Severity.BLOCKING)
    return EntryLine(row, issues, due(row.certificate.granted_on, EntryState(row.state), today))


def state_counts(user: User, today: date) -> dict[str, int]:
    """Return how many entries there are in each state, and how many near or past their date."""
    require_declarer(user)
    kept = Q(withdrawn_at=None)
    waiting = kept & Q(state__in=[*TO_SEND, CpfEntry.State.RESERVED])
    counts = {state: Count("pk", filter=kept & Q(state=state)) for state in CpfEntry.State.values}
    return CpfEntry.objects.aggregate(
        **counts,
        withdrawn=Count("pk", filter=~kept),
        late=Count("pk", filter=waiting & Q(due_on__lt=today)),
        alert=Count("pk", filter=waiting & Q(due_on__gte=today, due_on__lte=today + ALERT)),
    )


def accounts(user: User) -> QuerySet[CpfAccount]:
    require_declarer(user)
    return CpfAccount.objects.select_related("organisation").order_by("pk")


def files_of(user: User) -> QuerySet[CpfFile]:
    """Return the files, the newest first."""
    require_declarer(user)
    return CpfFile.objects.select_related("batch__account__organisation", "batch__asked_by").annotate(
        accepted=Count("cpf_entries", filter=Q(cpf_entries__state=CpfEntry.State.ACCEPTED)),
        refused=Count("cpf_entries", filter=Q(cpf_entries__state=CpfEntry.State.REFUSED)),
    )


def get_cpf_file_or_404(user: User, pk: int) -> CpfFile:
    found = files_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def content_of(file: CpfFile) -> Iterator[bytes]:
    """Yield the bytes of a file, piece by piece."""
    for piece in file.pieces.order_by("rank").iterator(chunk_size=1):
        yield unseal(PIECE_PURPOSE, piece.sealed)


def get_declared_person_or_404(user: User, pk: int) -> User:
    """Return a person whose civil status this one may complete: managers anybody's, all their own."""
    if pk == user.pk:
        return user
    require_declarer(user)
    return get_person_or_404(user, pk)
