"""A tag that started no run: GitHub may need a moment; after it, what can be seen of the cause, else what it may be."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.runs import TagRun, file_of
from release_tasks.core.github.skipping import skip_mark
from release_tasks.core.model import Fail, Waiting
from release_tasks.judgement.publish.followed import start_by_hand

APPEARS_S = 90.0
"""How long after a push GitHub may take to show a run."""

_NAMED = 10
_PERHAPS = (
    "Actions are switched off for this repository",
    "the tag was pushed by a workflow with its own GITHUB_TOKEN, which starts nothing",
    "more than three tags were pushed at once, which starts nothing",
    "the workflow, as it is at that commit, is not started by this tag",
)


def not_begun(run: ReleaseRun) -> Waiting:
    """Wait for the run a while, then fail."""
    seen = run.seen
    failure = Fail(findings=tuple(_causes(run)), evidence=tuple(map(_other, seen.others[:_NAMED])))
    return Waiting(
        fact=TagRun,
        reason=f"no run of {run.file or 'any workflow'} has begun for {seen.tag}",
        deadline_s=APPEARS_S,
        every_s=3.0,
        otherwise=failure,
    )


def _causes(run: ReleaseRun) -> Iterator[Finding]:
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


def _seen_causes(run: ReleaseRun) -> Iterator[tuple[str, str, str]]:
    seen, workflow = run.seen, run.workflow
    if mark := skip_mark(seen.message):
        yield (
            f"started no workflow run: its commit's message says {mark}",
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


def _other(run: WorkflowRun) -> Evidence:
    how = run.conclusion or run.status or "unknown"
    file = file_of(run).rpartition("/")[2]
    return Evidence(what=f"another run of that commit: {file} on {run.head_branch} ({run.event}): {how}")
