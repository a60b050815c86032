"""Who can be tried out: the people of the demonstration, as a table."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.demonstration.cohort import read_cohort
from preuve.web.demonstration.people import PASSWORD


def sign_in_lines() -> Iterator[str]:
    """Yield the lines of the table, in the order of the data; none where the demonstration isn't loaded."""
    rows = list(_rows())
    if not rows:
        return
    head = (_("Rôle"), _("Nom"), _("Adresse électronique"))
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    yield _line(head, widths)
    yield "  ".join("─" * width for width in widths)
    for row in rows:
        yield _line(row, widths)
    yield ""
    yield _("Mot de passe de tous les comptes : %(password)s") % {"password": PASSWORD}


def _rows() -> Iterator[tuple[str, str, str]]:
    grants = Prefetch("role_grants", RoleGrant.objects.select_related("organisation").order_by("pk"))
    people = {user.email: user for user in User.objects.prefetch_related(grants)}
    for person in read_cohort()["people"]:
        if (user := people.get(person["email"])) is not None:
            yield ", ".join(_role(grant) for grant in user.role_grants.all()), str(user), user.email


def _role(grant: RoleGrant) -> str:
    label = str(Role(grant.role).label)
    return f"{label} ({grant.organisation})" if grant.organisation else label


def _line(row: tuple[str, str, str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
