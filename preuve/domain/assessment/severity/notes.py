"""What a reader must know beside the figures: a closed list of reasons, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["fr", "en"]


class Reason(StrEnum):
    """Why something can't be computed, or must be read with care."""

    NO_MARKS = "no_marks"
    ONE_CANDIDATE = "one_candidate"
    ONE_JUROR = "one_juror"
    NO_SPREAD = "no_spread"
    NOT_WHOLE = "not_whole"
    TOO_MANY_LEVELS = "too_many_levels"
    TOO_FINE = "too_fine"
    FEW_JURORS_LEFT = "few_jurors_left"
    JUROR_WITHOUT_MARKS = "juror_without_marks"
    ONLY_LOWEST = "only_lowest"
    ONLY_HIGHEST = "only_highest"
    CRITERION_WITHOUT_SPREAD = "criterion_without_spread"
    FEW_MARKS = "few_marks"
    UNUSED_LEVEL = "unused_level"
    NOT_CONNECTED = "not_connected"
    NO_DIFFERENCE_BETWEEN_CANDIDATES = "no_difference_between_candidates"
    NOT_CONVERGED = "not_converged"
    CUT_OUTSIDE = "cut_outside"


_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.NO_MARKS: ("Il n’y a aucune note.", "There are no marks."),
    Reason.ONE_CANDIDATE: (
        "Il faut au moins deux candidats notés.",
        "At least two marked candidates are needed.",
    ),
    Reason.ONE_JUROR: (
        "La sévérité se mesure entre jurés : il en faut au moins deux.",
        "Severity is measured between jurors: at least two are needed.",
    ),
    Reason.NO_SPREAD: (
        "Toutes les notes d’un même critère sont égales : rien ne distingue les jurés.",
        "All marks on each criterion are equal: nothing tells the jurors apart.",
    ),
    Reason.NOT_WHOLE: (
        "Le modèle demande des notes entières ; la ligne {row} porte {value}.",
        "The model asks for whole marks; row {row} has {value}.",
    ),
    Reason.TOO_MANY_LEVELS: (
        "L’échelle couvre {found} niveaux ; le modèle en admet {limit}.",
        "The scale spans {found} levels; the model takes {limit}.",
    ),
    Reason.TOO_FINE: (
        "Un candidat a trop de notes pour l’intégration : {found} points, {limit} au plus.",
        "One candidate has too many marks to integrate over: {found} points, {limit} at most.",
    ),
    Reason.FEW_JURORS_LEFT: (
        "Moins de deux jurés ont des notes qui permettent d’estimer leur sévérité.",
        "Fewer than two jurors have marks that let their severity be estimated.",
    ),
    Reason.JUROR_WITHOUT_MARKS: (
        "{juror} n’a aucune note utilisable.",
        "{juror} has no usable mark.",
    ),
    Reason.ONLY_LOWEST: (
        "{juror} n’a donné que la note la plus basse : sa sévérité n’a pas d’estimation finie.",
        "{juror} only gave the lowest mark: the severity has no finite estimate.",
    ),
    Reason.ONLY_HIGHEST: (
        "{juror} n’a donné que la note la plus haute : sa sévérité n’a pas d’estimation finie.",
        "{juror} only gave the highest mark: the severity has no finite estimate.",
    ),
    Reason.CRITERION_WITHOUT_SPREAD: (
        "Les notes du critère {criterion} ne varient pas assez : il est laissé de côté.",
        "Marks on criterion {criterion} do not vary enough: it is left out.",
    ),
    Reason.FEW_MARKS: (
        "{juror} n’a que {found} notes : l’estimation est fragile (moins de {limit}).",
        "{juror} has only {found} marks: the estimate is fragile (fewer than {limit}).",
    ),
    Reason.UNUSED_LEVEL: (
        "Le niveau {level} du critère {criterion} n’a jamais été donné.",
        "Level {level} of criterion {criterion} was never given.",
    ),
    Reason.NOT_CONNECTED: (
        (
            "Les jurés forment {found} groupes sans candidat commun : d’un groupe à l’autre, leurs sévérités "
            "ne se comparent que si les candidats des groupes se valent. Groupes : {groups}."
        ),
        (
            "Jurors form {found} groups without a common candidate: between groups, severities compare only "
            "if the groups' candidates are alike. Groups: {groups}."
        ),
    ),
    Reason.NO_DIFFERENCE_BETWEEN_CANDIDATES: (
        "Les notes ne montrent aucune différence entre candidats (variance nulle).",
        "The marks show no difference between candidates (variance zero).",
    ),
    Reason.NOT_CONVERGED: (
        "Le calcul n’a pas convergé (gradient {gradient}, dernier pas {change}) : à ne pas utiliser.",
        "The computation did not converge (gradient {gradient}, last step {change}): do not use it.",
    ),
    Reason.CUT_OUTSIDE: (
        "Le seuil {cut} n’est pas entre la moyenne la plus basse ({lowest}) et la plus haute ({highest}).",
        "The cut {cut} is not between the lowest mean mark ({lowest}) and the highest ({highest}).",
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know beside the figures.

    Attributes:
        reason: which.
        data: names and figures of the sentence, by the fields of its template.
    """

    reason: Reason
    data: tuple[tuple[str, str | int | float], ...] = ()

    def in_words(self, language: Language = "fr") -> str:
        """The sentence in French or English."""
        return _WORDS[self.reason][language == "en"].format_map(dict(self.data))


@dataclass(frozen=True, slots=True)
class NotComputable:
    """Instead of an estimate where none is possible.

    Attributes:
        note: why.
    """

    note: Note


def note(reason: Reason, **data: str | float) -> Note:
    """A note with its data in the order given."""
    return Note(reason, tuple(data.items()))
