from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from preuve.domain.competences.case import CaseVersion
from preuve.web.accounts.rules import EVERYBODY, READERS, SignedInRequest, allow, has_role
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.frameworks.phrases import groups_of_changes, summary_of_changes
from preuve.web.frameworks.queries import (
    case_package,
    changes_between,
    get_version_or_404,
    structure_of,
    versions_of,
)
from preuve.web.frameworks.review import counts_of


@require_safe
@allow(*EVERYBODY)
def framework_version(request: SignedInRequest, pk: int) -> HttpResponse:
    version = get_version_or_404(request.user, pk)
    methods = {block["code"]: block["assessment_methods"] for block in version.content.get("blocks", [])}
    structure = structure_of(version.pk)
    context = {
        "version": version,
        "blocks": [(block, methods.get(block.code, [])) for block in structure.blocks],
        "counts": counts_of(version.content) if methods else None,
        "others": [other for other in versions_of(version.certification) if other.pk != version.pk],
        "summary": summary_of_changes(version.changes.get("changes", [])),
        "reads_certifications": has_role(request.user, *READERS),
    }
    return render(request, "frameworks/framework_version.html", context)


@require_safe
@allow(*EVERYBODY)
def framework_version_json(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the version as the exchange format of `preuve framework read --format json`."""
    version = get_version_or_404(request.user, pk)
    return _download(version, version.content, "")


@require_safe
@allow(*EVERYBODY)
def framework_version_case(request: SignedInRequest, pk: int, case: str) -> HttpResponse:
    """Give the version as a CASE package."""
    if case not in set(CaseVersion):
        raise Http404
    version = get_version_or_404(request.user, pk)
    return _download(version, case_package(version, CaseVersion(case)), f"-case-{case}")


def _download(version: FrameworkVersion, value: dict[str, Any], suffix: str) -> HttpResponse:
    response = JsonResponse(value, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"{slugify(version.title)[:80] or 'referentiel'}-v{version.number}{suffix}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@allow(*EVERYBODY)
def framework_compare(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    old, new = get_version_or_404(request.user, other), get_version_or_404(request.user, pk)
    changes = changes_between(old, new)
    context = {
        "old": old,
        "new": new,
        "summary": summary_of_changes(changes),
        "groups": list(groups_of_changes(changes, old.content, new.content)),
    }
    return render(request, "frameworks/framework_compare.html", context)
