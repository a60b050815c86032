"""Minutes as a panel really makes them: marked, deliberated, drawn up, signed by everybody."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from preuve.web.accounts.models import Role
from preuve.web.juries.actions import (
    adopt_proposals,
    close_deliberation,
    correct_minutes,
    draw_up_minutes,
    open_deliberation,
    record_decision,
    sign_minutes,
)
from preuve.web.juries.models import Decision, Deliberation, Mark, MarkSheet
from preuve.web.sessions.models import Enrolment
from tests.factories.people import PASSWORD, make_person
from tests.factories.sessions import make_defence, make_enrolment, make_panel, make_session

NOW = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)


class Hearing:
    """A session with one panel of two jurors; `hear` candidates, then `minute` them."""

    def __init__(self, version=None, **fields) -> None:
        self.session = make_session(version, **fields)
        self.panel = make_panel(self.session)
        self.jurors = [member.juror for member in self.panel.members.order_by("pk")]
        self.chair = self.jurors[0].user
        self.manager = make_person(Role.CERTIFICATION_MANAGER, first_name="Hélène", last_name="Vasseur")
        self.waiting: list[Enrolment] = []

    def hear(self, *, failed: tuple[str, ...] = (), **fields) -> Enrolment:
        """A candidate whose blocks are all acquired but `failed`."""
        enrolment = make_enrolment(self.session, **fields)
        defence = make_defence(enrolment, self.panel)
        blocks = self.session.framework_version.blocks.filter(code__in=enrolment.block_codes)
        for juror in self.jurors:
            sheet = MarkSheet.objects.create(defence=defence, juror=juror)
            for block in blocks:
                for competence in block.competences.all():
                    for criterion in competence.criteria.all():
                        acquired = block.code not in failed
                        Mark.objects.create(
                            sheet=sheet,
                            criterion=criterion,
                            level="acquired" if acquired else "not_acquired",
                            comment="" if acquired else f"Rien ne montre {criterion.identifier}.",
                        )
            MarkSheet.objects.filter(pk=sheet.pk).update(handed_in_at=NOW)
        self._deliberate(enrolment)
        return enrolment

    def hear_absent(self) -> Enrolment:
        enrolment = make_enrolment(self.session, attendance=Enrolment.Attendance.ABSENT)
        make_defence(enrolment, self.panel)
        open_deliberation(actor=self.chair, enrolment_id=enrolment.pk, now=NOW)
        self._close(enrolment, NOW)
        return enrolment

    def _deliberate(self, enrolment, now=NOW) -> None:
        opened = open_deliberation(actor=self.chair, enrolment_id=enrolment.pk, now=now)
        adopt_proposals(actor=self.chair, enrolment_id=enrolment.pk, revision=opened.revision, now=now)
        self._close(enrolment, now)

    def _close(self, enrolment, now) -> None:
        revision = Deliberation.objects.get(enrolment=enrolment).revision
        close_deliberation(actor=self.chair, enrolment_id=enrolment.pk, revision=revision, now=now)

    def minute(self, *, corrects=None, now=NOW, sign=True):
        present = {juror.pk for juror in self.jurors}
        corrects_id = corrects.pk if corrects else None
        minutes = draw_up_minutes(
            actor=self.chair, panel_id=self.panel.pk, corrects_id=corrects_id, present=present, now=now
        )
        if sign:
            for juror in self.jurors:
                sign_minutes(actor=juror.user, minutes_id=minutes.pk, password=PASSWORD, now=now)
        minutes.refresh_from_db()
        return minutes

    def reopen(self, minutes, enrolment, now) -> None:
        correct_minutes(
            actor=self.chair,
            minutes_id=minutes.pk,
            enrolment_ids={enrolment.pk},
            reason="Une note avait été mal reportée.",
            now=now,
        )

    def rule(self, enrolment, rulings: dict[str, str], now) -> None:
        """Decide again on blocks (and their competences), then close."""
        structure = self.session.framework_version.blocks
        for code, decided in rulings.items():
            block = structure.get(code=code)
            targets = [(Decision.Scope.COMPETENCE, item.code) for item in block.competences.all()]
            for scope, target in [*targets, (Decision.Scope.BLOCK, code)]:
                revision = Deliberation.objects.get(enrolment=enrolment).revision
                record_decision(
                    actor=self.chair,
                    enrolment_id=enrolment.pk,
                    scope=scope,
                    code=target,
                    decided=decided,
                    reason="Le jury a relu la preuve.",
                    revision=revision,
                    now=now,
                )
        self._close(enrolment, now)


@pytest.fixture
def hearing(db):
    return Hearing()


@pytest.fixture
def new_hearing(db):
    return Hearing


@pytest.fixture(autouse=True)
def _fresh_questions():
    """Questions asked by another test must not count in this one."""
    cache.clear()
    yield
    cache.clear()
