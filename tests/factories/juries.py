"""A candidate before a panel of two, and the acts of the jury in one word each."""

from dataclasses import dataclass, field

from django.utils import timezone

from preuve.web.accounts.models import Role, User
from preuve.web.juries import actions
from preuve.web.sessions.models import Defence, Enrolment, ExamSession, Juror, Panel
from tests.factories.people import PASSWORD, make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
    make_submission,
)


@dataclass
class Scene:
    """A session with a candidate before a panel of two; Anne chairs, Bruno is a member."""

    session: ExamSession
    enrolment: Enrolment
    defence: Defence
    panel: Panel
    anne: Juror
    bruno: Juror
    manager: User
    identifiers: list[str] = field(default_factory=list)

    def mark(self, juror: Juror, identifier: str, level: str = "acquired", **values):
        values = {"comment": "vu" if level != "acquired" else "", "revision": 0, "level": level, **values}
        return actions.record_mark(
            actor=juror.user,
            defence_id=self.defence.pk,
            criterion_identifier=identifier,
            now=timezone.now(),
            **values,
        )

    def mark_all(self, juror: Juror, level: str = "acquired", **levels):
        for identifier in self.identifiers:
            self.mark(juror, identifier, levels.get(identifier, level))

    def hand_in(self, juror: Juror, **levels):
        self.mark_all(juror, **levels)
        return actions.hand_in_marks(actor=juror.user, defence_id=self.defence.pk, now=timezone.now())

    def open(self):
        self.hand_in(self.anne)
        self.hand_in(self.bruno)
        return self.open_only()

    def open_only(self):
        return actions.open_deliberation(
            actor=self.anne.user, enrolment_id=self.enrolment.pk, now=timezone.now()
        )

    def close(self):
        opened = actions.adopt_proposals(
            actor=self.anne.user,
            enrolment_id=self.enrolment.pk,
            revision=self.enrolment.deliberation.revision,
            now=timezone.now(),
        )
        return actions.close_deliberation(
            actor=self.anne.user,
            enrolment_id=self.enrolment.pk,
            revision=opened.revision,
            now=timezone.now(),
        )

    def draw_up(self, corrects=None, present=None):
        return actions.draw_up_minutes(
            actor=self.anne.user,
            panel_id=self.panel.pk,
            corrects_id=corrects,
            present={self.anne.pk, self.bruno.pk} if present is None else present,
            now=timezone.now(),
        )

    def sign(self, minutes, juror, password=PASSWORD):
        return actions.sign_minutes(
            actor=juror.user, minutes_id=minutes.pk, password=password, now=timezone.now()
        )


def make_scene(**fields) -> Scene:
    session = make_session(**fields)
    anne, bruno = make_juror(session), make_juror(session)
    panel = make_panel(session, anne, bruno)
    enrolment = make_enrolment(session)
    defence = make_defence(enrolment, panel, MONDAY)
    identifiers = [
        criterion.identifier
        for block in session.framework_version.blocks.order_by("position")
        for competence in block.competences.order_by("position")
        for criterion in competence.criteria.order_by("position")
    ]
    manager = make_person(Role.CERTIFICATION_MANAGER)
    make_submission(
        enrolment,
        {
            "cases": [
                {
                    "id": 1,
                    "title": "Refonte du portail",
                    "setting": "company",
                    "nature": "real",
                    "organisation": "Mairie",
                    "context": "Reprise d’un portail",
                    "period": "2026",
                    "role": "Chef de projet",
                    "team": "",
                    "activities": [],
                }
            ],
            "evidence": [
                {
                    "id": 7,
                    "case": 1,
                    "kind": "text",
                    "title": "Compte rendu",
                    "file_name": "",
                    "sha256": "",
                    "size": 0,
                    "media_type": "",
                    "url": "",
                    "text": "Une ligne\nUne autre",
                }
            ],
            "claims": [{"evidence": 7, "criterion": "C1.1-1", "why": "Il <montre> le besoin"}],
        },
    )
    return Scene(session, enrolment, defence, panel, anne, bruno, manager, identifiers)
