"""Commits, branches, and the checks of a commit."""

from __future__ import annotations

from urllib.parse import quote

from release_tasks.rehearsal.github.bodies.place import Json, Place, node_of, number_of
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Check, Status

_NUMBERS = [
    "forks",
    "forks_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "watchers",
    "watchers_count",
    "network_count",
    "subscribers_count",
]


def whole_repository(place: Place) -> Json:
    """The repository itself."""
    flags = (
        "has_projects",
        "has_wiki",
        "has_pages",
        "has_discussions",
        "archived",
        "disabled",
    )
    return {
        **place.repository(),
        **dict.fromkeys(_NUMBERS, 0),
        **dict.fromkeys(flags, False),
        "has_issues": place.hosted.has_issues,
        **dict.fromkeys(("homepage", "language", "mirror_url", "license")),
        **{f"{each}_url": place.web for each in ("clone", "git", "ssh", "svn")},
        **dict.fromkeys(("pushed_at", "created_at", "updated_at"), place.now()),
        "default_branch": place.hosted.default_branch,
    }


def commit(place: Place, sha: str) -> Json:
    """A commit of git's."""
    person = {"name": "Ada", "email": "ada@maintainers.example", "date": place.now()}
    at = f"{place.at}/git/commits/{sha}"
    return {
        "sha": sha,
        "node_id": node_of(sha),
        "url": at,
        "html_url": at,
        "author": person,
        "committer": person,
        "message": place.hosted.messages.get(sha, "a commit"),
        "tree": {"sha": sha, "url": at},
        "parents": [],
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }


def branch(place: Place, name: str) -> Json:
    """A branch, and what protects it."""
    at = f"{place.at}/branches/{quote(name, safe='')}"
    sha = "0" * 40
    contexts = place.hosted.required.get(name)
    checks = [{"context": each, "app_id": None} for each in contexts or ()]
    required = {"enforcement_level": "everyone", "contexts": contexts or [], "checks": checks}
    git = commit(place, sha)
    whole = {
        "url": git["url"],
        "sha": sha,
        "node_id": git["node_id"],
        "html_url": place.web,
        "comments_url": git["url"],
        "author": None,
        "committer": None,
        "parents": [],
        "commit": {
            "url": git["url"],
            "author": git["author"],
            "committer": git["committer"],
            "message": "",
            "comment_count": 0,
            "tree": git["tree"],
        },
    }
    return {
        "name": name,
        "commit": whole,
        "_links": {"html": place.web, "self": at},
        "protected": contexts is not None,
        "protection": {"enabled": contexts is not None, "required_status_checks": required},
        "protection_url": f"{at}/protection",
    }


def rule(place: Place, contexts: list[str]) -> Json:
    """A rule of a ruleset that requires checks."""
    checks = [{"context": each} for each in contexts]
    parameters = {"required_status_checks": checks, "strict_required_status_checks_policy": False}
    source = {
        "ruleset_source_type": "Repository",
        "ruleset_source": place.hosted.full_name,
        "ruleset_id": 1,
    }
    return {"type": "required_status_checks", "parameters": parameters, **source}


def check(place: Place, check: Check) -> Json:
    """A check run of an app."""
    over = place.hosted.clock() >= check.until
    return _check_run(
        place,
        name=check.name,
        sha=check.sha,
        app=check.app,
        status="completed" if over else "in_progress",
        conclusion=check.conclusion if over else None,
        suite=number_of(check.app + check.sha),
    )


def job_check(place: Place, run: Run, job: Job) -> Json:
    """The check run that a job of Actions is, too."""
    state = run.state(job, len(run.attempts), place.hosted.clock())
    return _check_run(
        place,
        name=job.name,
        sha=run.sha,
        app="github-actions",
        status=state.status,
        conclusion=state.conclusion,
        suite=run.id,
    )


def status(place: Place, status: Status) -> Json:
    """A commit status."""
    at = f"{place.at}/statuses/{status.sha}"
    identity = {
        "id": number_of(status.context),
        "node_id": node_of(status.context),
        "url": at,
        "avatar_url": None,
    }
    said = {"state": status.state, "context": status.context, "description": None}
    dates = {"created_at": place.now(), "updated_at": place.now()}
    return {**identity, **said, **dates, "target_url": f"{place.web}/status/{quote(status.context)}"}


def _check_run(
    place: Place, *, name: str, sha: str, app: str, status: str, conclusion: str | None, suite: int
) -> Json:
    number = number_of(f"{name} {sha} {suite}")
    at = f"{place.at}/check-runs/{number}"
    web = f"{place.web}/runs/{number}"
    empty = {"title": None, "summary": None, "text": None, "annotations_count": 0}
    return {
        **place.identified(f"{name} {sha} {suite}", at, web),
        "name": name,
        "head_sha": sha,
        "status": status,
        "conclusion": conclusion,
        "started_at": place.now(),
        "completed_at": place.now() if conclusion else None,
        "external_id": None,
        "details_url": web,
        "check_suite": {"id": suite},
        "pull_requests": [],
        "output": {**empty, "annotations_url": f"{at}/annotations"},
        "app": {
            **place.identified(app, f"{place.root}/apps/{app}", f"{place.root}/apps/{app}"),
            "slug": app,
            "name": app,
            "description": None,
            "external_url": place.root,
            "permissions": {},
            "events": [],
            "owner": place.user(place.hosted.owner),
            "created_at": place.now(),
            "updated_at": place.now(),
        },
    }
