"""Keep the entries of the CPF flow, reserve and send them, read what came back.

Civil status stays out of the audit's details and hashes: only the names of what changed are recorded.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from preuve.domain.reporting.cpf.answer import Answer, read_answer
from preuve.domain.reporting.cpf.nir import read_nir
from preuve.domain.reporting.cpf.states import due_date
from preuve.domain.reporting.cpf.write import Sender
from preuve.domain.reporting.errors import AnswerError, AnswerFault, EntryError
from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.credentials.models import Certificate
from preuve.web.errors import ActionRefusedError
from preuve.web.reporting.flow import NIR_PURPOSE, SHOWN, civil_status_of, reading_of
from preuve.web.reporting.models import CivilStatus, CpfAccount, CpfBatch, CpfEntry, CpfFile, CpfPiece
from preuve.web.reporting.queries import (
    TO_SEND,
    cpf_entries,
    get_cpf_file_or_404,
    get_declared_person_or_404,
    require_declarer,
)
from preuve.web.vault import seal

if TYPE_CHECKING:
    from preuve.domain.credentials.canonical import Json

ANSWER_FAULTS = {
    AnswerFault.NOT_XML: _("ce n’est pas du XML bien formé"),
    AnswerFault.DOCUMENT_TYPE: _("une déclaration de type de document n’est pas admise"),
    AnswerFault.ENCODING: _("son encodage n’est pas celui qu’il déclare"),
    AnswerFault.NOT_A_REPORT: _("il n’a ni passages acceptés ni passages refusés"),
    AnswerFault.TOO_LONG: _("il est trop long"),
}


def open_entries(certificates: Iterable[Certificate], today: date) -> None:
    """Make the entry of each whole certification granted: a block alone can't be told (no element for it)."""
    for certificate in certificates:
        if certificate.kind == Certificate.Kind.CERTIFICATION:
            CpfEntry.objects.create(
                certificate=certificate,
                state=_state(certificate, today),
                due_on=due_date(certificate.granted_on),
            )


def withdraw_entries(certificates: Iterable[Certificate], now: datetime) -> None:
    """Send no more what was granted by certificates revoked since; what was sent stays marked so."""
    CpfEntry.objects.filter(certificate__in=list(certificates), withdrawn_at=None).update(withdrawn_at=now)


def _state(certificate: Certificate, today: date) -> CpfEntry.State:
    complete = reading_of(certificate, today=today).entry is not None
    return CpfEntry.State.READY if complete else CpfEntry.State.INCOMPLETE


@transaction.atomic
def save_civil_status(
    *, actor: User, person_id: int, values: dict[str, str], nir: str | None, now: datetime
) -> CivilStatus:
    """Keep what the flow asks; entries not sent yet, or refused, are looked at again.

    `nir`: with its key; empty removes the one held, none leaves it.
    """
    person = get_declared_person_or_404(actor, person_id)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    status = civil_status_of(person)
    changed = [name for name in SHOWN if getattr(status, name) != values[name]]
    for name in changed:
        setattr(status, name, values[name])
    if nir or (nir is not None and status.nir is not None):
        status.nir = seal(NIR_PURPOSE, read_nir(nir).number.encode()) if nir else None
        changed.append("nir")
    status.save()
    refresh_entries(cpf_entries().filter(certificate__holder=person), timezone.localdate(now))
    if changed:
        details: dict[str, Json] = {"fields": sorted(changed), "person": person.pk}
        record_action(actor=actor, action="save_civil_status", subject=person, details=details, at=now)
    return status


def refresh_entries(rows: Iterable[CpfEntry], today: date) -> None:
    """Look again at whether entries can be sent: data were changed since."""
    for row in rows:
        if row.state in TO_SEND:
            state = _state(row.certificate, today)
            CpfEntry.objects.filter(pk=row.pk, state=row.state).update(state=state)


@transaction.atomic
def save_cpf_account(*, actor: User, organisation: Organisation, values: dict[str, str]) -> CpfAccount:
    """Keep the numbers under which a certifier deposits; refused in words when the schema can't hold one."""
    require_declarer(actor)
    try:
        Sender(values["client"], values["certifier"], values["contract"])
    except EntryError as error:
        language = get_language() or "fr"
        raise ActionRefusedError(*(item.words(language) for item in error.issues)) from error
    account, _made = CpfAccount.objects.update_or_create(organisation=organisation, defaults=values)
    record_action(actor=actor, action="save_cpf_account", subject=account, details=dict(values))
    return account


@transaction.atomic
def make_files(*, actor: User, account: CpfAccount, version: str, now: datetime) -> CpfBatch:
    """Reserve what can be sent and have it written. Two runs at once share the entries."""
    from preuve.web.reporting.tasks import write_batch  # noqa: PLC0415 (it queues this)

    require_declarer(actor)
    waiting = cpf_entries().filter(
        certificate__certification__certifier=account.organisation, withdrawn_at=None
    )
    refresh_entries(waiting.exclude(state=CpfEntry.State.REFUSED), timezone.localdate(now))
    batch = CpfBatch.objects.create(
        account=account, reference=uuid.uuid4().hex, version=version, asked_by=actor, asked_at=now
    )
    free = (
        CpfEntry.objects.filter(
            certificate__certification__certifier=account.organisation,
            withdrawn_at=None,
            state=CpfEntry.State.READY,
        )
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))
    )
    taken = CpfEntry.objects.filter(pk__in=list(free.values_list("pk", flat=True)))
    count = taken.update(state=CpfEntry.State.RESERVED, batch=batch, refusal="")
    if not count:
        raise ActionRefusedError(_("Aucun passage n’est prêt : il n’y a rien à déposer."))
    defer(write_batch, batch_id=batch.pk)
    details: dict[str, Json] = {"reference": batch.reference, "entries": count, "version": version}
    record_action(actor=actor, action="make_cpf_files", subject=batch, details=details, at=now)
    return batch


