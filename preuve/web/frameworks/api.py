"""Published frameworks, as data. Nothing here writes: a published version never changes."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from preuve.web.accounts.api import Holds, caller
from preuve.web.accounts.rules import EVERYBODY
from preuve.web.errors import StaleError
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.frameworks.queries import get_version_or_404

router = Router(tags=["frameworks"])
PAGE = 100


class Registered(Schema):
    id: int
    title: str
    rncp_code: str
    level: int


class Version(Schema):
    id: int
    number: int
    title: str
    content_hash: str
    published_at: datetime
    certification: Registered


class WholeVersion(Version):
    content: dict[str, Any]


class Versions(Schema):
    items: list[Version]
    next_after: int | None


class After(Schema):
    after: int = Field(0, ge=0, le=2**63 - 1, description="Key of the last item of the page before.")


@router.get("/frameworks", operation_id="list_frameworks", auth=Holds(*EVERYBODY), response=Versions)
def list_frameworks(request: HttpRequest, page: Query[After]) -> dict[str, Any]:
    """Published versions of all frameworks, oldest first, a hundred at a time."""
    del request
    rows = FrameworkVersion.objects.filter(sealed=True, pk__gt=page.after).select_related("certification")
    found = list(rows.defer("content", "source", "changes").order_by("pk")[: PAGE + 1])
    return {"items": found[:PAGE], "next_after": found[PAGE - 1].pk if len(found) > PAGE else None}


@router.get(
    "/frameworks/{int:version_id}",
    operation_id="get_framework_version",
    auth=Holds(*EVERYBODY),
    response=WholeVersion,
)
def get_framework_version(request: HttpRequest, version_id: int) -> FrameworkVersion:
    """A published version with all that it holds, in the format of `preuve framework read --format json`."""
    return get_version_or_404(caller(request), version_id)


def _refuse_change(request: HttpRequest, version_id: int) -> None:
    version = get_version_or_404(caller(request), version_id)
    raise StaleError(
        _("Une version publiée ne change plus : déposez un nouveau référentiel pour en publier la suite."),
        current={"id": version.pk, "number": version.number, "content_hash": version.content_hash},
    )


@router.put("/frameworks/{int:version_id}", operation_id="put_framework_version", auth=Holds(*EVERYBODY))
def put_framework_version(request: HttpRequest, version_id: int) -> None:
    """Always refused (409): a published version never changes."""
    _refuse_change(request, version_id)


@router.patch("/frameworks/{int:version_id}", operation_id="patch_framework_version", auth=Holds(*EVERYBODY))
def patch_framework_version(request: HttpRequest, version_id: int) -> None:
    """Always refused (409): a published version never changes."""
    _refuse_change(request, version_id)


@router.delete(
    "/frameworks/{int:version_id}", operation_id="delete_framework_version", auth=Holds(*EVERYBODY)
)
def delete_framework_version(request: HttpRequest, version_id: int) -> None:
    """Always refused (409): a published version is kept for good."""
    _refuse_change(request, version_id)
