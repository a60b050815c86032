"""The certifier's rules of assessment, as data (règlement d'évaluation).

Where the law is silent the value is a parameter. Three kinds of source stand in the notes below:
[P] a primary text, [S] the doctrine of France compétences or common practice of certifiers, and
"ours": nobody prescribes it, and the note says why this default. Shares are exact `Fraction`s, since
"at least half" and "one third" are compared, and a float would refuse the candidate who is just there.

What law or doctrine forbids outright is no parameter: that a candidate's trainer sits, or that a juror
is paid a salary by the certifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from fractions import Fraction

from preuve.domain.assessment.errors import RegulationsError, RegulationsFault

LONGEST_CODE = 64
"""Characters in a code of a level, criterion or block: enough for `RNCP38596BC01-C1.1-12`."""


class Merge(StrEnum):
    """How the levels that several jurors gave on one criterion become one.

    All four are monotone: no juror can lower the result by giving a higher level. (The most frequent
    level is not among them for that reason: of five jurors, 0 0 1 1 1 gives 1 but 0 0 1 1 2 would give 0.)
    """

    MAJORITY = "majority"
    """The highest level that more than half of the jurors give or exceed; with an even number and
    `Ties.HIGHER`, half is enough (majority judgement, Balinski and Laraki 2007)."""
    MEDIAN = "median"
    """The middle value; between two middle values their mean, brought to the nearest level."""
    MEAN = "mean"
    """The mean of the values, brought to the nearest level."""
    LOWEST = "lowest"
    """The lowest level that a juror gave."""


class Ties(StrEnum):
    """Which of two levels when the jurors' marks stand exactly between them."""

    LOWER = "lower"
    HIGHER = "higher"


class BlockRuleKind(StrEnum):
    """When a block is acquired."""

    ALL_COMPETENCES = "all_competences"
    """Every competence of the block is acquired."""
    SHARE = "share"
    """At least `threshold` of the block's competences are acquired."""
    POINTS = "points"
    """The criteria of the block earn at least `threshold` of the points they could earn."""


class DefenceCovers(StrEnum):
    """What one oral defence is about."""

    ONE_BLOCK = "one_block"
    SEVERAL_BLOCKS = "several_blocks"


def _whole(default: int, least: int, most: int) -> int:
    bounded: int = field(default=default, metadata={"least": least, "most": most})
    return bounded


HALF = Fraction(1, 2)
SHARE = {"least": Fraction(0), "most": Fraction(1)}
THRESHOLD = {"least": Fraction(1, 1000), "most": Fraction(1)}
"""Never 0: a candidate would acquire everything with nothing."""


def _not_increasing(pointer: str, found: object) -> RegulationsError:
    return RegulationsError(pointer, RegulationsFault.NOT_INCREASING, found=found)


def _contradiction(pointer: str, with_pointer: str, *, found: object) -> RegulationsError:
    return RegulationsError(pointer, RegulationsFault.CONTRADICTION, found=found, expected=(with_pointer,))


def _check_text(text: str, pointer: str, longest: int) -> None:
    if not text.strip():
        raise RegulationsError(pointer, RegulationsFault.EMPTY, found=text, expected=(1,))
    if len(text) > longest:
        raise RegulationsError(pointer, RegulationsFault.OUT_OF_RANGE, found=len(text), expected=(1, longest))


def _check_distinct(codes: list[str], pointer: str, suffix: str = "") -> None:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            raise RegulationsError(f"{pointer}/{index}{suffix}", RegulationsFault.REPEATED, found=code)
        seen.add(code)


def _check_codes(codes: tuple[str, ...], pointer: str) -> None:
    for index, code in enumerate(codes):
        _check_text(code, f"{pointer}/{index}", LONGEST_CODE)
    _check_distinct(list(codes), pointer)


