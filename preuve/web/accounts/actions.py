"""Open accounts, give and take roles, tell people things."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from preuve.web.accounts.models import Notification, Organisation, Role, RoleGrant, User
from preuve.web.accounts.notifications import KINDS
from preuve.web.accounts.tasks import mail_notification
from preuve.web.audit.actions import record_action
from preuve.web.background import defer


@transaction.atomic
def create_person(  # noqa: PLR0913 (a person's civil identity has this many parts, all named)
    *,
    actor: User | None,
    email: str,
    first_name: str,
    last_name: str,
    password: str | None = None,
    birth_name: str = "",
    sex: str = "",
    birth_date: date | None = None,
    birth_place: str = "",
    language: str = "fr",
) -> User:
    """Open an account; without a password the person chooses one by the reset link."""
    user = User.objects.create_user(
        email,
        password,
        first_name=first_name,
        last_name=last_name,
        birth_name=birth_name or last_name,
        sex=sex,
        birth_date=birth_date,
        birth_place=birth_place,
        language=language,
    )
    record_action(actor=actor, action="create_person", subject=user, details={"email": user.email})
    return user


@transaction.atomic
def grant_role(
    *, actor: User | None, user: User, role: Role, organisation: Organisation | None = None
) -> RoleGrant:
    """Give a role, once; giving it again changes nothing."""
    grant, created = RoleGrant.objects.get_or_create(user=user, role=role, organisation=organisation)
    if created:
        details = {"role": str(role), "organisation": organisation.name if organisation else None}
        record_action(actor=actor, action="grant_role", subject=user, details=details)
    return grant


@transaction.atomic
def revoke_role(*, actor: User, grant: RoleGrant) -> None:
    """Take a role back."""
    details = {"role": grant.role, "organisation": grant.organisation.name if grant.organisation else None}
    user = grant.user
    grant.delete()
    record_action(actor=actor, action="revoke_role", subject=user, details=details)


@transaction.atomic
def set_active(*, actor: User, user: User, active: bool) -> None:
    """Close an account, or open it again. Nothing that the person did is lost."""
    before, user.is_active = user.is_active, active
    user.save(update_fields=["is_active"])
    record_action(actor=actor, action="set_active", subject=user, before=before, after=active)


def notify(*, user: User, kind: str, url: str, by_mail: bool = True, **values: Any) -> Notification:
    """Tell a person something, on the site and by mail, when the surrounding transaction succeeds."""
    if kind not in KINDS:
        raise KeyError(kind)
    texts = {name: str(value) for name, value in values.items()}
    notification = Notification.objects.create(user=user, kind=kind, values=texts, url=url)
    if by_mail:
        defer(mail_notification, notification_id=notification.pk)
    return notification


def mark_notifications_read(*, user: User) -> int:
    """Mark all of a person's notifications as read. Not audited: it changes nothing that anyone else sees."""
    return Notification.objects.filter(user=user, read_at=None).update(read_at=timezone.now())
