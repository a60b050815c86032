from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.centres import save_accreditation, save_room
from preuve.web.sessions.forms.panels import AccreditationForm, RoomForm
from preuve.web.sessions.models import Accreditation
from preuve.web.sessions.queries.centres import (
    accreditations_of,
    get_centre_or_404,
    get_room_or_404,
    visible_centres,
)
from preuve.web.sessions.queries.jurors import blocks_to_qualify_for
from preuve.web.sessions.rules import DESK, ENROLLING, MANAGERS, acts_for_centre, manages, reads_all
from preuve.web.sessions.views.answers import accepted, form_page


@allow(*DESK)
@require_safe
def centres(request: SignedInRequest) -> HttpResponse:
    return render(
        request,
        "sessions/centres.html",
        {"centres": visible_centres(request.user), "sees_all": reads_all(request.user)},
    )


@allow(*DESK)
@require_safe
def centre(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_centre_or_404(request.user, pk)
    held = {item.certification_id: item for item in accreditations_of(row)}
    context = {
        "centre": row,
        "accreditations": [
            (certification, held.get(certification.pk)) for certification, _blocks in blocks_to_qualify_for()
        ],
        "rooms": row.rooms.order_by("name"),
        "manages": manages(request.user),
        "may_change": acts_for_centre(request.user, pk),
    }
    return render(request, "sessions/centre.html", context)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def accreditation(request: SignedInRequest, pk: int, certification_pk: int) -> HttpResponse:
    row = get_centre_or_404(request.user, pk)
    offered = {item.pk: (item, blocks) for item, blocks in blocks_to_qualify_for()}
    if certification_pk not in offered:
        raise Http404
    certification, blocks = offered[certification_pk]
    current = Accreditation.objects.filter(centre=row, certification=certification).first()
    form = AccreditationForm(request.POST or None, blocks=blocks, accreditation=current)
    saved = accepted(
        form,
        lambda: save_accreditation(
            actor=request.user, centre=row, certification=certification, **form.cleaned_data
        ),
    )
    if saved is None:
        return form_page(
            request, "sessions/accreditation.html", form, centre=row, certification=certification
        )
    messages.success(request, _("L’habilitation est enregistrée."))
    return redirect("centre", pk)


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def room_new(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_centre_or_404(request.user, pk)
    form = RoomForm(request.POST or None)
    room = accepted(form, lambda: save_room(actor=request.user, centre=row, room=None, **form.cleaned_data))
    if room is None:
        return form_page(request, "sessions/room_new.html", form, centre=row)
    messages.success(request, _("La salle « %(name)s » est ajoutée.") % {"name": room.name})
    return redirect("centre", pk)


@allow(*ENROLLING)
@require_http_methods(["GET", "HEAD", "POST"])
def room_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    room = get_room_or_404(request.user, pk)
    initial = {"name": room.name, "step_free": room.step_free, "remote": room.remote}
    form = RoomForm(request.POST or None, initial=initial)
    saved = accepted(
        form, lambda: save_room(actor=request.user, centre=room.centre, room=room, **form.cleaned_data)
    )
    if saved is None:
        return form_page(request, "sessions/room_edit.html", form, centre=room.centre, room=room)
    return redirect("centre", room.centre_id)
