"""The menu: what each role finds at the top of every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS, roles_of


@dataclass(frozen=True, slots=True)
class Entry:
    url_name: str
    label: Promise
    icon: str
    roles: frozenset[Role]
    prefixes: tuple[str, ...]


ENTRIES = (
    Entry(
        "portfolio_mine",
        _("Mon portfolio"),
        "folder",
        frozenset({Role.CANDIDATE}),
        ("/portfolio", "/portfolios", "/depots"),
    ),
    Entry("result_mine", _("Mes résultats"), "award", frozenset({Role.CANDIDATE}), ("/resultats",)),
    Entry("juror_desk", _("Mon jury"), "clipboard", frozenset({Role.JUROR}), ("/jury",)),
    Entry(
        "convocation_mine",
        _("Mes convocations"),
        "send",
        frozenset({Role.CANDIDATE, Role.JUROR}),
        ("/convocations",),
    ),
    Entry(
        "portfolios",
        _("Portfolios"),
        "journal",
        frozenset({Role.TRAINER, Role.CENTRE_MANAGER}) | READERS,
        ("/portfolios", "/depots"),
    ),
    Entry(
        "exam_sessions", _("Sessions"), "calendar", frozenset({Role.CENTRE_MANAGER}) | READERS, ("/sessions",)
    ),
    Entry("certifications", _("Référentiels"), "document", READERS, ("/referentiels",)),
    Entry("certificates", _("Certificats"), "shield-check", READERS, ("/certificats",)),
    Entry("cpf", _("Flux CPF"), "send", frozenset({Role.CERTIFICATION_MANAGER}), ("/cpf",)),
    Entry("follow_ups", _("Suivi"), "mortarboard", READERS, ("/suivi",)),
    Entry(
        "people",
        _("Personnes"),
        "people",
        frozenset({Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR}),
        ("/personnes",),
    ),
    Entry("audit_log", _("Journal"), "list", frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), ("/journal",)),
)


def main_nav(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield the entries that the person's roles open, the one they are in marked as active."""
    roles = roles_of(request.user)
    for entry in ENTRIES:
        if not roles.isdisjoint(entry.roles):
            inside = f"{request.path}/".startswith(tuple(f"{prefix}/" for prefix in entry.prefixes))
            yield {
                "url": reverse(entry.url_name),
                "label": entry.label,
                "icon": entry.icon,
                "active": inside,
            }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every page its menu, the person's roles in words, and how many notifications wait."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"main_nav": [], "unread_count": 0, "role_labels": []}
    return {
        "main_nav": list(main_nav(request)),
        "unread_count": getattr(user, "unread_count", 0),
        "notifications_url": reverse("notifications"),
        "role_labels": [Role(role).label for role in sorted(roles_of(user))],
    }
