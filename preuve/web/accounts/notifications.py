"""What people are told: one kind each, phrased here with its values, in the reader's language."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "welcome": _("Votre compte Preuve est ouvert."),
    "enrolled": _("Vous êtes inscrit(e) à la session « %(session)s »."),
    "feedback_received": _("%(author)s a commenté votre portfolio : %(about)s."),
    "feedback_answered": _("%(author)s a répondu à votre commentaire : %(about)s."),
    "portfolio_submitted": _("%(candidate)s a déposé son portfolio."),
    "deadline_moved": _("La date limite de dépôt est maintenant le %(deadline)s."),
    "panel_joined": _("Vous êtes convié(e) au jury « %(panel)s »."),
    "availability_asked": _("Quand pouvez-vous siéger pour la session « %(session)s » ?"),
    "panel_left": _("Vous ne faites plus partie du jury « %(panel)s »."),
    "convocation": _("Convocation : %(what)s, le %(when)s."),
    "convocation_cancelled": _("Convocation annulée : %(what)s."),
    "conflict_declared": _("%(juror)s a déclaré un lien avec %(candidate)s."),
    "marks_all_in": _("Toutes les évaluations de %(candidate)s sont rendues."),
    "minutes_to_sign": _("Le procès-verbal %(number)s attend votre signature."),
    "minutes_sealed": _("Le procès-verbal %(number)s est signé par tous."),
    "result_published": _("Votre résultat pour « %(session)s » est publié."),
    "certificate_issued": _("Votre certificat n° %(number)s est délivré."),
    "certificate_revoked": _("Votre certificat n° %(number)s est révoqué."),
    "appeal_lodged": _("%(candidate)s conteste son résultat pour « %(session)s »."),
    "appeal_recorded": _("Votre recours contre le résultat de « %(session)s » est enregistré."),
    "appeal_decided": _("Votre recours contre le résultat de « %(session)s » est décidé."),
    "certificate_suspended": _("Votre certificat n° %(number)s est suspendu."),
    "certificate_restored": _("Votre certificat n° %(number)s est de nouveau en vigueur."),
    "certificate_signed_again": _(
        "Les fichiers de votre certificat n° %(number)s sont signés de nouveau : téléchargez-les, les "
        "anciens ne sont plus crus."
    ),
}


def phrase(kind: str, values: dict[str, str]) -> str:
    """Return the sentence of a notification in the active language."""
    return str(KINDS[kind]) % values
