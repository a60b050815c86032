"""Entries and flows that tests share."""

import io
from datetime import UTC, date, datetime

from preuve.domain.reporting.cpf.entry import (
    Certification,
    DigitalLevel,
    DigitalResult,
    Entry,
    Holder,
    NationalId,
    TrainingFile,
)
from preuve.domain.reporting.cpf.grammar import Version
from preuve.domain.reporting.cpf.nir import Nir
from preuve.domain.reporting.cpf.write import Header, Sender, write_flows

SENDER = Sender("12345678", "87654321", "MCFCER000001")
MOMENT = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)
TITLE = Certification("RNCP", "RNCP37674")


def holder(**changes):
    plain = {
        "birth_name": "DUPONT",
        "first_name": "Zoé",
        "birth_year": 1990,
        "birth_month": 4,
        "birth_day": 30,
        "sex": "F",
        "insee_code": "2A004",
    }
    return Holder(**plain | changes)


def entry(key="C-1", **changes):
    plain = {"key": key, "certification": TITLE, "granted_on": date(2026, 2, 1), "holder": holder()}
    return Entry(**plain | changes)


def full(key="C-2"):
    return entry(
        key,
        certification=Certification("RS", "RS1234", "TIERS_CONFIANCE"),
        proof_url="https://example.org/v/1?a=1&b=2",
        option="Option <A>",
        obtained="PAR_SCORING",
        certified=False,
        exam_start=date(2026, 1, 10),
        exam_end=date(2026, 1, 11),
        exam_mode="MIXTE",
        exam_postal_code="20000",
        valid_until=date(2031, 2, 1),
        language_level="B2",
        digital=DigitalLevel(700, (DigitalResult(3, "1", "2"), DigitalResult())),
        score="17/20",
        distinction="MENTION_BIEN",
        route="VAE",
        vae_route="CONGES_VAE",
        initiative="CERTIFIE",
        enrolled_on=date(2025, 9, 1),
        comment="« à relire »",
        holder=holder(
            used_name="DURAND",
            second_name="Ève",
            third_name="Lou",
            commune="AJACCIO",
            country_code="FRA",
            country="FRANCE",
            comment="rien",
        ),
    )


def by_file(key="C-3"):
    return entry(key, holder=TrainingFile("1234567890123", "DUPONT", "Zoé"))


def by_nir(key="C-4"):
    return entry(key, holder=NationalId(Nir("2900420045012"), "DUPONT"))


def header(number=1, version=Version.V1_1_2):
    return Header(f"F-{number}", MOMENT, SENDER, version)


def written(entries, version=Version.V1_1_2, **limits):
    sinks = []

    def open_sink(_header):
        sinks.append(io.BytesIO())
        return sinks[-1]

    done = list(
        write_flows(entries, header=lambda number: header(number, version), open_sink=open_sink, **limits)
    )
    return done, [sink.getvalue() for sink in sinks]
