"""A draft as the review page shows it: each item with its line in the source, and what is wrong in words."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from preuve.domain.competences.check import Problem, ProblemCode, problems_before_publication
from preuve.domain.competences.serialise import content_hash, from_json_dict
from preuve.web.frameworks.editing import Content, Kind, NoSuchPlaceError, Place
from preuve.web.frameworks.models import Block, Competence, FrameworkDraft, FrameworkVersion

_BREAKS = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\w+")
#: Words of an item's beginning to look for, from the surest to the weakest.
_BEGINNINGS = (8, 5, 3)

ADD_LABELS = {
    "blocks": gettext_lazy("Ajouter un bloc"),
    "activities": gettext_lazy("Ajouter une activité"),
    "assessment_methods": gettext_lazy("Ajouter une modalité"),
    "steps": gettext_lazy("Ajouter une étape"),
    "competences": gettext_lazy("Ajouter une compétence"),
    "practices": gettext_lazy("Ajouter une pratique"),
    "criteria": gettext_lazy("Ajouter un critère"),
}
KIND_LABELS = {
    Kind.HEAD: gettext_lazy("Titre et certificateur"),
    Kind.BLOCK: pgettext_lazy("référentiel", "Bloc"),
    Kind.ACTIVITY: gettext_lazy("Activité"),
    Kind.METHOD: gettext_lazy("Modalité d’évaluation"),
    Kind.STEP: gettext_lazy("Étape de la modalité"),
    Kind.COMPETENCE: gettext_lazy("Compétence"),
    Kind.PRACTICE: gettext_lazy("Pratique"),
    Kind.CRITERION: gettext_lazy("Critère"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the tree; `line` is where its words begin in the source, when they were found."""

    place: Place
    value: Any
    line: int | None
    count: int

    @property
    def at(self) -> str:
        return self.place.path

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def number(self) -> int:
        return self.place.index + 1

    @property
    def is_first(self) -> bool:
        return self.place.index == 0

    @property
    def is_last(self) -> bool:
        return self.place.index == self.count - 1


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of texts or criteria under a heading."""

    path: str
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return self.path.replace("/", "-")

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def next_at(self) -> str:
        return f"{self.path}/{len(self.items)}"

    @property
    def add_label(self) -> Promise:
        return ADD_LABELS[self.name]


@dataclass(frozen=True, slots=True)
class MethodNode:
    item: Item
    steps: ItemList


@dataclass(frozen=True, slots=True)
class CompetenceNode:
    item: Item
    practices: ItemList
    criteria: ItemList


@dataclass(frozen=True, slots=True)
class BlockNode:
    item: Item
    activities: ItemList
    methods: tuple[MethodNode, ...]
    competences: tuple[CompetenceNode, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What prevents publication, said in words, and the anchor of the item it is about."""

    sentence: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Counts:
    blocks: int
    activities: int
    competences: int
    practices: int
    criteria: int


def source_lines(source: str) -> list[str]:
    """Return the lines as the reader numbers them, from 1."""
    return _BREAKS.split(source)


class Locator:
    """Finds where an item begins in the source: by its first words, from where the one before was found."""

    def __init__(self, source: str) -> None:
        """Fold the words of the source once, keeping the line of each."""
        words: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        offset = 0
        for number, line in enumerate(source_lines(source), start=1):
            for word in _WORD.findall(line.casefold()):
                self._starts.append(offset)
                self._lines.append(number)
                words.append(word)
                offset += len(word) + 1
        self._text = " ".join(["", *words, ""])

    def line_of(self, text: str, after: int = 0) -> tuple[int | None, int]:
        """Return the line where `text` begins, and the offset to look from for the item that follows it."""
        words = _WORD.findall(text.casefold())
        for size in _BEGINNINGS:
            beginning = f" {' '.join(words[:size])} "
            if not words or (size > len(words) and size != _BEGINNINGS[-1]):
                continue
            found = self._text.find(beginning, after)
            found = self._text.find(beginning) if found < 0 else found
            if found >= 0:
                return self._lines[bisect_right(self._starts, found) - 1], found + 1
        return None, after


