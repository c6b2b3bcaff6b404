"""Any calls, any faults, in any order: what the client says of each call is what the server did.

Nothing is created twice, nothing that returned is lost, and what is in doubt is said to be.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.statemachine.shaky import FAULTS, Caller, Line, in_doubt
from webwork_tracker import (
    APIConnectionError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    WebWorkError,
)
from webwork_tracker.sandbox import Sandbox

# Hypothesis would be traced as well: twice as long, for lines that other tests reach.
pytestmark = pytest.mark.no_cover

USERS = (100, 101, 102, 103)
faults = st.lists(st.sampled_from(FAULTS), max_size=4)
picks = st.integers(0, 20)

DEFINITE = (NotFoundError, RateLimitError, ServerError, APIConnectionError, ResponseDecodeError)
"""What a call may fail with: nothing that a fault or a missing task does not explain."""


@define
class Thing:
    """What may be known of a task or a viewer: each field a set of all that it may be."""

    id: int
    exists: set[bool] = field(factory=lambda: {True})
    title: set[str] = field(factory=set)
    people: dict[int, set[bool]] = field(factory=lambda: {user: {False} for user in USERS})


class Machine(RuleBasedStateMachine):
    is_async: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.line = Line(self.sandbox)
        self.caller = Caller(self.line, is_async=self.is_async)
        # Looks at what there is, on a line of its own that nothing goes wrong on.
        self.looker = self.sandbox.client()
        self.tasks, self.viewers = dict[int, Thing](), dict[int, Thing]()
        self.before = {"tasks": self.ids("tasks"), "viewers": self.ids("viewers")}
        self.tried, self.returned, self.doubtful = ({"tasks": 0, "viewers": 0} for _ in range(3))
        self.counter = 0

    def teardown(self) -> None:
        self.sandbox.close()

    def ids(self, table: str) -> set[int]:
        """All that were ever made: what is deleted keeps its row."""
        with self.sandbox._db.transaction():
            return {row["id"] for row in self.sandbox._db.all(f"SELECT id FROM {table}")}

    def perform(self, planned: list[Any], resource: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """A call's result, or its error if that is one that the faults explain."""
        line, before = self.line, self.caller.clock.now
        line.faults, line.sent, line.met = list(planned), 0, 0
        try:
            result = self.caller.call(resource, method, *args, **kwargs)
        except WebWorkError as error:
            assert isinstance(error, DEFINITE), error
            assert line.met or isinstance(error, NotFoundError), error
            assert error.attempts == line.sent
            result = error
        line.faults.clear()
        assert line.sent <= 3 or method == "list"
        assert self.caller.clock.now - before <= 60
        return result

    def create(self, table: str, resource: str, planned: list[Any], **fields: Any) -> Any:
        there = self.ids(table)
        self.tried[table] += 1
        result = self.perform(planned, resource, "create", **fields)
        made = self.ids(table) - there
        if not isinstance(result, WebWorkError):
            self.returned[table] += 1
            assert made == {result.id}
        elif isinstance(result, (OutcomeUnknownError, ResponseDecodeError)):
            self.doubtful[table] += 1
            assert len(made) <= 1
        else:
            assert not made, f"made {made}, but said {result!r}"
        return result

    @initialize()
    def something_to_work_on(self) -> None:
        self.create_task(planned=[], people=set(USERS[:2]))
        self.create_viewer(planned=[])

    @rule(planned=faults, people=st.sets(st.sampled_from(USERS)))
    def create_task(self, planned: list[Any], people: set[int]) -> None:
        self.counter += 1
        title = f"Task {self.counter}"
        made = self.create("tasks", "tasks", planned, title=title, assignees=sorted(people))
        if not isinstance(made, WebWorkError):
            assigned = {user: {user in people} for user in USERS}
            self.tasks[made.id] = Thing(made.id, title={title}, people=assigned)

    @rule(planned=faults)
    def create_viewer(self, planned: list[Any]) -> None:
        self.counter += 1
        email = f"viewer{self.counter}@example.com"
        made = self.create("viewers", "project_viewers", planned, email=email, firstname="Vi", lastname="Ewer")
        if not isinstance(made, WebWorkError):
            self.viewers[made.id] = Thing(made.id)

    def pick(self, things: dict[int, Thing], which: int) -> Thing | None:
        return list(things.values())[which % len(things)] if things else None

    def learn(self, possible: set[Any], new: Any, result: Any, *, repeated: bool) -> None:
        """What a field may be after a call that sets it to `new`."""
        if not isinstance(result, WebWorkError):
            possible.clear()
            possible.add(new)
        elif in_doubt(result, repeated=repeated):
            possible.add(new)

    @rule(planned=faults, which=picks)
    def update_task(self, planned: list[Any], which: int) -> None:
        if task := self.pick(self.tasks, which):
            self.counter += 1
            title = f"Task {self.counter}"
            result = self.perform(planned, "tasks", "update", task.id, title=title)
            self.told_to_exist(task, result)
            self.learn(task.title, title, result, repeated=True)
            assert isinstance(result, WebWorkError) or result.title == title

    def told_to_exist(self, thing: Thing, result: Any) -> None:
        """A call that works on a thing says whether it is there."""
        if isinstance(result, NotFoundError):
            assert False in thing.exists, f"a 404 for what is there: {result!r}"
            thing.exists = {False}
        elif not isinstance(result, WebWorkError):
            assert True in thing.exists, "what is deleted answers"
            thing.exists = {True}

    @rule(planned=faults, which=picks, kind=st.sampled_from(["tasks", "project_viewers"]))
    def delete(self, planned: list[Any], which: int, kind: str) -> None:
        if thing := self.pick(self.tasks if kind == "tasks" else self.viewers, which):
            result = self.perform(planned, kind, "delete", thing.id)
            if isinstance(result, NotFoundError):
                self.told_to_exist(thing, result)
            self.learn(thing.exists, False, result, repeated=True)

    @rule(planned=faults, which=picks)
    def restore_viewer(self, planned: list[Any], which: int) -> None:
        if viewer := self.pick(self.viewers, which):
            result = self.perform(planned, "project_viewers", "restore", viewer.id)
            assert not isinstance(result, NotFoundError)
            self.learn(viewer.exists, True, result, repeated=False)

    @rule(planned=faults, which=picks, user=st.sampled_from(USERS), to=st.booleans())
    def assign_or_unassign(self, planned: list[Any], which: int, user: int, to: bool) -> None:
        if task := self.pick(self.tasks, which):
            result = self.perform(planned, "tasks", "assign" if to else "unassign", task.id, user)
            if isinstance(result, NotFoundError):
                # The task is gone, or the user is no assignee: one of the two.
                assert False in task.exists or (not to and False in task.people[user])
                return
            if not isinstance(result, WebWorkError) and task.exists == {False}:
                # Nothing is left to unassign from: a repeated DELETE that meets 404 counts as done.
                assert not to
                return
            self.learn(task.people[user], to, result, repeated=not to)

    @rule(planned=faults)
    def list_tasks(self, planned: list[Any]) -> None:
        listed = self.perform(planned, "tasks", "list", per_page=3)
        if not isinstance(listed, WebWorkError):
            assert [task.id for task in listed] == [task.id for task in self.looker.tasks.list(per_page=100)]

    @invariant()
    def nothing_is_made_twice(self) -> None:
        for table in ("tasks", "viewers"):
            made = len(self.ids(table) - self.before[table])
            assert self.returned[table] <= made <= self.tried[table]
            assert made <= self.returned[table] + self.doubtful[table]
            assert made == self.returned[table] or self.doubtful[table]

    @invariant()
    def what_returned_is_so(self) -> None:
        tasks = {task.id: task for task in self.looker.tasks.list(per_page=100)}
        viewers = {viewer.id for viewer in self.looker.project_viewers.list(per_page=100)}
        for known, there in ((self.tasks, set(tasks)), (self.viewers, viewers)):
            for thing in known.values():
                assert (thing.id in there) in thing.exists, thing
        for task in self.tasks.values():
            if task.id in tasks:
                assert tasks[task.id].title in task.title
                assigned = {person.id for person in tasks[task.id].assignees or ()}
                assert all((user in assigned) in task.people[user] for user in USERS), (task, assigned)


