"""How the release commit gets to a protected branch: on a branch of its own, and by a pull request that is merged."""

from __future__ import annotations

from release_tasks.core.action import Action
from release_tasks.core.actions import Commit, Push
from release_tasks.core.branches import StartBranch
from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.git import RemoteRefs
from release_tasks.core.github.proposal import Proposal
from release_tasks.core.github.pulls import ReleasePull
from release_tasks.core.model import Change, Done, Fail, Outcome, fail
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.judgement.guards import branch_unfit, strangers, under_way
from release_tasks.judgement.statements import version_differs
from release_tasks.judgement.tag.merged_release import named, taken_up, waiting


def proposed(proposal: Proposal) -> Outcome:
    """Give the next step of the release commit on its way to the branch that releases are made on."""
    if absent := proposal.github.get().absent:
        base = proposal.tag.branch or ""
        if _arrived(proposal, base) and not _unfit(proposal):
            return _done(proposal, base)
        return fail(
            'release-by = "pull-request" needs GitHub',
            "tag.commit",
            expected="a pull request for the release commit",
            found=absent,
            remedy='mend that (it says how), or state release-by = "push" in the settings',
        )
    there = proposal.pull.get()
    pull = there.pull
    if pull is None or (there.brought and there.brought.in_head and proposal.git.branch == there.base):
        return _on_its_way(proposal, there)
    if pull.merged:
        return taken_up(proposal, there, pull)
    if not pull.open:
        return fail(
            "the pull request was closed without being merged",
            named(pull),
            expected=f"the release commit on {there.base}",
            remedy=f"reopen it; or give the commit up: git switch {there.base} && git branch -D {there.branch}",
        )
    steps = _steps(proposal, there) if proposal.git.branch == there.branch else ()
    return _change(proposal, there, steps) if steps else waiting(proposal, there, pull)


def not_merged_yet(request: Request, marked: ReleaseTag) -> tuple[Finding, ...]:
    """Nothing but what origin's branch has is tagged, where that takes pull requests; no finding elsewhere."""
    git, remote, wanted = marked.git, marked.remote, marked.branch
    if marked.project.hosting.release_by == "push" or (git.branch == wanted and remote.contains_head):
        return ()
    return (
        Finding(
            kind="the release commit is not on the branch that releases are made on",
            subject=git.head[:12],
            expected=f"a commit of {remote.name}'s {wanted}, by a merged pull request",
            remedy=request.command("tag"),
            after="tag.commit",
        ),
    )


def _on_its_way(proposal: Proposal, there: ReleasePull) -> Outcome:
    """No pull request is open: there is none yet, none was needed, or HEAD has what it brought."""
    if not _arrived(proposal, there.base):
        return _change(proposal, there, _steps(proposal, there))
    if findings := _unfit(proposal):
        return Fail(findings=findings)
    return _done(proposal, there.base, f" by {named(there.pull)}" if there.pull else "")


def _arrived(proposal: Proposal, base: str) -> bool:
    """Whether HEAD is the whole release, and origin's branch has it."""
    git = proposal.git
    return git.branch == base and proposal.remote.contains_head and not proposal.tree.changed


def _done(proposal: Proposal, base: str, how: str = "") -> Done:
    git = proposal.git
    what = f"{git.head[:12]} is the release commit, and {proposal.remote.name}'s {base} has it{how}"
    return Done(evidence=(Evidence(what=what, seen_on=f"tree {git.head_tree[:12]}"),))


def _change(proposal: Proposal, there: ReleasePull, steps: tuple[Action, ...]) -> Outcome:
    if findings := _unfit(proposal) + _unbranchable(proposal, there):
        return Fail(findings=findings)
    reason = f"{proposal.remote.name}'s {there.base} takes pull requests"
    return Change(actions=steps, because=f"{reason}, and the release commit is not there yet")


def _steps(proposal: Proposal, there: ReleasePull) -> tuple[Action, ...]:
    """What is missing before a pull request is open that holds the commit."""
    git, tree, remote = proposal.git, proposal.tree, proposal.remote
    steps: list[Action] = []
    on_it = git.branch == there.branch
    if not on_it:
        steps.append(StartBranch(name=there.branch))
    if tree.changed:
        steps.append(Commit(paths=tree.changed, message=proposal.message, tree=tree.tree))
    if tree.changed or not on_it or not (remote.contains_head or remote.behind):
        refspec = f"HEAD:refs/heads/{there.branch}"
        steps.append(Push(refspecs=(refspec,), url=remote.url, reach=Reach.REMOTE))
    if there.pull is None or not there.pull.open:
        steps.append(proposal.opening(there))
    return tuple(steps)


def _unfit(proposal: Proposal) -> tuple[Finding, ...]:
    """What no release commit may have, by whatever way it goes."""
    project, target, request = proposal.project, proposal.target, proposal.request
    return (
        under_way(proposal.git)
        + strangers(proposal.tree)
        + version_differs(project, proposal.sources, target, request.command("bump", target.version))
        + proposal.tag.conflicts()
        + proposal.validation.missing(proposal.tree.tree, request.command("validate"))
    )


def _unbranchable(proposal: Proposal, there: ReleasePull) -> tuple[Finding, ...]:
    """Why the branch of the release cannot be begun here, or cannot be pushed."""
    git, remote = proposal.git, proposal.remote
    theirs = remote.branches.get(there.branch)
    if git.branch == there.branch:
        taken = theirs is not None and remote.behind and not (there.pull and there.pull.open)
        return _taken(remote, there, theirs or "") if taken else ()
    findings = branch_unfit(proposal.tag)
    if git.branch == there.base and not remote.contains_head and not remote.behind:
        findings += (
            Finding(
                kind=f"has commits that {remote.name}'s {there.base} lacks, and that would come along",
                subject=there.base,
                expected="a pull request of the release commit alone",
                remedy=f"bring them to {there.base} first; or git reset --soft {remote.name}/{there.base}",
            ),
        )
    return findings + (_taken(remote, there, theirs) if theirs else ())


def _taken(remote: RemoteRefs, there: ReleasePull, theirs: str) -> tuple[Finding, ...]:
    return (
        Finding(
            kind=f"{remote.name} has a branch of that name, with another commit",
            subject=there.branch,
            expected="a free name, or this release commit",
            found=theirs[:12],
            remedy=f"if nobody needs it: git push {remote.name} --delete {there.branch}",
        ),
    )
