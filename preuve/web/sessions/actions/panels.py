"""Panels: composed by hand, independence asked again at every change, for every candidate assigned."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.domain.planning.independence import CandidateFacts, PanelProblem, PanelProblemCode, panel_problems
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.enrolments import defence_scopes
from preuve.web.sessions.actions.letters import cancel_letters
from preuve.web.sessions.actions.slots import locked_defence, take_slot
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, Juror, Panel, PanelMember
from preuve.web.sessions.phrasing import panel_sentence
from preuve.web.sessions.queries.panels import PanelFacts, Seats, assigned, panel_facts, seats_of
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.rules import refuse_closed

PERSONAL = frozenset(
    {
        PanelProblemCode.DUPLICATE_MEMBER,
        PanelProblemCode.SALARIED_BY_CERTIFIER,
        PanelProblemCode.SEVERAL_CHAIRS,
        PanelProblemCode.CHAIR_NOT_ABLE,
    }
)
"""What keeps a juror from a panel before any candidate is known; counts only tell that it is incomplete."""


@transaction.atomic
def create_panel(*, actor: User, session: ExamSession, name: str) -> Panel:
    """Open an empty panel."""
    refuse_closed(session)
    try:
        with transaction.atomic():
            panel = Panel.objects.create(session=session, name=name)
    except IntegrityError:
        raise ActionRefusedError(_("Un jury de la session porte déjà ce nom.")) from None
    record_action(actor=actor, action="create_panel", subject=panel, after={"name": name})
    return panel


@transaction.atomic
def seat_juror(*, actor: User, panel: Panel, juror: Juror, seat: str) -> PanelMember:
    """Give a juror a seat, or another seat; refused when it breaks a rule for a candidate of the panel."""
    row = _locked(panel)
    before = seats_of(row)
    after = [(judge, place) for judge, place in before if judge.pk != juror.pk] + [(juror, seat)]
    if seat == PanelMember.Seat.CHAIR:
        # One chair: whoever held the place becomes a member.
        after = [(judge, _demoted(place) if judge.pk != juror.pk else place) for judge, place in after]
    _refuse_broken(row, before, after)
    _write(row, after)
    _reseat(row)
    if juror.pk not in {judge.pk for judge, _place in before}:
        notify(user=juror.user, kind="panel_joined", url=reverse("convocation_mine"), panel=row.name)
    member = PanelMember.objects.get(panel=row, juror=juror)
    details = {"juror": str(juror), "seat": str(seat)}
    record_action(actor=actor, action="seat_juror", subject=row, details=details)
    return member


@transaction.atomic
def replace_juror(*, actor: User, member: PanelMember, juror: Juror, now: datetime) -> PanelMember:
    """Put a juror in another's seat at once, so that the panel is never incomplete between the two."""
    row = _locked(member.panel)
    before = seats_of(row)
    after = [(juror, place) if judge.pk == member.juror_id else (judge, place) for judge, place in before]
    _refuse_broken(row, before, after)
    old = member.juror
    _write(row, after)
    _tell_gone(row, old, actor, now)
    _reseat(row)
    notify(user=juror.user, kind="panel_joined", url=reverse("convocation_mine"), panel=row.name)
    details = {"juror": str(juror), "instead_of": str(old)}
    record_action(actor=actor, action="replace_juror", subject=row, details=details)
    return PanelMember.objects.get(panel=row, juror=juror)


@transaction.atomic
def remove_juror(*, actor: User, member: PanelMember, now: datetime) -> Panel:
    """Take a juror off a panel. Never refused: the panel is shown as incomplete where a rule then fails."""
    row = _locked(member.panel)
    old = member.juror
    PanelMember.objects.filter(panel=row, juror=old).delete()
    _tell_gone(row, old, actor, now)
    record_action(actor=actor, action="remove_juror", subject=row, details={"juror": str(old)})
    return row


@transaction.atomic
def assign_candidates(
    *, actor: User, panel: Panel, enrolments: Iterable[Enrolment], now: datetime
) -> list[Defence]:
    """Put candidates before a panel: one defence for all blocks or one for each, as the regulations say.

    Blocks that a candidate already defends elsewhere are moved here while nothing is marked. All or nothing.
    """
    row = _locked(panel)
    wanted = list(enrolments)
    if not wanted:
        raise ActionRefusedError(_("Aucun candidat n’est choisi."))
    rows = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "candidate", "session"
    )
    locked = list(rows.filter(pk__in=[item.pk for item in wanted], session=row.session).order_by("pk"))
    facts = panel_facts(row.session, seats_of(row))
    if refusals := [text for item in locked for text in facts.sentences(item, item.block_codes)]:
        raise ActionRefusedError(*dict.fromkeys(refusals))
    one_block = str(regulations_of(row.session).defence.covers) == "one_block"
    defences = [defence for item in locked for defence in _assign(row, item, actor, now, one_block=one_block)]
    details = {"candidates": [str(item.candidate) for item in locked]}
    record_action(actor=actor, action="assign_candidates", subject=row, details=details)
    return defences


