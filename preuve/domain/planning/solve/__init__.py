"""Making a plan: `solve`.

How: problems small enough are given whole to an exact model (`whole`). Larger ones get a first plan
(`first`), a bound from a relaxation that forgets who is who (`relaxation`), then better plans by deciding
parts anew with the rest held fast (`improve`). The checker runs on every plan before it leaves.
"""

from preuve.domain.planning.solve.best import Progress
from preuve.domain.planning.solve.solver import solve

__all__ = ["Progress", "solve"]
