"""What a followed workflow run comes to: passed, failed, not begun, or still to be followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from release_tasks.checklist.roles import no_run
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.following import failed_step, folded, said, standing, who
from release_tasks.core.github.gating import Parts, parted
from release_tasks.core.github.runs import FollowedRun, Following, Job, TagRun, file_of
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.model import Fail, Ok, Outcome, Waiting, Warn
from release_tasks.core.project import Project
from release_tasks.core.request import Request

APPEARS_S = 90.0
"""How long after a push GitHub may take to show a run."""

_OFTEN_S, _SELDOM_S, _PATIENT_S = 4.0, 15.0, 600.0
_PLAIN = ("queued", "in_progress", "waiting", "pending", "requested", "completed")
_NAMED = 10
"""How many failed jobs are named: those of a big matrix mostly fail for one reason."""

_SKIPS_CI = re.compile(
    r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: *true", re.MULTILINE
)
_PERHAPS = (
    "Actions are switched off for this repository",
    "the tag was pushed by a workflow with its own GITHUB_TOKEN, which starts nothing",
    "more than three tags were pushed at once, which starts nothing",
    "the workflow, as it is at that commit, is not started by this tag",
)


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


def judged(run: Followed) -> Outcome:
    """Give the verdict over the run of a tag; jobs behind a gate belong to the stage that opens it."""
    seen = run.seen
    if not seen.commit:
        return Fail(findings=(_tag_lost(run, seen.found),)) if seen.found else no_run(run.request, seen)
    if seen.found is None:
        reason = f"no run of {run.file or 'any workflow'} has begun for {seen.tag}"
        failure = Fail(findings=tuple(_causes(run)), evidence=tuple(map(_other, seen.others[:_NAMED])))
        return Waiting(fact=TagRun, reason=reason, deadline_s=APPEARS_S, every_s=3.0, otherwise=failure)
    found, parts = seen.found, parted(seen.found, run.workflow)
    if found.over:
        return _ended(run, found)
    if not (parts.done and (parts.behind or found.gates)):
        return _goes_on(run, found)
    if found.failed:
        return Fail(findings=tuple(_stuck(run, found)))
    return Ok(evidence=_passed(found, parts))


def name_of(found: FollowedRun) -> str:
    """The run as people call it, with its attempt where it is not the first."""
    attempt = f" (attempt {found.run.run_attempt})" if found.run.run_attempt > 1 else ""
    return f"{Following(ref='', found=found).name}{attempt}"


def failures(run: Followed, found: FollowedRun, remedy: str) -> tuple[Finding, ...]:
    """Each job that failed, and where; of a run that never came to its jobs, how it ended."""
    failed = found.failed
    if not failed:
        return (_jobless(run, found),)
    shown = tuple(
        Finding(
            kind=f"failed at: {step}" if (step := failed_step(each)) else f"did not pass ({said(each)})",
            subject=each.name,
            expected="success",
            found=each.html_url or found.run.html_url,
            remedy=remedy,
        )
        for each in failed[:_NAMED]
    )
    if len(failed) <= _NAMED:
        return shown
    more = Finding(
        kind=f"{len(failed) - _NAMED} more jobs did not pass", subject=name_of(found), remedy=remedy
    )
    return (*shown, more)


def _ended(run: Followed, found: FollowedRun) -> Outcome:
    if not found.green:
        findings = failures(run, found, run.request.command("publish"))
        return Fail(findings=findings, mended_by="publish.rerun")
    evidence = _passed(found, Parts(before=found.jobs))
    if not found.failed:
        return Ok(evidence=evidence)
    remedy = f"see whether the release can do without it: {found.run.html_url}"
    return Warn(findings=failures(run, found, remedy), evidence=evidence)


def _passed(found: FollowedRun, parts: Parts) -> tuple[Evidence, ...]:
    ran = [each for each in parts.before if standing(each) != "left out"]
    number = sum(each.passed for each in ran)
    jobs = f"{number} job{'s' * (number != 1)} passed"
    waiting = [f"{each.environment} waits: {who(each)}" for each in found.gates]
    left_out = [each.name for each in parts.before if standing(each) == "left out"]
    rows = (
        f"{row.name}: {row.count('passed')} of {len(row.jobs)}" for row in folded(ran) if len(row.jobs) > 1
    )
    lines = (*rows, *(f"left out: {each}" for each in left_out), *waiting, found.run.html_url)
    headline = "; ".join(
        (f"{name_of(found)}: {jobs}", *(["the rest is behind a gate"] if parts.behind else ()))
    )
    return (
        Evidence(what=headline, seen_on=found.run.head_sha[:12]),
        *(Evidence(what=each) for each in lines),
    )


def _goes_on(run: Followed, found: FollowedRun) -> Waiting:
    counts = [
        f"{number} {word}"
        for word, number in (
            ("passed", _count(found.jobs, "passed", "left out")),
            ("failed", _count(found.jobs, "failed")),
            ("running", _count(found.jobs, "running")),
        )
        if number or word == "passed"
    ]
    plain = found.run.status in (_PLAIN if found.jobs else ())
    word = "" if plain else f" ({found.run.status})"
    of = f"{', '.join(counts)}, of {len(found.jobs)} jobs" if found.jobs else "no job has begun"
    elapsed = Following(ref=run.seen.tag, found=found).elapsed_s
    return Waiting(
        fact=TagRun,
        reason=f"{name_of(found)} goes on{word}: {of}",
        deadline_s=run.project.hosting.follow_s,
        every_s=_OFTEN_S if elapsed < _PATIENT_S else _SELDOM_S,
    )


def _count(jobs: Iterable[Job], *standings: str) -> int:
    return sum(standing(each) in standings for each in jobs)


def _stuck(run: Followed, found: FollowedRun) -> Iterator[Finding]:
    """Jobs failed, and the run cannot end, so that nothing of it can run again before somebody opens or ends it."""
    remedy = f"gh run cancel {found.run.id}, then {run.request.command('publish')}"
    yield from failures(run, found, remedy)
    yield Finding(
        kind="waits for a gate although jobs failed, and can be run again only when it is over",
        subject=name_of(found),
        expected="a run that is over",
        found="; ".join(f"{each.environment}: {who(each)}" for each in found.gates),
        remedy=remedy,
    )


def _jobless(run: Followed, found: FollowedRun) -> Finding:
    ended = found.run.conclusion or "no conclusion"
    remedies = {
        "startup_failure": f"look at {found.run.html_url}: {run.file} is not valid, or uses what it may not",
        "action_required": f"a maintainer has to let it run: {found.run.html_url}",
    }
    return Finding(
        kind=f"ended with {ended}",
        subject=name_of(found),
        expected="success",
        found=found.run.html_url,
        remedy=remedies.get(ended, f"look at {found.run.html_url}"),
    )


def _tag_lost(run: Followed, found: FollowedRun) -> Finding:
    tag = run.seen.tag
    return Finding(
        kind=f"origin has the tag no more, but {name_of(found)} ran for it",
        subject=tag,
        expected="a tag that stays where it is",
        found=found.run.html_url,
        remedy=f"see who deleted it and why; git push origin {tag} starts a further run",
    )


def _causes(run: Followed) -> Iterator[Finding]:
    """Why the tag started nothing: what can be seen, else what may be."""
    seen, expected = run.seen, f"a run of {run.file or 'the release workflow'} on {run.seen.commit[:12]}"
    remedy = start_by_hand(run)
    known = list(_seen_causes(run))
    for kind, found, mend in known:
        yield Finding(kind=kind, subject=seen.tag, expected=expected, found=found, remedy=mend or remedy)
    if not known:
        yield Finding(
            kind="started no workflow run",
            subject=seen.tag,
            expected=expected,
            found="\n".join(f"it may be that {each}" for each in _PERHAPS),
            remedy=remedy,
        )


def _seen_causes(run: Followed) -> Iterator[tuple[str, str, str]]:
    seen, workflow = run.seen, run.workflow
    if skips := _SKIPS_CI.search(seen.message):
        yield (
            f"started no workflow run: its commit's message says {skips[0]}",
            seen.message.splitlines()[0],
            "",
        )
    if not workflow.file:
        yield (
            "started no workflow run: there is no release workflow",
            "",
            "write one, or name it in the settings",
        )
    elif not seen.state:
        yield f"started no workflow run: GitHub knows no workflow {run.file}", "", ""
    elif seen.state != "active":
        yield (
            f"started no workflow run: GitHub has switched {run.file} off",
            seen.state,
            f"gh workflow enable {run.file}, then {start_by_hand(run)}",
        )
    if workflow.file and not workflow.broken and not workflow.fires:
        yield f"started no workflow run: on: in {run.file} does not fit it", ", ".join(workflow.events), ""


def start_by_hand(run: Followed) -> str:
    """How a run of the tag is started without a new tag."""
    tag = run.seen.tag
    if "workflow_dispatch" in run.workflow.events:
        return f"gh workflow run {run.file} --ref {tag}"
    return f"git push origin :refs/tags/{tag}, then {run.request.command('tag')}"


def _other(run: WorkflowRun) -> Evidence:
    how = run.conclusion or run.status or "unknown"
    file = file_of(run).rpartition("/")[2]
    return Evidence(what=f"another run of that commit: {file} on {run.head_branch} ({run.event}): {how}")
