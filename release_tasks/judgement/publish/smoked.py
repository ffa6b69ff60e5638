"""What the smoke tests of the tag's run say of each platform; where there is none, that is said."""

from __future__ import annotations

from collections import Counter

from release_tasks.core.coverage.choices import Files
from release_tasks.core.coverage.compared import compare
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence
from release_tasks.core.github.called import job_called
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.runs import FollowedRun, TagRun
from release_tasks.core.github.smoke import SmokeJob, Trials, smoke_jobs
from release_tasks.core.model import Fail, Waiting
from release_tasks.judgement.ci_jobs import not_passed

_EVERY_S = 5.0


def smoked(ci: ReleaseRun, files: Files) -> tuple[Evidence, ...] | Fail | Waiting:
    """Tell each platform's verdict; a failed one fails, one that is being made is waited for."""
    if ci.github.absent:
        return (Evidence(what=f"smoke tests in CI were not looked at: {ci.github.absent}"),)
    if (found := ci.found) is None:
        return (Evidence(what="smoke tests in CI were not looked at: there is no run of the tag"),)
    trials = Trials(served=_served(files), jobs=_trying(ci, found))
    if broken := [each.job for each in trials.jobs if each.trial == "failed"]:
        kind = "the smoke test in CI did not pass"
        return Fail(findings=tuple(not_passed(each, found, kind) for each in broken), evidence=_told(trials))
    running = [each.job.name for each in trials.jobs if each.trial == "running"]
    # What waits behind a gate waits for a person, who wants to see this first.
    if running and not found.gates:
        reason = f"{several(running)} still runs"
        return Waiting(fact=TagRun, reason=reason, deadline_s=ci.project.hosting.follow_s, every_s=_EVERY_S)
    return _told(trials)


def _trying(ci: ReleaseRun, found: FollowedRun) -> tuple[SmokeJob, ...]:
    uploading = set(ci.workflow.uploading)
    others = (each for each in found.jobs if job_called(ci.workflow, each.name) not in uploading)
    return smoke_jobs(others, ci.project.hosting.smoke_jobs)


def _served(files: Files) -> tuple[str, ...]:
    """The platforms that the files serve by wheels; an sdist alone serves any."""
    now = compare(files, None, ExpectedWheels()).now
    return tuple(dict.fromkeys(platform for platform, _ in now.cells("wheel"))) or now.platforms


def _told(trials: Trials) -> tuple[Evidence, ...]:
    unverified = ", ".join(trials.unverified)
    if not trials.jobs:
        none = "no job of the run tries the files out (smoke-jobs in the settings would name some)"
        return (Evidence(what=f"not verified by CI on {unverified}: {none}"),)
    counts = Counter(each.trial for each in trials.jobs)
    counted = ", ".join(f"{number} {trial}" for trial, number in counts.items())
    said = (Evidence(what=f"not verified by CI on {unverified}"),) if unverified else ()
    return (Evidence(what=f"smoke tests in CI: {counted}"), trials.table(), *said)
