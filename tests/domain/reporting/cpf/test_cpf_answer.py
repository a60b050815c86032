"""Answer files as they come: any case, any root, any encoding; and what they do to states."""

from datetime import date

import pytest

from preuve.domain.reporting.cpf.answer import Answer, Refused, read_answer
from preuve.domain.reporting.cpf.states import (
    Due,
    EntryEvent,
    EntryState,
    FileEvent,
    FileState,
    due,
    due_date,
    entry_after,
    file_after,
)
from preuve.domain.reporting.errors import AnswerError, AnswerFault, StateError

REPORT = """<rapport xmlns="urn:r"><nomFichier>f.xml</nomFichier><idFlux>F-1</idFlux>
<idTraitement>9</idTraitement><PassagesKO><passage><idTechnique>C-2</idTechnique>
<messageErreur>Titulaire non trouvé</messageErreur>
<messageErreur>Autre</messageErreur><codeErreur>E42</codeErreur></passage></PassagesKO>
<PassagesOK><passage><idTechnique> C-1 </idTechnique></passage></PassagesOK></rapport>"""
READ = Answer(
    "f.xml", "F-1", "9", ("C-1",), (Refused("C-2", ("Titulaire non trouvé", "Autre")),),
    (("/rapport/PassagesKO/passage/codeErreur", "E42"),),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_encodings(encoding):
    assert read_answer(REPORT.encode(encoding)) == READ


def test_a_declared_encoding():
    assert read_answer(f'<?xml version="1.0" encoding="ISO-8859-15"?>{REPORT}'.encode("iso-8859-15")) == READ


def test_case_and_root_do_not_matter():
    text = REPORT.replace("rapport", "RapportTraitement").replace("PassagesKO", "passagesKo").upper()
    found = read_answer(text.replace('XMLNS="URN:R"', "").encode())

    assert (found.accepted, found.refused) == (("C-1",), (Refused("C-2", ("TITULAIRE NON TROUVÉ", "AUTRE")),))
    assert found.unknown == (("/RAPPORTTRAITEMENT/PASSAGESKO/PASSAGE/CODEERREUR", "E42"),)


def test_accepted_and_refused():
    text = REPORT.replace("C-2", "C-1")

    assert (READ.contradicted, read_answer(text.encode()).contradicted) == ((), ("C-1",))


def test_a_head_said_twice_is_kept_as_unknown():
    text = REPORT.replace("</rapport>", "<idFlux>F-2</idFlux></rapport>")

    assert read_answer(text.encode()).unknown[-1] == ("/rapport/idFlux", "F-2")


@pytest.mark.parametrize(
    ("data", "fault", "line"),
    [
        (b"", AnswerFault.NOT_XML, 1),
        (b"<a>\n<b></a>", AnswerFault.NOT_XML, 2),
        (b"<a/>", AnswerFault.NOT_A_REPORT, 1),
        (b'\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', AnswerFault.DOCUMENT_TYPE, 2),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', AnswerFault.ENCODING, 1),
        (b"<a " + b"x" * 2_000_000, AnswerFault.TOO_LONG, 1),
    ],
)
def test_what_is_no_answer(data, fault, line):
    with pytest.raises(AnswerError) as caught:
        read_answer(data)

    assert (caught.value.fault, caught.value.line) == (fault, line)


def test_a_file_too_large(monkeypatch):
    monkeypatch.setattr("preuve.domain.reporting.cpf.answer._MOST_BYTES", 10)
    with pytest.raises(AnswerError):
        read_answer(REPORT.encode())


def test_only_refused_entries_go_again():
    road = [EntryState.INCOMPLETE]
    events = ["complete", "spoil", "complete", "reserve", "release", "reserve", "send", "refuse", "correct"]
    events += ["reserve", "send", "accept"]
    for event in events:
        road.append(entry_after(road[-1], EntryEvent(event)))

    assert road[1:] == [
        "ready", "incomplete", "ready", "reserved", "ready", "reserved", "sent", "refused", "ready",
        "reserved", "sent", "accepted",
    ]  # fmt: skip
    for event in EntryEvent:
        with pytest.raises(StateError) as caught:
            entry_after(EntryState.ACCEPTED, event)
        assert (caught.value.state, caught.value.event) == ("accepted", event)
    with pytest.raises(StateError):
        entry_after(EntryState.SENT, EntryEvent.RESERVE)


def test_files():
    assert file_after(FileState.WRITTEN, FileEvent.SEND) is FileState.SENT
    assert file_after(FileState.SENT, FileEvent.ANSWER) is FileState.ANSWERED
    assert file_after(FileState.WRITTEN, FileEvent.ABANDON) is FileState.ABANDONED
    with pytest.raises(StateError):
        file_after(FileState.ANSWERED, FileEvent.ANSWER)


@pytest.mark.parametrize(
    ("granted", "last"),
    [
        (date(2026, 1, 15), date(2026, 4, 15)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2025, 9, 30), date(2025, 12, 30)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_due_dates(granted, last):
    assert due_date(granted) == last


def test_due():
    granted = date(2026, 1, 15)

    assert due(granted, EntryState.READY, date(2026, 3, 15)) is Due.IN_TIME
    assert due(granted, EntryState.READY, date(2026, 3, 16)) is Due.ALERT
    assert due(granted, EntryState.REFUSED, date(2026, 4, 15)) is Due.ALERT
    assert due(granted, EntryState.RESERVED, date(2026, 4, 16)) is Due.LATE
    assert due(granted, EntryState.SENT, date(2026, 4, 16)) is Due.DONE
