"""Infrastructure, environments and pipelines as code: what they describe, and how two environments differ."""

from preuve.domain.evidence.inspectors.as_code.inspector import AsCodeInspector

INSPECTOR = AsCodeInspector()