@dataclass(frozen=True, slots=True)
class _Bounded:
    """Checks every number declared with its bounds, at construction."""

    def __post_init__(self) -> None:
        for item in fields(self):
            if item.metadata:
                found, least, most = getattr(self, item.name), item.metadata["least"], item.metadata["most"]
                if not least <= found <= most:
                    raise RegulationsError(
                        f"/{item.name}", RegulationsFault.OUT_OF_RANGE, found=found, expected=(least, most)
                    )
        self._check()

    def _check(self) -> None:
        """What a group asks beyond the bounds of its numbers; raises `RegulationsError`."""


@dataclass(frozen=True, slots=True)
class Level(_Bounded):
    """One step of the marking scale."""

    code: str
    """Stable name, stored with every mark; 1 to 64 characters."""
    label_fr: str
    """What a French reader sees."""
    label_en: str
    """What an English reader sees."""
    value: int = _whole(0, 0, 1_000_000)
    """Points of a criterion at this level; counted by `BlockRuleKind.POINTS`, by means and by spreads."""
    acquired: bool = False
    """Whether a criterion at this level counts as acquired."""

    def _check(self) -> None:
        _check_text(self.code, "/code", LONGEST_CODE)
        _check_text(self.label_fr, "/label_fr", 200)
        _check_text(self.label_en, "/label_en", 200)


THREE_LEVELS = (
    Level("not_acquired", "Non acquis", "Not acquired", 0, acquired=False),
    Level("partially_acquired", "Partiellement acquis", "Partially acquired", 1, acquired=False),
    Level("acquired", "Acquis", "Acquired", 2, acquired=True),
)
"""[S] "acquis / partiellement acquis / non acquis" is one of the two usual forms of a result."""


@dataclass(frozen=True, slots=True)
class Scale(_Bounded):
    """What a juror may answer on a criterion."""

    levels: tuple[Level, ...] = THREE_LEVELS
    """From the lowest to the highest, 2 to 21 levels, values strictly increasing; the lowest never counts
    as acquired, the highest always does, and none above an acquired level stops counting. [S]"""
    abstention_allowed: bool = True
    """Whether a juror may abstain on a criterion. Default yes, ours: a juror is qualified for some blocks
    only, and a mark given without the competence to judge is worse than none."""
    comment_required_at: str | None = "not_acquired"
    """Code of the highest level at which the juror must say why (that level and those below it); null:
    never. Default the lowest: [S] the minutes give the reasons of every refusal."""

    def _check(self) -> None:
        if not 2 <= len(self.levels) <= 21:  # noqa: PLR2004 - two ends at least; 0 to 20 is the longest in use
            raise RegulationsError(
                "/levels", RegulationsFault.EMPTY, found=len(self.levels), expected=(2, 21)
            )
        _check_distinct([level.code for level in self.levels], "/levels", "/code")
        for index, (lower, upper) in enumerate(zip(self.levels, self.levels[1:], strict=False), start=1):
            if upper.value <= lower.value:
                raise _not_increasing(f"/levels/{index}/value", upper.value)
            if lower.acquired and not upper.acquired:
                raise _not_increasing(f"/levels/{index}/acquired", upper.acquired)
        if self.levels[0].acquired:
            raise _contradiction("/levels/0/acquired", "/levels", found=True)
        if not self.levels[-1].acquired:
            raise _contradiction(f"/levels/{len(self.levels) - 1}/acquired", "/levels", found=False)
        codes = tuple(level.code for level in self.levels)
        if self.comment_required_at is not None and self.comment_required_at not in codes:
            raise RegulationsError(
                "/comment_required_at",
                RegulationsFault.UNKNOWN_LEVEL,
                found=self.comment_required_at,
                expected=codes,
            )


@dataclass(frozen=True, slots=True)
class CriterionRule(_Bounded):
    """From the jurors' marks on a criterion to one level."""

    merge: Merge = Merge.MAJORITY
    """Default majority, ours: a collegial body decides by majority."""
    ties: Ties = Ties.LOWER
    """Default lower, ours: a certificate attests mastery to third parties, so doubt is settled by people
    deliberating, with a reason on the record, and not by arithmetic in the candidate's favour."""
    minimum_marks: int = _whole(1, 1, 20)
    """Least number of jurors (abstentions left out) for a criterion to have a level. Default 1, ours: each
    block needs one qualified juror; being several is a rule for the panel, not for each criterion."""


