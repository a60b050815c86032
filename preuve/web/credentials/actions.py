"""Publish results, issue what they grant, take back what they no longer do. Nothing is ever overwritten."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from preuve.domain.credentials.canonical import content_hash
from preuve.domain.credentials.mentions import Mention, forbidden_words, missing_mentions
from preuve.domain.credentials.numbering import certificate_number, issuer_prefix
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Role, User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.credentials.models import Certificate, IssuingRun, IssuingStep, NumberSequence
from preuve.web.credentials.phrasing import MENTIONS
from preuve.web.credentials.queries.issuing import (
    later_entries,
    reopened_candidates,
    wholes_resting_on,
)
from preuve.web.credentials.rules import require_issuer
from preuve.web.credentials.signals import certificates_issued, certificates_revoked
from preuve.web.credentials.tasks import issue_certificates, make_certificate_document
from preuve.web.errors import ActionRefusedError
from preuve.web.juries.actions import publish_minutes
from preuve.web.juries.models import Minutes
from preuve.web.sessions.models import Enrolment, ExamSession

LONGEST_REASON = 500
AT_ONCE = 50
"""Decisions in one transaction: up to so many are issued while the manager waits, more by a task."""
MINUTES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """One certificate to issue: `block_code` is empty for the whole certification."""

    enrolment: Enrolment
    block_code: str
    mentions: dict[str, Any]

    @property
    def kind(self) -> Certificate.Kind:
        return Certificate.Kind.BLOCK if self.block_code else Certificate.Kind.CERTIFICATION


@transaction.atomic
def publish_results(*, actor: User, minutes: Minutes, now: datetime) -> list[Certificate]:
    """Publish sealed minutes: issue what they grant, revoke what they take back, tell the candidates.

    Asked again, it changes nothing and returns what was issued. Of more than `AT_ONCE` decisions, only what
    they grant is written: a task issues it, and nothing is returned yet. Refused, in words and before
    anything is written, when a mention of a certificate is missing. What is granted was computed by the
    domain when the minutes were drawn up, and every member signed it: it is read from there, never computed
    again from rows that may have moved since.
    """
    require_issuer(actor)
    minutes = Minutes.objects.select_for_update(no_key=True).get(pk=minutes.pk)
    if minutes.published_at is not None:
        return list(minutes.certificates.order_by("pk"))
    if minutes.state != Minutes.State.SEALED:
        raise ActionRefusedError(_("Tous les membres du jury n’ont pas signé : rien ne peut être publié."))
    candidates = _candidates(minutes)
    enrolments = {
        row.pk: row
        for row in Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=candidates)
        .select_related("candidate", "session__framework_version__certification__certifier")
        .order_by("pk")
    }
    in_force: dict[int, dict[str, Certificate]] = {pk: {} for pk in enrolments}
    valid = Certificate.objects.select_for_update(no_key=True).filter(revoked_at=None)
    for row in valid.filter(enrolment__in=enrolments):
        in_force[row.enrolment_id][row.block_code] = row
    grants = [
        grant
        for pk, enrolment in enrolments.items()
        for grant in _grants(actor, minutes, enrolment, candidates[pk])
    ]
    _refuse_incomplete(grants)
    wanted = {(grant.enrolment.pk, grant.block_code) for grant in grants}
    lost = [row for pk, rows in in_force.items() for code, row in rows.items() if (pk, code) not in wanted]
    _refuse_undermined(minutes, candidates)
    _refuse_unfinished(enrolments)
    reason = str(_("Rectifié par le procès-verbal %(number)s.")) % {"number": minutes.number}
    for row in lost:
        _revoke(row, reason, now)
    wanted_now = [grant for grant in grants if grant.block_code not in in_force[grant.enrolment.pk]]
    run = _begin_issuing(actor, minutes, list(enrolments.values()), wanted_now, now)
    issued = _take_steps(run, now) if len(enrolments) <= AT_ONCE else []
    for row in lost:
        _tell(row, "certificate_revoked")
    publish_minutes(actor=actor, minutes=minutes, now=now)
    for row in lost:
        _record(actor, "revoke_certificate", row, now, reason=reason)
    certificates_revoked.send(Certificate, certificates=lost, actor=actor, now=now)
    _record_issued(run, issued, now)
    return issued


def _begin_issuing(
    actor: User, minutes: Minutes, enrolments: list[Enrolment], grants: list[Grant], now: datetime
) -> IssuingRun:
    """Write what is granted, decision by decision: whatever happens next, it is issued from there."""
    run = IssuingRun.objects.create(minutes=minutes, actor=actor, started_at=now)
    granted: dict[int, list[Any]] = {enrolment.pk: [] for enrolment in enrolments}
    for grant in grants:
        granted[grant.enrolment.pk].append([grant.block_code, grant.mentions])
    IssuingStep.objects.bulk_create(
        [IssuingStep(run=run, enrolment_id=pk, grants=given) for pk, given in granted.items()],
        batch_size=500,
    )
    if len(enrolments) > AT_ONCE:
        defer(issue_certificates, run_id=run.pk)
    return run


@transaction.atomic
def issue_next(*, run_id: int, now: datetime) -> bool:
    """Issue what the next decisions of a run grant, whole or not at all; return whether any are left.

    The run's row is locked: however many workers are at it, and wherever the last one was killed, each
    decision is taken by one transaction.
    """
    run = IssuingRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run_id)
    issued = _take_steps(run, now)
    _record_issued(run, issued, now)
    return run.finished_at is None


def _take_steps(run: IssuingRun, now: datetime) -> list[Certificate]:
    left = run.steps.filter(done_at=None).select_related(
        "enrolment__candidate", "enrolment__session__framework_version__certification__certifier"
    )
    steps = list(left[:AT_ONCE])
    issued = [
        _issue(run.minutes, Grant(step.enrolment, code, mentions), now)
        for step in steps
        for code, mentions in step.grants
    ]
    for step in steps:
        url, session = reverse("result_mine"), step.enrolment.session
        notify(user=step.enrolment.candidate, kind="result_published", url=url, session=session.title)
    for row in issued:
        _tell(row, "certificate_issued")
    run.steps.filter(pk__in=[step.pk for step in steps]).update(done_at=now)
    if run.finished_at is None and not run.steps.filter(done_at=None).exists():
        run.finished_at = now
        run.save(update_fields=["finished_at"])
    return issued


def _record_issued(run: IssuingRun, issued: list[Certificate], now: datetime) -> None:
    for row in issued:
        _record(run.actor, "issue_certificate", row, now, minutes=run.minutes.number)
    certificates_issued.send(Certificate, certificates=issued, actor=run.actor, now=now)


def publish_session(
    *, actor: User, session: ExamSession, now: datetime
) -> tuple[int, list[ActionRefusedError]]:
    """Publish the sealed minutes of a session, each by itself; return how many, and what was refused."""
    require_issuer(actor)
    sealed = Minutes.objects.filter(session=session, state=Minutes.State.SEALED, published_at=None)
    published, refused = 0, []
    for minutes in sealed.order_by("pk")[:MINUTES_AT_ONCE]:
        try:
            publish_results(actor=actor, minutes=minutes, now=now)
        except ActionRefusedError as refusal:
            refused.append(ActionRefusedError(*(f"{minutes} – {words}" for words in refusal.sentences)))
        else:
            published += 1
    return published, refused


def resume_issuing(*, actor: User, session: ExamSession) -> int:
    """Queue again the runs of a session that did not end; return how many. What is issued stays issued."""
    require_issuer(actor)
    left = IssuingRun.objects.filter(minutes__session=session, finished_at=None)
    for run in left:
        defer(issue_certificates, run_id=run.pk)
    return len(left)


def _candidates(minutes: Minutes) -> dict[int, dict[str, Any]]:
    """Return what the minutes say by enrolment, without candidates whom later minutes already speak of."""
    if content_hash(minutes.content) != minutes.content_hash:
        raise ActionRefusedError(
            _("Le contenu de ce procès-verbal ne correspond plus à son empreinte : rien n’est publié.")
        )
    names = reopened_candidates(minutes)
    if names:
        sentence = _("La délibération est rouverte pour %(names)s : attendez le procès-verbal rectificatif.")
        raise ActionRefusedError(sentence % {"names": ", ".join(names)})
    later = later_entries(minutes)
    return {
        item["enrolment_id"]: item
        for item in minutes.content["candidates"]
        if item["enrolment_id"] not in later
    }


def _grants(actor: User, minutes: Minutes, enrolment: Enrolment, candidate: dict[str, Any]) -> list[Grant]:
    given = candidate["grants"]
    codes = [""] if given["certification"] else list(given["block_certificates"])
    return [Grant(enrolment, code, _mentions(actor, minutes, enrolment, candidate, code)) for code in codes]


def _mentions(
    actor: User, minutes: Minutes, enrolment: Enrolment, candidate: dict[str, Any], block_code: str
) -> dict[str, Any]:
    """Return the mentions: what was registered and decided as minuted, who the holder is as known now."""
    said, framework, person = (
        minutes.content["certification"],
        minutes.content["framework"],
        enrolment.candidate,
    )
    block: dict[str, Any] = next((item for item in candidate["blocks"] if item["code"] == block_code), {})
    birth_date = person.birth_date.isoformat() if person.birth_date else ""
    with override("fr"):
        quality = str(Role.CERTIFICATION_MANAGER.label).capitalize()
    return {
        "format": "preuve-certificate/1",
        Mention.TITLE.value: said["title"],
        Mention.RNCP_CODE.value: said["rncp_code"],
        Mention.LEVEL.value: said["level"],
        Mention.NSF_CODES.value: said["nsf_codes"],
        Mention.DECISION_REFERENCE.value: said["decision_reference"],
        Mention.DECISION_DATE.value: said["decision_date"],
        Mention.VALID_UNTIL.value: said["valid_until"],
        Mention.CERTIFIER.value: said["certifier"],
        Mention.FRAMEWORK_VERSION.value: framework["number"],
        Mention.FRAMEWORK_HASH.value: framework["content_hash"],
        Mention.HOLDER_FIRST_NAMES.value: person.first_name,
        Mention.HOLDER_BIRTH_NAME.value: person.birth_name,
        Mention.HOLDER_LAST_NAME.value: person.last_name,
        "holder_sex": person.sex,
        Mention.BIRTH_DATE.value: birth_date,
        Mention.BIRTH_PLACE.value: person.birth_place,
        Mention.PLACE.value: minutes.content["session"]["place"],
        Mention.GRANTED_ON.value: candidate["deliberated_at"][:10],
        Mention.SIGNATORY_NAME.value: actor.get_full_name(),
        Mention.SIGNATORY_QUALITY.value: quality,
        Mention.BLOCK_CODE.value: block.get("code", ""),
        Mention.BLOCK_TITLE.value: block.get("title", ""),
    }


def _refuse_incomplete(grants: list[Grant]) -> None:
    """Refuse when a certificate would lack a mention, or bear words that it may not."""
    sentences: dict[str, None] = {}
    for grant in grants:
        missing = missing_mentions(grant.mentions, block=bool(grant.block_code))
        if missing:
            values = {
                "holder": grant.enrolment.candidate,
                "missing": ", ".join(str(MENTIONS[item]) for item in missing),
            }
            sentences[str(_("%(holder)s : il manque %(missing)s. Rien n’est publié.") % values)] = None
        for words in forbidden_words(grant.mentions):
            sentence = _("Un certificat ne peut pas porter les mots « %(words)s ». Rien n’est publié.")
            sentences[str(sentence % {"words": words})] = None
    if sentences:
        raise ActionRefusedError(*sentences)


def _refuse_undermined(minutes: Minutes, candidates: dict[int, dict[str, Any]]) -> None:
    """Refuse to withdraw blocks on which the whole certification, granted at another session, still rests."""
    numbers = wholes_resting_on(minutes, candidates)
    if numbers:
        sentence = _(
            "Le certificat %(numbers)s, délivré à une autre session, repose sur un bloc que ce procès-verbal "
            "retire : révoquez-le d’abord."
        )
        raise ActionRefusedError(sentence % {"numbers": ", ".join(numbers)})


def _refuse_unfinished(enrolments: Iterable[int]) -> None:
    """Refuse while an earlier publication still issues what it grants to the same candidates."""
    left = IssuingRun.objects.filter(
        steps__done_at=None, steps__enrolment__candidate__enrolments__in=list(enrolments)
    ).distinct()
    if left:
        sentence = _(
            "Les certificats du procès-verbal %(numbers)s sont en cours de délivrance : attendez la fin."
        )
        raise ActionRefusedError(sentence % {"numbers": ", ".join(str(run) for run in left)})


def _issue(minutes: Minutes, grant: Grant, now: datetime) -> Certificate:
    version = grant.enrolment.session.framework_version
    try:
        with transaction.atomic():
            row = Certificate.objects.create(
                kind=grant.kind,
                number=_next_number(grant.mentions["certifier"], timezone.localdate(now).year),
                public_id=_new_public_id(),
                certification=version.certification,
                framework_version=version,
                block_code=grant.block_code,
                holder=grant.enrolment.candidate,
                enrolment=grant.enrolment,
                minutes=minutes,
                mentions=grant.mentions,
                granted_on=date.fromisoformat(grant.mentions["granted_on"]),
                issued_at=now,
            )
    except IntegrityError as error:
        raise ActionRefusedError(
            _("Ces certificats viennent d’être délivrés : rechargez la page.")
        ) from error
    defer(make_certificate_document, certificate_id=row.pk)
    return row


def _next_number(certifier: str, year: int) -> str:
    NumberSequence.objects.bulk_create([NumberSequence(year=year)], ignore_conflicts=True)
    sequence = NumberSequence.objects.select_for_update(no_key=True).get(pk=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return certificate_number(issuer_prefix(certifier), year, sequence.last)


def _new_public_id() -> str:
    """Return 128 random bits in base 32, lower case: nobody finds a certificate by trying addresses."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


