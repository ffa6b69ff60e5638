"""Which commits of a release the main branch lacks: on branches for hotfixes, and under the release's tag."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from release_tasks.core.branches import Astray, CommitsMissing, MissingCommit, Ref
from release_tasks.core.errors import UsageError
from release_tasks.core.git import GitState, RemoteRefs, Tags
from release_tasks.core.github.checks import fits
from release_tasks.core.github.workflow import trial_branch
from release_tasks.core.given import Lazy
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name, version_in_tag
from release_tasks.world.git.branches import unknown
from release_tasks.world.git.command import look
from release_tasks.world.git.history import within
from release_tasks.world.git.tree import scratch_index


def commits_missing(
    project: Project,
    target: Target,
    git: Lazy[GitState],
    tags: Lazy[Tags],
    remote: Lazy[RemoteRefs],
) -> CommitsMissing:
    """Compare the branches for hotfixes, and the tag, with the default branch, all as origin has them now.

    What another release had already was that release's affair. Nothing is fetched.

    :raises UnreachableError: origin does not answer.
    """
    try:
        here, there = git.get(), remote.get()
    except UsageError as error:
        return CommitsMissing(absent=f"{error.where}: {error.what}")
    base = there.default_branch or project.branch or "main"
    tag = there.tags.get(tag_name(project.tag, target.version))
    if base not in there.branches or tag is None:
        return CommitsMissing(remote=there.name, base=base, released=tag is not None)
    main = Ref(name=f"refs/heads/{base}", target=there.branches[base])
    refs = (Ref(name=f"refs/tags/{tag.name}", target=tag.commit), *_branches(project, target, there, base))
    if unfetched := unknown(here.repository, (main, *refs)):
        return CommitsMissing(remote=there.name, base=base, unfetched=unfetched, released=True)
    others = tuple(_released(project, target, tags.get()))
    found = ((each, _missing(project, here, main.target, (each.target, *others))) for each in refs)
    astray = tuple(Astray(ref=ref, commits=commits) for ref, commits in found if commits)
    return CommitsMissing(remote=there.name, base=base, compared=refs, astray=astray, released=True)


def _branches(project: Project, target: Target, remote: RemoteRefs, base: str) -> Iterator[Ref]:
    """The branches for hotfixes at origin; one on which another release of ours is tried is none."""
    ours = tag_name(project.tag, target.version)
    others = trial_branch(project.tag)
    for name, commit in remote.branches.items():
        coming = name != trial_branch(ours) and version_in_tag(others, name) is not None
        if name != base and not coming and any(fits(each, name) for each in project.hosting.hotfix_branches):
            yield Ref(name=f"refs/heads/{name}", target=commit)


def _released(project: Project, target: Target, tags: Tags) -> Iterator[str]:
    """The commits of other releases; a candidate of this one is none."""
    ours = Version(target.version)
    for name, tag in tags.by_name.items():
        try:
            version = Version(version_in_tag(project.tag, name) or "")
        except InvalidVersion:
            continue
        if version.base_version != ours.base_version:
            yield tag.commit


def _missing(project: Project, git: GitState, main: str, tips: tuple[str, ...]) -> tuple[MissingCommit, ...]:
    """What touches the package and is new in the first of ``tips``: neither ``main`` nor the others have it."""
    tip, *others = tips
    asked = "".join(f"{each}\n" for each in (tip, f"^{main}", *(f"^{each}" for each in others)))
    wanted = ("rev-list", "--no-merges", "--full-history", "--stdin", *within(project))
    new = set(look(git.repository, *wanted, stdin=asked.encode()).text.split())
    if not new:
        return ()
    lines = look(git.repository, "cherry", "-v", main, tip).stdout.decode("utf-8", "replace").splitlines()
    words = (line.split(" ", 2) for line in lines if line.startswith("+ "))
    found = tuple(
        MissingCommit(name=name, subject="".join(subject)) for _, name, *subject in words if name in new
    )
    return () if found and _adds_nothing(git, main, tip) else found


def _adds_nothing(git: GitState, main: str, tip: str) -> bool:
    """Whether a merge would change nothing, as when all of it came in one squashed commit.

    A git before 2.38 cannot tell.
    """
    with scratch_index(git.repository, scratch_objects=True) as scratch:
        done = look(git.repository, "merge-tree", "--write-tree", main, tip, env=scratch, check=False)
    return done.code == 0 and done.text == look(git.repository, "rev-parse", f"{main}^{{tree}}").text
