"""Which answer belongs to which request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from release_tasks.rehearsal.github.bodies import actions, commits, tracker
from release_tasks.rehearsal.github.bodies.place import Json, Place
from release_tasks.rehearsal.github.messages import Answer, Asked, found, listed, refused

Route = Callable[..., Answer]

NOT_FOUND = refused(404, "Not Found")
_FORBIDDEN = "Resource not accessible by personal access token"


def answer(place: Place, asked: Asked) -> Answer:
    """Answer a request for our one repository; 404 for all else."""
    for method, expression, route in _ROUTES:
        match = expression.fullmatch(asked.path)
        if match and method == asked.method:
            return route(place, asked, **{name: unquote(text) for name, text in match.groupdict().items()})
    return NOT_FOUND


def _repository(place: Place, asked: Asked) -> Answer:
    return found(commits.whole_repository(place))


def _commit(place: Place, asked: Asked, sha: str) -> Answer:
    return found(commits.commit(place, sha)) if place.hosted.known(sha) else NOT_FOUND


def _check_runs(place: Place, asked: Asked, sha: str) -> Answer:
    if "checks" not in place.hosted.readable:
        return _forbidden("checks=read")
    if not place.hosted.known(sha):
        return refused(422, f"No commit found for SHA: {sha}")
    own = [commits.check(place, each) for each in place.hosted.checks if each.sha == sha]
    ran = [each for each in place.hosted.runs if each.sha == sha and not each.refused]
    jobs = [commits.job_check(place, each, job) for each in ran for job in each.jobs]
    return listed(asked, [*own, *jobs], place.at, "check_runs")


def _status(place: Place, asked: Asked, sha: str) -> Answer:
    statuses = [commits.status(place, each) for each in place.hosted.statuses if each.sha == sha]
    states = {each["state"] for each in statuses}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    at = f"{place.at}/commits/{sha}"
    whole = {"state": state, "sha": sha, "total_count": len(statuses), "statuses": statuses}
    return found({**whole, "repository": place.repository(), "commit_url": at, "url": f"{at}/status"})


def _runs(place: Place, asked: Asked) -> Answer:
    wanted = {"event": "event", "head_sha": "sha", "branch": "branch"}
    runs = [
        each
        for each in place.hosted.runs
        if all(
            asked.query.get(key, getattr(each, name)) == getattr(each, name) for key, name in wanted.items()
        )
    ]
    return listed(asked, [actions.run(place, each) for each in reversed(runs)], place.at, "workflow_runs")


def _branch(place: Place, asked: Asked, name: str) -> Answer:
    return found(commits.branch(place, name))


def _rules(place: Place, asked: Asked, name: str) -> Answer:
    contexts = place.hosted.ruled.get(name)
    return listed(asked, [commits.rule(place, contexts)] if contexts else [], place.at)


def _environment(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    return found(actions.environment(place, environment)) if environment else NOT_FOUND


def _policies(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    if environment is None or environment.allowed is None:
        return NOT_FOUND
    policies = [actions.policy(*each) for each in environment.allowed]
    return listed(asked, policies, place.at, "branch_policies")


def _environment_secrets(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    return _secrets(place, asked, environment.secrets) if environment else NOT_FOUND


def _repository_secrets(place: Place, asked: Asked) -> Answer:
    return _secrets(place, asked, place.hosted.secrets)


def _organization_secrets(place: Place, asked: Asked) -> Answer:
    return _secrets(place, asked, ())


def _secrets(place: Place, asked: Asked, names: Iterable[str]) -> Answer:
    if "secrets" not in place.hosted.readable:
        return _forbidden("secrets=read")
    return listed(asked, [actions.secret(place, each) for each in names], place.at, "secrets")


def _label(place: Place, asked: Asked, name: str) -> Answer:
    return found(tracker.label(place, name)) if name in place.hosted.labels else NOT_FOUND


def _milestones(place: Place, asked: Asked) -> Answer:
    state = asked.query.get("state", "open")
    milestones = [each for each in place.hosted.milestones if state in ("all", each.state)]
    return listed(asked, [tracker.milestone(place, each) for each in milestones], place.at)


def _issues(place: Place, asked: Asked) -> Answer:
    state, labels = asked.query.get("state", "open"), asked.query.get("labels", "").split(",")
    number = asked.query.get("milestone")
    issues = [
        each
        for each in reversed(place.hosted.issues)
        if state in ("all", each.state)
        and {*labels} - {""} <= {*each.labels}
        and (number is None or (each.milestone is not None and str(each.milestone.number) == number))
    ]
    return listed(asked, [tracker.issue(place, each) for each in issues], place.at)


def _releases(place: Place, asked: Asked) -> Answer:
    releases: list[Json] = [tracker.release(place, each) for each in reversed(place.hosted.releases)]
    return listed(asked, releases, place.at)


def _release_by_tag(place: Place, asked: Asked, tag: str) -> Answer:
    # A draft is no release of its tag yet.
    published = (each for each in place.hosted.releases if each.tag == tag and not each.draft)
    release = next(published, None)
    return found(tracker.release(place, release)) if release else NOT_FOUND


def _forbidden(permission: str) -> Answer:
    refusal = refused(403, _FORBIDDEN)
    return Answer(status=403, body=refusal.body, headers={"X-Accepted-GitHub-Permissions": permission})


_TABLE: tuple[tuple[str, str, Route], ...] = (
    ("GET", "", _repository),
    ("GET", "/actions/organization-secrets", _organization_secrets),
    ("GET", "/actions/runs", _runs),
    ("GET", "/actions/secrets", _repository_secrets),
    ("GET", "/branches/{name}", _branch),
    ("GET", "/commits/{sha}/check-runs", _check_runs),
    ("GET", "/commits/{sha}/status", _status),
    ("GET", "/environments/{name}", _environment),
    ("GET", "/environments/{name}/deployment-branch-policies", _policies),
    ("GET", "/environments/{name}/secrets", _environment_secrets),
    ("GET", "/git/commits/{sha}", _commit),
    ("GET", "/issues", _issues),
    ("GET", "/labels/{name}", _label),
    ("GET", "/milestones", _milestones),
    ("GET", "/releases", _releases),
    ("GET", "/releases/tags/{tag}", _release_by_tag),
    ("GET", "/rules/branches/{name}", _rules),
)
_ROUTES = tuple(
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), route)
    for method, path, route in _TABLE
)
