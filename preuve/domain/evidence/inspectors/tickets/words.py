"""What the words of tickets mean, in French and English: done or not, incident or change, and which change.

Sources: default states of Jira's status categories, GLPI, iTop, ServiceNow (base states of incident,
problem and change_request), GitLab, GitHub, Redmine; ITIL's three types of change. A word that is not
here is unknown, never guessed.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from preuve.domain.evidence.inspectors.tickets.model import Item


def _folded(words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words.split("|"))


class Nature(StrEnum):
    """What a ticket is, in the sense of ITIL."""

    INCIDENT = "incident"
    PROBLEM = "problem"
    CHANGE = "change"
    OTHER = "other"


class ChangeKind(StrEnum):
    """ITIL's types of change."""

    STANDARD = "standard"
    NORMAL = "normal"
    URGENT = "urgent"
    UNKNOWN = "unknown"


_DONE = _folded(
    "done|closed|resolved|completed|complete|finished|solved|fixed|deployed|released|verified|merged"
    "|fait|faits|faite|terminé|terminée|terminés|terminées|fini|finie|finis|clos|close|clôturé|clôturée"
    "|fermé|fermée|fermés|résolu|résolue|résolus|livré|livrée|déployé|déployée|accompli|achevé"
    "|validé et clos|closed complete|closed successful|successful"
    "|en production"
)
#: Ended without being done: neither open nor resolved.
_DROPPED = _folded(
    "cancelled|canceled|rejected|declined|duplicate|wontfix|won’t do|won’t fix|abandoned|withdrawn|not "
    "planned"
    "|annulé|annulée|rejeté|rejetée|refusé|refusée|abandonné|abandonnée|doublon|closed skipped"
    "|closed incomplete"
)
_OPEN = _folded(
    "open|opened|new|to do|todo|backlog|in progress|doing|pending|waiting|on hold|assigned|reopened|review"
    "|in review|selected for development|ready|blocked|icebox|ideas|sprint backlog|planned|scheduled"
    "|feedback|escalated_tto|escalated_ttr|dispatched|ongoing|waiting_for_approval|approved|validated|testing"
    "|awaiting approval|waiting for support|waiting for customer|work in progress|authorize|assess|implement"
    "|à faire|a faire|ouvert|ouverte|nouveau|nouvelle|en cours|en attente|en cours (attribué)|attribué"
    "|en cours (planifié)|affecté|assigné|en revue|à tester|en test|en recette|planifié|planifiée|bloqué"
    "|implemented|monitored|notapproved|plannedscheduled|redispatched|processing (assigned)"
    "|processing (planned)|implémenté|implémentée|surveillé|non approuvé|réattribué"
    "|commentaire|idées|prêt|réouvert|en cours de traitement|qualification|en validation|approuvé"
)
#: Base values of ServiceNow's choice lists, by table.
_SERVICENOW: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "incident": (frozenset("67"), frozenset("8")),
    "problem": (frozenset(("106", "107")), frozenset()),
    "changerequest": (frozenset("3"), frozenset("4")),
}
_KINDS = (
    (ChangeKind.URGENT, ("emergency", "urgent", "urgence")),
    (ChangeKind.STANDARD, ("standard", "routine", "preapproved", "preapprouve")),
    (ChangeKind.NORMAL, ("normal", "ordinaire")),
)
_NOT_APPROVED = frozenset(("rejected", "requested", "notrequested", "notyetrequested", "refuse", "refusee"))


class Verdict(StrEnum):
    """How a ticket stands."""

    DONE = "done"
    DROPPED = "dropped"
    OPEN = "open"
    UNKNOWN = "unknown"

    __hash__ = str.__hash__  # that of an enumeration is written in Python, and asked for at every row


@lru_cache(maxsize=4096)
def verdict_of(state: str, category: str = "", type_name: str = "") -> Verdict:
    """Return how a ticket in `state` stands; the tool's own category of states comes before its name."""
    word = plain(state)
    if word in _DROPPED:
        return Verdict.DROPPED
    if category:
        wider = plain(category)
        return Verdict.DONE if wider in _DONE else Verdict.OPEN if wider in _OPEN else Verdict.UNKNOWN
    if word.isdigit():
        done, dropped = _SERVICENOW.get(plain(type_name), (frozenset(), frozenset()))
        if word in done:
            return Verdict.DONE
        if word in dropped:
            return Verdict.DROPPED
        return Verdict.OPEN if done else Verdict.UNKNOWN
    return Verdict.DONE if word in _DONE else Verdict.OPEN if word in _OPEN else Verdict.UNKNOWN


def standing(item: Item) -> Verdict:
    """Return how an item stands: by its tool's word, its state; by its dates when it has no known state."""
    if item.done is not None:
        return Verdict.DONE if item.done else Verdict.OPEN
    found = verdict_of(item.state, item.category, item.type)
    if found is Verdict.UNKNOWN and not item.state and (item.has("resolved") or item.has("closed")):
        return Verdict.DONE
    return found


@lru_cache(maxsize=4096)
def nature_of(type_name: str) -> Nature:
    """Return what a ticket is by the name of its type."""
    word = plain(type_name)
    if "change" in word.replace("exchange", "") or word == "rfc":
        return Nature.CHANGE
    if "incident" in word:
        return Nature.INCIDENT
    return Nature.PROBLEM if "problem" in word else Nature.OTHER


@lru_cache(maxsize=4096)
def change_kind(kind: str, type_name: str) -> ChangeKind:
    """Return the type of a change by its own field, or else by the name of its ticket's type."""
    for text in (kind, type_name):
        word = plain(text)
        for found, names in _KINDS:
            if any(name in word for name in names):
                return found
    return ChangeKind.UNKNOWN


def is_approved(approval: str) -> bool:
    """Say whether the text of an approval's state leaves its date one of approval."""
    return plain(approval) not in _NOT_APPROVED
