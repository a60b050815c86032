from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_to_dict
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import ExamSession, Regulations


@transaction.atomic
def create_regulations(*, actor: User, name: str, value: RegulationsValue) -> Regulations:
    """Write a new set of regulations."""
    try:
        with transaction.atomic():
            regulations = Regulations.objects.create(name=name, data=regulations_to_dict(value))
    except IntegrityError:
        raise ActionRefusedError(_("Un règlement porte déjà ce nom.")) from None
    record_action(actor=actor, action="create_regulations", subject=regulations, after=regulations.data)
    return regulations


@transaction.atomic
def update_regulations(
    *, actor: User, regulations: Regulations, name: str, value: RegulationsValue
) -> Regulations:
    """Change regulations that no session follows yet; those in use are copied instead."""
    row = Regulations.objects.select_for_update(no_key=True).get(pk=regulations.pk)
    if ExamSession.objects.filter(regulations=row).exists():
        raise ActionRefusedError(
            _("Une session suit déjà ce règlement : il ne change plus. Faites-en une copie pour le modifier.")
        )
    before = row.data
    row.name, row.data = name, regulations_to_dict(value)
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "data"])
    except IntegrityError:
        raise ActionRefusedError(_("Un règlement porte déjà ce nom.")) from None
    record_action(actor=actor, action="update_regulations", subject=row, before=before, after=row.data)
    return row
