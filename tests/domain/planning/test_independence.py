"""Who may sit for whom: rule by rule, then beside a recount in another style."""

from fractions import Fraction
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preuve.domain.planning.errors import RequirementsError
from preuve.domain.planning.independence import (
    CandidateFacts,
    Conflict,
    Gender,
    JurorFacts,
    PanelProblem,
    PanelProblemCode,
    PanelRequirements,
    Seat,
    SeatRole,
    external_members_needed,
    is_external,
    panel_problems,
)

CHAIR, MEMBER, RESERVE = SeatRole.CHAIR, SeatRole.MEMBER, SeatRole.RESERVE
ASKED = PanelRequirements("AFIP")
CANDIDATE = CandidateFacts("c1", ("BC1", "BC2"), training_body="CFA-X", trainers=frozenset({"t1"}))
VAE = CandidateFacts("c2", ("BC1", "BC2"), vae=True, accompanied_by=frozenset({"t2"}))


def juror(name, *organisations, blocks=("BC1", "BC2"), gender=None, chair=True, salaried=False):
    return JurorFacts(name, frozenset(organisations), salaried, frozenset(blocks), gender, chair)


ANNE = juror("anne", "ACME", gender=Gender.FEMALE)
BRUNO = juror("bruno", "BULL", gender=Gender.MALE)
INSIDE = juror("ines", "AFIP", gender=Gender.FEMALE)
TRAINING = juror("tom", "CFA-X", gender=Gender.MALE)


def panel(*members):
    """The first chairs; a tuple gives a role."""
    seats = [
        item if isinstance(item, tuple) else (item, MEMBER if place else CHAIR)
        for place, item in enumerate(members)
    ]
    return [Seat(who, role) for who, role in seats]


def problems(*members, candidate=CANDIDATE, asked=ASKED, conflicts=()):
    return panel_problems(panel(*members), candidate, asked, conflicts)


def test_a_good_panel():
    assert problems(ANNE, BRUNO) == ()
    assert problems(ANNE, BRUNO, candidate=VAE) == ()
    assert Seat(ANNE).role is MEMBER


@pytest.mark.parametrize(("members", "found"), [((), 0), ((ANNE,), 1), ((ANNE, (BRUNO, RESERVE)), 1)])
def test_too_few_members(members, found):
    assert PanelProblem(PanelProblemCode.TOO_FEW_MEMBERS, found=found, needed=2) in problems(*members)


def test_an_empty_panel_lacks_everything():
    assert problems(candidate=VAE) == (
        PanelProblem(PanelProblemCode.TOO_FEW_MEMBERS, found=0, needed=2),
        PanelProblem(PanelProblemCode.BLOCK_NOT_COVERED, blocks=("BC1", "BC2")),
        PanelProblem(PanelProblemCode.NO_CHAIR),
        PanelProblem(PanelProblemCode.VAE_NOT_QUALIFIED, found=0, needed=1),
        PanelProblem(PanelProblemCode.GENDER_MIX, found=0, needed=2),
    )


def test_half_of_the_members_are_external_to_certifier_and_training_body():
    assert problems(ANNE, INSIDE) == ()
    assert problems(ANNE, TRAINING) == ()
    assert problems(INSIDE, ANNE, TRAINING) == (
        PanelProblem(PanelProblemCode.EXTERNAL_SHARE, jurors=("ines", "tom"), found=1, needed=2, members=3),
    )
    other_body = CandidateFacts("c9", ("BC1",), training_body="CFA-Y")
    assert problems(INSIDE, ANNE, TRAINING, candidate=other_body) == ()
    assert problems(INSIDE, ANNE, TRAINING, candidate=CandidateFacts("c9", ("BC1",))) == ()


def test_a_reserve_is_not_counted_as_external():
    assert problems(INSIDE, TRAINING, (ANNE, RESERVE)) == (
        PanelProblem(PanelProblemCode.EXTERNAL_SHARE, jurors=("ines", "tom"), found=0, needed=1, members=2),
    )


