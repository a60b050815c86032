from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.jurors import create_juror, update_juror
from preuve.web.sessions.forms.panels import JurorForm, NewJurorForm
from preuve.web.sessions.queries.jurors import PAGE, get_juror_or_404, juror_page
from preuve.web.sessions.rules import MANAGERS, READING, manages
from preuve.web.sessions.views.answers import accepted, form_page, number


@allow(*READING)
@require_safe
def jurors(request: SignedInRequest) -> HttpResponse:
    rows = juror_page(after=number(request.GET.get("after")) or 0)
    next_url = f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    context = {"jurors": rows[:PAGE], "next_url": next_url, "manages": manages(request.user)}
    return render(request, "sessions/jurors.html", context)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def juror_new(request: SignedInRequest) -> HttpResponse:
    form = NewJurorForm(request.POST or None)
    juror = accepted(
        form,
        lambda: create_juror(
            actor=request.user,
            email=form.cleaned_data["email"],
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            profile=form.profile(),
        ),
    )
    if juror is None:
        return form_page(request, "sessions/juror_new.html", form)
    messages.success(request, _("%(name)s est juré(e).") % {"name": juror})
    return redirect("jurors")


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def juror_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    juror = get_juror_or_404(request.user, pk)
    form = JurorForm(request.POST if request.method == "POST" else None, juror=juror)
    saved = accepted(form, lambda: update_juror(actor=request.user, juror=juror, profile=form.profile()))
    if saved is None:
        return form_page(request, "sessions/juror_edit.html", form, juror=juror)
    messages.success(request, _("La fiche de %(name)s est modifiée.") % {"name": saved})
    return redirect("jurors")
