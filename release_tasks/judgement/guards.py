"""What several stages refuse before they change anything; each guard gives findings, none is fine."""

from __future__ import annotations

import shlex

from release_tasks.core.findings import Finding
from release_tasks.core.git import GitState, LastRelease, ReleaseTree
from release_tasks.core.given import Lazy
from release_tasks.core.release_tag import ReleaseTag, tag_in_question
from release_tasks.core.request import Request
from release_tasks.core.target import Target


def under_way(git: GitState) -> tuple[Finding, ...]:
    """A merge, rebase or the like that is not finished."""
    if git.operation is None:
        return ()
    way_out = f"git {git.operation} --continue, or git {git.operation} --abort"
    return (
        Finding(
            kind=f"a {git.operation} is under way",
            subject=str(git.repository),
            expected="a settled work tree",
            remedy="git bisect reset" if git.operation == "bisect" else way_out,
        ),
    )


def strangers(tree: ReleaseTree) -> tuple[Finding, ...]:
    """Changes in the tree that are not the release's own."""
    return tuple(
        Finding(
            kind="changed, and not a file of the release",
            subject=each,
            expected="HEAD and the release's own files, nothing else",
            remedy="commit it, delete it, or add it to .gitignore"
            if each.startswith("??")
            else f"commit it, or git stash push -- {shlex.quote(each.partition(' ')[2])}",
        )
        for each in tree.strangers
    )


def tree_in_question(request: Request, target: Target, tree: ReleaseTree, last: Lazy[LastRelease]) -> str:
    """The tree whose evidence counts: in a look at a release that is out, that of its tag."""
    tag = tag_in_question(request, target, last.get)
    return tag.tree if tag and tag.tree else tree.tree


def branch_unfit(marked: ReleaseTag) -> tuple[Finding, ...]:
    """HEAD is not where a release can be made: detached, on another branch, behind, or shallow."""
    findings = []
    git, remote, wanted = marked.git, marked.remote, marked.branch
    if git.branch is None:
        findings.append(
            Finding(
                kind="HEAD is detached",
                subject=git.head[:12],
                expected="a branch",
                remedy=f"git switch {wanted or 'main'}",
            )
        )
    elif wanted and git.branch != wanted:
        findings.append(
            Finding(
                kind="not the branch that releases are made on",
                subject=git.branch,
                expected=wanted,
                remedy=f'git switch {wanted}, or state branch = "{git.branch}" in the settings',
            )
        )
    if git.branch is not None and remote.behind:
        findings.append(
            Finding(
                kind=f"behind {remote.name}",
                subject=git.branch,
                expected=f"a branch that has all of {remote.name}'s commits",
                remedy=f"git pull --rebase {remote.name} {git.branch}",
            )
        )
    if git.shallow:
        findings.append(
            Finding(
                kind="a shallow clone, which hides tags and history",
                subject=str(git.repository),
                expected="the whole history (in GitHub Actions: fetch-depth: 0)",
                remedy="git fetch --unshallow --tags",
            )
        )
    return tuple(findings)
