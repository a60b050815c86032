"""Open a portfolio, move its deadline, change who follows it, keep its presentation."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions.files import stored_file
from preuve.web.portfolios.actions.guard import warnings_of_file
from preuve.web.portfolios.actions.locking import in_words, lock_open_portfolio, lock_portfolio
from preuve.web.portfolios.models import Portfolio

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PRESENTATION_TYPES = {".pdf": "application/pdf", ".odp": "application/zip", ".pptx": "application/zip"}


@transaction.atomic
def open_portfolio(  # noqa: PLR0913 (a portfolio has this many parts, all named)
    *,
    actor: User,
    candidate: User,
    framework_version: FrameworkVersion,
    block_codes: list[str],
    trainer: User | None,
    centre: Organisation | None,
    due_at: datetime | None,
) -> Portfolio:
    """Open an empty portfolio for a candidate, aimed at some blocks of a published framework."""
    known = structure_of(framework_version.pk).blocks_by_code
    unknown = [code for code in block_codes if code not in known]
    if unknown or not block_codes:
        raise ActionRefusedError(
            _("Ces blocs n’existent pas dans le référentiel : %(codes)s.") % {"codes": ", ".join(unknown)}
            if unknown
            else _("Un portfolio vise au moins un bloc.")
        )
    portfolio = Portfolio.objects.create(
        candidate=candidate,
        framework_version=framework_version,
        block_codes=[code for code in known if code in block_codes],
        trainer=trainer,
        centre=centre,
        due_at=due_at,
    )
    details = {"candidate": str(candidate), "blocks": portfolio.block_codes}
    record_action(actor=actor, action="open_portfolio", subject=portfolio, details=details)
    return portfolio


@transaction.atomic
def move_deadline(*, actor: User, portfolio: Portfolio, due_at: datetime | None) -> Portfolio:
    """Set the date until which the portfolio can be changed and handed in; the candidate is told."""
    portfolio = lock_portfolio(portfolio.pk)
    before, portfolio.due_at = portfolio.due_at, due_at
    if before == due_at:
        return portfolio
    portfolio.save(update_fields=["due_at"])
    if due_at is not None:
        notify(
            user=portfolio.candidate,
            kind="deadline_moved",
            url=reverse("portfolio", args=[portfolio.pk]),
            deadline=in_words(due_at),
        )
    details = {"before": _iso(before), "after": _iso(due_at)}
    record_action(actor=actor, action="move_deadline", subject=portfolio, details=details)
    return portfolio


@transaction.atomic
def change_followers(
    *, actor: User, portfolio: Portfolio, trainer: User | None, centre: Organisation | None
) -> Portfolio:
    """Say who accompanies the candidate from now on; the former ones no longer see the portfolio."""
    portfolio = lock_portfolio(portfolio.pk)
    before = {"trainer": portfolio.trainer_id, "centre": portfolio.centre_id}
    portfolio.trainer, portfolio.centre = trainer, centre
    portfolio.save(update_fields=["trainer", "centre"])
    after = {"trainer": portfolio.trainer_id, "centre": portfolio.centre_id}
    if before != after:
        details = {"before": before, "after": after}
        record_action(actor=actor, action="change_followers", subject=portfolio, details=details)
    return portfolio


def set_presentation(
    *, actor: User, portfolio: Portfolio, upload: "UploadedFile[Any]", now: datetime
) -> Portfolio:
    """Keep the slides of the defence; earlier ones are replaced in the portfolio, their bytes stay stored.

    What the guard refuses is not stored. Its warnings are not asked about here: slides are made to be shown.
    """
    warnings_of_file(actor=actor, portfolio=portfolio, upload=upload)
    with transaction.atomic():
        return _set_presentation(actor, portfolio, upload, now)


def _set_presentation(
    actor: User, portfolio: Portfolio, upload: "UploadedFile[Any]", now: datetime
) -> Portfolio:
    portfolio = lock_open_portfolio(portfolio.pk, now)
    name, artefact = stored_file(portfolio, upload)
    if PRESENTATION_TYPES.get(PurePosixPath(name.lower()).suffix) != artefact.media_type:
        raise ActionRefusedError(_("Le support de présentation est un fichier PDF, ODP ou PPTX."))
    before = portfolio.presentation_id
    portfolio.presentation, portfolio.presentation_name = artefact, name
    portfolio.save(update_fields=["presentation", "presentation_name"])
    record_action(
        actor=actor,
        action="set_presentation",
        subject=portfolio,
        before=before,
        after=artefact.sha256,
        details={"file_name": name},
    )
    return portfolio


@transaction.atomic
def remove_presentation(*, actor: User, portfolio: Portfolio, now: datetime) -> Portfolio:
    """Take the slides out of the portfolio; taking them out twice changes nothing."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    if portfolio.presentation_id is None:
        return portfolio
    before, name = portfolio.presentation_id, portfolio.presentation_name
    portfolio.presentation, portfolio.presentation_name = None, ""
    portfolio.save(update_fields=["presentation", "presentation_name"])
    details = {"file_name": name}
    record_action(
        actor=actor, action="remove_presentation", subject=portfolio, before=before, details=details
    )
    return portfolio


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
