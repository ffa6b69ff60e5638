"""Who publishes, here or CI: what an item says that is about the other way, and how a version gets to the index."""

from __future__ import annotations

from release_tasks.core.github import GitHub
from release_tasks.core.github.runs import TagRun
from release_tasks.core.model import Fail, Skip, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request


def unseen(project: Project, github: GitHub) -> Skip | None:
    """Why an item that follows a CI run is not looked at; None where it can be."""
    if project.publish == "local":
        return Skip(reason="this project publishes from here, not from CI")
    return Skip(reason=github.absent) if github.absent else None


def no_run(request: Request, run: TagRun) -> Fail:
    """The failure of what follows the tag's run, where there is none."""
    return fail(
        "there is no workflow run of the tag" if run.commit else "the tag is not at origin",
        run.tag,
        expected=f"a run of {run.workflow or 'the release workflow'} on the tag's commit",
        remedy=request.command("publish", "--only", "run") if run.commit else request.command("tag"),
        after="publish.run" if run.commit else "tag.push",
    )


def to_publish(request: Request, project: Project) -> str:
    """How a version that is not on the index gets there."""
    if project.publish == "local":
        return request.command("promote")
    return "see that the release workflow of the tag ran, and approve its environment"
