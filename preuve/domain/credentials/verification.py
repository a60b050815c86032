"""Whether a credential can be believed: every check, each with its own outcome. Nothing is fetched.

Sources: W3C Verifiable Credentials 2.0, section 7; Bitstring Status List 1.0, section 3.2; Open Badges 3.0,
section 9. A credential signed before its key was revoked stays valid, one signed after is refused. The moment
of signature is what the proof says: who holds a stolen key can write an earlier one, so a theft is also
answered by revoking what was issued with that key, in the status list, and issuing it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from preuve.domain.credentials.contexts import Contexts
from preuve.domain.credentials.errors import CredentialsError, DocumentError, StatusListError
from preuve.domain.credentials.issuers import IssuerKey, instant, keys_of
from preuve.domain.credentials.multibase import public_key_of
from preuve.domain.credentials.proofs import proof_of, signature_holds
from preuve.domain.credentials.status_lists import StatusPurpose, decoded_list, index_of, is_set
from preuve.domain.credentials.tokens import read_token, token_credential, token_holds


class Check(StrEnum):
    """What is looked at, in this order."""

    FORM = "form"
    ISSUER = "issuer"
    SIGNATURE = "signature"
    KEY = "key"
    PERIOD = "period"
    STATUS = "status"
    PDF = "pdf"
    """Signature of the PDF that a credential was attached to; whoever reads the PDF adds this finding."""


class Outcome(StrEnum):
    """What a check found. `PASSED` alone is good; `UNCHECKED` is neither good nor bad."""

    PASSED = "passed"
    UNCHECKED = "unchecked"
    UNTRUSTED_FORM = "untrusted_form"
    NOT_A_CREDENTIAL = "not_a_credential"
    ISSUER_UNKNOWN = "issuer_unknown"
    KEY_UNKNOWN = "key_unknown"
    SIGNATURE_WRONG = "signature_wrong"
    KEY_EXPIRED = "key_expired"
    KEY_REVOKED = "key_revoked"
    SIGNED_LATER = "signed_later"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    PERIOD_UNREADABLE = "period_unreadable"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_LIST_MISSING = "status_list_missing"
    STATUS_LIST_UNTRUSTED = "status_list_untrusted"
    PDF_UNSIGNED = "pdf_unsigned"
    PDF_CHANGED = "pdf_changed"
    SIGNER_UNCHECKED = "signer_unchecked"
    """The signature of the PDF holds; no root was given to tell whether the signer is who it says."""
    SIGNER_UNTRUSTED = "signer_untrusted"


NEUTRAL = frozenset(
    {Outcome.PASSED, Outcome.UNCHECKED, Outcome.STATUS_LIST_MISSING, Outcome.SIGNER_UNCHECKED}
)
"""Outcomes that don't make a credential invalid. A list or a root that wasn't given is said only."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome of one check; `detail` is data (an address, an instant, a fault), never a sentence."""

    check: Check
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a credential says was granted; empty texts where it doesn't say.

    Only to be shown with the findings: these words are proven by nothing else.
    """

    id: str
    name: str
    kind: str
    code: str
    holder: str
    issuer: str
    issuer_name: str
    granted_on: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class Verification:
    """All that was found about a credential."""

    findings: tuple[Finding, ...]
    facts: Facts

    @property
    def valid(self) -> bool:
        """Whether no check speaks against the credential."""
        return all(finding.outcome in NEUTRAL for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A credential, who signed it, when, and whether a key's signature of it holds."""

    document: Mapping[str, Any]
    method: str
    created: str
    token: str = ""


