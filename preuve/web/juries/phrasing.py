"""The domain's coded reasons in words. One sentence per code, in the reader's language."""

from collections.abc import Callable, Iterable
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from preuve.domain.assessment.decision import DecisionProblem, DecisionProblemCode
from preuve.domain.assessment.errors import AssessmentError, MarksError, StructureError
from preuve.domain.assessment.marks import MarkProblem
from preuve.domain.assessment.proposal import Fact, FactCode, Outcome
from preuve.domain.assessment.regulations import Level, Regulations, Scale

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.ACQUIRED: gettext_lazy("acquis"),
    Outcome.PARTIALLY_ACQUIRED: gettext_lazy("partiellement acquis"),
    Outcome.NOT_ACQUIRED: gettext_lazy("non acquis"),
}
CERTIFICATION_OUTCOMES: dict[Outcome, Promise] = {
    Outcome.ACQUIRED: gettext_lazy("certification obtenue"),
    Outcome.PARTIALLY_ACQUIRED: gettext_lazy("certification partielle"),
    Outcome.NOT_ACQUIRED: gettext_lazy("certification refusée"),
}
STATE_CODES = {
    Outcome.ACQUIRED: "acquired",
    Outcome.PARTIALLY_ACQUIRED: "partly",
    Outcome.NOT_ACQUIRED: "not_acquired",
}
MARK_PROBLEMS: dict[MarkProblem, Promise] = {
    MarkProblem.NOT_MARKED: gettext_lazy("à évaluer"),
    MarkProblem.COMMENT_REQUIRED: gettext_lazy("commentaire à écrire"),
    MarkProblem.LEVEL_UNKNOWN: gettext_lazy("niveau inconnu du règlement"),
    MarkProblem.LEVEL_AND_ABSTENTION: gettext_lazy("un niveau et une abstention à la fois"),
    MarkProblem.ABSTENTION_NOT_ALLOWED: gettext_lazy("l’abstention n’est pas prévue par le règlement"),
}
NO_PROPOSAL = gettext_lazy("pas de proposition")


def outcome_words(outcome: Outcome | str | None) -> str:
    """Return the outcome of a competence or block in words."""
    return str(OUTCOMES[Outcome(outcome)]) if outcome else str(NO_PROPOSAL)


def certification_words(outcome: Outcome | str | None) -> str:
    """Return the outcome of the certification in words."""
    return str(CERTIFICATION_OUTCOMES[Outcome(outcome)]) if outcome else str(NO_PROPOSAL)


def state_code(outcome: Outcome | str | None) -> str:
    """Return the code of the state tag that draws an outcome."""
    return STATE_CODES[Outcome(outcome)] if outcome else "unknown"


def level_words(level: Level) -> str:
    """Return the label of a level in the active language."""
    return level.label_en if (get_language() or "").startswith("en") else level.label_fr


def level_style(code: str, scale: Scale) -> str:
    """Return which of the three drawn kinds a level is: acquired, partly or not_acquired."""
    level = next(item for item in scale.levels if item.code == code)
    if level.acquired:
        return "acquired"
    return "not_acquired" if level is scale.levels[0] else "partly"


def share_words(value: Fraction | int | None) -> str:
    """Return a share as people say it: « 2/3 », « 75 % » where the percentage is whole, or a count."""
    if value is None:
        return ""
    share = Fraction(value)
    if isinstance(value, int):
        return str(value)
    percent = share * 100
    return f"{percent.numerator} %" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _listed(fact: Fact) -> str:
    return ", ".join(fact.subjects)


def _criteria_acquired(fact: Fact) -> str:
    values = {
        "reached": share_words(fact.reached),
        "needed": share_words(fact.needed),
        "which": _listed(fact),
    }
    if not fact.subjects:
        return _("Tous les critères sont acquis.")
    return _("%(reached)s des critères sont acquis (seuil : %(needed)s). Non acquis : %(which)s.") % values


def _criteria_partly(fact: Fact) -> str:
    values = {
        "reached": share_words(fact.reached),
        "needed": share_words(fact.needed),
        "which": _listed(fact),
    }
    if fact.met:
        return _("%(reached)s des critères sont au moins partiellement acquis (seuil : %(needed)s).") % values
    sentence = _(
        "%(reached)s des critères sont au moins partiellement acquis (seuil : %(needed)s) : %(which)s."
    )
    return sentence % values


def _competences_acquired(fact: Fact) -> str:
    if not fact.subjects:
        return _("Toutes les compétences du bloc sont acquises.")
    sentence = _(
        "%(reached)s des compétences du bloc sont acquises ; le règlement en demande %(needed)s. "
        "Ne le sont pas : %(which)s."
    )
    return sentence % {
        "reached": share_words(fact.reached),
        "needed": share_words(fact.needed),
        "which": _listed(fact),
    }


def _points(fact: Fact) -> str:
    return _("%(reached)s des points du bloc sont obtenus ; le règlement en demande %(needed)s.") % {
        "reached": share_words(fact.reached),
        "needed": share_words(fact.needed),
    }


def _counted_blocks(fact: Fact) -> str:
    if fact.code is FactCode.BLOCKS_ACQUIRED:
        sentence = _("%(reached)s blocs obligatoires acquis sur %(needed)s.")
    else:
        sentence = _("%(reached)s blocs au choix acquis, %(needed)s demandés.")
    words = sentence % {"reached": fact.reached, "needed": fact.needed}
    if fact.subjects and not fact.met:
        return _("%(sentence)s Manquent : %(which)s.") % {"sentence": words, "which": _listed(fact)}
    return words


