from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import Certification
from preuve.web.sessions.models import Accreditation, Room


@transaction.atomic
def save_accreditation(  # noqa: PLR0913 (an accreditation says this much, all named)
    *,
    actor: User,
    centre: Organisation,
    certification: Certification,
    block_codes: list[str],
    activity: str,
    state: str,
    since: date,
) -> Accreditation:
    """Give a centre an accreditation, or change the one it has; every change is kept in the audit."""
    rows = Accreditation.objects.select_for_update(no_key=True)
    row = rows.filter(centre=centre, certification=certification).first()
    before = _facts(row) if row else None
    row = row or Accreditation(centre=centre, certification=certification)
    row.block_codes, row.activity, row.state, row.since = block_codes, activity, state, since
    row.save()
    record_action(actor=actor, action="save_accreditation", subject=row, before=before, after=_facts(row))
    return row


def _facts(row: Accreditation) -> dict[str, Json]:
    return {
        "blocks": list(row.block_codes),
        "activity": str(row.activity),
        "state": str(row.state),
        "since": row.since.isoformat(),
    }


@transaction.atomic
def save_room(  # noqa: PLR0913 (a room says this much, all named)
    *, actor: User, centre: Organisation, room: Room | None, name: str, step_free: bool, remote: bool
) -> Room:
    """Add a room to a centre, or change it."""
    row = Room.objects.select_for_update(no_key=True).get(pk=room.pk) if room else Room(centre=centre)
    row.name, row.step_free, row.remote = name, step_free, remote
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ActionRefusedError(_("Ce centre a déjà une salle de ce nom.")) from None
    after: Json = {"name": row.name, "step_free": row.step_free, "remote": row.remote}
    record_action(actor=actor, action="save_room", subject=row, after=after)
    return row