def verify(
    credential: Mapping[str, Any] | str,
    *,
    at: datetime,
    issuers: Sequence[Mapping[str, Any]],
    contexts: Contexts,
    status_lists: Sequence[Mapping[str, Any] | str] = (),
) -> Verification:
    """Return what is found about a credential.

    Args:
        credential: JSON object with a Data Integrity proof, or compact JWT.
        at: moment at which it is asked whether it is valid, with its zone.
        issuers: DID documents or profiles of the issuers that are believed.
        contexts: what documents may name.
        status_lists: signed status list credentials; those of other addresses are not looked at.

    No error: whatever is wrong is a finding.
    After a failed form, issuer or signature the rest isn't looked at.
    """
    try:
        signed = _signed(credential)
    except CredentialsError as error:
        return Verification((Finding(Check.FORM, Outcome.UNTRUSTED_FORM, _fault(error)),), facts_of({}))
    facts = facts_of(signed.document)
    key = _key_of(signed, issuers)
    findings = _origin(signed, key, issuers, contexts)
    if key is not None and all(finding.outcome is Outcome.PASSED for finding in findings):
        findings += [_key_period(key, signed, at), _period(signed.document, at)]
        findings += _statuses(signed.document, at, issuers, contexts, status_lists)
    return Verification(tuple(findings), facts)


def facts_of(document: Mapping[str, Any]) -> Facts:
    """Return what a credential says, whether or not it is believed."""
    subject = _mapping(document.get("credentialSubject"))
    achievement, issuer = _mapping(subject.get("achievement")), document.get("issuer")
    identifiers = subject.get("identifier")
    named = _mapping(identifiers[0]) if isinstance(identifiers, list) and identifiers else {}
    return Facts(
        id=_text(document.get("id")),
        name=_text(achievement.get("name")) or _text(document.get("name")),
        kind=_text(achievement.get("achievementType")),
        code=_text(achievement.get("humanCode")),
        holder=_text(named.get("identityHash")),
        issuer=_issuer_id(document),
        issuer_name=_text(_mapping(issuer).get("name")),
        granted_on=_text(document.get("awardedDate")),
        valid_until=_text(document.get("validUntil")),
    )


def _signed(credential: Mapping[str, Any] | str) -> _Signed:
    if isinstance(credential, str):
        header, claims = read_token(credential)
        document = token_credential(claims)
        return _Signed(document, header["kid"], _text(document.get("validFrom")), credential)
    proof = proof_of(credential)
    return _Signed(credential, proof["verificationMethod"], proof["created"])


def _origin(
    signed: _Signed, key: IssuerKey | None, issuers: Sequence[Mapping[str, Any]], contexts: Contexts
) -> list[Finding]:
    kinds = signed.document.get("type")
    required = ("id", "validFrom", "credentialSubject")
    absent = [name for name in required if name not in signed.document]
    if not isinstance(kinds, list) or "VerifiableCredential" not in kinds or absent:
        return [Finding(Check.FORM, Outcome.NOT_A_CREDENTIAL, ", ".join(absent))]
    if _issuer_document(signed, issuers) is None:
        return [Finding(Check.ISSUER, Outcome.ISSUER_UNKNOWN, _issuer_id(signed.document))]
    if key is None:
        return [Finding(Check.ISSUER, Outcome.KEY_UNKNOWN, signed.method)]
    try:
        holds = _holds(signed, key, contexts)
    except DocumentError as error:
        return [Finding(Check.FORM, Outcome.UNTRUSTED_FORM, _fault(error))]
    except CredentialsError:
        holds = False
    passed = [Finding(Check.FORM, Outcome.PASSED), Finding(Check.ISSUER, Outcome.PASSED, signed.method)]
    return [*passed, Finding(Check.SIGNATURE, Outcome.PASSED if holds else Outcome.SIGNATURE_WRONG)]


def _holds(signed: _Signed, key: IssuerKey, contexts: Contexts) -> bool:
    if signed.token:
        return not isinstance(key.public, str) and token_holds(signed.token, key.public)
    return isinstance(key.public, str) and signature_holds(
        signed.document, public_key_of(key.public), contexts
    )


