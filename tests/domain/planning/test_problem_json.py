"""Problem files: what is read, what is refused and where."""

import copy
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from preuve.domain.planning.errors import ProblemFileError
from preuve.domain.planning.file_faults import MOST_FAULTS, FaultCode, FileFault, fault_sentence
from preuve.domain.planning.model import Interval, NamedSeat, PanelRules, PanelScope, Pin, Weights
from preuve.domain.planning.problem_json import (
    problem_from_data,
    problem_to_data,
    read_problem,
    write_problem,
)
from tests.factories.timetables import problem, with_candidate, with_juror

RICH = with_juror(
    with_candidate(
        with_candidate(
            problem(panel=replace(problem().panel, external_share=Fraction(1, 3)), weights=Weights(placed=7)),
            "c1",
            pinned=Pin(1, 2, "A", frozenset({"j1", "j2"})),
            available=(),
            wishes=(Interval(0, 0, 4), Interval(0, 2, 6)),
            conflicts=frozenset({"j6", "j5"}),
        ),
        "c2",
        pinned=Pin(),
        seats=(NamedSeat("chair", ("j2", "j1")), NamedSeat("expert", ("j3",))),
        route="VAE",
        training_body=None,
    ),
    "j1",
    max_defences=0,
    max_in_a_row=1,
    wishes=(Interval(1, 0, 2),),
    gender=None,
)
RICH = with_candidate(RICH, "c1", available=None, person="Ada")
PLAIN = problem_to_data(problem())


def changed(path, value):
    data = copy.deepcopy(PLAIN)
    *parents, last = path
    place = data
    for key in parents:
        place = place[key]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


def faults(data):
    with pytest.raises(ProblemFileError) as raised:
        problem_from_data(data)
    return raised.value.faults


@pytest.mark.parametrize("given", [problem(), RICH])
def test_a_problem_comes_back_equal(given):
    text = write_problem(given)

    assert read_problem(text) == given
    assert read_problem(b"\xef\xbb\xbf" + text.encode()) == given
    assert problem_from_data(problem_to_data(given)) == given
    assert problem_to_data(read_problem(text)) == json.loads(text)


def test_what_is_left_out_takes_its_default():
    data = {
        "slot_minutes": 30,
        "days": [{"date": "2026-12-01", "slots": 4, "first": "09:00"}],
        "rooms": [{"id": "A", "open": [[0, 0, 4]]}],
        "jurors": [{"id": "j"}],
        "candidates": [{"id": "c", "slots": 1, "seats": [{"role": "chair", "eligible": ["j"]}]}],
    }

    read = problem_from_data(data)

    assert read.panel == PanelRules(1, scope=PanelScope.DEFENCE)
    assert read.weights == Weights()
    assert read.jurors[0].available == ()
    assert read.candidates[0].available is None
    assert problem_from_data({**data, "panel": {}}).panel == PanelRules(1)


def test_weights_that_are_given_leave_the_others_at_nothing():
    weights = problem_from_data({**PLAIN, "weights": {"placed": 1}}).weights

    assert weights == Weights(1, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("written", "share"),
    [(0.5, Fraction(1, 2)), (0.1, Fraction(1, 10)), (1, Fraction(1)), ("2/3", Fraction(2, 3))],
)
def test_shares_are_exact(written, share):
    assert problem_from_data(changed(("panel", "external_share"), written)).panel.external_share == share


def test_a_pin_may_be_a_panel_of_a_plan_file():
    pinned = {"panel": ["j1", {"juror": "j2", "role": "chair"}]}

    assert problem_from_data(changed(("candidates", 0, "pinned"), pinned)).candidates[0].pinned == Pin(
        jurors=frozenset({"j1", "j2"})
    )


