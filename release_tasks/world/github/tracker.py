"""Gathers what the repository's tracker says of the release in flight."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.tracker import (
    BLOCKER_LABELS,
    Blocker,
    Blockers,
    Issue,
    Milestone,
    milestone_names,
    milestone_of,
)
from release_tasks.core.project import Project
from release_tasks.core.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    name: str


def blockers(api: GitHubApi, project: Project, target: Target) -> Blockers:
    """Ask for open issues and pull requests with a blocker's label, or in the milestone of this release."""
    stated = project.hosting.blocker_labels
    labels = BLOCKER_LABELS if stated is None else stated
    known = [each for each in labels if api.find(_Label, "labels", each)]
    milestones = api.listed(Milestone, "milestones", query={"state": "all"})
    milestone = milestone_of(milestones, milestone_names(project, target.version))
    blocking: dict[int, Issue] = {}
    because: dict[int, list[str]] = {}
    # GitHub joins several labels by "and", so each is asked for by itself.
    asked: list[tuple[str, dict[str, str | int]]] = [(f"label {each}", {"labels": each}) for each in known]
    if milestone:
        asked.append((f"milestone {milestone.title}", {"milestone": milestone.number}))
    for reason, query in asked:
        for issue in api.listed(Issue, "issues", query={"state": "open", **query}):
            blocking[issue.number] = issue
            because.setdefault(issue.number, []).append(reason)
    return Blockers(
        labels=labels,
        unknown=tuple(each for each in labels if each not in known),
        milestone=milestone,
        found=tuple(
            Blocker(issue=issue, because=tuple(because[number])) for number, issue in sorted(blocking.items())
        ),
    )
