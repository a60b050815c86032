"""The reason that a person gives for a grave act."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preuve.web.errors import ActionRefusedError

LONGEST_REASON = 500


def kept_reason(reason: str, *, missing: Promise) -> str:
    """Return the reason as it is kept; refused, in the words of `missing`, when nothing is said."""
    kept = reason.strip()
    if not kept:
        raise ActionRefusedError(missing)
    if len(kept) > LONGEST_REASON or "\x00" in kept:
        raise ActionRefusedError(_("Ce motif ne peut pas être enregistré : 500 caractères au plus."))
    return kept
