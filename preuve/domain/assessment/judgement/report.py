"""Everything that is said of the judgement of a session, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from preuve.domain.assessment import severity
from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import gwet
from preuve.domain.assessment.agreement.notes import Note
from preuve.domain.assessment.agreement.pairs import TooManyPairs, pairs_of
from preuve.domain.assessment.agreement.result import Level, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import Weighting
from preuve.domain.assessment.agreement.wording import sentences
from preuve.domain.assessment.severity import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preuve.domain.assessment.agreement.pairs import PairAgreement
    from preuve.domain.assessment.agreement.ratings import Ratings
    from preuve.domain.assessment.agreement.result import Alpha, Coefficient
    from preuve.domain.assessment.judgement.cuts import Cut
    from preuve.domain.assessment.judgement.marks import JudgedMarks
    from preuve.domain.assessment.severity import Note as SeverityNote
    from preuve.domain.assessment.severity import Outcome, Outcomes

FORMAT = "preuve-judgement/1"
RESAMPLES = 1000
"""Samples of the bootstrap."""
DOUBT = 0.05
"""A decision is near the cut when its probability of passing is between this and its complement."""
MOST_NEAR = 20
"""Decisions near a cut that are kept, the most doubtful first; how many there are is said."""


def judgement_report(
    marks: JudgedMarks,
    *,
    competences: Mapping[str, Sequence[str]],
    blocks: Mapping[str, Sequence[str]],
    cuts: Sequence[Cut],
    seed: int = 0,
) -> dict[str, Any]:
    """What the marks say, ready for `json.dumps`: no figure is nan or infinite.

    Args:
        marks: those handed in.
        competences: criteria of each, by code; those without a mark are passed over, and so is a competence
            that has none left.
        blocks: as `competences`.
        cuts: from `cuts_of`.
        seed: of the bootstrap; the same seed gives the same intervals.

    Returns:
        `agreement` (`whole`, then by code under `blocks`, `competences`, `criteria`) with Krippendorff's
        ordinal alpha, its interval, Gwet's AC2 with quadratic weights and the share of equal marks. `pairs`
        of jurors, null when too many met. `severity` as `severity.as_dict`, each note in French and English,
        and `why` it can't be used. `patterns`, null where severity is. `cuts`. A `why` is null, or
        {"fr", "en"}.
    """
    ratings = marks.ratings
    result = severity.fit(ratings)
    usable = result if isinstance(result, Severity) and result.converged else None
    return {
        "format": FORMAT,
        "seed": seed,
        "resamples": RESAMPLES,
        "counts": {
            "candidates": len(ratings.candidates),
            "jurors": len(ratings.jurors),
            "criteria": len(ratings.criteria),
            "marks": len(ratings.values),
        },
        "agreement": {
            "whole": _agreement(ratings, ratings.criteria, seed),
            "blocks": _by_group(ratings, blocks, seed),
            "competences": _by_group(ratings, competences, seed),
            "criteria": _by_group(ratings, {name: (name,) for name in ratings.criteria}, seed),
        },
        "pairs": _pairs(ratings),
        "severity": _severity(result),
        "patterns": _patterns(usable, marks) if usable else None,
        "cuts": [said for cut in cuts if (said := _cut(marks, cut)) is not None],
    }


def _by_group(ratings: Ratings, groups: Mapping[str, Sequence[str]], seed: int) -> dict[str, Any]:
    present = {
        code: [each for each in criteria if each in ratings.criteria] for code, criteria in groups.items()
    }
    return {code: _agreement(ratings, criteria, seed) for code, criteria in present.items() if criteria}


def _agreement(ratings: Ratings, criteria: Sequence[str], seed: int) -> dict[str, Any]:
    """Agreement on some criteria; a unit is one candidate on one criterion."""
    table = ratings.table(criteria)
    alpha: Alpha | NotComputable = krippendorff_alpha(table, Level.ORDINAL, seed=seed, resamples=RESAMPLES)
    if table.units > 1 and ratings.candidates_marked(criteria) == 1:
        alpha = NotComputable(Reason.ONE_CANDIDATE)
    if isinstance(alpha, NotComputable):
        french, english = sentences(Note((), alpha.reason, alpha.data))
        nothing = dict.fromkeys(("alpha", "low", "high", "units", "marks", "ac2", "equal"))
        return {**nothing, "why": {"fr": french, "en": english}}
    exact = gwet(table)
    return {
        "alpha": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
        "units": alpha.units,
        "marks": alpha.marks,
        "ac2": _value(gwet(table, Weighting.QUADRATIC)),
        "equal": None if isinstance(exact, NotComputable) else exact.agreement,
        "why": None,
    }


def _value(result: Coefficient | NotComputable) -> float | None:
    return None if isinstance(result, NotComputable) else result.value


def _pairs(ratings: Ratings) -> list[dict[str, Any]] | None:
    pairs = pairs_of(ratings)
    return None if isinstance(pairs, TooManyPairs) else [_pair(pair) for pair in pairs]


def _pair(pair: PairAgreement) -> dict[str, Any]:
    return {
        "jurors": [pair.first, pair.second],
        "units": pair.units,
        "equal": pair.equal,
        "difference": pair.difference,
        "ac1": _value(pair.ac1),
    }


def _severity(result: Severity | severity.NotComputable) -> dict[str, Any]:
    written = severity.as_dict(result)
    notes = (result.note,) if isinstance(result, severity.NotComputable) else result.notes
    written["notes"] = [{"reason": each.reason.value, **_words(each)} for each in notes]
    written["why"] = _why_no_severity(result)
    return written


def _why_no_severity(result: Severity | severity.NotComputable) -> dict[str, str] | None:
    """Why the severities may not be used, or None."""
    if isinstance(result, severity.NotComputable):
        return _words(result.note)
    if result.converged:
        return None
    return next(_words(each) for each in result.notes if each.reason is severity.Reason.NOT_CONVERGED)


def _words(note: SeverityNote) -> dict[str, str]:
    return {"fr": note.in_words("fr"), "en": note.in_words("en")}


def _patterns(result: Severity, marks: JudgedMarks) -> dict[str, Any]:
    """Halo, central tendency, and drift over the hours of the day (null unless every defence has one)."""
    timed = bool(np.isfinite(marks.hours).all())
    return {
        "halo": {
            each.juror: {"correlation": each.correlation, "z": each.z, "found": each.found}
            for each in severity.halo(result)
        },
        "drift": {
            each.juror: {"slope": each.slope, "se": each.se, "z": each.z, "found": each.found}
            for each in severity.drift(result, marks.hours)
        }
        if timed
        else None,
        "central": list(severity.central_tendency(result)),
    }


def _cut(marks: JudgedMarks, cut: Cut) -> dict[str, Any] | None:
    """One threshold with the decisions near it; None where nobody was marked on its criteria."""
    ratings = marks.among(cut.criteria, cut.values)
    if not len(ratings.values):
        return None
    said: dict[str, Any] = {
        "step": cut.step.value,
        "code": cut.code,
        "share": cut.share,
        "threshold": cut.threshold,
        "top": cut.values[-1],
    }
    result = severity.fit(ratings)
    if (why := _why_no_severity(result)) or isinstance(result, severity.NotComputable):
        return {**said, **_NOTHING, "why": why}
    found = severity.outcomes(result, cut.threshold)
    if isinstance(found, severity.NotComputable):
        return {**said, **_NOTHING, "why": _words(found.note)}
    return {**said, **_near(found), "why": None}


_NOTHING: dict[str, Any] = {"accuracy": None, "candidates": 0, "doubtful": 0, "changed": 0, "near": []}


def _near(found: Outcomes) -> dict[str, Any]:
    doubtful = set(found.near(DOUBT)) | set(found.changed())
    ordered = sorted((each for each in found.candidates if each in doubtful), key=_certainty)
    return {
        "accuracy": found.accuracy,
        "candidates": len(found.candidates),
        "doubtful": len(doubtful),
        "changed": len(found.changed()),
        "near": [
            {
                "candidate": each.candidate,
                "observed": each.observed,
                "adjusted": each.adjusted,
                "passing": each.passing,
                "changes": each.changes,
            }
            for each in ordered[:MOST_NEAR]
        ],
    }


def _certainty(outcome: Outcome) -> float:
    return abs(outcome.passing - 0.5)
