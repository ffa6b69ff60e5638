"""When the next request may go out: by a clock that goes on only while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from github_here import TOKEN, Fault, local_github

from release_tasks.core.events import Events
from release_tasks.core.github import GitHub
from release_tasks.core.github.refusals import GitHubError, Refusal
from release_tasks.rehearsal.github.state import Hosted
from release_tasks.world.github import patience
from release_tasks.world.github.client import api
from release_tasks.world.github.patience import LIMITS, Patience, limits_for

LIMITED = Refusal(method="GET", where="", status=429, headers={"retry-after": "70"})
UNTIMED = replace(LIMITED, headers={})


@dataclass(frozen=True, kw_only=True)
class Named:
    name: str


@dataclass
class Clock:
    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, length_s: float) -> None:
        self.now += length_s
        if length_s:
            self.slept.append(length_s)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(patience, "time", made)
    return made


def patient(told: list[str] | None = None) -> Patience:
    heard: list[str] = [] if told is None else told
    return Patience(heard.append)


def test_changes_go_out_a_second_apart_and_nothing_else_waits(clock: Clock) -> None:
    waits = patient()
    for method in ("GET", "GET", "POST", "GET", "PATCH"):
        waits.turn(method)
    assert clock.slept == [1.0]
    clock.now += 0.75
    waits.turn("DELETE")
    clock.now += 5
    waits.turn("PUT")
    assert clock.slept == [1.0, 0.25]


def test_a_server_on_this_machine_is_shared_with_nobody() -> None:
    assert limits_for("http://127.0.0.1:8080/api/v3").apart_s == 0.0
    assert limits_for("https://git.corp.example/api/v3") == LIMITS
    assert LIMITS.apart_s == 1.0
    real = api(GitHub(api="https://git.corp.example/api/v3", token=TOKEN), Events(lambda _event: None))
    assert real._limits == LIMITS  # type: ignore[attr-defined]  # what the protocol hides


def test_it_is_quiet_for_as_long_as_github_asks(clock: Clock) -> None:
    told: list[str] = []
    waits = patient(told)
    assert waits.quiet(LIMITED)
    clock.now += 10
    waits.turn("GET")
    waits.turn("GET")
    assert clock.slept == [60.0]
    assert told == ["GitHub asks us to wait 60 s"]


def test_who_asks_again_too_early_is_answered_without_github(clock: Clock) -> None:
    waits = patient()
    waits.quiet(replace(LIMITED, headers={"retry-after": "3600"}))
    clock.now += 1200
    for _ in range(2):
        with pytest.raises(GitHubError) as raised:
            waits.turn("GET")
        assert raised.value.remedy == "wait 40 minutes, then run this again"
        assert not raised.value.lasting
    clock.now += 2400
    waits.turn("GET")
    assert clock.slept == []


def test_where_no_time_is_stated_each_wait_is_twice_the_last_up_to_a_bound(clock: Clock) -> None:
    waits = patient()
    asked = [waits.quiet(UNTIMED) for _ in range(7)]
    assert [each and each.wait_s for each in asked] == [60, 120, 240, 480, 960, 960, 960]
    waits.answered()
    again = waits.quiet(UNTIMED)
    assert again is not None
    assert again.wait_s == 60
    assert waits.quiet(replace(LIMITED, status=403, headers={})) is None, "a no is no call for quiet"


def test_an_answer_ends_the_growing_of_waits(clock: Clock) -> None:
    with local_github(Hosted(labels={"blocker"})) as github:
        client = github.client()
        for _ in range(2):
            github.faults.append(Fault(to="labels", status=429))
            with pytest.raises(GitHubError) as raised:
                client.find(Named, "labels", "blocker")
            assert raised.value.remedy == "wait 60 s, then run this again"
            clock.now += 60
            assert client.find(Named, "labels", "blocker") == Named(name="blocker")


def test_a_clients_changes_go_out_a_second_apart(clock: Clock) -> None:
    with local_github() as github:
        client = github.client(LIMITS)
        for _ in range(3):
            client.send(object, "POST", "issues", body={"title": "x"})
            client.find(Named, "labels", "blocker")
        assert clock.slept == [1.0, 1.0]
