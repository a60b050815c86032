"""Fleiss' kappa as first published, with its test against chance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from preuve.domain.assessment.agreement.result import FleissKappa, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import quadratic_forms

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.ratings import Table


def fleiss_1971(table: Table) -> FleissKappa | NotComputable:
    """Kappa of units that all have as many marks, and z.

    Source: Fleiss, *Psychological Bulletin* 76 (1971) 378-382; the standard error is the one corrected by
    Fleiss, Nee & Landis, *Psychological Bulletin* 86 (1979) 974-977. Who gave a mark doesn't matter:
    `chance.fleiss` is the same figure, with the standard error that holds when there is agreement.
    """
    obstacle = table.obstacle()
    if obstacle is not None:
        return obstacle
    marks = table.marks_per_profile
    least, most = int(marks.min()), int(marks.max())
    if least < most:
        return NotComputable(Reason.UNEQUAL_MARKS, (("least", least), ("most", most)))
    shares = np.asarray(table.counts.T @ table.multiplicity) / (table.units * most)
    agreeing = (quadratic_forms(table.counts, None) - most) / (most * (most - 1))
    agreement, chance = float(agreeing @ table.multiplicity) / table.units, float(shares @ shares)
    value = (agreement - chance) / (1 - chance)
    varied = shares * (1 - shares)
    spread = float(varied.sum())
    skew = float((varied * (1 - 2 * shares)).sum())
    error = math.sqrt(2 * (spread**2 - skew)) / (spread * math.sqrt(table.units * most * (most - 1)))
    z = value / error
    return FleissKappa(value, error, z, 2 * float(special.ndtr(-abs(z))), table.units, most)
