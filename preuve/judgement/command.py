"""``preuve agreement``: how far the jurors of a file of marks agree, without a database."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from preuve.domain.assessment.agreement.ratings import Ratings
    from preuve.domain.assessment.errors import MarksFileError

EXIT_OK, EXIT_UNREADABLE = 0, 2

_COLUMNS = {
    "candidate": ("candidat", "candidate"),
    "juror": ("juré", "juror"),
    "criterion": ("critère", "criterion"),
    "value": ("valeur", "value"),
}
_FAULTS = {
    "empty": ("aucune ligne de notes", "no line of marks"),
    "not_text": ("ce n’est pas du texte (octet {found})", "not text (byte {found})"),
    "not_csv": ("guillemets ou champ illisibles ({found})", "quotation marks or field unreadable ({found})"),
    "missing_column": (
        "il manque la colonne « {column} » (candidate, juror, criterion, value) ; trouvé : {found}",
        "column “{column}” is missing (candidate, juror, criterion, value); found: {found}",
    ),
    "repeated_column": (
        "la colonne « {column} » est là deux fois : {found}",
        "column “{column}” is there twice: {found}",
    ),
    "wrong_width": (
        "{found} champs, ce n’est pas autant que dans l’en-tête",
        "{found} fields, not as many as in the header",
    ),
    "no_name": ("« {column} » est vide", "“{column}” is blank"),
    "not_a_number": ("« {found} » n’est pas un nombre", "“{found}” is not a number"),
    "not_finite": ("« {found} » n’est pas une note", "“{found}” is not a mark"),
    "too_large": ("« {found} » est trop grand pour une note", "“{found}” is too large for a mark"),
    "repeated_mark": (
        "ce juré a déjà noté ce candidat sur ce critère, ligne {found}",
        "this juror marked this candidate on this criterion before, line {found}",
    ),
}
_LABELS = {
    "alpha.nominal": ("Alpha de Krippendorff, nominal", "Krippendorff’s alpha, nominal"),
    "alpha.ordinal": ("Alpha de Krippendorff, ordinal", "Krippendorff’s alpha, ordinal"),
    "alpha.interval": ("Alpha de Krippendorff, intervalle", "Krippendorff’s alpha, interval"),
    "alpha.ratio": ("Alpha de Krippendorff, rapport", "Krippendorff’s alpha, ratio"),
    "ac1": ("AC1 de Gwet, sans poids", "Gwet’s AC1, unweighted"),
    "ac2": ("AC2 de Gwet, poids quadratiques", "Gwet’s AC2, quadratic weights"),
    "cohen": ("Kappa de Cohen, sans poids", "Cohen’s kappa, unweighted"),
    "conger": ("Kappa de Conger, sans poids", "Conger’s kappa, unweighted"),
    "fleiss": ("Kappa de Fleiss, sans poids", "Fleiss’ kappa, unweighted"),
    "scott": ("Pi de Scott, sans poids", "Scott’s pi, unweighted"),
    "brennan_prediger": ("Brennan-Prediger, sans poids", "Brennan-Prediger, unweighted"),
    "icc.1,1": ("Corrélation intraclasse (1,1)", "Intraclass correlation (1,1)"),
    "icc.2,1": ("Corrélation intraclasse (2,1)", "Intraclass correlation (2,1)"),
    "icc.3,1": ("Corrélation intraclasse (3,1)", "Intraclass correlation (3,1)"),
    "icc.1,k": ("Corrélation intraclasse (1,k)", "Intraclass correlation (1,k)"),
    "icc.2,k": ("Corrélation intraclasse (2,k)", "Intraclass correlation (2,k)"),
    "icc.3,k": ("Corrélation intraclasse (3,k)", "Intraclass correlation (3,k)"),
}
_WORDS = {
    "counts": (
        "{candidates} candidats · {jurors} jurés · {criteria} critères · {marks} notes",
        "{candidates} candidates · {jurors} jurors · {criteria} criteria · {marks} marks",
    ),
    "whole": ("Ensemble", "All marks"),
    "criterion": ("Critère {name}", "Criterion {name}"),
    "error": ("erreur type", "standard error"),
    "severity": ("Sévérité des jurés (logits)", "Severity of jurors (logits)"),
    "difficulty": ("Difficulté des critères (logits)", "Difficulty of criteria (logits)"),
    "element": (
        "{name} : {estimate}, erreur type {se}, infit {infit}, outfit {outfit}",
        "{name}: {estimate}, standard error {se}, infit {infit}, outfit {outfit}",
    ),
    "notes": ("À savoir", "Notes"),
    "pairs": ("Paires de jurés", "Pairs of jurors"),
    "pair": (
        "{first} et {second} : {units} en commun, {equal} % de notes égales, écart moyen {difference}",
        "{first} and {second}: {units} in common, {equal}% equal marks, mean difference {difference}",
    ),
}


def register(subparsers: Any) -> None:
    """Add the command."""
    agreement = subparsers.add_parser("agreement", help="dire à quel point les jurés s’accordent")
    agreement.add_argument(
        "marks", type=Path, metavar="NOTES.csv", help="candidate,juror,criterion,value ; vide : pas de note"
    )
    agreement.add_argument("--severity", action="store_true", help="estimer aussi la sévérité des jurés")
    agreement.add_argument("--format", choices=("text", "json"), default="text")
    agreement.add_argument("--language", choices=("fr", "en"), default="fr")
    agreement.add_argument(
        "--seed", type=int, default=0, metavar="N", help="graine des intervalles par rééchantillonnage"
    )
    agreement.set_defaults(command=print_agreement)


def print_agreement(arguments: argparse.Namespace) -> int:
    """Print every coefficient; 0 done, 2 the file can't be read."""
    # Read when numpy is first imported. The products here are small: on a loaded machine threads that wait
    # for one another took thirty times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from preuve.domain.assessment.agreement.marks_csv import read_marks  # noqa: PLC0415 - imported when used
    from preuve.domain.assessment.agreement.serialise import to_json_dict  # noqa: PLC0415 - as above
    from preuve.domain.assessment.agreement.summary import agreement_of  # noqa: PLC0415 - as above
    from preuve.domain.assessment.errors import MarksFileError  # noqa: PLC0415 - as above

    try:
        ratings = read_marks(arguments.marks.read_bytes())
    except OSError as error:
        print(f"{arguments.marks}: {error.strerror}", file=sys.stderr)
        return EXIT_UNREADABLE
    except MarksFileError as error:
        print(f"{arguments.marks}:{error.line}: {_reason(error, arguments.language)}", file=sys.stderr)
        return EXIT_UNREADABLE
    report = to_json_dict(agreement_of(ratings, seed=arguments.seed))
    if arguments.severity:
        _add_severity(report, ratings, arguments.language)
    if arguments.format == "json":
        print(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print("\n".join(_text(report, arguments.language)))
    return EXIT_OK


def _add_severity(report: dict[str, Any], ratings: Ratings, language: str) -> None:
    """Put severities where the JSON has them, and their notes beside the other notes."""
    from preuve.domain.assessment.severity import as_dict, fit  # noqa: PLC0415 - imported when used

    result = fit(ratings)
    report["severity"] = as_dict(result, "fr" if language == "fr" else "en")
    french, english = as_dict(result, "fr")["notes"], as_dict(result, "en")["notes"]
    report["notes"] += [
        {
            "about": ["severity"],
            "criterion": None,
            "group": None,
            "code": one["reason"],
            "fr": one["text"],
            "en": other["text"],
        }
        for one, other in zip(french, english, strict=True)
    ]


def _reason(error: MarksFileError, language: str) -> str:
    column = _COLUMNS.get(error.column, ("", ""))[_index(language)]
    return _FAULTS[error.fault][_index(language)].format(column=column, found=error.found)


def _index(language: str) -> int:
    return 0 if language == "fr" else 1


def _word(key: str, language: str, **data: object) -> str:
    return _WORDS[key][_index(language)].format(**data)


def _text(report: Mapping[str, Any], language: str) -> Iterator[str]:
    yield _word("counts", language, **report["counts"])
    yield from _section(_word("whole", language), report, language)
    several = len(report["by_criterion"]) > 1  # a single criterion says the same as the whole
    if several:
        for name, criterion in report["by_criterion"].items():
            yield from _section(_word("criterion", language, name=name), criterion, language)
    if report["pairs"]:
        yield from ("", _word("pairs", language))
        yield from (f"  {_pair(pair, language)}" for pair in report["pairs"])
    if report["severity"]:
        yield from _severity_lines(report["severity"], language)
    notes = [
        note
        for note in report["notes"]
        if note["about"] != ["severity"] and (several or note["criterion"] is None)
    ]
    if notes:
        yield from ("", _word("notes", language))
        yield from (f"  {_note(note, language)}" for note in notes)


def _severity_lines(severity: Mapping[str, Any], language: str) -> Iterator[str]:
    for title, elements in (("severity", severity["jurors"]), ("difficulty", severity["criteria"])):
        if elements or title == "severity":
            yield from ("", _word(title, language))
        for name, element in elements.items():
            figures = {key: _figure(element[key], language) for key in ("estimate", "se", "infit", "outfit")}
            yield f"  {_word('element', language, name=name, **figures)}"
    yield from (f"  {note['text']}" for note in severity["notes"])


def _section(title: str, agreement: Mapping[str, Any], language: str) -> Iterator[str]:
    yield from ("", title)
    for name, labels in _LABELS.items():
        family, _, member = name.partition(".")
        value = agreement[family][member] if member else agreement[family]
        line = f"  {labels[_index(language)]:<34} {_figure(value, language):>7}"
        yield (line + _precision(agreement["precision"][name], language)).rstrip()


def _precision(precision: Mapping[str, Any] | None, language: str) -> str:
    if precision is None:
        return ""
    written = ""
    if precision["low"] is not None and precision["high"] is not None:
        written = f"  [{_figure(precision['low'], language)} ; {_figure(precision['high'], language)}]"
    if "standard_error" in precision:
        written += f"  {_word('error', language)} {_figure(precision['standard_error'], language)}"
    return written


def _figure(value: float | None, language: str) -> str:
    if value is None:
        return "—"
    written = f"{value:.3f}".replace("-0.000", "0.000")
    return written.replace(".", ",").replace("-", "−") if language == "fr" else written


def _pair(pair: Mapping[str, Any], language: str) -> str:
    first, second = pair["jurors"]
    return _word(
        "pair",
        language,
        first=first,
        second=second,
        units=pair["units"],
        equal=round(100 * pair["equal"]),
        difference=_figure(pair["difference"], language),
    )


def _note(note: Mapping[str, Any], language: str) -> str:
    where = f"{note['criterion']} · " if note["criterion"] is not None else ""
    about = ", ".join(_shortened(note["about"]))
    colon = " : " if language == "fr" else ": "
    return f"{where}{about}{colon if about else ''}{note[language]}"


def _shortened(about: Sequence[str]) -> list[str]:
    """The family's name where all of it is meant."""
    families = {
        family
        for family in ("alpha", "icc")
        if all(name in about for name in _LABELS if name.startswith(f"{family}."))
    }
    named = (name.partition(".")[0] if name.partition(".")[0] in families else name for name in about)
    return list(dict.fromkeys(named))
