from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.audit.actions import record_action
from preuve.web.reporting import actions
from preuve.web.reporting.flow import civil_status_of
from preuve.web.reporting.forms import AccountForm, AnswerForm, CivilStatusForm, FileForm, shown_person
from preuve.web.reporting.models import CpfFile
from preuve.web.reporting.queries import (
    accounts,
    content_of,
    entry_lines,
    files_of,
    get_cpf_file_or_404,
    get_declared_person_or_404,
    state_counts,
)
from preuve.web.sessions.views.answers import accepted, form_page

DECLARERS = (Role.CERTIFICATION_MANAGER,)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*DECLARERS)
def cpf(request: SignedInRequest) -> HttpResponse:
    """Show what is to be told and by when, and make the files."""
    today, state = timezone.localdate(), request.GET.get("etat", "")
    held = accounts(request.user)
    form = FileForm(request.POST or None, accounts=held)
    batch = accepted(
        form, lambda: actions.make_files(actor=request.user, now=timezone.now(), **form.cleaned_data)
    )
    if batch is not None:
        messages.success(request, _("Les passages sont réservés ; le fichier s’écrit."))
        return redirect("cpf")
    return form_page(
        request,
        "reporting/cpf.html",
        form,
        counts=state_counts(request.user, today),
        lines=entry_lines(request.user, state=state, today=today, language=get_language() or "fr"),
        accounts=held,
        files=files_of(request.user)[:20],
        state=state,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*DECLARERS)
def cpf_account(request: SignedInRequest) -> HttpResponse:
    held = accounts(request.user).first()
    names = ("organisation", "client", "certifier", "contract")
    initial = {name: getattr(held, name) for name in names} if held else {}
    form = AccountForm(request.POST or None, initial=initial)
    saved = accepted(
        form,
        lambda: actions.save_cpf_account(
            actor=request.user,
            organisation=form.cleaned_data["organisation"],
            values={name: form.cleaned_data[name] for name in names[1:]},
        ),
    )
    if saved is None:
        return form_page(request, "reporting/cpf_account.html", form)
    messages.success(request, _("Les identifiants sont enregistrés."))
    return redirect("cpf")


@sensitive_post_parameters("nir")
@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE, *DECLARERS)
def civil_status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Complete what the flow asks of a person: themselves, or a manager for them."""
    person = get_declared_person_or_404(request.user, pk)
    held = civil_status_of(person)
    form = CivilStatusForm(request.POST or None, held=held, today=timezone.localdate())
    if form.is_valid():
        actions.save_civil_status(
            actor=request.user, person_id=pk, values=form.values, nir=form.typed_nir, now=timezone.now()
        )
        for warning in form.warnings:
            messages.warning(request, warning)
        messages.success(request, _("L’état civil est enregistré."))
        return redirect("civil_status", pk)
    context = {"person": person, "known": shown_person(person), "mine": person.pk == request.user.pk}
    return form_page(request, "reporting/civil_status.html", form, has_nir=held.nir is not None, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*DECLARERS)
def cpf_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a file, and read the answer to it."""
    file = get_cpf_file_or_404(request.user, pk)
    form = AnswerForm(request.POST or None, request.FILES or None)
    answer = accepted(
        form,
        lambda: actions.record_answer(
            actor=request.user, file_id=pk, data=form.cleaned_data["answer"], now=timezone.now()
        ),
    )
    if answer is None:
        rows = file.cpf_entries.select_related("certificate__holder")[:200]
        return form_page(request, "reporting/cpf_file.html", form, file=file, rows=rows)
    said = _("Réponse enregistrée : %(accepted)d accepté(s), %(refused)d refusé(s).")
    messages.success(request, said % {"accepted": len(answer.accepted), "refused": len(answer.refused)})
    return redirect("cpf_file", pk)


@require_safe
@allow(*DECLARERS)
def cpf_file_xml(request: SignedInRequest, pk: int) -> StreamingHttpResponse | HttpResponse:
    file = get_cpf_file_or_404(request.user, pk)
    if file.state not in {CpfFile.State.WRITTEN, CpfFile.State.SENT}:
        return render(request, "reporting/cpf_file_gone.html", {"file": file}, status=410)
    record_action(actor=request.user, action="read_cpf_file", subject=file, details={"flow": file.flow_id})
    answer = StreamingHttpResponse(content_of(file), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{file.flow_id}.xml"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@allow(*DECLARERS)
def cpf_file_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a file was deposited, or give it up."""
    get_cpf_file_or_404(request.user, pk)
    if request.POST.get("act") == "abandon":
        actions.abandon_file(actor=request.user, file_id=pk, now=timezone.now())
        messages.success(request, _("Le fichier est abandonné ; ses passages iront dans un autre."))
    else:
        actions.mark_file_sent(actor=request.user, file_id=pk, now=timezone.now())
        messages.success(request, _("Le fichier est noté comme déposé."))
    return redirect("cpf_file", pk)


@require_POST
@allow(*DECLARERS)
def cpf_entry_again(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.send_again(actor=request.user, entry_id=pk, now=timezone.now())
    messages.success(request, _("Ce passage ira dans le prochain fichier."))
    return redirect("cpf")
