"""What inspectors can say about the criteria of a framework: of some of them nothing, of others little."""

from dataclasses import dataclass
from functools import lru_cache

from preuve.domain.evidence.links import LinkSet
from preuve.inspection.links import framework_key, links_of, silent_criteria, weak_criteria
from preuve.web.frameworks.queries import FrameworkStructure, structure_of


@dataclass(frozen=True)
class MachineVoice:
    """The links that ship for a framework (an empty set without any), and where machines are no help."""

    links: LinkSet
    silent: frozenset[str]
    weak: frozenset[str]


def machine_voice(version_id: int) -> MachineVoice:
    """Return what inspectors can say about a version: no query once its structure is in memory."""
    return _voice(structure_of(version_id))


@lru_cache(maxsize=32)
def _voice(structure: FrameworkStructure) -> MachineVoice:
    labels = {name: node.label for name, node in structure.criteria_by_identifier.items()}
    key = framework_key(labels)
    links = links_of(key, labels)
    known = frozenset(links.criteria)
    return MachineVoice(links, silent_criteria(key) & known, weak_criteria(key) & known)
