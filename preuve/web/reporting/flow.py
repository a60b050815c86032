"""From a certificate to what the flow says of it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from preuve.domain.reporting.cpf.entry import Entry
from preuve.domain.reporting.cpf.form import Reading, read_entry
from preuve.domain.reporting.cpf.grammar import Version
from preuve.domain.reporting.cpf.nir import Nir
from preuve.web.accounts.models import User
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.queries.certificates import public_url
from preuve.web.reporting.models import CivilStatus, CpfEntry
from preuve.web.sessions.models import Enrolment, ExamSession
from preuve.web.vault import unseal

NIR_PURPOSE: Final = "nir"
_ROUTES = {
    Enrolment.Route.INITIAL: "FORMATION_INITIALE_HORS_APPRENTISSAGE",
    Enrolment.Route.APPRENTICESHIP: "FORMATION_INITIALE_APPRENTISSAGE",
    Enrolment.Route.CONTINUING: "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION",
    Enrolment.Route.PROFESSIONALISATION: "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION",
    Enrolment.Route.VAE: "VAE",
    Enrolment.Route.INDEPENDENT: "CANDIDAT_LIBRE",
}
_MODES = {
    ExamSession.Mode.ON_SITE: "EN_PRESENTIEL",
    ExamSession.Mode.REMOTE: "A_DISTANCE",
    ExamSession.Mode.MIXED: "MIXTE",
}
SHOWN = (
    "second_name",
    "third_name",
    "insee_code",
    "postal_code",
    "commune",
    "country_code",
    "country",
)
"""Data of `CivilStatus` as the flow names them."""


def reading_of(certificate: Certificate, *, today: date, version: Version = Version.V1_1_2) -> Reading:
    """Return the entry of a certificate, or everything that it lacks; the NIR is looked at for 1.1.5 only."""
    status = civil_status_of(certificate.holder)
    return read_entry(
        {**_passing(certificate), **_holder(certificate.holder, status, version)},
        today=today,
        version=version,
    )


def civil_status_of(person: User) -> CivilStatus:
    """Return what is known, or an empty row that isn't written yet."""
    held: CivilStatus | None = getattr(person, "civil_status", None)
    return held or CivilStatus(person=person)


def entries_of(rows: Iterable[CpfEntry], *, today: date, version: Version) -> Iterator[tuple[int, Entry]]:
    """Yield the row's key and the entry of each that can be sent; one that can't any more is left out."""
    for row in rows:
        reading = reading_of(row.certificate, today=today, version=version)
        if reading.entry is not None:
            yield row.pk, reading.entry


def _passing(certificate: Certificate) -> dict[str, str]:
    session, code = certificate.enrolment.session, certificate.mentions["rncp_code"]
    return {
        "key": certificate.number,
        "proof_url": public_url(certificate),
        "certification.kind": "RS" if code.startswith("RS") else "RNCP",
        "certification.code": code,
        "granted_on": certificate.granted_on.isoformat(),
        "exam_start": min(session.starts_on, certificate.granted_on).isoformat(),
        "exam_end": min(session.ends_on, certificate.granted_on).isoformat(),
        "exam_mode": _MODES[ExamSession.Mode(session.mode)],
        "route": _ROUTES[Enrolment.Route(certificate.enrolment.route)],
    }


def _holder(person: User, status: CivilStatus, version: Version) -> dict[str, str]:
    if status.nir is not None and version is Version.V1_1_5:
        nir = Nir(unseal(NIR_PURPOSE, status.nir).decode())
        return {
            "national.nir": f"{nir.number}{nir.key:02}",
            "national.birth_name": person.birth_name,
        }
    born = person.birth_date
    return {
        "holder.birth_name": person.birth_name,
        "holder.used_name": "" if person.last_name == person.birth_name else person.last_name,
        "holder.first_name": person.first_name,
        "holder.sex": person.sex,
        "holder.birth_year": str(born.year) if born else "",
        "holder.birth_month": str(born.month) if born else "",
        "holder.birth_day": str(born.day) if born else "",
        **{f"holder.{name}": getattr(status, name) for name in SHOWN},
    }
