"""The lines of a document, each with what its shape says before any context: heading, item, range, prose.

Words of the trade: *furniture* is what the page or the official form prints around the table; a *marker* is
the sign that opens an item; a *tail* is how a text ends, which says whether it was cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

#: Fewer letters in capitals are acronyms in a text ("MEHARI, ANSSI").
_HEADING_LETTERS = 15
BULLETS = "●•▪◦■□▫‣⁃∙·○◆◇►▶➢➤✓✔*\uf0b7\uf0a7\uf0d8"
DASHES = "-–—"
CODE = r"[A-Z]{1,3}\d{1,3}\.\d{1,3}"

BLOCK_HEADING = re.compile(
    r"^bloc(?:\s+de\s+comp[ée]tences)?\s*(?:n\s*[°º])?\s*(?P<number>\d{1,3})\s*[:.–—-]\s*(?P<title>\S.*)$",
    re.IGNORECASE,
)
COMPETENCE_HEADING = re.compile(rf"^(?P<code>{CODE})(?:\s*[:–—-])?\s+(?P<statement>\S.*)$")
GROUP_HEADING = re.compile(rf"^(?P<code>{CODE})\s*:?$")
RANGE = re.compile(rf"^(?P<first>{CODE})\s*(?:à|a|-|–|—)\s*(?P<last>[A-Z]{{1,3}}\d*(?:\.\d*)?)\s*:?$")
CRITERIA_LEAD = re.compile(r"\bjury\s+s\W?assure", re.IGNORECASE)

_ITEM = re.compile(rf"^(?P<marker>[{re.escape(BULLETS)}])\s*(?P<body>.*)$")
_DASHED = re.compile(rf"^(?P<marker>[{DASHES}])\s*(?P<body>\S.*)$")
_PAGE_NUMBER = re.compile(r"^(?:page\s+\d+(?:\s*(?:/|sur)\s*\d+)?|\d+\s*(?:/|sur)\s*\d+)$", re.IGNORECASE)
_URL = re.compile(r"^https?://\S+$", re.IGNORECASE)
_SENTENCE = re.compile(r"^[«“\"(\s]*[^\W\d_a-zß-öø-ÿœ](?:[’'\sa-zß-öø-ÿœ]|$)")
_GERUND = re.compile(r"^(?:en\s+)?(?:s\W)?[^\W\d_]{2,}ant\b", re.IGNORECASE)
_DETERMINER = re.compile(r"^(?:l[’']|(?:les?|la|une?|des|du|ces?|cette|chaque)\s)", re.IGNORECASE)
_INFINITIVE = re.compile(r"^(?:s[’']|se\s)?[^\W\d_]{2,}(?:er|ir|re)\b", re.IGNORECASE)

#: Words that end no finished French sentence: articles, prepositions, conjunctions, auxiliaries …
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "le la les l un une des du de d à au aux et ou où ni en dans par pour sur sous avec sans entre vers "
        "chez que qui dont est sont a ont être ses son sa leur leurs ces cet cette ce se ne il ils elle "
        "elles tout toute toutes lors afin ainsi selon depuis dès qu s n c y très car si comme lorsque",
    )
)


class Kind(Enum):
    """What the shape of a line says."""

    BLOCK = "block"
    COMPETENCE = "competence"
    GROUP = "group"
    RANGE = "range"
    ITEM = "item"
    PROSE = "prose"
    FURNITURE = "furniture"


class Opening(StrEnum):
    """What kind of word opens an item: the last resort to tell a practice from a criterion."""

    GERUND = "gerund"
    INFINITIVE = "infinitive"
    DETERMINER = "determiner"
    OTHER = "other"


class Tail(Enum):
    """How a text ends: finished, merely without a full stop, with a comma, or in the middle of a sentence."""

    FINISHED = 0
    BARE = 1
    COMMA = 2
    UNFINISHED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds words.

    Attributes:
        number: in the source, from 1.
        text: without the marker, white space collapsed.
        kind: see ``Kind``.
        marker: bullet or dash that opens the item; empty elsewhere.
        starts_page: a page break stands just before.
        after_gap: more blank lines stand just before than between the lines of a paragraph.
        opens_criteria: for a range, whether it opens the criteria and not a modality.
    """

    number: int
    text: str
    kind: Kind
    marker: str = ""
    starts_page: bool = False
    after_gap: bool = False
    opens_criteria: bool = False

    @property
    def opening(self) -> Opening:
        """Kind of the first word."""
        return opening_of(self.text)


