"""Reading without a search for cycles: parsed documents have none, and the search costs more than parsing.

Objects are still freed as soon as nothing names them; only the collector of cycles waits.
"""

from __future__ import annotations

import gc
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preuve.domain.evidence.contract import Artefact

_Self = TypeVar("_Self")
_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")
#: Bytes of the largest document that is held whole; longer files are streams, and are read as usual.
LARGEST = 64 << 20


def without_collections(
    inspect: Callable[Concatenate[_Self, Sequence[Artefact], _Rest], _Result],
) -> Callable[Concatenate[_Self, Sequence[Artefact], _Rest], _Result]:
    """Let `Inspector.inspect` run without collections of cycles, unless a file is larger than `LARGEST`."""

    @wraps(inspect)
    def paused(
        self: _Self, artefacts: Sequence[Artefact], /, *rest: _Rest.args, **named: _Rest.kwargs
    ) -> _Result:
        if not gc.isenabled() or any(each.size > LARGEST for each in artefacts):
            return inspect(self, artefacts, *rest, **named)
        gc.disable()
        try:
            return inspect(self, artefacts, *rest, **named)
        finally:
            gc.enable()

    return paused
