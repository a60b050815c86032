"""Everything that is on the table of a deliberation, gathered once and handed to the domain."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from preuve.domain.assessment import marks as domain_marks
from preuve.domain.assessment import structure as domain_structure
from preuve.domain.assessment.decision import Attendance, Ruling, decision_problems, following_block_outcome
from preuve.domain.assessment.decision import Decision as DomainDecision
from preuve.domain.assessment.errors import AssessmentError
from preuve.domain.assessment.proposal import BlockProposal, Outcome, Proposal
from preuve.domain.assessment.regulations import Regulations
from preuve.domain.assessment.rules import certification_outcome, proposed_outcome
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.queries import FrameworkStructure, structure_of
from preuve.web.juries.models import Decision, Deliberation, Mark
from preuve.web.juries.phrasing import problem_sentence, rules_do_not_fit
from preuve.web.juries.queries.progress import is_waited_for, seats
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.sessions.models import Defence, Enrolment, PanelMember
from preuve.web.sessions.queries import regulations_of


@dataclass(frozen=True, slots=True)
class Table:
    """What the panel has before it about one candidate.

    `seats` are the jurors who judge, one each; `judges` says which of them judge a block; `marks` holds those
    handed in, by juror and criterion; `decisions` those recorded, by scope and code.
    """

    enrolment: Enrolment
    regulations: Regulations
    structure: FrameworkStructure
    scope: tuple[str, ...]
    seats: tuple[PanelMember, ...]
    judges: dict[str, frozenset[int]]
    marks: dict[tuple[int, str], Mark]
    proposal: Proposal | None
    decisions: dict[tuple[str, str], Decision]

    @property
    def attendance(self) -> Attendance:
        """The candidate's attendance; one who was marked and of whom nothing else is said was present."""
        if self.enrolment.attendance == Enrolment.Attendance.EXPECTED:
            return Attendance.PRESENT
        return Attendance(self.enrolment.attendance)

    @property
    def heard(self) -> bool:
        return self.enrolment.attendance not in NOT_HEARD


def _as_domain(structure: FrameworkStructure) -> domain_structure.Structure:
    return domain_structure.Structure(
        tuple(
            domain_structure.BlockStructure(
                block.code,
                tuple(
                    domain_structure.CompetenceStructure(
                        competence.code, tuple(criterion.identifier for criterion in competence.criteria)
                    )
                    for competence in block.competences
                ),
            )
            for block in structure.blocks
        )
    )


def table_of(enrolment: Enrolment, deliberation: Deliberation | None) -> Table:
    """Gather the table of a candidate: five queries, whatever the number of jurors and criteria.

    Raises ActionRefusedError, in words, where the session's rules do not fit the framework or the marks.
    """
    session = enrolment.session
    structure = structure_of(session.framework_version_id)
    defences = list(Defence.objects.filter(enrolment=enrolment).order_by("pk"))
    scope = tuple(block.code for block in structure.in_scope(_covered(defences)))
    members, judges = _judges(enrolment, defences)
    heard = enrolment.attendance not in NOT_HEARD
    marks = _marks_handed_in(enrolment, structure, judges) if heard else {}
    regulations = regulations_of(session)
    proposal = None
    if heard and scope and members:
        proposal = _proposal(enrolment, structure, scope, members, judges, marks, regulations)
    decisions = {(row.scope, row.code): row for row in Decision.objects.filter(deliberation=deliberation)}
    return Table(enrolment, regulations, structure, scope, members, judges, marks, proposal, decisions)


def _covered(defences: list[Defence]) -> list[str]:
    return [code for defence in defences for code in defence.block_codes]


def _judges(
    enrolment: Enrolment, defences: list[Defence]
) -> tuple[tuple[PanelMember, ...], dict[str, frozenset[int]]]:
    blocks_of = {defence.pk: defence.block_codes for defence in defences}
    rows = seats().filter(enrolment_pk=enrolment.pk).select_related("juror__user").order_by("seat", "pk")
    members: dict[int, PanelMember] = {}
    judges: dict[str, set[int]] = {}
    for row in rows:
        members.setdefault(row.juror_id, row)
        for code in blocks_of.get(row.defence_pk, ()):
            judges.setdefault(code, set()).add(row.juror_id)
    return tuple(members.values()), {code: frozenset(jurors) for code, jurors in judges.items()}


def _marks_handed_in(
    enrolment: Enrolment, structure: FrameworkStructure, judges: dict[str, frozenset[int]]
) -> dict[tuple[int, str], Mark]:
    rows = Mark.objects.filter(
        sheet__defence__enrolment=enrolment, sheet__handed_in_at__isnull=False
    ).select_related("sheet")
    found = {}
    for row in rows:
        criterion = structure.criteria[row.criterion_id]
        if row.sheet.juror_id in judges.get(criterion.block_code, ()):
            found[row.sheet.juror_id, criterion.identifier] = row
    return found


