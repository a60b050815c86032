"""What can be wrong with a problem or plan file, as data with its place, and as sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FAULTS = 50
"""More are not collected: whoever made fifty mistakes made one."""


class FaultCode(StrEnum):
    """Reasons; the names in braces of their sentences are the data of the fault."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    NUMBER = "number"
    DUPLICATE_KEY = "duplicate_key"
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    NOT_A_CHOICE = "not_a_choice"
    OUT_OF_RANGE = "out_of_range"
    TEXT = "text"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    DATE = "date"
    HOUR = "hour"
    DUPLICATE = "duplicate"
    UNKNOWN_ID = "unknown_id"
    INTERVAL_INVERTED = "interval_inverted"
    INTERVAL_OUTSIDE = "interval_outside"
    INTERVALS_OVERLAP = "intervals_overlap"
    LUNCH_OUTSIDE = "lunch_outside"
    PIN_OUTSIDE = "pin_outside"
    PIN_CANDIDATE_AWAY = "pin_candidate_away"
    PIN_ROOM_CLOSED = "pin_room_closed"
    PIN_ROOM_UNFIT = "pin_room_unfit"
    PIN_JUROR_AWAY = "pin_juror_away"
    PIN_CONFLICT = "pin_conflict"
    PIN_TOO_MANY = "pin_too_many"
    PIN_NO_SEAT = "pin_no_seat"
    PIN_ROOM_TWICE = "pin_room_twice"
    PIN_JUROR_TWICE = "pin_juror_twice"


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault.

    Attributes:
        pointer: JSON pointer (RFC 6901) of the value; empty for the whole file.
        code: the reason.
        data: what its sentence needs.
    """

    pointer: str
    code: FaultCode
    data: Mapping[str, object] = field(default_factory=dict)


_SENTENCES: dict[FaultCode, tuple[str, str]] = {
    FaultCode.TOO_LARGE: (
        "le fichier a {found} octets, {most} au plus sont lus",
        "the file has {found} bytes, at most {most} are read",
    ),
    FaultCode.NOT_UTF8: (
        "l’octet {at} n’est pas de l’UTF-8",
        "byte {at} is not UTF-8",
    ),
    FaultCode.NOT_JSON: (
        "ce n’est pas du JSON, ligne {line}, colonne {column}",
        "not JSON, line {line}, column {column}",
    ),
    FaultCode.TOO_DEEP: ("trop de niveaux imbriqués", "nested too deeply"),
    FaultCode.NUMBER: ("{found} n’est pas un nombre utilisable", "{found} is not a usable number"),
    FaultCode.DUPLICATE_KEY: ("la clé {key} est donnée deux fois", "key {key} is given twice"),
    FaultCode.WRONG_TYPE: (
        "il faut {expected}, trouvé : {found}",
        "{expected} is needed, found: {found}",
    ),
    FaultCode.MISSING: ("la clé {key} manque", "key {key} is missing"),
    FaultCode.UNKNOWN_KEY: (
        "clé inconnue {key} ; connues : {known}",
        "unknown key {key}; known: {known}",
    ),
    FaultCode.NOT_A_CHOICE: (
        "{found} n’est pas possible ; choix : {choices}",
        "{found} is not possible; choices: {choices}",
    ),
    FaultCode.OUT_OF_RANGE: (
        "{found} est hors de l’intervalle de {low} à {high}",
        "{found} is outside of the range {low} to {high}",
    ),
    FaultCode.TEXT: (
        "un texte de 1 à {most} caractères imprimables est attendu",
        "a text of 1 to {most} printable characters is needed",
    ),
    FaultCode.EMPTY: (
        "la liste est vide, il en faut au moins un",
        "the list is empty, one at least is needed",
    ),
    FaultCode.TOO_MANY: ("{found} éléments, {most} au plus", "{found} items, {most} at most"),
    FaultCode.DATE: ("{found} n’est pas une date AAAA-MM-JJ", "{found} is not a date YYYY-MM-DD"),
    FaultCode.HOUR: ("{found} n’est pas une heure HH:MM", "{found} is not an hour HH:MM"),
    FaultCode.DUPLICATE: ("{found} est déjà donné à {first}", "{found} is already given at {first}"),
    FaultCode.UNKNOWN_ID: (
        "{found} n’est l’identifiant d’aucun élément de {kind}",
        "{found} is no id in {kind}",
    ),
    FaultCode.INTERVAL_INVERTED: (
        "l’intervalle finit ({last}) avant d’avoir commencé ({first})",
        "the interval ends ({last}) before it has begun ({first})",
    ),
    FaultCode.INTERVAL_OUTSIDE: (
        "l’intervalle finit au créneau {last}, la journée au créneau {slots}",
        "the interval ends at slot {last}, the day at slot {slots}",
    ),
    FaultCode.INTERVALS_OVERLAP: (
        "l’intervalle chevauche celui de {other}",
        "the interval overlaps that at {other}",
    ),
    FaultCode.LUNCH_OUTSIDE: (
        "la pause finit au créneau {last}, la journée au créneau {slots}",
        "lunch ends at slot {last}, the day at slot {slots}",
    ),
    FaultCode.PIN_OUTSIDE: (
        "une soutenance de {slots} créneaux n’y tient pas : fin de journée ou pause",
        "a defence of {slots} slots does not fit there: end of the day or lunch",
    ),
    FaultCode.PIN_CANDIDATE_AWAY: (
        "{candidate} n’est pas disponible à ce moment",
        "{candidate} is not available then",
    ),
    FaultCode.PIN_ROOM_CLOSED: ("la salle {room} n’est pas ouverte alors", "room {room} is not open then"),
    FaultCode.PIN_ROOM_UNFIT: (
        "la salle {room} ne convient pas à {candidate} (plain-pied, distance)",
        "room {room} does not suit {candidate} (step-free, remote)",
    ),
    FaultCode.PIN_JUROR_AWAY: ("{juror} n’est pas disponible alors", "{juror} is not available then"),
    FaultCode.PIN_CONFLICT: ("{juror} ne peut pas juger {candidate}", "{juror} may not judge {candidate}"),
    FaultCode.PIN_TOO_MANY: (
        "{found} jurés fixés pour {seats} sièges",
        "{found} jurors pinned for {seats} seats",
    ),
    FaultCode.PIN_NO_SEAT: (
        "{juror} n’a de siège possible auprès de {candidate}",
        "no seat for {candidate} is open to {juror}",
    ),
    FaultCode.PIN_ROOM_TWICE: (
        "la salle {room} est déjà fixée à ce moment pour {other}",
        "room {room} is already pinned at that time for {other}",
    ),
    FaultCode.PIN_JUROR_TWICE: (
        "{juror} est déjà fixé à ce moment auprès de {other}",
        "{juror} is already pinned at that time for {other}",
    ),
}
_TYPES = {
    "object": ("un objet", "an object"),
    "array": ("une liste", "a list"),
    "text": ("un texte", "a text"),
    "integer": ("un nombre entier", "an integer"),
    "number": ("un nombre", "a number"),
    "boolean": ("true ou false", "true or false"),
    "null": ("null", "null"),
    "interval": ("[jour, premier, dernier]", "[day, first, last]"),
    "pair": ("[premier, dernier]", "[first, last]"),
}
_LONGEST = 80


def fault_sentence(fault: FileFault, language: str) -> str:
    """``/rooms/0/open: the list is empty …`` in "fr" or "en"; values are cut and made printable."""
    at = language != "fr"
    values = {name: _said(value, name, at=at) for name, value in fault.data.items()}
    separator = ": " if at else "\N{NO-BREAK SPACE}: "
    place = f"{fault.pointer}{separator}" if fault.pointer else ""
    return place + _SENTENCES[fault.code][at].format_map(values) + "."


def _said(value: object, name: str, *, at: bool) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(str(item) for item in value)
    if name == "expected" or (name == "found" and value in _TYPES):
        return _TYPES[str(value)][at]
    text = "".join(character if character.isprintable() else "·" for character in str(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
