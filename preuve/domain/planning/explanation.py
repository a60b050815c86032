"""What was found of why candidates can't all be placed, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.planning.calendar_words import listed
from preuve.domain.planning.reasons import Reason, ReasonCode, reason_sentence
from preuve.domain.planning.relaxations import Relaxation, relaxation_words
from preuve.domain.planning.rule_groups import RuleGroup, conflict_words
from preuve.domain.planning.shortages import Shortage, shortage_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.planning.model import Problem


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found.

    Attributes:
        reasons: of each candidate asked for, what is proven of them alone.
        candidates: a set that can't all be placed; empty when none was proven.
        conflict: groups of rules that rule it out together, the set's being placed left out.
        smallest: every one of them is needed, and every candidate of the set.
        relaxations: changes each of which, alone, lets the set be placed; the cheapest first.
        shortages: what there is too little of for all candidates of the problem together.
    """

    reasons: tuple[Reason, ...]
    candidates: tuple[str, ...] = ()
    conflict: tuple[RuleGroup, ...] = ()
    smallest: bool = False
    relaxations: tuple[Relaxation, ...] = ()
    shortages: tuple[Shortage, ...] = ()


_FRENCH = {
    "set": "Ne peuvent être placés ensemble : {}.",
    "alone": "Ne peut être placé : {}.",
    "because": "Règles en conflit : {}.",
    "relax": "Suffirait, pour ces candidats : {}.",
    "none": "Aucun conflit n’a été prouvé dans le temps donné.",
    "more": "Ces règles suffisent au conflit ; le temps a manqué pour en prouver un plus petit.",
}
_ENGLISH = {
    "set": "Can’t be placed together: {}.",
    "alone": "Can’t be placed: {}.",
    "because": "Rules in conflict: {}.",
    "relax": "Would be enough, for these candidates: {}.",
    "none": "No conflict was proven in the time given.",
    "more": "These rules are enough for the conflict; time lacked to prove a smaller one.",
}


def explanation_sentences(problem: Problem, explanation: Explanation, language: str) -> tuple[str, ...]:
    """`explanation` in words, "fr" or "en": reasons, the conflict, then what would resolve it."""
    said = (
        reason_sentence(problem, reason, language)
        for reason in explanation.reasons
        if reason.code is not ReasonCode.COMPETITION
    )
    return (*said, *conflict_sentences(problem, explanation, language))


def conflict_sentences(
    problem: Problem, explanation: Explanation, language: str, names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The conflict in words, then what would resolve it, the reasons of each candidate left out.

    `names` tells what ids are called, by kind and id: "candidate c1", "juror j1", "room A".
    """
    words = _FRENCH if language == "fr" else _ENGLISH
    lacking = [shortage_sentence(each, language) for each in explanation.shortages]
    if not explanation.candidates:
        return tuple(lacking) or (words["none"],)
    kind = "alone" if len(explanation.candidates) == 1 else "set"
    called = [(names or {}).get(f"candidate {name}", name) for name in explanation.candidates]
    said = [*lacking, words[kind].format(listed(called, language))]
    if explanation.conflict:
        groups = conflict_words(problem, explanation.conflict, language, names)
        said.append(words["because"].format((" ; " if language == "fr" else "; ").join(groups)))
    if not explanation.smallest:
        said.append(words["more"])
    said += [
        words["relax"].format(relaxation_words(problem, relaxation, language, names))
        for relaxation in explanation.relaxations
    ]
    return tuple(said)
