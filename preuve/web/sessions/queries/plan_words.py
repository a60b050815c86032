"""Plans in the words of the site: names instead of ids, broken rules as sentences for the reader."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language

from preuve.domain.planning.model import Defence, Problem
from preuve.domain.planning.violation import Violation
from preuve.domain.planning.wording import sentence
from preuve.web.sessions.models import Enrolment, ExamSession, Juror, Room
from preuve.web.sessions.queries.plan_rows import is_by_block, rows_of


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of a problem are called."""

    candidates: dict[str, str]
    jurors: dict[str, str]
    rooms: dict[str, str]

    def of(self, violation: Violation) -> Violation:
        """Return a violation that bears names."""
        return replace(
            violation,
            candidate=self.candidates.get(violation.candidate or "", violation.candidate),
            other=self.candidates.get(violation.other or "", violation.other),
            room=self.rooms.get(violation.room or "", violation.room),
            jurors=tuple(self.jurors.get(juror, juror) for juror in violation.jurors),
        )

    def by_kind(self) -> dict[str, str]:
        """Return all names by kind and id, as reasons and explanations look them up."""
        kinds = {"candidate": self.candidates, "juror": self.jurors, "room": self.rooms}
        found = {f"{kind} {key}": name for kind, names in kinds.items() for key, name in names.items()}
        return found | {f"person {key}": name for key, name in self.candidates.items()}


def names_of(session: ExamSession) -> Names:
    """Return the names of a session's candidates, of all jurors and of its centre's rooms: three queries."""
    enrolments = Enrolment.objects.filter(session=session).select_related("candidate")
    jurors = Juror.objects.select_related("user")
    candidates = {str(row.pk): str(row.candidate) for row in enrolments}
    if is_by_block(session):
        for row in enrolments:
            for key, blocks in rows_of(row, by_block=True):
                candidates[key] = f"{row.candidate} ({', '.join(blocks)})"
    return Names(
        candidates,
        {str(row.pk): str(row) for row in jurors},
        {str(row.pk): row.name for row in Room.objects.filter(centre=session.centre_id)},
    )


def in_words(problem: Problem, violation: Violation, names: Names) -> str:
    """Return a broken rule as a sentence, with names."""
    return sentence(problem, names.of(violation), language())


def language() -> str:
    """Return the language of the domain's sentences that is nearest to the reader's."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def convocations(defence: Defence) -> set[tuple[str | None, int, int, str]]:
    """Return who is told what of a defence: the candidate (None) and each juror, with day, slot and room."""
    place = (defence.day, defence.slot, defence.room)
    return {(None, *place), *((member.juror, *place) for member in defence.panel)}
