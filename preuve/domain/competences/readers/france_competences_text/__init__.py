"""Reader of France compétences' three référentiels as text: a PDF table of four columns, line by line.

The document follows the form that certifiers fill in for the national register: activities, competences,
assessment methods ("modalités") and assessment criteria, one row of the table per block. The text comes
page by page and, inside a page, column by column, so that an item may stop at the foot of a page and go on
after the text of other columns. No line number and no word of one document is known here. The rules:

Shapes (``lines``)
  1. ``Bloc N : title`` (any case, ``Bloc de compétences n° N –`` too) opens a block.
  2. ``C1.1 text`` opens a competence; ``C1.1`` alone opens a group of criteria (or a competence, when an
     infinitive follows on the next line); ``C1.1 à C1.5`` is a range, whose end may be incomplete.
  3. A bullet, or a dash before a capital or a gerund, opens an item. A dash before a small letter is an
     aside.
  4. Sentences of the form, addresses, page numbers, lines in capitals and a heading repeated on the next
     page are furniture: they are unassigned, and end a page.
  5. A page also starts after a form feed, and at a line indented by one space right below another text.
  6. A gap is more blank lines than the document usually leaves between two lines.

Columns (``columns``, with the weight of each rule)
  7. Headings have their column: a competence in the second; a range in the third, or in the fourth when "le
     jury s’assure …" or the heading of a group comes next; a group in the fourth. The heading of a block
     starts again.
  8. Inside a page columns go from left to right. Going back is the sign of a page break that was lost.
  9. An item stays in its column, unless its marker is one the document keeps for another column, or its first
     word says otherwise: a gerund ("En …ant") opens a practice, a determiner a criterion. The word is the
     last resort.
  10. A new item in a column means that the one before is finished. An article, a preposition, an auxiliary,
      an open parenthesis or a hyphen at its end says that it is not: its continuation must come before, on
      this page or the next, wherever in the page that column's turn is.
  11. Prose goes on with the column it stands in; after a full stop, a small letter or a gap speak against
      that, as does a line broken where the next word had room. Prose resumes another column when its last
      text was left without an end and this one starts with a small letter; after a finished text, a capital
      opens a paragraph of the methods, the only column of paragraphs.
      Between two places, the one whose words at the break stand together elsewhere in the document is
      likelier ("erreur" + "d’interprétation"), and a line too wide for a column is not of it.
  12. Text that fits nowhere is unassigned, with a warning.

Items (``items``)
  13. Lines of an item are joined by a space; by nothing after a hyphen inside a word ("non-" +
      "répudiation").
  14. A sentence after a finished item is an item whose bullet is missing when it has the form of its
      column: a gerund among practices, a determiner and a colon among criteria.

Nothing is corrected: oddities are warnings (``oddities``) and the words stay as printed, in Unicode NFC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.competences.readers.france_competences_text.draft import draft_framework
from preuve.domain.competences.readers.france_competences_text.encoding import decode_text, looks_like_text
from preuve.domain.competences.readers.france_competences_text.lines import split_lines
from preuve.domain.competences.readers.france_competences_text.oddities import Notes

if TYPE_CHECKING:
    from preuve.domain.competences.model import Framework


class FranceCompetencesTextReader:
    """Reads the text of the three référentiels; see the rules above."""

    id = "france-competences-text"
    suffixes = (".txt", ".text")

    def sniff(self, head: bytes, name: str) -> float:
        """0 for bytes that are not text, 0.9 for text with the usual suffix, 0.4 for other text."""
        if not looks_like_text(head):
            return 0.0
        return 0.9 if name.lower().endswith(self.suffixes) else 0.4

    def read(self, data: bytes) -> Framework:
        """Read the whole document.

        Raises:
            UnreadableDocumentError: binary, too large, wrongly encoded, or without any block or competence.
        """
        text, guessed = decode_text(data)
        notes = Notes()
        if guessed:
            notes.warn(
                "encoding-guessed", 1, "Le fichier n’est pas en UTF-8 : il a été lu comme du Windows-1252."
            )
        return draft_framework(split_lines(text), notes)
