"""The client against the local GitHub: what it sends, what it repeats, what it says when GitHub says no."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from github_here import QUICK, TOKEN, Fault, Watched, local_github
from standin_index import StandInIndex

from release_tasks.core.errors import UnreachableError
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError, Refusal
from release_tasks.rehearsal.github.messages import Answer, Asked
from release_tasks.rehearsal.github.state import Hosted
from release_tasks.world.github.line import Question

LABELS = tuple(f"label-{at:03}" for at in range(250))


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    number: int
    title: str


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github(Hosted(labels={"blocker", "a/b c?#"})) as running:
        yield running


# What is sent.


def test_a_request_says_who_asks_in_which_version(github: Watched) -> None:
    client = github.client()
    assert client.read(Label, "labels", "blocker") == Label(name="blocker")
    (exchange,) = github.exchanges
    said = exchange.asked.headers
    assert said["authorization"] == f"Bearer {TOKEN}"
    assert said["accept"] == "application/vnd.github+json"
    assert said["x-github-api-version"] == "2026-03-10"
    assert said["user-agent"] == "py-release-tasks"
    assert TOKEN not in repr(github.github)


def test_every_segment_of_a_path_is_encoded(github: Watched) -> None:
    assert github.client().read(Label, "labels", "a/b c?#").name == "a/b c?#"
    assert github.asked == ["GET /labels/a%2Fb%20c%3F%23"]


def test_netrc_does_not_replace_the_token(
    github: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    github.faults.append(
        Fault(to="blocker", status=301, headers={"Location": "/repos/ada/demo/labels/a%2Fb%20c%3F%23"})
    )
    assert github.client().read(Label, "labels", "blocker").name == "a/b c?#"
    assert [each.asked.headers["authorization"] for each in github.exchanges] == [f"Bearer {TOKEN}"] * 2


def test_the_token_does_not_follow_a_redirect_to_another_host(
    github: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with StandInIndex() as storage:
        storage.trouble("other", status=200, body=b'{"name": "from storage"}')
        elsewhere = storage.root.replace("127.0.0.1", "localhost")
        github.faults.append(Fault(to="blocker", status=302, headers={"Location": elsewhere}))
        assert github.client().read(Label, "labels", "blocker").name == "from storage"
        (hit,) = storage.hits
    assert "Authorization" not in hit.headers


def test_a_change_is_not_sent_on_to_another_host(github: Watched) -> None:
    github.faults.append(Fault(to="POST", status=307, headers={"Location": "http://localhost:9/"}))
    with pytest.raises(UnreachableError, match="sends a change on to another host"):
        github.client().send(Numbered, "POST", "issues", body={"title": "x"})


def test_nobody_is_sent_on_to_an_address_that_is_not_encrypted(
    github: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def once(question: Question) -> requests.Response:
        asked.append(question.url)
        sent_on = requests.Response()
        sent_on.status_code, sent_on.headers["Location"] = 302, "http://api.github.example/elsewhere?token=x"
        sent_on.raw = io.BytesIO()
        return sent_on

    client = github.client(api="https://api.github.example")
    monkeypatch.setattr(client._line, "_once", once)
    with pytest.raises(UnreachableError, match="an address that is not encrypted") as raised:
        client.read(Label, "labels", "blocker")
    assert asked == ["https://api.github.example/repos/ada/demo/labels/blocker"]
    assert raised.value.where == "http://api.github.example/elsewhere"


def test_a_next_page_at_another_host_is_not_read(github: Watched) -> None:
    elsewhere = {"Link": '<http://localhost:9/issues?page=2>; rel="next"'}
    github.faults.append(Fault(to="GET /repos/ada/demo/issues", status=200, body=b"[]", headers=elsewhere))
    with pytest.raises(UnreachableError, match="GitHub's next page is at another host"):
        github.client().listed(Numbered, "issues")
    assert len(github.asked) == 1


# What comes.


def test_all_pages_of_a_list_are_read(github: Watched) -> None:
    for at in range(203):
        github.hosted.add_issue(f"issue {at}")
    found = github.client().listed(Numbered, "issues", query={"state": "open"})
    assert len(found) == 203
    assert found[0].number == 203
    assert github.asked == [
        "GET /issues?per_page=100&state=open",
        "GET /issues?per_page=100&state=open&page=2",
        "GET /issues?per_page=100&state=open&page=3",
    ]


def test_what_has_not_changed_is_not_sent_again(github: Watched) -> None:
    client = github.client()
    seen = [client.listed(Numbered, "issues") for _ in range(2)]
    assert seen == [(), ()]
    assert [each.answer.status for each in github.exchanges] == [200, 304]
    github.hosted.add_issue("new")
    assert [each.title for each in client.listed(Numbered, "issues")] == ["new"]
    assert [each.answer.status for each in github.exchanges] == [200, 304, 200]


def test_what_is_not_there_is_none_or_an_error(github: Watched) -> None:
    assert github.client().find(Label, "labels", "absent") is None
    with pytest.raises(GitHubError) as raised:
        github.client().read(Label, "labels", "absent")
    assert raised.value.status == 404
    assert "knows nothing there, or hides it from the token (404): Not Found" in raised.value.what


@pytest.mark.parametrize(
    ("body", "why"), [(b"<html>Log in</html>", "it is no JSON"), (b'{"nom": 1}', "name"), (b"[]", "array")]
)
def test_an_answer_of_somebody_else_is_told(github: Watched, body: bytes, why: str) -> None:
    github.faults.append(Fault(to="labels", status=200, body=body))
    with pytest.raises(UnreachableError, match="this is no answer of GitHub's") as raised:
        github.client().read(Label, "labels", "blocker")
    assert why in raised.value.what


def test_an_enterprise_server_of_an_older_version_is_asked_in_that() -> None:
    with local_github(Hosted(labels={"blocker"}, oldest=True), base="/api/v3") as github:
        client = github.client()
        client.read(Label, "labels", "blocker")
        client.send(Numbered, "POST", "issues", body={"title": "x"})
        versions = [each.asked.headers["x-github-api-version"] for each in github.exchanges]
        assert versions == ["2026-03-10", "2022-11-28", "2022-11-28"]
        assert github.server.api.endswith("/api/v3")


def test_a_bad_request_of_another_kind_is_not_asked_again(github: Watched) -> None:
    github.faults.append(Fault(to="POST", status=400, message="Problems parsing JSON"))
    with pytest.raises(GitHubRefusedError, match="Problems parsing JSON"):
        github.client().send(Numbered, "POST", "issues", body={"title": "x"})
    assert len(github.asked) == 1


# What is repeated.


@pytest.mark.parametrize("status", [502, 503, 504])
def test_reading_is_tried_again_when_github_has_trouble(github: Watched, status: int) -> None:
    github.faults.append(Fault(to="labels", status=status, times=3))
    assert github.client().read(Label, "labels", "blocker").name == "blocker"
    assert len(github.asked) == 4


def test_reading_is_tried_again_when_the_answer_breaks_off(github: Watched) -> None:
    github.faults.append(Fault(to="labels", status=200, body=b'{"name": "blocker"}', shown=5))
    assert github.client().read(Label, "labels", "blocker").name == "blocker"


def test_reading_gives_up(github: Watched) -> None:
    github.faults.append(Fault(to="labels", status=502, times=99, body=b"<html>"))
    with pytest.raises(GitHubError, match=r"GitHub has trouble \(502\)\n"):
        github.client().read(Label, "labels", "blocker")
    assert len(github.asked) == 4


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_change_that_may_have_arrived_is_not_sent_again(github: Watched, status: int) -> None:
    github.faults.append(Fault(to="POST", status=status, after=True, times=9))
    with pytest.raises(GitHubRefusedError) as raised:
        github.client().send(Numbered, "POST", "issues", body={"title": "x"})
    assert raised.value.status == status
    assert "nobody knows whether it did what we asked" in raised.value.what
    assert len(github.asked) == 1


def test_a_change_whose_answer_breaks_off_says_that_nobody_knows(github: Watched) -> None:
    github.faults.append(Fault(to="POST", status=201, body=b'{"number": 1}', shown=3, times=9))
    with pytest.raises(UnreachableError, match="nobody knows whether it got our POST") as raised:
        github.client().send(Numbered, "POST", "issues", body={"title": "x"})
    assert raised.value.remedy.startswith(f"look at {github.server.api}/repos/ada/demo/issues first")
    assert len(github.asked) == 1


# When GitHub asks for patience.


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    "headers", [{"Retry-After": "0"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}]
)
def test_a_limit_is_waited_for_also_before_a_change(
    github: Watched, status: int, headers: dict[str, str]
) -> None:
    github.faults += [Fault(to=each, status=status, headers=headers) for each in ("GET", "POST")]
    client = github.client()
    assert client.read(Label, "labels", "blocker").name == "blocker"
    assert client.send(Numbered, "POST", "issues", body={"title": "x"}).number == 1
    assert len(github.asked) == 4
    assert len(github.hosted.issues) == 1


def test_a_wait_that_is_too_long_is_told_and_not_begun(github: Watched) -> None:
    github.faults.append(Fault(to="labels", status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(GitHubError) as raised:
        github.client().read(Label, "labels", "blocker")
    assert raised.value.remedy == "wait 60 minutes, then run this again"
    assert len(github.asked) == 1


def test_a_secondary_limit_without_a_time_is_a_wait_of_a_minute(github: Watched) -> None:
    said = "You have exceeded a secondary rate limit. Please wait a few minutes."
    github.faults.append(Fault(to="labels", status=403, message=said))
    with pytest.raises(GitHubError) as raised:
        github.client().read(Label, "labels", "blocker")
    assert raised.value.remedy == "wait 60 s, then run this again"


# What it says when GitHub says no.


@pytest.mark.parametrize(
    ("fault", "what", "remedy"),
    [
        (
            {"status": 401, "message": "Bad credentials"},
            "does not accept the token (401)",
            "gh auth login, or",
        ),
        (
            {
                "status": 403,
                "message": "Resource not accessible by personal access token",
                "headers": {"X-Accepted-GitHub-Permissions": "issues=write,contents=read; metadata=read"},
            },
            "does not let the token do this (403): Resource not accessible",
            "set GH_TOKEN to a token with issues: write, contents: read or metadata: read",
        ),
        (
            {"status": 403, "headers": {"X-Accepted-OAuth-Scopes": "repo"}},
            "does not let the token do this (403)",
            "set GH_TOKEN to a token with repo",
        ),
        (
            {"status": 403, "headers": {"X-GitHub-SSO": "required; url=https://github.example/sso?x=1"}},
            "does not let the token do this (403)",
            "authorise the token for the organization: https://github.example/sso?x=1",
        ),
        (
            {
                "status": 404,
                "message": "Not Found",
                "headers": {"X-Accepted-GitHub-Permissions": "issues=write"},
            },
            "knows nothing there, or hides it from the token (404): Not Found",
            "see that it exists, and set GH_TOKEN to a token with issues: write",
        ),
        ({"status": 410, "message": "Gone"}, "does not have it any more (410): Gone", "make it anew"),
    ],
)
def test_a_refusal_is_told_with_what_helps(
    github: Watched, fault: dict[str, Any], what: str, remedy: str
) -> None:
    github.faults.append(Fault(to="labels", **fault))
    with pytest.raises(GitHubError) as raised:
        github.client().read(Label, "labels", "blocker")
    assert what in raised.value.what
    assert raised.value.remedy.startswith(remedy)
    assert raised.value.where == f"{github.server.api}/repos/ada/demo/labels/blocker"
    assert TOKEN not in str(raised.value)


def test_what_github_says_of_single_fields_is_told(github: Watched) -> None:
    body = (
        b'{"message": "Validation Failed", "errors": '
        b'[{"resource": "Issue", "field": "title", "code": "missing_field"}, {"message": "no!"}, "also this"]}'
    )
    github.faults.append(Fault(to="POST", status=422, body=body, headers={"X-GitHub-Request-Id": "AB:12"}))
    with pytest.raises(GitHubRefusedError) as raised:
        github.client().send(Numbered, "POST", "issues", body={"title": ""})
    said = "refuses this (422, request AB:12): Validation Failed; Issue title missing_field; no!; also this"
    assert said in raised.value.what


def test_a_server_that_is_not_there(github: Watched) -> None:
    with pytest.raises(UnreachableError, match="GitHub cannot be reached"):
        github.client(api="http://127.0.0.1:9").read(Label, "labels", "blocker")


def test_a_server_that_says_nothing_is_given_up(github: Watched) -> None:
    def slowly(_asked: Asked, act: Callable[[], Answer]) -> Answer:
        time.sleep(0.3)
        return act()

    github.server.between = slowly
    quick = replace(QUICK, silence_s=0.1, tries=2)
    with pytest.raises(UnreachableError, match="GitHub does not answer in time"):
        github.client(quick).read(Label, "labels", "blocker")


def test_a_limit_is_counted_by_githubs_clock(github: Watched) -> None:
    reset = str(int(time.time()) + 3600)
    skewed = "Mon, 01 Jan 2001 00:00:00 GMT"
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset, "Date": skewed}
    refusal = Refusal(
        method="GET", where="", status=403, headers={name.lower(): text for name, text in headers.items()}
    )
    in_2001 = 978307200
    assert refusal.wait_s == float(reset) - in_2001


def test_a_list_is_looked_at_as_seldom_as_github_asks(
    github: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested: list[float] = []
    client = github.client()
    monkeypatch.setattr(client._line.patience, "rest", rested.append)
    github.faults.append(
        Fault(to="labels", status=200, body=b'{"name": "x"}', headers={"ETag": "1", "X-Poll-Interval": "60"})
    )
    began = time.monotonic()
    for _ in range(3):
        client.read(Label, "labels", "blocker")
    assert 60 <= rested[0] - began < 90
    assert rested[1] - began < 30
