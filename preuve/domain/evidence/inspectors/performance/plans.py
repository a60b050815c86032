"""Execution plans: PostgreSQL's ``EXPLAIN (FORMAT JSON)``, MySQL's and MariaDB's.

PostgreSQL gives rows per loop: they are multiplied by the loops
(https://www.postgresql.org/docs/current/using-explain.html#USING-EXPLAIN-ANALYZE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Node, Plan
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_MAX_NODES = 5000
#: Where MySQL and MariaDB nest steps.
_NESTED = (
    "nested_loop", "table", "ordering_operation", "grouping_operation", "duplicates_removal", "windowing",
    "buffer_result", "union_result", "query_specifications", "query_block", "materialized_from_subquery",
    "optimized_away_subqueries", "attached_subqueries", "filesort", "temporary_table", "read_sorted_file",
    "block-nl-join", "subqueries", "inputs", "query_plan", "materialized",
)  # fmt: skip


def sniff_postgres(head: Head) -> float:
    """Certain for a plan with a type of node."""
    return 1.0 if "Plan" in head.json_keys and '"Node Type"' in head.text else 0.0


def sniff_mysql(head: Head) -> float:
    """Certain for a block of a query that has an identifier or a cost; strong for the second form."""
    keys = head.json_keys
    if head.json_kind != "object":
        return 0.0
    if "query_block" in keys:
        return 1.0
    return (
        0.9 if "operation" in head.text and ("query_plan" in keys or {"operation", "query"} <= keys) else 0.0
    )


def read_postgres(artefact: Artefact) -> Plan:
    """Return the plan of a statement; of several plans in one file, the first.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a node; TOO_MANY beyond 5,000.
    """
    found = document(artefact)
    base: tuple[str | int, ...] = (0,) if isinstance(found.value, list) else ()
    top = as_dict(dig(found.value, *base))
    nodes = _postgres_nodes(found, (*base, "Plan"))
    if not nodes:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(*base), "Node Type")
    root = as_dict(top.get("Plan"))
    execution = as_number(top.get("Execution Time"))
    key: tuple[str, ...] = ("Execution Time",)
    if execution is None:  # auto_explain and versions before 9.4 write none
        execution, key = as_number(root.get("Actual Total Time")), ("Plan", "Actual Total Time")
    return Plan(
        producer="PostgreSQL EXPLAIN",
        nodes=nodes,
        place=found.place(*base, "Plan"),
        execution=execution,
        execution_place=found.place(*base, *key),
        planning=as_number(top.get("Planning Time")),
        hits=as_int(root.get("Shared Hit Blocks")),
        reads=as_int(root.get("Shared Read Blocks")),
        cost=as_number(root.get("Total Cost")),
        rows=nodes[0].actual,
    )


def _postgres_nodes(found: JsonDocument, base: tuple[str | int, ...]) -> tuple[Node, ...]:
    nodes: list[Node] = []
    left = [(base, dig(found.value, *base))]
    while left:
        path, node = left.pop()
        kind = as_text(dig(node, "Node Type"))
        if kind:
            if len(nodes) >= _MAX_NODES:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, found.place(*path), str(_MAX_NODES))
            nodes.append(_postgres_node(found, path, node, kind))
        below = as_list(dig(node, "Plans"))
        left += reversed([((*path, "Plans", index), each) for index, each in enumerate(below)])
    return tuple(nodes)


def _postgres_node(found: JsonDocument, path: tuple[str | int, ...], node: Any, kind: str) -> Node:
    loops = as_number(dig(node, "Actual Loops"))
    actual, planned = as_number(dig(node, "Actual Rows")), as_number(dig(node, "Plan Rows"))
    return Node(
        kind=kind,
        place=found.place(*path),
        relation=as_text(dig(node, "Relation Name")),
        index=as_text(dig(node, "Index Name")),
        planned=planned * (loops or 1) if planned is not None else None,
        actual=actual * loops if actual is not None and loops is not None else None,
        loops=loops,
    )


def read_mysql(artefact: Artefact) -> Plan:
    """Return the plan of ``EXPLAIN FORMAT=JSON`` (both versions) or ``ANALYZE FORMAT=JSON``.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a step; TOO_MANY beyond 5,000.
    """
    found = document(artefact)
    nodes: list[Node] = []
    left: list[tuple[tuple[str | int, ...], Any]] = [((), found.value)]
    while left:
        path, value = left.pop()
        node = _mysql_node(found, path, value)
        if node:
            if len(nodes) >= _MAX_NODES:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, found.place(*path), str(_MAX_NODES))
            nodes.append(node)
        inside: list[tuple[tuple[str | int, ...], Any]] = []
        if isinstance(value, list):
            inside = [((*path, index), each) for index, each in enumerate(value)]
        for key in _NESTED:
            if key in as_dict(value):
                inside.append(((*path, key), value[key]))
        left += reversed(inside)
    if not nodes:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "table")
    block = as_dict(dig(found.value, "query_block"))
    top = as_dict(dig(found.value, "query_plan")) or as_dict(found.value)
    execution = as_number(block.get("r_total_time_ms"))
    at: tuple[str, ...] = ("query_block", "r_total_time_ms")
    if execution is None:
        execution = as_number(top.get("actual_last_row_ms"))
        at = ("query_plan", "actual_last_row_ms") if "query_plan" in found.value else ("actual_last_row_ms",)
    cost = as_number(dig(block, "cost_info", "query_cost"))
    return Plan(
        producer="MariaDB ANALYZE" if "r_total_time_ms" in block else "MySQL EXPLAIN",
        nodes=tuple(nodes),
        place=found.place(),
        execution=execution,
        execution_place=found.place(*at),
        cost=cost if cost is not None else as_number(top.get("estimated_total_cost")),
    )


def _mysql_node(found: JsonDocument, path: tuple[str | int, ...], value: Any) -> Node | None:
    """Return a table's access (``ALL``, ``ref``, ``range`` …) or an operation of the second form."""
    operation, access = as_text(dig(value, "operation")), as_text(dig(value, "access_type"))
    if not operation and not (access and dig(value, "table_name")):
        return None
    loops = as_number(dig(value, "actual_loops")) or as_number(dig(value, "r_loops"))
    actual = as_number(dig(value, "actual_rows"))
    actual = as_number(dig(value, "r_rows")) if actual is None else actual
    planned = as_number(dig(value, "estimated_rows"))
    for key in ("rows_examined_per_scan", "rows"):
        planned = as_number(dig(value, key)) if planned is None else planned
    return Node(
        kind=operation.partition(" on ")[0].partition(" using ")[0] if operation else access,
        place=found.place(*path),
        relation=as_text(dig(value, "table_name")),
        index=as_text(dig(value, "key")) or as_text(dig(value, "index_name")),
        planned=planned * (loops or 1) if planned is not None else None,
        actual=actual * loops if actual is not None and loops is not None else None,
        loops=loops,
    )
