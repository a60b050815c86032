"""What candidates build, what their trainers say of it, and what they hand in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from preuve.web.accounts.models import User
from preuve.web.demonstration.cohort import DEMO, Item
from preuve.web.demonstration.inspections import read_before_submission
from preuve.web.demonstration.story import ENROLLED_DAYS_BEFORE_DEADLINE, Event, World
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions import (
    add_claims,
    add_feedback,
    add_file,
    add_link,
    add_text,
    create_case,
    edit_evidence,
    keep_held_back,
    save_self_assessment,
    set_presentation,
    submit_portfolio,
)
from preuve.web.portfolios.models import Case, Evidence, Portfolio


def portfolio_events(world: World) -> Iterator[Event]:
    """Tell how each portfolio grows, piece after piece, until it is handed in."""
    for item in world.cohort["portfolios"]:
        yield from _Candidate(world, item).events()


class _Candidate:
    """One candidate at work."""

    def __init__(self, world: World, item: Item) -> None:
        self.world, self.item = world, item
        self.cases: dict[str, Case] = {}

    def events(self) -> Iterator[Event]:
        at = self.world.calendar.at
        enrolment = self.world.item("enrolments", self.item["candidate"], by="candidate")
        due = self.world.item("sessions", enrolment["session"])["deadline_in_days"]
        submitted = self.item["submitted_in_days"]
        start = due - ENROLLED_DAYS_BEFORE_DEADLINE
        # Never later than yesterday, so that nothing lies ahead of whoever looks today.
        end = min(due if submitted is None else submitted, 0) - 1
        yield Event(at(start, "18:00"), self._describe_cases)
        pieces = self.item["evidence"]
        for rank, piece in enumerate(pieces, start=1):
            # Each on a later day of the time there is, a few minutes later still within one evening.
            day = start + (end - start) * rank // len(pieces)
            yield Event(at(day, "18:00") + timedelta(minutes=3 * rank), partial(self._add_piece, piece))
        yield Event(at(end, "20:30"), self._assess_and_present)
        for feedback in self.item["feedback"]:
            yield Event(at(feedback["days"], "12:00"), partial(self._comment, feedback))
        if submitted is not None:
            yield Event(at(submitted, "17:00"), self._submit)

    def _describe_cases(self, now: datetime) -> None:
        structure = structure_of(self.world.version.pk)
        for item in self.item["cases"]:
            activities = [
                structure.blocks_by_code[activity["block"]].activities[activity["position"] - 1].pk
                for activity in item["activities"]
            ]
            self.cases[item["key"]] = create_case(
                actor=self._person,
                portfolio=self._portfolio,
                description={
                    "title": item["title"],
                    "setting": item["setting"],
                    "nature": item["nature"],
                    "organisation": item["organisation"],
                    "context": item["context"],
                    "period": item["period"],
                    "role": item["role"],
                    "team": str(item["team_size"] or ""),
                },
                activities=activities,
                now=now,
            )

    def _add_piece(self, item: Item, now: datetime) -> None:
        case = self.cases[item["case"]] if item["case"] else None
        evidence = self._content(item, case, now)
        if evidence.title != item["title"]:
            evidence = edit_evidence(
                actor=self._person, evidence=evidence, title=item["title"], case=case, now=now
            )
        for claim in self.item["claims"]:
            if claim["evidence"] == item["key"]:
                add_claims(
                    actor=self._person,
                    evidence=evidence,
                    criteria=[claim["criterion"]],
                    why=claim["why"],
                    now=now,
                )

    def _content(self, item: Item, case: Case | None, now: datetime) -> Evidence:
        person, portfolio = self._person, self._portfolio
        if item["kind"] == Evidence.Kind.FILE:
            upload = _upload(item["file"])
            return add_file(actor=person, portfolio=portfolio, case=case, upload=upload, now=now)
        if item["kind"] == Evidence.Kind.LINK:
            return add_link(
                actor=person, portfolio=portfolio, case=case, title=item["title"], url=item["url"], now=now
            )
        return add_text(
            actor=person, portfolio=portfolio, case=case, title=item["title"], text=item["text"], now=now
        )

    def _assess_and_present(self, now: datetime) -> None:
        answers = {row["competence"]: (row["level"], row["comment"]) for row in self.item["self_assessments"]}
        if answers:
            save_self_assessment(actor=self._person, portfolio=self._portfolio, answers=answers, now=now)
        if self.item["presentation"]:
            upload = _upload(self.item["presentation"])
            set_presentation(actor=self._person, portfolio=self._portfolio, upload=upload, now=now)

    def _comment(self, item: Item, _now: datetime) -> None:
        # Comments are on the whole or on a criterion: one about a case or a competence says so in its text.
        about = self._case_title(item["target"]) if item["about"] == "case" else item["target"]
        text = f"{about} — {item['text']}" if about else item["text"]
        author = self.world.people[item["author"]]
        add_feedback(actor=author, portfolio=self._portfolio, criterion="", text=text)

    def _case_title(self, key: str) -> str:
        return next(str(case["title"]) for case in self.item["cases"] if case["key"] == key)

    def _submit(self, now: datetime) -> None:
        self._answer_warnings(now)
        read_before_submission(self._portfolio, now)
        submit_portfolio(actor=self._person, portfolio=self._portfolio, now=now)

    def _answer_warnings(self, now: datetime) -> None:
        for evidence in self._portfolio.evidence.filter(is_held_back=True):
            keep_held_back(actor=self._person, evidence=evidence, now=now)

    @property
    def _person(self) -> User:
        return self.world.people[self.item["candidate"]]

    @property
    def _portfolio(self) -> Portfolio:
        return self.world.portfolios[self.item["candidate"]]


def _upload(path: str) -> SimpleUploadedFile:
    file = Path(DEMO / path)
    return SimpleUploadedFile(file.name, file.read_bytes())
