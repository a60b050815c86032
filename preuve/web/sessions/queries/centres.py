from django.db.models import QuerySet
from django.http import Http404

from preuve.web.accounts.models import Organisation, OrganisationKind, User
from preuve.web.sessions.models import Accreditation, Room
from preuve.web.sessions.rules import own_centres, reads_all


def visible_centres(user: User) -> QuerySet[Organisation]:
    """Return the centres a person may look at: all for those who read all, else the ones they manage."""
    centres = Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("name")
    return centres if reads_all(user) else centres.filter(pk__in=own_centres(user))


def get_centre_or_404(user: User, pk: int) -> Organisation:
    centre = visible_centres(user).filter(pk=pk).first()
    if centre is None:
        raise Http404
    return centre


def accreditations_of(centre: Organisation) -> QuerySet[Accreditation]:
    return Accreditation.objects.filter(centre=centre).select_related("certification").order_by("pk")


def get_accreditation_or_404(user: User, pk: int) -> Accreditation:
    found = Accreditation.objects.select_related("centre", "certification").filter(pk=pk).first()
    if found is None or not reads_all(user):
        raise Http404
    return found


def get_room_or_404(user: User, pk: int) -> Room:
    room = Room.objects.select_related("centre").filter(pk=pk).first()
    if room is None or not (reads_all(user) or room.centre_id in own_centres(user)):
        raise Http404
    return room


def may_assess(centre_id: int, certification_id: int, block_codes: list[str]) -> bool:
    """Return whether the centre's accreditation to assess is active for these blocks (none named: all)."""
    found = Accreditation.objects.filter(
        centre=centre_id,
        certification=certification_id,
        state=Accreditation.State.ACTIVE,
        activity__in=[Accreditation.Activity.ASSESS, Accreditation.Activity.BOTH],
    ).first()
    return found is not None and (not found.block_codes or set(block_codes) <= set(found.block_codes))
