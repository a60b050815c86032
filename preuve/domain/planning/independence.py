"""Who may sit for whom: the rules of independence of a panel, checked for one candidate.

Source: certification.md §1. Without VAE, doctrine of France compétences: collegial, at least half of the
members external both to the certifier and to the body that trained this candidate, the trainer never
sits, no link with the candidate, no salary from the certifier. VAE: décret 2024-332, art. D.6412-6.

Bars on a person (trainer, conflict, salary …) hold for reserves too, since a reserve may be called at the
last moment; what is counted (members, externals, blocks …) is counted on those who sit, without reserves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from preuve.domain.planning.errors import RequirementsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class Gender(StrEnum):
    """What the balance of a VAE panel counts; a juror who did not say is None and counts for neither."""

    FEMALE = "F"
    MALE = "M"


class SeatRole(StrEnum):
    """Why a juror is on the panel."""

    CHAIR = "chair"
    MEMBER = "member"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class JurorFacts:
    """What is known of a juror.

    Attributes:
        id: stable id.
        organisations: ids of those the juror works for or belongs to; compared as they are with
            the certifier, the training body and the candidate's organisations.
        salaried_by_certifier: is paid a salary by the certifier (an indemnity is none).
        qualified_blocks: codes of the blocks whose job the juror practises or supervises.
        gender: for the balance of a VAE panel.
        may_chair: able and willing to chair.
    """

    id: str
    organisations: frozenset[str] = frozenset()
    salaried_by_certifier: bool = False
    qualified_blocks: frozenset[str] = frozenset()
    gender: Gender | None = None
    may_chair: bool = False


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What is known of a candidate.

    Attributes:
        id: stable id.
        blocks: codes of the blocks assessed, in the order of the framework.
        vae: comes by validation of experience, so that the rules of art. D.6412-6 hold.
        training_body: id of the organisation that trained this candidate; None for a free candidate or VAE.
        trainers: ids, as jurors, of the people who trained the candidate.
        accompanied_by: ids, as jurors, of the people who accompany or accompanied the VAE.
        organisations: ids of the candidate's employers, now or before; the training body is left out of it.
    """

    id: str
    blocks: tuple[str, ...]
    vae: bool = False
    training_body: str | None = None
    trainers: frozenset[str] = frozenset()
    accompanied_by: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A link of interest between juror and candidate, declared by either or the certifier (récusation)."""

    juror: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A juror on a panel, and why."""

    juror: JurorFacts
    role: SeatRole = SeatRole.MEMBER


@dataclass(frozen=True, slots=True)
class PanelRequirements:
    """What the regulations ask of a panel, as plain values; defaults and sources as in the regulations.

    Attributes:
        certifier: id of the certifying organisation.
        minimum_members: least number of members, reserves left out; at least 1.
        external_share: least share of external members, 0 to 1.
        chair: a chair is required whatever the route; a VAE panel needs one anyway.
        cover_blocks: each block of the candidate needs a member qualified for it.
        vae_qualified_members: VAE: least number of members qualified for a block of the candidate.
        vae_gender_mix: VAE: women and men both sit.

    Raises:
        RequirementsError: a number out of its range.
    """

    certifier: str
    minimum_members: int = 2
    external_share: Fraction = Fraction(1, 2)
    chair: bool = True
    cover_blocks: bool = True
    vae_qualified_members: int = 1
    vae_gender_mix: bool = True

    def __post_init__(self) -> None:
        if self.minimum_members < 1:
            raise RequirementsError("minimum_members", self.minimum_members)
        if not 0 <= self.external_share <= 1:
            raise RequirementsError("external_share", self.external_share)
        if self.vae_qualified_members < 0:
            raise RequirementsError("vae_qualified_members", self.vae_qualified_members)


