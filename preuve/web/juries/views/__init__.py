"""Pages of the juries, one file a subject."""

from preuve.web.juries.views.defence import answer, defence_screen, record_attendance, report_incident
from preuve.web.juries.views.deliberation import (
    adopt_proposals,
    close_deliberation,
    deliberation,
    deliberation_focus,
    move_focus,
    open_deliberation,
    record_decision,
    rulings,
)
from preuve.web.juries.views.desk import juror_desk, session_juries
from preuve.web.juries.views.judgement import compute_judgement, judgement_marks, judgement_quality
from preuve.web.juries.views.marking import hand_in, jury_evidence_raw, mark, marking, sheet_notes
from preuve.web.juries.views.minutes import (
    correct_minutes,
    minutes,
    minutes_document,
    minutes_new,
    sign_minutes,
)

__all__ = [
    "adopt_proposals",
    "answer",
    "close_deliberation",
    "compute_judgement",
    "correct_minutes",
    "defence_screen",
    "deliberation",
    "deliberation_focus",
    "hand_in",
    "judgement_marks",
    "judgement_quality",
    "juror_desk",
    "jury_evidence_raw",
    "mark",
    "marking",
    "minutes",
    "minutes_document",
    "minutes_new",
    "move_focus",
    "open_deliberation",
    "record_attendance",
    "record_decision",
    "report_incident",
    "rulings",
    "session_juries",
    "sheet_notes",
    "sign_minutes",
]
