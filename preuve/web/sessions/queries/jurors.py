from django.db.models import Count, Prefetch
from django.http import Http404

from preuve.web.accounts.models import User
from preuve.web.frameworks.models import Certification, FrameworkVersion
from preuve.web.sessions.models import Juror, JurorQualification
from preuve.web.sessions.rules import reads_all

PAGE = 50


def juror_page(*, after: int = 0) -> list[Juror]:
    """Return one page of jurors, and one more when there is a next page: three queries."""
    qualifications = JurorQualification.objects.select_related("certification").order_by("pk")
    jurors = Juror.objects.filter(pk__gt=after).select_related("user").annotate(panels=Count("memberships"))
    jurors = jurors.prefetch_related("organisations", Prefetch("qualifications", qualifications))
    return list(jurors.order_by("pk")[: PAGE + 1])


def get_juror_or_404(user: User, pk: int) -> Juror:
    juror = Juror.objects.select_related("user").filter(pk=pk).first() if reads_all(user) else None
    if juror is None:
        raise Http404
    return juror


def juror_of(user: User) -> Juror | None:
    return Juror.objects.select_related("user").filter(user=user).first()


def blocks_to_qualify_for() -> list[tuple[Certification, list[tuple[str, str]]]]:
    """Return each certification with the blocks (code, title) of its newest published version."""
    newest: dict[int, FrameworkVersion] = {}
    versions = (
        FrameworkVersion.objects.filter(sealed=True)
        .select_related("certification")
        .defer("content", "source")
    )
    for version in versions.prefetch_related("blocks").order_by("certification", "number"):
        newest[version.certification_id] = version
    return [
        (
            version.certification,
            [(block.code, f"{block.code} {block.title}") for block in version.blocks.all()],
        )
        for version in newest.values()
    ]
