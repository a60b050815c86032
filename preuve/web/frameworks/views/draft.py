from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from preuve.web.accounts.rules import READERS, SignedInRequest, allow
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks import actions
from preuve.web.frameworks.editing import MERGEABLE, NoSuchPlaceError, Op, Place, siblings_of, values_at
from preuve.web.frameworks.forms import FORMS, DraftForm, ItemForm, PublishForm, shown_values
from preuve.web.frameworks.models import FrameworkDraft
from preuve.web.frameworks.queries import (
    get_certification_or_404,
    get_draft_or_404,
    get_editable_draft_or_404,
)
from preuve.web.frameworks.review import (
    KIND_LABELS,
    Review,
    counts_of,
    hash_of,
    obstacles_to_publication,
    source_lines,
)
from preuve.web.frameworks.rules import EDITORS, may_edit_frameworks


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
def draft_new(request: SignedInRequest, pk: int) -> HttpResponse:
    certification = get_certification_or_404(request.user, pk)
    form = DraftForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = actions.create_draft(
                actor=request.user, certification=certification, data=file.read(), file_name=file.name
            )
        except ActionRefusedError as refusal:
            form.add_error("file", [str(sentence) for sentence in refusal.sentences])
        else:
            return redirect("draft", row.pk)
    context = {"certification": certification, "form": form}
    return render(request, "frameworks/draft_new.html", context, status=422 if form.errors else 200)


@require_safe
@allow(*READERS)
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_draft_or_404(request.user, pk)
    context = _status(request, row) | {
        "review": Review(row),
        "lines": source_lines(row.source),
        "may_edit": may_edit_frameworks(request.user) and row.published_as_id is None,
    }
    return render(request, "frameworks/draft.html", context)


