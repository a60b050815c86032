"""Corrections to a draft, item by item: plain functions from one content to the next.

An item is named by its path in the content (`blocks/0/competences/1/criteria/2`); the empty path is the
head (title and certifier). What follows from other items (ids of criteria, label and expectation, the
competences that a method applies to) is worked out again here, so that a person corrects words only.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preuve.domain.competences.model import split_criterion

Content = dict[str, Any]

_TOP = re.compile(r"blocks/(0|[1-9]\d{0,3})")
_PART = re.compile(r"(activities|assessment_methods|competences)/(0|[1-9]\d{0,3})")
_LEAVES = {"assessment_methods": ("steps",), "competences": ("practices", "criteria"), "activities": ()}
_LEAF = re.compile(r"(steps|practices|criteria)/(0|[1-9]\d{0,3})")


class Kind(StrEnum):
    """What an item is, which says the fields that it has."""

    HEAD = "head"
    BLOCK = "block"
    ACTIVITY = "activity"
    METHOD = "method"
    STEP = "step"
    COMPETENCE = "competence"
    PRACTICE = "practice"
    CRITERION = "criterion"


class Op(StrEnum):
    """What can be done to an item."""

    SAVE = "save"
    INSERT = "insert"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"
    MERGE = "merge"


KIND_OF_LIST = {
    "blocks": Kind.BLOCK,
    "activities": Kind.ACTIVITY,
    "assessment_methods": Kind.METHOD,
    "steps": Kind.STEP,
    "competences": Kind.COMPETENCE,
    "practices": Kind.PRACTICE,
    "criteria": Kind.CRITERION,
}
TEXTS = frozenset({Kind.ACTIVITY, Kind.STEP, Kind.PRACTICE})
MERGEABLE = TEXTS | {Kind.CRITERION}


class NoSuchPlaceError(Exception):
    """No item of a framework can have this path, or none has it any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """The path of an item, taken apart."""

    parts: tuple[str | int, ...]

    @classmethod
    def parse(cls, path: str) -> "Place":
        """Read `blocks/0/activities/3`; anything that no framework can hold is a `NoSuchPlaceError`."""
        pieces = path.split("/") if path else []
        pairs = ["/".join(pieces[index : index + 2]) for index in range(0, len(pieces), 2)]
        patterns = (_TOP, _PART, _LEAF)
        if len(pairs) > len(patterns) or not all(
            pattern.fullmatch(pair) for pattern, pair in zip(patterns, pairs, strict=False)
        ):
            raise NoSuchPlaceError(path)
        if len(pairs) == len(patterns) and pieces[4] not in _LEAVES[pieces[2]]:
            raise NoSuchPlaceError(path)
        return cls(tuple(int(piece) if index % 2 else piece for index, piece in enumerate(pieces)))

    @property
    def path(self) -> str:
        return "/".join(str(part) for part in self.parts)

    @property
    def key(self) -> str:
        """Return the path as a part of an HTML id."""
        return "-".join(str(part) for part in self.parts) or "head"

    @property
    def kind(self) -> Kind:
        return KIND_OF_LIST[str(self.parts[-2])] if self.parts else Kind.HEAD

    @property
    def index(self) -> int:
        return int(self.parts[-1])

    @property
    def list_path(self) -> str:
        return "/".join(str(part) for part in self.parts[:-1])

    def shown_in(self, op: Op) -> str:
        """Return the path of the smallest part of the page that changes when `op` is done here."""
        if self.kind is Kind.HEAD:
            return "head"
        if self.kind in MERGEABLE:
            return self.list_path
        if self.kind is Kind.BLOCK and op is not Op.SAVE:
            return ""
        return "/".join(str(part) for part in self.parts[:2])


def siblings_of(content: Content, place: Place) -> list[Any]:
    """Return the list that holds (or would hold) the item at `place`."""
    found: Any = content
    for part in place.parts[:-1]:
        try:
            found = found[part]
        except (IndexError, KeyError) as error:
            raise NoSuchPlaceError(place.path) from error
    siblings: list[Any] = found
    return siblings


