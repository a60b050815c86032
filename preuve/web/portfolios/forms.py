"""What candidates and their followers type."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.queries import BlockNode, CompetenceNode
from preuve.web.portfolios.actions.case import DESCRIBED, CaseDescription
from preuve.web.portfolios.models import Case, Evidence, FactReview, FindingAnswer, Portfolio, SelfAssessment

if TYPE_CHECKING:
    from django.db.models import QuerySet

Result = TypeVar("Result")


class ActionForm(forms.Form):
    """A form that says why its action was refused beside what was typed: nothing typed is lost."""

    current: Any = None  # what another tab wrote in between

    def carry_out(self, act: Callable[[], Result]) -> Result | None:
        """Run the action when the form is valid; a refusal becomes an error of the form."""
        if not self.is_valid():
            return None
        try:
            return act()
        except ActionRefusedError as refusal:
            for sentence in refusal.sentences:
                self.add_error(None, str(sentence))
            self.current = getattr(refusal, "current", None)
            return None


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(ActionForm):
    title = forms.CharField(label=_("Titre"), max_length=200)
    setting = forms.ChoiceField(label=_("Cadre"), choices=Case.Setting.choices, widget=forms.RadioSelect)
    nature = forms.ChoiceField(label=_("Nature"), choices=Case.Nature.choices, widget=forms.RadioSelect)
    organisation = forms.CharField(label=_("Entreprise ou organisme"), max_length=200, required=False)
    period = forms.CharField(
        label=_("Période"), max_length=100, required=False, help_text=_("Par exemple : de mars à juin 2026.")
    )
    role = forms.CharField(label=_("Votre rôle"), max_length=200, required=False)
    team = forms.CharField(label=_("Équipe"), max_length=200, required=False)
    context = forms.CharField(
        label=_("Contexte"),
        max_length=5000,
        required=False,
        widget=_area(8),
        help_text=_("Le besoin, les contraintes, ce qui existait. Vous pourrez compléter avant le dépôt."),
    )
    activities = forms.TypedMultipleChoiceField(
        label=_("Activités montrées"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, blocks: Iterable[BlockNode] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (f"{block.code} – {block.title}", [(row.pk, row.text) for row in block.activities])
            for block in blocks
        ]
        self.fields["activities"].choices = choices  # type: ignore[attr-defined]  # a choice field's own

    @property
    def description(self) -> CaseDescription:
        """Return what is said of the case, without its activities."""
        return cast("CaseDescription", {name: self.cleaned_data[name] for name in DESCRIBED})


class InCaseForm(ActionForm):
    """A form with the choice of a case of one portfolio."""

    case = forms.ModelChoiceField(
        label=_("Cas"), queryset=Case.objects.none(), required=False, empty_label=_("Sans cas")
    )

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases: QuerySet[Case] = portfolio.cases.all()
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]  # a model choice field's own


class LinkForm(InCaseForm):
    title = forms.CharField(label=_("Titre"), max_length=200)
    url = forms.URLField(
        label=_("Adresse"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("Une page peut changer ou disparaître avant la soutenance : un fichier est plus sûr."),
    )
    field_order = ("title", "url", "case")


class TextForm(InCaseForm):
    title = forms.CharField(label=_("Titre"), max_length=200)
    text = forms.CharField(label=_("Texte"), max_length=50_000, widget=_area(14))
    field_order = ("title", "text", "case")


class EvidenceForm(InCaseForm):
    title = forms.CharField(label=_("Titre"), max_length=200)
    field_order = ("title", "case")


class UploadForm(InCaseForm):
    """The case that files are dropped into; the files themselves are read from the request."""


WHY = _("En quoi cette preuve montre le critère")


class ClaimForm(ActionForm):
    """One reason, for one criterion or several of them."""

    why = forms.CharField(label=WHY, max_length=5000, widget=_area(5))
    criteria = forms.MultipleChoiceField(
        label=_("Critères"), error_messages={"required": _("Choisissez au moins un critère.")}
    )

    def __init__(self, *args: Any, blocks: Iterable[BlockNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(node.identifier, node.label) for block in blocks for node in block.criteria]
        self.fields["criteria"].choices = choices  # type: ignore[attr-defined]  # a choice field's own


class CriterionClaimForm(ActionForm):
    """One piece of evidence for a criterion that is already chosen."""

    evidence = forms.TypedChoiceField(label=_("Preuve"), coerce=int)
    why = forms.CharField(label=WHY, max_length=5000, widget=_area(5))

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [("", _("Choisissez une preuve")), *choices]  # type: ignore[attr-defined]


class ClaimEditForm(ActionForm):
    why = forms.CharField(label=WHY, max_length=5000, widget=_area(6))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RevisionForm(ActionForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FeedbackForm(ActionForm):
    criterion = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Votre commentaire"), max_length=5000, widget=_area(4))


class AnswerForm(ActionForm):
    text = forms.CharField(label=_("Votre réponse"), max_length=5000, required=False, widget=_area(2))


class ReviewForm(ActionForm):
    """What the candidate thinks of a fact."""

    verdict = forms.ChoiceField(choices=FactReview.Verdict.choices, required=False)
    comment = forms.CharField(label=_("Votre commentaire"), max_length=2000, required=False, widget=_area(2))


class FindingForm(ActionForm):
    """The answer to a contradiction; another piece, or a file that becomes one, when it corrects it."""

    answer = forms.ChoiceField(label=_("Réponse"), choices=FindingAnswer.Answer.choices)
    text = forms.CharField(label=_("Explication"), max_length=2000, required=False, widget=_area(3))
    evidence = forms.ModelChoiceField(
        label=_("Preuve qui corrige"), queryset=Evidence.objects.none(), required=False
    )

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pieces: QuerySet[Evidence] = portfolio.evidence.all()
        self.fields["evidence"].queryset = pieces  # type: ignore[attr-defined]  # a model choice field's own


class CompareForm(ActionForm):
    """Two pieces, in the order of time; what they are is checked by the doors."""

    other = forms.IntegerField(min_value=1)
    is_older = forms.BooleanField(required=False)


class KindForm(ActionForm):
    kind = forms.CharField(max_length=60, required=False)


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Motif"), max_length=500)


class StatementForm(ActionForm):
    """The statement that comes with a submission."""

    own_work = forms.BooleanField(
        label=_(
            "J’atteste que ce portfolio est mon travail, et que j’y dis ce qui a été fait en équipe ou avec "
            "l’aide d’un outil."
        ),
        error_messages={"required": _("Cette attestation est nécessaire pour déposer.")},
    )


class SelfAssessmentForm(ActionForm):
    """A level and a comment per competence: fields `level_<code>` and `comment_<code>`."""

    def __init__(self, *args: Any, competences: Iterable[CompetenceNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competences = tuple(competences)
        for competence in self.competences:
            self.fields[f"level_{competence.code}"] = forms.TypedChoiceField(
                label=_("Votre niveau en %(code)s") % {"code": competence.code},
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", _("à situer")), *SelfAssessment.Level.choices],
            )
            self.fields[f"comment_{competence.code}"] = forms.CharField(
                label=_("Commentaire sur %(code)s") % {"code": competence.code},
                max_length=2000,
                required=False,
                widget=_area(2),
            )

    @property
    def answers(self) -> dict[str, tuple[int | None, str]]:
        """Return the level (or none) and the comment of each competence."""
        data = self.cleaned_data
        return {
            competence.code: (data[f"level_{competence.code}"], data[f"comment_{competence.code}"])
            for competence in self.competences
        }

    def rows(self) -> list[tuple[CompetenceNode, forms.BoundField, forms.BoundField]]:
        """Return each competence with its two fields."""
        return [
            (competence, self[f"level_{competence.code}"], self[f"comment_{competence.code}"])
            for competence in self.competences
        ]
