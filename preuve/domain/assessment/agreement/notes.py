"""What must be known to read the figures: coefficients that are missing and why, units that don't count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.assessment.agreement.pairs import TooManyPairs
from preuve.domain.assessment.agreement.result import Icc, NotComputable, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.assessment.agreement.result import Alpha, Coefficient
    from preuve.domain.assessment.agreement.summary import Agreement, Summary

COEFFICIENTS = ("ac1", "ac2", "cohen", "conger", "fleiss", "scott", "brennan_prediger")
"""Names of the coefficients of `Agreement` that are neither alpha nor an intraclass correlation."""


class Remark(StrEnum):
    """What a note says when it isn't a `Reason`."""

    UNPAIRED_UNITS = "unpaired_units"
    """`units` units have one mark only: they don't count in alpha."""
    INCOMPLETE_UNITS = "incomplete_units"
    """`dropped` units of `units` lack a mark: the intraclass correlations leave them out."""
    POOLED_CRITERIA = "pooled_criteria"
    """A unit is one candidate on one criterion; there are `criteria`."""
    TOO_MANY_PAIRS = "too_many_pairs"
    """`pairs` pairs of jurors met, more than `most`: they are not listed."""


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on some coefficients.

    Attributes:
        about: names of the coefficients, as in the JSON (`alpha.ratio`, `icc.2,k`, `cohen` …); empty for all.
        says: what.
        data: figures that the sentence needs, as (name, figure).
        criterion: criterion it is about, or None.
        group: group of criteria it is about, or None; with neither, the note is about all marks together.
    """

    about: tuple[str, ...]
    says: Reason | Remark
    data: tuple[tuple[str, int], ...] = ()
    criterion: str | None = None
    group: str | None = None


def notes_of(summary: Summary) -> tuple[Note, ...]:
    """Notes on all marks together, then by criterion and by group."""
    return tuple(_all_notes(summary))


def results_of(agreement: Agreement) -> dict[str, Alpha | Coefficient | Icc | NotComputable]:
    """Every result by its name."""
    results: dict[str, Alpha | Coefficient | Icc | NotComputable] = {
        f"alpha.{level}": alpha for level, alpha in agreement.alpha.items()
    }
    results |= {name: getattr(agreement, name) for name in COEFFICIENTS}
    return results | {f"icc.{form}": icc for form, icc in agreement.icc.items()}


def _all_notes(summary: Summary) -> Iterator[Note]:
    if len(summary.by_criterion) > 1:
        yield Note((), Remark.POOLED_CRITERIA, (("criteria", len(summary.by_criterion)),))
    yield from _notes_on(summary.overall, None, None)
    if isinstance(summary.pairs, TooManyPairs):
        figures = (("pairs", summary.pairs.pairs), ("most", summary.pairs.most))
        yield Note(("pairs",), Remark.TOO_MANY_PAIRS, figures)
    for criterion, agreement in summary.by_criterion.items():
        yield from _notes_on(agreement, criterion, None)
    for group, agreement in summary.by_group.items():
        yield from _notes_on(agreement, None, group)


def _notes_on(agreement: Agreement, criterion: str | None, group: str | None) -> Iterator[Note]:
    missing: dict[NotComputable, list[str]] = {}
    results = results_of(agreement)
    for name, result in results.items():
        if isinstance(result, NotComputable):
            missing.setdefault(result, []).append(name)
    for why, names in missing.items():
        yield Note(tuple(names), why.reason, why.data, criterion, group)
    unpaired = agreement.units - agreement.paired
    alphas = tuple(name for name in results if name.startswith("alpha.") and _is_there(results[name]))
    if unpaired and alphas:
        yield Note(alphas, Remark.UNPAIRED_UNITS, (("units", unpaired),), criterion, group)
    iccs = tuple(name for name, result in results.items() if isinstance(result, Icc) and result.dropped)
    if iccs:
        dropped = (("dropped", agreement.units - _complete(agreement)), ("units", agreement.units))
        yield Note(iccs, Remark.INCOMPLETE_UNITS, dropped, criterion, group)


def _is_there(result: object) -> bool:
    return not isinstance(result, NotComputable)


def _complete(agreement: Agreement) -> int:
    return next(icc.units for icc in agreement.icc.values() if isinstance(icc, Icc))
