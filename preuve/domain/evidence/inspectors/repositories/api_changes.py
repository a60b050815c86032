"""The breaking changes between two versions of an API's description.

Rules of what breaks a client (only those that can be told without guessing): an operation removed, a success
response removed, a parameter or a request property become required, a request body become required, a type
changed, values removed from an enumeration of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.repositories.apis import is_true, parameters_of
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.inspectors.repositories.apis import Api, Operation

RULES = LimitKind(
    "repositories.limit.breaking",
    "Ruptures cherchées : opération ou réponse de succès retirée, paramètre, propriété ou corps devenu "
    "obligatoire, "
    "type changé, valeur de liste retirée. D’autres ruptures ne sont pas vues.",
    "Breaks looked for: operation or success response removed, parameter, property or body become "
    "required, type "
    "changed, value of a list removed. Other breaks aren’t seen.",
)
COMPARED = FactKind(
    "repositories.compare.operations",
    Strength.RECOMPUTED,
    "{same} {same:opération commune|opérations communes}, {added} {added:ajoutée|ajoutées}, {removed} "
    "{removed:retirée|retirées} (version {before:quoted} → {after:quoted})",
    "{same} common {same:operation|operations}, {added} added, {removed} removed (version {before:quoted} → "
    "{after:quoted})",
)
BREAKING = FactKind(
    "repositories.compare.breaking",
    Strength.RECOMPUTED,
    "{value} {value:changement incompatible trouvé|changements incompatibles trouvés}",
    "{value} breaking {value:change|changes} found",
)
BREAKS = FindingKind(
    "repositories.compare.breaking_changes",
    "{value} {value:changement incompatible|changements incompatibles} : {names}",
    "{value} breaking {value:change|changes}: {names}",
)
OTHER = FindingKind(
    "repositories.compare.other_api",
    "Les deux descriptions n’ont aucune opération en commun",
    "The two descriptions have no operation in common",
)

_MAX_SCHEMA = 60


def compare(before: Api, after: Api) -> tuple[Stated, bool]:
    """State operations added and removed, and what breaks clients."""
    stated = Stated()
    common = [name for name in before.operations if name in after.operations]
    added = [name for name in after.operations if name not in before.operations]
    removed = [name for name in before.operations if name not in after.operations]
    places = [after.place(*after.operations[name].where) for name in [*added, *common][:25]]
    places += [before.place(*before.operations[name].where) for name in removed[:25]]
    counts = {"same": len(common), "added": len(added), "removed": len(removed)}
    stated.fact(
        COMPARED,
        dict(counts),
        places or [before.place(), after.place()],
        **counts,
        before=before.version or "?",
        after=after.version or "?",
    )
    same = bool(common)
    if not same:
        stated.findings.append(OTHER.state(0, [before.place(), after.place()]))
    breaks = [(f"{name} −", before.place(*before.operations[name].where)) for name in removed]
    for name in common:
        one, other = before.operations[name], after.operations[name]
        breaks += [
            (f"{name} : {what}", after.place(*other.where)) for what in _breaks(before, after, one, other)
        ]
    stated.fact(BREAKING, len(breaks), [place for _, place in breaks[:50]] or [before.place(), after.place()])
    if breaks:
        names = [name for name, _ in breaks]
        stated.findings.append(BREAKS.state(len(breaks), [place for _, place in breaks], names=names))
    stated.limits.append(RULES.state())
    return stated, same


def _breaks(before: Api, after: Api, one: Operation, other: Operation) -> Iterator[str]:
    """Say what breaks clients of one operation; ``*`` became required, ``−`` was removed."""
    old, new = parameters_of(before, one), parameters_of(after, other)
    pair = _Pair(before, after)
    for key, parameter in new.items():
        known = old.get(key)
        if is_true(parameter.get("required")) and not (known and is_true(known.get("required"))):
            yield f"{key[0]} {key[1]} *"
        if known:
            yield from pair.breaks(
                known.get("schema", known), parameter.get("schema", parameter), f"{key[0]} {key[1]}", 0
            )
    for status in as_dict(one.value.get("responses")):
        if status.startswith("2") and status not in as_dict(other.value.get("responses")):
            yield f"{status} −"
    yield from _body_breaks(pair, one, other)


def _body_breaks(pair: _Pair, one: Operation, other: Operation) -> Iterator[str]:
    old = pair.before.resolved(one.value.get("requestBody"))
    new = pair.after.resolved(other.value.get("requestBody"))
    if is_true(new.get("required")) and not is_true(old.get("required")):
        yield "requestBody *"
    media = as_dict(new.get("content"))
    for name, each in as_dict(old.get("content")).items():
        if name in media:
            yield from pair.breaks(as_dict(each).get("schema"), as_dict(media[name]).get("schema"), "", 0)
        else:
            yield f"requestBody {name} −"


class _Pair:
    """Two documents whose schemas are held side by side; each pair of schemas once."""

    def __init__(self, before: Api, after: Api) -> None:
        self.before = before
        self.after = after
        self._seen: set[tuple[int, int]] = set()

    def breaks(self, old_schema: Any, new_schema: Any, name: str, depth: int) -> Iterator[str]:
        """Say what a request that suited the old schema may break on in the new one."""
        old, new = self.before.resolved(old_schema), self.after.resolved(new_schema)
        pair = (id(old), id(new))
        if depth > _MAX_SCHEMA or pair in self._seen:
            return
        self._seen.add(pair)
        place = name or "requestBody"
        kinds = as_text(old.get("type")), as_text(new.get("type"))
        if all(kinds) and kinds[0] != kinds[1] and kinds != ("integer", "number"):
            yield f"{place} {kinds[0]} → {kinds[1]}"
        values = [set(map(as_text, as_list(each.get("enum")))) for each in (old, new)]
        if values[1] and values[0] - values[1]:
            yield f"{place} enum −{', '.join(sorted(values[0] - values[1]))}"
        if old:
            for each in as_list(new.get("required")):
                if each not in as_list(old.get("required")):
                    yield f"{name}.{as_text(each)} *".lstrip(".")
        properties = as_dict(old.get("properties"))
        for key, each in as_dict(new.get("properties")).items():
            if key in properties:
                yield from self.breaks(properties[key], each, f"{name}.{key}".lstrip("."), depth + 1)