@dataclass(frozen=True, slots=True)
class CompetenceRule(_Bounded):
    """From the criteria of a competence to its outcome."""

    acquired_share: Fraction = field(default=Fraction(2, 3), metadata=THRESHOLD)
    """Share of the competence's criteria that must be acquired. Default 2/3, ours: the law is silent, and
    competences have four to seven criteria of which some do not show in every situation."""
    partial_share: Fraction = field(default=HALF, metadata=THRESHOLD)
    """Share of its criteria that must be above the lowest level for a competence that is not acquired to
    be partially acquired. Default 1/2, ours."""
    eliminatory_criteria: tuple[str, ...] = ()
    """Criterion ids that must be acquired, else the competence is not acquired and its block can't be.
    Default none: only the certifier's own assessment référentiel may name one."""

    def _check(self) -> None:
        _check_codes(self.eliminatory_criteria, "/eliminatory_criteria")


@dataclass(frozen=True, slots=True)
class BlockRule(_Bounded):
    """From the competences of a block to its outcome."""

    kind: BlockRuleKind = BlockRuleKind.ALL_COMPETENCES
    """Default all, ours: the block's certificate states every competence."""
    threshold: Fraction = field(default=HALF, metadata=THRESHOLD)
    """Share of competences or of points, read by `SHARE` and `POINTS` only. Default 1/2, the usual 10/20."""


@dataclass(frozen=True, slots=True)
class CertificationRule(_Bounded):
    """From blocks to the whole certification.

    Every compulsory block, at this session or before, and `optional_needed` of the optional ones. [S] A
    certification is the sum of its blocks.
    """

    optional_blocks: tuple[str, ...] = ()
    """Codes of the blocks that a candidate chooses among. Default none."""
    optional_needed: int = _whole(0, 0, 50)
    """How many optional blocks are needed. Default 0."""

    def _check(self) -> None:
        _check_codes(self.optional_blocks, "/optional_blocks")
        if self.optional_needed > len(self.optional_blocks):
            raise _contradiction("/optional_needed", "/optional_blocks", found=self.optional_needed)


@dataclass(frozen=True, slots=True)
class PanelRules(_Bounded):
    """Who must sit. That the trainer never sits, nor a juror in conflict, is no parameter."""

    minimum_members: int = _whole(2, 2, 20)
    """Members, reserves left out. Default and least 2: [S] collegial; [P] art. D.6412-6 for VAE."""
    quorum: int = _whole(2, 2, 20)
    """Members present for the deliberation to be valid. Default and least 2: as above."""
    external_share: Fraction = field(default=HALF, metadata={"least": HALF, "most": Fraction(1)})
    """Least share of members external both to the certifier and to the body that trained this candidate.
    Default and least 1/2: [S]."""
    chair_required: bool = True
    """Whether every panel has a chair; a VAE panel always does [P]. Default yes, ours: minutes name one."""
    chair_casting_vote: bool = True
    """Whether the chair's voice counts double on a tie. Default yes: [P] for VAE, ours for other routes."""
    cover_blocks: bool = True
    """Whether each block of the candidate needs a member qualified for it. Default yes: [S] members practise
    or supervise the target job."""
    vae_qualified_members: int = _whole(1, 1, 20)
    """VAE: members qualified for the certification. Default and least 1: [P] art. D.6412-6."""
    vae_gender_mix: bool = True
    """VAE: women and men both sit. Default yes: [P] art. D.6412-6, balanced representation."""

    def _check(self) -> None:
        if self.quorum > self.minimum_members:
            raise _contradiction("/quorum", "/minimum_members", found=self.quorum)
        if self.vae_qualified_members > self.minimum_members:
            raise _contradiction(
                "/vae_qualified_members", "/minimum_members", found=self.vae_qualified_members
            )


