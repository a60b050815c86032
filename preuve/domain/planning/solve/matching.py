"""Who fills which seat."""

from __future__ import annotations


def matched(able: list[list[int]]) -> tuple[int, ...] | None:
    """A different juror for each seat, by augmenting paths; None when there is none."""
    seat_of: dict[int, int] = {}

    def seat(number: int, seen: set[int]) -> bool:
        for juror in able[number]:
            if juror not in seen:
                seen.add(juror)
                if juror not in seat_of or seat(seat_of[juror], seen):
                    seat_of[juror] = number
                    return True
        return False

    if not all(seat(number, set()) for number in range(len(able))):
        return None
    return tuple(sorted(seat_of, key=lambda juror: seat_of[juror]))
