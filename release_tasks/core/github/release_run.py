"""The run of CI by which a tag is released: what items of publish and promote have in common."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHub
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.reviews import Review, RunReviews
from release_tasks.core.github.runs import FollowedRun, Job, TagRun
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
    reviewed: Lazy[RunReviews]

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
    def rejected(self) -> tuple[Review, ...]:
        """What kept the run from going on, where that alone is why it ended; who was let in since does not count."""
        found = self.found
        if found is None or not found.over or found.green or not found.failed:
            return ()
        guarded = {each.environment for each in self.workflow.jobs if each.environment}
        if not self._behind(guarded).issuperset(found.failed):
            return ()
        said = [each for each in self.reviewed.get().found if each.state == "rejected"]
        kept_out = {name for each in said for name in each.environments if not self._let_in(name)}
        if not self._behind(kept_out).issuperset(found.failed):
            return ()
        return tuple(each for each in said if kept_out.intersection(each.environments))

    def jobs_behind(self, environment: str) -> tuple[Job, ...]:
        """The jobs of the run that deploy to an environment, as far as their names tell."""
        jobs = self.found.jobs if self.found else ()
        named = (each for each in self.workflow.jobs if each.environment == environment)
        return tuple(job for each in named for job in jobs_of(self.workflow, each, jobs))

    def _behind(self, environments: set[str]) -> set[Job]:
        return {job for name in environments for job in self.jobs_behind(name)}

    def _let_in(self, environment: str) -> bool:
        ran = any(each.steps for each in self.jobs_behind(environment))
        return ran and bool(self.reviewed.get().of(environment))

    @property
    def patience_s(self) -> float:
        """How long a run is followed: as asked for, else as settings state."""
        said_s = self.request.wait_s
        return self.project.hosting.follow_s if said_s is None else said_s
