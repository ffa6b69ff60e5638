"""What open issues and pull requests mean for a release."""

from __future__ import annotations

from collections.abc import Sequence

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github import GitHub
from release_tasks.core.github.tracker import Blocker
from release_tasks.core.model import Ok
from release_tasks.core.request import Request


def of_the_next_one(tag: str, found: Sequence[Blocker]) -> Ok:
    """A release that is out is blocked by nothing any more."""
    issues = (f"#{each.issue.number} {each.issue.title} ({', '.join(each.because)})" for each in found)
    about = f"{tag} is out: what is open now stands in the way of the release after it"
    return Ok(evidence=tuple(Evidence(what=each) for each in (about, *issues)))


def no_label(github: GitHub, name: str) -> Finding:
    """A label was stated that nothing can have, so nothing was looked for."""
    return Finding(
        kind="blocker-labels names a label that the repository does not have",
        subject=name,
        expected="the labels as they are written there",
        found=f"{github.web}/{github.repository}/labels",
        remedy="mend blocker-labels in the settings",
    )


def blocking(request: Request, blocker: Blocker) -> Finding:
    """An issue or a pull request that has to be closed first, and why."""
    issue = blocker.issue
    kind = "pull request" if issue.pull_request else "issue"
    return Finding(
        kind=f"an open {kind} blocks the release ({', '.join(blocker.because)})",
        subject=f"#{issue.number} {issue.title}",
        expected="closed, or without what makes it a blocker",
        found=issue.html_url,
        remedy=f"close it, or {request.command('plan', '--skip', 'blockers=REASON')}",
    )