@require_safe
@allow(*EDITORS)
def draft_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form of one item (`at`), of a new one (`insert`), or leave the form (`view`, `cancel`)."""
    row = get_editable_draft_or_404(request.user, pk)
    place = _place_or_404(request.GET)
    if "cancel" in request.GET:
        return HttpResponse()
    if "view" in request.GET:
        return _item_as_it_reads(request, row, place)
    op = Op.INSERT if "insert" in request.GET else Op.SAVE
    values = {} if op is Op.INSERT else _values_or_404(row, place)
    marks = {
        "at": place.path,
        "op": op,
        "revision": row.revision,
        "before": actions.item_hash(row.content, place),
    }
    form = FORMS[place.kind](initial=shown_values(values) | marks, auto_id=f"id_{place.key}_%s")
    return _editor(request, row, place, form)


@require_POST
@allow(*EDITORS)
def draft_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_editable_draft_or_404(request.user, pk)
    place = _place_or_404(request.POST)
    form = FORMS[place.kind](request.POST, auto_id=f"id_{place.key}_%s")
    op = Op.REMOVE if request.POST.get("op") == Op.REMOVE else None
    if op is None and not form.is_valid():
        return _editor(request, row, place, form, status=422)
    try:
        changed = actions.edit_draft(actor=request.user, draft=row, place=place, **_order(form, request.POST))
    except StaleError as stale:
        return _editor_after_conflict(request, row, place, form, stale)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("draft", row.pk)
    scope = place.shown_in(op or Op(form.cleaned_data["op"]))
    return _changed_part(request, changed, scope)


@require_POST
@allow(*EDITORS)
def draft_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_editable_draft_or_404(request.user, pk)
    actions.delete_draft(actor=request.user, draft=row)
    messages.success(request, _("Le brouillon est supprimé."))
    return redirect("certification", row.certification_id)


@require_POST
@allow(*EDITORS)
def publish_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_editable_draft_or_404(request.user, pk)
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Le brouillon n’a pas pu être identifié : rechargez la page."))
    version = actions.publish_draft(actor=request.user, draft=row, **form.cleaned_data)
    messages.success(request, _("La version %(number)s est publiée.") % {"number": version.number})
    return redirect("framework_version", version.pk)


def _place_or_404(data: QueryDict) -> Place:
    try:
        return Place.parse(data.get("at", ""))
    except NoSuchPlaceError as error:
        raise Http404 from error


def _values_or_404(row: FrameworkDraft, place: Place) -> dict[str, Any]:
    try:
        return values_at(row.content, place)
    except NoSuchPlaceError as error:
        raise Http404 from error


def _order(form: ItemForm, data: QueryDict) -> dict[str, Any]:
    """Return what the form asks of the action; a removal needs no valid text."""
    if data.get("op") == Op.REMOVE:
        revision = data.get("revision", "")
        known = int(revision) if revision.isdecimal() and len(revision) < 10 else 0  # noqa: PLR2004 (fits a column)
        return {"op": Op.REMOVE, "revision": known, "before": data.get("before", "")}
    marks = form.cleaned_data
    return {
        "op": Op(marks["op"]),
        "revision": marks["revision"],
        "before": marks["before"],
        "values": form.values,
    }


def _status(request: SignedInRequest, row: FrameworkDraft) -> dict[str, Any]:
    return {
        "draft": row,
        "counts": counts_of(row.content),
        "obstacles": obstacles_to_publication(row.content),
        "content_hash": hash_of(row.content),
        "may_edit": may_edit_frameworks(request.user) and row.published_as_id is None,
    }


def _changed_part(request: SignedInRequest, row: FrameworkDraft, scope: str) -> HttpResponse:
    """Return the part of the tree that changed; the page's counts and checklist come along."""
    review = Review(row)
    context = _status(request, row) | {"review": review, "with_status": True}
    if not scope:
        template, target = "frameworks/_tree.html", "#tree"
    elif scope == "head":
        template, target, context["item"] = "frameworks/_head.html", "#at-head", review.head
    elif scope.count("/") == 1:
        block = review.block(int(scope.split("/")[1]))
        template, target, context["block"] = "frameworks/_block.html", f"#at-{block.item.key}", block
    else:
        items = review.list_at(scope)
        template, target, context["list"] = "frameworks/_list.html", f"#at-{items.key}", items
    return reswap(retarget(render(request, template, context), target), "outerHTML")


def _item_as_it_reads(request: SignedInRequest, row: FrameworkDraft, place: Place) -> HttpResponse:
    _values_or_404(row, place)
    item = Review(row).item_at(place)
    context = {"draft": row, "item": item, "kind": place.kind, "may_edit": True}
    return render(request, "frameworks/_item.html", context)


def _editor(
    request: SignedInRequest,
    row: FrameworkDraft,
    place: Place,
    form: ItemForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    try:
        count = len(siblings_of(row.content, place)) if place.parts else 1
    except NoSuchPlaceError as error:
        raise Http404 from error
    op = Op(form["op"].value()) if form["op"].value() in set(Op) else Op.SAVE
    context = {
        "draft": row,
        "place": place,
        "form": form,
        "is_new": op is Op.INSERT,
        "count": count,
        "editor_label": KIND_LABELS[place.kind],
        "is_mergeable": place.kind in MERGEABLE,
        "is_movable": bool(place.parts),
        "cancel_mode": "cancel" if op is Op.INSERT else "view",
        **more,
    }
    whole = "frameworks/_editor.html" if request.htmx else "frameworks/draft_item.html"  # type: ignore[attr-defined]
    return render(request, whole, context, status=status)


def _editor_after_conflict(
    request: SignedInRequest, row: FrameworkDraft, place: Place, form: ItemForm, stale: StaleError
) -> HttpResponse:
    """Show the form again with what was typed, beside what is there now: saving again replaces it."""
    row.refresh_from_db()
    data = request.POST.copy()
    data["revision"], data["before"] = str(row.revision), actions.item_hash(row.content, place)
    form.data = data
    return _editor(request, row, place, form, status=stale.status, stale=stale)
