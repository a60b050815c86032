"""Work that a request does not wait for. One small door to procrastinate, so that it can be replaced."""

from typing import TYPE_CHECKING, Any

from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate.tasks import Task

__all__ = ["app", "defer"]


def defer(task: "Task[Any, Any, Any]", *, lock: str | None = None, **arguments: Any) -> int:
    """Queue `task` in the current transaction: rolled back or run with it. `lock`: one at a time."""
    return task.configure(lock=lock).defer(**arguments)