def values_at(content: Content, place: Place) -> dict[str, Any]:
    """Return what a person can edit of the item at `place`, by name of field."""
    if place.kind is Kind.HEAD:
        return {"title": content["title"], "certifier": content["certifier"]}
    siblings = siblings_of(content, place)
    if place.index >= len(siblings):
        raise NoSuchPlaceError(place.path)
    item = siblings[place.index]
    match place.kind:
        case Kind.BLOCK:
            return {"code": item["code"], "title": item["title"], "introduction": item["introduction"]}
        case Kind.COMPETENCE:
            return {"code": item["code"], "statement": item["statement"]}
        case Kind.METHOD:
            return {"stated_range": item["stated_range"], "applies_to": list(item["applies_to"])}
        case Kind.CRITERION:
            return {"text": item["text"]}
        case _:
            return {"text": item}


def edited(content: Content, place: Place, op: Op, values: dict[str, Any]) -> Content:
    """Return the content after `op` at `place`; `values` are the fields of a saved or inserted item.

    Moving the first item up, or merging the last with the next, has nowhere to go: `NoSuchPlaceError`.
    """
    result = deepcopy(content)
    if place.kind is Kind.HEAD:
        if op is not Op.SAVE:
            raise NoSuchPlaceError(place.path)
        return result | {"title": values["title"], "certifier": values["certifier"]}
    siblings = siblings_of(result, place)
    if op is not Op.INSERT:
        values_at(result, place)
    _apply(siblings, place, op, values, result)
    _work_out_again(result)
    return result


def _apply(siblings: list[Any], place: Place, op: Op, values: dict[str, Any], content: Content) -> None:
    index = place.index
    match op:
        case Op.SAVE:
            siblings[index] = _saved(siblings[index], place, values, content)
        case Op.INSERT:
            if index > len(siblings):
                raise NoSuchPlaceError(place.path)
            siblings.insert(index, _made(place.kind, values))
        case Op.REMOVE:
            removed = siblings.pop(index)
            if place.kind is Kind.COMPETENCE:
                _rename_in_methods(content, place, removed["code"], None)
        case Op.UP | Op.DOWN:
            other = index - 1 if op is Op.UP else index + 1
            if not 0 <= other < len(siblings):
                raise NoSuchPlaceError(place.path)
            siblings[index], siblings[other] = siblings[other], siblings[index]
        case Op.MERGE:
            if place.kind not in MERGEABLE or index + 1 >= len(siblings):
                raise NoSuchPlaceError(place.path)
            siblings[index : index + 2] = [_merged(siblings[index], siblings[index + 1])]


def _saved(item: Any, place: Place, values: dict[str, Any], content: Content) -> Any:
    if place.kind in TEXTS:
        return values["text"]
    if place.kind is Kind.COMPETENCE and item["code"] != values["code"]:
        _rename_in_methods(content, place, item["code"], values["code"])
    return item | values


def _made(kind: Kind, values: dict[str, Any]) -> Any:
    match kind:
        case Kind.BLOCK:
            return {**values, "activities": [], "assessment_methods": [], "competences": []}
        case Kind.COMPETENCE:
            return {**values, "practices": [], "criteria": []}
        case Kind.METHOD:
            return {**values, "steps": []}
        case Kind.CRITERION:
            return {"id": "", "label": "", "expectation": "", "text": values["text"]}
        case _:
            return values["text"]


def _merged(item: Any, following: Any) -> Any:
    if isinstance(item, str):
        return f"{item} {following}"
    return item | {"text": f"{item['text']} {following['text']}"}


def _rename_in_methods(content: Content, place: Place, old: str, new: str | None) -> None:
    block = content["blocks"][place.parts[1]]
    for method in block["assessment_methods"]:
        codes = [new if code == old else code for code in method["applies_to"]]
        method["applies_to"] = [code for code in codes if code]


def _work_out_again(content: Content) -> None:
    """Give criteria their ids by rank, and split them at their first colon."""
    for block in content["blocks"]:
        for competence in block["competences"]:
            for rank, criterion in enumerate(competence["criteria"], start=1):
                label, expectation = split_criterion(criterion["text"])
                criterion["id"] = f"{competence['code']}-{rank}"
                criterion["label"], criterion["expectation"] = label, expectation
