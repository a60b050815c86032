"""What this room does when certificates are issued, in the transaction that issues them."""

from typing import Any

from django.dispatch import receiver

from preuve.web.cohorts.actions.follow_ups import open_follow_ups
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.signals import certificates_issued


@receiver(certificates_issued, dispatch_uid="cohorts.follow_up_issued")
def follow_up_issued(certificates: list[Certificate], **_sent: Any) -> None:
    open_follow_ups(certificates)
