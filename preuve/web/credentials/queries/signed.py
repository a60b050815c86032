"""The signed files of certificates: those that stand, and those that a later edition replaces."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from preuve.web.credentials.models import Certificate, Credential


def later_edition() -> Exists:
    """Whether a credential was signed again: what it says of itself is believed no more."""
    return Exists(
        Credential.objects.filter(
            certificate=OuterRef("certificate"),
            kind=OuterRef("kind"),
            competence=OuterRef("competence"),
            edition__gt=OuterRef("edition"),
        )
    )


def current_credentials() -> QuerySet[Credential]:
    """Return the files that stand, one for each certificate, kind and competence."""
    return Credential.objects.filter(~later_edition())


def current_file(certificate: Certificate, kind: Credential.Kind) -> Credential | None:
    """Return the file of that kind (not of a competence), or nothing when it isn't made yet."""
    return current_credentials().filter(certificate=certificate, kind=kind).first()


def with_file_kinds(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return the same certificates, each with the kinds of files that it has, in the same query."""
    files = Credential.objects.filter(certificate=OuterRef("pk")).order_by().values("kind").distinct()
    return rows.annotate(made_kinds=ArraySubquery(files))


def file_kinds(certificate: Certificate) -> frozenset[str]:
    """Return the kinds of files of a certificate that `with_file_kinds` read."""
    return frozenset(vars(certificate)["made_kinds"])
