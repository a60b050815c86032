"""Take in a file from a stranger: its name, its bounds, then its bytes."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from preuve.domain.evidence.names import display_name
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.models import Artefact, Portfolio
from preuve.web.portfolios.queries.contents import MAX_EVIDENCE, room_left
from preuve.web.portfolios.storage import store_artefact

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def checked_name(upload: "UploadedFile[Any]") -> str:
    """Return the shown name of a file that may be taken in; refuse one without a name, empty or too large."""
    name = display_name(upload.name or "")
    if not name:
        raise ActionRefusedError(
            _("Ce fichier n’a pas de nom utilisable : renommez-le puis envoyez-le de nouveau.")
        )
    size = upload.size or 0
    if size == 0:
        raise ActionRefusedError(_("« %(name)s » est vide.") % {"name": name})
    if size > settings.MAX_UPLOAD_BYTES:
        raise ActionRefusedError(
            _("« %(name)s » dépasse la taille permise (%(max)s).")
            % {"name": name, "max": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        )
    return name


def stored_file(portfolio: Portfolio, upload: "UploadedFile[Any]") -> tuple[str, Artefact]:
    """Check a file against the bounds, keep its bytes, and return its shown name and its artefact."""
    name = checked_name(upload)
    if (upload.size or 0) > room_left(portfolio)[1]:
        raise ActionRefusedError(
            _("« %(name)s » ne tient plus dans le portfolio (%(max)s au total).")
            % {"name": name, "max": filesizeformat(settings.MAX_PORTFOLIO_BYTES)}
        )
    return name, store_artefact(upload)


def refuse_too_many(portfolio: Portfolio) -> None:
    """Refuse one more piece in a portfolio that is full."""
    if room_left(portfolio)[0] <= 0:
        raise ActionRefusedError(_("Un portfolio contient au plus %(max)s preuves.") % {"max": MAX_EVIDENCE})
