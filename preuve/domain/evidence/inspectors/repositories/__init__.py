"""Repositories: who worked and when, what the software is made of, what its interfaces promise."""

from preuve.domain.evidence.inspectors.repositories.inspector import RepositoriesInspector

INSPECTOR = RepositoriesInspector()
