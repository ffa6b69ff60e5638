"""Stage tag: the release's files are committed, the validated tree is tagged, both go to origin at once."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.actions import Commit, CreateTag, Push
from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.findings import Evidence, Reach
from release_tasks.core.git import HeadMessage, ReleaseTree, RemoteRefs
from release_tasks.core.github import GitHub
from release_tasks.core.github.address import remote_address
from release_tasks.core.github.dispatching import DispatchedRun, last_dispatch
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.proposal import Proposal
from release_tasks.core.github.trial import TrialRun
from release_tasks.core.github.workflow import ReleaseWorkflow, trial_branch
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Done, Fail, Outcome, Skip, fail
from release_tasks.core.project import Project
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.validation import Validation
from release_tasks.judgement.guards import branch_unfit, strangers, under_way
from release_tasks.judgement.statements import version_differs
from release_tasks.judgement.tag.by_pull_request import not_merged_yet, proposed
from release_tasks.judgement.tag.ci_trial import tried
from release_tasks.judgement.tag.ci_trial_plan import PURPOSE, Trial
from release_tasks.judgement.tag.unheard import unheard_commit, unheard_message


@item(source="https://www.conventionalcommits.org/en/v1.0.0/")
def commit(
    request: Request,
    tree: ReleaseTree,
    sources: VersionSources,
    marked: ReleaseTag,
    validation: Validation,
    proposal: Lazy[Proposal],
) -> Outcome:
    """The release's files, and only those, are committed; by a merged pull request, where that is the way."""
    if released := _released(marked):
        return released
    project, target, git = marked.project, marked.target, marked.git
    if project.hosting.release_by == "pull-request":
        return proposed(proposal.get())
    findings = (
        under_way(git)
        + branch_unfit(marked)
        + strangers(tree)
        + version_differs(project, sources, target, request.command("bump", target.version))
        + marked.conflicts()
        + validation.missing(tree.tree, request.command("validate"))
    )
    message = project.text(project.commit_message, target.version) if tree.changed else ""
    findings += unheard_message(project, message)
    if findings:
        return Fail(findings=findings)
    if not tree.changed:
        return Done(
            evidence=(
                Evidence(what=f"{git.head[:12]} is the release commit", seen_on=f"tree {git.head_tree[:12]}"),
            )
        )
    return Change(
        actions=(Commit(paths=tree.changed, message=message, tree=tree.tree),),
        because=f"{len(tree.changed)} files of the release are not committed",
    )


@item(source="https://docs.github.com/en/actions/how-tos/manage-workflow-runs/manually-run-a-workflow")
def ci_dry_run(
    request: Request,
    tree: ReleaseTree,
    marked: ReleaseTag,
    ledger: Ledger,
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    environments: Lazy[ReleaseEnvironments],
    seen: Lazy[Annotated[DispatchedRun, "ci-dry-run"]],
    elsewhere: Lazy[TrialRun],
) -> Outcome:
    """The release workflow ran on the commit before the tag exists, where that was asked for."""
    project, git, remote = marked.project, marked.git, marked.remote
    before = last_dispatch(ledger, PURPOSE)
    begun = before is not None and before.bound_to == git.head
    if not (begun or request.ci_dry_run or project.hosting.ci_dry_run):
        return Skip(reason="not asked for (--ci-dry-run, or ci-dry-run = true in the settings)")
    if released := _released(marked):
        return released
    if github.absent:
        return Skip(reason=github.absent)
    if marked.there and not begun:
        return Skip(reason=f"{remote.name} has {marked.name} already: its own run tells more")
    if tree.changed or tree.strangers:
        return _not_committed(request, marked.name, tree)
    return tried(
        Trial(
            workflow=workflow.get(),
            branch=trial_branch(marked.name),
            git=git,
            remote=remote,
            inputs={
                key: project.text(text, marked.target.version)
                for key, text in project.hosting.dispatch_inputs.items()
            },
            follow_s=project.hosting.follow_s if request.wait_s is None else request.wait_s,
            earlier=before.bound_to if before else "",
        ),
        github,
        environments,
        seen.get(),
        elsewhere,
    )