def test_the_trainer_never_sits_not_even_in_reserve():
    trainer = juror("t1", "FREELANCE")
    assert problems(ANNE, trainer) == (PanelProblem(PanelProblemCode.TRAINER_SITS, jurors=("t1",)),)
    assert problems(ANNE, BRUNO, (trainer, RESERVE)) == (
        PanelProblem(PanelProblemCode.TRAINER_SITS, jurors=("t1",)),
    )


def test_a_declared_conflict_is_for_that_candidate():
    conflicts = [Conflict("bruno", "c1"), Conflict("anne", "c7"), Conflict("zoe", "c1")]
    expected = (PanelProblem(PanelProblemCode.CONFLICT_DECLARED, jurors=("bruno",)),)
    assert problems(ANNE, BRUNO, conflicts=conflicts) == expected
    assert problems(ANNE, BRUNO, conflicts=iter(conflicts)) == expected


def test_an_employer_in_common_is_a_link_but_the_training_body_is_not():
    employed = CandidateFacts(
        "c1", ("BC1",), training_body="CFA-X", organisations=frozenset({"BULL", "CFA-X", "ATOS"})
    )
    assert problems(ANNE, BRUNO, candidate=employed) == (
        PanelProblem(PanelProblemCode.SHARED_ORGANISATION, jurors=("bruno",), organisations=("BULL",)),
    )
    assert problems(ANNE, TRAINING, candidate=employed) == ()
    both = juror("luc", "ATOS", "BULL", "ACME")
    assert problems(both, BRUNO, candidate=employed) == (
        PanelProblem(
            PanelProblemCode.SHARED_ORGANISATION, jurors=("luc", "bruno"), organisations=("ATOS", "BULL")
        ),
    )


def test_nobody_salaried_by_the_certifier_sits_nor_counts_as_external():
    paid = juror("paul", "ACME", salaried=True)
    bar = PanelProblem(PanelProblemCode.SALARIED_BY_CERTIFIER, jurors=("paul",))
    assert problems(ANNE, paid) == (bar,)
    assert problems(ANNE, BRUNO, (paid, RESERVE)) == (bar,)
    assert problems(paid, INSIDE) == (
        bar,
        PanelProblem(PanelProblemCode.EXTERNAL_SHARE, jurors=("paul", "ines"), found=0, needed=1, members=2),
    )


def test_each_block_has_a_qualified_member():
    half = juror("hugo", blocks=("BC1",))
    assert problems(half, juror("lea", blocks=("BC2", "BC3"))) == ()
    assert problems(half, juror("lea", blocks=("BC3",)), (BRUNO, RESERVE)) == (
        PanelProblem(PanelProblemCode.BLOCK_NOT_COVERED, blocks=("BC2",)),
    )
    off = PanelRequirements("AFIP", cover_blocks=False)
    assert problems(half, juror("lea", blocks=()), asked=off) == ()


def test_one_chair_who_may_chair():
    assert problems((ANNE, MEMBER), (BRUNO, MEMBER)) == (PanelProblem(PanelProblemCode.NO_CHAIR),)
    assert problems((ANNE, CHAIR), (BRUNO, CHAIR)) == (
        PanelProblem(PanelProblemCode.SEVERAL_CHAIRS, jurors=("anne", "bruno")),
    )
    shy = juror("sam", chair=False)
    assert problems(shy, BRUNO) == (PanelProblem(PanelProblemCode.CHAIR_NOT_ABLE, jurors=("sam",)),)
    assert problems(ANNE, shy) == ()


def test_a_chair_is_needed_by_vae_whatever_is_asked():
    off = PanelRequirements("AFIP", chair=False)
    assert problems((ANNE, MEMBER), (BRUNO, MEMBER), asked=off) == ()
    assert problems((ANNE, MEMBER), (BRUNO, MEMBER), candidate=VAE, asked=off) == (
        PanelProblem(PanelProblemCode.NO_CHAIR),
    )


def test_reserves_alone_are_nobody():
    assert problems((ANNE, RESERVE), (juror("t1"), RESERVE)) == (
        PanelProblem(PanelProblemCode.TRAINER_SITS, jurors=("t1",)),
        PanelProblem(PanelProblemCode.RESERVE_ONLY, jurors=("anne", "t1")),
    )


