"""Moments of a block of lines, read together: the same as one by one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from preuve.domain.evidence.inspectors.logs import clock, syslog, web

PARTS = {
    "hour": ["00", "23", "24", "0"],
    "minute": ["00", "59", "60"],
    "second": ["00", "07", "60", "61", "x7"],
    "fraction": ["", "", ".123", ".5", ".123456", ".1234567", ",5", "."],
    "zone": ["Z", "Z", "+02:00", "-0530", ""],
    "day": ["01", "29", "30"],
}
times = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in PARTS.items()})


def iso(part):
    return "2026-02-{day}T{hour}:{minute}:{second}{fraction}{zone}".format(**part)


def bsd(part):
    return f"Feb {part['day']} {part['hour']}:{part['minute']}:{part['second']}"


def access(part):
    return f"{part['day']}/Feb/2024:{part['hour']}:{part['minute']}:{part['second']} +0100"


def usual(second, fraction=".123", zone="Z"):
    return {"day": "01", "hour": "23", "minute": "59", "second": second, "fraction": fraction, "zone": zone}


FORMS = [
    (iso, syslog._exact_moment, 17),
    (bsd, syslog._bsd_moment, 13),
    (access, lambda text: web._moment(text) if len(text) == 26 and text[18:20].isdecimal() else None, 18),
]


@given(st.lists(st.lists(times, min_size=1, max_size=6), min_size=1, max_size=4), st.sampled_from(FORMS))
@example([[usual("00"), usual("07"), usual("60")], [usual("07", ".5")]], FORMS[0])
@example([[usual("00", "", "")], [usual("07", ".5", "")], [usual("07", "", "+02:00")]], FORMS[0])
@example([[usual("00", "", ""), usual("07", ".5", "")]], FORMS[0])
@example([[usual("00"), usual("07")], [usual("61")]], FORMS[1])
@example([[usual("00"), usual("07")], [usual("07")]], FORMS[2])
def test_a_column_is_read_as_its_texts_one_by_one(blocks, form):
    write, read, seconds_at = form
    moments = clock.Moments(read, seconds_at)
    for block in blocks:
        texts = [write(part) for part in block]
        found = moments.column(texts)
        wanted = [read(text) for text in texts]
        assert [value is None for value in found] == [value is None for value in wanted]
        for value, exact in zip(found, wanted, strict=True):
            assert value is None or abs(value - exact) < 1e-6
            assert type(value) is type(exact)
    seen = [read(write(part)) for block in blocks for part in block]
    assert moments.odd == (None in seen)


def test_what_is_known_is_bounded(monkeypatch):
    monkeypatch.setattr(clock, "_MOST_MOMENTS", 3)
    moments = clock.Moments(syslog._exact_moment, 17)
    texts = [f"2026-02-01T{hour:02}:00:00Z" for hour in range(9)]
    for start in range(0, 9, 3):
        block = texts[start : start + 3]
        assert moments.column(block) == [syslog._exact_moment(text) for text in block]
        assert len(moments) <= 3
    assert moments.column(texts[:2]) == [syslog._exact_moment(text) for text in texts[:2]]
    assert len(moments._hours) <= 3
