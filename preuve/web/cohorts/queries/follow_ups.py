"""The doors to what holders say: the signed link of one of them, or the manager's desk."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.accounts.rules import has_role
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.rules import FOLLOWING
from preuve.web.frameworks.models import Certification

if TYPE_CHECKING:
    from django.db.models import QuerySet

SALT = "preuve.follow_up"


def follow_ups_in_force() -> "QuerySet[FollowUp]":
    """Return the follow-ups of certificates in force: who lost the certification leaves the cohort."""
    return FollowUp.objects.filter(certificate__revoked_at=None).select_related(
        "certificate__holder", "certificate__certification__certifier"
    )


def due_follow_ups(certification: Certification | None, today: date) -> "QuerySet[FollowUp]":
    """Return those who may be written to today: due, not closed, without an answer."""
    rows = follow_ups_in_force().filter(answered_at=None, due_on__lte=today, closes_on__gte=today)
    return rows if certification is None else rows.filter(certificate__certification=certification)


def follow_up_token(row: FollowUp) -> str:
    """Return what the link of a holder says: which follow-up, signed; renewing its key ends the link."""
    signed: str = signing.Signer(salt=SALT).sign_object([row.pk, row.key.hex])
    return signed


def get_asked_follow_up_or_404(token: str, today: date) -> FollowUp:
    """Return what a signed link asks for, from the due date until it is closed, renewed or revoked."""
    try:
        pk, key = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    open_now = follow_ups_in_force().filter(due_on__lte=today, closes_on__gte=today)
    found = open_now.filter(pk=pk, key=key).first()
    if found is None:
        raise Http404
    return found


def get_managed_follow_up_or_404(user: User, pk: int) -> FollowUp:
    """Return a holder's answer for those who follow cohorts up."""
    found = follow_ups_in_force().filter(pk=pk).first() if has_role(user, *FOLLOWING) else None
    if found is None:
        raise Http404
    return found


def follow_up_letter(row: FollowUp, *, reminder: bool) -> tuple[str, str]:
    """Return the subject and the text of a mail, in the active language."""
    certification = row.certificate.certification
    values = {
        "name": row.certificate.holder.get_full_name(),
        "title": certification.title,
        "months": row.horizon,
        "url": f"{settings.BASE_URL}{reverse('follow_up_answer', args=[follow_up_token(row)])}",
        "until": date_format(row.closes_on, "DATE_FORMAT"),
        "certifier": certification.certifier.name,
    }
    subject = _("Que devenez-vous depuis votre certification ?")
    text = _(
        "Bonjour %(name)s,\n\n"
        "Vous avez obtenu la certification « %(title)s » il y a %(months)s mois. Deux minutes suffisent pour "
        "nous dire ce que vous faites aujourd’hui :\n\n%(url)s\n\n"
        "Ce lien est personnel et n’appelle pas de mot de passe. Vous pouvez changer vos réponses jusqu’au "
        "%(until)s. Répondre n’est pas obligatoire ; les réponses servent aux statistiques que l’État "
        "demande, publiées sans aucun nom.\n\n%(certifier)s"
    )
    if reminder:
        return str(_("Rappel : %(subject)s") % {"subject": subject}), str(text % values)
    return str(subject), str(text % values)
