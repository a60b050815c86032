from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.conflicts import declare_conflict
from preuve.web.sessions.actions.enrolments import change_enrolment, enrol_candidate, record_attendance
from preuve.web.sessions.actions.rosters import confirm_roster, upload_roster
from preuve.web.sessions.forms.enrolments import (
    AttendanceForm,
    ConflictForm,
    EnrolmentForm,
    ManagerConflictForm,
    PlanForm,
    RosterForm,
)
from preuve.web.sessions.models import ExamSession, RosterUpload
from preuve.web.sessions.phrasing import COLUMN_NAMES, resit_sentence, roster_sentence
from preuve.web.sessions.queries.appeals import may_be_contested
from preuve.web.sessions.queries.attempts import resits_after
from preuve.web.sessions.queries.enrolments import (
    defences_of,
    enrolment_history,
    get_changeable_enrolment_or_404,
    get_enrolment_or_404,
    get_judged_enrolment_or_404,
    get_roster_upload_or_404,
    resit_values,
    roster_context,
)
from preuve.web.sessions.queries.jurors import juror_of
from preuve.web.sessions.queries.panels import panel_problems_for
from preuve.web.sessions.queries.sessions import get_session_or_404, resit_sessions
from preuve.web.sessions.queries.wishes import enrolment_wishes
from preuve.web.sessions.roster import check_roster, read_roster
from preuve.web.sessions.rules import (
    DESK,
    ENROLLING,
    MANAGERS,
    acts_for_centre,
    manages,
    may_enrol,
    reads_all,
)
from preuve.web.sessions.views.answers import accepted, form_page, number

ROWS_SHOWN = 200


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_new(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    form = EnrolmentForm(
        request.POST or None, user=request.user, session=session, initial=_resit_values(request, session)
    )
    enrolment = accepted(
        form,
        lambda: enrol_candidate(
            actor=request.user, session=session, identity=form.identity(), plan=form.plan()
        ),
    )
    if enrolment is None:
        return form_page(request, "sessions/enrolment_new.html", form, session=session)
    messages.success(request, _("%(name)s est inscrit(e).") % {"name": enrolment.candidate})
    return redirect("enrolment", enrolment.pk)


def _resit_values(request: SignedInRequest, session: ExamSession) -> dict[str, object]:
    """Return what is known of a candidate who retakes blocks, as the link from their result says."""
    past = number(request.GET.get("rattrapage"))
    return resit_values(get_changeable_enrolment_or_404(request.user, past), session) if past else {}


@allow(*DESK)
@require_safe
def enrolment(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_enrolment_or_404(request.user, pk)
    defences = defences_of(row)
    panels = {defence.panel_id: defence.panel for defence in defences} if reads_all(request.user) else {}
    resits = resits_after(row)
    may_retake = may_enrol(request.user) and any(item.refusal is None for item in resits)
    context = {
        "enrolment": row,
        "session": row.session,
        "defences": defences,
        "alerts": [(panel, panel_problems_for(row, panel)) for panel in panels.values()],
        "history": enrolment_history(row),
        "appeals": list(row.appeals.order_by("pk")) if reads_all(request.user) else [],
        "resits": [(item, resit_sentence(item)) for item in resits],
        "resit_sessions": resit_sessions(request.user, row) if may_retake else [],
        "may_record_appeal": manages(request.user) and may_be_contested(row),
        "wishes": enrolment_wishes(row),
        "attendance": AttendanceForm(initial={"attendance": row.attendance, "reason": row.attendance_reason}),
        "may_change": acts_for_centre(request.user, row.centre_id),
        "assign_url": f"{reverse('panel_assign', args=[row.session_id])}?enrolment={row.pk}",
        "manages": manages(request.user),
        "sees_panels": reads_all(request.user),
    }
    return render(request, "sessions/enrolment.html", context)


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_changeable_enrolment_or_404(request.user, pk)
    form = PlanForm(request.POST or None, user=request.user, session=row.session, enrolment=row)
    saved = accepted(form, lambda: change_enrolment(actor=request.user, enrolment=row, plan=form.plan()))
    if saved is None:
        return form_page(request, "sessions/enrolment_edit.html", form, enrolment=row, session=row.session)
    messages.success(request, _("L’inscription est modifiée."))
    return redirect("enrolment", pk)


@allow(*MANAGERS)
@require_POST
def enrolment_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_changeable_enrolment_or_404(request.user, pk)
    form = AttendanceForm(request.POST)
    if form.is_valid():
        record_attendance(actor=request.user, enrolment=row, **form.cleaned_data)
        messages.success(request, _("La présence est enregistrée."))
    return redirect("enrolment", pk)


@allow(Role.JUROR, *MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def conflict_new(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_judged_enrolment_or_404(request.user, pk)
    own = None if manages(request.user) else juror_of(request.user)
    form = (ConflictForm if own else ManagerConflictForm)(request.POST if request.method == "POST" else None)
    conflict = accepted(
        form,
        lambda: declare_conflict(
            actor=request.user,
            juror=own or form.cleaned_data["juror"],
            enrolment=row,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
    )
    if conflict is None:
        return form_page(request, "sessions/conflict_new.html", form, enrolment=row, own=own)
    messages.success(request, _("Le lien est déclaré. Le responsable de la certification est prévenu."))
    return redirect("convocation_mine") if own else redirect("enrolment", pk)


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolments_import(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    form = RosterForm(request.POST or None, request.FILES or None)
    upload = accepted(
        form,
        lambda: upload_roster(
            actor=request.user,
            session=session,
            file_name=form.cleaned_data["roster"].name,
            data=form.cleaned_data["roster"].read(),
        ),
    )
    if upload is None:
        columns = COLUMN_NAMES.values()
        return form_page(request, "sessions/enrolments_import.html", form, session=session, columns=columns)
    return redirect("roster", upload.pk)


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: SignedInRequest, token: UUID) -> HttpResponse:
    upload = get_roster_upload_or_404(request.user, token)
    if request.method == "POST":
        upload = confirm_roster(actor=request.user, upload=upload)
        if upload.state == RosterUpload.State.DONE:
            messages.success(request, _enrolled(upload))
            return redirect("exam_session", upload.session_id)
        return redirect("roster", token)
    read = read_roster(bytes(upload.data))
    problems = check_roster(read, roster_context(request.user, upload.session, read))
    said = [(problem, roster_sentence(problem)) for problem in problems]
    context = {
        "upload": upload,
        "session": upload.session,
        "roster": read,
        "rows": read.rows[:ROWS_SHOWN],
        "errors": [item for item in said if item[0].is_error][:ROWS_SHOWN],
        "warnings": [item for item in said if not item[0].is_error][:ROWS_SHOWN],
    }
    return render(request, "sessions/roster.html", context)


def _enrolled(upload: RosterUpload) -> str:
    text = ngettext("%(count)s candidat est inscrit.", "%(count)s candidats sont inscrits.", upload.enrolled)
    return text % {"count": upload.enrolled}


@allow(*ENROLLING)
@require_safe
def roster_template(request: SignedInRequest) -> HttpResponse:  # noqa: ARG001 (a view takes the request)
    headers = ";".join(str(name) for name in COLUMN_NAMES.values())
    # The mark at the beginning tells spreadsheets that the accents are UTF-8.
    response = HttpResponse(f"\ufeff{headers}\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="modele-inscriptions.csv"'
    return response
