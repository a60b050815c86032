"""What rooms above learn when certificates come and go, inside the transaction that makes it so."""

from django.dispatch import Signal

# Sent with `certificates` (list[Certificate]), `actor` (User) and `now` (datetime).
certificates_issued = Signal()
certificates_revoked = Signal()
