"""Mentions of a certificate in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.errors import NumberFault
from preuve.domain.credentials.mentions import Mention

MENTIONS: dict[Mention, Promise] = {
    Mention.TITLE: _("intitulé exact"),
    Mention.RNCP_CODE: _("code RNCP ou RS"),
    Mention.LEVEL: _("niveau"),
    Mention.NSF_CODES: _("codes NSF"),
    Mention.DECISION_REFERENCE: _("décision d’enregistrement"),
    Mention.DECISION_DATE: _("date de la décision d’enregistrement"),
    Mention.VALID_UNTIL: _("échéance de l’enregistrement"),
    Mention.CERTIFIER: _("certificateur"),
    Mention.FRAMEWORK_VERSION: _("version du référentiel"),
    Mention.FRAMEWORK_HASH: _("empreinte du référentiel"),
    Mention.HOLDER_FIRST_NAMES: _("prénom"),
    Mention.HOLDER_BIRTH_NAME: _("nom de naissance"),
    Mention.HOLDER_LAST_NAME: _("nom d’usage"),
    Mention.BIRTH_DATE: _("date de naissance"),
    Mention.BIRTH_PLACE: _("lieu de naissance"),
    Mention.PLACE: _("lieu"),
    Mention.GRANTED_ON: _("date d’obtention"),
    Mention.SIGNATORY_NAME: _("nom du signataire"),
    Mention.SIGNATORY_QUALITY: _("qualité du signataire"),
    Mention.BLOCK_CODE: _("code du bloc"),
    Mention.BLOCK_TITLE: _("intitulé du bloc"),
}
NUMBER_FAULTS: dict[NumberFault, Promise] = {
    NumberFault.SHAPE: _("Ce numéro n’est pas complet : il a la forme IAN-2026-000042-K7."),
    NumberFault.CHECK: _(
        "Ce numéro contient une faute de frappe : comparez-le au document, caractère par caractère."
    ),
}
