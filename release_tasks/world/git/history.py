"""What git's history tells of earlier releases: the last one, and the commits since."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, timezone
from functools import partial
from itertools import islice
from pathlib import Path

from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.dynamic import NotInFiles
from release_tasks.core.formats.own_version import manifests, own_version
from release_tasks.core.git import CommitsSince, GitState, LastRelease, ReleasedChanges, Tag, Tags
from release_tasks.core.project import Project
from release_tasks.core.pulls import LoggedCommit, merged
from release_tasks.core.sources import stated
from release_tasks.core.target import Target, tag_name, version_in_tag
from release_tasks.core.version import from_semver
from release_tasks.world.git.blobs import Blobs
from release_tasks.world.git.command import look

_AT_ONCE = 24
"""How many tags the first git reads, each further one twice as many: most often the first tag is the last release."""


def last_release(project: Project, tags: Tags, git: GitState) -> LastRelease:
    """The highest version that has a tag of the package's form in HEAD's history, at which its manifest states it.

    Where the version is taken from the tag, the form alone decides.
    """
    return _highest(project, tags, git, git.head)


def commits_since(project: Project, git: GitState, last: LastRelease) -> CommitsSince:
    """The pull requests and the other commits that touched the package's folder since the last release."""
    history = merged(_between(project, git, last, git.head))
    return CommitsSince(
        tag=last.tag.name if last.tag else None, subjects=history.subjects, pulls=history.pulls
    )


def released_changes(project: Project, target: Target, tags: Tags, git: GitState) -> ReleasedChanges:
    """What the release in flight brought since the one before; since the last final one, if it is final itself."""
    tag = tags.by_name.get(tag_name(project.tag, target.version))
    if tag is None:
        return ReleasedChanges()
    ours = Version(target.version)
    before = _highest(
        project,
        tags,
        git,
        tag.commit,
        lambda each: each < ours and (ours.is_prerelease or not each.is_prerelease),
    )
    return ReleasedChanges(
        tag=tag.name,
        since=before.tag.name if before.tag else None,
        since_time=_time(git, before.tag.commit) if before.tag else "",
        log=tuple(_between(project, git, before, tag.commit)),
    )


def _highest(
    project: Project,
    tags: Tags,
    git: GitState,
    commit: str,
    counts: Callable[[Version], bool] = lambda _version: True,
) -> LastRelease:
    """The highest released version of those that count, with its tag in the history of ``commit``."""
    merged = _merged(project, git, commit)
    candidates = sorted(
        (
            (version, tag)
            for name, tag in tags.by_name.items()
            if name in merged and (version := _version(project, name)) and counts(version)
        ),
        key=lambda each: each[0],
        reverse=True,
    )
    for version, tag in _released(project, git, candidates):
        return LastRelease(version=str(version), tag=tag)
    return LastRelease()


def _between(project: Project, git: GitState, last: LastRelease, commit: str) -> list[LoggedCommit]:
    """The commits that ``commit`` has and the last release had not, newest first."""
    reach = commit if last.tag is None else f"{last.tag.commit}..{commit}"
    touching = frozenset(_log(git, "%H", reach, "--no-merges", "--full-history", *within(project)))
    return [_commit(each, touching) for each in _log(git, "%H%n%P%n%B", reach, "--topo-order")]


def _time(git: GitState, commit: str) -> str:
    (made,) = _log(git, "%ct", commit, "--max-count=1")
    return datetime.fromtimestamp(int(made), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _log(git: GitState, form: str, reach: str, *options: str) -> list[str]:
    done = look(git.repository, "log", "-z", f"--format={form}", "--no-show-signature", reach, *options)
    return [each for each in done.stdout.decode("utf-8", "replace").split("\0") if each]


def _commit(logged: str, touching: Container[str]) -> LoggedCommit:
    name, parents, message = logged.split("\n", 2)
    return LoggedCommit(
        name=name, parents=tuple(parents.split()), message=message.strip(), touches=name in touching
    )


def within(project: Project) -> tuple[str, str]:
    """Give the words by which git looks at the package's folder alone."""
    folder = _folder(project)
    return "--", ":(top)" if folder == "." else f":(top,literal){folder}"


def _version(project: Project, name: str) -> Version | None:
    text = version_in_tag(project.tag, name)
    try:
        return Version(from_semver(text)) if text else None
    except UsageError:
        return None


def _merged(project: Project, git: GitState, commit: str) -> frozenset[str]:
    """Name the tags of the package's form in a commit's history; a repository may have thousands of other packages'."""
    alike = f"refs/tags/{project.tag.replace('{version}', '*')}"
    done = look(git.repository, "for-each-ref", f"--merged={commit}", "--format=%(refname:lstrip=2)", alike)
    return frozenset(os.fsdecode(done.stdout).split("\n"))


def _released(
    project: Project, git: GitState, candidates: Iterable[tuple[Version, Tag]]
) -> Iterator[tuple[Version, Tag]]:
    waiting = iter(candidates)
    folder = _folder(project)
    at_once = _AT_ONCE
    while some := list(islice(waiting, at_once)):
        at_once *= 2
        blobs = Blobs(git.repository)
        blobs.fetch([f"{tag.commit}:{path}" for _, tag in some for path in manifests(folder)])
        for version, tag in some:
            found = own_version(partial(blobs.read, tag.commit), folder, project.import_name)
            if isinstance(found, NotInFiles) or (found is not None and _states(stated(found), version)):
                yield version, tag


def _states(text: str, version: Version) -> bool:
    try:
        return Version(from_semver(text)) == version
    except UsageError:
        return False


def _folder(project: Project) -> str:
    return Path(os.path.relpath(project.path, project.repository)).as_posix()