@dataclass(frozen=True, slots=True)
class DefenceRules(_Bounded):
    """The oral defence."""

    covers: DefenceCovers = DefenceCovers.SEVERAL_BLOCKS
    """Default several, ours: one convocation for the candidate and for the jurors."""
    presentation_minutes: int = _whole(20, 0, 480)
    """Minutes the candidate presents. Default 20, ours: the référentiel states no duration."""
    questions_minutes: int = _whole(25, 0, 480)
    """Minutes the jurors question. Default 25, ours: longer than the presentation, since they must see
    every criterion."""
    accommodation_extra_share: Fraction = field(default=Fraction(1, 3), metadata=SHARE)
    """Most extra time that an accommodation gives, as a share of the durations. Default 1/3: [S]."""

    def _check(self) -> None:
        if self.presentation_minutes + self.questions_minutes == 0:
            raise _contradiction("/questions_minutes", "/presentation_minutes", found=0)


@dataclass(frozen=True, slots=True)
class Deadlines(_Bounded):
    """Delays around a session."""

    submission_days_before: int = _whole(15, 0, 365)
    """Days before the first day of the session at which portfolios are due. Default 15, ours."""
    convocation_days_before: int = _whole(15, 0, 365)
    """Days before a defence at which the candidate's convocation leaves. Default 15, ours."""
    juror_instructions_days_before: int = _whole(8, 0, 365)
    """Days before a defence at which jurors have instructions, dates, grids and timetable. [S] asks for
    "beforehand"; default 8, ours: a full week to read the portfolios."""
    accommodation_request_days_before: int = _whole(90, 0, 730)
    """Days before the session at which an accommodation is asked for. Default 90: [S] three months."""
    marks_hand_in_hours: int = _whole(24, 0, 2160)
    """Hours after a defence at which each juror has handed in. Default 24, ours: memory of an oral fades."""
    appeal_days: int = _whole(60, 1, 730)
    """Days after publication during which a candidate may appeal. Default 60, ours: about the two months
    usual in France for contesting a decision."""


@dataclass(frozen=True, slots=True)
class ResitRules(_Bounded):
    """Retaking failed blocks; blocks that are acquired are never retaken [S]."""

    maximum: int = _whole(2, 0, 20)
    """How many times a block may be retaken after the first attempt. Default 2, ours."""
    delay_days: int = _whole(30, 0, 730)
    """Least days between publication and the resit. Default 30, ours: time to work on what was refused."""
    absence_counts: bool = True
    """Whether an absence counts as an attempt. Default yes, ours: an excused one is recorded as postponed,
    which never counts."""


@dataclass(frozen=True, slots=True)
class RetentionRules(_Bounded):
    """How long records are kept, then purged. No single legal figure: [S] defaults of the trade."""

    portfolio_years: int = _whole(5, 1, 100)
    """Years for portfolios. Default 5: [S]."""
    minutes_years: int = _whole(10, 1, 100)
    """Years for minutes and marking grids. Default 10: [S]."""
    holders_years: int = _whole(50, 1, 100)
    """Years for the register of holders. Default 50: [S]."""

    def _check(self) -> None:
        if self.minutes_years > self.holders_years:
            raise _contradiction("/minutes_years", "/holders_years", found=self.minutes_years)


@dataclass(frozen=True, slots=True)
class Regulations:
    """Everything a certifier may set; `Regulations()` is the default of every field."""

    scale: Scale = Scale()
    criterion: CriterionRule = CriterionRule()
    competence: CompetenceRule = CompetenceRule()
    block: BlockRule = BlockRule()
    certification: CertificationRule = CertificationRule()
    panel: PanelRules = PanelRules()
    defence: DefenceRules = DefenceRules()
    deadlines: Deadlines = Deadlines()
    resits: ResitRules = ResitRules()
    retention: RetentionRules = RetentionRules()

    def __post_init__(self) -> None:
        if self.criterion.minimum_marks > self.panel.minimum_members:
            raise _contradiction(
                "/criterion/minimum_marks", "/panel/minimum_members", found=self.criterion.minimum_marks
            )
