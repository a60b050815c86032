"""Draws the coverage matrix. One function instead of a template per cell: a page has more than a thousand."""

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preuve.domain.evidence.contract import Relation
from preuve.domain.evidence.coverage import CompetenceCoverage, CriterionCoverage
from preuve.web.frameworks.queries import BlockNode, CompetenceNode, CriterionNode
from preuve.web.portfolios.models import SelfAssessment
from preuve.web.portfolios.queries.matrix import Matrix
from preuve.web.portfolios.queries.statements import CellCounts
from preuve.web.templatetags.house import icon

register = template.Library()


_HOLLOW = {False: "", True: " glyph--suggested"}


class _Drawing:
    """One drawing of one matrix, with the words that come back in every cell prepared once."""

    def __init__(self, matrix: Matrix, *, linked: bool) -> None:
        self.matrix = matrix
        self.linked = linked
        self.base = reverse("coverage_matrix", args=[matrix.contents.portfolio.pk]) if linked else ""
        self.columns = [str(conditional_escape(case.title)) for case in matrix.cases] + [_("Sans cas")]
        self.queries = [f"?cas={case.pk}" for case in matrix.cases] + [""]
        self.cases = [*(case.pk for case in matrix.cases), None]
        self.counts: dict[int, str] = {0: conditional_escape(_("aucun argumentaire"))}
        mark = icon("exclamation-circle") if linked else ""
        self.silent = format_html(' <span class="matrix__silent">{}</span>', _("se défend à l’oral"))
        self.missing = format_html('<span class="matrix__missing">{}{}</span>', mark, _("sans argumentaire"))

    def words(self, count: int) -> str:
        if count not in self.counts:
            words = ngettext("%(n)s argumentaire", "%(n)s argumentaires", count) % {"n": count}
            self.counts[count] = conditional_escape(words)
        return self.counts[count]

    def rows(self) -> Iterable[str]:
        for block, covered in zip(
            self.matrix.contents.blocks, self.matrix.contents.coverage.blocks, strict=True
        ):
            yield self.group_row(
                "block", block.code, "", block.code, block.title, covered.claimed, covered.size
            )
            yield self.sums(covered.cells)
            yield "<td></td></tr>"
            for competence, part in zip(block.competences, covered.competences, strict=True):
                yield from self.competence_rows(block, competence, part)

    def competence_rows(
        self, block: BlockNode, competence: CompetenceNode, covered: CompetenceCoverage
    ) -> Iterable[str]:
        code = competence.code
        yield self.group_row(
            "competence", code, block.code, code, competence.statement, covered.claimed, covered.size
        )
        yield self.sums(covered.cells)
        yield f'<td class="matrix__sum">{self.level(code)}</td></tr>'
        for criterion, part in zip(competence.criteria, covered.criteria, strict=True):
            yield self.criterion_row(conditional_escape(f"{block.code} {code}"), criterion, part)

    def group_row(  # noqa: PLR0913, PLR0917 (what a row says, in the order in which it says it)
        self, kind: str, name: str, group: str, code: str, text: str, claimed: int, size: int
    ) -> str:
        words = ngettext("%(n)s critère sur %(of)s", "%(n)s critères sur %(of)s", claimed) % {
            "n": claimed,
            "of": size,
        }
        inside = format_html(
            '<span class="matrix__name"><span class="code-id">{}</span><span>{} <span class="sub">{}</span>'
            "</span></span>",
            code,
            text,
            words,
        )
        if self.linked:
            inside = format_html(
                '<button type="button" class="matrix__toggle" aria-expanded="true" data-matrix-toggle="{}">{}'
                "{}</button>",
                name,
                icon("chevron-right"),
                inside,
            )
        return format_html(
            '<tr class="matrix__{}" data-group="{}"><th scope="row">{}</th>', kind, group, inside
        )

    def sums(self, cells: tuple[int, ...]) -> str:
        return "".join(
            f'<td class="matrix__sum"><span aria-hidden="true">{count or "·"}</span>'
            f'<span class="visually-hidden">{self.words(count)}</span></td>'
            for count in cells
        )

    def level(self, code: str) -> str:
        answer = self.matrix.contents.assessments.get(code)
        if answer is None:
            words = conditional_escape(_("à situer"))
            return f'<span class="visually-hidden">{words}</span><span aria-hidden="true">·</span>'
        label = conditional_escape(SelfAssessment.Level(answer.level).label)
        return f'{answer.level}<span aria-hidden="true">/4</span><span class="sub">{label}</span>'

    def criterion_row(self, group: str, criterion: CriterionNode, covered: CriterionCoverage) -> str:
        name = conditional_escape(criterion.identifier)
        url = f"{self.base}{quote(criterion.identifier, safe='')}/"
        label = conditional_escape(criterion.label)
        title = f'<a href="{url}">{label}</a>' if self.linked else f"<span>{label}</span>"
        notes = "" if covered.total else f" {self.missing}"
        if criterion.identifier in self.matrix.voice.silent:
            notes += self.silent
        if waiting := self.matrix.waiting.get(criterion.identifier, 0):
            notes += self.waiting(waiting)
        missing = "" if covered.total else " is-missing"
        return (
            f'<tr class="matrix__criterion{missing}" data-group="{group}"><th scope="row">'
            f'<span class="matrix__name"><span class="code-id">{name}</span>'
            f"<span>{title}{notes}</span></span></th>"
            f"{self.cells(criterion.identifier, url, covered.cells)}<td></td></tr>"
        )

    def waiting(self, count: int) -> str:
        words = ngettext("%(n)s commentaire en attente", "%(n)s commentaires en attente", count) % {
            "n": count
        }
        return format_html(
            ' <span class="matrix__waiting"><span class="glyph glyph--feedback"></span> {}</span>', words
        )

    def cells(self, identifier: str, url: str, cells: tuple[int, ...]) -> str:
        drawn = []
        name = conditional_escape(identifier)
        for count, case, title, query in zip(cells, self.cases, self.columns, self.queries, strict=True):
            said = self.matrix.said.get((identifier, case))
            inside = (
                f'<span class="glyph glyph--claimed"></span>{count}'
                if count
                else ""
                if said
                else '<span class="glyph glyph--none"></span>'
            )
            words = self.words(count)
            if said:
                inside += self.glyphs(said)
                words += self.said_words(said)
            css = "cell" if count or said else "cell cell--empty"
            if self.linked:
                label = f"{name}, {title} : {words}"
                drawn.append(
                    f'<td><a class="{css}" href="{url}{query}" aria-label="{label}">{inside}</a></td>'
                )
            else:
                spoken = f'<span class="visually-hidden">{words}</span>'
                drawn.append(f'<td><span class="{css}">{inside}{spoken}</span></td>')
        return "".join(drawn)

    @staticmethod
    def glyphs(said: CellCounts) -> str:
        """Draw a sign per relation: hollow as long as everything that is said is a mere suggestion."""
        return "".join(
            f'<span class="glyph glyph--{relation}{_HOLLOW[not said.is_settled(relation)]}"></span>'
            f"{said.said[relation]}"
            for relation in Relation
            if relation in said.said
        )

    def said_words(self, said: CellCounts) -> str:
        parts = [
            _said(relation, said.said[relation], said.accepted.get(relation, 0))
            for relation in Relation
            if relation in said.said
        ]
        return "".join(f", {conditional_escape(part)}" for part in parts)


def _said(relation: Relation, count: int, accepted: int) -> str:
    values = {"n": count, "accepted": accepted}
    if relation is Relation.CONTRADICTS:
        return ngettext("%(n)s contredit", "%(n)s contredisent", count) % values
    if relation is Relation.SHOWS:
        said = ngettext("%(n)s fait le montre", "%(n)s faits le montrent", count) % values
    else:
        said = ngettext("%(n)s fait le situe", "%(n)s faits le situent", count) % values
    if not accepted:
        return said
    kept = ngettext("%(accepted)s accepté", "%(accepted)s acceptés", accepted) % values
    return f"{said} ({kept})"


@register.simple_tag
def matrix_rows(matrix: Matrix, *, linked: bool = True) -> SafeString:
    """Return the rows of the table's body; `linked` false for a copy that is read away from the site."""
    return mark_safe("".join(_Drawing(matrix, linked=linked).rows()))  # noqa: S308 (each text was escaped when put in)
