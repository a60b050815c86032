"""Windows event logs (EVTX), read by the library `evtx`, damaged ones as far as they go.

Meaning of the events: Microsoft, “Appendix L: Events to Monitor”. Logons of services and batches (types 4
and 5) and of the machine itself are no attempts of people. 4776 comes beside 4625 on the same machine and is
counted as a type only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import evtx

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs.clock import iso_seconds
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.values import as_dict, as_int, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

MAGIC = b"ElfFile\0"
#: Records that can't be read, in a row, after which the rest is given up.
_MOST_DAMAGED = 10_000
_CHANGES = {
    4720: "created",
    4722: "changed",
    4723: "password",
    4724: "password",
    4725: "changed",
    4726: "deleted",
    4728: "groups",
    4729: "groups",
    4732: "groups",
    4733: "groups",
    4738: "changed",
    4756: "groups",
    4757: "groups",
    4719: "audit",
}
_LEVELS = {1: "critical", 2: "error", 3: "warning", 4: "information", 5: "verbose"}
_NOT_PEOPLE = {"SYSTEM", "LOCAL SERVICE", "NETWORK SERVICE", "ANONYMOUS LOGON", "-", ""}


def sniff(head: Head) -> float:
    """The signature of the file header (MS-EVEN6, “ElfFile”)."""
    return 1.0 if head.data.startswith(MAGIC) else 0.0


def read(artefact: Artefact) -> Tally:
    """Read the records of an event log.

    Raises:
        UnreadableArtefactError: EMPTY; MALFORMED when not one record can be read.
    """
    tally = Tally(artefact)
    tally.where = lambda record: artefact.place(PlaceKind.EVENT, path=str(record))
    tally.producer = "Windows Event Log"
    with artefact.open() as stream:
        for record in _records(tally, stream):
            _count(tally, record)
    if not tally.entries and tally.damaged.total:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place())
    return tally


def _records(tally: Tally, stream: Any) -> Iterator[Any]:
    last = 0
    damaged = 0
    try:
        records = iter(evtx.PyEvtxParser(stream, number_of_threads=1).records_json())
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
        _stop_unless_library(error)
        raise UnreadableArtefactError(Unreadable.MALFORMED, tally.artefact.place()) from None
    while damaged < _MOST_DAMAGED:
        try:
            record = next(records)
        except StopIteration:
            return
        except BaseException as error:  # noqa: BLE001 - as above
            _stop_unless_library(error)
            damaged += 1
            tally.damaged.add(last + 1)
            if isinstance(error, Exception):
                continue
            return  # after a panic the parser is in no known state
        last = as_int(dig(record, "event_record_id")) or last + 1
        yield record


def _stop_unless_library(error: BaseException) -> None:
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
        raise error


def _count(tally: Tally, record: Any) -> None:
    number = as_int(dig(record, "event_record_id")) or 0
    try:
        event = as_dict(json.loads(as_text(dig(record, "data"))))
    except (ValueError, RecursionError):
        tally.damaged.add(number)
        return
    system = as_dict(dig(event, "Event", "System"))
    tally.entries += 1
    written = as_text(dig(system, "TimeCreated", "#attributes", "SystemTime"))
    moment = tally.at(iso_seconds(written or as_text(dig(record, "timestamp"))), number)
    tally.seen(as_text(system.get("Computer")), number, moment)
    channel = as_text(system.get("Channel"))
    if channel and not tally.target:
        tally.target = channel
    provider = as_text(dig(system, "Provider", "#attributes", "Name"))
    if provider:
        tally.programs.add(provider, number)
    level = _LEVELS.get(as_int(system.get("Level")) or 0)
    if level:
        tally.severities.add(level, number)
    identifier = system.get("EventID")
    kind = as_int(dig(identifier, "#text") if isinstance(identifier, dict) else identifier)
    tally.types.add("?" if kind is None else str(kind), number)
    if kind is not None:
        _event(tally, kind, as_dict(dig(event, "Event", "EventData")), moment, number)


def _event(tally: Tally, kind: int, data: dict[str, Any], moment: float | None, number: int) -> None:
    account = as_text(data.get("TargetUserName"))
    source = as_text(data.get("IpAddress")).removeprefix("::ffff:")
    source = "" if source in {"-", "::1", "127.0.0.1"} else source
    if kind == 4625 or (kind == 4771 and as_text(data.get("Status")) not in {"0x0", "0"}):
        tally.failure(account, source, moment, number, 1, _logon(data))
    elif kind == 4624:
        if as_int(data.get("LogonType")) not in {0, 4, 5} and _is_person(account):
            tally.success(account, source, number, 1, _logon(data))
    elif kind == 4672:
        subject = as_text(data.get("SubjectUserName"))
        if _is_person(subject):
            tally.privilege(subject, number)
    elif kind in {1102, 104}:
        tally.cleared.add(number)
    elif kind == 4616:
        tally.clock_set.add(number)
    elif kind == 4740:
        tally.reactions.add("lock", number)
    elif kind in _CHANGES:
        tally.changes.add(_CHANGES[kind], number)


def _logon(data: dict[str, Any]) -> str:
    kind = as_text(data.get("LogonType"))
    return f"type {kind}" if kind else ""


def _is_person(account: str) -> bool:
    return (
        account.upper() not in _NOT_PEOPLE
        and not account.endswith("$")
        and not account.startswith(("DWM-", "UMFD-"))
    )
