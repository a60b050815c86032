"""How fast coefficients of agreement are computed, beside the packages that compute them, in the same run.

    .venv/bin/python benchmarks/agreement.py [--marks 1000000] [--repeat 5]

Both sides start from the same matrix of marks (units × 3 jurors, scale of four, one in twenty missing,
or none where the other package takes no gaps) and do all there is to do, our table of units included;
the best of `--repeat` turns counts. A package that can't take as many marks gets the most units that it
does in fair time, and the table says how many; pingouin and irrCAC are timed where they are installed.
The last column is the largest difference between the figures. Severities have a benchmark of their own,
`severity.py`, since the package that estimates them can't give the same digits.
"""

from __future__ import annotations

import sys

sys.path[0] = (
    __file__.rpartition("/benchmarks/")[0] or "."
)  # beside us, `import inspect` would find that benchmark

import argparse
import importlib.util
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import fleiss, gwet
from preuve.domain.assessment.agreement.icc import analyse_variance, intraclass_correlation
from preuve.domain.assessment.agreement.marks_csv import read_marks
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import IccForm, Level
from preuve.domain.assessment.agreement.summary import agreement_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Figures = list[float]
    Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

JURORS = 3


@dataclass(frozen=True)
class Race:
    """One coefficient by us and by a package.

    Attributes:
        most_units: units that the package takes in reasonable time.
        gaps: whether it takes missing marks.
    """

    name: str
    package: str
    ours: Callable[[Matrix], Figures]
    theirs: Callable[[Matrix], Figures]
    gaps: bool = True
    most_units: int = sys.maxsize


def alpha_by_us(level: Level) -> Callable[[Matrix], Figures]:
    return lambda matrix: [krippendorff_alpha(table_of_matrix(matrix), level).value]


def alpha_by_package(level: Level) -> Callable[[Matrix], Figures]:
    import krippendorff

    return lambda matrix: [float(krippendorff.alpha(matrix.T, level_of_measurement=level.value))]


def alphas_by_us(matrix: Matrix) -> Figures:
    table = table_of_matrix(matrix)
    return [krippendorff_alpha(table, level).value for level in Level]


def alphas_by_package(matrix: Matrix) -> Figures:
    return [alpha_by_package(level)(matrix)[0] for level in Level]


def ac1_by_us(matrix: Matrix) -> Figures:
    result = gwet(table_of_matrix(matrix))
    return [result.value, result.standard_error]


def ac1_by_irrcac(matrix: Matrix) -> Figures:
    import pandas as pd
    from irrCAC.raw import CAC

    found = CAC(pd.DataFrame(matrix), digits=12).gwet()["est"]
    return [found["coefficient_value"], found["se"]]


def ac1_by_numpy(matrix: Matrix) -> Figures:
    """Gwet's formulas over the counts of each unit, as the R package irrCAC writes them down."""
    counts = np.stack([(matrix == value).sum(axis=1) for value in range(4)], axis=1).astype(float)
    counts = counts[counts.sum(axis=1) > 0]
    units, marks = len(counts), counts.sum(axis=1)
    paired = marks >= 2
    agreeing = np.where(paired, (counts * (counts - 1)).sum(axis=1) / np.maximum(marks * (marks - 1), 1), 0)
    agreement, shares = agreeing.sum() / paired.sum(), (counts / marks[:, None]).mean(axis=0)
    chance = (shares * (1 - shares)).sum() / 3
    value = (agreement - chance) / (1 - chance)
    parts = units / paired.sum() * (agreeing - chance * paired) / (1 - chance)
    parts = parts - 2 * (1 - value) * (counts @ (1 - shares) / marks / 3 - chance) / (1 - chance)
    return [value, float(np.sqrt(((parts - value) ** 2).sum() / (units * (units - 1))))]


def fleiss_by_us(matrix: Matrix) -> Figures:
    return [fleiss(table_of_matrix(matrix)).value]


def fleiss_by_statsmodels(matrix: Matrix) -> Figures:
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    return [float(fleiss_kappa(aggregate_raters(matrix)[0]))]


def icc_by_us(matrix: Matrix) -> Figures:
    variance = analyse_variance(table_of_matrix(matrix))
    return [intraclass_correlation(variance, form).value for form in IccForm]


def icc_by_pingouin(matrix: Matrix) -> Figures:
    import pandas as pd
    import pingouin

    long = pd.DataFrame(matrix).reset_index().melt(id_vars="index")
    return pingouin.intraclass_corr(long, "index", "variable", "value")["ICC"].tolist()