def opening_of(text: str) -> Opening:
    """Kind of the word that opens a text ("En mobilisant" and "S’appuyant" are gerunds)."""
    for pattern, opening in (
        (_GERUND, Opening.GERUND),
        (_DETERMINER, Opening.DETERMINER),
        (_INFINITIVE, Opening.INFINITIVE),
    ):
        if pattern.match(text):
            return opening
    return Opening.OTHER


def tail_of(text: str) -> Tail:
    """How a text ends; an open parenthesis or a final hyphen leaves it unfinished."""
    if text.count("(") > text.count(")") or re.search(r"\w-$", text):
        return Tail.UNFINISHED
    if text.endswith((".", "!", "?", "…", ":", ".»", ". »")):
        return Tail.FINISHED
    if text.endswith(","):
        return Tail.COMMA
    last = re.search(r"(\w+)\W*$", text)
    if last and last[1].lower() in FUNCTION_WORDS and text.endswith((last[1], "’", "'")):
        return Tail.UNFINISHED
    return Tail.BARE


def starts_sentence(text: str) -> bool:
    """Whether a sentence may start here: a capital, but not that of an acronym ("HTML CSS", "S.I")."""
    return bool(_SENTENCE.match(text))


def join(left: str, right: str) -> str:
    """Two lines of one text as one: a space between, none after a hyphen that ends the line inside a word."""
    glued = re.search(r"\w-$", left) and re.match(r"[^\W\d_]", right) and right[0].islower()
    return f"{left}{right}" if glued else f"{left} {right}"


