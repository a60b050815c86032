"""Broken rules as sentences, in French and English; slots are said as dates and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.planning.calendar_words import day_words, listed, slot_start, when_words
from preuve.domain.planning.violation import Rule

if TYPE_CHECKING:
    from preuve.domain.planning.model import Problem
    from preuve.domain.planning.violation import Violation

_SENTENCES: dict[Rule, tuple[str, str]] = {
    Rule.UNKNOWN_CANDIDATE: (
        "Le plan nomme le candidat {candidate}, que le problème ne connaît pas.",
        "The plan names candidate {candidate}, whom the problem does not know.",
    ),
    Rule.UNKNOWN_JUROR: (
        "Soutenance de {candidate} : jurés inconnus du problème : {jurors}.",
        "Defence of {candidate}: jurors unknown to the problem: {jurors}.",
    ),
    Rule.UNKNOWN_ROOM: (
        "Soutenance de {candidate} : la salle {room} est inconnue du problème.",
        "Defence of {candidate}: room {room} is unknown to the problem.",
    ),
    Rule.UNKNOWN_DAY: (
        "Soutenance de {candidate} : jour {found}, alors que le problème n’en a que {needed}, à partir de 0.",
        "Defence of {candidate}: day {found}, yet the problem has only {needed}, counted from 0.",
    ),
    Rule.CANDIDATE_TWICE: (
        "{candidate} figure {found} fois dans le plan au lieu d’une.",
        "{candidate} is in the plan {found} times instead of once.",
    ),
    Rule.CANDIDATE_MISSING: (
        "{candidate} n’est ni entendu ni parmi les non placés.",
        "{candidate} is neither heard nor among the unplaced.",
    ),
    Rule.OUT_OF_DAY: (
        "{candidate} {when} : la soutenance sort de la journée.",
        "{candidate} {when}: the defence runs outside of the day.",
    ),
    Rule.OVER_LUNCH: (
        "{candidate} {when} : la soutenance empiète sur la pause de midi.",
        "{candidate} {when}: the defence runs into the lunch break.",
    ),
    Rule.CANDIDATE_UNAVAILABLE: (
        "{candidate} n’est pas disponible {when}.",
        "{candidate} is not available {when}.",
    ),
    Rule.ROOM_CLOSED: (
        "La salle {room} n’est pas ouverte pour {candidate} {when}.",
        "Room {room} is not open for {candidate} {when}.",
    ),
    Rule.ROOM_NOT_STEP_FREE: (
        "{candidate} {when} : la salle {room} n’est pas accessible de plain-pied.",
        "{candidate} {when}: room {room} is not step-free.",
    ),
    Rule.ROOM_NOT_REMOTE: (
        "{candidate} {when} : la salle {room} n’est pas équipée pour la distance.",
        "{candidate} {when}: room {room} is not fitted for remote candidates.",
    ),
    Rule.JUROR_UNAVAILABLE: (
        "{candidate} {when} : jurés non disponibles : {jurors}.",
        "{candidate} {when}: jurors not available: {jurors}.",
    ),
    Rule.PINNED_UNPLACED: (
        "{candidate} a une soutenance fixée et n’est pas placé.",
        "{candidate} has a pinned defence and is not placed.",
    ),
    Rule.PINNED_DAY: (
        "{candidate} passe le {found_day} au lieu du {needed_day}, qui est fixé.",
        "{candidate} is heard on {found_day} instead of {needed_day}, which is pinned.",
    ),
    Rule.PINNED_SLOT: (
        "{candidate} {when} : l’heure fixée n’est pas celle-là (créneau {needed}, non {found}).",
        "{candidate} {when}: this is not the pinned hour (slot {needed}, not {found}).",
    ),
    Rule.PINNED_ROOM: (
        "{candidate} {when} : la salle {room} n’est pas celle qui est fixée.",
        "{candidate} {when}: room {room} is not the pinned one.",
    ),
    Rule.PINNED_JUROR: (
        "{candidate} {when} : jurés fixés et absents du jury : {jurors}.",
        "{candidate} {when}: jurors pinned and not on the panel: {jurors}.",
    ),
    Rule.JUROR_SEATED_TWICE: (
        "{candidate} {when} : deux sièges pour une même personne : {jurors}.",
        "{candidate} {when}: two seats for one person: {jurors}.",
    ),
    Rule.CONFLICT: (
        "{candidate} {when} : ne peuvent pas juger (récusation) : {jurors}.",
        "{candidate} {when}: may not judge (conflict): {jurors}.",
    ),
    Rule.PANEL_SIZE: (
        "{candidate} {when} : {found} membres au jury, il en faut {needed}.",
        "{candidate} {when}: {found} members on the panel, {needed} are needed.",
    ),
    Rule.UNKNOWN_ROLE: (
        "{candidate} {when} : rôle inconnu pour {jurors}.",
        "{candidate} {when}: unknown role for {jurors}.",
    ),
    Rule.NO_CHAIR: ("{candidate} {when} : personne ne préside.", "{candidate} {when}: nobody chairs."),
    Rule.SEVERAL_CHAIRS: (
        "{candidate} {when} : plusieurs présidents : {jurors}.",
        "{candidate} {when}: several chairs: {jurors}.",
    ),
    Rule.CHAIR_NOT_ABLE: (
        "{candidate} {when} : ne peut pas présider : {jurors}.",
        "{candidate} {when}: may not chair: {jurors}.",
    ),
    Rule.EXTERNAL_SHARE: (
        "{candidate} {when} : {found} membres externes, il en faut {needed} (internes : {jurors}).",
        "{candidate} {when}: {found} external members, {needed} are needed (internal: {jurors}).",
    ),
    Rule.BLOCK_NOT_COVERED: (
        "{candidate} {when} : aucun membre qualifié pour {blocks}.",
        "{candidate} {when}: no member qualified for {blocks}.",
    ),
    Rule.VAE_NOT_QUALIFIED: (
        "{candidate} {when} (VAE) : aucun membre qualifié pour l’un de ses blocs.",
        "{candidate} {when} (VAE): no member qualified for any of their blocks.",
    ),
    Rule.GENDER_MIX: (
        "{candidate} {when} (VAE) : le jury ne compte pas à la fois des femmes et des hommes.",
        "{candidate} {when} (VAE): women and men do not both sit on the panel.",
    ),
    Rule.NOT_ELIGIBLE: (
        "{candidate} {when} : sans siège qui leur soit ouvert : {jurors}.",
        "{candidate} {when}: no seat is open to {jurors}.",
    ),
    Rule.ROOM_TWICE: (
        "La salle {room} est prise par {candidate} et par {other} {when}.",
        "Room {room} is taken by both {candidate} and {other} {when}.",
    ),
    Rule.JUROR_TWICE: (
        "{jurors} siège pour {candidate} et pour {other} en même temps, {when}.",
        "{jurors} sits for {candidate} and for {other} at the same time, {when}.",
    ),
    Rule.PERSON_TWICE: (
        "{candidate} et {other} sont une seule personne, entendue deux fois en même temps, {when}.",
        "{candidate} and {other} are one person, heard twice at the same time, {when}.",
    ),
    Rule.PANEL_CHANGES: (
        "Le jury de {jurors} n’est pas le même pour {candidate} et pour {other} {when}.",
        "The panel of {jurors} is not the same for {candidate} and for {other} {when}.",
    ),
    Rule.MAX_DEFENCES: (
        "{jurors} : {found} soutenances, {needed} au plus.",
        "{jurors}: {found} defences, {needed} at most.",
    ),
    Rule.MAX_PER_DAY: (
        "{jurors} : {found} soutenances le {on_day}, {needed} au plus par jour.",
        "{jurors}: {found} defences on {on_day}, {needed} a day at most.",
    ),
    Rule.MAX_DAYS: (
        "{jurors} : {found} jours de jury, {needed} au plus.",
        "{jurors}: {found} days with defences, {needed} at most.",
    ),
    Rule.MAX_IN_A_ROW: (
        "{jurors} : {found} soutenances de suite {when}, {needed} au plus.",
        "{jurors}: {found} defences in a row {when}, {needed} at most.",
    ),
    Rule.STATUS: (
        "L’état annoncé ne va pas avec ce que contient le plan (trouvé {found}, attendu {needed}).",
        "The announced status does not go with what the plan holds (found {found}, expected {needed}).",
    ),
    Rule.OBJECTIVE_MISSING: ("Le plan ne dit pas son coût.", "The plan does not state its cost."),
    Rule.OBJECTIVE_TERM: (
        "Coût « {term} » : {found} annoncé, {needed} recalculé.",
        "Cost “{term}”: {found} announced, {needed} recomputed.",
    ),
    Rule.OBJECTIVE_TOTAL: (
        "Coût total : {found} annoncé, {needed} recalculé.",
        "Total cost: {found} announced, {needed} recomputed.",
    ),
    Rule.BOUND: (
        "La borne annoncée {found} dépasse le coût {needed} du plan.",
        "The announced bound {found} is above the plan’s cost {needed}.",
    ),
    Rule.GAP: (
        "Écart annoncé : {found} ; recalculé : {needed}.",
        "Announced gap: {found}; recomputed: {needed}.",
    ),
}


def sentence(problem: Problem, violation: Violation, language: str) -> str:
    """`violation` in words.

    Args:
        problem: the one that the plan is for: its dates and hours are said.
        violation: of `check.violations`.
        language: "fr" or "en".
    """
    nothing = "rien" if language == "fr" else "nothing"
    values = {
        "candidate": violation.candidate,
        "other": violation.other,
        "jurors": listed(violation.jurors, language) or ("aucun" if language == "fr" else "none"),
        "blocks": listed(violation.blocks, language),
        "room": violation.room,
        "term": violation.term,
        "found": nothing if violation.found is None else violation.found,
        "needed": nothing if violation.needed is None else violation.needed,
        **_places(problem, violation, language),
    }
    return _SENTENCES[violation.rule][language != "fr"].format_map(values)


def _places(problem: Problem, violation: Violation, language: str) -> dict[str, str]:
    said = {}
    if violation.day is not None:
        said["on_day"] = day_words(problem.days[violation.day].date, language)
        if violation.slot is not None:
            said["when"] = when_words(problem, violation.day, violation.slot, language)
    if violation.rule is Rule.PINNED_DAY:
        for name in ("found", "needed"):
            day = int(getattr(violation, name))
            said[f"{name}_day"] = day_words(slot_start(problem, day, 0), language)
    return said
