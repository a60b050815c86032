"""What minutes say: gathered from rows once, then frozen as plain data under a hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import override

from preuve.domain.assessment.decision import grants
from preuve.domain.assessment.proposal import CompetenceProposal, Outcome
from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import has_role
from preuve.web.audit.models import AuditHead
from preuve.web.juries.models import Decision, Deliberation, Incident, Minutes, MinutesEntry, MinutesSignature
from preuve.web.juries.phrasing import certification_words, fact_sentences, outcome_words
from preuve.web.juries.queries.deliberation import Table, decision_of, table_of
from preuve.web.sessions.models import Conflict, Defence, ExamSession, Juror, Panel, PanelMember

FORMAT = "preuve-minutes/1"
COLLEGES = {
    "certifier": "certificateur",
    "training_body": "organisme de formation",
    "external": "professionnel extérieur",
}


def unminuted() -> QuerySet[Deliberation]:
    """Return the closed deliberations that no minutes hold since they were closed."""
    written = MinutesEntry.objects.filter(
        enrolment=OuterRef("enrolment"), minutes__drawn_up_at__gte=OuterRef("closed_at")
    )
    return Deliberation.objects.filter(state=Deliberation.State.CLOSED).exclude(Exists(written))


def awaiting_minutes(panel: Panel) -> QuerySet[Deliberation]:
    """Return the panel's deliberations that wait for minutes."""
    return unminuted().filter(panel=panel).select_related("enrolment__candidate", "corrects").order_by("pk")


@dataclass(frozen=True, slots=True)
class MinutesToDraw:
    """Deliberations that go into one set of minutes: the ordinary ones, or those correcting earlier ones."""

    corrects: Minutes | None
    deliberations: tuple[Deliberation, ...]


def minutes_to_draw(panel: Panel) -> list[MinutesToDraw]:
    """Return what is ready to be minuted, the ordinary minutes first."""
    groups: dict[int, list[Deliberation]] = {}
    for row in awaiting_minutes(panel):
        groups.setdefault(row.corrects_id or 0, []).append(row)
    return [MinutesToDraw(groups[key][0].corrects, tuple(groups[key])) for key in sorted(groups)]


def panels_to_minute(user: User, session: ExamSession) -> QuerySet[Panel]:
    """Return the panels whose minutes the person may draw up: all for a manager, else those they chair."""
    panels = session.panels.order_by("name")
    if has_role(user, Role.CERTIFICATION_MANAGER):
        return panels
    return panels.filter(members__juror__user=user, members__seat=PanelMember.Seat.CHAIR)


def sitting_jurors(panel: Panel) -> list[PanelMember]:
    """Return the panel's members, the chair first, with what the minutes say of them."""
    rows = (
        PanelMember.objects.filter(panel=panel)
        .exclude(seat=PanelMember.Seat.RESERVE)
        .select_related("juror__user")
        .prefetch_related("juror__organisations")
        .order_by("pk")
    )
    return sorted(rows, key=lambda member: (member.seat != PanelMember.Seat.CHAIR, member.pk))


