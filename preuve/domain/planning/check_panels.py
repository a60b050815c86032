"""The rules of one panel, recomputed for the checker: panel rules or seats, conflicts, pinned jurors."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from preuve.domain.planning.costs import lacks_mix
from preuve.domain.planning.model import VAE_ROUTE, GenderMix, SeatedAs
from preuve.domain.planning.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.planning.lookup import Lookup
    from preuve.domain.planning.model import Candidate, Defence, Juror, NamedSeat, PanelMember


def panel_violations(lookup: Lookup, defence: Defence) -> Iterator[Violation]:
    """What is wrong with the panel of `defence` for its candidate, whatever else it hears."""
    candidate = lookup.candidates[defence.candidate]
    jurors = [member.juror for member in defence.panel]
    twice = tuple(juror for juror, seats in Counter(jurors).items() if seats > 1)
    if twice:
        yield replace(Violation.of(Rule.JUROR_SEATED_TWICE, defence), jurors=twice)
    barred = tuple(juror for juror in dict.fromkeys(jurors) if juror in candidate.conflicts)
    if barred:
        yield replace(Violation.of(Rule.CONFLICT, defence), jurors=barred)
    missing = tuple(sorted(candidate.pinned.jurors.difference(jurors))) if candidate.pinned else ()
    if missing:
        yield replace(Violation.of(Rule.PINNED_JUROR, defence), jurors=missing)
    if candidate.seats is None:
        yield from _rules(lookup, defence, candidate)
    else:
        yield from _seats(defence, candidate.seats)


def _rules(lookup: Lookup, defence: Defence, candidate: Candidate) -> Iterator[Violation]:
    rules = lookup.problem.panel
    members = [lookup.jurors[juror] for juror in dict.fromkeys(member.juror for member in defence.panel)]
    if len(members) != rules.size:
        yield replace(Violation.of(Rule.PANEL_SIZE, defence), found=len(members), needed=rules.size)
    yield from _roles(lookup, defence)
    internal = tuple(
        juror.id for juror in members if juror.organisations & {rules.certifier, candidate.training_body}
    )
    external = len(members) - len(internal)
    # Two whole numbers, not a quotient: 1/3 of 3 is 1 exactly.
    if external * rules.external_share.denominator < len(members) * rules.external_share.numerator:
        needed = -(-len(members) * rules.external_share.numerator // rules.external_share.denominator)
        yield replace(
            Violation.of(Rule.EXTERNAL_SHARE, defence), jurors=internal, found=external, needed=needed
        )
    yield from _qualified(lookup, defence, candidate, members)
    if rules.gender_mix is GenderMix.REQUIRE and candidate.route == VAE_ROUTE and lacks_mix(lookup, defence):
        yield Violation.of(Rule.GENDER_MIX, defence)


def _roles(lookup: Lookup, defence: Defence) -> Iterator[Violation]:
    known = {str(role) for role in SeatedAs}
    strange = tuple(member.juror for member in defence.panel if member.role not in known)
    if strange:
        yield replace(Violation.of(Rule.UNKNOWN_ROLE, defence), jurors=strange)
    chairs = tuple(member.juror for member in defence.panel if member.role == SeatedAs.CHAIR)
    if lookup.problem.panel.chair and not chairs:
        yield Violation.of(Rule.NO_CHAIR, defence)
    if len(chairs) > 1:
        yield replace(Violation.of(Rule.SEVERAL_CHAIRS, defence), jurors=chairs)
    unable = tuple(juror for juror in chairs if not lookup.jurors[juror].may_chair)
    if unable:
        yield replace(Violation.of(Rule.CHAIR_NOT_ABLE, defence), jurors=unable)


def _qualified(
    lookup: Lookup, defence: Defence, candidate: Candidate, members: Sequence[Juror]
) -> Iterator[Violation]:
    covered = frozenset[str]().union(*(juror.blocks for juror in members))
    uncovered = tuple(block for block in candidate.blocks if block not in covered)
    if uncovered and lookup.problem.panel.cover_blocks:
        yield replace(Violation.of(Rule.BLOCK_NOT_COVERED, defence), blocks=uncovered)
    elif candidate.route == VAE_ROUTE and len(uncovered) == len(candidate.blocks):
        yield replace(Violation.of(Rule.VAE_NOT_QUALIFIED, defence), blocks=candidate.blocks)


def _seats(defence: Defence, seats: Sequence[NamedSeat]) -> Iterator[Violation]:
    asked = Counter(seat.role for seat in seats)
    strange = tuple(member.juror for member in defence.panel if member.role not in asked)
    if strange:
        yield replace(Violation.of(Rule.UNKNOWN_ROLE, defence), jurors=strange)
    elif Counter(member.role for member in defence.panel) != asked:
        found = len(defence.panel)
        yield replace(Violation.of(Rule.PANEL_SIZE, defence), found=found, needed=len(seats))
    else:
        misplaced = _without_seat(defence.panel, seats)
        if misplaced:
            yield replace(Violation.of(Rule.NOT_ELIGIBLE, defence), jurors=misplaced)


def _without_seat(panel: Sequence[PanelMember], seats: Sequence[NamedSeat]) -> tuple[str, ...]:
    """Jurors left over when as many as can be have a seat of their role (augmenting paths)."""
    held: dict[int, PanelMember] = {}
    return tuple(member.juror for member in panel if not _find_seat(member, seats, held, set()))


def _find_seat(
    member: PanelMember, seats: Sequence[NamedSeat], held: dict[int, PanelMember], tried: set[int]
) -> bool:
    for number, seat in enumerate(seats):
        if number in tried or seat.role != member.role or member.juror not in seat.eligible:
            continue
        tried.add(number)
        if number not in held or _find_seat(held[number], seats, held, tried):
            held[number] = member
            return True
    return False


def scope_violations(lookup: Lookup, groups: dict[tuple[int, ...], list[Defence]]) -> Iterator[Violation]:
    """Jurors who meet other colleagues, or another chair, within one group of defences (a half-day …).

    Args:
        lookup: the problem.
        groups: defences by what the scope spans; those whose candidates have `seats` are passed over.
    """
    for _, defences in sorted(groups.items()):
        firsts: dict[str, Defence] = {}
        at_odds: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for defence in defences:
            if lookup.candidates[defence.candidate].seats is None:
                for member in defence.panel:
                    first = firsts.setdefault(member.juror, defence)
                    if _together(first) != _together(defence):
                        at_odds[first.candidate, defence.candidate].append(member.juror)
                        firsts[member.juror] = defence
        seen = {defence.candidate: defence for defence in defences}
        for (first_id, other), jurors in at_odds.items():
            change = seen[other]
            yield Violation(
                Rule.PANEL_CHANGES,
                candidate=first_id,
                other=other,
                jurors=tuple(jurors),
                day=change.day,
                slot=change.slot,
            )


def _together(defence: Defence) -> tuple[frozenset[str], frozenset[str]]:
    chairs = (member.juror for member in defence.panel if member.role == SeatedAs.CHAIR)
    return frozenset(member.juror for member in defence.panel), frozenset(chairs)
