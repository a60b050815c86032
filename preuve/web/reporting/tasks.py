"""Write the files of a batch: streamed, sealed piece by piece."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from preuve.domain.reporting.cpf.entry import Entry
from preuve.domain.reporting.cpf.grammar import Version
from preuve.domain.reporting.cpf.write import Header, Sender, write_flows
from preuve.web.background import app
from preuve.web.reporting.flow import entries_of
from preuve.web.reporting.models import CpfAccount, CpfBatch, CpfEntry, CpfFile, CpfPiece
from preuve.web.reporting.queries import PIECE_PURPOSE, cpf_entries
from preuve.web.vault import seal

PIECE_BYTES = 1_000_000


class SealedFile:
    """Where a file goes: pieces are sealed and kept as they fill."""

    def __init__(self, file: CpfFile) -> None:
        self.file = file
        self._held = bytearray()
        self._rank = 0

    def write(self, data: bytes) -> None:
        self._held += data
        if len(self._held) >= PIECE_BYTES:
            self.close()

    def close(self) -> None:
        """Keep what is left."""
        if self._held:
            sealed = seal(PIECE_PURPOSE, bytes(self._held))
            CpfPiece.objects.create(file=self.file, rank=self._rank, sealed=sealed)
            self._held.clear()
            self._rank += 1


@app.task(queue="documents", retry=3)
@transaction.atomic
def write_batch(*, batch_id: int) -> None:
    """Write the files of a batch, whole or not at all; written already, it changes nothing."""
    batch = CpfBatch.objects.select_for_update(no_key=True).get(pk=batch_id)
    if batch.written_at is not None:
        return
    now = timezone.localtime().replace(microsecond=0)
    sinks: list[SealedFile] = []
    taken: list[int] = []

    def open_sink(header: Header) -> SealedFile:
        sinks.append(
            SealedFile(CpfFile.objects.create(batch=batch, flow_id=header.flow_id, entries=0, size=0))
        )
        return sinks[-1]

    told = write_flows(
        _taken(batch, now, taken), header=lambda rank: _header(batch, rank, now), open_sink=open_sink
    )
    first = 0
    for written in told:
        sinks[-1].close()
        file = sinks[-1].file
        file.entries, file.size = written.entries, written.bytes
        file.save(update_fields=["entries", "size"])
        CpfEntry.objects.filter(pk__in=taken[first : first + written.entries]).update(file=file)
        first += written.entries
    batch.cpf_entries.filter(file=None).update(state=CpfEntry.State.INCOMPLETE, batch=None)
    batch.written_at = now
    batch.save(update_fields=["written_at"])


def _taken(batch: CpfBatch, now: datetime, taken: list[int]) -> Iterator[Entry]:
    """Yield the entries of a batch by certification, and keep their keys in `taken`."""
    rows = cpf_entries().filter(batch=batch, withdrawn_at=None)
    ordered = rows.order_by("certificate__certification", "pk").iterator(chunk_size=500)
    for pk, entry in entries_of(ordered, today=now.date(), version=Version(batch.version)):
        taken.append(pk)
        yield entry


def _header(batch: CpfBatch, rank: int, now: datetime) -> Header:
    return Header(f"{batch.reference}-{rank}", now, sender_of(batch.account), Version(batch.version))


def sender_of(account: CpfAccount) -> Sender:
    """Return who sends, as the flow says it."""
    return Sender(account.client, account.certifier, account.contract)