class PanelProblemCode(StrEnum):
    """Why a panel may not sit for a candidate. `found` and `needed` count jurors."""

    DUPLICATE_MEMBER = "duplicate_member"
    """`jurors` hold more than one seat; each is counted once."""
    TRAINER_SITS = "trainer_sits"
    """`jurors` trained the candidate."""
    CONFLICT_DECLARED = "conflict_declared"
    """`jurors` have a declared link with the candidate."""
    SHARED_ORGANISATION = "shared_organisation"
    """`jurors` work or worked where the candidate does (`organisations`): a professional link."""
    SALARIED_BY_CERTIFIER = "salaried_by_certifier"
    """`jurors` are paid a salary by the certifier."""
    VAE_ACCOMPANIED = "vae_accompanied"
    """`jurors` accompanied the candidate's VAE."""
    RESERVE_ONLY = "reserve_only"
    """`jurors` are all reserves: nobody sits. The counts below are then not repeated."""
    TOO_FEW_MEMBERS = "too_few_members"
    """`found` members of the `needed`."""
    EXTERNAL_SHARE = "external_share"
    """`found` external members of the `needed`, out of `members`; `jurors` are those who are not external."""
    BLOCK_NOT_COVERED = "block_not_covered"
    """`blocks` have no qualified member."""
    NO_CHAIR = "no_chair"
    """Nobody chairs."""
    SEVERAL_CHAIRS = "several_chairs"
    """`jurors` all chair; there is one casting vote."""
    CHAIR_NOT_ABLE = "chair_not_able"
    """`jurors` chair and are not able to."""
    VAE_NOT_QUALIFIED = "vae_not_qualified"
    """`found` members qualified for a block of the candidate, of the `needed`."""
    GENDER_MIX = "gender_mix"
    """`found` is the number of women and men represented (0 or 1) of `needed` = 2; `jurors` have not said."""


@dataclass(frozen=True, slots=True)
class PanelProblem:
    """One reason why a panel may not sit for a candidate, with what a sentence needs.

    Attributes:
        code: the rule that is broken.
        jurors: ids concerned, in the order of the panel.
        blocks: codes concerned, in the order of the candidate's.
        organisations: ids concerned, sorted.
        found: count met, or None when nothing is counted.
        needed: count asked for.
        members: members who sit, where `found` is a part of them.
    """

    code: PanelProblemCode
    jurors: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    found: int | None = None
    needed: int | None = None
    members: int | None = None


def panel_problems(
    panel: Sequence[Seat],
    candidate: CandidateFacts,
    requirements: PanelRequirements,
    conflicts: Iterable[Conflict] = (),
) -> tuple[PanelProblem, ...]:
    """Everything that keeps `panel` from sitting for `candidate`, in the order of `PanelProblemCode`.

    Empty when it may sit. To be asked again whenever the panel, a juror, the candidate or a conflict changes.

    Args:
        panel: all seats, reserves included. A juror with two seats is counted once, and as a member if
            one of the seats is a member's.
        candidate: for whom.
        requirements: what the regulations ask.
        conflicts: declared conflicts; those of other candidates are passed over.
    """
    people = {seat.juror.id: seat.juror for seat in panel}
    sitting = {seat.juror.id: seat.juror for seat in panel if seat.role is not SeatRole.RESERVE}
    problems = list(_duplicates(panel))
    problems += _bars(people, candidate, conflicts)
    if people and not sitting:
        problems.append(PanelProblem(PanelProblemCode.RESERVE_ONLY, jurors=tuple(people)))
        return tuple(problems)
    members = tuple(sitting.values())
    problems += _counts(members, candidate, requirements)
    if requirements.chair or candidate.vae:
        problems += _chairs(panel)
    if candidate.vae:
        problems += _vae(members, candidate, requirements)
    return tuple(problems)


def is_external(juror: JurorFacts, certifier: str, training_body: str | None) -> bool:
    """Whether `juror` is external both to the certifier and to the body that trained the candidate."""
    return (
        not juror.salaried_by_certifier
        and certifier not in juror.organisations
        and training_body not in juror.organisations
    )