def minutes_content(  # noqa: PLR0913 (what a person decides about minutes; the rest is read)
    *,
    panel: Panel,
    deliberations: list[Deliberation],
    present: set[int],
    number: str,
    corrects: Minutes | None,
    reason: str,
    actor: User,
    now: datetime,
) -> dict[str, Any]:
    """Return the whole content, in French whatever the reader's language: it is a legal document."""
    with override("fr"):
        session = panel.session
        version = session.framework_version
        certification = version.certification
        members = sitting_jurors(panel)
        centres = {row.enrolment.centre_id for row in deliberations}
        head = AuditHead.objects.get(pk=1)
        people = [_member(member, present, certification.certifier_id, centres) for member in members]
        return {
            "format": FORMAT,
            "number": number,
            "corrects": corrects.number if corrects else None,
            "correction_reason": reason,
            "certification": {
                "title": certification.title,
                "rncp_code": certification.rncp_code,
                "level": certification.level,
                "nsf_codes": certification.nsf_codes,
                "certifier": certification.certifier.name,
                "decision_reference": certification.decision_reference,
                "decision_date": certification.decision_date.isoformat(),
                "valid_until": certification.valid_until.isoformat(),
            },
            "framework": {
                "version_id": version.pk,
                "title": version.title,
                "number": version.number,
                "content_hash": version.content_hash,
            },
            "session": {
                "id": session.pk,
                "number": session.number,
                "title": session.title,
                "centre": session.centre.name,
                "starts_on": session.starts_on.isoformat(),
                "ends_on": session.ends_on.isoformat(),
                "place": session.place,
                "mode": session.mode,
                "mode_label": session.get_mode_display(),
            },
            "panel": {"id": panel.pk, "name": panel.name},
            "members": people,
            "chair": next((item["name"] for item in people if item["seat"] == PanelMember.Seat.CHAIR), ""),
            "candidates": [_candidate(row, members) for row in deliberations],
            "drawn_up_at": _moment(now),
            "drawn_up_by": str(actor),
            "audit_head": {"position": head.position, "hash": head.hash},
        }


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _member(member: PanelMember, present: set[int], certifier: int, centres: set[int]) -> dict[str, Any]:
    juror = member.juror
    organisations = list(juror.organisations.all())
    names = ", ".join(organisation.name for organisation in organisations)
    college = _college(juror, {organisation.pk for organisation in organisations}, certifier, centres)
    return {
        "juror_id": juror.pk,
        "user_id": juror.user_id,
        "name": str(juror.user),
        "seat": str(member.seat),
        "seat_label": member.get_seat_display(),
        "quality": " – ".join(part for part in (juror.job_title, names) if part),
        "college": college,
        "college_label": COLLEGES[college],
        "present": juror.pk in present,
    }


def _college(juror: Juror, organisations: set[int], certifier: int, centres: set[int]) -> str:
    if juror.salaried_by_certifier or certifier in organisations:
        return "certifier"
    return "training_body" if organisations & centres else "external"


def _candidate(deliberation: Deliberation, members: list[PanelMember]) -> dict[str, Any]:
    enrolment = deliberation.enrolment
    table = table_of(enrolment, deliberation)
    person = enrolment.candidate
    recused = set(
        Conflict.objects.filter(
            candidate=person, juror__in=[member.juror_id for member in members]
        ).values_list("juror_id", flat=True)
    )
    decision = decision_of(table)
    given = grants(decision, table.proposal, table.regulations) if table.proposal else None
    return {
        "enrolment_id": enrolment.pk,
        "candidate_id": person.pk,
        "name": str(person),
        "birth_name": person.birth_name,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "birth_place": person.birth_place,
        "route": str(enrolment.route),
        "route_label": enrolment.get_route_display(),
        "centre": enrolment.centre.name,
        "attendance": str(table.attendance),
        "attendance_label": enrolment.get_attendance_display(),
        "attendance_reason": enrolment.attendance_reason,
        "accommodation": _accommodation(enrolment.accommodation, enrolment.extra_minutes),
        "recused": [str(member.juror.user) for member in members if member.juror_id in recused],
        "recused_ids": sorted(recused),
        "defences": [
            _defence(row) for row in Defence.objects.filter(enrolment=enrolment).select_related("room")
        ],
        "competences": _competences(table),
        "blocks": _blocks(table),
        "certification": _certification(table),
        "grants": {
            "certification": bool(given and given.certification),
            "block_certificates": list(given.block_certificates) if given else [],
            "acquired_now": list(given.acquired_now) if given else [],
        },
        "incidents": [
            {"text": row.text, "reported_by": str(row.reported_by), "at": _moment(row.reported_at)}
            for row in Incident.objects.filter(defence__enrolment=enrolment).select_related("reported_by")
        ],
        "deliberated_at": _moment(deliberation.closed_at),
    }


def _accommodation(measure: str, minutes: int) -> str:
    extra = f"{minutes} minutes supplémentaires" if minutes else ""
    return " ; ".join(part for part in (measure, extra) if part)


def _defence(row: Defence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "blocks": list(row.block_codes),
        "starts_at": _moment(row.during.lower) if row.during else "",
        "ends_at": _moment(row.during.upper) if row.during else "",
        "room": row.room.name if row.room else "",
    }


