"""Which criteria of a framework a statement speaks about: data that ships per framework, attached here.

An inspector knows no framework. For each framework there is a set of links: code of a statement → criterion →
relation. A set knows the words of its criteria, and is used for a framework only as far as the framework's
criteria bear the same words: a renumbered or reworded criterion gets no link, rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from preuve.domain.evidence.contract import Comparison, Fact, Finding, Inspection, Link, Relation
from preuve.domain.evidence.errors import EvidenceError
from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from preuve.domain.evidence.joins import Join

#: code → criterion → relation, as the data files have it.
Table = Mapping[str, Mapping[str, str]]


class BadLinksError(EvidenceError):
    """A set of links that can't be used: `code` and `criterion` say where, `problem` what."""

    def __init__(self, code: str, criterion: str, problem: str) -> None:
        super().__init__(code, criterion, problem)
        self.code = code
        self.criterion = criterion
        self.problem = problem


@dataclass(frozen=True, slots=True)
class LinkSet:
    """The links of one framework.

    Attributes:
        key: of the set, stable.
        criteria: criterion id → its words, as the set was made for.
        links: code → links.
        weak: criteria on which machines give context only (evidence.md §5).
    """

    key: str
    criteria: Mapping[str, str]
    links: Mapping[str, tuple[Link, ...]]
    weak: frozenset[str] = frozenset()

    @property
    def silent(self) -> frozenset[str]:
        """Criteria that no statement speaks about."""
        spoken = {link.criterion for links in self.links.values() for link in links}
        return frozenset(self.criteria) - spoken

    def suits(self, labels: Mapping[str, str]) -> bool:
        """Say whether a framework with these criteria (id → words) is the one of this set.

        At least nine in ten of the set's criteria must be there with the same words: a later version of the
        framework keeps its links, another framework that numbers its criteria alike gets none.
        """
        return bool(self.criteria) and 10 * len(self._same(labels)) >= 9 * len(self.criteria)

    def within(self, labels: Mapping[str, str]) -> LinkSet:
        """Return the set without the criteria that `labels` doesn't bear with the same words."""
        same = self._same(labels)
        links = {
            code: tuple(link for link in found if link.criterion in same)
            for code, found in self.links.items()
        }
        criteria = {criterion: self.criteria[criterion] for criterion in same}
        return LinkSet(self.key, criteria, links, self.weak & same)

    def _same(self, labels: Mapping[str, str]) -> frozenset[str]:
        return frozenset(
            criterion
            for criterion, words in self.criteria.items()
            if plain(labels.get(criterion, "")) == plain(words)
        )


def link_set(key: str, criteria: Mapping[str, str], weak: Iterable[str], tables: Iterable[Table]) -> LinkSet:
    """Return the set that the tables of several inspectors make.

    Raises:
        BadLinksError: a criterion that the framework hasn't, or a relation that isn't one.
    """
    links: dict[str, tuple[Link, ...]] = {}
    for table in tables:
        for code, targets in table.items():
            links[code] = (*links.get(code, ()), *(_link(code, *each, criteria) for each in targets.items()))
    return LinkSet(key, criteria, links, frozenset(weak))


def _link(code: str, criterion: str, relation: str, criteria: Mapping[str, str]) -> Link:
    if criterion not in criteria:
        raise BadLinksError(code, criterion, "no such criterion")
    if relation not in set(Relation):
        raise BadLinksError(code, criterion, relation)
    return Link(criterion, Relation(relation))


_Statement = TypeVar("_Statement", Fact, Finding)
_Statements = TypeVar("_Statements", Inspection, Comparison, "Join")


def linked(statements: _Statements, links: LinkSet) -> _Statements:
    """Return an inspection, a comparison or a join with the links of its facts and findings."""
    return replace(
        statements,
        facts=tuple(_with_links(fact, links) for fact in statements.facts),
        findings=tuple(_with_links(finding, links) for finding in statements.findings),
    )


def _with_links(statement: _Statement, links: LinkSet) -> _Statement:
    return replace(statement, links=links.links.get(statement.code, ()))
