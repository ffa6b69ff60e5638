"""Hotfixes that were made while a release was under way: pull requests to merge, and commits that lie elsewhere."""

from __future__ import annotations

import shlex

from release_tasks.core.branches import Astray, CommitsMissing, Fetch
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github import GitHub
from release_tasks.core.github.hotfixes import HotfixPulls, MergePulls
from release_tasks.core.github.pulls import Pull
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Ok, Outcome, Skip, Waiting, Warn, fail
from release_tasks.core.request import Request
from release_tasks.judgement.answers import at_most

_WORKED_OUT_WITHIN_S = 60.0
_SHOWN = 5


def brought_back(
    request: Request, missing: CommitsMissing, github: GitHub, pulls: Lazy[HotfixPulls]
) -> Outcome:
    """Give what is to be merged back to the main branch, and what only a person can bring there."""
    if missing.absent:
        return Skip(reason=f"nothing to compare with: {missing.absent}")
    if not missing.released:
        return fail(
            f"the release is not at {missing.remote} yet",
            missing.base,
            expected="a released tag, to see what was fixed meanwhile",
            remedy=request.command("tag"),
            after="tag.push",
        )
    if missing.unfetched:
        return Change(
            actions=(Fetch(refs=missing.unfetched),),
            because=f"commits at {missing.remote} are not known here",
        )
    found = () if github.absent else pulls.get().found
    ready = tuple(each for each in found if not _obstacle(each, missing.base))
    if unknown := [each for each in ready if each.mergeable_state in ("", "unknown")]:
        reason = f"GitHub still works out whether {', '.join(map(_named, unknown))} can be merged"
        return Waiting(fact=HotfixPulls, reason=reason, deadline_s=_WORKED_OUT_WITHIN_S)
    if ready:
        names = ", ".join(map(_named, ready))
        return Change(actions=(MergePulls(pulls=ready),), because=f"hotfixes wait to be merged: {names}")
    return _told(missing, found, github)


def _told(missing: CommitsMissing, pulls: tuple[Pull, ...], github: GitHub) -> Outcome:
    proposed = {each.head.sha for each in pulls}
    alone = [each for each in missing.astray if each.ref.target not in proposed]
    findings = (
        *(_open(each, missing.base) for each in pulls),
        *(_astray(each, missing, github) for each in alone),
    )
    shown = ", ".join(each.short for each in missing.compared)
    evidence = [Evidence(what=f"compared with {missing.base} at {missing.remote}: {shown}")]
    if github.absent:
        evidence.append(Evidence(what=f"pull requests were not looked at: {github.absent}"))
    if findings:
        return Warn(findings=findings, evidence=tuple(evidence), left=True)
    return Ok(evidence=(Evidence(what=f"{missing.base} lacks no hotfix"), *evidence))


def _open(pull: Pull, base: str) -> Finding:
    return Finding(
        kind="an open hotfix that was not merged from here",
        subject=_named(pull),
        expected=f"merged into {base}",
        found=_obstacle(pull, base),
        remedy=f"look at {pull.html_url}, and merge it there",
    )


def _obstacle(pull: Pull, base: str) -> str:
    """Why it is not merged from here; empty if it may be."""
    if pull.base.ref != base:
        return f"it goes to {pull.base.ref}"
    return pull.obstacle or ("" if pull.from_inside else "its author does not belong to the repository")


def _astray(astray: Astray, missing: CommitsMissing, github: GitHub) -> Finding:
    """Commits without a pull request; on GitHub the main branch may be protected, so one is offered."""
    ref, commits, base, remote = astray.ref, astray.commits, missing.base, missing.remote
    lines = at_most([f"{each.name[:12]} {each.subject}" for each in commits], _SHOWN)
    branch = ref.name.startswith("refs/heads/")
    merged = shlex.quote(f"{remote}/{ref.short}" if branch else ref.name.removeprefix("refs/tags/"))
    by_hand = f"git switch {base} && git pull --ff-only {remote} {base} && git merge {merged} && git push {remote} {base}"
    proposed = f"gh pr create --fill --base {base} --head {shlex.quote(ref.short)}"
    return Finding(
        kind=f"{len(commits)} commit{'s' if len(commits) > 1 else ''} that {base} lacks",
        subject=ref.short,
        expected=f"{base} has what they change",
        found="\n".join(lines),
        remedy=proposed if branch and not github.absent else by_hand,
    )


def _named(pull: Pull) -> str:
    return f"#{pull.number} {pull.title}"