BAD = [
    # what, value, pointer, code, data
    ((), [], "", FaultCode.WRONG_TYPE, {"found": "array", "expected": "object"}),
    (("jurors",), ..., "", FaultCode.MISSING, {"key": "jurors"}),
    (("format",), "preuve-planning/2", "/format", FaultCode.NOT_A_CHOICE, None),
    (("slot_minutes",), 0, "/slot_minutes", FaultCode.OUT_OF_RANGE, {"found": 0, "low": 1, "high": 1440}),
    (
        ("slot_minutes",),
        True,
        "/slot_minutes",
        FaultCode.WRONG_TYPE,
        {"found": "boolean", "expected": "integer"},
    ),
    (
        ("slot_minutes",),
        30.0,
        "/slot_minutes",
        FaultCode.WRONG_TYPE,
        {"found": "number", "expected": "integer"},
    ),
    (("a/b~",), 1, "/a~1b~0", FaultCode.UNKNOWN_KEY, None),
    (("rooms",), [], "/rooms", FaultCode.EMPTY, {}),
    (("rooms",), {}, "/rooms", FaultCode.WRONG_TYPE, {"found": "object", "expected": "array"}),
    (("rooms",), [None] * 2001, "/rooms", FaultCode.TOO_MANY, {"found": 2001, "most": 2000}),
    (("rooms", 0), 3, "/rooms/0", FaultCode.WRONG_TYPE, {"found": "number", "expected": "object"}),
    (("rooms", 0, "id"), ..., "/rooms/0", FaultCode.MISSING, {"key": "id"}),
    (("rooms", 0, "id"), " ", "/rooms/0/id", FaultCode.TEXT, {"most": 200}),
    (("rooms", 0, "id"), "a\n", "/rooms/0/id", FaultCode.TEXT, {"most": 200}),
    (("rooms", 0, "id"), "a" * 201, "/rooms/0/id", FaultCode.TEXT, {"most": 200}),
    (("rooms", 0, "id"), None, "/rooms/0/id", FaultCode.WRONG_TYPE, {"found": "null", "expected": "text"}),
    (("rooms", 1, "id"), "A", "/rooms/1/id", FaultCode.DUPLICATE, {"found": "A", "first": "/rooms/0"}),
    (("jurors", 2, "id"), "j1", "/jurors/2/id", FaultCode.DUPLICATE, {"found": "j1", "first": "/jurors/0"}),
    (
        ("candidates", 3, "id"),
        "c1",
        "/candidates/3/id",
        FaultCode.DUPLICATE,
        {"found": "c1", "first": "/candidates/0"},
    ),
    (("rooms", 0, "step_free"), "yes", "/rooms/0/step_free", FaultCode.WRONG_TYPE, None),
    (("rooms", 0, "open", 0), [0, 1], "/rooms/0/open/0", FaultCode.WRONG_TYPE, None),
    (
        ("rooms", 0, "open", 0),
        [0, 4, 4],
        "/rooms/0/open/0",
        FaultCode.INTERVAL_INVERTED,
        {"first": 4, "last": 4},
    ),
    (("rooms", 0, "open", 0), [0, -1, 4], "/rooms/0/open/0/1", FaultCode.OUT_OF_RANGE, None),
    (("rooms", 0, "open", 0), [2, 0, 4], "/rooms/0/open/0/0", FaultCode.OUT_OF_RANGE, None),
    (
        ("rooms", 0, "open", 0),
        [0, 0, 17],
        "/rooms/0/open/0",
        FaultCode.INTERVAL_OUTSIDE,
        {"last": 17, "slots": 16},
    ),
    (
        ("rooms", 0, "open"),
        [[0, 4, 8], [1, 0, 1], [0, 0, 5]],
        "/rooms/0/open/2",
        FaultCode.INTERVALS_OVERLAP,
        {"other": "/rooms/0/open/0"},
    ),
    (
        ("rooms", 0, "open"),
        [[0, 4, 8], [0, 4, 8]],
        "/rooms/0/open",
        FaultCode.INTERVALS_OVERLAP,
        {"other": "/rooms/0/open"},
    ),
    (("days", 0, "slots"), 1_000_000, "/days/0/slots", FaultCode.OUT_OF_RANGE, None),
    (("days", 0, "slots"), ..., "/days/0", FaultCode.MISSING, {"key": "slots"}),
    (("days", 0, "date"), ..., "/days/0", FaultCode.MISSING, {"key": "date"}),
    (("days", 0, "first"), ..., "/days/0", FaultCode.MISSING, {"key": "first"}),
    (("days", 0, "date"), "2026-02-30", "/days/0/date", FaultCode.DATE, {"found": "2026-02-30"}),
    (("days", 0, "date"), "20261201", "/days/0/date", FaultCode.DATE, {"found": "20261201"}),
    (("days", 0, "date"), 5, "/days/0/date", FaultCode.WRONG_TYPE, None),
    (("days", 1, "date"), "2026-12-01", "/days/1/date", FaultCode.DUPLICATE, None),
    (("days", 0, "first"), "9:00", "/days/0/first", FaultCode.HOUR, {"found": "9:00"}),
    (("days", 0, "first"), 9, "/days/0/first", FaultCode.WRONG_TYPE, None),
    (("days", 0, "lunch"), [6], "/days/0/lunch", FaultCode.WRONG_TYPE, None),
    (("days", 0, "lunch"), [8, 6], "/days/0/lunch", FaultCode.INTERVAL_INVERTED, {"first": 8, "last": 6}),
    (("days", 0, "lunch"), [8, 17], "/days/0/lunch", FaultCode.LUNCH_OUTSIDE, {"last": 17, "slots": 16}),
    (("jurors", 0, "gender"), "X", "/jurors/0/gender", FaultCode.NOT_A_CHOICE, None),
    (("jurors", 0, "max_days"), -1, "/jurors/0/max_days", FaultCode.OUT_OF_RANGE, None),
    (("jurors", 0, "max_in_a_row"), 0, "/jurors/0/max_in_a_row", FaultCode.OUT_OF_RANGE, None),
    (
        ("jurors", 0, "blocks"),
        ["BC1", "BC2", "BC1"],
        "/jurors/0/blocks/2",
        FaultCode.DUPLICATE,
        {"found": "BC1", "first": "/jurors/0/blocks/0"},
    ),
    (("candidates", 0, "slots"), 10**30, "/candidates/0/slots", FaultCode.OUT_OF_RANGE, None),
    (
        ("candidates", 0, "conflicts"),
        ["x"],
        "/candidates/0/conflicts/0",
        FaultCode.UNKNOWN_ID,
        {"found": "x", "kind": "jurors"},
    ),
    (("candidates", 0, "conflicts"), [7], "/candidates/0/conflicts/0", FaultCode.WRONG_TYPE, None),
    (("candidates", 0, "seats"), [], "/candidates/0/seats", FaultCode.EMPTY, {}),
    (("candidates", 0, "seats"), [{"eligible": ["j1"]}], "/candidates/0/seats/0", FaultCode.MISSING, None),
    (
        ("candidates", 0, "seats"),
        [{"role": "chair", "eligible": []}],
        "/candidates/0/seats/0/eligible",
        FaultCode.EMPTY,
        {},
    ),
    (
        ("candidates", 0, "seats"),
        [{"role": "chair", "eligible": ["x"]}],
        "/candidates/0/seats/0/eligible/0",
        FaultCode.UNKNOWN_ID,
        {"found": "x", "kind": "jurors"},
    ),
    (("panel",), ..., "", FaultCode.MISSING, {"key": "panel"}),
    (("panel", "size"), ..., "/panel", FaultCode.MISSING, {"key": "size"}),
    (("panel", "size"), 0, "/panel/size", FaultCode.OUT_OF_RANGE, {"found": 0, "low": 1, "high": 20}),
    (("panel", "external_share"), 1.5, "/panel/external_share", FaultCode.OUT_OF_RANGE, None),
    (("panel", "external_share"), -0.1, "/panel/external_share", FaultCode.OUT_OF_RANGE, None),
    (("panel", "external_share"), "3/2", "/panel/external_share", FaultCode.OUT_OF_RANGE, None),
    (("panel", "external_share"), "half", "/panel/external_share", FaultCode.WRONG_TYPE, None),
    (("panel", "external_share"), 10**400, "/panel/external_share", FaultCode.NUMBER, None),
    (("panel", "scope"), "week", "/panel/scope", FaultCode.NOT_A_CHOICE, None),
    (("panel", "scope"), None, "/panel/scope", FaultCode.WRONG_TYPE, None),
    (("weights", "placed"), -1, "/weights/placed", FaultCode.OUT_OF_RANGE, None),
    (("weights", "rooms"), 1, "/weights/rooms", FaultCode.UNKNOWN_KEY, None),
    (("candidates", 0, "pinned"), {"day": 2}, "/candidates/0/pinned/day", FaultCode.OUT_OF_RANGE, None),
    (("candidates", 0, "pinned"), {"room": "Z"}, "/candidates/0/pinned/room", FaultCode.UNKNOWN_ID, None),
    (
        ("candidates", 0, "pinned"),
        {"panel": ["z"]},
        "/candidates/0/pinned/panel/0",
        FaultCode.UNKNOWN_ID,
        None,
    ),
    (
        ("candidates", 0, "pinned"),
        {"panel": [{"juror": "z"}]},
        "/candidates/0/pinned/panel/0/juror",
        FaultCode.UNKNOWN_ID,
        None,
    ),
    (
        ("candidates", 0, "pinned"),
        {"day": 0, "slot": 5},
        "/candidates/0/pinned/slot",
        FaultCode.PIN_OUTSIDE,
        None,
    ),
    (
        ("candidates", 0, "pinned"),
        {"day": 0, "slot": 15},
        "/candidates/0/pinned/slot",
        FaultCode.PIN_OUTSIDE,
        None,
    ),
    (
        ("candidates", 0, "pinned"),
        {"panel": ["j1", "j2", "j3", "j4"]},
        "/candidates/0/pinned/panel",
        FaultCode.PIN_TOO_MANY,
        {"found": 4, "seats": 3},
    ),
]


