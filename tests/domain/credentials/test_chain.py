from dataclasses import replace
from itertools import permutations

import pytest

from preuve.domain.credentials.chain import GENESIS, append_link, chain_problems


def chain(length):
    links, previous = [], GENESIS
    for position in range(1, length + 1):
        link = append_link(position, {"what": f"act {position}"}, previous)
        links.append(link)
        previous = link.hash
    return links


def head(links):
    return (links[-1].position, links[-1].hash) if links else (0, GENESIS)


def found(links, expected_head):
    return [(problem.position, problem.kind.value) for problem in chain_problems(links, head=expected_head)]


@pytest.mark.parametrize("length", [0, 1, 2, 7])
def test_intact_chain_has_no_problem(length):
    links = chain(length)
    assert found(links, head(links)) == []
    assert found(links, None) == []


@pytest.mark.parametrize("index", range(5))
@pytest.mark.parametrize(
    ("field", "value"),
    [("content", {"what": "something else"}), ("hash", "f" * 64), ("previous_hash", "e" * 64)],
)
def test_any_changed_field_is_named_at_its_place(index, field, value):
    links = chain(5)
    links[index] = replace(links[index], **{field: value})
    assert found(links, head(chain(5)))[0][0] == index + 1


@pytest.mark.parametrize("removed", [(0,), (2,), (4,), (1, 2), (3, 4), (0, 4)])
def test_any_removed_record_is_seen(removed):
    links = [link for index, link in enumerate(chain(5)) if index not in removed]
    problems = found(links, head(chain(5)))
    assert problems[0] == ((removed[0] + 1, "missing") if removed[0] < 5 - len(removed) else (5, "truncated"))


def test_every_other_order_of_four_records_is_seen():
    links = chain(4)
    for order in permutations(range(4)):
        moved = [replace(links[index], position=place) for place, index in enumerate(order, start=1)]
        assert (found(moved, head(links)) == []) == (order == (0, 1, 2, 3))


def test_record_linked_to_another_past_is_moved():
    links = chain(3)
    foreign = append_link(2, {"what": "forged"}, "d" * 64)
    assert found([links[0], foreign, links[2]], head(links)) == [(2, "moved"), (3, "moved")]


def test_rewritten_end_is_seen_against_the_head():
    links = chain(3)
    forged = append_link(3, {"what": "forged"}, links[1].hash)
    assert found([*links[:2], forged], head(links)) == [(3, "changed")]
    assert found([*links[:2], forged], None) == []


def test_records_after_the_head_are_seen():
    links = chain(3)
    assert found(links, head(links[:2])) == [(3, "changed")]