@transaction.atomic
def mark_file_sent(*, actor: User, file_id: int, now: datetime) -> CpfFile:
    """Say that a file was deposited: its entries are then told, and wait for their answer."""
    file = _locked(actor, file_id, CpfFile.State.WRITTEN)
    if file.cpf_entries.exclude(withdrawn_at=None).exists():
        raise ActionRefusedError(
            _("Un certificat de ce fichier a été révoqué : abandonnez ce fichier et refaites-en un.")
        )
    file.state, file.sent_at = CpfFile.State.SENT, now
    file.save(update_fields=["state", "sent_at"])
    file.cpf_entries.update(state=CpfEntry.State.SENT)
    record_action(actor=actor, action="send_cpf_file", subject=file, details={"flow": file.flow_id}, at=now)
    return file


@transaction.atomic
def abandon_file(*, actor: User, file_id: int, now: datetime) -> CpfFile:
    """Give up a file that was not deposited: its entries can go into another."""
    file = _locked(actor, file_id, CpfFile.State.WRITTEN)
    file.state = CpfFile.State.ABANDONED
    file.save(update_fields=["state"])
    file.cpf_entries.update(state=CpfEntry.State.READY, batch=None, file=None)
    CpfPiece.objects.filter(file=file).delete()
    record_action(
        actor=actor, action="abandon_cpf_file", subject=file, details={"flow": file.flow_id}, at=now
    )
    return file


@transaction.atomic
def record_answer(*, actor: User, file_id: int, data: bytes, now: datetime) -> Answer:
    """Read the answer to a file. Accepted entries are done and their NIR purged; refused ones say why."""
    file = _locked(actor, file_id, CpfFile.State.SENT)
    answer = _read(data)
    if answer.flow_id and answer.flow_id != file.flow_id:
        sentence = _("Cette réponse est celle du flux %(other)s, pas de celui-ci. Rien n’est enregistré.")
        raise ActionRefusedError(sentence % {"other": answer.flow_id})
    rows = {row.certificate.number: row for row in file.cpf_entries.select_related("certificate")}
    refused = {item.key: item.reasons for item in answer.refused}
    _refuse_strangers(rows, [*answer.accepted, *refused], answer)
    accepted = [rows[key].pk for key in answer.accepted]
    CpfEntry.objects.filter(pk__in=accepted).update(state=CpfEntry.State.ACCEPTED)
    for key, reasons in refused.items():
        CpfEntry.objects.filter(pk=rows[key].pk).update(
            state=CpfEntry.State.REFUSED, refusal="\n".join(reasons)
        )
    if not file.cpf_entries.filter(state=CpfEntry.State.SENT).exists():
        file.state, file.answered_at = CpfFile.State.ANSWERED, now
        CpfPiece.objects.filter(file=file).delete()
    file.treatment_id = answer.treatment_id[:100]
    file.save(update_fields=["state", "answered_at", "treatment_id"])
    _purge(accepted)
    details: dict[str, Json] = {"flow": file.flow_id, "accepted": len(accepted), "refused": len(refused)}
    record_action(actor=actor, action="record_cpf_answer", subject=file, details=details, at=now)
    return answer


def _read(data: bytes) -> Answer:
    try:
        return read_answer(data)
    except AnswerError as error:
        sentence = _("Ce fichier de réponse ne peut pas être lu, ligne %(line)d : %(why)s.")
        raise ActionRefusedError(
            sentence % {"line": error.line, "why": ANSWER_FAULTS[error.fault]}
        ) from error


def _refuse_strangers(rows: dict[str, CpfEntry], keys: list[str], answer: Answer) -> None:
    strange = [key for key in keys if key not in rows]
    if strange:
        sentence = _("La réponse parle de passages qui ne sont pas dans ce fichier : %(keys)s.")
        raise ActionRefusedError(sentence % {"keys": ", ".join(strange[:5])})
    if answer.contradicted:
        sentence = _("La réponse accepte et refuse à la fois : %(keys)s.")
        raise ActionRefusedError(sentence % {"keys": ", ".join(answer.contradicted[:5])})


def _purge(accepted: list[int]) -> None:
    """Forget the NIR of people who have nothing left to be told."""
    holders = CpfEntry.objects.filter(pk__in=accepted).values("certificate__holder")
    waiting = CpfEntry.objects.exclude(state=CpfEntry.State.ACCEPTED).filter(withdrawn_at=None)
    CivilStatus.objects.filter(person__in=holders).exclude(
        person__in=waiting.values("certificate__holder")
    ).update(nir=None)


@transaction.atomic
def send_again(*, actor: User, entry_id: int, now: datetime) -> CpfEntry:
    """Let a refused entry go into the next file as it is: what was wrong was not in its data."""
    require_declarer(actor)
    row = cpf_entries().select_for_update(of=("self",)).filter(pk=entry_id).first()
    if row is None or row.state != CpfEntry.State.REFUSED:
        raise ActionRefusedError(_("Ce passage n’a pas été refusé : rechargez la page."))
    row.state = _state(row.certificate, timezone.localdate(now))
    row.save(update_fields=["state"])
    number = row.certificate.number
    record_action(actor=actor, action="send_cpf_entry_again", subject=row, details={"number": number}, at=now)
    return row


def _locked(actor: User, file_id: int, state: CpfFile.State) -> CpfFile:
    get_cpf_file_or_404(actor, file_id)
    file = CpfFile.objects.select_for_update(no_key=True).get(pk=file_id)
    if file.state != state:
        raise ActionRefusedError(_("Ce fichier n’en est plus là : rechargez la page."))
    return file