@pytest.mark.parametrize(("path", "value", "pointer", "code", "data"), BAD)
def test_bad_input_is_refused_at_its_place(path, value, pointer, code, data):
    (fault,) = faults(changed(path, value) if path else value)

    assert (fault.pointer, fault.code) == (pointer, code)
    if data is not None:
        assert fault.data == data


def test_no_days_blames_nothing_else():
    data = {**changed(("candidates", 0, "pinned"), {"day": 3}), "days": []}

    assert faults(data) == (FileFault("/days", FaultCode.EMPTY),)


def test_faults_are_collected_up_to_a_bound():
    assert [each.pointer for each in faults({**PLAIN, "slot_minutes": "x", "extra": 1, "rooms": []})] == [
        "/extra",
        "/rooms",
        "/slot_minutes",
    ]
    assert len(faults({**PLAIN, "jurors": [1] * 1000})) == MOST_FAULTS


def pinned(**pins):
    given = problem()
    for name, pin in pins.items():
        given = with_candidate(given, name, pinned=pin)
    return given


PINS = [
    (
        pinned(c1=Pin(0, 0, "A"), c3=Pin(1, 0, "A"), c2=Pin(0, 1, "A"), c4=Pin(0, 2, "B")),
        ("/candidates/1/pinned/room", FaultCode.PIN_ROOM_TWICE, {"room": "A", "other": "c1"}),
    ),
    (
        pinned(c1=Pin(0, 0, jurors=frozenset({"j1", "j2"})), c2=Pin(0, 0, jurors=frozenset({"j1"}))),
        ("/candidates/1/pinned/panel", FaultCode.PIN_JUROR_TWICE, {"juror": "j1", "other": "c1"}),
    ),
    (
        with_candidate(pinned(c1=Pin(0, 0)), "c1", available=()),
        ("/candidates/0/pinned/slot", FaultCode.PIN_CANDIDATE_AWAY, {"candidate": "c1"}),
    ),
    (
        replace(pinned(c1=Pin(0, 0, "A")), rooms=(replace(problem().rooms[0], open=()), problem().rooms[1])),
        ("/candidates/0/pinned/room", FaultCode.PIN_ROOM_CLOSED, {"room": "A"}),
    ),
    (
        with_candidate(pinned(c1=Pin(room="A")), "c1", remote=True),
        ("/candidates/0/pinned/room", FaultCode.PIN_ROOM_UNFIT, {"room": "A", "candidate": "c1"}),
    ),
    (
        with_candidate(pinned(c1=Pin(room="B")), "c1", step_free=True),
        ("/candidates/0/pinned/room", FaultCode.PIN_ROOM_UNFIT, {"room": "B", "candidate": "c1"}),
    ),
    (
        with_juror(pinned(c1=Pin(0, 0, jurors=frozenset({"j1", "j2"}))), "j1", available=()),
        ("/candidates/0/pinned/panel", FaultCode.PIN_JUROR_AWAY, {"juror": "j1"}),
    ),
    (
        with_candidate(pinned(c1=Pin(jurors=frozenset({"j1"}))), "c1", conflicts=frozenset({"j1"})),
        ("/candidates/0/pinned/panel", FaultCode.PIN_CONFLICT, {"juror": "j1", "candidate": "c1"}),
    ),
    (
        with_candidate(
            pinned(c1=Pin(jurors=frozenset({"j1", "j2"}))),
            "c1",
            seats=(NamedSeat("chair", ("j1",)), NamedSeat("member", ("j3",))),
        ),
        ("/candidates/0/pinned/panel", FaultCode.PIN_NO_SEAT, {"juror": "j2", "candidate": "c1"}),
    ),
]


