"""How what inspectors say is drawn: strength, relation, answers, states of a reading."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from preuve.domain.evidence.contract import Relation, Strength
from preuve.domain.evidence.serialise import place_from
from preuve.domain.evidence.wording import instant
from preuve.inspection.registry import inspectors
from preuve.web.portfolios.models import FactReview, FindingAnswer, InspectionRun
from preuve.web.portfolios.queries.statements import PLACES_SHOWN, ShownPlace, shown_place, spoken_place
from preuve.web.portfolios.wording import in_reader_language

register = template.Library()

STRENGTHS: dict[int, Promise] = {
    Strength.RECOMPUTED: _("recalculé"),
    Strength.READ: _("lu"),
    Strength.DECLARED: _("déclaré"),
    Strength.STRUCTURED: _("présence structurée"),
    Strength.PRESENT: _("présence"),
}
RELATIONS: dict[str, Promise] = {
    Relation.SHOWS: _("montre"),
    Relation.SITUATES: _("situe"),
    Relation.CONTRADICTS: _("contredit"),
}
RUN_STATES = {
    InspectionRun.State.WAITING: "info",
    InspectionRun.State.READING: "in_progress",
    InspectionRun.State.READ: "done",
    InspectionRun.State.UNREADABLE: "warning",
    InspectionRun.State.UNKNOWN: "unknown",
}


@register.simple_tag
def strength(value: int) -> SafeString:
    """Draw how far a fact carries: dots for the eye, a word for everybody."""
    return format_html(
        '<span class="strength"><span aria-hidden="true">{}{}</span> {}</span>',
        "●" * value,
        "○" * (Strength.RECOMPUTED - value),
        STRENGTHS[value],
    )


@register.filter
def relation_word(relation: str) -> Promise:
    return RELATIONS[relation]


@register.filter
def run_state_code(state: str) -> str:
    return RUN_STATES[InspectionRun.State(state)]


@register.filter
def run_state_word(state: str) -> Any:
    return InspectionRun.State(state).label


@register.filter
def verdict_word(verdict: str) -> Any:
    """Say what the candidate thought of a fact, from the code that a frozen copy holds."""
    return FactReview.Verdict(verdict).label


@register.filter
def answer_word(answer: str) -> Any:
    """Say how a contradiction was answered, from the code that a frozen copy holds."""
    return FindingAnswer.Answer(answer).label


@register.filter
def inspector_title(identifier: str) -> str:
    """Name an inspector; one that is no longer installed by its id."""
    known = inspectors().get(identifier)
    return in_reader_language(*known.title) if known else identifier


@register.filter
def sentence(item: Any) -> str:
    """Return the sentence of a statement or of a warning in the reader's language."""
    return in_reader_language(item["fr"], item["en"])


@register.filter
def moment_words(moment: str) -> str:
    """Say a moment of ISO 8601 in the reader's language, as precise as it is written."""
    return in_reader_language(instant(moment, "fr"), instant(moment, "en"))


@register.filter
def place_words(places: list[dict[str, Any]]) -> list[str]:
    """Say the first places of a frozen statement in the reader's language; with their file when it varies."""
    found = [place_from(place) for place in places]
    several = len({place.artefact for place in found}) > 1
    shown = found[:PLACES_SHOWN]
    return [f"{place.name}, {spoken_place(place)}" if several else spoken_place(place) for place in shown]


@register.simple_tag
def place_of(place: dict[str, Any], evidence_id: int) -> ShownPlace:
    """Return a place, from plain JSON, with its words and the address of the viewer."""
    return shown_place(place, evidence_id)
