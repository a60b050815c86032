"""Reads of the portfolios room, and the doors to what is private."""

from preuve.web.portfolios.queries.contents import (
    Contents,
    contents_of,
    days_left,
    evidence_item,
    feedback_of,
    room_left,
    submission_content,
)
from preuve.web.portfolios.queries.doors import visible_portfolios
from preuve.web.portfolios.queries.preview import Preview, PreviewKind, preview_of
from preuve.web.portfolios.queries.submission import hash_matches, latest_submission, shown_cases

__all__ = [
    "Contents",
    "Preview",
    "PreviewKind",
    "contents_of",
    "days_left",
    "evidence_item",
    "feedback_of",
    "hash_matches",
    "latest_submission",
    "preview_of",
    "room_left",
    "shown_cases",
    "submission_content",
    "visible_portfolios",
]
