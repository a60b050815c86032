"""Named groups of rules, such as "when juror j5 is available on 3 December": what a conflict is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.planning.calendar_words import day_words, listed, slot_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preuve.domain.planning.model import Problem


class GroupKind(StrEnum):
    """Which rules; `subject` is the id in the name's first word, or a block; `day` a day's number."""

    CANDIDATE_PLACED = "candidate_placed"
    CANDIDATE_AVAILABLE = "candidate_available"
    CANDIDATE_CONFLICTS = "candidate_conflicts"
    CANDIDATE_ROOM = "candidate_room"
    """Step-free, remote."""
    CANDIDATE_PIN = "candidate_pin"
    CANDIDATE_SEATS = "candidate_seats"
    PERSON_ONE_AT_A_TIME = "person_one_at_a_time"
    ROOM_OPEN = "room_open"
    ROOM_ONE_AT_A_TIME = "room_one_at_a_time"
    JUROR_AVAILABLE = "juror_available"
    """On `day`."""
    JUROR_ONE_AT_A_TIME = "juror_one_at_a_time"
    JUROR_MAX_DEFENCES = "juror_max_defences"
    JUROR_MAX_PER_DAY = "juror_max_per_day"
    JUROR_MAX_DAYS = "juror_max_days"
    PANEL_CHAIR = "panel_chair"
    PANEL_EXTERNAL = "panel_external"
    PANEL_BLOCK = "panel_block"
    PANEL_VAE = "panel_vae"
    PANEL_MIX = "panel_mix"
    PANEL_SCOPE = "panel_scope"


@dataclass(frozen=True, slots=True, order=True)
class RuleGroup:
    """One group: `kind`, whom or what it is about, and the day where it has one."""

    kind: GroupKind
    subject: str = ""
    day: int | None = None


_SENTENCES: dict[GroupKind, tuple[str, str]] = {
    GroupKind.CANDIDATE_PLACED: ("à entendre : {subject}", "to be heard: {subject}"),
    GroupKind.CANDIDATE_AVAILABLE: ("les disponibilités de {subject}", "the availability of {subject}"),
    GroupKind.CANDIDATE_CONFLICTS: (
        "les récusations des jurés de {subject}",
        "the conflicts of {subject} with jurors",
    ),
    GroupKind.CANDIDATE_ROOM: (
        "la salle qu’il faut à {subject} (plain-pied, distance)",
        "the room needed for {subject} (step-free, remote)",
    ),
    GroupKind.CANDIDATE_PIN: ("ce qui est fixé pour {subject}", "what is pinned for {subject}"),
    GroupKind.CANDIDATE_SEATS: (
        "qui peut occuper les sièges du jury de {subject}",
        "who may take the seats of the panel of {subject}",
    ),
    GroupKind.PERSON_ONE_AT_A_TIME: (
        "une soutenance à la fois pour {subject}",
        "one defence at a time for {subject}",
    ),
    GroupKind.ROOM_OPEN: ("l’ouverture de {subject}", "when {subject} is open"),
    GroupKind.ROOM_ONE_AT_A_TIME: (
        "une soutenance à la fois en {subject}",
        "one defence at a time in {subject}",
    ),
    GroupKind.JUROR_AVAILABLE: (
        "les disponibilités de {subject} le {when}",
        "the availability of {subject} on {when}",
    ),
    GroupKind.JUROR_ONE_AT_A_TIME: (
        "un endroit à la fois pour {subject}",
        "one place at a time for {subject}",
    ),
    GroupKind.JUROR_MAX_DEFENCES: (
        "le nombre de soutenances de {subject}",
        "the most defences of {subject}",
    ),
    GroupKind.JUROR_MAX_PER_DAY: (
        "le nombre de soutenances par jour de {subject}",
        "the most defences a day of {subject}",
    ),
    GroupKind.JUROR_MAX_DAYS: ("le nombre de jours de {subject}", "the most days of {subject}"),
    GroupKind.PANEL_CHAIR: ("quelqu’un qui puisse présider", "somebody able to chair"),
    GroupKind.PANEL_EXTERNAL: ("la part de membres externes", "the share of external members"),
    GroupKind.PANEL_BLOCK: ("un juré qualifié pour {subject}", "a juror qualified for {subject}"),
    GroupKind.PANEL_VAE: ("un juré qualifié pour la VAE", "a juror qualified for the VAE"),
    GroupKind.PANEL_MIX: ("des femmes et des hommes au jury", "women and men on the panel"),
    GroupKind.PANEL_SCOPE: ("un jury qui reste ensemble", "a panel that stays together"),
}


def conflict_words(
    problem: Problem, groups: Iterable[RuleGroup], language: str, names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """`groups` in words, without capital or full stop, to be listed; those alike are said together.

    `names` tells what ids are called, by kind and id: "candidate c1", "juror j1", "room A".
    """
    alike: dict[tuple[GroupKind, int | None], list[str]] = {}
    called = names or {}
    for group in groups:
        kind = group.kind.partition("_")[0]
        name = called.get(f"{kind} {group.subject}", group.subject)
        alike.setdefault((group.kind, group.day), []).append(name)
    return tuple(
        _SENTENCES[kind][language != "fr"].format(
            subject=listed(subjects, language),
            when="" if day is None else day_words(slot_start(problem, day, 0), language),
        )
        for (kind, day), subjects in alike.items()
    )
