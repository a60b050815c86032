"""Say which criterion a piece of evidence shows, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Claim, Evidence, Portfolio

if TYPE_CHECKING:
    from preuve.domain.credentials.canonical import Json


@transaction.atomic
def add_claims(
    *, actor: User, evidence: Evidence, criteria: Sequence[str], why: str, now: datetime
) -> list[Claim]:
    """Claim that a piece shows each of `criteria` (identifiers), for the same reason; all or none.

    A claim that says the same already stays as it is; one that says otherwise is to be edited, not doubled.
    """
    portfolio = lock_open_portfolio(evidence.portfolio_id, now)
    wanted = _criteria_ids(portfolio, criteria)
    existing = {claim.criterion_id: claim for claim in evidence.claims.filter(criterion__in=wanted.values())}
    taken = [name for name, pk in wanted.items() if pk in existing and existing[pk].why != why]
    if taken:
        raise ActionRefusedError(
            ngettext(
                "Cette preuve est déjà rattachée à %(names)s avec un autre argumentaire : modifiez-le.",
                "Cette preuve est déjà rattachée à %(names)s avec d’autres argumentaires : modifiez-les.",
                len(taken),
            )
            % {"names": ", ".join(taken)}
        )
    new = [Claim(evidence=evidence, criterion_id=pk, why=why) for pk in wanted.values() if pk not in existing]
    claims = Claim.objects.bulk_create(new)
    if claims:
        details: dict[str, Json] = {"criteria": list(wanted), "title": evidence.title}
        record_action(
            actor=actor,
            action="add_claims",
            subject=evidence,
            after=why,
            details=details,
        )
    return claims


@transaction.atomic
def edit_claim(*, actor: User, claim: Claim, why: str, revision: int, now: datetime) -> Claim:
    """Rewrite the reason, unless another tab did since `revision`: then its text comes with the refusal."""
    lock_open_portfolio(claim.evidence.portfolio_id, now)
    claim = _lock_claim(claim, revision)
    before = claim.why
    if before == why:
        return claim
    claim.why, claim.revision = why, claim.revision + 1
    claim.save(update_fields=["why", "revision", "updated_at"])
    record_action(actor=actor, action="edit_claim", subject=claim, before=before, after=why)
    return claim


@transaction.atomic
def delete_claim(*, actor: User, claim: Claim, revision: int, now: datetime) -> None:
    """Withdraw a claim that nobody changed since `revision`."""
    lock_open_portfolio(claim.evidence.portfolio_id, now)
    claim = _lock_claim(claim, revision)
    before, pk = claim.why, claim.pk
    details: dict[str, Json] = {
        "evidence": claim.evidence_id,
        "criterion": claim.criterion.identifier,
    }
    claim.delete()
    claim.pk = pk  # deletion forgets it, the record needs it
    record_action(actor=actor, action="delete_claim", subject=claim, before=before, details=details)


def _lock_claim(claim: Claim, revision: int) -> Claim:
    locked = (
        Claim.objects.select_for_update(no_key=True, of=("self",))
        .select_related("criterion")
        .filter(pk=claim.pk)
        .first()
    )
    if locked is None:
        raise StaleError(_("Cet argumentaire a été retiré dans un autre onglet."), current="")
    if locked.revision != revision:
        raise StaleError(
            _("Cet argumentaire a été modifié dans un autre onglet : comparez les deux textes."),
            current=locked.why,
        )
    return locked


def _criteria_ids(portfolio: Portfolio, identifiers: Sequence[str]) -> dict[str, int]:
    blocks = structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)
    known = {criterion.identifier: criterion.pk for block in blocks for criterion in block.criteria}
    unknown = [name for name in identifiers if name not in known]
    if unknown or not identifiers:
        raise ActionRefusedError(
            _("Ces critères ne sont pas dans les blocs visés : %(names)s.") % {"names": ", ".join(unknown)}
            if unknown
            else _("Choisissez au moins un critère.")
        )
    return {name: known[name] for name in known if name in identifiers}
