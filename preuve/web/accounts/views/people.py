from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts import actions
from preuve.web.accounts.forms import PeopleFilterForm, PersonForm, RoleForm
from preuve.web.accounts.models import Role
from preuve.web.accounts.queries import (
    get_grant_or_404,
    get_manageable_person_or_404,
    get_person_or_404,
    people_page,
)
from preuve.web.accounts.rules import (
    MANAGERS,
    READERS,
    SignedInRequest,
    allow,
    has_role,
    may_give,
    may_manage_account,
)
from preuve.web.errors import ActionRefusedError


@require_safe
@allow(*READERS)
def people(request: SignedInRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    words, role = form.cleaned_data.get("q", ""), form.cleaned_data.get("role", "")
    page = people_page(request.user, words=words, role=role, after=form.cleaned_data.get("after"))
    following = {"q": words, "role": role, "after": page.next_after}
    context = {
        "form": form,
        "people": page.people,
        "filtered": bool(words or role),
        "is_first_page": not form.cleaned_data.get("after"),
        "next_url": f"?{urlencode(following)}" if page.next_after else "",
        "may_write": has_role(request.user, *MANAGERS),
    }
    return render(request, "accounts/people.html", context)


@require_safe
@allow(*READERS)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    return _person_page(request, pk)


@require_http_methods(["GET", "POST"])
@allow(*MANAGERS)
def person_new(request: SignedInRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    role_form = RoleForm(request.POST or None, giver=request.user)
    if form.is_valid() and role_form.is_valid():
        try:
            user = actions.invite_person(actor=request.user, **form.cleaned_data, **role_form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error("email", [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(
                request, _("Le compte est ouvert ; le lien pour choisir un mot de passe part par courriel.")
            )
            return redirect("person", user.pk)
    status = 422 if form.errors or role_form.errors else 200
    return render(request, "accounts/person_new.html", {"form": form, "role_form": role_form}, status=status)


@require_http_methods(["GET", "POST"])
@allow(*MANAGERS)
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_manageable_person_or_404(request.user, pk)
    name = str(user)
    form = PersonForm(request.POST or None, instance=user)
    if form.is_valid():
        try:
            actions.change_identity(actor=request.user, user=user, **form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(request, _("L’identité est enregistrée."))
            return redirect("person", pk)
    context = {"form": form, "pk": pk, "name": name}
    return render(request, "accounts/person_edit.html", context, status=422 if form.errors else 200)


@require_POST
@allow(*MANAGERS)
def role_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_manageable_person_or_404(request.user, pk)
    form = RoleForm(request.POST, giver=request.user)
    if not form.is_valid():
        return _person_page(request, pk, role_form=form, status=422)
    actions.grant_role(actor=request.user, user=user, **form.cleaned_data)
    messages.success(request, _("Le rôle est donné."))
    return redirect("person", pk)


@require_POST
@allow(*MANAGERS)
def role_revoke(request: SignedInRequest, pk: int, grant: int) -> HttpResponse:
    actions.revoke_role(actor=request.user, grant=get_grant_or_404(request.user, pk, grant))
    messages.success(request, _("Le rôle est retiré."))
    return redirect("person", pk)


@require_POST
@allow(*MANAGERS)
def person_activity(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_manageable_person_or_404(request.user, pk)
    active = request.POST.get("active") == "1"
    actions.set_active(actor=request.user, user=user, active=active)
    messages.success(request, _("Le compte est rouvert.") if active else _("Le compte est fermé."))
    return redirect("person", pk)


@require_POST
@allow(*MANAGERS)
def person_password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    user = get_manageable_person_or_404(request.user, pk)
    actions.send_password_link(actor=request.user, user=user)
    messages.success(request, _("Le lien pour choisir un mot de passe part par courriel."))
    return redirect("person", pk)


def _person_page(
    request: SignedInRequest, pk: int, *, role_form: RoleForm | None = None, status: int = 200
) -> HttpResponse:
    user = get_person_or_404(request.user, pk)
    may_write = has_role(request.user, *MANAGERS)
    context: dict[str, Any] = {
        "person": user,
        "grants": [
            (grant, may_write and may_give(request.user, Role(grant.role)))
            for grant in user.role_grants.all()
        ],
        "may_write": may_write,
        "may_manage": may_write and may_manage_account(request.user, user),
        "role_form": role_form or (RoleForm(giver=request.user) if may_write else None),
    }
    return render(request, "accounts/person.html", context, status=status)
