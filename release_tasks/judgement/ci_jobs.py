"""A job of CI's run that brought nothing: it failed, was left out, or handed no files on. Told alike, whoever asks."""

from __future__ import annotations

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.reviews import spoken
from release_tasks.core.github.runs import FollowedRun, Job
from release_tasks.core.github.workflow import WorkflowJob

RUN = "publish.run"


def not_passed(job: Job | WorkflowRun, run: FollowedRun, kind: str, *, then: str = "") -> Finding:
    """A job that failed, or the run itself; ``kind`` says what that means to who asks, ``then`` what to do about it."""
    return Finding(
        kind=kind,
        subject=job.name or "the run",
        expected="success",
        found=job.conclusion or "",
        remedy=_look(job, run, then),
        after=RUN,
    )


def left_out(
    job: Job, of: WorkflowJob, run: FollowedRun, kind: str, *, step: str = "", expected: str, then: str
) -> Finding:
    """A job that was skipped, or a step of it: for a condition, a missing secret, or a job before it."""
    return Finding(
        kind=kind,
        subject=f"the step {step} of {job.name}" if step else f"the job {job.name}",
        expected=expected,
        found=f"if: {of.condition}" if of.condition else "its condition, or that of a job that it needs",
        remedy=_look(job, run, then),
        # What was left out because others failed is told with these.
        after=RUN if run.failed else "",
    )


def handed_nothing(
    of: WorkflowJob, name: str, run: FollowedRun, *, there: tuple[str, ...], wanted: int
) -> Finding:
    """A job that made fewer artifacts called ``name`` (``*`` stands for any text) than it should."""
    fewer, none = "handed on fewer artifacts than it has jobs", "handed no such artifact on"
    return Finding(
        kind=f"the job {of.name} {fewer if there else none}",
        subject=name,
        expected=f"{wanted} artifacts called {name}" if wanted > 1 else "an artifact of that name",
        found=several(there) or "none",
        remedy="see that its upload step finds files (if-no-files-found: error makes it fail if not): "
        f"{run.run.html_url}",
    )


def rejection(ci: ReleaseRun, *, after: str = "promote.approve") -> tuple[Finding, ...]:
    """The no that ended the run, for ``promote.approve`` to tell where it is part of what is looked at."""
    said = ci.rejected
    if not said or ci.found is None:
        return ()
    run = ci.found.run
    finding = Finding(
        kind="; ".join(f"{each.who} rejected {', '.join(each.environments)}" for each in said),
        subject=run.html_url,
        expected="an approval",
        found="; ".join(spoken(each.comment) for each in said),
        remedy=f"gh run rerun {run.id} --failed asks anew; or release another version",
        after=after,
    )
    return (finding,)


def _look(job: Job | WorkflowRun, run: FollowedRun, then: str) -> str:
    seen = f"look at it: {job.html_url or run.run.html_url}"
    return f"{seen}; {then}" if then else seen
