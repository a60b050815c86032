"""Add pieces of evidence, name them, attach them to a case, remove them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.files import refuse_too_many, stored_file
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Case, Evidence, Portfolio

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@transaction.atomic
def add_file(
    *, actor: User, portfolio: Portfolio, case: Case | None, upload: "UploadedFile[Any]", now: datetime
) -> Evidence:
    """Add a file; the same bytes under the same name in the same case are the piece that is already there."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    name, artefact = stored_file(portfolio, upload)
    return _add(
        actor, portfolio, case, kind=Evidence.Kind.FILE, artefact=artefact, file_name=name, title=name[:200]
    )


@transaction.atomic
def add_link(  # noqa: PLR0913 (a piece has this many parts, all named)
    *, actor: User, portfolio: Portfolio, case: Case | None, title: str, url: str, now: datetime
) -> Evidence:
    """Add an address. It is never fetched: what it shows may change, which is why a file is better."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    return _add(actor, portfolio, case, kind=Evidence.Kind.LINK, url=url, title=title)


@transaction.atomic
def add_text(  # noqa: PLR0913 (a piece has this many parts, all named)
    *, actor: User, portfolio: Portfolio, case: Case | None, title: str, text: str, now: datetime
) -> Evidence:
    """Add a text written on the site."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    return _add(actor, portfolio, case, kind=Evidence.Kind.TEXT, text=text, title=title)


@transaction.atomic
def edit_evidence(
    *, actor: User, evidence: Evidence, title: str, case: Case | None, now: datetime
) -> Evidence:
    """Rename a piece and say which case it belongs to; its content never changes."""
    portfolio = lock_open_portfolio(evidence.portfolio_id, now)
    _refuse_foreign_case(portfolio, case)
    before = {"title": evidence.title, "case": evidence.case_id}
    evidence.title, evidence.case = title, case
    evidence.save(update_fields=["title", "case"])
    after = {"title": title, "case": evidence.case_id}
    if before != after:
        record_action(actor=actor, action="edit_evidence", subject=evidence, before=before, after=after)
    return evidence


@transaction.atomic
def delete_evidence(*, actor: User, evidence: Evidence, now: datetime) -> None:
    """Remove a piece and its claims; its bytes stay stored, since others may use them."""
    lock_open_portfolio(evidence.portfolio_id, now)
    details = {"title": evidence.title, "sha256": evidence.artefact_id, "claims": evidence.claims.count()}
    pk = evidence.pk
    evidence.delete()
    evidence.pk = pk  # deletion forgets it, the record needs it
    record_action(actor=actor, action="delete_evidence", subject=evidence, details=details)


def _add(actor: User, portfolio: Portfolio, case: Case | None, *, title: str, **content: Any) -> Evidence:
    _refuse_foreign_case(portfolio, case)
    same = portfolio.evidence.filter(case=case, **content).first()
    if same is not None:
        return same
    refuse_too_many(portfolio)
    piece = Evidence.objects.create(portfolio=portfolio, case=case, title=title, **content)
    details = {"kind": piece.kind, "title": title, "sha256": piece.artefact_id}
    record_action(actor=actor, action="add_evidence", subject=piece, details=details)
    return piece


def _refuse_foreign_case(portfolio: Portfolio, case: Case | None) -> None:
    if case is not None and case.portfolio_id != portfolio.pk:
        raise ActionRefusedError(_("Ce cas n’est pas dans ce portfolio."))
