"""The run of the release's tag with what it is judged by, and how people call it and start it."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github.runs import FollowedRun, Following, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.project import Project
from release_tasks.core.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The run of the release's tag, and what it is judged by."""

    request: Request
    project: Project
    workflow: ReleaseWorkflow
    seen: TagRun

    @property
    def file(self) -> str:
        """The workflow's file, as gh takes it."""
        return self.seen.workflow.rpartition("/")[2]


def name_of(found: FollowedRun) -> str:
    """The run as people call it, with its attempt where it is not the first."""
    attempt = f" (attempt {found.run.run_attempt})" if found.run.run_attempt > 1 else ""
    return f"{Following(ref='', found=found).name}{attempt}"


def start_by_hand(run: Followed) -> str:
    """How a run of the tag is started without a new tag."""
    tag = run.seen.tag
    if "workflow_dispatch" in run.workflow.events:
        return f"gh workflow run {run.file} --ref {tag}"
    return f"git push {run.project.remote} :refs/tags/{tag}, then {run.request.command('tag')}"
