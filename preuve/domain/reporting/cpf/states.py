"""Where an entry and a file stand, what may happen next, and by when an entry must be sent.

Source of the date: article R.6113-17-2 of the Labour Code, three months after granting.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum

from preuve.domain.reporting.errors import StateError

_MONTHS = 3
_DECEMBER = 12
#: How long before the due date an entry that isn't taken yet raises an alert.
ALERT = timedelta(days=30)


class EntryState(StrEnum):
    """Where an entry stands."""

    INCOMPLETE = "incomplete"
    READY = "ready"
    RESERVED = "reserved"
    """Held for one batch: no other run takes it."""
    SENT = "sent"
    ACCEPTED = "accepted"
    """Final; the NIR is to be purged."""
    REFUSED = "refused"


class EntryEvent(StrEnum):
    """What happens to an entry."""

    COMPLETE = "complete"
    SPOIL = "spoil"
    """A datum was changed and is missing or impossible now."""
    RESERVE = "reserve"
    RELEASE = "release"
    SEND = "send"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CORRECT = "correct"


class FileState(StrEnum):
    """Where a file stands."""

    WRITTEN = "written"
    SENT = "sent"
    ANSWERED = "answered"
    ABANDONED = "abandoned"


class FileEvent(StrEnum):
    """What happens to a file."""

    SEND = "send"
    ANSWER = "answer"
    ABANDON = "abandon"


class Due(StrEnum):
    """How an entry stands towards its due date."""

    IN_TIME = "in-time"
    ALERT = "alert"
    LATE = "late"
    DONE = "done"


_ENTRY = {
    (EntryState.INCOMPLETE, EntryEvent.COMPLETE): EntryState.READY,
    (EntryState.READY, EntryEvent.SPOIL): EntryState.INCOMPLETE,
    (EntryState.READY, EntryEvent.RESERVE): EntryState.RESERVED,
    (EntryState.RESERVED, EntryEvent.RELEASE): EntryState.READY,
    (EntryState.RESERVED, EntryEvent.SEND): EntryState.SENT,
    (EntryState.SENT, EntryEvent.ACCEPT): EntryState.ACCEPTED,
    (EntryState.SENT, EntryEvent.REFUSE): EntryState.REFUSED,
    (EntryState.REFUSED, EntryEvent.CORRECT): EntryState.READY,
    (EntryState.REFUSED, EntryEvent.SPOIL): EntryState.INCOMPLETE,
}
_FILE = {
    (FileState.WRITTEN, FileEvent.SEND): FileState.SENT,
    (FileState.WRITTEN, FileEvent.ABANDON): FileState.ABANDONED,
    (FileState.SENT, FileEvent.ANSWER): FileState.ANSWERED,
}


def entry_after(state: EntryState, event: EntryEvent) -> EntryState:
    """Where the entry stands after the event.

    Raises:
        StateError: the event doesn't belong to the state; so an entry that was sent isn't sent again.
    """
    if (state, event) not in _ENTRY:
        raise StateError(state, event)
    return _ENTRY[state, event]


def file_after(state: FileState, event: FileEvent) -> FileState:
    """Where the file stands after the event.

    Raises:
        StateError: the event doesn't belong to the state.
    """
    if (state, event) not in _FILE:
        raise StateError(state, event)
    return _FILE[state, event]


def due_date(granted_on: date) -> date:
    """The last day on which an entry may be sent: the same day three months later, or that month's last."""
    month = granted_on.month + _MONTHS
    year = granted_on.year + (month - 1) // _DECEMBER
    month = (month - 1) % _DECEMBER + 1
    return date(year, month, min(granted_on.day, calendar.monthrange(year, month)[1]))


def due(granted_on: date, state: EntryState, today: date) -> Due:
    """How an entry stands: done when sent or accepted; alert from 30 days before, then late."""
    if state in {EntryState.SENT, EntryState.ACCEPTED}:
        return Due.DONE
    if today > due_date(granted_on):
        return Due.LATE
    return Due.ALERT if due_date(granted_on) - today <= ALERT else Due.IN_TIME
