"""The summary as JSON: figures, null where there is none, and a note that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.assessment.agreement.notes import COEFFICIENTS, notes_of, results_of
from preuve.domain.assessment.agreement.pairs import TooManyPairs
from preuve.domain.assessment.agreement.result import Alpha, Icc, NotComputable
from preuve.domain.assessment.agreement.wording import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.assessment.agreement.notes import Note
    from preuve.domain.assessment.agreement.pairs import PairAgreement
    from preuve.domain.assessment.agreement.result import Coefficient
    from preuve.domain.assessment.agreement.summary import Agreement, Summary

    Result = Alpha | Coefficient | Icc | NotComputable


def to_json_dict(summary: Summary, *, severity: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything, ready for `json.dumps`; no figure is nan or infinite.

    At the top and under each criterion (and group, if any) the coefficients are plain numbers; `precision`
    has their standard errors and intervals under the same names. `pairs` is null when too many jurors met.

    Args:
        summary: what to write.
        severity: severities of the jurors, written as given; null when they were not asked for.
    """
    ratings = summary.ratings
    whole = _agreement(summary.overall)
    precision = whole.pop("precision")
    written: dict[str, Any] = {
        **whole,
        "severity": severity,
        "by_criterion": {name: _agreement(each) for name, each in summary.by_criterion.items()},
        "notes": [_note(note) for note in notes_of(summary)],
        "precision": precision,
        "pairs": _pairs(summary),
        "counts": {
            "candidates": len(ratings.candidates),
            "jurors": len(ratings.jurors),
            "criteria": len(ratings.criteria),
            "marks": len(ratings.values),
            "units": summary.overall.units,
        },
    }
    if summary.by_group:
        written["by_group"] = {name: _agreement(each) for name, each in summary.by_group.items()}
    return written


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "alpha": {str(level): _value(alpha) for level, alpha in agreement.alpha.items()},
        **{name: _value(getattr(agreement, name)) for name in COEFFICIENTS},
        "icc": {str(form): _value(icc) for form, icc in agreement.icc.items()},
        "precision": {name: _precision(result) for name, result in results_of(agreement).items()},
    }


def _value(result: Result) -> float | None:
    return None if isinstance(result, NotComputable) else result.value


def _precision(result: Result) -> dict[str, Any] | None:
    if isinstance(result, NotComputable):
        return None
    interval = {"low": result.low, "high": result.high, "confidence": result.confidence}
    if isinstance(result, Alpha):
        return {**interval, "resamples": result.resamples, "units": result.units, "marks": result.marks}
    if isinstance(result, Icc):
        tested = {"f": result.f, "df1": result.df1, "df2": result.df2, "p": result.p}
        return {**interval, **tested, "units": result.units, "dropped": result.dropped}
    return {
        **interval,
        "standard_error": result.standard_error,
        "p": result.p,
        "agreement": result.agreement,
        "chance": result.chance,
        "units": result.units,
    }


def _pairs(summary: Summary) -> list[dict[str, Any]] | None:
    if isinstance(summary.pairs, TooManyPairs):
        return None
    return [_pair(pair) for pair in summary.pairs]


def _pair(pair: PairAgreement) -> dict[str, Any]:
    return {
        "jurors": [pair.first, pair.second],
        "units": pair.units,
        "equal": pair.equal,
        "difference": pair.difference,
        "cohen": _value(pair.cohen),
        "ac1": _value(pair.ac1),
    }


def _note(note: Note) -> dict[str, Any]:
    french, english = sentences(note)
    return {
        "about": list(note.about),
        "criterion": note.criterion,
        "group": note.group,
        "code": str(note.says),
        "fr": french,
        "en": english,
    }