@transaction.atomic
def revoke_certificate(*, actor: User, certificate: Certificate, reason: str, now: datetime) -> Certificate:
    """Revoke a certificate for good. The reason stays inside; the public page gives the date only."""
    require_issuer(actor)
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise ActionRefusedError(_("Ce certificat est déjà révoqué."))
    if not reason.strip():
        raise ActionRefusedError(_("Dites pourquoi ce certificat est révoqué."))
    if len(reason.strip()) > LONGEST_REASON or "\x00" in reason:
        raise ActionRefusedError(_("Ce motif ne peut pas être enregistré : 500 caractères au plus."))
    _revoke(row, reason.strip(), now)
    _tell(row, "certificate_revoked")
    _record(actor, "revoke_certificate", row, now, reason=row.revocation_reason)
    certificates_revoked.send(Certificate, certificates=[row], actor=actor, now=now)
    return row


def _revoke(row: Certificate, reason: str, now: datetime) -> None:
    row.revoked_at = now
    row.revocation_reason = reason
    row.save(update_fields=["revoked_at", "revocation_reason"])


def _tell(row: Certificate, kind: str) -> None:
    notify(user=row.holder, kind=kind, url=reverse("certificate", args=[row.pk]), number=row.number)


def _record(actor: User, action: str, row: Certificate, now: datetime, **details: str) -> None:
    said: dict[str, Any] = {"number": row.number, "kind": row.kind, "block": row.block_code, **details}
    record_action(actor=actor, action=action, subject=row, after=row.mentions, details=said, at=now)
