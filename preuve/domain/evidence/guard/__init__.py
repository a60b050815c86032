"""The guard: what must be seen before a file is stored or shown to others.

Private keys block; so does what can't be opened safely. Password hashes, tokens, cloud keys and personal
identifiers warn, with their place. Nothing that is found is ever repeated.
"""

from preuve.domain.evidence.guard.scanning import Hit, hit_json, scan

__all__ = ["Hit", "hit_json", "scan"]
