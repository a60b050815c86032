"""A plan put in force: every slot, panel and seat of it, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preuve.domain.planning import model
from preuve.domain.planning.check import violations
from preuve.domain.planning.plan_json import plan_from_data
from preuve.web.accounts.models import User
from preuve.web.audit.actions import Act, record_action, record_actions
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.letters import cancel_letters
from preuve.web.sessions.actions.slots import Place, locked_defence, slot_facts, take_slot
from preuve.web.sessions.models import (
    Defence,
    Enrolment,
    ExamSession,
    Juror,
    Panel,
    PanelMember,
    PlanRun,
    Room,
)
from preuve.web.sessions.queries.grid import Grid
from preuve.web.sessions.queries.panels import PanelFacts, panel_facts, seats_of
from preuve.web.sessions.queries.plan_rows import blocks_of, enrolment_of, is_by_block, row_of
from preuve.web.sessions.queries.plan_words import convocations, in_words, names_of
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from preuve.web.sessions.rules import refuse_closed

SAID_AT_ONCE = 10

Composition = frozenset[tuple[int, str]]  # who sits, and as what


@dataclass(frozen=True, slots=True)
class Accepted:
    """What putting a plan in force did: defences moved or new, defences that lost their slot."""

    changed: int
    removed: int


@transaction.atomic
def accept_plan(*, actor: User, run: PlanRun, now: datetime) -> Accepted:
    """Put a plan in force. It is checked again against the session as it is now; all of it holds, or nothing.

    Whoever is no longer expected is told at once; the others when the convocations are sent.
    """
    row = _locked(run)
    problem = problem_of(row.session)
    wanted = plan_from_data(row.plan).defences
    _refuse_broken(row.session, problem, wanted)
    before = {item.candidate: item for item in plan_in_force(row.session, problem)}
    changed = [item for item in wanted if not _same(before.get(item.candidate), item)]
    gone, moved = _planned(row.session, {item.candidate for item in wanted}, changed)
    places = _clear([*moved, *gone], actor, now, gone={defence.pk for defence in gone})
    _place_all(row.session, Grid(problem.days, problem.slot_minutes), changed, places, actor, now)
    Panel.objects.filter(session=row.session, computed=True, defences=None).delete()
    _mark_accepted(row, actor, now)
    details = {"changed": len(changed), "removed": len(gone)}
    record_action(actor=actor, action="accept_plan", subject=row, details=details)
    return Accepted(len(changed), len(gone))


def _locked(run: PlanRun) -> PlanRun:
    # One acceptance at a time for a session; its row is not changed.
    session = ExamSession.objects.select_for_update(no_key=True).get(pk=run.session_id)
    refuse_closed(session)
    rows = PlanRun.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("session__framework_version__certification").get(pk=run.pk)
    if row.state != PlanRun.State.DONE or not row.plan or not row.plan["defences"]:
        raise ActionRefusedError(_("Ce calcul n’a pas de plan à mettre en vigueur."))
    return row


def _refuse_broken(session: ExamSession, problem: model.Problem, wanted: tuple[model.Defence, ...]) -> None:
    broken = violations(problem, wanted)
    if not broken:
        return
    names = names_of(session)
    said = list(dict.fromkeys(in_words(problem, item, names) for item in broken))
    more = len(said) - SAID_AT_ONCE
    rest = [ngettext("… et %(count)s autre règle.", "… et %(count)s autres règles.", more) % {"count": more}]
    intro = _("La session a changé depuis ce calcul : relancez-le.")
    raise ActionRefusedError(intro, *said[:SAID_AT_ONCE], *(rest if more > 0 else []))


def _same(before: model.Defence | None, after: model.Defence) -> bool:
    if before is None:
        return False
    return convocations(before) == convocations(after) and set(before.panel) == set(after.panel)


def _planned(
    session: ExamSession, kept: set[str], changed: Iterable[model.Defence]
) -> tuple[list[Defence], list[Defence]]:
    """Return the defences with a slot that the plan doesn't have, and those that it moves."""
    by_block, moving = is_by_block(session), {item.candidate for item in changed}
    rows = Defence.objects.filter(enrolment__session=session, during__isnull=False)
    gone, moved = [], []
    for row in rows.order_by("enrolment", "pk"):
        key = row_of(row, by_block=by_block)
        if key not in kept:
            gone.append(row)
        elif key in moving:
            moved.append(row)
    return gone, moved


def _clear(defences: Iterable[Defence], actor: User, now: datetime, *, gone: set[int]) -> dict[int, Place]:
    """Free what changes: the database refuses two places at once even for a moment. Return where it was."""
    places: dict[int, Place] = {}
    for defence in sorted(defences, key=lambda each: each.pk):
        row = locked_defence(defence)
        places[row.pk] = (row.during, row.room_id)
        if row.pk in gone:
            before = slot_facts(row)
            row.seats.all().delete()
            cancel_letters(row, actor=actor, now=now)
            record_action(actor=actor, action="unschedule_defence", subject=row, before=before)
        else:
            row.seats.all().delete()
        row.during = row.room = None
        row.save(update_fields=["during", "room", "sequence"])
    return places