def test_the_same_juror_twice_is_counted_once():
    assert problems(ANNE, ANNE) == (
        PanelProblem(PanelProblemCode.DUPLICATE_MEMBER, jurors=("anne",)),
        PanelProblem(PanelProblemCode.TOO_FEW_MEMBERS, found=1, needed=2),
    )
    assert problems(ANNE, (BRUNO, RESERVE), BRUNO) == (
        PanelProblem(PanelProblemCode.DUPLICATE_MEMBER, jurors=("bruno",)),
    )


def test_vae_has_members_qualified_for_the_certification():
    other = juror("omar", blocks=("BC9",), gender=Gender.MALE)
    loose = PanelRequirements("AFIP", cover_blocks=False, vae_qualified_members=2)
    assert problems(ANNE, other, candidate=VAE, asked=loose) == (
        PanelProblem(PanelProblemCode.VAE_NOT_QUALIFIED, found=1, needed=2),
    )
    assert problems(ANNE, other, asked=loose) == ()


def test_whoever_accompanied_the_vae_does_not_sit():
    guide = juror("t2", gender=Gender.MALE)
    assert problems(ANNE, guide, candidate=VAE) == (
        PanelProblem(PanelProblemCode.VAE_ACCOMPANIED, jurors=("t2",)),
    )
    assert problems(ANNE, BRUNO, (guide, RESERVE), candidate=VAE) == (
        PanelProblem(PanelProblemCode.VAE_ACCOMPANIED, jurors=("t2",)),
    )
    not_vae = CandidateFacts("c3", ("BC1",), accompanied_by=frozenset({"t2"}))
    assert problems(ANNE, guide, candidate=not_vae) == ()


def test_women_and_men_sit_for_vae():
    alike = juror("zoe", gender=Gender.FEMALE)
    silent = juror("noa")
    assert problems(ANNE, alike, candidate=VAE) == (
        PanelProblem(PanelProblemCode.GENDER_MIX, found=1, needed=2),
    )
    assert problems(ANNE, silent, (BRUNO, RESERVE), candidate=VAE) == (
        PanelProblem(PanelProblemCode.GENDER_MIX, jurors=("noa",), found=1, needed=2),
    )
    assert problems(ANNE, alike) == ()
    assert problems(ANNE, alike, candidate=VAE, asked=PanelRequirements("AFIP", vae_gender_mix=False)) == ()


def test_external_members_needed():
    for members, share in product(
        range(12), [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]
    ):
        assert external_members_needed(members, share) == ceil(members * share)


def test_is_external():
    assert is_external(ANNE, "AFIP", "CFA-X")
    assert is_external(ANNE, "AFIP", None)
    assert not is_external(INSIDE, "AFIP", None)
    assert not is_external(TRAINING, "AFIP", "CFA-X")
    assert not is_external(juror("paul", salaried=True), "AFIP", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minimum_members", 0),
        ("external_share", Fraction(-1, 9)),
        ("external_share", Fraction(10, 9)),
        ("vae_qualified_members", -1),
    ],
)
def test_requirements_out_of_range_are_refused(name, value):
    with pytest.raises(RequirementsError) as caught:
        PanelRequirements("AFIP", **{name: value})
    assert (caught.value.name, caught.value.found) == (name, value)


def test_requirements_at_their_ends():
    for share in (Fraction(0), Fraction(1)):
        asked = PanelRequirements("AFIP", minimum_members=1, external_share=share, vae_qualified_members=0)
        assert problems(ANNE, asked=asked) == ()


# --- a recount in another style --------------------------------------------------------------------------

names = st.sampled_from(["a", "b", "c", "d"])
organisations = st.frozensets(st.sampled_from(["AFIP", "CFA-X", "ACME", "BULL"]), max_size=2)
facts = st.tuples(
    organisations,
    st.booleans(),
    st.frozensets(st.sampled_from(["BC1", "BC2"])),
    st.sampled_from([None, Gender.FEMALE, Gender.MALE]),
    st.booleans(),
)
candidates = st.builds(
    CandidateFacts,
    id=st.just("c1"),
    blocks=st.sampled_from([("BC1",), ("BC1", "BC2")]),
    vae=st.booleans(),
    training_body=st.sampled_from([None, "CFA-X"]),
    trainers=st.frozensets(names, max_size=1),
    accompanied_by=st.frozensets(names, max_size=1),
    organisations=st.frozensets(st.sampled_from(["ACME", "CFA-X"]), max_size=2),
)
requirements = st.builds(
    PanelRequirements,
    certifier=st.just("AFIP"),
    minimum_members=st.integers(1, 3),
    external_share=st.sampled_from([Fraction(1, 2), Fraction(2, 3)]),
    chair=st.booleans(),
    cover_blocks=st.booleans(),
    vae_qualified_members=st.integers(0, 2),
    vae_gender_mix=st.booleans(),
)


