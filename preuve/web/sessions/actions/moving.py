"""A defence moved on the board: checked again, then given its slot as by hand."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.slots import locked_defence, schedule_defence
from preuve.web.sessions.models import Defence, ExamSession, Room
from preuve.web.sessions.queries.grid import Grid
from preuve.web.sessions.queries.moves import moves_of
from preuve.web.sessions.rules import refuse_closed


@transaction.atomic
def move_defence(*, actor: User, defence: Defence, day: date, slot: int, room: Room) -> Defence:
    """Put a defence in a room from a slot of a day on; refused in words when the move breaks a rule."""
    # Rules of a whole plan (loads, panels that stay together) are no constraint of the database: one
    # move, or acceptance of a plan, at a time for a session.
    ExamSession.objects.select_for_update(no_key=True).get(pk=defence.enrolment.session_id)
    row = locked_defence(defence)
    refuse_closed(row.enrolment.session)
    moves = moves_of(row, day, room)
    if not 0 <= slot < moves.problem.days[moves.day].slots:
        raise ActionRefusedError(_("Cette heure est hors de la journée."))
    if broken := moves.broken(slot, str(room.pk)):
        raise ActionRefusedError(*broken)
    grid = Grid(moves.problem.days, moves.problem.slot_minutes)
    return schedule_defence(actor=actor, defence=row, start=grid.starts_at(moves.day, slot), room=room)
