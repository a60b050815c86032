from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.assessment.regulations_json import regulations_to_dict
from preuve.web.accounts.models import Role
from preuve.web.frameworks.models import FrameworkVersion
from preuve.web.portfolios.models import Portfolio, Submission
from preuve.web.sessions.models import (
    Defence,
    DefenceSeat,
    Enrolment,
    ExamSession,
    Juror,
    JurorQualification,
    Panel,
    PanelMember,
    Regulations,
    Room,
)
from tests.factories.frameworks import make_framework_version
from tests.factories.people import make_organisation, make_person

_numbers = count(1)
MONDAY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def make_regulations(**changes) -> Regulations:
    """Regulations with the domain's defaults, but for `changes`."""
    data = regulations_to_dict(RegulationsValue()) | changes
    return Regulations.objects.create(name=f"Règlement {next(_numbers)}", data=data)


def make_session(version: FrameworkVersion | None = None, **fields) -> ExamSession:
    version = version or make_framework_version()
    regulations = fields.pop("regulations", None) or make_regulations()
    values = {
        "framework_version": version,
        "number": f"S-{next(_numbers)}",
        "title": "Session d’essai",
        "centre": make_organisation(),
        "block_codes": list(version.blocks.values_list("code", flat=True)),
        "starts_on": MONDAY.date(),
        "ends_on": MONDAY.date() + timedelta(days=4),
        "submission_deadline": timezone.now() + timedelta(days=30),
        "place": "Lyon",
        "regulations": regulations,
        "rules": regulations.data,
        "state": ExamSession.State.OPEN,
        **fields,
    }
    return ExamSession.objects.create(**values)


def make_enrolment(session: ExamSession | None = None, **fields) -> Enrolment:
    """An enrolled candidate with an open, empty portfolio."""
    session = session or make_session()
    candidate = fields.pop("candidate", None) or make_person(Role.CANDIDATE)
    block_codes = fields.pop("block_codes", session.block_codes)
    trainer = fields.pop("trainer", None)
    centre = fields.pop("centre", session.centre)
    portfolio = Portfolio.objects.create(
        candidate=candidate,
        framework_version=session.framework_version,
        block_codes=block_codes,
        trainer=trainer,
        centre=centre,
        due_at=session.submission_deadline,
    )
    values = {"route": Enrolment.Route.APPRENTICESHIP, **fields}
    return Enrolment.objects.create(
        session=session,
        candidate=candidate,
        portfolio=portfolio,
        centre=centre,
        trainer=trainer,
        block_codes=block_codes,
        **values,
    )


def make_submission(enrolment: Enrolment, content: dict | None = None) -> Submission:
    """A frozen copy, empty unless `content` says otherwise; the portfolio is then submitted."""
    portfolio = enrolment.portfolio
    version, receipt = portfolio.framework_version, f"DEPOT-{next(_numbers):06d}"
    body = {
        "format": "preuve-submission/1",
        "receipt": receipt,
        "candidate": {"id": portfolio.candidate_id, "name": str(portfolio.candidate)},
        "framework": {
            "version_id": version.pk,
            "title": version.title,
            "number": version.number,
            "content_hash": version.content_hash,
        },
        "blocks": portfolio.block_codes,
        "submitted_at": timezone.now().isoformat(),
        "cases": [],
        "evidence": [],
        "claims": [],
        "self_assessments": [],
        "presentation": None,
    }
    submission = Submission.objects.create(
        portfolio=portfolio,
        number=1,
        receipt=receipt,
        content=body | (content or {}),
        manifest_hash="0" * 64,
        submitted_at=timezone.now(),
        submitted_by=portfolio.candidate,
    )
    portfolio.state = Portfolio.State.SUBMITTED
    portfolio.save(update_fields=["state"])
    return submission


def make_juror(session: ExamSession | None = None, *, blocks=None, organisation=None, **fields) -> Juror:
    user = fields.pop("user", None) or make_person(Role.JUROR, sex=fields.pop("sex", "F"))
    juror = Juror.objects.create(user=user, job_title="Architecte SI", **{"may_chair": True, **fields})
    juror.organisations.add(organisation or make_organisation(kind="company"))
    if session is not None:
        JurorQualification.objects.create(
            juror=juror,
            certification=session.framework_version.certification,
            block_codes=blocks or session.block_codes,
        )
    return juror


def make_panel(session: ExamSession, *jurors: Juror) -> Panel:
    """A panel whose first juror is the chair."""
    panel = Panel.objects.create(session=session, name=f"Jury {next(_numbers)}")
    for index, juror in enumerate(jurors or (make_juror(session), make_juror(session))):
        seat = PanelMember.Seat.CHAIR if index == 0 else PanelMember.Seat.MEMBER
        PanelMember.objects.create(panel=panel, juror=juror, seat=seat)
    return panel


def make_defence(
    enrolment: Enrolment, panel: Panel, start: datetime | None = None, minutes: int = 60
) -> Defence:
    """A defence of all the candidate's blocks; with `start` it has a room and its jurors are seated."""
    during = DateTimeTZRange(start, start + timedelta(minutes=minutes)) if start else None
    room = (
        Room.objects.create(centre=enrolment.session.centre, name=f"Salle {next(_numbers)}")
        if start
        else None
    )
    defence = Defence.objects.create(
        enrolment=enrolment,
        candidate=enrolment.candidate,
        panel=panel,
        block_codes=enrolment.block_codes,
        room=room,
        during=during,
        uid=uuid4(),
    )
    if during:
        for member in panel.members.exclude(seat=PanelMember.Seat.RESERVE):
            DefenceSeat.objects.create(defence=defence, juror=member.juror, during=during)
    return defence
