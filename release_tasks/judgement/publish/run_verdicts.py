"""What a followed workflow run comes to: passed, failed, or still to be followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.following import failed_step, folded, said, standing, who
from release_tasks.core.github.gating import Parts, parted
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.runs import FollowedRun, Job, TagRun
from release_tasks.core.model import Fail, Ok, Outcome, Waiting, Warn
from release_tasks.judgement.ci_jobs import rejection
from release_tasks.judgement.publish.followed import name_of
from release_tasks.judgement.publish.run_missing import not_begun
from release_tasks.judgement.roles import no_run

_EVERY_S = 4.0
_PLAIN = ("queued", "in_progress", "waiting", "pending", "requested", "completed")
_NAMED = 10
"""How many failed jobs are named: those of a big matrix mostly fail for one reason."""


def judged(run: ReleaseRun) -> Outcome:
    """Give the verdict over the run of a tag; jobs behind a gate belong to the stage that opens it."""
    seen = run.seen
    if not seen.commit:
        return Fail(findings=(_tag_lost(run, seen.found),)) if seen.found else no_run(run)
    if seen.found is None:
        return not_begun(run)
    found, parts = seen.found, parted(seen.found, run.workflow)
    if found.over:
        return _ended(run, found)
    if not (parts.done and (parts.behind or found.gates)):
        return _goes_on(run, found)
    if found.failed:
        return Fail(findings=tuple(_stuck(run, found)))
    return Ok(evidence=_passed(found, parts))


def failures(run: ReleaseRun, found: FollowedRun, remedy: str) -> tuple[Finding, ...]:
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


def _ended(run: ReleaseRun, found: FollowedRun) -> Outcome:
    if said_no := rejection(run):
        return Fail(findings=said_no)
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


def _goes_on(run: ReleaseRun, found: FollowedRun) -> Waiting:
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
    return Waiting(
        fact=TagRun,
        reason=f"{name_of(found)} goes on{word}: {of}",
        deadline_s=run.project.hosting.follow_s,
        every_s=_EVERY_S,
    )


def _count(jobs: Iterable[Job], *standings: str) -> int:
    return sum(standing(each) in standings for each in jobs)


def _stuck(run: ReleaseRun, found: FollowedRun) -> Iterator[Finding]:
    """Jobs failed, and the run cannot end, so that nothing of it can run again before somebody opens or ends it."""
    without = run.request.command("publish", "--skip", "run=REASON")
    remedy = f"gh run cancel {found.run.id}, then {run.request.command('publish')}; or {without}"
    yield from failures(run, found, remedy)
    yield Finding(
        kind="waits for a gate although jobs failed, and can be run again only when it is over",
        subject=name_of(found),
        expected="a run that is over",
        found="; ".join(f"{each.environment}: {who(each)}" for each in found.gates),
        remedy=remedy,
    )


def _jobless(run: ReleaseRun, found: FollowedRun) -> Finding:
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


def _tag_lost(run: ReleaseRun, found: FollowedRun) -> Finding:
    tag, remote = run.seen.tag, run.project.remote
    return Finding(
        kind=f"{remote} has the tag no more, but {name_of(found)} ran for it",
        subject=tag,
        expected="a tag that stays where it is",
        found=found.run.html_url,
        remedy=f"see who deleted it and why; git push {remote} {tag} starts a further run",
    )
