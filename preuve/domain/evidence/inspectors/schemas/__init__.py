"""Databases: what a schema, a dump, rights and a server's configuration declare."""

from preuve.domain.evidence.inspectors.schemas.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
