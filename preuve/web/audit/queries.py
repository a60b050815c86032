from collections.abc import Iterator

from preuve.domain.credentials.chain import ChainProblem, Link, chain_problems
from preuve.web.audit.actions import record_content
from preuve.web.audit.models import AuditHead, AuditRecord


def audit_problems() -> Iterator[ChainProblem]:
    """Yield every record that was changed, removed or moved; reads the whole chain in constant memory."""
    head = AuditHead.objects.get(pk=1)
    links = (
        Link(record.position, record_content(record), record.previous_hash, record.hash)
        for record in AuditRecord.objects.order_by("position").iterator(chunk_size=2000)
    )
    return chain_problems(links, head=(head.position, head.hash))
