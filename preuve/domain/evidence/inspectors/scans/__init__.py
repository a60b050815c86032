"""Security scans: ports, web, hosts, packages, configuration, secrets, and what is said to be exploitable."""

from preuve.domain.evidence.inspectors.scans.inspector import ScansInspector

INSPECTOR = ScansInspector()

__all__ = ["INSPECTOR"]