class Review:
    """A draft's tree with lines; built once for a page or a part of it."""

    def __init__(self, draft: FrameworkDraft) -> None:
        self.draft = draft
        self.content: Content = draft.content
        self._locator = Locator(draft.source)
        self._after = 0

    @property
    def head(self) -> Item:
        return Item(Place(()), self.content, self._locator.line_of(self.content["title"])[0], 1)

    @property
    def blocks(self) -> list[BlockNode]:
        return [self.block(index) for index in range(len(self.content["blocks"]))]

    def block(self, index: int) -> BlockNode:
        """Return one block. The source interleaves columns: each list is looked for from the heading."""
        blocks = self.content["blocks"]
        block = blocks[index]
        line, start = self._locator.line_of(block["title"], self._after)
        self._after = start
        at = f"blocks/{index}"
        methods = tuple(
            self._method(f"{at}/assessment_methods/{rank}", method, start, block)
            for rank, method in enumerate(block["assessment_methods"])
        )
        competences = tuple(
            self._competence(f"{at}/competences/{rank}", competence, start, block)
            for rank, competence in enumerate(block["competences"])
        )
        item = Item(Place.parse(at), block, line, len(blocks))
        return BlockNode(
            item, self._list(f"{at}/activities", block["activities"], start), methods, competences
        )

    def list_at(self, path: str) -> ItemList:
        """Return one list by its path."""
        place = Place.parse(f"{path}/0")
        found: Any = self.content
        for part in place.parts[:-1]:
            found = found[part]
        start = self._locator.line_of(self.content["blocks"][place.parts[1]]["title"])[1]
        if "competences" in place.parts:
            competence = self.content["blocks"][place.parts[1]]["competences"][place.parts[3]]
            start = self._locator.line_of(competence["statement"], start)[1]
        return self._list(path, found, start)

    def item_at(self, place: Place) -> Item:
        """Return one item by its place."""
        if place.kind is Kind.HEAD:
            return self.head
        block = self.content["blocks"][place.parts[1]]
        if place.kind is Kind.BLOCK:
            return self.block(place.index).item
        if place.kind is Kind.METHOD:
            return self.block(int(place.parts[1])).methods[place.index].item
        if place.kind is Kind.COMPETENCE:
            start = self._locator.line_of(block["title"])[1]
            return self._competence(place.path, block["competences"][place.index], start, block).item
        return self.list_at(place.list_path).items[place.index]

    def _competence(self, at: str, competence: Content, start: int, block: Content) -> CompetenceNode:
        line, here = self._locator.line_of(competence["statement"], start)
        item = Item(Place.parse(at), competence, line, len(block["competences"]))
        practices = self._list(f"{at}/practices", competence["practices"], here)
        return CompetenceNode(item, practices, self._list(f"{at}/criteria", competence["criteria"], here))

    def _method(self, at: str, method: Content, start: int, block: Content) -> MethodNode:
        line = self._locator.line_of(method["stated_range"], start)[0]
        item = Item(Place.parse(at), method, line, len(block["assessment_methods"]))
        return MethodNode(item, self._list(f"{at}/steps", method["steps"], start))

    def _list(self, path: str, values: list[Any], start: int) -> ItemList:
        items = []
        for index, value in enumerate(values):
            text = value if isinstance(value, str) else value["text"]
            line, start = self._locator.line_of(text, start)
            items.append(Item(Place.parse(f"{path}/{index}"), value, line, len(values)))
        return ItemList(path, tuple(items))


def counts_of(content: Content) -> Counts:
    """Count what the draft holds."""
    blocks = content["blocks"]
    competences = [competence for block in blocks for competence in block["competences"]]
    return Counts(
        blocks=len(blocks),
        activities=sum(len(block["activities"]) for block in blocks),
        competences=len(competences),
        practices=sum(len(competence["practices"]) for competence in competences),
        criteria=sum(len(competence["criteria"]) for competence in competences),
    )


def hash_of(content: Content) -> str:
    """Return the hash that a version with this content would have."""
    return content_hash(from_json_dict(content))


def obstacles_to_publication(content: Content) -> list[Obstacle]:
    """Return what the domain refuses, and what would not fit in its row, in words."""
    problems = problems_before_publication(from_json_dict(content))
    found = [Obstacle(_sentence(problem, content), anchor_of(problem.pointer)) for problem in problems]
    return [*found, *_too_long(content)]


