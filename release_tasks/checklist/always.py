"""Beside the stages: what is told of every run after it, whatever came of it."""

from __future__ import annotations

from dataclasses import replace

from release_tasks.checklist import all_items, item
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github import GitHub
from release_tasks.core.github.checklist_issue import LABEL, IssueText, KeepTracker, Tracker, brought_up, key
from release_tasks.core.github.checklist_rows import rows, settled_since, unjudged
from release_tasks.core.github.keys import hidden
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Done, Outcome, Skip, Warn
from release_tasks.core.project import Project
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.report import Overview, Report
from release_tasks.core.request import Request
from release_tasks.core.target import Target


@item(
    source="https://docs.github.com/en/issues/tracking-your-work-with-issues/learning-about-issues/about-issues"
)
def tracker(
    request: Request,
    project: Project,
    target: Target,
    report: Report,
    overview: Overview,
    ledger: Ledger,
    github: GitHub,
    marked: Lazy[ReleaseTag],
    there: Lazy[Tracker],
) -> Outcome:
    """The release's issue shows how each item stands.

    After each stage, once `--tracker` asked for it, or where settings say `tracker = true`; what goes wrong with it fails
    no release.
    """
    if github.absent:
        return Skip(reason=github.absent)
    found, strangers = there.get().found, there.get().strangers
    if len(found) > 1:
        return _several(found, project.name, target.version)
    if strangers and not found:
        return _strange(strangers)
    judged = rows(report.settled, ledger)
    wanted = KeepTracker(name=project.name, version=target.version, rows=judged)
    if not found and (out := marked.get().out) and not request.tracker:
        return Skip(reason=f"{out.name} is released; an issue is opened for the release after it")
    if not found:
        settled = (each for each in rows(overview.settled.get(), ledger) if each.state != "open")
        wanted = replace(wanted, rows=unjudged(all_items(), (*settled, *judged)))
        return Change(actions=(wanted,), because="no issue holds the checklist of this release yet")
    issue = found[0]
    edit = brought_up(issue, judged)
    changed, because = edit.changed, f"issue #{issue.number} shows it otherwise"
    if report.looking:
        # Evidence is told in other words later on; a look is about how things stand.
        changed = settled_since(judged, edit.turned)
        because = (
            f"boxes of issue #{issue.number} stayed behind; to bring them up: {_again(changed, request)}"
        )
    if changed:
        wanted = replace(wanted, number=issue.number, changed=changed, finished=edit.finished)
        return Change(actions=(wanted,), because=because)
    seen = (Evidence(what=f"#{issue.number} ({issue.state}) shows this run", seen_on=issue.html_url),)
    return Warn(findings=edit.lost, evidence=seen) if edit.lost else Done(evidence=seen)


def _again(items: tuple[str, ...], request: Request) -> str:
    """The commands that judge these items once more: no task of its own keeps the issue."""
    stages: dict[str, list[str]] = {}
    for each in items:
        stage, _, name = each.partition(".")
        stages.setdefault(stage, []).extend(("--only", name))
    return ", then ".join(request.command(stage, *only) for stage, only in stages.items())


def _several(found: tuple[IssueText, ...], name: str, version: str) -> Warn:
    finding = Finding(
        kind="several issues say that they are the tracker of this release",
        subject=", ".join(f"#{each.number}" for each in found),
        expected="one",
        remedy=f"take {hidden(key(name, version))} out of the text of all but one",
    )
    return Warn(findings=(finding,))


def _strange(strangers: tuple[IssueText, ...]) -> Warn:
    finding = Finding(
        kind="it says that it is the tracker of this release, and its author may not write here",
        subject=", ".join(each.html_url for each in strangers),
        expected=f"an issue of a member's, or with the label {LABEL}",
        remedy=f"gh issue edit {strangers[0].number} --add-label {LABEL}, if it is yours; else close it",
    )
    return Warn(findings=(finding,))
