"""Words in = words out: the proof that reading lost nothing and invented nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.competences.readers.france_competences_text.encoding import decode_text
from preuve.domain.competences.readers.france_competences_text.lines import BULLETS, CODE, DASHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.competences.model import Framework

_BLOCK = re.compile(r"^bloc\b\D{0,30}?(\d{1,3})\s*[:.–—-]", re.IGNORECASE)
_HEADED = re.compile(rf"^({CODE})\s*[:–—-]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class WordAccount:
    """Words of a source against words of what was read from it.

    A word is a run without white space that holds a letter or a digit, as printed, in Unicode NFC. The sign
    that opens a line (bullet, dash) is not part of it; the heading of a block counts as its code (``BC1``).

    Attributes:
        read: how many words the source has.
        lost: words of the source that are nowhere in the framework, sorted, each as often as it is missing.
        invented: words of the framework that the source lacks, likewise.
    """

    read: int
    lost: tuple[str, ...]
    invented: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Whether every word of the source came out, and no other."""
        return not self.lost and not self.invented


def account_for_words(source: str | bytes, framework: Framework) -> WordAccount:
    """Compare the words of a text document with those of the framework read from it.

    Only one change is allowed: a word that a hyphen at the end of a line had cut ("non-" / "répudiation")
    may come out whole. Everything else must be in an item, a heading, a method or ``unassigned``, as often
    as in the source.

    Raises:
        UnreadableDocumentError: bytes that are not text.
    """
    text = decode_text(source)[0] if isinstance(source, bytes) else unicodedata.normalize("NFC", source)
    lines = [_printed_words(line) for line in re.split(r"\r\n|\r|\n", text)]
    printed = Counter(word for line in lines for word in line)
    found = Counter(_framework_words(framework))
    lost, invented = printed - found, found - printed
    cut = {line[-1] for line in lines if line and re.search(r"\w-$", line[-1])}
    _put_cut_words_together(lost, invented, cut)
    return WordAccount(printed.total(), tuple(sorted(lost.elements())), tuple(sorted(invented.elements())))


def _put_cut_words_together(lost: Counter[str], invented: Counter[str], cut: set[str]) -> None:
    """Cancel each whole word against the two pieces it was cut into."""
    for whole in list(invented):
        for beginning in cut:
            end = whole.removeprefix(beginning)
            if end != whole:
                times = min(invented[whole], lost[beginning], lost[end])
                for counter, word in ((invented, whole), (lost, beginning), (lost, end)):
                    counter[word] -= times


def _printed_words(line: str) -> list[str]:
    line = line.strip().lstrip(BULLETS + DASHES).strip()
    line = _BLOCK.sub(lambda found: f"BC{int(found[1])} ", line)
    return _words(_HEADED.sub(r"\1 ", line))


def _words(text: str) -> list[str]:
    return [word for word in text.split() if any(c.isalnum() for c in word)]


def _framework_words(framework: Framework) -> Iterator[str]:
    for text in _texts(framework):
        yield from _words(text)
    for line in framework.unassigned:
        yield from _printed_words(line.text)


def _texts(framework: Framework) -> Iterator[str]:
    yield from (framework.title, framework.certifier)
    for block in framework.blocks:
        yield from (block.code, block.title, block.introduction, *block.activities)
        for method in block.assessment_methods:
            yield from (method.stated_range, *method.steps)
        for competence in block.competences:
            yield from (competence.code, competence.statement, *competence.practices)
            if competence.criteria:
                # the column of criteria prints the code a second time
                yield competence.code
            yield from (criterion.text for criterion in competence.criteria)
