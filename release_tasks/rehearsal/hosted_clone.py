"""The clone's repository on the local GitHub: its runs are stood in for by this machine.

The jobs are those of the project's own release workflow. Those that hand files on hand on what was built here,
those that upload do upload, to the embedded indexes, once their environment is approved.
"""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.actions import Upload
from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.index import IndexEndpoint, Indexes
from release_tasks.core.project import Project
from release_tasks.core.target import tag_name
from release_tasks.rehearsal.clone import Clone
from release_tasks.rehearsal.github.merging import merging_in
from release_tasks.rehearsal.github.runs import FailedEffectError, Job
from release_tasks.rehearsal.github.state import Environment, Hosted, Workflow
from release_tasks.rehearsal.other_systems import other_systems
from release_tasks.world.index.upload import upload
from release_tasks.world.processes.run import run

VIEWER = "rehearsal"
_JOB_S = 0.3
_COMPUTED = "rehearsed"
"""In place of what only a real run can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _StandIn:
    """The machine in CI's place: ``dist`` holds what it built."""

    workflow: ReleaseWorkflow
    dist: Path
    indexes: Indexes

    def jobs(self, _sha: str) -> tuple[Job, ...]:
        """The workflow's jobs, as a run of it has them now."""
        files = tuple(sorted(each for each in self.dist.iterdir() if each.name.endswith((".whl", ".tar.gz"))))
        return tuple(self._job(each, files) for each in self.workflow.jobs)

    def _job(self, job: WorkflowJob, files: tuple[Path, ...]) -> Job:
        handed_on = self._handed_on(job, files)
        return Job(
            name=_shown(job),
            seconds=_JOB_S,
            needs=tuple(_shown(each) for each in self.workflow.jobs if _needed(each.name, job.needs)),
            environment="" if "${{" in job.environment else job.environment,
            artifacts={each.replace("*", _COMPUTED): _zipped(handed_on) for each in job.handed},
            effect=self._upload(job, files) if job.uploads else None,
        )

    def _handed_on(self, job: WorkflowJob, files: tuple[Path, ...]) -> tuple[Path, ...]:
        """The files of the kind that a job is called after; all of them where no job is called after the other kind."""
        sources = [each.name for each in self.workflow.jobs if "sdist" in each.name.lower()]
        if not sources:
            return files
        return tuple(each for each in files if (each.suffix == ".gz") == (job.name in sources))

    def _upload(self, job: WorkflowJob, files: tuple[Path, ...]) -> Callable[[], str]:
        endpoint = self.indexes.testpypi if job.test_index else self.indexes.pypi
        return lambda: _uploaded(files, endpoint or self.indexes.pypi)


def hosted(
    made: Clone, project: Project, workflow: ReleaseWorkflow, indexes: Indexes, repository: str
) -> Hosted:
    """Give the clone's origin as a repository on GitHub, with the environments and secrets that its workflow names."""
    stand_in = _StandIn(workflow=workflow, dist=project.dist, indexes=indexes)
    owner, _, name = repository.partition("/")
    checks = Workflow(
        path=".github/workflows/rehearsed.yml",
        title="the checks of each push",
        jobs=tuple(Job(name=each) for each in _required(project)),
        on_branches=("**",),
    )
    release = Workflow(
        path=workflow.file,
        title="release",
        jobs=stand_in.jobs,
        on_tags=(tag_name(project.tag, "*"),) if workflow.fires else (),
        inputs=() if "workflow_dispatch" in workflow.events else None,
    )
    there = Hosted(
        owner=owner or VIEWER,
        name=name or project.name,
        viewer=VIEWER,
        token=secrets.token_urlsafe(16),
        default_branch=_git(made.origin, "symbolic-ref", "--short", "HEAD"),
        known=lambda sha: _known(made.origin, sha),
        refs=lambda: dict(_refs(made.origin)),
        merge=merging_in(made.origin),
        merges_at_once=True,
        environments={each.name: each for each in _environments(project, workflow)},
        secrets=tuple({name for job in workflow.jobs for name in job.secrets}),
        workflows=[checks, *((release,) if workflow.file else ()), *other_systems(project)],
    )
    head = _git(made.origin, "rev-parse", "HEAD")
    there.start(checks, event="push", branch=there.default_branch, sha=head)
    return there


def _required(project: Project) -> tuple[str, ...]:
    stated = project.hosting.required_checks or ()
    return tuple(each.replace("*", _COMPUTED) for each in stated) or (_COMPUTED,)


def _environments(project: Project, workflow: ReleaseWorkflow) -> Iterable[Environment]:
    """The environments that jobs name; one that guards the real index asks for a review."""
    for job in workflow.jobs:
        if job.environment and "${{" not in job.environment:
            guards = job.uploads and not job.test_index
            yield Environment(name=job.environment, reviewers=(VIEWER,) if guards else ())
    if project.hosting.environment:
        yield Environment(name=project.hosting.environment, reviewers=(VIEWER,))


def _shown(job: WorkflowJob) -> str:
    return (job.title or job.name).replace("*", _COMPUTED)


def _needed(name: str, needs: tuple[str, ...]) -> bool:
    """Whether a job is one of those, or is in a workflow that one of them calls."""
    return any(name == each or name.startswith(f"{each} / ") for each in needs)


def _zipped(files: Iterable[Path]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for each in files:
            archive.write(each, each.name)
    return target.getvalue()


def _uploaded(files: tuple[Path, ...], endpoint: IndexEndpoint) -> str:
    """Upload as CI does, and give what was printed."""
    printed: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, OutputLine):
            printed.append(event.text)

    try:
        upload(Upload(endpoint=endpoint, files=files), Events(hear))
    except ReleaseTasksError as error:
        raise FailedEffectError("\n".join((*printed, str(error)))) from None
    return "\n".join(printed)


def _known(origin: Path, sha: str) -> bool:
    return run(("git", "cat-file", "-e", f"{sha}^{{commit}}"), cwd=origin, check=False).code == 0


def _refs(origin: Path) -> Iterable[tuple[str, str]]:
    """Branches and tags with the commits that they come down to."""
    form = "--format=%(refname) %(objectname) %(*objectname)"
    for line in _git(origin, "for-each-ref", form, "refs/heads", "refs/tags").splitlines():
        name, *objects = line.split()
        yield name, objects[-1]


def _git(folder: Path, *arguments: str) -> str:
    return run(("git", *arguments), cwd=folder).text.strip()
