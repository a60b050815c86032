"""Static analysis of code: results of linters and scanners, duplication, complexity, documentation."""

from preuve.domain.evidence.inspectors.static_analysis.inspector import INSPECTOR

__all__ = ["INSPECTOR"]
