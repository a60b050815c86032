"""Test runs and code coverage."""

from preuve.domain.evidence.inspectors.tests.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
