"""Regulations as data: defaults, strict reading, consistency."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.assessment.errors import AssessmentError, RegulationsError, RegulationsFault
from preuve.domain.assessment.regulations import (
    THREE_LEVELS,
    BlockRule,
    BlockRuleKind,
    CertificationRule,
    CompetenceRule,
    CriterionRule,
    Deadlines,
    DefenceCovers,
    DefenceRules,
    Level,
    Merge,
    PanelRules,
    Regulations,
    ResitRules,
    RetentionRules,
    Scale,
    Ties,
)
from preuve.domain.assessment.regulations_json import FORMAT, regulations_from_dict, regulations_to_dict

DEFAULTS = {
    "format": "preuve-regulations/1",
    "scale": {
        "levels": [
            {
                "code": "not_acquired",
                "label_fr": "Non acquis",
                "label_en": "Not acquired",
                "value": 0,
                "acquired": False,
            },
            {
                "code": "partially_acquired",
                "label_fr": "Partiellement acquis",
                "label_en": "Partially acquired",
                "value": 1,
                "acquired": False,
            },
            {"code": "acquired", "label_fr": "Acquis", "label_en": "Acquired", "value": 2, "acquired": True},
        ],
        "abstention_allowed": True,
        "comment_required_at": "not_acquired",
    },
    "criterion": {"merge": "majority", "ties": "lower", "minimum_marks": 1},
    "competence": {"acquired_share": "2/3", "partial_share": "1/2", "eliminatory_criteria": []},
    "block": {"kind": "all_competences", "threshold": "1/2"},
    "certification": {"optional_blocks": [], "optional_needed": 0},
    "panel": {
        "minimum_members": 2,
        "quorum": 2,
        "external_share": "1/2",
        "chair_required": True,
        "chair_casting_vote": True,
        "cover_blocks": True,
        "vae_qualified_members": 1,
        "vae_gender_mix": True,
    },
    "defence": {
        "covers": "several_blocks",
        "presentation_minutes": 20,
        "questions_minutes": 25,
        "accommodation_extra_share": "1/3",
    },
    "deadlines": {
        "submission_days_before": 15,
        "convocation_days_before": 15,
        "juror_instructions_days_before": 8,
        "accommodation_request_days_before": 90,
        "marks_hand_in_hours": 24,
        "appeal_days": 60,
    },
    "resits": {"maximum": 2, "delay_days": 30, "absence_counts": True},
    "retention": {"portfolio_years": 5, "minutes_years": 10, "holders_years": 50},
}


def refusal(data):
    with pytest.raises(RegulationsError) as caught:
        regulations_from_dict(data)
    return caught.value


def test_the_defaults_are_these():
    assert regulations_to_dict(Regulations()) == DEFAULTS


@pytest.mark.parametrize("data", [{}, {"format": FORMAT}, DEFAULTS, {"panel": {}}])
def test_a_missing_key_takes_its_default(data):
    assert regulations_from_dict(data) == Regulations()


def test_every_value_is_read():
    regulations = Regulations(
        scale=Scale(
            levels=(
                Level("ko", "Non", "No", 0, acquired=False),
                Level("ok", "Oui", "Yes", 20, acquired=True),
            ),
            abstention_allowed=False,
            comment_required_at=None,
        ),
        criterion=CriterionRule(Merge.MEAN, Ties.HIGHER, 2),
        competence=CompetenceRule(Fraction(3, 4), Fraction(1, 7), ("C1.1-1",)),
        block=BlockRule(BlockRuleKind.POINTS, Fraction(3, 5)),
        certification=CertificationRule(("BC3", "BC4"), 1),
        panel=PanelRules(
            3,
            3,
            Fraction(2, 3),
            chair_required=False,
            chair_casting_vote=False,
            cover_blocks=False,
            vae_qualified_members=2,
            vae_gender_mix=False,
        ),
        defence=DefenceRules(DefenceCovers.ONE_BLOCK, 10, 15, Fraction(1, 4)),
        deadlines=Deadlines(1, 2, 3, 4, 5, 6),
        resits=ResitRules(7, 8, absence_counts=False),
        retention=RetentionRules(9, 10, 11),
    )
    data = regulations_to_dict(regulations)
    assert regulations_from_dict(json.loads(json.dumps(data))) == regulations
    flat = [value for key, group in data.items() if key != "format" for value in group.items()]
    default = [value for key, group in DEFAULTS.items() if key != "format" for value in group.items()]
    assert not [pair for pair in flat if pair in default and pair != ("minutes_years", 10)]


def test_reading_leaves_the_document_as_it_was():
    data = json.loads(json.dumps(DEFAULTS))
    regulations_from_dict(data)
    assert data == DEFAULTS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1/3", Fraction(1, 3)),
        ("0.1", Fraction(1, 10)),
        (0.1, Fraction(1, 10)),
        (1, Fraction(1)),
        ("2/4", Fraction(1, 2)),
    ],
)
def test_a_share_is_exact(written, read):
    assert (
        regulations_from_dict({"competence": {"acquired_share": written}}).competence.acquired_share == read
    )


@pytest.mark.parametrize(
    ("data", "pointer", "fault"),
    [
        (None, "", RegulationsFault.WRONG_TYPE),
        ([], "", RegulationsFault.WRONG_TYPE),
        ("x", "", RegulationsFault.WRONG_TYPE),
        ({"format": "preuve-regulations/2"}, "/format", RegulationsFault.NOT_A_CHOICE),
        ({"pannel": {}}, "/pannel", RegulationsFault.UNKNOWN_KEY),
        ({"a/b~c": 1}, "/a~1b~0c", RegulationsFault.UNKNOWN_KEY),
        ({1: 1}, "/1", RegulationsFault.UNKNOWN_KEY),
        ({"panel": {"trainer_may_sit": True}}, "/panel/trainer_may_sit", RegulationsFault.UNKNOWN_KEY),
        ({"panel": None}, "/panel", RegulationsFault.WRONG_TYPE),
        ({"panel": {"minimum_members": "2"}}, "/panel/minimum_members", RegulationsFault.WRONG_TYPE),
        ({"panel": {"minimum_members": 2.0}}, "/panel/minimum_members", RegulationsFault.WRONG_TYPE),
        ({"panel": {"minimum_members": True}}, "/panel/minimum_members", RegulationsFault.WRONG_TYPE),
        ({"panel": {"minimum_members": None}}, "/panel/minimum_members", RegulationsFault.WRONG_TYPE),
        ({"panel": {"minimum_members": 1}}, "/panel/minimum_members", RegulationsFault.OUT_OF_RANGE),
        ({"panel": {"minimum_members": 21}}, "/panel/minimum_members", RegulationsFault.OUT_OF_RANGE),
        ({"panel": {"external_share": "1/3"}}, "/panel/external_share", RegulationsFault.OUT_OF_RANGE),
        ({"panel": {"external_share": 1.5}}, "/panel/external_share", RegulationsFault.OUT_OF_RANGE),
        ({"panel": {"chair_required": 1}}, "/panel/chair_required", RegulationsFault.WRONG_TYPE),
        ({"panel": {"quorum": 3}}, "/panel/quorum", RegulationsFault.CONTRADICTION),
        (
            {"panel": {"vae_qualified_members": 3}},
            "/panel/vae_qualified_members",
            RegulationsFault.CONTRADICTION,
        ),
        (
            {"panel": {"vae_qualified_members": 0}},
            "/panel/vae_qualified_members",
            RegulationsFault.OUT_OF_RANGE,
        ),
        ({"criterion": {"merge": "average"}}, "/criterion/merge", RegulationsFault.NOT_A_CHOICE),
        ({"criterion": {"merge": 3}}, "/criterion/merge", RegulationsFault.WRONG_TYPE),
        ({"criterion": {"minimum_marks": 0}}, "/criterion/minimum_marks", RegulationsFault.OUT_OF_RANGE),
        ({"criterion": {"minimum_marks": 3}}, "/criterion/minimum_marks", RegulationsFault.CONTRADICTION),
        ({"competence": {"acquired_share": 0}}, "/competence/acquired_share", RegulationsFault.OUT_OF_RANGE),
        ({"competence": {"partial_share": 0}}, "/competence/partial_share", RegulationsFault.OUT_OF_RANGE),
        ({"competence": {"acquired_share": True}}, "/competence/acquired_share", RegulationsFault.WRONG_TYPE),
        ({"competence": {"acquired_share": None}}, "/competence/acquired_share", RegulationsFault.WRONG_TYPE),
        (
            {"competence": {"acquired_share": "1/0"}},
            "/competence/acquired_share",
            RegulationsFault.WRONG_TYPE,
        ),
        ({"competence": {"acquired_share": "-1"}}, "/competence/acquired_share", RegulationsFault.WRONG_TYPE),
        ({"competence": {"acquired_share": "½"}}, "/competence/acquired_share", RegulationsFault.WRONG_TYPE),
        (
            {"competence": {"acquired_share": "٣/٤"}},
            "/competence/acquired_share",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"acquired_share": "9" * 99}},
            "/competence/acquired_share",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"acquired_share": -0.5}},
            "/competence/acquired_share",
            RegulationsFault.OUT_OF_RANGE,
        ),
        (
            {"competence": {"acquired_share": float("nan")}},
            "/competence/acquired_share",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"acquired_share": float("inf")}},
            "/competence/acquired_share",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"eliminatory_criteria": "C1.1-1"}},
            "/competence/eliminatory_criteria",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"eliminatory_criteria": ["C1.1-1", 2]}},
            "/competence/eliminatory_criteria/1",
            RegulationsFault.WRONG_TYPE,
        ),
        (
            {"competence": {"eliminatory_criteria": ["C1.1-1", " "]}},
            "/competence/eliminatory_criteria/1",
            RegulationsFault.EMPTY,
        ),
        (
            {"competence": {"eliminatory_criteria": ["C1.1-1", "C1.1-2", "C1.1-1"]}},
            "/competence/eliminatory_criteria/2",
            RegulationsFault.REPEATED,
        ),
        ({"block": {"threshold": 0}}, "/block/threshold", RegulationsFault.OUT_OF_RANGE),
        (
            {"certification": {"optional_needed": 1}},
            "/certification/optional_needed",
            RegulationsFault.CONTRADICTION,
        ),
        (
            {"certification": {"optional_blocks": ["x" * 65]}},
            "/certification/optional_blocks/0",
            RegulationsFault.OUT_OF_RANGE,
        ),
        (
            {"certification": {"optional_blocks": ["BC1", "BC1"]}},
            "/certification/optional_blocks/1",
            RegulationsFault.REPEATED,
        ),
        (
            {"defence": {"presentation_minutes": 0, "questions_minutes": 0}},
            "/defence/questions_minutes",
            RegulationsFault.CONTRADICTION,
        ),
        (
            {"defence": {"accommodation_extra_share": 2}},
            "/defence/accommodation_extra_share",
            RegulationsFault.OUT_OF_RANGE,
        ),
        ({"defence": {"covers": "blocks"}}, "/defence/covers", RegulationsFault.NOT_A_CHOICE),
        ({"deadlines": {"appeal_days": 0}}, "/deadlines/appeal_days", RegulationsFault.OUT_OF_RANGE),
        (
            {"deadlines": {"submission_days_before": -1}},
            "/deadlines/submission_days_before",
            RegulationsFault.OUT_OF_RANGE,
        ),
        ({"resits": {"maximum": 10**30}}, "/resits/maximum", RegulationsFault.OUT_OF_RANGE),
        ({"retention": {"minutes_years": 51}}, "/retention/minutes_years", RegulationsFault.CONTRADICTION),
        ({"scale": {"comment_required_at": 3}}, "/scale/comment_required_at", RegulationsFault.WRONG_TYPE),
        (
            {"scale": {"comment_required_at": "bad"}},
            "/scale/comment_required_at",
            RegulationsFault.UNKNOWN_LEVEL,
        ),
        ({"scale": {"levels": []}}, "/scale/levels", RegulationsFault.EMPTY),
        ({"scale": {"levels": {}}}, "/scale/levels", RegulationsFault.WRONG_TYPE),
        ({"scale": {"levels": ["acquired"]}}, "/scale/levels/0", RegulationsFault.WRONG_TYPE),
        ({"scale": {"levels": [{}]}}, "/scale/levels/0/code", RegulationsFault.EMPTY),
    ],
)
def test_a_bad_document_is_refused_with_its_place(data, pointer, fault):
    error = refusal(data)
    assert (error.pointer, error.fault) == (pointer, fault)
    assert isinstance(error, AssessmentError)


def level(code="a", value=0, **changes):
    return {"code": code, "label_fr": "Non", "label_en": "No", "value": value, "acquired": False} | changes


@pytest.mark.parametrize(
    ("levels", "pointer", "fault"),
    [
        ([level(), level("b", 1)], "/scale/levels/1/acquired", RegulationsFault.CONTRADICTION),
        (
            [level(acquired=True), level("b", 1, acquired=True)],
            "/scale/levels/0/acquired",
            RegulationsFault.CONTRADICTION,
        ),
        ([level(), level("b", 0, acquired=True)], "/scale/levels/1/value", RegulationsFault.NOT_INCREASING),
        (
            [level(value=2), level("b", 1, acquired=True)],
            "/scale/levels/1/value",
            RegulationsFault.NOT_INCREASING,
        ),
        (
            [level(), level("b", 1, acquired=True), level("c", 2), level("d", 3, acquired=True)],
            "/scale/levels/2/acquired",
            RegulationsFault.NOT_INCREASING,
        ),
        ([level(), level("a", 1, acquired=True)], "/scale/levels/1/code", RegulationsFault.REPEATED),
        ([level(acquired=True)], "/scale/levels", RegulationsFault.EMPTY),
        ([level(str(n), n, acquired=n > 0) for n in range(22)], "/scale/levels", RegulationsFault.EMPTY),
        (
            [level(value=-1), level("b", 1, acquired=True)],
            "/scale/levels/0/value",
            RegulationsFault.OUT_OF_RANGE,
        ),
        ([level(code=""), level("b", 1, acquired=True)], "/scale/levels/0/code", RegulationsFault.EMPTY),
        ([level(code="é" * 65)], "/scale/levels/0/code", RegulationsFault.OUT_OF_RANGE),
        ([level(label_fr="\t")], "/scale/levels/0/label_fr", RegulationsFault.EMPTY),
        ([level(label_fr="x" * 201)], "/scale/levels/0/label_fr", RegulationsFault.OUT_OF_RANGE),
        ([level(label_en="")], "/scale/levels/0/label_en", RegulationsFault.EMPTY),
    ],
)
def test_a_scale_that_does_not_climb_is_refused(levels, pointer, fault):
    error = refusal({"scale": {"levels": levels, "comment_required_at": None}})
    assert (error.pointer, error.fault) == (pointer, fault)


def test_the_longest_scale_and_codes_are_read():
    levels = [level(f"{n:064}", n, acquired=n > 9, label_fr="x" * 200) for n in range(21)]
    read = regulations_from_dict({"scale": {"levels": levels, "comment_required_at": f"{9:064}"}})
    assert [item.value for item in read.scale.levels] == list(range(21))


def test_the_error_says_what_would_do():
    error = refusal({"criterion": {"merge": "average"}})
    assert (error.found, error.expected) == ("average", ("majority", "median", "mean", "lowest"))
    error = refusal({"panel": {"minimum_members": 1}})
    assert (error.found, error.expected) == (1, (2, 20))
    error = refusal({"panel": {"minimum_members": "1"}})
    assert (error.found, error.expected) == ("1", ("integer",))
    error = refusal({"panel": {"quorum": 3}})
    assert (error.found, error.expected) == (3, ("/minimum_members",))
    error = refusal({"scale": {"comment_required_at": "bad"}})
    assert error.expected == ("not_acquired", "partially_acquired", "acquired")
    error = refusal({"resits": {"max": 1}})
    assert (error.found, error.expected) == ("max", ("maximum", "delay_days", "absence_counts"))


@pytest.mark.parametrize(
    ("group", "least", "most"),
    [
        (lambda n: Deadlines(submission_days_before=n), 0, 365),
        (lambda n: Deadlines(convocation_days_before=n), 0, 365),
        (lambda n: Deadlines(juror_instructions_days_before=n), 0, 365),
        (lambda n: Deadlines(accommodation_request_days_before=n), 0, 730),
        (lambda n: Deadlines(marks_hand_in_hours=n), 0, 2160),
        (lambda n: Deadlines(appeal_days=n), 1, 730),
        (lambda n: ResitRules(maximum=n), 0, 20),
        (lambda n: ResitRules(delay_days=n), 0, 730),
        (lambda n: RetentionRules(portfolio_years=n), 1, 100),
        (lambda n: RetentionRules(holders_years=n, minutes_years=1), 1, 100),
        (lambda n: RetentionRules(minutes_years=n, holders_years=100), 1, 100),
        (lambda n: DefenceRules(presentation_minutes=n), 0, 480),
        (lambda n: DefenceRules(questions_minutes=n), 0, 480),
        (lambda n: PanelRules(minimum_members=n), 2, 20),
        (lambda n: PanelRules(quorum=n, minimum_members=20), 2, 20),
        (lambda n: PanelRules(vae_qualified_members=n, minimum_members=20), 1, 20),
        (lambda n: CriterionRule(minimum_marks=n), 1, 20),
        (lambda n: CertificationRule(tuple(f"B{i}" for i in range(60)), n), 0, 50),
    ],
)
def test_each_number_has_its_bounds(group, least, most):
    group(least)
    group(most)
    for outside in (least - 1, most + 1):
        with pytest.raises(RegulationsError) as caught:
            group(outside)
        assert (caught.value.fault, caught.value.expected) == (RegulationsFault.OUT_OF_RANGE, (least, most))


def test_shares_have_bounds():
    assert CompetenceRule(Fraction(1, 1000), Fraction(1, 1000)).acquired_share == Fraction(1, 1000)
    assert PanelRules(external_share=Fraction(1)).external_share == 1
    assert DefenceRules(accommodation_extra_share=Fraction(0)).accommodation_extra_share == 0


def test_regulations_can_be_replaced_and_compared():
    changed = replace(Regulations(), block=BlockRule(BlockRuleKind.SHARE))
    assert changed != Regulations()
    assert hash(changed) == hash(replace(Regulations(), block=BlockRule(BlockRuleKind.SHARE)))
    assert Regulations().scale.levels == THREE_LEVELS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([key for key in DEFAULTS if key != "format"]), st.data())
def test_anything_is_read_or_refused(group, data):
    name = data.draw(st.sampled_from(list(DEFAULTS[group])))
    document = {group: {name: data.draw(json_values)}}
    refused = None
    try:
        regulations = regulations_from_dict(document)
    except RegulationsError as error:
        refused = error
    if refused is None:
        assert regulations_from_dict(regulations_to_dict(regulations)) == regulations
    else:
        assert (
            refused.pointer.startswith(f"/{group}/{name}") or refused.fault is RegulationsFault.CONTRADICTION
        )


def test_a_share_too_fine_to_be_written_is_refused():
    with pytest.raises(RegulationsError) as refused:
        regulations_from_dict({"defence": {"accommodation_extra_share": 8.589299828741002e-246}})
    assert refused.value.pointer == "/defence/accommodation_extra_share"
    assert refused.value.fault is RegulationsFault.WRONG_TYPE
