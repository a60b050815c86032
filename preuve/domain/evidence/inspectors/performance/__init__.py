"""Performance: load tests, execution plans, workloads of databases, profiles."""

from preuve.domain.evidence.inspectors.performance.inspector import PerformanceInspector

INSPECTOR = PerformanceInspector()

__all__ = ["INSPECTOR"]
