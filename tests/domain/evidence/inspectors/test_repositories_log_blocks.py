"""Commits that are read at once mean what they mean line by line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from preuve.domain.evidence.inspectors.repositories import gitlog
from tests.factories.evidence import artefact

NAMES = ["Camille Exemple", "", "a b  c", "dependabot[bot]", " x", "Renée O’Neil"]
ADDRESSES = ["camille@exemple.invalid", "", "a b"]
DATES = [
    "2026-05-01T10:00:00+02:00",
    "2026-05-01T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-05-01T25:00:00+02:00",
    "2026-05-02T10:00:00+02:00",
    "Fri May 1 10:00:00 2026 +0200",
    "",
]
LINES = [
    "    feat: ajoute la page",
    "    corrige ABC-12 et #7",
    "    ",
    "    Merge branch 'x'",
    "        retrait",
    "",
    "    commit 0123456",
]
COUNTS = ["12\t3\tsrc/a.py", "-\t-\tlogo.png", "1\t-\tz", "0\t0\t{a => b}/c", "7\t1\tcommit abc", "x"]
commits = st.tuples(
    st.sampled_from(["0123456", "0123456789abcdef0123456789abcdef01234567"]),
    st.sampled_from(["", "", "", " (HEAD -> main, tag: v1.0)", " (a\x0bb)"]),
    st.sampled_from(["", "", "", "Merge: 1234567 89abcde\n"]),
    st.sampled_from(NAMES),
    st.sampled_from(ADDRESSES),
    st.sampled_from(DATES),
    st.lists(st.sampled_from(LINES), max_size=3),
    st.lists(st.sampled_from(COUNTS), max_size=4),
    st.sampled_from(["\n", "\n", "\n", "", "\n\n"]),
)


def written(commit, extra):
    sha, decoration, merge, name, address, date, message, counts, end = commit
    return "".join(
        (
            f"commit {sha}{decoration}\n{merge}Author: {name} <{address}>\n{extra}Date:   {date}\n\n",
            *(f"{line}\n" for line in message),
            "\n" if counts else "",
            *(f"{line}\n" for line in counts),
            end,
        )
    )


def told(text, lines_each):
    history = gitlog.read(artefact(text))
    skipped = [commit.line - index * lines_each for index, commit in enumerate(history.commits)]
    return [
        (
            each.sha,
            each.author,
            each.at,
            each.at and each.at.utcoffset(),
            each.styled,
            each.tickets,
            each.merge,
            each.added,
            each.deleted,
            line,
        )
        for each, line in zip(history.commits, skipped, strict=True)
    ], {name: at for name, (at, _) in history.tags.items()}


USUAL = (
    "0123456",
    "",
    "",
    "Camille Exemple",
    "c@e.invalid",
    DATES[0],
    [LINES[0], LINES[1]],
    COUNTS[:4],
    "\n",
)


@given(st.lists(commits, min_size=1, max_size=6))
@example([USUAL, USUAL, USUAL])
def test_commits_are_read_alike_at_once_and_line_by_line(all_of_them):
    """A line of `--format=fuller` that tells nothing sends a commit the slow way."""
    quick = "".join(written(each, "") for each in all_of_them)
    slow = "".join(written(each, "Commit: a <b>\n") for each in all_of_them)
    assert told(quick, 0) == told(slow, 1)


def test_the_usual_commit_is_read_at_once():
    text = written(USUAL, "") * 2
    whole = gitlog._WHOLE.match(text)
    assert whole is not None
    assert text[whole.end() :] == written(USUAL, "")


def test_times_of_day_are_remembered_up_to_a_bound(monkeypatch):
    text = written(USUAL, "") * 3
    remembered = told(text, 0)
    monkeypatch.setattr(gitlog, "_MAX_TIMES", 0)
    assert told(text, 0) == remembered


def test_whole_commits_need_no_counts():
    text = "".join(
        f"commit {digit * 40}\nAuthor: A <a@example.test>\n"
        f"Date:   2026-05-0{digit}T10:00:00+02:00\n\n    fix: b\n\n"
        for digit in "123"
    )
    history = gitlog.read(artefact(text, "log.txt"))
    assert [(each.line, each.added, each.deleted) for each in history.commits] == [
        (1, None, None),
        (7, None, None),
        (13, None, None),
    ]
