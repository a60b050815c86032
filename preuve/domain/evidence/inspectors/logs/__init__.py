"""Logs: what was recorded, how often authentication failed or succeeded, and what the log leaves out."""

from preuve.domain.evidence.inspectors.logs.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