class AsyncMachine(Machine):
    is_async = True


class FaultlessMachine(Machine):
    """With nothing going wrong, nothing is ever in doubt: what the model says is checked to the letter."""

    def perform(self, planned: list[Any], resource: str, method: str, *args: Any, **kwargs: Any) -> Any:
        result = super().perform([], resource, method, *args, **kwargs)
        assert not isinstance(result, WebWorkError) or isinstance(result, NotFoundError)
        return result


BOUNDED = settings(stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)


@pytest.mark.parametrize(
    ("machine", "examples"),
    [(Machine, 80), (AsyncMachine, 60), (FaultlessMachine, 15)],
    ids=["sync", "async", "without faults"],
)
def test_client_says_what_the_server_did(machine: type[Machine], examples: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=settings(BOUNDED, max_examples=examples))


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("first", ["lost after the work", "500 after the work", "not sent"])
def test_attempt_that_was_not_sent_does_not_hide_one_that_was(is_async: bool, first: str) -> None:
    named = {fault.name: fault for fault in FAULTS}
    with Sandbox() as sandbox:
        caller = Caller(Line(sandbox, [named[first], named["not sent"], named["not sent"]]), is_async=is_async)
        with pytest.raises(APIConnectionError) as caught:
            caller.call("tasks", "delete", 500)
    assert (caught.value.sent, caught.value.attempts) == (first != "not sent", 3)
