"""Backups, restores and drills: see `inspector`."""

from preuve.domain.evidence.inspectors.recovery.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
