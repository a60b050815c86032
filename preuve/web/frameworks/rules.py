"""Who may write certifications and frameworks; everybody signed in may read what is published."""

from typing import Any

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import has_role

EDITORS = (Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER)


def may_edit_frameworks(user: Any) -> bool:
    """Return whether the person may correct drafts, publish them and register certifications."""
    return has_role(user, *EDITORS)
