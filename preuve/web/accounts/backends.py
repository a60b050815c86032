"""Sign-in: allauth's, with the person's roles and unread count read in the same query as the person."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from preuve.web.accounts.models import Notification, RoleGrant, User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: Any) -> User | None:
        """Return the signed-in person with `role_names` and `unread_count`, or nothing once deactivated."""
        roles = RoleGrant.objects.filter(user=OuterRef("pk")).order_by("role").values("role").distinct()
        unread = (
            Notification.objects.filter(user=OuterRef("pk"), read_at=None)
            .order_by()
            .values("user")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return (
            User.objects.filter(pk=user_id, is_active=True)
            .annotate(role_names=ArraySubquery(roles), unread_count=Coalesce(Subquery(unread), 0))
            .first()
        )
