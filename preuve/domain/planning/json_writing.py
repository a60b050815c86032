"""JSON text in which each item of a list has its line: short enough to read, easy to compare."""

from __future__ import annotations

import json
from typing import Any


def rows_text(data: dict[str, Any]) -> str:
    """`data` as JSON, ended by a new line; lists directly in it have one item a line."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list) and value:
            rows = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f'"{key}": [\n  {rows}\n ]')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{" + ",\n ".join(parts) + "}\n"
