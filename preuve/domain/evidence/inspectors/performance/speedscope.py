"""speedscope's file format (https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Profile
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_MAX_DEPTH = 10_000


def sniff(head: Head) -> float:
    """Certain for the schema's address; strong for shared frames and profiles."""
    if head.json_kind != "object":
        return 0.0
    if "speedscope.app/file-format-schema.json" in head.text:
        return 1.0
    return 0.8 if {"shared", "profiles"} <= head.json_keys and '"frames"' in head.text else 0.0


def read(artefact: Artefact) -> Profile:
    """Return the weight of each function itself, summed over the profiles of the first one's unit.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a weight.
    """
    found = document(artefact)
    profiles = as_list(dig(found.value, "profiles"))
    unit = as_text(dig(profiles, 0, "unit"))
    weights: dict[int, float] = {}
    names: list[str] = []
    samples = 0
    for profile in profiles:
        if as_text(dig(profile, "unit")) == unit:
            names.append(as_text(dig(profile, "name")))
            evented = dig(profile, "type") == "evented"
            samples += _evented(profile, weights) if evented else _sampled(profile, weights)
    total = sum(weights.values())
    if total <= 0:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place("profiles"), "weights")
    frames = as_list(dig(found.value, "shared", "frames"))
    shares: dict[str, float] = {}
    indexes: dict[str, int] = {}
    for index, weight in sorted(weights.items(), key=lambda each: -each[1]):
        name = as_text(dig(frames, index, "name")) or f"[{index}]"
        shares[name] = shares.get(name, 0.0) + weight / total
        indexes.setdefault(name, index)
    heaviest = sorted(shares.items(), key=lambda each: -each[1])[:10]
    return Profile(
        producer=as_text(dig(found.value, "exporter")),
        names=tuple(names),
        unit=unit,
        weight=total,
        samples=samples,
        functions=dict(heaviest),
        places={name: found.place("shared", "frames", indexes[name]) for name, _ in heaviest},
        place=found.place("profiles"),
    )


def _sampled(profile: Any, weights: dict[int, float]) -> int:
    samples, own = as_list(dig(profile, "samples")), as_list(dig(profile, "weights"))
    counted = 0
    for stack, each in zip(samples, own, strict=False):
        leaf, weight = as_int(dig(stack, -1)), as_number(each)
        if leaf is not None and weight is not None and weight >= 0:
            weights[leaf] = weights.get(leaf, 0.0) + weight
            counted += 1
    return counted


def _evented(profile: Any, weights: dict[int, float]) -> int:
    """Give each stretch between two events to the function on top of the stack."""
    stack: list[int] = []
    before: float | None = None
    counted = 0
    for event in as_list(dig(profile, "events")):
        frame, at = as_int(dig(event, "frame")), as_number(dig(event, "at"))
        if frame is None or at is None or (before is not None and at < before):
            continue
        if stack and before is not None:
            weights[stack[-1]] = weights.get(stack[-1], 0.0) + at - before
        if dig(event, "type") == "O" and len(stack) < _MAX_DEPTH:
            stack.append(frame)
        elif stack and stack[-1] == frame:
            stack.pop()
        before = at
        counted += 1
    return counted
