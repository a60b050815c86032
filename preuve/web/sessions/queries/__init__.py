"""Reads, and the doors to private things, one module per subject. Higher rooms need these three."""

from preuve.web.sessions.queries.panels import panel_problems_for, sitting_members
from preuve.web.sessions.queries.regulations import regulations_of

__all__ = ["panel_problems_for", "regulations_of", "sitting_members"]