def icc_by_statsmodels(matrix: Matrix) -> Figures:
    """The analysis of variance by least squares, then Shrout & Fleiss' formulas."""
    import pandas as pd
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    long = pd.DataFrame(matrix).reset_index().melt(id_vars="index")
    squares = anova_lm(ols("value ~ C(index) + C(variable)", long).fit())
    between, of_jurors, error = squares["sum_sq"] / squares["df"]
    units, jurors = matrix.shape
    within = (of_jurors * (jurors - 1) + error * (units - 1) * (jurors - 1)) / (units * (jurors - 1))
    severity = (of_jurors - error) / units
    return [
        (between - within) / (between + (jurors - 1) * within),
        (between - error) / (between + (jurors - 1) * error + jurors * severity),
        (between - error) / (between + (jurors - 1) * error),
        (between - within) / between,
        (between - error) / (between + severity),
        (between - error) / between,
    ]


RACES = (
    *(Race(f"alpha {level}", "krippendorff", alpha_by_us(level), alpha_by_package(level)) for level in Level),
    Race("alpha, all four", "krippendorff", alphas_by_us, alphas_by_package),
    Race("AC1 with its error", "plain numpy", ac1_by_us, ac1_by_numpy),
    Race("AC1 with its error", "irrCAC", ac1_by_us, ac1_by_irrcac),
    Race("Fleiss' kappa", "statsmodels", fleiss_by_us, fleiss_by_statsmodels, gaps=False),
    Race("ICC, all six", "statsmodels", icc_by_us, icc_by_statsmodels, gaps=False, most_units=300),
    Race("ICC, all six", "pingouin", icc_by_us, icc_by_pingouin, gaps=False, most_units=2000),
)
OPTIONAL = ("irrCAC", "pingouin")


def marks_of(units: int, *, gaps: bool) -> Matrix:
    random = np.random.default_rng(20261123)
    level = random.integers(0, 4, (units, 1))
    noise = random.choice([-1, 0, 0, 0, 1], size=(units, JURORS))
    matrix = np.clip(level + noise, 0, 3).astype(np.float64)
    if gaps:
        matrix[random.random(matrix.shape) < 0.05] = np.nan
    return matrix


def best(call: Callable[[Matrix], Figures], matrix: Matrix, repeat: int) -> tuple[float, Figures]:
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        figures = call(matrix)
        seconds.append(time.perf_counter() - start)
    return min(seconds), figures


def run(race: Race, marks: int, repeat: int) -> str:
    matrix = marks_of(min(marks // JURORS, race.most_units), gaps=race.gaps)
    ours, our_figures = best(race.ours, matrix, repeat)
    theirs, their_figures = best(race.theirs, matrix, repeat)
    apart = max(abs(a - b) for a, b in zip(our_figures, their_figures, strict=True))
    return (
        f"{race.name:<20} {race.package:<13} {matrix.size:>9} {ours * 1000:>9.1f} "
        f"{theirs * 1000:>10.1f} {theirs / ours:>8.1f}× {apart:>9.0e}"
    )


def read_and_summarise(marks: int) -> str:
    """A file of marks, 10 criteria, two of 200 jurors on each candidate: all that the command prints."""
    lines = ["candidate,juror,criterion,value"]
    for number in range(marks):
        candidate, rest = divmod(number, 20)
        juror = candidate % 199 if rest % 2 else 199
        lines.append(f"c{candidate},j{juror},C{rest // 2},{(number * 7 + candidate) % 4}")
    data = "\n".join(lines).encode()
    start = time.perf_counter()
    ratings = read_marks(data)
    read = time.perf_counter()
    agreement_of(ratings)
    figures = time.perf_counter() - read
    return f"File of {marks} marks: read in {read - start:.2f} s, every figure in {figures:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marks", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print(f"{'':<34} {'marks':>9} {'ours, ms':>9} {'theirs, ms':>10} {'faster':>9} {'apart':>9}")
    for race in RACES:
        if race.package in OPTIONAL and importlib.util.find_spec(race.package) is None:
            print(f"{race.name:<20} {race.package:<13} not installed")
            continue
        print(run(race, arguments.marks, arguments.repeat), flush=True)
    print(read_and_summarise(arguments.marks))


if __name__ == "__main__":
    main()
