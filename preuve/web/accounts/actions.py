"""Open accounts, give and take roles, tell people things."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preuve.web.accounts.models import Notification, Organisation, Role, RoleGrant, User
from preuve.web.accounts.notifications import KINDS
from preuve.web.accounts.rules import may_give, may_manage_account
from preuve.web.accounts.tasks import mail_notification, mail_password_link
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError

if TYPE_CHECKING:
    from preuve.domain.credentials.canonical import Json


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
def open_account(*, actor: User, email: str, **identity: Any) -> User:
    """Open an account, and send its person the link to choose a password.

    Who may reach the action that needs the account (an enrolment, the appointment of a juror) may have this
    one link sent: it is the account's first, and nobody else's password.
    """
    user = create_person(actor=actor, email=email, **identity)
    _queue_password_link(actor=actor, user=user)
    return user


@transaction.atomic
def invite_person(
    *,
    actor: User,
    email: str,
    role: Role | None = None,
    organisation: Organisation | None = None,
    **identity: Any,
) -> User:
    """Open an account with its first role, and send the link by which the person chooses a password."""
    try:
        with transaction.atomic():
            user = create_person(actor=actor, email=email, **identity)
    except IntegrityError as error:
        raise ActionRefusedError(_("Une personne a déjà un compte avec cette adresse.")) from error
    if role is not None:
        grant_role(actor=actor, user=user, role=role, organisation=organisation)
    send_password_link(actor=actor, user=user)
    return user


@transaction.atomic
def change_identity(*, actor: User, user: User, **identity: Any) -> User:
    """Correct a person's address or civil identity; what was signed or granted keeps what it bears."""
    if not may_manage_account(actor, user):
        raise ActionRefusedError(_("Seul un administrateur peut corriger cette identité."))
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = {name: str(getattr(locked, name)) for name in sorted(identity)}
    for name, value in identity.items():
        setattr(locked, name, value)
    locked.email = locked.email.lower()
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise ActionRefusedError(_("Une personne a déjà un compte avec cette adresse.")) from error
    after = {name: str(getattr(locked, name)) for name in sorted(identity)}
    changed: list[Json] = [name for name in after if after[name] != before[name]]
    record_action(
        actor=actor,
        action="change_identity",
        subject=locked,
        before=before,
        after=after,
        details={"changed": changed},
    )
    return locked


@transaction.atomic
def grant_role(
    *, actor: User | None, user: User, role: Role, organisation: Organisation | None = None
) -> RoleGrant:
    """Give a role, once; giving it again changes nothing. Only administrators make administrators."""
    if actor is not None and not may_give(actor, role):
        raise ActionRefusedError(_("Seul un administrateur peut donner ce rôle."))
    grant, created = RoleGrant.objects.get_or_create(user=user, role=role, organisation=organisation)
    if created:
        details = {"role": str(role), "organisation": organisation.name if organisation else None}
        record_action(actor=actor, action="grant_role", subject=user, details=details)
    return grant


@transaction.atomic
def revoke_role(*, actor: User, grant: RoleGrant) -> None:
    """Take a role back; an administrator must remain."""
    if not may_give(actor, Role(grant.role)):
        raise ActionRefusedError(_("Seul un administrateur peut retirer ce rôle."))
    if grant.role == Role.ADMINISTRATOR:
        _refuse_without_other_administrator(grant.user)
    details = {"role": grant.role, "organisation": grant.organisation.name if grant.organisation else None}
    user = grant.user
    removed, _tables = RoleGrant.objects.filter(pk=grant.pk).delete()
    if removed:
        record_action(actor=actor, action="revoke_role", subject=user, details=details)


@transaction.atomic
def set_active(*, actor: User, user: User, active: bool) -> None:
    """Close an account, or open it again. Nothing that was done is lost; an administrator must remain."""
    if not may_manage_account(actor, user):
        raise ActionRefusedError(_("Seul un administrateur peut fermer ou rouvrir ce compte."))
    if not active:
        if actor.pk == user.pk:
            raise ActionRefusedError(_("Vous ne pouvez pas fermer votre propre compte."))
        if user.role_grants.filter(role=Role.ADMINISTRATOR).exists():
            _refuse_without_other_administrator(user)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before, user.is_active = locked.is_active, active
    user.save(update_fields=["is_active"])
    record_action(actor=actor, action="set_active", subject=user, before=before, after=active)


def _refuse_without_other_administrator(user: User) -> None:
    """Lock every administrator's grant, so that two of them can't leave at the same moment."""
    grants = (
        RoleGrant.objects.select_for_update(no_key=True, of=("self",))
        .filter(role=Role.ADMINISTRATOR)
        .order_by("pk")
    )
    holders = list(grants.values_list("user_id", "user__is_active"))
    if not any(is_active for holder, is_active in holders if holder != user.pk):
        raise ActionRefusedError(_("C’est le dernier administrateur : nommez-en un autre d’abord."))


@transaction.atomic
def send_password_link(*, actor: User, user: User) -> None:
    """Send the person a link to choose a password; the link is made when the mail leaves."""
    if not may_manage_account(actor, user):
        raise ActionRefusedError(_("Seul un administrateur peut envoyer ce lien."))
    if not user.is_active:
        raise ActionRefusedError(_("Ce compte est fermé : rouvrez-le d’abord."))
    _queue_password_link(actor=actor, user=user)


def _queue_password_link(*, actor: User, user: User) -> None:
    defer(mail_password_link, user_id=user.pk)
    record_action(actor=actor, action="send_password_link", subject=user)


@transaction.atomic
def change_language(*, actor: User, language: str) -> None:
    """Change the language in which a person is written to."""
    locked = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    before, locked.language = locked.language, language
    locked.save(update_fields=["language"])
    record_action(actor=actor, action="change_language", subject=locked, before=before, after=language)


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
