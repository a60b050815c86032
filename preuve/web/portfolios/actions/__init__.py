"""Writes of the portfolios room: each one atomic, audited, refused in words."""

from preuve.web.portfolios.actions.case import create_case, delete_case, edit_case
from preuve.web.portfolios.actions.claim import add_claims, delete_claim, edit_claim
from preuve.web.portfolios.actions.evidence import (
    add_file,
    add_link,
    add_text,
    delete_evidence,
    edit_evidence,
)
from preuve.web.portfolios.actions.feedback import add_feedback, answer_feedback
from preuve.web.portfolios.actions.guard import keep_held_back, replace_held_back
from preuve.web.portfolios.actions.inspection import compare_evidence, reread_evidence
from preuve.web.portfolios.actions.portfolio import (
    change_followers,
    move_deadline,
    open_portfolio,
    remove_presentation,
    set_presentation,
)
from preuve.web.portfolios.actions.self_assessment import save_self_assessment
from preuve.web.portfolios.actions.statement import answer_finding, review_fact
from preuve.web.portfolios.actions.submission import reopen_portfolio, submit_portfolio

__all__ = [
    "add_claims",
    "add_feedback",
    "add_file",
    "add_link",
    "add_text",
    "answer_feedback",
    "answer_finding",
    "change_followers",
    "compare_evidence",
    "create_case",
    "delete_case",
    "delete_claim",
    "delete_evidence",
    "edit_case",
    "edit_claim",
    "edit_evidence",
    "keep_held_back",
    "move_deadline",
    "open_portfolio",
    "remove_presentation",
    "reopen_portfolio",
    "replace_held_back",
    "reread_evidence",
    "review_fact",
    "save_self_assessment",
    "set_presentation",
    "submit_portfolio",
]
