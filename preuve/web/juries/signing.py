"""The document of minutes: drawn once, signed by each member in turn, sealed by the certifier at the end."""

from datetime import datetime

from preuve.domain.credentials.canonical import canonical_bytes
from preuve.web.accounts.models import Organisation, User
from preuve.web.documents import Attachment, compile_pdf
from preuve.web.juries.models import Minutes
from preuve.web.juries.queries.minutes import document_data
from preuve.web.portfolios.models import Artefact
from preuve.web.portfolios.storage import read_artefact, store_artefact
from preuve.web.seals.actions import seal_of, signer_of
from preuve.web.seals.signing import SEAL_FIELD, prepared, sealed, signed_in_field

TEMPLATE = "juries/templates/juries/minutes.typ"


def signed_document(*, minutes: Minutes, person: User, password: str, now: datetime) -> Artefact | None:
    """Return the minutes' document with one more member's signature; its row is locked by whoever calls.

    None for minutes that a member signed before documents were drawn first: those are only sealed.
    """
    last = minutes.signatures.order_by("pk").last()
    if last is not None and last.document is None:
        return None
    before = _drawn(minutes) if last is None else last.document
    assert before is not None  # noqa: S101 (just looked at; narrows the type)
    present = [item["user_id"] for item in minutes.content["members"] if item["present"]]
    signed = signed_in_field(
        read_artefact(before),
        signer_of(person=person, password=password, organisation=_certifier(minutes), now=now),
        field=f"Membre {present.index(person.pk) + 1}",
        reason=f"Procès-verbal {minutes.number}",
    )
    return store_artefact(signed)


def sealed_document(*, minutes: Minutes, now: datetime) -> bytes:
    """Return the document that every member signed, sealed by the certifier, with the time if one is told."""
    last = minutes.signatures.order_by("pk").last()
    signer = seal_of(organisation=_certifier(minutes), now=now)
    reason = f"Procès-verbal {minutes.number}, signé par tous les membres présents"
    if last is None or last.document is None:
        return sealed(_compiled(minutes), signer, reason=reason)
    pdf = read_artefact(last.document)
    return signed_in_field(pdf, signer, field=SEAL_FIELD, reason=reason)


def _drawn(minutes: Minutes) -> Artefact:
    names = [item["name"] for item in minutes.content["members"] if item["present"]]
    minutes.drawn_document = store_artefact(prepared(_compiled(minutes), names))
    minutes.save(update_fields=["drawn_document"])
    return minutes.drawn_document


def _compiled(minutes: Minutes) -> bytes:
    text = canonical_bytes(minutes.content).decode()
    attached = Attachment(
        f"{minutes.number}.json", text, "Le contenu signé : son empreinte SHA-256 est celle imprimée"
    )
    return compile_pdf(TEMPLATE, document_data(minutes), [attached])


def _certifier(minutes: Minutes) -> Organisation:
    return minutes.session.framework_version.certification.certifier