@item(source="https://git-scm.com/docs/git-tag")
def tag(
    request: Request,
    tree: ReleaseTree,
    sources: VersionSources,
    marked: ReleaseTag,
    validation: Validation,
    head: Lazy[HeadMessage],
) -> Outcome:
    """A tag marks the validated tree."""
    if released := _released(marked):
        return released
    name = marked.name
    if findings := marked.conflicts():
        return Fail(findings=findings)
    if tree.changed or tree.strangers:
        return _not_committed(request, name, tree)
    if (here := marked.here) is not None:
        what = f"{name} is {'an annotated' if here.annotated else 'a lightweight'} tag"
        return Done(evidence=(Evidence(what=what, seen_on=here.commit[:12]),))
    project, target = marked.project, marked.target
    mixed = version_differs(project, sources, target, request.command("bump", target.version))
    mixed += not_merged_yet(request, marked) + unheard_commit(project, head)
    if findings := mixed + validation.missing(tree.tree, request.command("validate")):
        return Fail(findings=findings)
    message = project.text(project.tag_message, target.version)
    action = CreateTag(
        name=name, message=message, commit=marked.git.head, annotate=project.annotate, sign=project.sign
    )
    return Change(actions=(action,), because=f"there is no tag {name}")


@item(source="https://git-scm.com/docs/git-push#Documentation/git-push.txt---atomic")
def push(request: Request, marked: ReleaseTag) -> Outcome:
    """Origin has the tag, and the branch that it lies on."""
    if released := _released(marked):
        return released
    name, git, remote = marked.name, marked.git, marked.remote
    if findings := marked.conflicts():
        return Fail(findings=findings)
    if marked.here is None:
        return fail("there is no tag to push", name, remedy=request.command("tag"), after="tag.tag")
    if findings := not_merged_yet(request, marked):
        return Fail(findings=findings)
    refs = []
    if not remote.contains_head:
        if findings := branch_unfit(marked):
            return Fail(findings=findings)
        refs.append(f"HEAD:refs/heads/{git.branch}")
    if marked.there is None:
        refs.append(f"refs/tags/{name}:refs/tags/{name}")
    if not refs and remote.unnoted:
        ours = Ref(name=f"refs/heads/{git.branch}", target=git.head)
        return Change(
            actions=(Fetch(refs=(ours,)),),
            because=f"{remote.name} took {git.branch}, and git here says otherwise",
        )
    if not refs:
        return Done(
            evidence=(Evidence(what=f"{remote.name} has {name} and {git.branch}", seen_on=git.head[:12]),)
        )
    action = Push(refspecs=tuple(refs), url=remote.url, reach=_reach(marked.project, remote))
    return Change(
        actions=(action,),
        because=f"{remote.name} lacks {' and '.join(each.partition(':')[2] for each in refs)}",
    )


def _not_committed(request: Request, name: str, tree: ReleaseTree) -> Fail:
    return fail(
        "the work tree differs from HEAD",
        name,
        expected="the release commit",
        found=", ".join((*tree.changed, *tree.strangers)),
        remedy=request.command("tag"),
        after="tag.commit",
    )


def _released(marked: ReleaseTag) -> Done | None:
    """The version that the sources state is out, and none was asked for since."""
    if (out := marked.out) is None:
        return None
    what = f"{out.name} is released, from an earlier commit than HEAD"
    return Done(evidence=(Evidence(what=what, seen_on=out.commit[:12]),))


def _reach(project: Project, remote: RemoteRefs) -> Reach:
    """A tag push that may start an uploading job on GitHub cannot be taken back; in a folder it starts nothing.

    An Enterprise Server, or an alias of ssh's, has any name.
    """
    may_be_github = remote_address(remote.url) is not None
    return Reach.PUBLIC if may_be_github and project.publish == "ci" else Reach.REMOTE
