"""Published tables of marks, typed from their sources; units × jurors."""

import numpy as np
import pytest

KRIPPENDORFF = ("123321412...", "1233224125..", ".33323422513", "12332441251.")
SHROUT_FLEISS = ("9 2 5 8", "6 1 3 2", "8 4 6 8", "7 1 2 6", "10 5 6 9", "6 2 4 7")
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


@pytest.fixture
def krippendorff_example():
    """Krippendorff (2011): 4 observers, 12 units, missing marks."""
    return np.array([[float(mark) if mark != "." else np.nan for mark in row] for row in KRIPPENDORFF]).T


@pytest.fixture
def shrout_fleiss():
    """Shrout & Fleiss (1979), table 2: 6 targets, 4 judges."""
    return np.array([[float(mark) for mark in row.split()] for row in SHROUT_FLEISS])


@pytest.fixture
def fleiss_example():
    """Fleiss (1971), table 1: 30 patients, 6 raters, 5 categories."""
    return np.array([np.repeat(np.arange(1.0, 6.0), [int(count) for count in row]) for row in FLEISS.split()])


def of_table(counts):
    """Two jurors' marks from a table of counts: rows the first juror's value, columns the second's."""
    return np.array(
        [
            (row + 1.0, column + 1.0)
            for row, line in enumerate(counts)
            for column, count in enumerate(line)
            for _ in range(count)
        ]
    )


@pytest.fixture
def gwet_example():
    """Gwet (2014), two raters on 100 units, 3 categories."""
    return of_table(((13, 0, 0), (0, 20, 7), (0, 4, 56)))
