"""A session's rows as a timetable problem, and its slots as a plan for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from preuve.domain.planning import model
from preuve.domain.planning.independence import JurorFacts
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import (
    AvailabilityRequest,
    Conflict,
    Defence,
    DefenceSeat,
    Enrolment,
    ExamSession,
    Juror,
    PanelMember,
    Room,
    TimetableSettings,
)
from preuve.web.sessions.queries.grid import Grid, grid_of, settings_of
from preuve.web.sessions.queries.panels import candidate_facts, juror_facts
from preuve.web.sessions.queries.plan_rows import is_by_block, row_of, rows_of
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.queries.wishes import wished, wishes_of
from preuve.web.sessions.rules import GONE

if TYPE_CHECKING:
    from django.db.models import QuerySet

Times = list[tuple[datetime, datetime]]


def problem_of(session: ExamSession) -> model.Problem:
    """Return what there is to plan. Ids are those of jurors, rooms and `plan_rows`: a dozen queries.

    Raises:
        ActionRefusedError: nothing to plan, said in words.
    """
    settings = settings_of(session)
    grid = grid_of(session, settings)
    candidates = _candidates(session, grid)
    rooms = _rooms(session, settings, grid)
    jurors = _jurors(session, grid)
    _refuse_nothing(grid, candidates, rooms, jurors)
    rules = regulations_of(session).panel
    return model.Problem(
        slot_minutes=grid.slot_minutes,
        days=grid.days,
        rooms=rooms,
        jurors=jurors,
        candidates=candidates,
        panel=model.PanelRules(
            size=settings.panel_size,
            external_share=rules.external_share,
            certifier=str(session.framework_version.certification.certifier_id),
            chair=rules.chair_required,
            scope=model.PanelScope(settings.scope),
            gender_mix=model.GenderMix(settings.gender_mix),
            cover_blocks=rules.cover_blocks,
        ),
    )


def plan_in_force(session: ExamSession, problem: model.Problem) -> tuple[model.Defence, ...]:
    """Return the session's slots as a plan, in the problem's order; those off its grid are left out."""
    grid = Grid(problem.days, problem.slot_minutes)
    known = {item.id: item for item in problem.candidates}
    seats, by_block = _seats(session), is_by_block(session)
    found = {}
    for row in Defence.objects.filter(enrolment__session=session, during__isnull=False, room__isnull=False):
        place = grid.place_of(row.during.lower)
        key = row_of(row, by_block=by_block)
        if place is not None and key in known:
            found[key] = model.Defence(key, *place, str(row.room_id), seats.get(row.pk, ()))
    return tuple(found[key] for key in known if key in found)


def _seats(session: ExamSession) -> dict[int, tuple[model.PanelMember, ...]]:
    chairs = set(
        PanelMember.objects.filter(panel__session=session, seat=PanelMember.Seat.CHAIR).values_list(
            "panel_id", "juror_id"
        )
    )
    rows = DefenceSeat.objects.filter(defence__enrolment__session=session).order_by("pk")
    seats: dict[int, list[model.PanelMember]] = {}
    for defence, panel, juror in rows.values_list("defence_id", "defence__panel_id", "juror_id"):
        role = model.SeatedAs.CHAIR if (panel, juror) in chairs else model.SeatedAs.MEMBER
        seats.setdefault(defence, []).append(model.PanelMember(str(juror), role))
    return {key: tuple(sorted(value, key=lambda seat: seat.role)) for key, value in seats.items()}


def _candidates(session: ExamSession, grid: Grid) -> tuple[model.Candidate, ...]:
    rules = regulations_of(session).defence
    length = rules.presentation_minutes + rules.questions_minutes
    rows = Enrolment.objects.filter(session=session).exclude(attendance__in=GONE).order_by("pk")
    enrolments = list(rows.select_related("candidate", "trainer"))
    barred = _barred(session, enrolments)
    elsewhere = _elsewhere(session, "candidate", [row.candidate_id for row in enrolments])
    pins, by_block = _pins(session, grid), is_by_block(session)
    wishes = wishes_of(session)
    found = []
    for row in enrolments:
        facts = candidate_facts(row, tuple(row.block_codes))
        taken = elsewhere.get(row.candidate_id)
        candidate = model.Candidate(
            id=str(row.pk),
            slots=grid.slots_for(length + row.extra_minutes),
            training_body=facts.training_body,
            route=model.VAE_ROUTE if facts.vae else row.route,
            available=grid.without(taken) if taken else None,
            conflicts=barred.get(row.pk, frozenset()),
            remote=session.mode == ExamSession.Mode.REMOTE,
            step_free=row.step_free,
            wishes=wished(wishes.get(row.pk), grid),
            person=str(row.pk) if by_block else None,
        )
        found += [
            replace(candidate, id=key, blocks=blocks, pinned=pins.get(key))
            for key, blocks in rows_of(row, by_block=by_block)
        ]
    return tuple(found)


def _barred(session: ExamSession, enrolments: list[Enrolment]) -> dict[int, frozenset[str]]:
    """Return, by enrolment, the jurors who may not judge: trainer or companion, declared links, oneself."""
    by_user = dict(Juror.objects.values_list("user_id", "pk"))
    links: dict[int, set[int]] = {}
    for juror, candidate in Conflict.objects.filter(candidate__enrolments__session=session).values_list(
        "juror_id", "candidate_id"
    ):
        links.setdefault(candidate, set()).add(juror)
    found = {}
    for row in enrolments:
        own = {by_user.get(row.candidate_id), by_user.get(row.trainer_id or 0)}
        everyone = links.get(row.candidate_id, set()) | own
        found[row.pk] = frozenset(str(pk) for pk in everyone if pk is not None)
    return found


def _pins(session: ExamSession, grid: Grid) -> dict[str, model.Pin]:
    """Return what must stay: slots that somebody fixed, and all of a defence whose marking has begun."""
    rows = Defence.objects.filter(enrolment__session=session, during__isnull=False).prefetch_related(
        "seats", "mark_sheets"
    )
    pins, by_block = {}, is_by_block(session)
    for row in rows:
        begun = bool(row.mark_sheets.all())
        place = grid.place_of(row.during.lower)
        if (row.pinned or begun) and place is not None:
            jurors = frozenset(str(seat.juror_id) for seat in row.seats.all()) if begun else frozenset()
            room = None if row.room_id is None else str(row.room_id)
            pins[row_of(row, by_block=by_block)] = model.Pin(*place, room, jurors)
    return pins


def _rooms(session: ExamSession, settings: TimetableSettings, grid: Grid) -> tuple[model.Room, ...]:
    chosen = settings.rooms.all() if settings.pk else Room.objects.none()
    rooms = list(chosen or Room.objects.filter(centre=session.centre_id))
    elsewhere = _elsewhere(session, "room", [room.pk for room in rooms])
    return tuple(
        model.Room(str(room.pk), grid.without(elsewhere.get(room.pk, [])), room.step_free, room.remote)
        for room in rooms
    )


def _jurors(session: ExamSession, grid: Grid) -> tuple[model.Juror, ...]:
    rows = list(
        Juror.objects.filter(user__is_active=True, salaried_by_certifier=False)
        .select_related("user")
        .order_by("pk")
    )
    facts = juror_facts(rows, session.framework_version.certification_id)
    asked = {
        item.juror_id: item
        for item in AvailabilityRequest.objects.filter(session=session).prefetch_related("times")
    }
    seated = _seated(session)
    elsewhere = _elsewhere(session, "juror", [row.pk for row in rows])
    found = []
    for row in rows:
        request = asked.get(row.pk)
        # A juror who was seated by hand and never asked may sit where they sit already.
        said = grid.inside(_times(request)) if request else grid.touched(seated.get(row.pk, []))
        if said or row.pk in seated:  # who fell ill is still on the plan in force
            free = grid.less(said, elsewhere.get(row.pk, []))
            found.append(_juror(row, facts[row.pk], free, request))
    return tuple(found)


def _juror(
    row: Juror, facts: JurorFacts, free: tuple[model.Interval, ...], request: AvailabilityRequest | None
) -> model.Juror:
    return model.Juror(
        id=str(row.pk),
        organisations=facts.organisations,
        blocks=facts.qualified_blocks,
        may_chair=facts.may_chair,
        gender=str(facts.gender) if facts.gender else None,
        available=free,
        max_per_day=request.max_per_day if request else None,
        max_days=request.max_days if request else None,
    )


def _times(request: AvailabilityRequest) -> Times:
    return [(row.during.lower, row.during.upper) for row in request.times.all()]


def _seated(session: ExamSession) -> dict[int, Times]:
    rows = DefenceSeat.objects.filter(defence__enrolment__session=session).order_by("during")
    found: dict[int, Times] = {}
    for juror, during in rows.values_list("juror_id", "during"):
        found.setdefault(juror, []).append((during.lower, during.upper))
    return found


def _elsewhere(session: ExamSession, who: str, ids: Iterable[int]) -> dict[int, Times]:
    """Return when these rooms, candidates or jurors are taken by other sessions."""
    rows: QuerySet[Any] = (
        DefenceSeat.objects.exclude(defence__enrolment__session=session)
        if who == "juror"
        else Defence.objects.exclude(enrolment__session=session).filter(during__isnull=False)
    )
    found: dict[int, Times] = {}
    for pk, during in rows.filter(**{f"{who}__in": list(ids)}).values_list(f"{who}_id", "during"):
        found.setdefault(pk, []).append((during.lower, during.upper))
    return found


def _refuse_nothing(
    grid: Grid,
    candidates: tuple[model.Candidate, ...],
    rooms: tuple[model.Room, ...],
    jurors: tuple[model.Juror, ...],
) -> None:
    missing = []
    if not grid.days:
        missing.append(_("La session n’a aucun jour ouvert."))
    if not candidates:
        missing.append(_("Aucun candidat n’est inscrit."))
    if not rooms:
        missing.append(_("Le centre de la session n’a aucune salle."))
    if not jurors:
        missing.append(_("Aucun juré n’a dit quand il peut siéger."))
    if missing:
        raise ActionRefusedError(*missing)