def _competences(table: Table) -> list[dict[str, Any]]:
    found = []
    for proposal in table.proposal.competences() if table.proposal else ():
        row = table.decisions[Decision.Scope.COMPETENCE, proposal.code]
        node = table.structure.competences_by_code[proposal.code]
        refused = row.decided != Outcome.ACQUIRED
        found.append(
            {
                "code": proposal.code,
                "block": node.block_code,
                "statement": node.statement,
                **_ruling(row),
                "grounds": fact_sentences(proposal.facts) if refused else [],
                "comments": _comments(table, proposal) if refused else [],
            }
        )
    return found


def _comments(table: Table, proposal: CompetenceProposal) -> list[dict[str, str]]:
    """Return what jurors wrote on criteria that are not acquired, without saying who wrote it."""
    found = []
    for criterion in proposal.criteria:
        if criterion.acquired:
            continue
        for member in table.seats:
            mark = table.marks.get((member.juror_id, criterion.code))
            if mark is not None and mark.comment.strip():
                node = table.structure.criteria_by_identifier[criterion.code]
                found.append({"criterion": criterion.code, "label": node.label, "text": mark.comment.strip()})
    return found


def _blocks(table: Table) -> list[dict[str, Any]]:
    found = []
    for proposal in table.proposal.blocks if table.proposal else ():
        row = table.decisions[Decision.Scope.BLOCK, proposal.code]
        node = table.structure.blocks_by_code[proposal.code]
        refused = row.decided != Outcome.ACQUIRED
        grounds = [
            item.code
            for item in proposal.competences
            if table.decisions[Decision.Scope.COMPETENCE, item.code].decided != Outcome.ACQUIRED
        ]
        found.append(
            {
                "code": proposal.code,
                "title": node.title,
                **_ruling(row),
                "not_acquired": grounds if refused else [],
                "grounds": fact_sentences(proposal.facts) if refused else [],
            }
        )
    return found


def _ruling(row: Decision) -> dict[str, Any]:
    return {
        "proposed": row.proposed,
        "proposed_label": outcome_words(row.proposed or None),
        "decided": row.decided,
        "decided_label": outcome_words(row.decided),
        "reason": row.reason,
    }


def _certification(table: Table) -> dict[str, Any] | None:
    row = table.decisions.get((Decision.Scope.CERTIFICATION, ""))
    if row is None or table.proposal is None:
        return None
    return {
        "decided": row.decided,
        "decided_label": certification_words(row.decided),
        "reason": row.reason,
        "acquired_before": list(table.proposal.acquired_before),
    }


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str
    quality: str
    seat_label: str
    juror_id: int
    present: bool
    signature: MinutesSignature | None


def signatories_of(minutes: Minutes) -> list[Signatory]:
    """Return the members whom the minutes name, each with their signature once given."""
    signed = {row.juror_id: row for row in MinutesSignature.objects.filter(minutes=minutes)}
    return [
        Signatory(
            item["name"],
            item["quality"],
            item["seat_label"],
            item["juror_id"],
            item["present"],
            signed.get(item["juror_id"]),
        )
        for item in minutes.content["members"]
    ]


def candidates_shown(user: User, minutes: Minutes) -> list[dict[str, Any]]:
    """Return the candidates that the reader may see: a conflict hides the candidate here too."""
    ids = [item["candidate_id"] for item in minutes.content["candidates"]]
    hidden = set(
        Conflict.objects.filter(juror__user=user, candidate__in=ids).values_list("candidate_id", flat=True)
    )
    return [item for item in minutes.content["candidates"] if item["candidate_id"] not in hidden]


def document_data(minutes: Minutes) -> dict[str, Any]:
    """Return what the PDF prints: the content, who signed and when, the hash."""
    return {
        "content": minutes.content,
        "content_hash": minutes.content_hash,
        "sealed_at": _moment(minutes.sealed_at),
        "signatures": [
            {
                "name": item.name,
                "quality": item.quality,
                "seat": item.seat_label,
                "present": item.present,
                "signed_at": _moment(item.signature.signed_at) if item.signature else "",
            }
            for item in signatories_of(minutes)
        ],
    }
