"""Which candidate of a problem stands for which defence of a session.

Where the regulations ask for one defence per block, an enrolment is as many candidates as it has blocks, all
of one person; elsewhere it is one. An id is that of the enrolment, with the block after a colon if any.
"""

from collections.abc import Iterable

from preuve.domain.assessment.regulations import DefenceCovers
from preuve.web.sessions.models import Defence, Enrolment, ExamSession
from preuve.web.sessions.queries.regulations import regulations_of


def is_by_block(session: ExamSession) -> bool:
    """Whether each block is defended by itself."""
    return regulations_of(session).defence.covers is DefenceCovers.ONE_BLOCK


def rows_of(enrolment: Enrolment, *, by_block: bool) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Return the id and the blocks of each defence that an enrolment needs."""
    if not by_block:
        return [(str(enrolment.pk), tuple(enrolment.block_codes))]
    return [(_key(enrolment.pk, [code]), (code,)) for code in enrolment.block_codes]


def row_of(defence: Defence, *, by_block: bool) -> str:
    """Return the id of the candidate that a defence is of."""
    return _key(defence.enrolment_id, defence.block_codes) if by_block else str(defence.enrolment_id)


def enrolment_of(row: str) -> int:
    """Return the enrolment that an id is of."""
    return int(row.partition(":")[0])


def blocks_of(row: str, enrolment: Enrolment) -> list[str]:
    """Return the blocks that an id is of: its own, or all of its enrolment."""
    block = row.partition(":")[2]
    return [block] if block else list(enrolment.block_codes)


def _key(enrolment: int, codes: Iterable[str]) -> str:
    return f"{enrolment}:{'+'.join(codes)}"