def fold(text: str) -> tuple[str, ...]:
    """Words of a text without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z0-9]+", plain))


#: Sentences of the form that certifiers fill in for France compétences ("référentiels d'activités, de
#: compétences et d'évaluation", after article L6113-1 of the Labour Code).
FORM_SENTENCES = tuple(
    fold(sentence)
    for sentence in (
        "Référentiels d’activités, de compétences et d’évaluation",
        "Référentiel d’activités, de compétences et d’évaluation",
        "Éléments complémentaires relatifs à la demande",
        "Le cas échéant, description de tout autre document constitutif de la certification professionnelle",
        (
            "Référentiel d’activités décrit les situations de travail et les activités exercées, les métiers "
            "ou emplois visés"
        ),
        (
            "Référentiel de compétences identifie les compétences et les connaissances, y compris "
            "transversales, qui découlent du référentiel d’activités"
        ),
        "Référentiel d’évaluation définit les critères et les modalités d’évaluation des acquis",
        "Modalités d’évaluation",
        "Critères d’évaluation",
    )
)


def split_lines(text: str) -> list[Line]:
    r"""Every line of the text that holds words, in order.

    A page starts after a form feed, at a line indented by one space right below another text, and after
    furniture.
    """
    lines = _shaped(text)
    lines = _with_lone_codes_settled(_with_furniture(lines))
    return _with_ranges_settled(lines)


def _shaped(text: str) -> list[Line]:
    lines: list[Line] = []
    blanks: list[int] = []
    blank, feed = 0, False
    for number, raw in enumerate(text.split("\n"), start=1):
        feed = feed or "\f" in raw
        words = " ".join(raw.split())
        if not words:
            blank += 1
            continue
        indented = raw.startswith(" ") and not raw.startswith("  ") and not blank
        kind, marker, body = _shape(words)
        lines.append(Line(number, body, kind, marker, starts_page=feed or (indented and bool(lines))))
        blanks.append(blank)
        blank, feed = 0, False
    usual = Counter(blanks).most_common(1)[0][0] if blanks else 0
    return [replace(line, after_gap=blank > usual) for line, blank in zip(lines, blanks, strict=True)]


def _shape(words: str) -> tuple[Kind, str, str]:
    if _URL.match(words) or _PAGE_NUMBER.match(words):
        return Kind.FURNITURE, "", words
    if BLOCK_HEADING.match(words):
        return Kind.BLOCK, "", words
    for kind, pattern in (
        (Kind.RANGE, RANGE),
        (Kind.GROUP, GROUP_HEADING),
        (Kind.COMPETENCE, COMPETENCE_HEADING),
    ):
        if pattern.match(words):
            return kind, "", words
    if item := _ITEM.match(words):
        return Kind.ITEM, item["marker"], item["body"]
    dashed = _DASHED.match(words)
    # "- internes ou externes." is an aside that the line break brought to the front, not an item
    if dashed and (dashed["body"][0].isupper() or opening_of(dashed["body"]) is Opening.GERUND):
        return Kind.ITEM, dashed["marker"], dashed["body"]
    return Kind.PROSE, "", words


def _with_furniture(lines: list[Line]) -> list[Line]:
    """Sentences of the form, repeated headings and lines in capitals; the line below starts a page."""
    settled: list[Line] = []
    index, below, heading = 0, False, ""
    while index < len(lines):
        repeated = lines[index].kind is Kind.BLOCK and fold(lines[index].text) == fold(heading)
        length = 1 if repeated else _furniture_length(lines, index, below_heading=bool(heading))
        if lines[index].kind is Kind.BLOCK:
            heading = lines[index].text
        for line in lines[index : index + max(length, 1)]:
            kind = Kind.FURNITURE if length else line.kind
            settled.append(replace(line, kind=kind, starts_page=line.starts_page or below))
        below = settled[-1].kind is Kind.FURNITURE
        index += max(length, 1)
    return settled


def _furniture_length(lines: list[Line], start: int, *, below_heading: bool) -> int:
    """How many lines from ``start`` are furniture: a sentence of the form, a line in capitals; or 0."""
    if lines[start].kind is not Kind.PROSE:
        return int(lines[start].kind is Kind.FURNITURE)
    longest = max(_form_length(lines, start, sentence) for sentence in FORM_SENTENCES)
    return longest or int(below_heading and _in_capitals(lines[start].text))


def _form_length(lines: list[Line], start: int, sentence: tuple[str, ...]) -> int:
    """How many lines from ``start`` hold that sentence and nothing else; 0 when they do not."""
    words: tuple[str, ...] = ()
    index = start
    while index < len(lines) and words != sentence and words == sentence[: len(words)]:
        words += fold(lines[index].text)
        index += 1
    return index - start if words == sentence else 0


def _in_capitals(text: str) -> bool:
    """A heading of the page: all capitals, at least two words of four letters, fifteen letters in all."""
    letters = sum(c.isalpha() for c in text)
    return text.isupper() and letters >= _HEADING_LETTERS and len(re.findall(r"[^\W\d_]{4,}", text)) > 1


def _with_lone_codes_settled(lines: list[Line]) -> list[Line]:
    """A bullet or a code alone on its line takes its text from the line below.

    A code alone is the heading of a group of criteria, unless an infinitive in prose follows: then it is
    the heading of a competence.
    """
    settled: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below and below.kind is Kind.PROSE and _takes_text_below(line, below):
            kind = Kind.COMPETENCE if line.kind is Kind.GROUP else Kind.ITEM
            line = replace(line, kind=kind, text=f"{line.text.rstrip(': ')} {below.text}".strip())
            index += 1
        settled.append(line)
        index += 1
    return settled


def _takes_text_below(line: Line, below: Line) -> bool:
    if line.kind is Kind.GROUP:
        return starts_sentence(below.text) and below.opening is Opening.INFINITIVE
    return line.kind is Kind.ITEM and not line.text


def _with_ranges_settled(lines: list[Line]) -> list[Line]:
    """A range opens the criteria when "le jury s’assure …" or the heading of a group is the next thing."""
    settled = list(lines)
    for index, line in enumerate(lines):
        if line.kind is Kind.RANGE:
            prose, following = "", None
            for other in lines[index + 1 :]:
                if other.kind is not Kind.PROSE:
                    following = other.kind
                    break
                prose += f" {other.text}"
            opens = following is Kind.GROUP or bool(CRITERIA_LEAD.search(prose))
            settled[index] = replace(line, opens_criteria=opens)
    return settled