@pytest.mark.parametrize(("given", "expected"), PINS)
def test_pins_that_cannot_be_kept_are_refused(given, expected):
    assert [(each.pointer, each.code, each.data) for each in faults(problem_to_data(given))] == [expected]


def test_pins_that_can_be_kept_together_are_read():
    given = pinned(
        c1=Pin(0, 0, "A", frozenset({"j1"})), c2=Pin(0, 2, "A", frozenset({"j1"})), c3=Pin(0, 0, "B")
    )

    assert problem_from_data(problem_to_data(given)) == given


TEXTS = [
    ("", FaultCode.NOT_JSON, {"line": 1, "column": 1}),
    ('{\n "slot_minutes": 30,,}', FaultCode.NOT_JSON, {"line": 2, "column": 21}),
    (b"{\xff}", FaultCode.NOT_UTF8, {"at": 1}),
    ("[" * 200_000, FaultCode.TOO_DEEP, {}),
    ('{"a": NaN}', FaultCode.NUMBER, {"found": "NaN"}),
    ('{"a": -Infinity}', FaultCode.NUMBER, {"found": "-Infinity"}),
    ('{"a": ' + "9" * 5000 + "}", FaultCode.NUMBER, {"found": "999…"}),
    ('{"a": 1, "b": 2, "a": 3}', FaultCode.DUPLICATE_KEY, {"key": "a"}),
    (b" " * 64_000_001, FaultCode.TOO_LARGE, {"found": 64_000_001, "most": 64_000_000}),
]


