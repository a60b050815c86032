from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_from_dict
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.regulations import create_regulations, update_regulations
from preuve.web.sessions.forms.regulations import RegulationsForm
from preuve.web.sessions.models import Regulations
from preuve.web.sessions.queries.regulations import all_regulations, get_regulations_or_404, is_followed
from preuve.web.sessions.rules import MANAGERS, READING, manages
from preuve.web.sessions.views.answers import accepted, form_page, number


@allow(*READING)
@require_safe
def regulations_list(request: SignedInRequest) -> HttpResponse:
    context = {"regulations": all_regulations(), "manages": manages(request.user)}
    return render(request, "sessions/regulations_list.html", context)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def regulations_new(request: SignedInRequest) -> HttpResponse:
    """Write new regulations, from the defaults or from those named in the address (`?from=`)."""
    source = number(request.GET.get("from"))
    copied = get_regulations_or_404(request.user, source) if source else None
    current = regulations_from_dict(copied.data) if copied else RegulationsValue()
    form = RegulationsForm(request.POST or None, current=current)
    made = accepted(form, lambda: _create(request, form))
    if made is None:
        return form_page(request, "sessions/regulations_new.html", form, copied=copied)
    messages.success(request, _("Le règlement « %(name)s » est enregistré.") % {"name": made.name})
    return redirect("regulations_list")


@allow(*READING)
@require_safe
def regulations(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_regulations_or_404(request.user, pk)
    form = RegulationsForm(current=regulations_from_dict(row.data), name=row.name)
    form.freeze()
    may_change = manages(request.user) and not is_followed(row)
    context = {"regulations": row, "may_change": may_change, "manages": manages(request.user)}
    return form_page(request, "sessions/regulations.html", form, **context)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def regulations_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change regulations while no session follows them."""
    row = get_regulations_or_404(request.user, pk)
    form = RegulationsForm(request.POST or None, current=regulations_from_dict(row.data), name=row.name)
    saved = accepted(form, lambda: _update(request, row, form))
    if saved is None:
        return form_page(request, "sessions/regulations_edit.html", form, regulations=row)
    messages.success(request, _("Le règlement est modifié."))
    return redirect("regulations", pk)


def _create(request: SignedInRequest, form: RegulationsForm) -> Regulations:
    value = form.value or RegulationsValue()
    return create_regulations(actor=request.user, name=form.cleaned_data["name"], value=value)


def _update(request: SignedInRequest, row: Regulations, form: RegulationsForm) -> Regulations:
    value, name = form.value or RegulationsValue(), form.cleaned_data["name"]
    return update_regulations(actor=request.user, regulations=row, name=name, value=value)
