"""The tables in a session's file of proofs: each a header, then rows read in an order that never changes."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from preuve.domain.reporting.cohorts_sheet import Cell
from preuve.web.credentials.models import Certificate
from preuve.web.juries.models import Minutes, MinutesSignature
from preuve.web.sessions.models import Convocation, Defence, Enrolment, ExamSession, Panel, PanelMember
from preuve.web.sessions.queries.panels import assigned, panel_facts, seats_of

Rows = Iterable[tuple[Cell, ...]]


def session_rows(session: ExamSession) -> Rows:
    version = session.framework_version
    certification = version.certification
    yield ("Donnée", "Valeur")
    yield ("Session", session.number)
    yield ("Intitulé", session.title)
    yield ("Certification", certification.title)
    yield ("Code", certification.rncp_code)
    yield ("Certificateur", certification.certifier.name)
    yield ("Version du référentiel", version.number)
    yield ("Empreinte du référentiel", version.content_hash)
    yield ("Blocs", _codes(session.block_codes))
    yield ("Centre", session.centre.name)
    yield ("Lieu", session.place)
    yield ("Modalité", session.get_mode_display())
    yield ("Du", session.starts_on.isoformat())
    yield ("Au", session.ends_on.isoformat())


def enrolment_rows(session: ExamSession) -> Rows:
    yield ("Candidat", "Voie d’accès", "Centre", "Formateur", "Blocs", "Présence")
    rows = Enrolment.objects.filter(session=session).select_related("candidate", "centre", "trainer")
    for row in rows.order_by("pk"):
        trainer = str(row.trainer) if row.trainer else ""
        route, attendance = row.get_route_display(), row.get_attendance_display()
        yield (str(row.candidate), route, row.centre.name, trainer, _codes(row.block_codes), attendance)


def panel_rows(session: ExamSession) -> Rows:
    yield ("Jury", "Place", "Membre", "Fonction", "Organisations", "Salarié du certificateur")
    rows = PanelMember.objects.filter(panel__session=session).select_related("panel", "juror__user")
    for row in rows.prefetch_related("juror__organisations").order_by("panel__name", "panel_id", "pk"):
        juror = row.juror
        organisations = ", ".join(sorted(item.name for item in juror.organisations.all()))
        salaried = "oui" if juror.salaried_by_certifier else "non"
        seat = row.get_seat_display()
        yield (row.panel.name, seat, str(juror.user), juror.job_title, organisations, salaried)


def independence_rows(session: ExamSession) -> Rows:
    """What the rules of independence say of each panel before each candidate, by the facts of today."""
    yield ("Jury", "Candidat", "Blocs", "Constat")
    panels = Panel.objects.filter(session=session).select_related("session__framework_version__certification")
    for panel in panels.order_by("name", "pk"):
        facts = panel_facts(panel.session, seats_of(panel))
        for enrolment, blocks in assigned(panel):
            said = " ".join(facts.sentences(enrolment, blocks)) or "rien ne s’oppose"
            yield (panel.name, str(enrolment.candidate), _codes(blocks), said)


def timetable_rows(session: ExamSession) -> Rows:
    yield ("Début", "Fin", "Salle", "Jury", "Candidat", "Blocs")
    rows = Defence.objects.filter(enrolment__session=session).select_related("room", "panel", "candidate")
    for row in rows.order_by("during", "pk"):
        start, end = (_moment(row.during.lower), _moment(row.during.upper)) if row.during else ("", "")
        room = row.room.name if row.room else ""
        yield (start, end, room, row.panel.name, str(row.candidate), _codes(row.block_codes))


def convocation_rows(session: ExamSession) -> Rows:
    yield ("Destinataire", "Candidat entendu", "Nature", "Version", "Faite le", "Envoyée le", "Ouverte le")
    rows = Convocation.objects.filter(defence__enrolment__session=session)
    for row in rows.select_related("recipient", "defence__candidate").order_by("pk"):
        moments = (_moment(row.created_at), _moment(row.sent_at), _moment(row.opened_at))
        kind = row.get_method_display()
        yield (str(row.recipient), str(row.defence.candidate), kind, row.sequence, *moments)


def result_rows(session: ExamSession) -> Rows:
    """What sealed minutes say; a later line that corrects an earlier one names its minutes."""
    yield ("Procès-verbal", "Rectifie", "Candidat", "Présence", "Objet", "Décision", "Motif")
    for minutes in _sealed(session):
        content = minutes.content
        for item in content["candidates"]:
            common = (minutes.number, content["corrects"] or "", item["name"], item["attendance_label"])
            for block in item["blocks"]:
                yield (*common, block["code"], block["decided_label"], block["reason"])
            if whole := item["certification"]:
                yield (*common, "certification", whole["decided_label"], whole["reason"])


def signature_rows(session: ExamSession) -> Rows:
    yield ("Procès-verbal", "Membre", "Signé le", "Empreinte signée")
    rows = MinutesSignature.objects.filter(minutes__in=_sealed(session))
    for row in rows.select_related("minutes", "juror__user").order_by("minutes_id", "pk"):
        yield (row.minutes.number, str(row.juror), _moment(row.signed_at), row.content_hash)


def certificate_rows(session: ExamSession) -> Rows:
    yield ("Numéro", "Nature", "Bloc", "Titulaire", "Obtenu le", "Procès-verbal", "État")
    rows = Certificate.objects.filter(enrolment__session=session).select_related("holder", "minutes")
    for row in rows.order_by("pk"):
        kind, state = row.get_kind_display(), "révoqué" if row.revoked_at else "en vigueur"
        granted = row.granted_on.isoformat()
        yield (row.number, kind, row.block_code, str(row.holder), granted, row.minutes.number, state)


TABLES: dict[str, tuple[str, Callable[[ExamSession], Rows]]] = {
    "session": ("La session et la certification", session_rows),
    "inscriptions": ("Qui était inscrit, par quelle voie, et la présence", enrolment_rows),
    "jurys": ("Composition des jurys", panel_rows),
    "independance": ("Indépendance de chaque jury devant chaque candidat", independence_rows),
    "emploi-du-temps": ("Emploi du temps des soutenances", timetable_rows),
    "convocations": ("Convocations et leur envoi", convocation_rows),
    "resultats": ("Décisions du jury, d’après les procès-verbaux scellés", result_rows),
    "signatures": ("Signatures des procès-verbaux", signature_rows),
    "certificats": ("Certificats délivrés", certificate_rows),
}


def _sealed(session: ExamSession) -> list[Minutes]:
    return list(Minutes.objects.filter(session=session, state=Minutes.State.SEALED).order_by("pk"))


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