def _proposal(  # noqa: PLR0913, PLR0917 (what the domain wants to know)
    enrolment: Enrolment,
    structure: FrameworkStructure,
    scope: tuple[str, ...],
    members: tuple[PanelMember, ...],
    judges: dict[str, frozenset[int]],
    marks: dict[tuple[int, str], Mark],
    regulations: Regulations,
) -> Proposal:
    given = [
        domain_marks.Mark(str(juror), identifier, row.level or None, row.abstained, row.comment)
        for (juror, identifier), row in marks.items()
    ]
    # A juror who judges other blocks only has no say here: counted as an abstention, drawn as an empty cell.
    given += [
        domain_marks.Mark(str(member.juror_id), criterion.identifier, abstained=True)
        for block in structure.in_scope(list(scope))
        for member in members
        if member.juror_id not in judges.get(block.code, ())
        for criterion in block.criteria
    ]
    try:
        return proposed_outcome(
            marks=given,
            jurors=[str(member.juror_id) for member in members],
            structure=_as_domain(structure),
            scope=scope,
            regulations=regulations,
            acquired_before=acquired_before(enrolment, structure, scope),
        )
    except AssessmentError as error:
        raise ActionRefusedError(rules_do_not_fit(error)) from error


def acquired_before(
    enrolment: Enrolment, structure: FrameworkStructure, scope: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the blocks of the certification that published minutes gave the candidate at other sessions."""
    certification = enrolment.session.framework_version.certification_id
    held = set(
        Decision.objects.filter(
            scope=Decision.Scope.BLOCK,
            decided=Outcome.ACQUIRED,
            deliberation__state=Deliberation.State.CLOSED,
            deliberation__enrolment__candidate=enrolment.candidate_id,
            deliberation__enrolment__session__framework_version__certification=certification,
            deliberation__enrolment__minutes_entries__minutes__published_at__isnull=False,
        )
        .exclude(deliberation__enrolment=enrolment)
        .values_list("code", flat=True)
    )
    return tuple(code for code in structure.blocks_by_code if code in held and code not in scope)


def decision_of(table: Table) -> DomainDecision:
    """Return what the panel recorded so far, as the domain sees it."""
    if not table.heard:
        return DomainDecision(table.attendance, reason=table.enrolment.attendance_reason)
    certification = table.decisions.get((Decision.Scope.CERTIFICATION, ""))
    return DomainDecision(
        table.attendance,
        _rulings(table, Decision.Scope.COMPETENCE),
        _rulings(table, Decision.Scope.BLOCK),
        Outcome(certification.decided) if certification else None,
        table.enrolment.attendance_reason,
    )


def _rulings(table: Table, scope: Decision.Scope) -> tuple[Ruling, ...]:
    return tuple(
        Ruling(code, Outcome(row.decided), row.reason)
        for (found, code), row in table.decisions.items()
        if found == scope
    )


def block_expected(table: Table, block: BlockProposal) -> Outcome | None:
    """Return what the rules lead to on a block: from its competences once all decided, else as proposed."""
    found = {
        item.code: table.decisions.get((Decision.Scope.COMPETENCE, item.code)) for item in block.competences
    }
    rulings = {key: Ruling(key, Outcome(row.decided), row.reason) for key, row in found.items() if row}
    if len(rulings) < len(block.competences):
        return block.outcome
    return following_block_outcome(block, rulings, table.regulations)


def certification_expected(table: Table) -> Outcome | None:
    """Return what the blocks decided lead to; None while one is not decided."""
    if table.proposal is None:
        return None
    decided = {
        block.code: table.decisions.get((Decision.Scope.BLOCK, block.code)) for block in table.proposal.blocks
    }
    if not all(decided.values()):
        return None
    now = {code for code, row in decided.items() if row and row.decided == Outcome.ACQUIRED}
    held = {*table.proposal.acquired_before, *now}
    outcome, _facts = certification_outcome(held, table.proposal.all_blocks, table.regulations.certification)
    return outcome


def problems_of(table: Table) -> list[str]:
    """Return what keeps the deliberation from closing, in words; empty when nothing does."""
    if table.heard and is_waited_for(table.enrolment):
        return [_("Toutes les grilles ne sont pas rendues.")]
    if table.proposal is None:
        if table.heard:
            return [_("Aucun juré ne siège pour ce candidat.")]
        reason_missing = (
            table.enrolment.attendance != Enrolment.Attendance.ABSENT
            and not table.enrolment.attendance_reason.strip()
        )
        return [_("Dites pourquoi le candidat est reporté ou exclu.")] if reason_missing else []
    problems = decision_problems(decision_of(table), table.proposal, table.regulations)
    return [problem_sentence(problem) for problem in problems]
