"""Tables of cohorts as they leave the house: the public sheet, the detail, and what each column means.

Source: the statistics of cohorts in the public sheet of a certification (ANNEE, NOMBRE_CERTIFIES,
NOMBRE_CERTIFIES_VAE, TAUX_INSERTION_GLOBAL_6MOIS, TAUX_INSERTION_METIER_2ANS). Where fewer people are counted
than the least number for a rate, what would say something about one of them is not written either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.reporting.cohorts import Cohort, Horizon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from preuve.domain.reporting.cohorts import Rate

Cell = str | int | float

_TOO_FEW = {"fr": "pas assez de réponses", "en": "not enough answers"}
_NOT_ASKED = {"fr": "pas encore interrogés", "en": "not asked yet"}
_DETAIL = {
    "fr": (
        ("Année", "Année d’octroi de la certification entière"),
        ("Mois", "Mois écoulés depuis l’octroi"),
        ("Titulaires", "Titulaires de l’année dont le certificat est en vigueur"),
        ("dont VAE", "Titulaires par la VAE"),
        ("Interrogés", "Titulaires dont le suivi est ouvert à cette échéance"),
        ("Répondants", "Titulaires interrogés qui ont répondu"),
        ("Taux de réponse (%)", "Répondants ÷ interrogés"),
        ("Neutralisés", "Répondants en études ou en incapacité, hors des taux"),
        ("Base des taux", "Répondants moins neutralisés"),
        ("En emploi", "Répondants en emploi"),
        ("Taux d’emploi (%)", "En emploi ÷ base des taux"),
        ("Dans le métier visé", "Répondants en emploi dans le métier visé"),
        ("Taux dans le métier visé (%)", "Dans le métier visé ÷ base des taux"),
    ),
    "en": (
        ("Year", "Year in which the whole certification was granted"),
        ("Months", "Months since granting"),
        ("Holders", "Holders of the year whose certificate is in force"),
        ("of which VAE", "Holders by VAE"),
        ("Asked", "Holders whose follow-up is open at this horizon"),
        ("Respondents", "Holders asked who answered"),
        ("Response rate (%)", "Respondents ÷ asked"),
        ("Neutralised", "Respondents in studies or incapacity, outside the rates"),
        ("Base of the rates", "Respondents less neutralised"),
        ("Employed", "Respondents in a job"),
        ("Employment rate (%)", "Employed ÷ base of the rates"),
        ("In the target job", "Respondents in the target job"),
        ("Rate in the target job (%)", "In the target job ÷ base of the rates"),
    ),
}
_PUBLIC = {
    "fr": (
        ("ANNEE", "Année d’octroi de la certification entière"),
        ("NOMBRE_CERTIFIES", "Titulaires de l’année dont le certificat est en vigueur"),
        ("NOMBRE_CERTIFIES_VAE", "Titulaires par la VAE"),
        (
            "TAUX_INSERTION_GLOBAL_6MOIS",
            "En %, à 6 mois : en emploi ÷ (répondants moins ceux en études ou en incapacité)",
        ),
        (
            "TAUX_INSERTION_METIER_2ANS",
            "En %, à 24 mois : dans le métier visé ÷ (répondants moins ceux en études ou en incapacité)",
        ),
    ),
    "en": (
        ("ANNEE", "Year in which the whole certification was granted"),
        ("NOMBRE_CERTIFIES", "Holders of the year whose certificate is in force"),
        ("NOMBRE_CERTIFIES_VAE", "Holders by VAE"),
        (
            "TAUX_INSERTION_GLOBAL_6MOIS",
            "In %, at 6 months: employed ÷ (respondents less those in studies or incapacity)",
        ),
        (
            "TAUX_INSERTION_METIER_2ANS",
            "In %, at 24 months: in the target job ÷ (respondents less those in studies or incapacity)",
        ),
    ),
}


def detail_table(found: Sequence[Cohort], language: str) -> tuple[tuple[Cell, ...], ...]:
    """One row for each cohort, the header first.

    Rates are in hundredths, to one decimal. Where too few are counted, the counts that a rate is made of are
    replaced by words: "1 in the target job of 1" would name somebody.
    """
    return (tuple(name for name, _ in _DETAIL[language]), *(_detail_row(row, language) for row in found))


def detail_definitions(language: str) -> tuple[tuple[str, str], ...]:
    """Name and meaning of each column of `detail_table`; language "fr" or "en"."""
    return _DETAIL[language]


def public_sheet(found: Sequence[Cohort], language: str) -> tuple[tuple[Cell, ...], ...]:
    """One row for each year, the header first, with the columns of the public sheet of a certification.

    Args:
        found: what `cohorts` gives of one certification. A year without one of the horizons is not asked yet.
        language: "fr" or "en", for the words in place of a rate; names of columns never change.

    Returns:
        rows whose rates are whole hundredths, halves upwards.
    """
    by_year: dict[int, dict[Horizon, Cohort]] = {}
    for row in found:
        by_year.setdefault(row.year, {})[row.horizon] = row
    header = tuple(name for name, _ in _PUBLIC[language])
    return (header, *(_public_row(year, by_year[year], language) for year in sorted(by_year)))


def public_definitions(language: str) -> tuple[tuple[str, str], ...]:
    """Name and meaning of each column of `public_sheet`; language "fr" or "en"."""
    return _PUBLIC[language]


def safe_cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells of a CSV row that no spreadsheet takes for a formula.

    Source: OWASP, "CSV Injection": a text that begins with `= + - @`, a tab or a carriage return is executed
    when the file is opened. It gets an apostrophe before it. Numbers stay numbers.
    """
    return tuple(_safe(cell) for cell in cells)


def _safe(cell: Cell) -> Cell:
    dangerous = isinstance(cell, str) and cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if dangerous else cell


def _detail_row(row: Cohort, language: str) -> tuple[Cell, ...]:
    few = _reason(row, language)
    response: Cell = _NOT_ASKED[language] if row.response is None else _hundredths(row.response, 1)
    shown = (
        row.year,
        int(row.horizon),
        row.holders,
        row.holders_by_vae,
        row.asked,
        row.respondents,
        response,
    )
    if not row.employed.enough:
        return (*shown, few, few, few, few, few, few)
    rates = [
        cell
        for rate in (row.employed, row.in_target_job)
        for cell in (rate.counted, _rate_cell(rate, few, 1))
    ]
    return (*shown, row.neutralised, row.employed.base, *rates)


def _public_row(year: int, at: dict[Horizon, Cohort], language: str) -> tuple[Cell, ...]:
    any_row = next(iter(at.values()))
    early, late = at.get(Horizon.SIX), at.get(Horizon.TWENTY_FOUR)
    missing = _NOT_ASKED[language]
    global_rate = _rate_cell(early.employed, _reason(early, language), 0) if early else missing
    target_rate = _rate_cell(late.in_target_job, _reason(late, language), 0) if late else missing
    return (year, any_row.holders, any_row.holders_by_vae, global_rate, target_rate)


def _reason(row: Cohort, language: str) -> str:
    return _TOO_FEW[language] if row.asked else _NOT_ASKED[language]


def _rate_cell(rate: Rate, otherwise: str, decimals: int) -> Cell:
    return otherwise if rate.value is None else _hundredths(rate.value, decimals)


def _hundredths(value: Fraction, decimals: int) -> Cell:
    """A share in hundredths, rounded exactly, halves upwards; a float only where decimals are asked for."""
    steps = 10**decimals
    rounded = (value * 100 * steps * 2 + 1) // 2
    return rounded / steps if decimals else int(rounded)
