"""Explanations as data, to be kept beside a plan and said later, in the language and names of the reader."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from preuve.domain.planning.explanation import Explanation
from preuve.domain.planning.reasons import Reason, ReasonCode
from preuve.domain.planning.relaxations import Relaxation, RelaxationKind
from preuve.domain.planning.rule_groups import GroupKind, RuleGroup
from preuve.domain.planning.shortages import Shortage, ShortageKind

if TYPE_CHECKING:
    from collections.abc import Mapping


def explanation_to_data(explanation: Explanation) -> dict[str, Any]:
    """Every value of `explanation`, as `json.dumps` takes it; `explanation_from_data` gives it back."""
    return {
        "reasons": [
            [str(each.code), each.candidate, list(each.days), each.name, each.found, each.needed]
            for each in explanation.reasons
        ],
        "candidates": list(explanation.candidates),
        "conflict": [[str(each.kind), each.subject, each.day] for each in explanation.conflict],
        "smallest": explanation.smallest,
        "relaxations": [
            [str(each.kind), each.subject, each.day, each.half, _share_to_data(each.share)]
            for each in explanation.relaxations
        ],
        "shortages": [[str(each.kind), each.found, each.needed] for each in explanation.shortages],
    }


def explanation_from_data(data: Mapping[str, Any]) -> Explanation:
    """The explanation that `explanation_to_data` wrote: no file of strangers, so nothing else is understood.

    Raises:
        KeyError, ValueError, TypeError: it wrote something else.
    """
    return Explanation(
        tuple(
            Reason(ReasonCode(code), candidate, tuple(days), name, found, needed)
            for code, candidate, days, name, found, needed in data["reasons"]
        ),
        tuple(data["candidates"]),
        tuple(RuleGroup(GroupKind(kind), subject, day) for kind, subject, day in data["conflict"]),
        data["smallest"],
        tuple(
            Relaxation(RelaxationKind(kind), subject, day, half, None if share is None else Fraction(share))
            for kind, subject, day, half, share in data["relaxations"]
        ),
        tuple(Shortage(ShortageKind(kind), found, needed) for kind, found, needed in data["shortages"]),
    )


def _share_to_data(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
