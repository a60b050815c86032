"""The result as JSON holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.assessment.severity.notes import NotComputable

if TYPE_CHECKING:
    from preuve.domain.assessment.severity.notes import Language, Note
    from preuve.domain.assessment.severity.results import Element, Severity


def as_dict(result: Severity | NotComputable, language: Language = "fr") -> dict[str, Any]:
    """Plain values; jurors and criteria in the order of the ratings, null where there is no estimate.

    Args:
        result: from `fit`.
        language: of the notes' sentences.
    """
    if isinstance(result, NotComputable):
        return {
            "jurors": {},
            "criteria": {},
            "steps": {},
            "deviance": None,
            "converged": False,
            "connected": None,
            "notes": [_note(result.note, language)],
        }
    return {
        "jurors": {each.name: _element(each) for each in result.jurors},
        "criteria": {each.name: _element(each) for each in result.criteria},
        "steps": {each.name: list(each.estimates) for each in result.steps},
        "deviance": result.deviance,
        "converged": result.converged,
        "connected": result.connected,
        "variance": result.variance,
        "variance_se": result.variance_se,
        "mean": result.mean,
        "separation": result.separation.separation,
        "reliability": result.separation.reliability,
        "iterations": result.iterations,
        "gradient": result.gradient,
        "change": result.change,
        "subsets": [list(names) for names in result.subsets],
        "notes": [_note(each, language) for each in result.notes],
    }


def _element(element: Element) -> dict[str, float | int | None]:
    fit = element.fit
    return {
        "estimate": element.estimate,
        "se": element.se,
        "infit": fit.infit if fit else None,
        "outfit": fit.outfit if fit else None,
        "infit_z": fit.infit_z if fit else None,
        "outfit_z": fit.outfit_z if fit else None,
        "fair_average": element.fair_average,
        "marks": element.marks,
    }


def _note(note: Note, language: Language) -> dict[str, Any]:
    return {"reason": note.reason.value, "data": dict(note.data), "text": note.in_words(language)}