def recount(seats, candidate, asked, conflicts):  # noqa: C901, PLR0912 - the rules one after the other, on purpose
    """Codes only, from sentences of certification.md, seat by seat."""
    codes = set()
    ids = [seat.juror.id for seat in seats]
    if len(ids) != len(set(ids)):
        codes.add("duplicate_member")
    for who in (seat.juror for seat in seats):
        if who.id in candidate.trainers:
            codes.add("trainer_sits")
        if any((pair.juror, pair.candidate) == (who.id, candidate.id) for pair in conflicts):
            codes.add("conflict_declared")
        if any(
            place in who.organisations
            for place in candidate.organisations
            if place != candidate.training_body
        ):
            codes.add("shared_organisation")
        if who.salaried_by_certifier:
            codes.add("salaried_by_certifier")
        if candidate.vae and who.id in candidate.accompanied_by:
            codes.add("vae_accompanied")
    sitting = []
    for seat in seats:
        if seat.role != "reserve" and seat.juror not in sitting:
            sitting.append(seat.juror)
    if seats and not sitting:
        return codes | {"reserve_only"}
    if len(sitting) < asked.minimum_members:
        codes.add("too_few_members")
    outside = [
        who
        for who in sitting
        if not who.salaried_by_certifier
        and not {asked.certifier, candidate.training_body} & who.organisations
    ]
    if sitting and Fraction(len(outside), len(sitting)) < asked.external_share:
        codes.add("external_share")
    if asked.cover_blocks and not all(
        any(b in who.qualified_blocks for who in sitting) for b in candidate.blocks
    ):
        codes.add("block_not_covered")
    chairs = {seat.juror.id: seat.juror.may_chair for seat in seats if seat.role == "chair"}
    if asked.chair or candidate.vae:
        codes |= {"no_chair"} if not chairs else {"several_chairs"} if len(chairs) > 1 else set()
        codes |= set() if all(chairs.values()) else {"chair_not_able"}
    if candidate.vae:
        if (
            len([who for who in sitting if any(b in who.qualified_blocks for b in candidate.blocks)])
            < asked.vae_qualified_members
        ):
            codes.add("vae_not_qualified")
        genders = {str(who.gender) for who in sitting}
        if asked.vae_gender_mix and not genders >= {"F", "M"}:
            codes.add("gender_mix")
    return codes


@settings(max_examples=250, deadline=None)
@given(
    st.dictionaries(names, facts),
    st.lists(st.tuples(names, st.sampled_from(SeatRole)), max_size=5),
    candidates,
    requirements,
    st.lists(st.builds(Conflict, names, st.sampled_from(["c1", "c2"])), max_size=2),
)
def test_the_same_codes_as_a_recount(known, seating, candidate, asked, conflicts):
    people = {name: JurorFacts(name, *known[name]) for name in known}
    seats = [Seat(people[name], role) for name, role in seating if name in people]
    found = [problem.code for problem in panel_problems(seats, candidate, asked, conflicts)]
    assert set(map(str, found)) == recount(seats, candidate, asked, conflicts)
    assert found == sorted(set(found), key=list(PanelProblemCode).index)


def test_what_is_not_said_of_a_juror_is_not_presumed():
    assert JurorFacts("x") == JurorFacts("x", frozenset(), False, frozenset(), None, False)
    assert CandidateFacts("c", ("BC1",)) == CandidateFacts(
        "c", ("BC1",), vae=False, training_body=None, trainers=frozenset(), accompanied_by=frozenset()
    )
    with pytest.raises(AttributeError):
        ANNE.may_chair = True
