"""Panels: who sits, and what the rules of independence say of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _

from preuve.domain.planning.independence import (
    CandidateFacts,
    Gender,
    JurorFacts,
    PanelProblem,
    PanelRequirements,
    Seat,
    SeatRole,
    panel_problems,
)
from preuve.domain.planning.independence import Conflict as ConflictFact
from preuve.web.accounts.models import User
from preuve.web.sessions.models import (
    Conflict,
    Defence,
    Enrolment,
    ExamSession,
    Juror,
    Panel,
    PanelMember,
)
from preuve.web.sessions.phrasing import panel_sentence
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.rules import manages, reads_all

Seats = list[tuple[Juror, str]]


def get_panel_or_404(user: User, pk: int) -> Panel:
    """Return a panel for those who read all; centres and jurors learn of it by convocations only."""
    panels = Panel.objects.select_related("session__framework_version__certification", "session__centre")
    panel = panels.filter(pk=pk).first() if reads_all(user) else None
    if panel is None:
        raise Http404
    return panel


def get_managed_panel_or_404(user: User, pk: int) -> Panel:
    if not manages(user):
        raise Http404
    return get_panel_or_404(user, pk)


def get_managed_defence_or_404(user: User, pk: int) -> Defence:
    rows = Defence.objects.select_related("enrolment__session__centre", "candidate", "panel", "room")
    defence = rows.filter(pk=pk).first() if manages(user) else None
    if defence is None:
        raise Http404
    return defence


def panels_of(session: ExamSession, *, after: str = "", limit: int | None = None) -> list[Panel]:
    """Return the session's panels with `members` and `defences_count`, by name after `after`: two queries."""
    members = PanelMember.objects.select_related("juror__user").order_by("seat", "pk")
    defences = Defence.objects.filter(panel=OuterRef("pk")).order_by().values("panel")
    count = Subquery(defences.annotate(count=Count("pk")).values("count"))
    panels = Panel.objects.filter(session=session, name__gt=after).annotate(defences_count=Coalesce(count, 0))
    return list(panels.prefetch_related(Prefetch("members", members)).order_by("name")[:limit])


def sitting_members(panel_id: int) -> list[PanelMember]:
    """Return those who sit on a panel now, the chair first; reserves do not."""
    members = PanelMember.objects.filter(panel=panel_id).exclude(seat=PanelMember.Seat.RESERVE)
    return list(members.select_related("juror__user").order_by("seat", "pk"))


def all_members(panel: Panel) -> list[PanelMember]:
    return list(panel.members.select_related("juror__user").order_by("seat", "pk"))