def new_problems(before: Iterable[PanelProblem], after: Iterable[PanelProblem]) -> list[PanelProblem]:
    """Return the problems that a change brings or makes worse; one that was there does not forbid it."""
    known = {problem.code: problem for problem in before}
    return [problem for problem in after if _is_worse(known.get(problem.code), problem)]


def _is_worse(before: PanelProblem | None, after: PanelProblem) -> bool:
    if before is None:
        return True
    if after.found is not None and after.needed is not None:
        gap_before = (before.needed or 0) - (before.found or 0)
        return after.needed - after.found > gap_before
    return not (set(after.jurors) <= set(before.jurors) and set(after.blocks) <= set(before.blocks))


def _locked(panel: Panel) -> Panel:
    rows = Panel.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("session__framework_version__certification").get(pk=panel.pk)
    refuse_closed(row.session)
    return row


def _demoted(place: str) -> str:
    return PanelMember.Seat.MEMBER if place == PanelMember.Seat.CHAIR else place


def _refuse_broken(panel: Panel, before: Seats, after: Seats) -> None:
    facts_before, facts_after = panel_facts(panel.session, before), panel_facts(panel.session, after)
    nobody = CandidateFacts(id="", blocks=())
    own = panel_problems(facts_after.seats, nobody, facts_after.requirements)
    known = panel_problems(facts_before.seats, nobody, facts_before.requirements)
    sentences = [
        panel_sentence(problem, facts_after.names, "")
        for problem in new_problems(known, own)
        if problem.code in PERSONAL
    ]
    for enrolment, blocks in assigned(panel):
        sentences += _broken_for(facts_before, facts_after, enrolment, blocks)
    if sentences:
        raise ActionRefusedError(*dict.fromkeys(sentences))


def _broken_for(before: PanelFacts, after: PanelFacts, enrolment: Enrolment, blocks: list[str]) -> list[str]:
    worse = new_problems(before.problems(enrolment, blocks), after.problems(enrolment, blocks))
    return [panel_sentence(problem, after.names, str(enrolment.candidate)) for problem in worse]


def _write(panel: Panel, seats: Seats) -> None:
    kept = {juror.pk for juror, _seat in seats}
    PanelMember.objects.filter(panel=panel).exclude(juror__in=kept).delete()
    # The chair last: the database allows one at a time.
    for juror, seat in sorted(seats, key=lambda item: item[1] == PanelMember.Seat.CHAIR):
        PanelMember.objects.update_or_create(panel=panel, juror=juror, defaults={"seat": seat})


def _reseat(panel: Panel) -> None:
    """Keep the seats of planned defences in step with the panel; refused when a member is taken elsewhere."""
    for defence in Defence.objects.filter(panel=panel, during__isnull=False).order_by("pk"):
        row = locked_defence(defence)
        take_slot(row, row.during.lower)


def _tell_gone(panel: Panel, juror: Juror, actor: User, now: datetime) -> None:
    for defence in Defence.objects.filter(panel=panel, during__isnull=False).order_by("pk"):
        row = locked_defence(defence)
        row.seats.filter(juror=juror).delete()
        cancel_letters(row, actor=actor, now=now, only=frozenset({juror.user_id}))
    notify(user=juror.user, kind="panel_left", url=reverse("convocation_mine"), panel=panel.name)


def _assign(
    panel: Panel, enrolment: Enrolment, actor: User, now: datetime, *, one_block: bool
) -> list[Defence]:
    moved = [
        _move(panel, defence, actor, now)
        for defence in enrolment.defences.exclude(panel=panel).order_by("pk")
    ]
    created = [
        Defence.objects.create(
            enrolment=enrolment,
            candidate=enrolment.candidate,
            panel=panel,
            block_codes=scope,
            uid=uuid4(),
        )
        for scope in defence_scopes(enrolment, one_block=one_block)
    ]
    return moved + created


def _move(panel: Panel, defence: Defence, actor: User, now: datetime) -> Defence:
    row = locked_defence(defence)
    if row.mark_sheets.exists():
        raise ActionRefusedError(
            _("L’évaluation de %(candidate)s a commencé devant « %(panel)s » : ce jury ne change plus.")
            % {"candidate": row.candidate, "panel": row.panel}
        )
    gone = set(row.seats.values_list("juror__user", flat=True))
    row.panel = panel
    row.save(update_fields=["panel"])
    if row.during is not None:
        take_slot(row, row.during.lower)
        gone -= set(row.seats.values_list("juror__user", flat=True))
        cancel_letters(row, actor=actor, now=now, only=frozenset(gone))
    return row
