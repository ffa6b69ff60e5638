"""Gathers the issues that a release resolves, and what is in its milestone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from release_tasks.core.changelog import notes
from release_tasks.core.git import ReleasedChanges
from release_tasks.core.github import GitHub, GitHubApi
from release_tasks.core.github.closing import LinkedIssue, ReleaseIssues, released_key
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.resolved import IssuesPage, numbers, standing
from release_tasks.core.github.tracker import Issue, Milestone, milestone_names, milestone_of
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Project
from release_tasks.core.pulls import merged
from release_tasks.core.target import Target
from release_tasks.world.github.closing import is_told

_FEW = 10
"""So many pull requests are asked for one by one; of more, all that changed since the last release are listed."""
_MOST = 100
"""So many pull requests are looked at before a first release, which has no release to count from; the newest."""
_GONE = (404, 410)
"""An issue that was deleted, moved to where we do not see it, or never there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    html_url: str
    has_issues: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """What leads to an issue: ``closes`` if it says that it resolves it."""

    number: int
    because: str
    closes: bool


def release_issues(
    api: GitHubApi,
    github: GitHub,
    project: Project,
    target: Target,
    changes: ReleasedChanges,
    changelog: ChangelogFile,
) -> ReleaseIssues:
    """Find what the release's own commits and pull requests close, what its changelog names, and its milestone.

    Only issues that are of this repository still count.

    :raises GitHubError: GitHub hides the tracker from the token.
    """
    if changes.tag is None:
        return ReleaseIssues(tag=None)
    repository = api.read(_Repository)
    if not repository.has_issues:
        return ReleaseIssues(tag=changes.tag, off=True)
    milestones = api.listed(Milestone, "milestones", query={"state": "all"})
    milestone = milestone_of(milestones, milestone_names(project, target.version))
    inside = _inside(api, milestone)
    issues = _Issues(api, f"{repository.html_url}/", inside)
    words = notes(changelog.read(), target.version) if changelog.path else ""
    links = list(_links(issues, IssuesPage(repository=github.repository, web=github.web), changes, words))
    if milestone:
        because = f"milestone {milestone.title}"
        links += [_Link(number=each.number, because=because, closes=False) for each in inside]
    key = released_key(project, target.version)
    return ReleaseIssues(
        tag=changes.tag,
        since=changes.since,
        linked=tuple(
            replace(each, told=is_told(api, each.issue.number, key))
            if each.to_close or (project.hosting.issue_comments and each.done)
            else each
            for each in _together(issues, links)
        ),
        milestone=milestone,
        items=tuple(each for each in inside if each.state == "open"),
        open_milestones=tuple(each for each in milestones if each.state == "open" and each != milestone),
    )


class _Issues:
    """The repository's issues, each read once; the addresses of all begin with ``here``, ``known`` came otherwise."""

    def __init__(self, api: GitHubApi, here: str, known: Iterable[Issue]) -> None:
        self._api = api
        # As GitHub says: a repository that was renamed has its issues under the new name.
        self._here = here
        self._known: dict[int, Issue | None] = {each.number: each for each in known}

    def learn_since(self, time: str) -> None:
        """Read what changed since a time, many at once."""
        changed = self._api.listed(Issue, "issues", query={"state": "all", "since": time})
        self._known.update((each.number, each) for each in changed)

    def get(self, number: int) -> Issue | None:
        """The issue or pull request of that number; None where there is none here, or not any more."""
        if number not in self._known:
            self._known[number] = self._read(number)
        return self._known[number]

    def _read(self, number: int) -> Issue | None:
        try:
            found = self._api.read(Issue, "issues", number)
        except GitHubError as error:
            if error.status in _GONE:
                return None
            raise
        return found if found.html_url.startswith(self._here) else None


def _links(issues: _Issues, page: IssuesPage, changes: ReleasedChanges, words: str) -> Iterator[_Link]:
    left = standing(changes.log)
    for commit in left.commits:
        if commit.touches:
            for number in page.closed_by(commit.message):
                yield _Link(number=number, because=f"commit {commit.name[:12]}", closes=True)
    pulls, named = numbers(each.name for each in merged(changes.log).pulls), page.mentioned_in(words)
    if not changes.since:
        pulls = pulls[:_MOST]
    elif len(pulls) > _FEW:
        issues.learn_since(changes.since_time)
    for number in dict.fromkeys((*pulls, *named)):
        found = issues.get(number)
        if found and found.pull_request is None:
            because = "the changelog" if number in named else "a commit's first line"
            yield _Link(number=number, because=because, closes=False)
        elif found and (found.merged or number in pulls) and f"#{number}" not in left.reverted_pulls:
            for closed in page.closed_by(found.body):
                yield _Link(number=closed, because=f"pull request #{number}", closes=True)


def _together(issues: _Issues, links: Iterable[_Link]) -> list[LinkedIssue]:
    """The issues behind links, each once, with the link that says most."""
    best: dict[int, _Link] = {}
    for link in links:
        known = best.get(link.number)
        if known is None or (link.closes and not known.closes):
            best[link.number] = link
    return [
        LinkedIssue(issue=issue, because=link.because, resolved=link.closes)
        for number, link in sorted(best.items())
        if (issue := issues.get(number)) and issue.pull_request is None
    ]


def _inside(api: GitHubApi, milestone: Milestone | None) -> tuple[Issue, ...]:
    """The issues and pull requests of a milestone."""
    if milestone is None:
        return ()
    return api.listed(Issue, "issues", query={"milestone": milestone.number, "state": "all"})
