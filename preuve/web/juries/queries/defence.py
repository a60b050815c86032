"""What a juror has in front of them while the candidate speaks."""

from dataclasses import dataclass

from preuve.web.frameworks.queries import CriterionNode, structure_of
from preuve.web.juries.models import Incident, Mark
from preuve.web.juries.queries.doors import SeatedAt
from preuve.web.sessions.models import Defence
from preuve.web.sessions.queries import regulations_of

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Clock:
    """The planned durations in seconds; the accommodation's share of each beside it."""

    presentation: int
    questions: int
    extra_presentation: int
    extra_questions: int


@dataclass(frozen=True, slots=True)
class Question:
    criterion: CriterionNode
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class DefencePage:
    defence: Defence
    is_chair: bool
    clock: Clock
    questions: tuple[Question, ...]
    handed_in: bool
    incidents: tuple[Incident, ...]


def clock_of(presentation: int, questions: int, extra: int) -> Clock:
    """Share the extra minutes between the two parts as the durations are, whole minutes, none lost."""
    whole = presentation + questions
    first = (extra * presentation + whole // 2) // whole if whole else 0
    return Clock(presentation * MINUTE, questions * MINUTE, first * MINUTE, (extra - first) * MINUTE)


def defence_page(seated: SeatedAt) -> DefencePage:
    """Return the page: two queries beside the door."""
    defence = seated.defence
    session = defence.enrolment.session
    rules = regulations_of(session).defence
    structure = structure_of(session.framework_version_id)
    marks = list(
        Mark.objects.filter(sheet__defence=defence, sheet__juror=seated.juror_id).select_related("sheet")
    )
    asked = {mark.criterion_id: mark for mark in marks if mark.question.strip() or mark.answer.strip()}
    questions = tuple(
        Question(criterion, asked[criterion.pk].question, asked[criterion.pk].answer)
        for block in structure.in_scope(defence.block_codes)
        for criterion in block.criteria
        if criterion.pk in asked
    )
    handed_in = any(mark.sheet.handed_in_at for mark in marks)
    clock = clock_of(rules.presentation_minutes, rules.questions_minutes, defence.enrolment.extra_minutes)
    incidents = tuple(Incident.objects.filter(defence=defence).select_related("reported_by"))
    return DefencePage(defence, seated.is_chair, clock, questions, handed_in, incidents)
