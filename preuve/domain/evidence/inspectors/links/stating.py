"""States what `certificates` read and `chains` verified; the formats of X.509 meet here."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import certificate_statements as say
from preuve.domain.evidence.inspectors.links import chains, revocation, weak
from preuve.domain.evidence.inspectors.links.certificates import Bundle, read
from preuve.domain.evidence.inspectors.links.recognising import carries
from preuve.domain.evidence.inspectors.links.report import Report
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.inspectors.links.certificates import Certificate, Request, RevocationList

_WEAK_HASHES = frozenset({"sha1", "md5", "md4", "md2"})


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:
    """State certificates, requests and revocation lists; companions bring issuers and lists.

    Raises:
        UnreadableArtefactError: MISSING_FIELD when the file holds none of them; see `certificates.read`.
    """
    bundle = Bundle()
    read(artefact, bundle)
    if not (bundle.certificates or bundle.lists or bundle.requests or bundle.private_keys):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "BEGIN CERTIFICATE")
    report = Report(scope="certificates")
    for companion in companions:
        _join(report, bundle, companion)
    own = [each for each in bundle.certificates if each.own]
    if bundle.private_keys:
        report.finding(say.PRIVATE_KEY, len(bundle.private_keys), bundle.private_keys)
        report.weaknesses["private_key"] = bundle.private_keys[0]
    found = chains.build(bundle.certificates)
    if own:
        _state_certificates(report, own)
        _state_validity(report, own, context)
        _state_chains(report, bundle, own, found, single=is_single(artefact))
        revocation.state_checked(report, bundle, own, found)
    revocation.state_lists(report, bundle, context)
    _state_requests(report, bundle.requests)
    _state_weak(report, bundle, bundle.requests, found)
    report.limit(say.PROTECTION)
    return report


def _join(report: Report, bundle: Bundle, companion: Artefact) -> None:
    """Add a companion's issuers and lists; one that can't be read is told of by its own inspection."""
    if not carries(Head.of(companion)):
        return
    brought = Bundle()
    try:
        read(companion, brought, own=False)
    except UnreadableArtefactError:
        return
    bundle.certificates += brought.certificates
    bundle.lists += brought.lists
    report.companions.append(companion)


def is_single(artefact: Artefact) -> bool:
    """Say whether the file's encoding can't hold more than one certificate (DER)."""
    with artefact.open() as stream:
        return stream.read(1) == b"\x30"


def _places(of: Iterable[Certificate]) -> list[Place]:
    return [each.place for each in of]


def _counted(kinds: Counter[str]) -> list[str]:
    return [f"{name} ({count})" for name, count in kinds.items()]


def _state_certificates(report: Report, own: Sequence[Certificate]) -> None:
    report.fact(say.CERTIFICATES, len(own), _places(own), subjects=[each.subject for each in own])
    first = min(own, key=lambda each: each.not_after)
    report.fact(
        say.VALIDITY,
        first.not_after.isoformat(),
        [first.place],
        subject=first.subject,
        serial=first.serial,
        start=first.not_before.isoformat(),
    )
    report.period = (min(each.not_before for each in own).isoformat(), first.not_after.isoformat())
    report.target = ", ".join(own[0].names[:3]) or own[0].subject
    keys = Counter(each.key for each in own)
    report.fact(say.KEYS, dict(keys), _places(own), kinds=_counted(keys))
    hashed = [each for each in own if each.hash]
    if hashed:
        hashes = Counter(each.hash for each in hashed)
        report.fact(say.HASHES, dict(hashes), _places(hashed), kinds=_counted(hashes))
    named = [each for each in own if each.names]
    if named:
        report.fact(say.NAMES, [name for each in named for name in each.names], _places(named))
    authorities = [each for each in own if each.is_authority]
    if authorities:
        subjects = [
            each.subject if each.path_length is None else f"{each.subject} (pathlen {each.path_length})"
            for each in authorities
        ]
        report.fact(say.AUTHORITIES, len(authorities), _places(authorities), subjects=subjects)
    for each in own:
        report.items[each.label] = each.place


def _state_validity(report: Report, own: Sequence[Certificate], context: Context) -> None:
    as_of = context.as_of
    expired = [each for each in own if each.not_after < as_of]
    for each in expired:
        report.weaknesses[f"expired: {each.label}"] = each.place
    if len(expired) == 1:
        (one,) = expired
        report.finding(
            say.EXPIRED,
            1,
            [one.place],
            as_of=as_of.isoformat(),
            subject=one.subject,
            serial=one.serial,
            date=one.not_after.isoformat(),
        )
    elif expired:
        listed = [f"{each.label}, {each.not_after:%Y-%m-%d}" for each in expired]
        report.finding(
            say.EXPIRED_SEVERAL, listed, _places(expired), total=len(expired), as_of=as_of.isoformat()
        )
    early = [
        (f"{each.label}, {each.not_before:%Y-%m-%d %H:%M}", each.place)
        for each in own
        if each.not_before > as_of
    ]
    report.listed(say.NOT_YET, early, as_of=as_of.isoformat())
    machines = [(each.label, each.place) for each in own if each.is_authority and each.names_machine]
    report.listed(say.CA_LEAF, machines)


def short_key(key: str, bits: int) -> bool:
    """Say whether a key is below the sizes of `weak`; DSA always is."""
    least = {"RSA": weak.MIN_RSA, "EC": weak.MIN_CURVE, "DSA": 1 << 20}.get(key.partition(" ")[0], 0)
    return 0 < bits < least


def _state_chains(
    report: Report, bundle: Bundle, own: Sequence[Certificate], found: chains.Chains, *, single: bool
) -> None:
    paths = [path for path in found.paths if any(each.own for each in path)]
    long = [path for path in paths if len(path) > 1]
    verified = sum(bundle.certificates[child].own for child in found.issuers)
    if long:
        shown = [" ← ".join(each.subject for each in path) for path in long]
        report.fact(say.CHAIN, shown, (each.place for path in long for each in path), verified=verified)
        rooted = [path for path in long if path[-1] in found.roots]
        if rooted:
            report.fact(say.ROOTED, len(rooted), [path[-1].place for path in rooted], total=len(long))
        tops = dict.fromkeys(path[-1].issuer for path in long if path[-1] not in found.roots)
        if tops:
            report.limits.append(say.TOP.state(issuers=list(tops)))
    leaves = [path[0] for path in paths if path[0].own]
    _state_leaves(report, leaves, found)
    _state_signing(report, own, paths)
    missing = [path[0] for path in paths if len(path) == 1 and path[0].own and path[0] not in found.roots]
    missing = [each for each in missing if all(each is not child for child, _ in found.forged)]
    if single and missing:
        report.limit(say.ALONE)
    else:
        report.listed(say.INCOMPLETE, [(f"{each.label} ← {each.issuer}", each.place) for each in missing])
    forged = [
        (f"{child.label} ← {issuer.subject}", child.place) for child, issuer in found.forged if child.own
    ]
    report.listed(say.FORGED, forged)
    report.limit(say.TRUST)


def _state_leaves(report: Report, leaves: Sequence[Certificate], found: chains.Chains) -> None:
    used = [each for each in leaves if each.usages or each.extended]
    if used:
        words = list(dict.fromkeys(word for each in used for word in (*each.usages, *each.extended)))
        report.fact(say.USAGES, words, _places(used))
    store = len(found.roots) > 1  # several roots side by side: a store of authorities
    alone = [
        each
        for each in leaves
        if each in found.roots and not (each.is_authority and (store or each.may_sign))
    ]
    report.listed(say.SELF_SIGNED, [(each.label, each.place) for each in alone])
    servers = [
        each
        for each in leaves
        if not each.names
        and (each in alone or not each.is_authority)
        and (not each.extended or {"serverAuth", "anyExtendedKeyUsage"} & set(each.extended))
    ]
    report.listed(say.NO_NAMES, [(each.label, each.place) for each in servers])


def _state_signing(
    report: Report,
    own: Sequence[Certificate],
    paths: Sequence[tuple[Certificate, ...]],
) -> None:
    long = [each for path in paths for each in chains.too_long(path)]
    report.listed(say.TOO_LONG, [(f"{each.label}, pathlen {each.path_length}", each.place) for each in long])
    wrong = [each for path in paths for each in chains.not_entitled(path)]
    report.listed(say.NOT_ENTITLED, [(each.label, each.place) for each in wrong])
    outliving = [
        (f"{child.label} ({child.not_after:%Y-%m-%d} > {issuer.not_after:%Y-%m-%d})", child.place)
        for path in paths
        for child, issuer in pairwise(path)
        if child.not_after > issuer.not_after and child.own
    ]
    report.listed(say.OUTLIVES, outliving)
    ordered = [each for each in paths[0] if each.own] if len(paths) == 1 else []
    if len(ordered) == len(own) > 1 and any(a is not b for a, b in zip(ordered, own, strict=True)):
        names = [each.subject for each in own]
        report.finding(say.DISORDER, names, _places(own))


def _state_requests(report: Report, requests: Sequence[Request]) -> None:
    if not requests:
        return
    report.fact(
        say.REQUEST,
        len(requests),
        [each.place for each in requests],
        subjects=[each.subject for each in requests],
        keys=[each.key for each in requests],
        names=[name for each in requests for name in each.names] or None,
    )
    report.listed(say.BAD_REQUEST, [(each.subject, each.place) for each in requests if not each.signed])
    report.target = report.target or requests[0].subject


def _state_weak(report: Report, bundle: Bundle, requests: Sequence[Request], found: chains.Chains) -> None:
    """State short keys and old hashes; a root's own signature protects nothing and is passed over."""
    anchors = {path[-1] for path in found.paths if len(path) > 1} & found.roots
    anchors |= {each for each in found.roots if each.is_authority and "keyCertSign" in each.usages}
    own = [each for each in bundle.certificates if each.own]
    keyed: list[tuple[str, Certificate | Request]] = [(each.label, each) for each in own]
    keyed += [(each.subject, each) for each in requests]
    short = [
        (f"{label}, {each.key}", each.place) for label, each in keyed if short_key(each.key, each.key_bits)
    ]
    report.listed(say.WEAK_KEY, short)
    signed: list[tuple[str, Certificate | Request | RevocationList]] = [
        (each.label, each) for each in own if each not in anchors
    ]
    signed += [(each.subject, each) for each in requests]
    signed += [(each.issuer, each) for each in bundle.lists if each.own]
    old = [
        (f"{label}, {each.hash.upper()}", each.place) for label, each in signed if each.hash in _WEAK_HASHES
    ]
    report.listed(say.WEAK_HASH, old)
