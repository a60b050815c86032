"""One of each thing that leaves the house, from the demonstration: for docs, tests and others’ tools."""

import io
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone

from preuve.domain.competences.case.export import to_case
from preuve.domain.competences.case.items import CaseVersion, Publication
from preuve.domain.competences.serialise import from_json_dict
from preuve.domain.reporting.cpf.grammar import Version
from preuve.domain.reporting.cpf.write import Header, write_flows
from preuve.web.cohorts.queries.session_file import session_file
from preuve.web.credentials.models import Certificate, Credential
from preuve.web.credentials.queries.files import baked_badge
from preuve.web.credentials.queries.issuer import issuer_document, signed_status_list
from preuve.web.credentials.tasks import make_certificate_document
from preuve.web.demonstration.cohort import read_cohort
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.juries.models import Minutes
from preuve.web.juries.tasks import make_minutes_document
from preuve.web.portfolios.models import Artefact
from preuve.web.portfolios.storage import read_artefact
from preuve.web.reporting.flow import entries_of
from preuve.web.reporting.models import CpfAccount
from preuve.web.reporting.queries import cpf_entries
from preuve.web.reporting.tasks import sender_of
from preuve.web.seals.authorities import pem


class NoDemonstrationError(Exception):
    """The database holds something else than the demonstration."""


def demonstration_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file. What the worker has not made yet is made now."""
    certificate = _certificate()
    make_certificate_document(certificate_id=certificate.pk)
    make_minutes_document(minutes_id=certificate.minutes_id)
    certificate.refresh_from_db()
    minutes = Minutes.objects.get(pk=certificate.minutes_id)
    files = {row.kind: row for row in certificate.credentials.order_by("edition").filter(competence="")}
    credential, issuer = files[Credential.Kind.CERTIFICATE], certificate.certification.certifier
    yield "credential.json", _json(credential.document)
    yield "credential.jwt", files[Credential.Kind.TOKEN].token.encode()
    yield "badge.png", baked_badge(credential, "png")
    yield "badge.svg", baked_badge(credential, "svg")
    yield "status-list.json", _json(signed_status_list(credential.status_list, timezone.now()))
    yield "issuer.json", _json(issuer_document(issuer))
    yield "certificate.pdf", _kept(certificate.document)
    yield "minutes.pdf", _kept(minutes.document)
    yield "root.pem", pem(bytes(issuer.authority.certificate))
    for version in Version:
        yield f"cpf-{version}.xml", _flow(version)
    yield "framework-case.json", _json(_case(certificate.framework_version))
    yield "session-qualiopi.zip", session_file(certificate.enrolment.session)


def _certificate() -> Certificate:
    emails = [item["email"] for item in read_cohort()["people"]]
    found = Certificate.objects.filter(
        kind=Certificate.Kind.CERTIFICATION, holder__email__in=emails, revoked_at=None
    )
    row = found.order_by("pk").first()
    if row is None:
        raise NoDemonstrationError
    return row


def _kept(artefact: Artefact | None) -> bytes:
    assert artefact is not None  # noqa: S101 (just made; narrows the type)
    return read_artefact(artefact)


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _flow(version: Version) -> bytes:
    """Return the flow of the whole cohort; nothing is reserved by it."""
    now, out = timezone.localtime().replace(microsecond=0), io.BytesIO()
    rows = cpf_entries().filter(withdrawn_at=None).order_by("certificate__certification", "pk")
    entries = (entry for _pk, entry in entries_of(rows, today=now.date(), version=version))
    sender = sender_of(CpfAccount.objects.get())
    for _written in write_flows(
        entries,
        header=lambda rank: Header(f"demonstration-{version}-{rank}", now, sender, version),
        open_sink=lambda _header: out,
    ):
        pass
    return out.getvalue()


def _case(version: FrameworkVersion) -> dict[str, Any]:
    publication = Publication(
        version.certification.rncp_code, settings.BASE_URL, version.published_at.isoformat(timespec="seconds")
    )
    return to_case(from_json_dict(version.content), publication, CaseVersion.V1_1)
