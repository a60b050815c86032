"""Writes of the juries: one file a subject, one function an event."""

from preuve.web.juries.actions.defence import record_attendance, report_incident
from preuve.web.juries.actions.deliberation import (
    adopt_proposals,
    close_deliberation,
    move_focus,
    open_deliberation,
    record_decision,
)
from preuve.web.juries.actions.judgement import ask_for_judgement
from preuve.web.juries.actions.marking import hand_in_marks, record_mark, record_notes
from preuve.web.juries.actions.minutes import (
    correct_minutes,
    draw_up_minutes,
    publish_minutes,
    sign_minutes,
)

__all__ = [
    "adopt_proposals",
    "ask_for_judgement",
    "close_deliberation",
    "correct_minutes",
    "draw_up_minutes",
    "hand_in_marks",
    "move_focus",
    "open_deliberation",
    "publish_minutes",
    "record_attendance",
    "record_decision",
    "record_mark",
    "record_notes",
    "report_incident",
    "sign_minutes",
]