def jurors_to_seat(panel: Panel) -> QuerySet[Juror]:
    """Return the active jurors who have no seat on a panel yet."""
    free = Juror.objects.filter(user__is_active=True).exclude(memberships__panel=panel)
    return free.select_related("user").order_by("user__last_name", "user__first_name", "pk")


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What the rules of independence need of a panel, read once for all its candidates.

    People are known by their account, because a trainer or a candidate may also be a juror.
    """

    seats: tuple[Seat, ...]
    requirements: PanelRequirements
    names: dict[str, str]
    conflicts: tuple[ConflictFact, ...]

    def problems(self, enrolment: Enrolment, block_codes: Iterable[str]) -> tuple[PanelProblem, ...]:
        """Return everything that keeps the panel from sitting for a candidate and these blocks."""
        facts = candidate_facts(enrolment, tuple(block_codes))
        # Nobody judges themselves: a juror who is the candidate has the closest link there is.
        own = ConflictFact(str(enrolment.candidate_id), str(enrolment.candidate_id))
        return panel_problems(self.seats, facts, self.requirements, (*self.conflicts, own))

    def sentences(self, enrolment: Enrolment, block_codes: Iterable[str]) -> list[str]:
        candidate = str(enrolment.candidate)
        return [
            panel_sentence(problem, self.names, candidate)
            for problem in self.problems(enrolment, block_codes)
        ]


def candidate_facts(enrolment: Enrolment, block_codes: tuple[str, ...]) -> CandidateFacts:
    """Return what the rules need of a candidate. For a VAE, the trainer is the one who accompanies."""
    vae = enrolment.route == Enrolment.Route.VAE
    trained = not vae and enrolment.route != Enrolment.Route.INDEPENDENT
    followed = frozenset({str(enrolment.trainer_id)}) if enrolment.trainer_id else frozenset()
    return CandidateFacts(
        id=str(enrolment.candidate_id),
        blocks=block_codes,
        vae=vae,
        training_body=str(enrolment.centre_id) if trained else None,
        trainers=frozenset() if vae else followed,
        accompanied_by=followed if vae else frozenset(),
    )


def panel_facts(session: ExamSession, seats: Seats) -> PanelFacts:
    """Return the facts of a panel as `seats` would make it: three queries."""
    certification = session.framework_version.certification
    rules = regulations_of(session).panel
    requirements = PanelRequirements(
        certifier=str(certification.certifier_id),
        minimum_members=rules.minimum_members,
        external_share=rules.external_share,
        chair=rules.chair_required,
        cover_blocks=rules.cover_blocks,
        vae_qualified_members=rules.vae_qualified_members,
        vae_gender_mix=rules.vae_gender_mix,
    )
    facts = juror_facts([juror for juror, _seat in seats], certification.pk)
    conflicts = Conflict.objects.filter(juror__in=[juror.pk for juror, _seat in seats])
    return PanelFacts(
        tuple(Seat(facts[juror.pk], SeatRole(seat)) for juror, seat in seats),
        requirements,
        {str(juror.user_id): str(juror.user) for juror, _seat in seats},
        tuple(
            ConflictFact(str(judge), str(candidate))
            for judge, candidate in conflicts.values_list("juror__user_id", "candidate_id")
        ),
    )


def juror_facts(jurors: list[Juror], certification_id: int) -> dict[int, JurorFacts]:
    """Return what the rules need of jurors, by their id: two queries (organisations, qualifications)."""
    rows = Juror.objects.filter(pk__in=[juror.pk for juror in jurors]).select_related("user")
    facts = {}
    for row in rows.prefetch_related("organisations", "qualifications"):
        qualified = {
            code
            for item in row.qualifications.all()
            if item.certification_id == certification_id
            for code in item.block_codes
        }
        facts[row.pk] = JurorFacts(
            id=str(row.user_id),
            organisations=frozenset(str(organisation.pk) for organisation in row.organisations.all()),
            salaried_by_certifier=row.salaried_by_certifier,
            qualified_blocks=frozenset(qualified),
            gender=Gender(row.user.sex) if row.user.sex else None,
            may_chair=row.may_chair,
        )
    return facts


def seats_of(panel: Panel) -> Seats:
    return [(member.juror, member.seat) for member in all_members(panel)]


def assigned(panel: Panel) -> list[tuple[Enrolment, list[str]]]:
    """Return the candidates of a panel, each with the blocks defended before it: one query."""
    rows = Defence.objects.filter(panel=panel).select_related("enrolment__candidate", "enrolment__trainer")
    found: dict[int, tuple[Enrolment, list[str]]] = {}
    for defence in rows.order_by("pk"):
        _enrolment, blocks = found.setdefault(defence.enrolment_id, (defence.enrolment, []))
        blocks += [code for code in defence.block_codes if code not in blocks]
    return list(found.values())


def panel_problems_for(enrolment: Enrolment, panel: Panel) -> list[str]:
    """Return, in words, everything that keeps a panel from sitting for a candidate; empty when it may."""
    blocks = [code for row in enrolment.defences.filter(panel=panel) for code in row.block_codes]
    return panel_facts(panel.session, seats_of(panel)).sentences(enrolment, blocks or enrolment.block_codes)


def panel_alerts(panel: Panel) -> dict[int, list[str]]:
    """Return the sentences of each of the panel's candidates that it may not sit for now, by enrolment."""
    facts = panel_facts(panel.session, seats_of(panel))
    alerts = {enrolment.pk: facts.sentences(enrolment, blocks) for enrolment, blocks in assigned(panel)}
    return {pk: sentences for pk, sentences in alerts.items() if sentences}


def checked_for(panel: Panel, enrolments: list[Enrolment]) -> list[tuple[Enrolment, list[str]]]:
    """Return each candidate with what keeps a panel from sitting for all their blocks; read once for all."""
    facts = panel_facts(panel.session, seats_of(panel))
    return [(row, facts.sentences(row, row.block_codes)) for row in enrolments]


def own_problems(panel: Panel) -> list[str]:
    """Return what a panel without candidates still lacks, whoever comes before it."""
    facts = panel_facts(panel.session, seats_of(panel))
    nobody = CandidateFacts(id="", blocks=tuple(panel.session.block_codes))
    problems = panel_problems(facts.seats, nobody, facts.requirements)
    anyone = _("tout candidat")
    return [panel_sentence(problem, facts.names, anyone) for problem in problems]
