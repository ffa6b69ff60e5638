"""What GitHub knows of a commit's checks: check runs, commit statuses and workflow runs, in one list.

Source: https://docs.github.com/en/rest/checks/runs
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PASSING = frozenset({"success", "skipped", "neutral"})

Verdict = Literal["passed", "failed", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSuite:
    """The check runs that one app started together."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A check as an app reports it; a job of Actions is one, too."""

    name: str
    status: str
    conclusion: str | None
    html_url: str | None
    check_suite: CheckSuite | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitStatus:
    """A check of the older kind."""

    context: str
    state: str
    target_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody on GitHub."""

    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowRun:
    """A run of a workflow; ``status`` and ``conclusion`` may be words that nobody has heard of yet."""

    id: int
    path: str
    event: str
    head_branch: str | None
    head_sha: str
    status: str | None
    conclusion: str | None
    html_url: str
    created_at: str
    name: str | None = None
    run_attempt: int = 1
    check_suite_id: int | None = None
    display_title: str | None = None
    actor: Actor | None = None
    run_number: int = 0
    run_started_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a commit: ``said`` is GitHub's own word for how it stands."""

    name: str
    verdict: Verdict
    said: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitChecks:
    """All checks of ``commit``, and the names that the branch's protection requires.

    ``pushed`` is False where GitHub does not know the commit; ``fresh`` where it is so young that its checks may
    not have begun; ``unseen`` says which kind of check the token may not read.
    """

    commit: str
    pushed: bool
    checks: tuple[Check, ...] = ()
    required: tuple[str, ...] = ()
    fresh: bool = False
    unseen: str = ""


def merged(
    check_runs: Iterable[CheckRun],
    statuses: Iterable[CommitStatus],
    runs: Iterable[WorkflowRun],
    *,
    apart: Iterable[int] = (),
) -> tuple[Check, ...]:
    """Bring the three kinds together; of one workflow's runs for one event, only the newest counts.

    A run has a line of its own only where no check run stands for its jobs (it could not start, or waits).
    ``apart`` are the ids of runs that are another item's affair.
    """
    runs = tuple(runs)
    newest = {(each.path, each.event, each.head_branch): each for each in sorted(runs, key=_age)}
    left_out = {each.check_suite_id for each in runs if each.id in set(apart)}
    left_out |= {each.check_suite_id for each in runs} - {each.check_suite_id for each in newest.values()}
    found = [_of_run(each) for each in check_runs if _suite(each) not in left_out]
    known = {_suite(each) for each in check_runs}
    found += [_of_workflow(each) for each in newest.values() if each.check_suite_id not in known | left_out]
    return tuple(sorted((*found, *map(_of_status, statuses)), key=lambda each: (each.name, each.url)))


def fits(pattern: str, name: str) -> bool:
    """Whether a check's name fits one that was stated; ``*`` stands for any text, all else for itself."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def _age(run: WorkflowRun) -> tuple[str, int]:
    return run.created_at, run.id


def _suite(run: CheckRun) -> int | None:
    return run.check_suite.id if run.check_suite else None


def _of_run(run: CheckRun) -> Check:
    return _check(run.name, run.status, run.conclusion, run.html_url or "")


def _of_workflow(run: WorkflowRun) -> Check:
    return _check(run.name or run.path, run.status or "", run.conclusion, run.html_url)


def _check(name: str, status: str, conclusion: str | None, url: str) -> Check:
    if status != "completed":
        return Check(name=name, verdict="running", said=status, url=url)
    verdict: Verdict = "passed" if conclusion in PASSING else "failed"
    return Check(name=name, verdict=verdict, said=conclusion or "without a conclusion", url=url)


def _of_status(status: CommitStatus) -> Check:
    verdicts: dict[str, Verdict] = {"success": "passed", "pending": "running"}
    return Check(
        name=status.context,
        verdict=verdicts.get(status.state, "failed"),
        said=status.state,
        url=status.target_url or "",
    )
