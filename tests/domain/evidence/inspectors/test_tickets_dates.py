"""Numeric dates of tickets: each column by what it proves, by what others prove, or left out."""

import pytest

from preuve.domain.evidence.inspectors.tickets import INSPECTOR
from preuve.domain.evidence.inspectors.tickets.dates import Column, Order, Orders
from tests.factories.evidence import CONTEXT, artefact, fact_of

HEADER = (
    "Key,Title,State,Type,Created,Resolved,Closed,Due date,Review date,Approval date,Actual start,Updated\n"
)


def inspected(text):
    return INSPECTOR.inspect([artefact(text, "tickets.csv")], CONTEXT)


def values_of(inspection):
    return {each.code: each.value for each in (*inspection.facts, *inspection.findings)}


def limits_of(inspection):
    return {limit.code: (limit.fr, limit.en) for limit in inspection.limits[2:]}


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["21/06/2025", "01/07/2025"], Order.DAY_FIRST),
        (["6/21/2025 16:14", "7/1/2025"], Order.MONTH_FIRST),
        (["06/07/2025"], Order.UNSURE),
        (["21/06/2025", "6/21/2025"], Order.UNSURE),
        (["13/13/2025", "06/07/2025"], Order.UNSURE),
        (["2025-06-21", "", "n/a"], Order.UNSURE),
    ],
)
def test_what_a_column_proves(texts, order):
    column = Column()

    column.add(texts)

    assert column.order is order


def settled(**columns):
    orders, proofs = Orders(), {}
    for field, texts in columns.items():
        proofs[field] = Column()
        proofs[field].add(texts)
    orders.settle(proofs)
    return orders


def test_a_column_borrows_the_order_of_others_that_are_written_alike():
    orders = settled(
        created=["21/06/2025"], due=["01/07/2025"], closed=["01-07-2025"], updated=["2025-06-21"]
    )

    assert (orders.unsure, orders.borrowed, orders.proving) == (("closed",), ("due",), ("created",))


def test_columns_that_disagree_lend_nothing_and_one_that_contradicts_itself_borrows_nothing():
    apart = settled(created=["21/06/2025"], updated=["6/21/2025"], due=["01/07/2025"])
    mixed = settled(created=["21/06/2025"], due=["21/06/2025", "6/21/2025"])

    assert (apart.unsure, apart.borrowed, apart.proving) == (("due",), (), ())
    assert apart.reader("created")("01/07/2025").month == 7
    assert apart.reader("updated")("01/07/2025").month == 1
    assert (mixed.unsure, mixed.borrowed, mixed.proving) == (("due",), (), ())


def test_dates_of_other_columns_are_read_where_one_is_unsure():
    text = (
        HEADER + "1,A,Done,Change,2026-01-05,2026-01-07,,01/02/2026,03/02/2026,,,\n"
        "2,B,Done,Change,2026-01-06,2026-01-07,,,,,,\n"
        "3,C,Open,Task,2026-01-06,,,n/a,,,,\n"
    )

    inspection = inspected(text)

    values = values_of(inspection)
    assert values["tickets.resolution_time"] == {"median": 86400.0, "p90": 172800.0}
    assert inspection.artefact.period == ("2026-01-05T00:00:00", "2026-01-07T00:00:00")
    assert values["tickets.change_reviews"] == {"done": 2, "reviewed": 1}
    assert [place.line for place in fact_of(inspection, "tickets.review_empty").places] == [3]
    assert "tickets.due" not in values
    assert limits_of(inspection) == {
        "tickets.assumed_order": (
            (
                "Rien ne dit si le jour vient avant le mois dans les colonnes Due date et Review date : "
                "ni période ni délai n’en sont tirés."
            ),
            (
                "Nothing tells whether the day comes before the month in the columns Due date and Review "
                "date: no period and no time is drawn from them."
            ),
        )
    }


def test_a_column_that_another_proves_is_read_and_that_is_said():
    inspection = inspected(HEADER + "1,A,Done,Task,21/01/2026,01/02/2026,,02/02/2026,,,,2026-02-01\n")

    assert values_of(inspection)["tickets.resolution_time"] == {"median": 950400.0, "p90": 950400.0}
    assert values_of(inspection)["tickets.due"] == {"with_due": 1, "late": 0}
    assert limits_of(inspection) == {
        "tickets.borrowed_order": (
            (
                "Les colonnes Resolved et Due date ne disent pas si le jour vient avant le mois : elles sont "
                "lues dans l’ordre que prouve la colonne Created."
            ),
            (
                "The columns Resolved and Due date do not tell whether the day comes before the month: they "
                "are read in the order that the column Created proves."
            ),
        )
    }


