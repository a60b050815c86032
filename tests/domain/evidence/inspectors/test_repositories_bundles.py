"""git bundles: read in memory, bounded, and never written out."""

import zlib
from itertools import pairwise

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories import INSPECTOR, bundle, pack
from preuve.domain.evidence.reading import archives
from preuve.inspection.examination import examined
from tests.domain.evidence.inspectors import repositories_files as files
from tests.factories.evidence import AS_OF, CONTEXT, artefact, codes_of, fact_of, spoiled

BLOB = b"def prix():\n    return 1\n" * 20
BETTER = BLOB + b"# fin\n"
README = b"# Boutique\n" * 30
BLOB_NAME, BETTER_NAME, README_NAME = (files.name_of("blob", each) for each in (BLOB, BETTER, README))
INNER = files.tree(("100644", "prix.py", BETTER_NAME), ("120000", "lien", BLOB_NAME))
INNER_NAME = files.name_of("tree", INNER)
OLD = files.tree(("100644", "README.md", README_NAME), ("100644", "package.json", BLOB_NAME))
OLD_NAME = files.name_of("tree", OLD)
ROOT = files.tree(
    ("100644", ".env", BLOB_NAME),
    ("100644", "README.md", README_NAME),
    ("100644", "package.json", BLOB_NAME),
    ("40000", "src", INNER_NAME),
    ("160000", "sous-module", BLOB_NAME),
)
ROOT_NAME = files.name_of("tree", ROOT)
FIRST = files.commit(OLD_NAME, message="premier")
FIRST_NAME = files.name_of("commit", FIRST)
SECOND = files.commit(
    ROOT_NAME, FIRST_NAME, FIRST_NAME, at="1773043200 -0230", message="Merge SHOP-1", extra="gpgsig x\n"
)
SECOND_NAME = files.name_of("commit", SECOND)
TAG = f"object {SECOND_NAME}\ntype commit\ntag v1.0.0\n\nversion\n".encode()
TAG_NAME = files.name_of("tag", TAG)
REFERENCES = {
    "refs/heads/main": SECOND_NAME,
    "refs/tags/v0.1.0": FIRST_NAME,
    "refs/tags/v1.0.0": TAG_NAME,
    "refs/tags/perdu": "0" * 40,
}
WHOLE = files.entry("blob", README)
ENTRIES = [
    files.named_delta("blob", BLOB, BETTER),
    WHOLE,
    files.entry("blob", BLOB),
    files.entry("tree", ROOT),
    files.entry("tree", INNER),
    files.named_delta("tree", ROOT, OLD),
    files.entry("commit", FIRST),
    files.named_delta("commit", FIRST, SECOND),
    files.entry("tag", TAG),
]
BUNDLE = files.bundle(REFERENCES, ENTRIES)


def inspect(data):
    return INSPECTOR.inspect([artefact(data, "depot.bundle")], CONTEXT)


def refused(data, act=inspect):
    with pytest.raises(UnreadableArtefactError) as caught:
        act(data)
    return caught.value.reason


def members(data):
    return list(bundle.members(artefact(data, "depot.bundle")))


def one(entry, count=1):
    return b"# v2 git bundle\n\nPACK" + (2).to_bytes(4, "big") + count.to_bytes(4, "big") + entry


def test_a_bundle_gives_exactly_its_statements():
    found = inspect(BUNDLE)

    assert {each.code: each.value for each in (*found.facts, *found.findings)} == {
        "repositories.commits": 2,
        "repositories.authors": {"auteur 1": 2},
        "repositories.active_weeks": 2,
        "repositories.signed_commits": 1,
        "repositories.ticket_mentions": 1,
        "repositories.references": 4,
        "repositories.tags": ["v0.1.0", "v1.0.0", "perdu"],
        "repositories.files": {".env": 1, ".md": 1, ".json": 1, ".py": 1},
        "repositories.lockfile_missing": 1,
        "repositories.sensitive_file": 1,
    }
    assert [place.path for place in fact_of(found, "repositories.signed_commits").places] == [SECOND_NAME]
    assert [place.path for place in fact_of(found, "repositories.sensitive_file").places] == [
        f"{SECOND_NAME}:.env"
    ]
    assert found.artefact.period == ("2026-03-02T09:00:00+01:00", "2026-03-09T05:30:00-02:30")
    assert [(each["name"], each["at"]) for each in found.measures["tags"]] == [
        ("v0.1.0", "2026-03-02T09:00:00+01:00"),
        ("v1.0.0", "2026-03-09T05:30:00-02:30"),
    ]
    assert [(each["ticket"], each["place"]["path"]) for each in found.measures["mentions"]] == [
        ("SHOP-1", SECOND_NAME)
    ]
    assert [each.code for each in found.limits] == ["repositories.limit.authorship"]


