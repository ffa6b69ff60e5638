"""What the release workflow has and lacks: in its own file, between its jobs, and on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator

from release_tasks.core.findings import Finding
from release_tasks.core.github import GitHub
from release_tasks.core.github.environments import DeploymentEnvironment, ReleaseEnvironments
from release_tasks.core.github.publisher import LastPublisher, is_same, publishers_of
from release_tasks.core.github.workflow import ArtifactStep, ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
_FIRST_ARTIFACTS_THAT_WORK = 4


def unstarted(workflow: ReleaseWorkflow, tag: str) -> Finding:
    """The push of the tag does not start the workflow."""
    return Finding(
        kind=f"the push of {tag} does not start it",
        subject=workflow.file,
        expected=f"on: push: tags: with a pattern that {tag} fits",
        found=f"started by {', '.join(workflow.events) or 'nothing'}",
        remedy=f"mend its on: push: tags:, or state tag in the settings as {workflow.file} has it",
    )


def in_the_file(workflow: ReleaseWorkflow, environment: str) -> Iterator[Finding]:
    """What is wrong in the file; ``environment`` is the one that settings state."""
    if not workflow.uploading and not any(each.elsewhere for each in workflow.jobs):
        yield Finding(
            kind="no job uploads",
            subject=workflow.file,
            expected="a job that uploads to the index",
            remedy='name the right file with workflow in the settings, or state publish = "local"',
        )
    for job in workflow.uploading:
        if not (job.id_token or job.secrets):
            yield Finding(
                kind="uploads, and may not prove who it is",
                subject=f"{job.file}, job {job.name}",
                expected="id-token: write for trusted publishing, or a secret of the index",
                remedy=f"add permissions: id-token: write to the job {job.name}, and to jobs that call it",
            )
    if environment and workflow.uploading and all(each.environment != environment for each in workflow.jobs):
        yield Finding(
            kind="no job uses the environment that settings state",
            subject=workflow.file,
            expected=f"environment: {environment} in the job that uploads",
            found=", ".join(dict.fromkeys(each.environment for each in workflow.jobs if each.environment)),
            remedy="name it in the job, or mend environment in the settings",
        )
    yield from _artifacts(workflow)


def _artifacts(workflow: ReleaseWorkflow) -> Iterator[Finding]:
    """Files that jobs hand on to each other: each name once, and each that is read is there."""
    given: dict[str, str] = {}
    for job, step in _handed(workflow, uploads=True):
        where = f"{job.file}, job {job.name}"
        if step.major is not None and step.major < _FIRST_ARTIFACTS_THAT_WORK:
            yield _too_old(where, step, "upload")
        elif job.matrix and not (step.overwrite or step.pattern or _EXPRESSION.search(step.name)):
            yield Finding(
                kind=f"each job of the matrix uploads an artifact called {step.name}",
                subject=where,
                expected="a name of its own for each: the second upload of a name is refused",
                remedy=f"name: {step.name}-${{{{ matrix.os }}}} or the like, and pattern: {step.name}-* where it is read",
            )
        elif given.setdefault(step.name, job.name) != job.name and not step.overwrite:
            yield Finding(
                kind=f"uploads an artifact called {step.name}, as the job {given[step.name]} does",
                subject=where,
                expected="a name of its own for each: the second upload of a name is refused",
                remedy="give one of them another name",
            )
    for job, step in _handed(workflow, uploads=False):
        where = f"{job.file}, job {job.name}"
        if step.major is not None and step.major < _FIRST_ARTIFACTS_THAT_WORK:
            yield _too_old(where, step, "download")
        elif step.name and given and not any(_may_be(step, each) for each in given):
            yield Finding(
                kind=f"reads artifacts called {step.name}, which no job uploads",
                subject=where,
                expected=f"one of {', '.join(given)}",
                remedy="mend the name or the pattern in its download step",
            )


def _handed(workflow: ReleaseWorkflow, *, uploads: bool) -> Iterator[tuple[WorkflowJob, ArtifactStep]]:
    for job in workflow.jobs:
        yield from ((job, each) for each in job.artifacts if each.uploads is uploads)


def _too_old(where: str, step: ArtifactStep, what: str) -> Finding:
    return Finding(
        kind=f"uses {what}-artifact v{step.major}, which GitHub does not run any more",
        subject=where,
        expected=f"v{_FIRST_ARTIFACTS_THAT_WORK} or later",
        remedy=f"use the current major version of actions/{what}-artifact, in all jobs",
    )


def _may_be(step: ArtifactStep, given: str) -> bool:
    """Whether a name that is read may be one that is given: an expression stands for any text."""
    read, there = _EXPRESSION.sub("\0", step.name), _EXPRESSION.sub("\0", given).replace("*", "\0")
    if "\0" in read:
        return True
    wanted = "".join(".*" if each == "*" and step.pattern else re.escape(each) for each in read)
    example = there.replace("\0", "x")
    reverse = "".join(".*" if each == "\0" else re.escape(each) for each in there)
    return bool(re.fullmatch(wanted, example) or re.fullmatch(reverse, read.replace("*", "x")))


def portrait(workflow: ReleaseWorkflow, github: GitHub, tag: str) -> Iterator[str]:
    """What holds in the file, and what the index has to know of it."""
    yield f"{workflow.file} is started by {tag}"
    for job in workflow.uploading:
        where = (
            f"the test index, by the job {job.name}"
            if job.test_index
            else f"the index, by the job {job.name}"
        )
        if job.id_token:
            named = [github.repository or "this repository", job.file.rpartition("/")[2]]
            named += [f"environment {job.environment}"] if job.environment else []
            called = " (a called workflow: not every index takes one)" if job.file != workflow.file else ""
            yield f"uploads to {where}; its trusted publisher has to name {', '.join(named)}{called}"
        else:
            yield f"uploads to {where}, with {' and '.join(job.secrets)}"
    for each in dict.fromkeys(each.elsewhere for each in workflow.jobs if each.elsewhere):
        yield f"calls {each}, which was not read"


def protection(workflow: ReleaseWorkflow, there: ReleaseEnvironments) -> Iterator[str]:
    """What protects the upload on GitHub."""
    for each in there.environments:
        who = f"{' or '.join(each.reviewers)} has to approve" if each.reviewers else "nobody has to approve"
        wait = f", after a wait of {each.wait_minutes} minutes" if each.wait_minutes else ""
        yield f"environment {each.name}: {who}{wait}"
    if there.secrets is None and any(each.secrets for each in workflow.uploading):
        yield "whether the secrets are there was not seen: the token may not list them"


def unseen(workflow: ReleaseWorkflow, github: GitHub) -> Finding:
    """The file is fine, and GitHub could not be asked about the rest."""
    return Finding(
        kind="its environment and secrets were not looked at",
        subject=workflow.file,
        expected="a look at GitHub",
        found=github.absent,
        remedy=github.absent.partition(": ")[2] or "state repository in the settings",
    )


def on_github(
    github: GitHub, workflow: ReleaseWorkflow, there: ReleaseEnvironments, tag: str, stated: str
) -> Iterator[tuple[bool, Finding]]:
    """What is wrong on GitHub, and whether it stops a release; ``stated`` is the environment that settings name."""
    settings = f"{github.web}/{github.repository}/settings"
    for each in there.environments:
        yield from _environment(each, tag, f"{settings}/environments", stated=each.name == stated)
    for job in workflow.uploading:
        missing = [] if there.secrets is None else [each for each in job.secrets if each not in there.secrets]
        for name in () if job.id_token else missing:
            yield (
                True,
                Finding(
                    kind=f"the job {job.name} needs a secret that is not there",
                    subject=name,
                    expected="a secret of the repository, its organization, or the job's environment",
                    found=", ".join(there.secrets or ()),
                    remedy=f"add it: {settings}/secrets/actions",
                ),
            )


def _environment(
    environment: DeploymentEnvironment, tag: str, page: str, *, stated: bool
) -> Iterator[tuple[bool, Finding]]:
    if not environment.known:
        yield (
            True,
            Finding(
                kind="the environment is not on GitHub, or hidden from the token",
                subject=environment.name,
                expected="an environment of that name: a run would make one that nobody protects",
                remedy=f"make it, with reviewers: {page}",
            ),
        )
        return
    if not environment.lets_tag(tag):
        allowed = [f"{each.type} {each.name}" for each in environment.patterns] or [environment.refs]
        yield (
            True,
            Finding(
                kind=f"the environment does not let {tag} deploy",
                subject=environment.name,
                expected=f"a rule for tags that {tag} fits",
                found=", ".join(allowed),
                remedy=f"add a tag rule: {page}",
            ),
        )
    if not environment.reviewers:
        yield (
            stated,
            Finding(
                kind="nobody has to approve the environment",
                subject=environment.name,
                expected="required reviewers, so that a person starts the upload",
                found=f"a wait of {environment.wait_minutes} minutes" if environment.wait_minutes else "",
                remedy=f"add required reviewers: {page}",
            ),
        )


def unlike_before(
    workflow: ReleaseWorkflow, github: GitHub, last: Lazy[LastPublisher]
) -> Iterator[tuple[bool, Finding]]:
    """The index's trusted publisher was another one: it may have been named anew since, so this stops nothing."""
    now = publishers_of(workflow, github.repository)
    before = last.get() if now else LastPublisher()
    if before.publisher and not any(is_same(each, before.publisher) for each in now):
        yield (
            False,
            Finding(
                kind=f"{before.version} was published by another trusted publisher",
                subject=workflow.file,
                expected=f"{before.publisher}, unless the index was told otherwise",
                found=" or ".join(map(str, now)),
                remedy="look at the project's publishers on the index, and add this one if it lacks",
            ),
        )


def as_before(workflow: ReleaseWorkflow, github: GitHub, last: Lazy[LastPublisher]) -> Iterator[str]:
    """The index knows this publisher."""
    now = publishers_of(workflow, github.repository)
    before = last.get() if now else LastPublisher()
    if before.publisher and any(is_same(each, before.publisher) for each in now):
        yield f"{before.version} was published by it: {before.publisher}"
