"""How people call the run of the tag, and how they start another one."""

from __future__ import annotations

from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.runs import FollowedRun, Following


def name_of(found: FollowedRun) -> str:
    """The run as people call it, with its attempt where it is not the first."""
    attempt = f" (attempt {found.run.run_attempt})" if found.run.run_attempt > 1 else ""
    return f"{Following(ref='', found=found).name}{attempt}"


def start_by_hand(run: ReleaseRun) -> str:
    """How a run of the tag is started without a new tag."""
    tag = run.seen.tag
    if "workflow_dispatch" in run.workflow.events:
        return f"gh workflow run {run.file} --ref {tag}"
    return f"git push {run.project.remote} :refs/tags/{tag}, then {run.request.command('tag')}"
