"""What this room does when certificates come and go, inside the transaction that makes it so."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from preuve.web.credentials.models import Certificate
from preuve.web.credentials.signals import certificates_issued, certificates_revoked
from preuve.web.reporting.actions import open_entries, withdraw_entries


@receiver(certificates_issued)
def _issued(certificates: list[Certificate], now: datetime, **_given: Any) -> None:
    open_entries(certificates, timezone.localdate(now))


@receiver(certificates_revoked)
def _revoked(certificates: list[Certificate], now: datetime, **_given: Any) -> None:
    withdraw_entries(certificates, now)
