"""The run of CI by which a tag is released: what items of publish and promote have in common."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHub
from release_tasks.core.github.runs import FollowedRun, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.project import Project
from release_tasks.core.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRun:
    """The run of the release's tag, and what it is judged by; GitHub is asked when somebody looks.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    github: GitHub
    written: Lazy[ReleaseWorkflow]
    looked_at: Lazy[TagRun]

    @property
    def unseen(self) -> str:
        """Why there is no run to look at; empty where there may be one."""
        if self.project.publish == "local":
            return "this project publishes from here, not from CI"
        return self.github.absent

    @property
    def workflow(self) -> ReleaseWorkflow:
        """The workflow, as the tag has it."""
        return self.written.get()

    @property
    def seen(self) -> TagRun:
        """What GitHub has for the tag."""
        return self.looked_at.get()

    @property
    def found(self) -> FollowedRun | None:
        """The run itself; None where there is none yet."""
        return self.seen.found

    @property
    def file(self) -> str:
        """The workflow's file, as gh takes it."""
        return self.seen.workflow.rpartition("/")[2]

    @property
    def patience_s(self) -> float:
        """How long a run is followed: as asked for, else as settings state."""
        said_s = self.request.wait_s
        return self.project.hosting.follow_s if said_s is None else said_s
