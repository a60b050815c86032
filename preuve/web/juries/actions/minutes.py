"""Draw minutes up, sign them, publish them, correct them by others. Nothing written is ever overwritten."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import has_role
from preuve.web.audit.actions import record_action
from preuve.web.audit.models import AuditRecord
from preuve.web.background import defer
from preuve.web.errors import ActionRefusedError
from preuve.web.juries.models import Deliberation, Minutes, MinutesEntry, MinutesSignature
from preuve.web.juries.queries.doors import get_minuted_panel_or_404, get_minutes_or_404, is_chair_of
from preuve.web.juries.queries.minutes import awaiting_minutes, minutes_content, sitting_jurors
from preuve.web.juries.rules import SIGNING_FAILURES_ALLOWED, SIGNING_FAILURES_MINUTES
from preuve.web.juries.signing import signed_document
from preuve.web.juries.tasks import make_minutes_document
from preuve.web.sessions.models import Enrolment, ExamSession, Panel, PanelMember
from preuve.web.sessions.queries import regulations_of

REFUSED_SIGNATURE = "refuse_signature"


@transaction.atomic
def draw_up_minutes(
    *, actor: User, panel_id: int, corrects_id: int | None, present: set[int], now: datetime
) -> Minutes:
    """Freeze the panel's closed deliberations into numbered minutes, and ask the members present to sign.

    The session's row is locked: minutes of one session are numbered one after the other.
    """
    panel = get_minuted_panel_or_404(actor, panel_id)
    ExamSession.objects.select_for_update(no_key=True).get(pk=panel.session_id)
    _refuse_absence(panel, present)
    deliberations = list(
        awaiting_minutes(panel).filter(corrects=corrects_id).select_for_update(no_key=True, of=("self",))
    )
    if not deliberations:
        raise ActionRefusedError(_("Aucune délibération close n’attend de procès-verbal."))
    corrects = deliberations[0].corrects
    reason = deliberations[0].correction_reason if corrects else ""
    number = f"PV-{panel.session.number}-{Minutes.objects.filter(session=panel.session).count() + 1:02d}"
    content = minutes_content(
        panel=panel,
        deliberations=deliberations,
        present=present,
        number=number,
        corrects=corrects,
        reason=reason,
        actor=actor,
        now=now,
    )
    minutes = _create(panel, number, corrects, reason, content, actor, now)
    MinutesEntry.objects.bulk_create(
        [MinutesEntry(minutes=minutes, enrolment=row.enrolment) for row in deliberations]
    )
    for member in sitting_jurors(panel):
        if member.juror_id in present:
            url = reverse("minutes", args=[minutes.pk])
            notify(user=member.juror.user, kind="minutes_to_sign", url=url, number=number)
    record_action(
        actor=actor,
        action="draw_up_minutes",
        subject=minutes,
        after=minutes.content_hash,
        details={"number": number, "content_hash": minutes.content_hash, "corrects": corrects_id},
        at=now,
    )
    return minutes


def _refuse_absence(panel: Panel, present: set[int]) -> None:
    members = sitting_jurors(panel)
    seated = {member.juror_id for member in members}
    chair = next((member.juror_id for member in members if member.seat == PanelMember.Seat.CHAIR), None)
    rules = regulations_of(panel.session).panel
    if not present <= seated:
        raise ActionRefusedError(_("Une personne cochée ne siège plus dans ce jury : rechargez la page."))
    if len(present) < rules.quorum:
        raise ActionRefusedError(
            ngettext(
                "Le quorum n’est pas atteint : %(count)d membre présent est exigé.",
                "Le quorum n’est pas atteint : %(count)d membres présents sont exigés.",
                rules.quorum,
            )
            % {"count": rules.quorum}
        )
    if rules.chair_required and chair not in present:
        raise ActionRefusedError(_("Le président ou la présidente du jury doit être présent(e)."))


def _create(  # noqa: PLR0913, PLR0917 (one row's columns)
    panel: Panel,
    number: str,
    corrects: Minutes | None,
    reason: str,
    content: dict[str, object],
    actor: User,
    now: datetime,
) -> Minutes:
    try:
        with transaction.atomic():
            return Minutes.objects.create(
                session=panel.session,
                panel=panel,
                number=number,
                corrects=corrects,
                correction_reason=reason,
                content=content,
                content_hash=content_hash(content),  # type: ignore[arg-type]
                drawn_up_at=now,
                drawn_up_by=actor,
            )
    except IntegrityError as error:
        raise ActionRefusedError(_("Un procès-verbal vient d’être établi : rechargez la page.")) from error


def sign_minutes(*, actor: User, minutes_id: int, password: str, now: datetime) -> MinutesSignature:
    """Sign with the password again; the last signature seals the minutes and has their document made.

    Two transactions: a wrong password is recorded although the signature is refused, and counted.
    """
    minutes = get_minutes_or_404(actor, minutes_id)
    if not _password_is_right(actor, minutes, password, now):
        raise ActionRefusedError(_("Ce mot de passe n’est pas le vôtre : rien n’a été signé."))
    return _sign(actor=actor, minutes_id=minutes_id, password=password, now=now)


@transaction.atomic
def _password_is_right(actor: User, minutes: Minutes, password: str, now: datetime) -> bool:
    # The person's row is locked, so that attempts sent at once are counted one after the other.
    person = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    failures = AuditRecord.objects.filter(
        subject_type=User._meta.label,  # noqa: SLF001 (as record_action writes it)
        subject_id=str(person.pk),
        action=REFUSED_SIGNATURE,
        at__gte=now - timedelta(minutes=SIGNING_FAILURES_MINUTES),
    ).count()
    if failures >= SIGNING_FAILURES_ALLOWED:
        raise ActionRefusedError(
            _("Trop d’essais avec un mot de passe erroné : réessayez dans un quart d’heure.")
        )
    if person.check_password(password):
        return True
    record_action(
        actor=actor, action=REFUSED_SIGNATURE, subject=person, details={"minutes": minutes.number}, at=now
    )
    return False


@transaction.atomic
def _sign(*, actor: User, minutes_id: int, password: str, now: datetime) -> MinutesSignature:
    minutes = Minutes.objects.select_for_update(no_key=True).get(pk=minutes_id)
    members = {item["user_id"]: item for item in minutes.content["members"] if item["present"]}
    member = members.get(actor.pk)
    if member is None:
        raise ActionRefusedError(
            _("Vous n’étiez pas présent(e) : ce procès-verbal n’attend pas votre signature.")
        )
    signed = set(MinutesSignature.objects.filter(minutes=minutes).values_list("juror_id", flat=True))
    if member["juror_id"] in signed:
        raise ActionRefusedError(_("Vous avez déjà signé ce procès-verbal."))
    signature = MinutesSignature.objects.create(
        minutes=minutes,
        juror_id=member["juror_id"],
        content_hash=minutes.content_hash,
        signed_at=now,
        document=signed_document(minutes=minutes, person=actor, password=password, now=now),
    )
    signed.add(member["juror_id"])
    sealed = all(item["juror_id"] in signed for item in members.values())
    if sealed:
        minutes.state = Minutes.State.SEALED
        minutes.sealed_at = now
        minutes.save(update_fields=["state", "sealed_at"])
        _tell_sealed(minutes)
        defer(make_minutes_document, minutes_id=minutes.pk)
    record_action(
        actor=actor,
        action="sign_minutes",
        subject=minutes,
        details={"number": minutes.number, "content_hash": minutes.content_hash, "sealed": sealed},
        at=now,
    )
    return signature


def _tell_sealed(minutes: Minutes) -> None:
    chairs = [
        item["user_id"] for item in minutes.content["members"] if item["seat"] == PanelMember.Seat.CHAIR
    ]
    for person in User.objects.filter(pk__in={minutes.drawn_up_by_id, *chairs}).order_by("pk"):
        url = reverse("minutes", args=[minutes.pk])
        notify(user=person, kind="minutes_sealed", url=url, number=minutes.number)


@transaction.atomic
def publish_minutes(*, actor: User, minutes: Minutes, now: datetime) -> Minutes:
    """Set the date of publication, once, on sealed minutes; the credentials room does what follows."""
    locked = Minutes.objects.select_for_update(no_key=True).get(pk=minutes.pk)
    if locked.state != Minutes.State.SEALED:
        raise ActionRefusedError(_("Tous les membres du jury n’ont pas signé : rien ne peut être publié."))
    if locked.published_at is not None:
        raise ActionRefusedError(_("Ces résultats sont déjà publiés."))
    locked.published_at = now
    locked.save(update_fields=["published_at"])
    record_action(
        actor=actor, action="publish_minutes", subject=locked, details={"number": locked.number}, at=now
    )
    return locked


@transaction.atomic
def correct_minutes(
    *, actor: User, minutes_id: int, enrolment_ids: set[int], reason: str, now: datetime
) -> list[Deliberation]:
    """Reopen the deliberations concerned; what is decided then goes into new minutes that refer to these."""
    minutes = get_minutes_or_404(actor, minutes_id)
    if not (has_role(actor, Role.CERTIFICATION_MANAGER) or is_chair_of(actor, minutes.panel_id)):
        raise Http404
    if minutes.state != Minutes.State.SEALED:
        raise ActionRefusedError(
            _("Ce procès-verbal n’est pas signé par tous : il ne se corrige pas encore.")
        )
    if minutes.session.state != ExamSession.State.OPEN:
        raise ActionRefusedError(_("La session est close : rouvrez-la pour corriger un procès-verbal."))
    if not reason.strip():
        raise ActionRefusedError(_("Dites pourquoi le procès-verbal est corrigé."))
    named = {item["enrolment_id"] for item in minutes.content["candidates"]}
    if not enrolment_ids or not enrolment_ids <= named:
        raise ActionRefusedError(_("Choisissez au moins un candidat de ce procès-verbal."))
    # A resit being booked waits here: once the deliberation is open again, the result is awaited.
    enrolments = Enrolment.objects.select_for_update(no_key=True).filter(pk__in=enrolment_ids)
    list(enrolments.order_by("pk").values_list("pk"))
    deliberations = list(
        Deliberation.objects.select_for_update(no_key=True).filter(enrolment__in=enrolment_ids).order_by("pk")
    )
    later = MinutesEntry.objects.filter(
        enrolment__in=enrolment_ids, minutes__drawn_up_at__gt=minutes.drawn_up_at
    )
    if later.exists():
        raise ActionRefusedError(
            _("Un procès-verbal plus récent concerne déjà ce candidat : corrigez celui-là.")
        )
    if any(row.state != Deliberation.State.CLOSED for row in deliberations):
        raise ActionRefusedError(_("La délibération de ce candidat est déjà rouverte."))
    for row in deliberations:
        row.state = Deliberation.State.OPEN
        row.closed_at = None
        row.corrects = minutes
        row.correction_reason = reason.strip()
        row.revision += 1
        row.save(update_fields=["state", "closed_at", "corrects", "correction_reason", "revision"])
    record_action(
        actor=actor,
        action="correct_minutes",
        subject=minutes,
        details={"number": minutes.number, "enrolments": sorted(enrolment_ids), "reason": reason.strip()},
        at=now,
    )
    return deliberations