def _too_few_marks(fact: Fact) -> str:
    needed = int(fact.needed or 0)
    return ngettext(
        "Après les abstentions, moins de %(needed)s évaluation sur : %(which)s.",
        "Après les abstentions, moins de %(needed)s évaluations sur : %(which)s.",
        needed,
    ) % {"needed": needed, "which": _listed(fact)}


def _naming(sentence: Promise) -> Callable[[Fact], str]:
    """Return a phrasing that only names what the fact is about."""
    return lambda fact: str(sentence) % {"which": _listed(fact)}


FACTS: dict[FactCode, Callable[[Fact], str]] = {
    FactCode.MARKS_MISSING: _naming(gettext_lazy("Des évaluations manquent sur : %(which)s.")),
    FactCode.TOO_FEW_MARKS: _too_few_marks,
    FactCode.ELIMINATORY_FAILED: _naming(gettext_lazy("Critère éliminatoire non acquis : %(which)s.")),
    FactCode.CRITERIA_ACQUIRED: _criteria_acquired,
    FactCode.CRITERIA_PARTLY_ACQUIRED: _criteria_partly,
    FactCode.COMPETENCES_UNDECIDED: _naming(
        gettext_lazy("Aucune proposition n’est possible pour : %(which)s.")
    ),
    FactCode.COMPETENCES_ACQUIRED: _competences_acquired,
    FactCode.POINTS: _points,
    FactCode.BLOCKS_UNDECIDED: _naming(gettext_lazy("Aucune proposition n’est possible pour : %(which)s.")),
    FactCode.BLOCKS_ACQUIRED: _counted_blocks,
    FactCode.OPTIONAL_BLOCKS_ACQUIRED: _counted_blocks,
}


def fact_sentence(fact: Fact) -> str:
    """Return why, in one sentence."""
    return FACTS[fact.code](fact)


def fact_sentences(facts: Iterable[Fact]) -> list[str]:
    """Return why, one sentence a fact."""
    return [fact_sentence(fact) for fact in facts]


PROBLEMS: dict[DecisionProblemCode, Promise] = {
    DecisionProblemCode.ATTENDANCE_REASON_REQUIRED: gettext_lazy(
        "Dites pourquoi le candidat est reporté ou exclu."
    ),
    DecisionProblemCode.NOTHING_TO_RULE: gettext_lazy(
        "Le candidat n’a pas été entendu : rien ne peut être décidé sur %(target)s."
    ),
    DecisionProblemCode.UNKNOWN_TARGET: gettext_lazy("%(target)s n’est pas évalué aujourd’hui."),
    DecisionProblemCode.REPEATED_TARGET: gettext_lazy("%(target)s est décidé deux fois."),
    DecisionProblemCode.RULING_MISSING: gettext_lazy("La décision manque sur %(target)s."),
    DecisionProblemCode.REASON_REQUIRED: gettext_lazy(
        "%(target)s : « %(ruled)s » s’écarte de la proposition « %(expected)s ». Donnez le motif."
    ),
    DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES: gettext_lazy(
        "%(target)s : « %(ruled)s » s’écarte des compétences, qui donnent « %(expected)s ». Donnez le motif."
    ),
    DecisionProblemCode.CERTIFICATION_NOT_FROM_BLOCKS: gettext_lazy(
        "La certification découle des blocs : elle ne peut être que « %(expected)s »."
    ),
}


def problem_sentence(problem: DecisionProblem) -> str:
    """Return what keeps a decision from standing, in words."""
    whole = problem.code is DecisionProblemCode.CERTIFICATION_NOT_FROM_BLOCKS
    words = certification_words if whole else outcome_words
    return str(PROBLEMS[problem.code]) % {
        "target": problem.target or _("la certification"),
        "ruled": words(problem.ruled),
        "expected": words(problem.expected),
    }


def rules_do_not_fit(error: AssessmentError) -> str:
    """Return why nothing can be proposed: the session's rules, blocks and marks do not fit together."""
    match error:
        case StructureError():
            codes = ", ".join(str(code) for code in error.codes)
            sentence = _("Le règlement de la session ne s’applique pas à ce référentiel (%(codes)s).")
            return sentence % {"codes": codes}
        case MarksError():
            codes = ", ".join(sorted({fault.mark.criterion for fault in error.faults}))
            return _("Des évaluations ne peuvent pas être comptées : %(codes)s.") % {"codes": codes}
        case _:
            return _("Le règlement de la session ne peut pas être appliqué.")


def comment_required_codes(regulations: Regulations) -> frozenset[str]:
    """Return the codes of the levels at which the juror must say why."""
    limit = regulations.scale.comment_required_at
    if limit is None:
        return frozenset()
    codes = [level.code for level in regulations.scale.levels]
    return frozenset(codes[: codes.index(limit) + 1])


def said_words(facts: int, findings: int) -> str:
    """Say how much inspectors said of a piece."""
    parts = []
    if facts:
        parts.append(ngettext("%(n)s fait", "%(n)s faits", facts) % {"n": facts})
    if findings:
        parts.append(ngettext("%(n)s constat", "%(n)s constats", findings) % {"n": findings})
    return ", ".join(parts)
