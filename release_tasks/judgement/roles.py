"""Who publishes, here or CI: what an item says that is about the other way, and how a version gets to the index."""

from __future__ import annotations

from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.model import Fail, Skip, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request


def unseen(ci: ReleaseRun) -> Skip | None:
    """Why an item that follows a CI run is not looked at; None where it can be."""
    return Skip(reason=ci.unseen) if ci.unseen else None


def no_run(ci: ReleaseRun) -> Fail:
    """The failure of what follows the tag's run, where there is none."""
    seen, request = ci.seen, ci.request
    return fail(
        "there is no workflow run of the tag" if seen.commit else f"the tag is not at {ci.project.remote}",
        seen.tag,
        expected=f"a run of {seen.workflow or 'the release workflow'} on the tag's commit",
        remedy=request.command("publish", "--only", "run") if seen.commit else request.command("tag"),
        after="publish.run" if seen.commit else "tag.push",
    )


def to_publish(request: Request, project: Project) -> str:
    """How a version that is not on the index gets there."""
    if project.publish == "local":
        return request.command("promote")
    return "see that the release workflow of the tag ran, and approve its environment"
