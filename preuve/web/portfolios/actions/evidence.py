"""Add pieces of evidence, name them, attach them to a case, remove them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.files import refuse_too_many, stored_file
from preuve.web.portfolios.actions.guard import warnings_of_file, warnings_of_text
from preuve.web.portfolios.actions.inspection import ask_reading, queue_joins
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Case, Evidence, Portfolio

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def add_file(
    *, actor: User, portfolio: Portfolio, case: Case | None, upload: "UploadedFile[Any]", now: datetime
) -> Evidence:
    """Add a file and have it read; the same bytes under the same name in the same case are already there.

    What the guard refuses is not stored; what it warns of is shown to nobody else until it is answered.
    """
    warnings = warnings_of_file(actor=actor, portfolio=portfolio, upload=upload)
    with transaction.atomic():
        portfolio = lock_open_portfolio(portfolio.pk, now)
        name, artefact = stored_file(portfolio, upload)
        content = {"kind": Evidence.Kind.FILE, "artefact": artefact, "file_name": name}
        return _add(actor, portfolio, case, title=name[:200], warnings=warnings, now=now, **content)


@transaction.atomic
def add_link(  # noqa: PLR0913 (a piece has this many parts, all named)
    *, actor: User, portfolio: Portfolio, case: Case | None, title: str, url: str, now: datetime
) -> Evidence:
    """Add an address. It is never fetched: what it shows may change, which is why a file is better."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    return _add(actor, portfolio, case, kind=Evidence.Kind.LINK, url=url, title=title, now=now)


def add_text(  # noqa: PLR0913 (a piece has this many parts, all named)
    *, actor: User, portfolio: Portfolio, case: Case | None, title: str, text: str, now: datetime
) -> Evidence:
    """Add a text written on the site; the guard looks at it as at a file."""
    warnings = warnings_of_text(actor=actor, portfolio=portfolio, title=title, text=text)
    with transaction.atomic():
        portfolio = lock_open_portfolio(portfolio.pk, now)
        content = {"kind": Evidence.Kind.TEXT, "text": text}
        return _add(actor, portfolio, case, title=title, warnings=warnings, now=now, **content)


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
    """Remove a piece, its claims and what was read in it; its bytes stay stored: others may use them."""
    lock_open_portfolio(evidence.portfolio_id, now)
    details = {"title": evidence.title, "sha256": evidence.artefact_id, "claims": evidence.claims.count()}
    pk = evidence.pk
    evidence.delete()
    queue_joins(evidence.portfolio_id)
    evidence.pk = pk  # deletion forgets it, the record needs it
    record_action(actor=actor, action="delete_evidence", subject=evidence, details=details)


def _add(  # noqa: PLR0913 (a piece has this many parts, all named)
    actor: User,
    portfolio: Portfolio,
    case: Case | None,
    *,
    title: str,
    now: datetime,
    warnings: Sequence[Any] = (),
    **content: Any,
) -> Evidence:
    _refuse_foreign_case(portfolio, case)
    same = portfolio.evidence.filter(case=case, **content).first()
    if same is not None:
        return same
    refuse_too_many(portfolio)
    piece = Evidence.objects.create(
        portfolio=portfolio,
        case=case,
        title=title,
        guard=list(warnings),
        is_held_back=bool(warnings),
        **content,
    )
    ask_reading(evidence=piece, now=now)
    details = {"kind": piece.kind, "title": title, "sha256": piece.artefact_id}
    record_action(actor=actor, action="add_evidence", subject=piece, details=details)
    return piece


def _refuse_foreign_case(portfolio: Portfolio, case: Case | None) -> None:
    if case is not None and case.portfolio_id != portfolio.pk:
        raise ActionRefusedError(_("Ce cas n’est pas dans ce portfolio."))