def test_the_files_of_the_head_commit_are_given_to_the_other_inspectors():
    found = members(BUNDLE)

    contents = {each.name: each.open().read() for each in found}
    assert contents == {
        "depot.bundle!.env": BLOB,
        "depot.bundle!README.md": README,
        "depot.bundle!package.json": BLOB,
        "depot.bundle!src/prix.py": BETTER,
    }
    assert [each.size for each in found] == [len(each) for each in contents.values()]


def test_a_report_inside_a_repository_is_read_by_its_own_inspector():
    report = b'<testsuite name="s"><testcase classname="a" name="b"/></testsuite>'
    root = files.tree(("100644", "rapport.xml", files.name_of("blob", report)))
    first = files.commit(files.name_of("tree", root), message="premier")
    entries = [files.entry("blob", report), files.entry("tree", root), files.entry("commit", first)]
    data = files.bundle({"refs/heads/main": files.name_of("commit", first)}, entries)

    (found,) = examined([artefact(data, "depot.bundle")], as_of=AS_OF)["files"]

    assert [(each["inspector"], each["artefact"]["name"]) for each in found["inspections"]] == [
        ("repositories", "depot.bundle"),
        ("tests", "depot.bundle!rapport.xml"),
    ]
    assert (found["unreadable"], found["unknown_members"]) == ([], 0)


def test_files_that_are_no_bundle_hold_none():
    assert list(INSPECTOR.members(artefact("a==1.0\n", "requirements.txt"))) == []


def test_deltas_by_offset_and_a_partial_history():
    data = files.bundle(
        {"refs/heads/x": FIRST_NAME},
        [
            files.entry("blob", README),
            files.offset_delta(len(WHOLE), README, README + b"x"),
            files.entry("commit", FIRST),
            files.named_delta("commit", b"elsewhere", b"elsewhere too"),
        ],
        ("@object-format=sha1", "-" + "1" * 40 + " premier"),
        version=3,
    )

    found = inspect(data)

    assert codes_of(found)[:1] == ["repositories.commits"]
    assert codes_of(found)[-1] == "repositories.single_commit"
    assert [each.code for each in found.limits] == [
        "repositories.limit.authorship",
        "repositories.limit.partial",
    ]
    assert members(data) == []


def test_a_bundle_without_a_known_head_has_no_files():
    data = files.bundle({"refs/heads/main": "0" * 40}, [files.entry("commit", FIRST)])

    assert "repositories.files" not in codes_of(inspect(data))
    assert members(data) == []


def test_odd_commits():
    odd = b"tree x\nauthor nobody\n\n"
    late = files.commit("0" * 40, at="999999999999 +0000", message="")
    early = files.commit("0" * 40, at="1 +0000", author="\xe9 <>")
    entries = [files.entry("commit", each) for each in (odd, late, early)]

    found = inspect(files.bundle({"HEAD": files.name_of("commit", odd)}, entries))

    assert fact_of(found, "repositories.commits").value == 3
    assert found.artefact.period == ("1970-01-01T00:00:01+00:00", "1970-01-01T00:00:01+00:00")