def anchor_of(pointer: str) -> str:
    """Return the HTML id of the item, or of the list, that a JSON pointer into the content is about."""
    parts = pointer.strip("/").split("/")
    while parts:
        path = "/".join(parts)
        for anchor, candidate in ((f"item-{'-'.join(parts)}", path), (f"at-{'-'.join(parts)}", f"{path}/0")):
            try:
                Place.parse(candidate)
            except NoSuchPlaceError:
                continue
            return "tree" if path == "blocks" else anchor
        parts.pop()
    return "item-head"


def words_for(pointer: str, content: Content) -> str:
    """Return where a pointer points, as a person says it: « BC1, C1.2, critère 3 »."""
    words: list[str] = []
    found: Any = content
    parts = pointer.strip("/").split("/")
    for name, rank in zip(parts[::2], parts[1::2], strict=False):
        if not rank.isdigit() or name not in KIND_WORDS:
            break
        found = found[name][int(rank)]
        code = found.get("code") if isinstance(found, dict) else ""
        words.append(code or f"{KIND_WORDS[name]}\N{NO-BREAK SPACE}{int(rank) + 1}")
    return ", ".join(words)


KIND_WORDS = {
    "blocks": gettext_lazy("bloc"),
    "activities": gettext_lazy("activité"),
    "assessment_methods": gettext_lazy("modalité"),
    "steps": gettext_lazy("étape"),
    "competences": gettext_lazy("compétence"),
    "practices": gettext_lazy("pratique"),
    "criteria": gettext_lazy("critère"),
}
_SENTENCES = {
    ProblemCode.EMPTY_TEXT: gettext_lazy("Un texte est vide : %(where)s."),
    ProblemCode.DUPLICATE_CODE: gettext_lazy("Le code %(subject)s est employé deux fois."),
    ProblemCode.DUPLICATE_ID: gettext_lazy("L’identifiant de critère %(subject)s est employé deux fois."),
    ProblemCode.NO_BLOCK: gettext_lazy("Le référentiel n’a aucun bloc de compétences."),
    ProblemCode.NO_ACTIVITY: gettext_lazy("Le bloc %(subject)s n’a aucune activité."),
    ProblemCode.NO_COMPETENCE: gettext_lazy("Le bloc %(subject)s n’a aucune compétence."),
    ProblemCode.NO_PRACTICE: gettext_lazy("La compétence %(subject)s n’a aucune pratique."),
    ProblemCode.NO_CRITERION: gettext_lazy("La compétence %(subject)s n’a aucun critère d’évaluation."),
    ProblemCode.NO_METHOD: gettext_lazy("Le bloc %(subject)s n’a aucune modalité d’évaluation."),
    ProblemCode.METHOD_APPLIES_TO_NOTHING: gettext_lazy(
        "Une modalité ne s’applique à aucune compétence : %(where)s."
    ),
    ProblemCode.METHOD_APPLIES_TO_UNKNOWN: gettext_lazy(
        "Une modalité s’applique à %(subject)s, qui n’est pas une compétence du bloc : %(where)s."
    ),
    ProblemCode.NOT_ASSESSED: gettext_lazy(
        "La compétence %(subject)s n’est couverte par aucune modalité d’évaluation."
    ),
}


def _sentence(problem: Problem, content: Content) -> str:
    where = words_for(problem.pointer, content) or _("titre ou certificateur")
    return str(_SENTENCES[problem.code]) % {"subject": problem.subject or where, "where": where}


def _too_long(content: Content) -> Iterable[Obstacle]:
    """Yield the texts that the columns of a version can't hold."""
    limits = [("item-head", _("Titre"), content["title"], column_limit(FrameworkVersion, "title"))]
    for i, block in enumerate(content["blocks"]):
        anchor = f"item-blocks-{i}"
        limits.append((anchor, _("Code du bloc"), block["code"], column_limit(Block, "code")))
        limits.append((anchor, _("Titre du bloc"), block["title"], column_limit(Block, "title")))
        limits += [
            (
                f"{anchor}-competences-{j}",
                _("Code de la compétence"),
                c["code"],
                column_limit(Competence, "code"),
            )
            for j, c in enumerate(block["competences"])
        ]
    for anchor, label, text, limit in limits:
        if len(text) > limit:
            sentence = _("%(label)s : %(length)s caractères, au plus %(limit)s.")
            yield Obstacle(sentence % {"label": label, "length": len(text), "limit": limit}, anchor)


def column_limit(model: Any, field: str) -> int:
    """Return how many characters a column of a version holds."""
    return int(model._meta.get_field(field).max_length)  # noqa: SLF001 (Django's documented way to a field)