@pytest.mark.parametrize(
    ("date", "due"), [("12/31/2026", {"with_due": 1, "late": 0}), ("31/12/2026", {"with_due": 1, "late": 0})]
)
def test_a_column_first_filled_far_below_is_read_in_the_order_that_it_proves(date, due):
    row = "{0},A,Done,Task,2026-01-05,2026-01-07,,{1},,,,\n"
    rows = [row.format(n, "") for n in range(700)]

    inspection = inspected(HEADER + "".join([*rows, row.format(700, date)]))
    unsure = inspected(HEADER + "".join([*rows, row.format(700, "03/04/2026")]))

    assert values_of(inspection)["tickets.due"] == due
    assert limits_of(inspection) == {}
    assert "tickets.due" not in values_of(unsure)
    assert list(limits_of(unsure)) == ["tickets.assumed_order"]


def test_a_row_whose_cells_have_moved_proves_nothing():
    text = HEADER + "1,A,Open,Task,03/04/2026,,,,,,,\n2,A,B,Open,25/12/2026,25/12/2026,,,,,,,x\n"

    assert list(limits_of(inspected(text))) == ["tickets.assumed_order"]


def test_what_ended_on_a_date_that_cannot_be_told_ended_all_the_same():
    text = (
        "Key;Title;Cause;Resolution;Created;Closed;Due date\n"
        "1;A;c;r;2026-01-05;03/04/2026;2026-02-05\n"
        "2;B;c;r;2026-01-05;;2026-02-05\n"
    )
    opened = HEADER + "1,A,Open,Task,2026-01-05,,03/04/2026,,,,,\n"

    values = values_of(inspected(text))

    assert values["tickets.items"] == {"total": 2, "done": 1, "open": 0, "dropped": 0, "unknown": 1}
    assert "tickets.due" not in values
    assert "tickets.resolution_time" not in values
    assert values_of(inspected(opened))["tickets.open_with_close_date"] == 1


def test_the_day_of_closing_does_not_stand_for_a_resolution_that_cannot_be_told():
    rows = "".join(f"{n},A,Done,Task,2026-01-05,03/04/2026,2026-05-0{n},,,,,\n" for n in range(1, 9))
    ended = "".join(f"{n},A,Done,Task,2026-01-05,,2026-05-04,,,,,\n" for n in range(10, 20))

    inspection = inspected(HEADER + rows + ended)

    times = fact_of(inspection, "tickets.resolution_time")
    assert ([place.column for place in times.places], times.fr[:49]) == (
        ["Created", "Closed"],
        "Délai d’ouverture à résolution de 10 tickets : mé",
    )
    assert "tickets.closed_in_one_day" not in values_of(inspection)
    assert values_of(inspected(HEADER + ended))["tickets.closed_in_one_day"] == 10


def test_changes_with_a_date_that_cannot_be_told_are_not_said_to_be_approved_late():
    row = "1,A,Done,Change,2026-01-05,2026-01-09,,,,{0},2026-01-07,\n"

    unsure, sure = (inspected(HEADER + row.format(date)) for date in ("06/01/2026", "2026-01-06"))

    assert "tickets.change_approvals" not in values_of(unsure)
    assert values_of(sure)["tickets.change_approvals"] == {
        "approved": 1,
        "implemented": 1,
        "approved_first": 1,
    }


def test_a_comparison_says_how_dates_were_read():
    file = artefact(HEADER + "1,A,Done,Task,03/04/2026,,,,,,,\n", "tickets.csv")

    comparison = INSPECTOR.compare(file, file, CONTEXT)

    assert [limit.code for limit in comparison.limits] == [
        "tickets.compare.filters",
        "tickets.assumed_order",
        "tickets.compare.numbers",
    ]


def test_tickets_of_several_projects_are_those_of_none():
    header = "Key,Title,State,Created,Resolved,Priority,Project\n"
    rows = [f"{n},A,Open,2026-01-05,,,Web\n" for n in range(300)]

    assert inspected(header + "".join(rows)).artefact.target == "Web"
    assert inspected(header + "".join([*rows, "300,A,Open,2026-01-05,,,Mobile\n"])).artefact.target == ""
    assert inspected(header).artefact.target == ""