@pytest.mark.parametrize(("content", "code", "data"), TEXTS, ids=[code for _, code, _ in TEXTS])
def test_text_that_is_no_json_we_read(content, code, data):
    with pytest.raises(ProblemFileError) as raised:
        read_problem(content)

    assert raised.value.faults == (FileFault("", code, data),)


def test_a_number_beyond_all_is_no_share():
    content = write_problem(problem()).replace('"external_share": 0.5', '"external_share": 1e999')

    with pytest.raises(ProblemFileError) as raised:
        read_problem(content)

    assert [each.code for each in raised.value.faults] == [FaultCode.NUMBER]


ALL = [faults(changed(path, value) if path else value)[0] for path, value, *_ in BAD]
ALL += [faults(problem_to_data(given))[0] for given, _ in PINS]
ALL += [FileFault("", code, data) for _, code, data in TEXTS]


@pytest.mark.parametrize("code", FaultCode)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_fault_has_its_sentence(code, language):
    said = fault_sentence(next(each for each in ALL if each.code is code), language)

    assert said.endswith(".")
    assert "{" not in said


def test_sentences_name_the_place_and_cut_what_the_file_says():
    key = "x" * 100 + "\n"

    assert fault_sentence(faults({**PLAIN, "rooms": []})[0], "fr") == (
        "/rooms\N{NO-BREAK SPACE}: la liste est vide, il en faut au moins un."
    )
    assert (
        fault_sentence(faults({**PLAIN, "rooms": 1})[0], "en") == "/rooms: a list is needed, found: a number."
    )
    assert fault_sentence(FileFault("", FaultCode.DUPLICATE_KEY, {"key": key}), "en") == (
        f"key {'x' * 79}… is given twice."
    )
    assert (
        fault_sentence(FileFault("", FaultCode.DUPLICATE_KEY, {"key": "a\n"}), "en")
        == "key a· is given twice."
    )
