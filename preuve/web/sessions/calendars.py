"""Calendar events (RFC 5545) and what is said with them (RFC 5546): pure text, no rows.

An event keeps its UID for life; SEQUENCE grows when its slot changes, so that calendars replace it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

LINE_OCTETS = 75


class CalendarMethod(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One defence in somebody's calendar. `attendee` is empty in a file that the person downloads."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    location: str
    description: str = ""
    url: str = ""
    attendee_name: str = ""
    attendee: str = ""


def calendar_text(
    events: Iterable[CalendarEvent], method: CalendarMethod, *, organiser_name: str, organiser: str
) -> str:
    """Return an iCalendar object. REQUEST and CANCEL take one event: RFC 5546 §3.2 asks for a single UID."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Preuve//Preuve//FR", f"METHOD:{method}"]
    for event in events:
        lines += _event_lines(event, method, organiser_name, organiser)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded_line(line)}\r\n" for line in lines)


def folded_line(line: str) -> str:
    """Return `line` folded at 75 octets, never inside a character (RFC 5545 §3.1)."""
    parts, current, room = [], "", LINE_OCTETS
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append(current)
            current, room = "", LINE_OCTETS - 1
        current += char
        room -= size
    return "\r\n ".join([*parts, current])


def _event_lines(
    event: CalendarEvent, method: CalendarMethod, organiser_name: str, organiser: str
) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.stamp)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_moment(event.start)}",
        f"DTEND:{_moment(event.end)}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"LOCATION:{_escaped(event.location)}",
        f"STATUS:{'CANCELLED' if method is CalendarMethod.CANCEL else 'CONFIRMED'}",
        f"ORGANIZER;CN={_quoted(organiser_name)}:mailto:{organiser}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{_escaped(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.attendee:
        answer = ";PARTSTAT=NEEDS-ACTION;RSVP=FALSE" if method is CalendarMethod.REQUEST else ""
        lines.append(
            f"ATTENDEE;CN={_quoted(event.attendee_name)};ROLE=REQ-PARTICIPANT{answer}:mailto:{event.attendee}"
        )
    return [*lines, "END:VEVENT"]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _quoted(text: str) -> str:
    plain = "".join(char for char in text if char >= " " and char != '"')
    return f'"{plain}"'
