"""Who may: the roles that open this room's pages, and the organisations a person acts for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import Enrolment, ExamSession

MANAGERS = (Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER)
READING = tuple(sorted(READERS))
DESK = (*READING, Role.CENTRE_MANAGER)
ENROLLING = (*MANAGERS, Role.CENTRE_MANAGER)
CONVOKED = (Role.CANDIDATE, Role.JUROR)
GONE = (Enrolment.Attendance.ABSENT, Enrolment.Attendance.POSTPONED, Enrolment.Attendance.EXCLUDED)


def reads_all(user: User) -> bool:
    """Return whether every session and candidate is open to this person's eyes."""
    return has_role(user, *READERS)


def manages(user: User) -> bool:
    """Return whether this person decides on sessions, panels and slots."""
    return has_role(user, *MANAGERS)


def own_centres(user: User) -> list[int]:
    """Return the ids of the centres that this person manages: one query, or none without that role."""
    if not has_role(user, Role.CENTRE_MANAGER):
        return []
    grants = RoleGrant.objects.filter(user=user, role=Role.CENTRE_MANAGER, organisation__isnull=False)
    return [pk for pk in grants.values_list("organisation_id", flat=True) if pk is not None]


def acts_for_centre(user: User, centre_id: int) -> bool:
    """Return whether this person may enrol, and keep rooms, for a centre."""
    return manages(user) or centre_id in own_centres(user)


def may_enrol(user: User) -> bool:
    """Return whether this person enrols candidates, of a centre at least."""
    return has_role(user, *ENROLLING)


def refuse_closed(session: ExamSession) -> None:
    """Refuse to change what belongs to a closed session."""
    if session.state == ExamSession.State.CLOSED:
        raise ActionRefusedError(_("La session est close : rouvrez-la avant de la modifier."))


def refuse_unknown_blocks(block_codes: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse no block at all, or one outside `allowed`."""
    wanted = list(block_codes)
    if not wanted:
        raise ActionRefusedError(_("Choisissez au moins un bloc."))
    if unknown := sorted(set(wanted) - set(allowed)):
        raise ActionRefusedError(
            _("Ces blocs ne font pas partie de la session : %(blocks)s.") % {"blocks": ", ".join(unknown)}
        )