def _place_all(  # noqa: PLR0913, PLR0917 (one step of the acceptance, with all that it was given)
    session: ExamSession,
    grid: Grid,
    wanted: Iterable[model.Defence],
    places: dict[int, Place],
    actor: User,
    now: datetime,
) -> None:
    moves = list(wanted)
    rooms = Room.objects.in_bulk({int(item.room) for item in moves})
    enrolments = Enrolment.objects.select_related("candidate", "trainer").in_bulk(
        {enrolment_of(item.candidate) for item in moves}
    )
    panels, by_block = _Panels(session), is_by_block(session)
    acts: list[Act] = []
    for item in moves:
        panel, enrolment = panels.of(item), enrolments[enrolment_of(item.candidate)]
        blocks = blocks_of(item.candidate, enrolment)
        panels.refuse_dependent(panel, enrolment, blocks)
        defence = _defence_of(enrolment, panel, blocks if by_block else None)
        row = locked_defence(defence)
        was = places.get(row.pk)
        row.room = rooms[int(item.room)]
        jurors = take_slot(row, grid.starts_at(item.day, item.slot), was=was or (None, None))
        _cancel_others(row, {juror.user_id for juror in jurors} | {row.candidate_id}, actor, now)
        facts = slot_facts(row, [juror.pk for juror in jurors])
        acts.append(Act("schedule_defence", row, after=facts))
    record_actions(actor=actor, acts=acts)


def _cancel_others(defence: Defence, expected: set[int], actor: User, now: datetime) -> None:
    told = set(defence.convocations.values_list("recipient_id", flat=True))
    if others := frozenset(told - expected):
        cancel_letters(defence, actor=actor, now=now, only=others)


def _defence_of(enrolment: Enrolment, panel: Panel, block: list[str] | None) -> Defence:
    """Return the enrolment's defence, or the one of `block`, before `panel`; made if need be."""
    rows = enrolment.defences.order_by("pk")
    defence = (rows if block is None else rows.filter(block_codes=block)).first()
    if defence is None:
        return Defence.objects.create(
            enrolment=enrolment,
            candidate=enrolment.candidate,
            panel=panel,
            block_codes=block or enrolment.block_codes,
            uid=uuid4(),
        )
    if defence.panel_id != panel.pk:
        if defence.mark_sheets.exists():
            raise ActionRefusedError(
                _("L’évaluation de %(candidate)s a commencé : son jury ne change plus.")
                % {"candidate": enrolment.candidate}
            )
        defence.panel = panel
        defence.save(update_fields=["panel"])
    return defence


class _Panels:
    """The panels of a session by who sits on them: those that are there are used again."""

    def __init__(self, session: ExamSession) -> None:
        self.session = session
        self.by_composition: dict[Composition, Panel] = {}
        for panel in session.panels.prefetch_related("members").order_by("pk"):
            composition = frozenset((member.juror_id, member.seat) for member in panel.members.all())
            self.by_composition.setdefault(composition, panel)
        self.names = set(session.panels.values_list("name", flat=True))
        self.facts: dict[int, PanelFacts] = {}

    def of(self, item: model.Defence) -> Panel:
        composition = frozenset(
            (
                int(member.juror),
                PanelMember.Seat.CHAIR if member.role == model.SeatedAs.CHAIR else PanelMember.Seat.MEMBER,
            )
            for member in item.panel
        )
        if composition not in self.by_composition:
            self.by_composition[composition] = self._create(composition)
        return self.by_composition[composition]

    def refuse_dependent(self, panel: Panel, enrolment: Enrolment, blocks: list[str]) -> None:
        """Refuse a panel that may not judge a candidate (independence); its facts are read once."""
        if panel.pk not in self.facts:
            self.facts[panel.pk] = panel_facts(self.session, seats_of(panel))
        if problems := self.facts[panel.pk].sentences(enrolment, blocks):
            raise ActionRefusedError(*problems)

    def _create(self, composition: Composition) -> Panel:
        numbered = (_("Jury %(number)s") % {"number": number} for number in count(1))
        name = next(name for name in numbered if name not in self.names)
        self.names.add(name)
        panel = Panel.objects.create(session=self.session, name=name, computed=True)
        jurors = Juror.objects.in_bulk([juror for juror, _seat in composition])
        PanelMember.objects.bulk_create(
            PanelMember(panel=panel, juror=jurors[juror], seat=seat) for juror, seat in sorted(composition)
        )
        return panel


def _mark_accepted(row: PlanRun, actor: User, now: datetime) -> None:
    older = PlanRun.objects.filter(session=row.session, state=PlanRun.State.ACCEPTED)
    older.update(state=PlanRun.State.DONE)
    row.state, row.accepted_by, row.accepted_at = PlanRun.State.ACCEPTED, actor, now
    row.save(update_fields=["state", "accepted_by", "accepted_at"])