def external_members_needed(members: int, share: Fraction) -> int:
    """Least number of external members among `members` for a share of at least `share`: 2 of 3 for a half."""
    return -(-members * share.numerator // share.denominator)


def _duplicates(panel: Iterable[Seat]) -> Iterator[PanelProblem]:
    seats = Counter(seat.juror.id for seat in panel)
    yield from _barred(PanelProblemCode.DUPLICATE_MEMBER, [juror for juror in seats if seats[juror] > 1])


def _barred(code: PanelProblemCode, jurors: Iterable[str]) -> Iterator[PanelProblem]:
    concerned = tuple(jurors)
    if concerned:
        yield PanelProblem(code, jurors=concerned)


def _bars(
    people: Mapping[str, JurorFacts], candidate: CandidateFacts, conflicts: Iterable[Conflict]
) -> Iterator[PanelProblem]:
    linked = {conflict.juror for conflict in conflicts if conflict.candidate == candidate.id}
    yield from _barred(PanelProblemCode.TRAINER_SITS, _among(people, candidate.trainers))
    yield from _barred(PanelProblemCode.CONFLICT_DECLARED, _among(people, linked))
    yield from _shared_organisations(people.values(), candidate)
    yield from _barred(
        PanelProblemCode.SALARIED_BY_CERTIFIER,
        [juror.id for juror in people.values() if juror.salaried_by_certifier],
    )
    if candidate.vae:
        yield from _barred(PanelProblemCode.VAE_ACCOMPANIED, _among(people, candidate.accompanied_by))


def _among(people: Iterable[str], named: Collection[str]) -> list[str]:
    return [juror for juror in people if juror in named]


def _shared_organisations(jurors: Iterable[JurorFacts], candidate: CandidateFacts) -> Iterator[PanelProblem]:
    # Somebody of the training body may sit, within the external share, unless they trained the candidate.
    employers = candidate.organisations - {candidate.training_body}
    shared = {juror.id: juror.organisations & employers for juror in jurors}
    shared = {juror: common for juror, common in shared.items() if common}
    if shared:
        yield PanelProblem(
            PanelProblemCode.SHARED_ORGANISATION,
            jurors=tuple(shared),
            organisations=tuple(sorted(frozenset().union(*shared.values()))),
        )


def _counts(
    members: Sequence[JurorFacts], candidate: CandidateFacts, requirements: PanelRequirements
) -> Iterator[PanelProblem]:
    total = len(members)
    if total < requirements.minimum_members:
        yield PanelProblem(PanelProblemCode.TOO_FEW_MEMBERS, found=total, needed=requirements.minimum_members)
    internal = tuple(
        juror.id
        for juror in members
        if not is_external(juror, requirements.certifier, candidate.training_body)
    )
    needed = external_members_needed(total, requirements.external_share)
    if total - len(internal) < needed:
        yield PanelProblem(
            PanelProblemCode.EXTERNAL_SHARE,
            jurors=internal,
            found=total - len(internal),
            needed=needed,
            members=total,
        )
    if requirements.cover_blocks:
        covered = frozenset().union(*(juror.qualified_blocks for juror in members))
        uncovered = tuple(block for block in candidate.blocks if block not in covered)
        if uncovered:
            yield PanelProblem(PanelProblemCode.BLOCK_NOT_COVERED, blocks=uncovered)


def _chairs(panel: Iterable[Seat]) -> Iterator[PanelProblem]:
    chairs = {seat.juror.id: seat.juror for seat in panel if seat.role is SeatRole.CHAIR}
    if not chairs:
        yield PanelProblem(PanelProblemCode.NO_CHAIR)
    if len(chairs) > 1:
        yield PanelProblem(PanelProblemCode.SEVERAL_CHAIRS, jurors=tuple(chairs))
    yield from _barred(
        PanelProblemCode.CHAIR_NOT_ABLE, [juror.id for juror in chairs.values() if not juror.may_chair]
    )


def _vae(
    members: Sequence[JurorFacts], candidate: CandidateFacts, requirements: PanelRequirements
) -> Iterator[PanelProblem]:
    qualified = sum(not juror.qualified_blocks.isdisjoint(candidate.blocks) for juror in members)
    if qualified < requirements.vae_qualified_members:
        yield PanelProblem(
            PanelProblemCode.VAE_NOT_QUALIFIED, found=qualified, needed=requirements.vae_qualified_members
        )
    if requirements.vae_gender_mix:
        present = {juror.gender for juror in members if juror.gender is not None}
        if len(present) < len(Gender):
            unsaid = tuple(juror.id for juror in members if juror.gender is None)
            yield PanelProblem(
                PanelProblemCode.GENDER_MIX, jurors=unsaid, found=len(present), needed=len(Gender)
            )
