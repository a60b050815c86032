"""Rows of the exam sessions: who is enrolled, who judges whom, where and when."""

from preuve.web.sessions.models.appeals import Appeal
from preuve.web.sessions.models.exams import (
    BLOCK_CODES,
    Accreditation,
    Conflict,
    Convocation,
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
    RosterUpload,
    as_range,
)
from preuve.web.sessions.models.planning import (
    AvailabilityRequest,
    CandidateWishes,
    JurorAvailability,
    PlanRun,
    TimetableSettings,
)

__all__ = [
    "BLOCK_CODES",
    "Accreditation",
    "Appeal",
    "AvailabilityRequest",
    "CandidateWishes",
    "Conflict",
    "Convocation",
    "Defence",
    "DefenceSeat",
    "Enrolment",
    "ExamSession",
    "Juror",
    "JurorAvailability",
    "JurorQualification",
    "Panel",
    "PanelMember",
    "PlanRun",
    "Regulations",
    "Room",
    "RosterUpload",
    "TimetableSettings",
    "as_range",
]