def test_sha256_names():
    data = files.bundle({}, [files.entry("commit", FIRST)], ("@object-format=sha256",), version=3)

    found = inspect(data)

    assert len(found.facts[0].places[0].path) == 64


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"# v2 git bundle\n", Unreadable.MALFORMED),
        (b"# v2 git bundle\n\nPACK", Unreadable.MALFORMED),
        (one(b"", 0).replace(b"PACK\0\0\0\2", b"PACK\0\0\0\\9"), Unreadable.UNSUPPORTED_VERSION),
        (one(b"", 300_001), Unreadable.TOO_MANY),
        (one(b"", 0), Unreadable.MISSING_FIELD),
        (one(b"", 1), Unreadable.MALFORMED),
        (one(b"\x00" + zlib.compress(b"")), Unreadable.MALFORMED),
        (one(b"\x70" + zlib.compress(b"")), Unreadable.MALFORMED),
        (one(files.head(3, 5) + zlib.compress(b"abc")), Unreadable.MALFORMED),
        (one(files.head(3, 2) + zlib.compress(b"abc")), Unreadable.MALFORMED),
        (one(files.head(3, 2) + b"nozlib"), Unreadable.MALFORMED),
        (one(files.head(3, 65 << 20)), Unreadable.BOMB),
        (one(files.head(6, 3) + b"\x00" + zlib.compress(b"abc")), Unreadable.TOO_DEEP),
        (one(files.head(6, 3) + b"\x7f" + zlib.compress(b"abc")), Unreadable.MISSING_FIELD),
        (b"# v2 git bundle\n" + (b"0" * 40 + b" refs/x\n") * 20_001, Unreadable.TOO_MANY),
    ],
)
def test_what_is_no_bundle_is_refused(data, reason):
    assert refused(data) == reason


def test_deltas_that_lie_are_refused():
    base = files.entry("commit", FIRST)
    name = bytes.fromhex(FIRST_NAME)
    for delta, reason in (
        (b"\x01\x01\x01", Unreadable.MALFORMED),
        (b"\x80", Unreadable.MALFORMED),
        (b"\x01" + b"\xff\xff\xff\xff\x7f", Unreadable.BOMB),
    ):
        entry = files.head(7, len(delta)) + name + zlib.compress(delta)
        assert refused(files.bundle({}, [base, entry])) == reason


def test_a_chain_that_never_ends_and_a_budget(monkeypatch):
    step = files.entry("commit", FIRST)
    chain = [step]
    back = len(step)
    for _ in range(4):
        chain.append(files.offset_delta(back, FIRST, FIRST))
        back = len(chain[-1])
    data = files.bundle({}, chain)
    assert fact_of(inspect(data), "repositories.commits").value == 1
    monkeypatch.setattr(pack, "_CACHE", -1)
    assert fact_of(inspect(data), "repositories.commits").value == 1
    monkeypatch.setattr(pack, "MAX_CHAIN", 2)
    assert refused(data) == Unreadable.TOO_DEEP
    longer = [FIRST + b"x" * count for count in range(5)]
    named = [
        each
        for number, pair in enumerate(pairwise(longer))
        for each in (files.named_delta("commit", *pair), files.entry("commit", SECOND + b"y" * number))
    ]
    assert refused(files.bundle({}, [step, *named]), members) == Unreadable.TOO_DEEP
    monkeypatch.setattr(pack, "MAX_CHAIN", 300)
    monkeypatch.setattr(pack, "MAX_TOTAL", 1 << 20)
    engine = pack.Pack(artefact(b"x"), data, data.index(b"PACK"))
    engine._budget = 10
    with pytest.raises(UnreadableArtefactError) as caught:
        list(engine.index("commit"))
    assert caught.value.reason is Unreadable.BOMB


def test_members_are_bounded_as_archives_are(monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    assert refused(BUNDLE, members) == Unreadable.TOO_MANY
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2000)
    monkeypatch.setattr(archives, "MAX_TOTAL", 10)
    assert refused(BUNDLE, members) == Unreadable.BOMB
    monkeypatch.setattr(bundle, "_MAX_FILES", 1)
    assert refused(BUNDLE) == Unreadable.TOO_MANY


def test_members_leave_out_what_the_bundle_does_not_hold():
    data = files.bundle(REFERENCES, [each for each in ENTRIES if each is not WHOLE])

    assert [each.name for each in members(data)] == [
        "depot.bundle!.env",
        "depot.bundle!package.json",
        "depot.bundle!src/prix.py",
    ]


def test_a_cut_tree_gives_what_it_holds():
    assert list(bundle._entries(b"100644 a\0" + b"\1" * 20 + b"100644 b", 20)) == [
        (b"100644", "a", "01" * 20)
    ]
    assert list(bundle._entries(b"100644 \0" + b"\1" * 20, 20)) == [(b"100644", "", "01" * 20)]


def test_a_spoiled_bundle_is_read_or_refused():
    for way, data in spoiled(BUNDLE):
        for act in (inspect, members):
            try:
                act(data)
            except UnreadableArtefactError:
                continue
            except Exception as error:  # noqa: BLE001 - the point of the test
                pytest.fail(f"{way}: {error!r}")