def _issuer_document(signed: _Signed, issuers: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    identifier = _issuer_id(signed.document)
    return next((known for known in issuers if identifier and known.get("id") == identifier), None)


def _key_of(signed: _Signed, issuers: Sequence[Mapping[str, Any]]) -> IssuerKey | None:
    return keys_of(_issuer_document(signed, issuers) or {}).get(signed.method)


def _key_period(key: IssuerKey, signed: _Signed, at: datetime) -> Finding:
    created = instant(signed.created)
    if created is None or created > at:
        return Finding(Check.KEY, Outcome.SIGNED_LATER, signed.created)
    for text, outcome in ((key.revoked, Outcome.KEY_REVOKED), (key.expires, Outcome.KEY_EXPIRED)):
        end = instant(text)
        if text and (end is None or created >= end):
            return Finding(Check.KEY, outcome, text)
    return Finding(Check.KEY, Outcome.PASSED)


def _period(document: Mapping[str, Any], at: datetime) -> Finding:
    start, end = instant(document["validFrom"]), instant(document.get("validUntil"))
    if start is None or (end is None and "validUntil" in document):
        return Finding(Check.PERIOD, Outcome.PERIOD_UNREADABLE)
    if at < start:
        return Finding(Check.PERIOD, Outcome.NOT_YET_VALID, str(document["validFrom"]))
    if end is not None and at >= end:
        return Finding(Check.PERIOD, Outcome.NO_LONGER_VALID, str(document["validUntil"]))
    return Finding(Check.PERIOD, Outcome.PASSED)


def _statuses(
    document: Mapping[str, Any],
    at: datetime,
    issuers: Sequence[Mapping[str, Any]],
    contexts: Contexts,
    lists: Sequence[Mapping[str, Any] | str],
) -> list[Finding]:
    entries = document.get("credentialStatus", [])
    entries = entries if isinstance(entries, list) else [entries]
    if not entries:
        return [Finding(Check.STATUS, Outcome.UNCHECKED)]
    return [_status(_mapping(entry), _issuer_id(document), at, issuers, contexts, lists) for entry in entries]


def _status(  # noqa: PLR0913, PLR0917 - what a list is verified with is what its credential was
    entry: Mapping[str, Any],
    issuer: str,
    at: datetime,
    issuers: Sequence[Mapping[str, Any]],
    contexts: Contexts,
    lists: Sequence[Mapping[str, Any] | str],
) -> Finding:
    url = _text(entry.get("statusListCredential"))
    found = [known for known in lists if _list_id(known) == url]
    if not found:
        return Finding(Check.STATUS, Outcome.STATUS_LIST_MISSING, url)
    verified = verify(found[0], at=at, issuers=issuers, contexts=contexts)
    subject = _mapping(_document_of(found[0]).get("credentialSubject"))
    same = verified.facts.issuer == issuer and subject.get("statusPurpose") == entry.get("statusPurpose")
    if not verified.valid or not same or subject.get("type") != "BitstringStatusList":
        return Finding(Check.STATUS, Outcome.STATUS_LIST_UNTRUSTED, url)
    try:
        marked = is_set(decoded_list(_text(subject.get("encodedList"))), index_of(entry))
    except StatusListError:
        return Finding(Check.STATUS, Outcome.STATUS_LIST_UNTRUSTED, url)
    if not marked:
        return Finding(Check.STATUS, Outcome.PASSED, url)
    suspended = entry.get("statusPurpose") == StatusPurpose.SUSPENSION
    return Finding(Check.STATUS, Outcome.SUSPENDED if suspended else Outcome.REVOKED, url)


def _list_id(known: Mapping[str, Any] | str) -> str:
    return _text(_document_of(known).get("id"))


def _document_of(known: Mapping[str, Any] | str) -> Mapping[str, Any]:
    try:
        return _signed(known).document
    except CredentialsError:
        return {}


def _fault(error: CredentialsError) -> str:
    parts = [getattr(error, name, "") for name in ("fault", "place", "found")]
    return " ".join(str(part) for part in parts if part)


def _issuer_id(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    return _text(issuer) or _text(_mapping(issuer).get("id"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
