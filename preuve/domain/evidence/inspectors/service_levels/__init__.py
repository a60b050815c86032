"""Service levels: objectives, measures, attainment and error budget."""

from preuve.domain.evidence.inspectors.service_levels.inspector import ServiceLevelsInspector

INSPECTOR = ServiceLevelsInspector()

__all__ = ["INSPECTOR"]
