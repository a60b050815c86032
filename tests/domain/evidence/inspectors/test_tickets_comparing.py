"""Two exports of the same tickets: what closed, what remains, what is new, and whether delays differ."""

from itertools import pairwise

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets import INSPECTOR
from preuve.domain.evidence.inspectors.tickets.comparing import differ
from tests.factories.evidence import CONTEXT, artefact, fact_of

HEADER = "Key,Title,State,Created,Resolved,Priority\n"


def export(*rows):
    return artefact(
        HEADER + "".join(f"{key},T,{state},{opened},{end},P1\n" for key, state, opened, end in rows)
    )


def delays(first, hours):
    return [
        (f"{first}{n}", "Done", "2026-01-05 08:00", f"2026-01-05 {8 + hour:02d}:{n:02d}")
        for n, hour in enumerate(hours)
    ]


BEFORE = export(
    ("A", "Open", "2026-01-01 08:00", ""),
    ("B", "Open", "2026-01-01 08:00", ""),
    ("C", "Done", "2026-01-01 08:00", "2026-01-02 08:00"),
    ("D", "Open", "2026-01-01 08:00", ""),
    ("E", "Done", "2026-01-01 08:00", "2026-01-02 08:00"),
)
AFTER = export(
    ("A", "Done", "2026-01-01 08:00", "2026-01-03 08:00"),
    ("B", "Open", "2026-01-01 08:00", ""),
    ("C", "Open", "2026-01-01 08:00", ""),
    ("E", "Done", "2026-01-01 08:00", "2026-01-02 08:00"),
    ("F", "Done", "2026-01-05 08:00", "2026-01-06 08:00"),
    ("G", "Open", "2026-01-05 08:00", ""),
    ("", "Open", "2026-01-05 08:00", ""),
)


def test_what_closed_remains_and_is_new_is_told_with_both_places():
    comparison = INSPECTOR.compare(BEFORE, AFTER, CONTEXT)

    assert comparison.same_scope
    assert {fact.code: fact.value for fact in comparison.facts} == {
        "tickets.compare.closed": 1,
        "tickets.compare.remaining": 1,
        "tickets.compare.new": 2,
        "tickets.compare.missing": 1,
        "tickets.compare.resolution_time": {"before": 86400.0, "after": 86400.0, "gain": 0.0},
    }
    closed = fact_of(comparison, "tickets.compare.closed")
    assert [(place.artefact, place.line) for place in closed.places] == [
        (BEFORE.sha256, 2),
        (AFTER.sha256, 2),
    ]
    assert closed.fr == "1 ticket ouvert avant est terminé après."
    reopened = fact_of(comparison, "tickets.compare.reopened")
    assert (reopened.value, [place.line for place in reopened.places]) == (1, [4, 4])
    assert fact_of(comparison, "tickets.compare.new").en == "2 new tickets, 1 already done."
    assert fact_of(comparison, "tickets.compare.resolution_time").fr.endswith(
        "trop peu de tickets pour distinguer un écart."
    )


def test_other_tickets_are_told_to_be_another_scope():
    other = export(("X", "Open", "2026-01-01 08:00", ""), ("Y", "Open", "2026-01-01 08:00", ""))

    comparison = INSPECTOR.compare(BEFORE, other, CONTEXT)

    assert not comparison.same_scope
    assert fact_of(comparison, "tickets.compare.other_scope").value == 0
    assert "tickets.compare.resolution_time" not in [fact.code for fact in comparison.facts]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (range(10, 0, -1), [0] * 10, "the delays differ"),
        ([1, 5] * 5, [5, 1] * 5, "the gap can’t be told from chance"),
    ],
)
def test_a_gap_of_delays_is_told_apart_from_chance(before, after, words):
    comparison = INSPECTOR.compare(export(*delays("A", before)), export(*delays("A", after)), CONTEXT)

    assert words in fact_of(comparison, "tickets.compare.resolution_time").en


def test_samples_that_are_all_alike_do_not_differ():
    assert not differ([1.0] * 9, [1.0] * 9)


def test_the_test_agrees_with_published_figures():
    """Tables of Mann and Whitney: n = m = 8 differ at 5 % (two-sided) up to U = 13; here, surely at 12."""

    def sample(u):
        first, last = list(range(1, 9)), list(range(9, 17))
        for _ in range(u):  # each exchange of neighbours from both samples adds one to U
            merged = sorted([(v, 0) for v in first] + [(v, 1) for v in last])
            for (low, one), (high, two) in pairwise(merged):
                if (one, two) == (0, 1):
                    first[first.index(low)], last[last.index(high)] = high, low
                    break
        return sorted(first), sorted(last)

    assert [differ(*sample(u)) for u in (0, 12, 20)] == [True, True, False]


def test_too_many_tickets_are_refused(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.tickets.comparing.MAX_COMPARED", 3)

    with pytest.raises(UnreadableArtefactError) as raised:
        INSPECTOR.compare(BEFORE, AFTER, CONTEXT)

    assert raised.value.reason is Unreadable.TOO_MANY


def test_tickets_of_other_projects_are_not_held_side_by_side():
    other = export(*((key, "Done", "2026-01-01 08:00", "2026-01-02 08:00") for key in "AXYZ"))

    comparison = INSPECTOR.compare(BEFORE, other, CONTEXT)

    assert (comparison.same_scope, comparison.facts) == (False, ())
    assert [finding.code for finding in comparison.findings] == ["tickets.compare.other_scope"]


def test_plain_numbers_may_be_those_of_another_project():
    file = export(("7", "Open", "2026-01-01 08:00", ""))

    comparison = INSPECTOR.compare(file, file, CONTEXT)

    assert [limit.code for limit in comparison.limits] == [
        "tickets.compare.filters",
        "tickets.compare.numbers",
    ]
