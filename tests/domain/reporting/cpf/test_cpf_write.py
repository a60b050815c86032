"""Files of the flow: split by the limits, nothing lost, nothing twice, nothing empty."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flows import MOMENT, SENDER, TITLE, by_file, by_nir, entry, full, header, holder, written

from preuve.domain.reporting.cpf.entry import Certification, DigitalLevel
from preuve.domain.reporting.cpf.grammar import Version
from preuve.domain.reporting.cpf.write import Action, Header, Sender
from preuve.domain.reporting.errors import EntryError

KEYS = re.compile(r"<cpf:idTechnique>([^<]*)<")


def test_no_entries_no_file():
    assert written([]) == ([], [])


def test_nothing_optional_is_written_empty():
    _, (data,) = written([entry(), by_file(), entry("C-9", digital=DigitalLevel(5))])

    empty = re.findall(r"<cpf:([A-Za-z0-9]+)[^>]*></cpf:\1>", data.decode())
    assert set(empty) == {"dateFinValidite", "scoring", "mentionValidee", "modaliteAcces", "nomUsage"}
    assert (
        data.count(b"></cpf:dateFinValidite>")
        == data.count(b'<cpf:dateFinValidite xsi:nil="true"></cpf:')
        == 3
    )


def test_texts_are_escaped():
    _, (data,) = written([full()])

    assert b"<cpf:urlPreuve>https://example.org/v/1?a=1&amp;b=2</cpf:urlPreuve>" in data
    assert b"<cpf:libelleOption>Option &lt;A&gt;</cpf:libelleOption>" in data


@pytest.mark.parametrize("most", [1, 2, 3, 7, 8])
def test_split_by_entries(most):
    entries = [
        entry(f"C-{rank}", certification=Certification("RS", f"RS{rank // 3 + 1}")) for rank in range(7)
    ]
    done, files = written(entries, most_entries=most)

    assert [each.entries for each in done] == [min(most, 7 - start) for start in range(0, 7, most)]
    assert [each.bytes for each in done] == [len(data) for data in files]
    assert [each.flow_id for each in done] == [f"F-{rank + 1}" for rank in range(len(done))]
    assert [key for data in files for key in KEYS.findall(data.decode())] == [each.key for each in entries]


def test_split_by_bytes():
    entries = [entry(f"C-{rank}") for rank in range(60)]
    done, files = written(entries, most_bytes=60_000)

    assert len(files) > 1
    assert all(len(data) <= 60_000 for data in files)
    assert sum(each.entries for each in done) == 60
    assert [key for data in files for key in KEYS.findall(data.decode())] == [each.key for each in entries]


def test_the_largest_entry_fits_what_is_kept_for_it():
    name = "&" * 60
    large = entry(
        "&" * 255, comment="&" * 255, option="&" * 255, score="&" * 255,
        holder=holder(birth_name=name, used_name=name, second_name=name, third_name=name, comment="&" * 250),
    )  # fmt: skip
    _, files = written([large] * 9, most_bytes=60_000)

    assert all(len(data) <= 60_000 for data in files)
    assert len(files) > 1


def test_one_certification_one_element():
    _, (data,) = written([entry("A"), entry("B"), full("C"), entry("D")])

    assert data.count(b"<cpf:certification>") == 3


def test_a_nir_needs_the_new_schema():
    with pytest.raises(EntryError) as caught:
        written([entry(), by_nir()])

    assert [each.code for each in caught.value.issues] == ["needs-1.1.5"]


def test_the_new_schema_says_what_to_do():
    _, (data,) = written([by_nir()], Version.V1_1_5)

    assert b"</cpf:horodatage><cpf:action>CREATION</cpf:action><cpf:emetteur>" in data
    assert header().action is Action.CREATION


@pytest.mark.parametrize(
    ("flow_id", "moment"),
    [
        ("", MOMENT),
        ("x" * 51, MOMENT),
        ("x", MOMENT.replace(tzinfo=None)),
        ("x", MOMENT.replace(microsecond=1)),
        ("x", MOMENT.replace(year=1899)),
        ("x", MOMENT.replace(tzinfo=timezone(timedelta(minutes=9, seconds=21)))),
    ],
)
def test_headers_that_cannot_be_sent(flow_id, moment):
    with pytest.raises(EntryError) as caught:
        Header(flow_id, moment, SENDER)

    assert len(caught.value.issues) == 1


def test_senders_that_cannot_be():
    with pytest.raises(EntryError) as caught:
        Sender("1234567", "123456789", "")

    assert [each.code for each in caught.value.issues] == ["wrong-length", "wrong-length", "empty"]
    assert datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC) == MOMENT
    assert (TITLE.code, date(2026, 2, 1)) == ("RNCP37674", entry().granted_on)
