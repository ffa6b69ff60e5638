"""Approvals on the local GitHub: given once, seen when others give them, refused to tokens that may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import builders as b
import pytest
from github_here import Clock, Fault, Watched, local_github

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.reviews import Review, ReviewDeployment, RunReviews, signature
from release_tasks.core.github.runs import TagRun
from release_tasks.core.ledger import Entry
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.runs import Review as Given
from release_tasks.rehearsal.github.state import Environment, Hosted
from release_tasks.world.github.reviews import review_deployment, run_reviews
from release_tasks.world.github.runs import followed

PATH = ".github/workflows/release.yml"
SUBJECT = "1000/pypi/20"


@pytest.fixture
def github() -> Iterator[Watched]:
    hosted = Hosted(clock=Clock())
    for name in ("pypi", "testpypi"):
        hosted.environments[name] = Environment(name=name, reviewers=("ada", "bob"))
    with local_github(hosted) as running:
        jobs = Job(name="publish", environment="pypi"), Job(name="try", environment="testpypi")
        hosted.add_run(Run(sha=b.HEAD, branch="v1.3.0", path=PATH, jobs=jobs))
        yield running


def an_action(github: Watched, environment: str = "pypi", **changes: str) -> ReviewDeployment:
    client = github.client()
    gates = followed(client, 1000).gates
    number = next((each.id for each in gates if each.environment == environment), 0)
    action = ReviewDeployment(
        run=1000,
        environment=environment,
        id=number,
        state="approved",
        comment=f"Ada approved it. {signature(SUBJECT)}",
        url="https://github.example/ada/demo/actions/runs/1000",
        bound_to=SUBJECT,
    )
    return replace(action, **changes)  # type: ignore[arg-type]  # by name


def do(github: Watched, action: ReviewDeployment) -> tuple[Entry | None, list[str]]:
    told: list[Event] = []
    entry = review_deployment(action, Events(told.append), github.client())
    return entry, [each.text for each in told if isinstance(each, OutputLine)]


def seen(github: Watched) -> tuple[Review, ...]:
    client = github.client()
    run = TagRun(tag="v1.3.0", commit=b.HEAD, workflow=PATH, found=followed(client, 1000))
    return run_reviews(client, run).found


def posts(github: Watched) -> int:
    return sum(each.startswith("POST") for each in github.asked)


def test_without_a_run_nobody_said_anything(github: Watched) -> None:
    client = github.client()
    assert run_reviews(client, TagRun(tag="v1.3.0", commit=b.HEAD, workflow=PATH)) == RunReviews()
    assert github.asked == []


def test_one_environment_is_approved_and_the_other_waits_on(github: Watched) -> None:
    entry, _ = do(github, an_action(github))
    assert entry is not None
    assert (entry.kind, entry.bound_to, entry.data["state"]) == ("review", SUBJECT, "approved")
    (review,) = seen(github)
    assert (review.who, review.state, review.environments) == ("ada", "approved", ("pypi",))
    assert RunReviews(found=(review,)).of("pypi") == (review,)
    assert RunReviews(found=(review,)).of("testpypi") == ()
    client = github.client()
    assert [each.environment for each in followed(client, 1000).gates] == ["testpypi"]


def test_a_rejection(github: Watched) -> None:
    entry, _ = do(github, an_action(github, state="rejected"))
    assert entry is not None
    assert seen(github)[0].state == "rejected"


def test_what_somebody_else_approved_meanwhile_is_not_approved_again(github: Watched) -> None:
    action = an_action(github)
    now = github.hosted.clock()
    github.hosted.runs[0].reviews.append(
        Given(environment="pypi", state="approved", comment="go", at=now, who="bob")
    )
    assert do(github, action) == (None, ["pypi does not wait any more"])
    assert posts(github) == 0


@pytest.mark.parametrize("shown", [None, 0])
def test_an_answer_that_is_lost_is_looked_up(github: Watched, shown: int | None) -> None:
    action = an_action(github)
    github.faults.append(Fault(to="POST .*pending_deployments", after=True, shown=shown))
    if shown is None:
        entry, _ = do(github, action)
        assert entry is not None
        assert entry.kind == "review"
    else:
        with pytest.raises(UnreachableError, match="nobody knows whether it got our POST"):
            do(github, action)
    assert do(github, action)[0] is None
    assert (posts(github), len(seen(github))) == (1, 1)


def test_trouble_before_it_arrived_is_told_and_mended_by_another_run(github: Watched) -> None:
    action = an_action(github)
    github.faults.append(Fault(to="POST .*pending_deployments"))
    with pytest.raises(ActionError, match="has trouble") as raised:
        do(github, action)
    assert raised.value.remedy.startswith(f"open {action.url}")
    assert seen(github) == ()
    assert do(github, action)[0] is not None
    assert len(seen(github)) == 1


def test_a_token_that_may_not_is_written_down_as_such(github: Watched) -> None:
    github.hosted.writable.discard("deployments")
    entry, told = do(github, an_action(github))
    assert entry is not None
    assert (entry.kind, entry.bound_to) == ("review-refused", SUBJECT)
    assert told == [
        "GitHub does not let the token do this (403): Resource not accessible by personal access token"
    ]
    github.faults.append(Fault(to="POST .*pending_deployments", status=404, message="Not Found"))
    entry, _ = do(github, an_action(github))
    assert entry is not None
    assert entry.kind == "review-refused"


def test_a_token_that_is_not_accepted_and_an_answer_that_github_does_not_take(github: Watched) -> None:
    action = an_action(github)
    github.faults.append(Fault(to="POST .*pending_deployments", status=401, message="Bad credentials"))
    with pytest.raises(GitHubError, match="does not accept the token"):
        do(github, action)
    github.faults.append(Fault(to="POST .*pending_deployments", status=422, message="No pending"))
    with pytest.raises(ActionError, match="No pending"):
        do(github, action)
    assert seen(github) == ()
