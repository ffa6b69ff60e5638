"""Which version is in flight: given, or the tag that CI builds, or what the sources state."""

from __future__ import annotations

import os

from release_tasks.core.errors import UsageError
from release_tasks.core.git import LastRelease
from release_tasks.core.given import Lazy
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources, stated
from release_tasks.core.target import BuiltTag, Target, version_in_tag
from release_tasks.core.version import canonical, is_word, next_version, releasable


def built_tag(request: Request, project: Project) -> BuiltTag:
    """The tag that is being built: ``--tag``, else the tag in a CI job's GITHUB_REF.

    :raises UsageError: ``--tag`` is no tag of this package's form.
    """
    if request.tag is not None:
        if version_in_tag(project.tag, request.tag) is None:
            raise UsageError(
                f"{request.tag} is no release tag of {project.name}", where="--tag", expected=f"the form {project.tag}"
            )
        return BuiltTag(name=request.tag, why="--tag")
    name = os.environ.get("GITHUB_REF", "")
    if name.startswith("refs/tags/") and version_in_tag(project.tag, name.removeprefix("refs/tags/")):
        return BuiltTag(name=name.removeprefix("refs/tags/"), why="GITHUB_REF")
    return BuiltTag(name=None)


def target(
    request: Request,
    project: Project,
    built: BuiltTag,
    sources: Lazy[VersionSources],
    last: Lazy[LastRelease],
) -> Target:
    """The release in flight.

    :raises UsageError: nothing says which version is meant, or a word has no release to count from.
    """
    if request.version is not None:
        if is_word(request.version):
            return _counted(request, project, request.version, sources, last.get())
        return Target(version=releasable(request.version), why="given", asked=request.version)
    if built.name is not None:
        version = version_in_tag(project.tag, built.name)
        return Target(version=canonical(version or ""), why=f"the tag {built.name} ({built.why})")
    spots = sources.get().spots
    if not spots:
        raise UsageError(
            f"no file states the version of {project.name}",
            where=str(project.path),
            expected="a version to release",
            remedy=request.command(request.task, "--version", "1.2.3"),
        )
    return Target(version=stated(spots[0]), why=f"stated by {spots[0].path.name}, line {spots[0].line}")


def _counted(
    request: Request, project: Project, word: str, sources: Lazy[VersionSources], last: LastRelease
) -> Target:
    found = {stated(spot): spot for spot in sources.get().spots}
    if len(found) > 1:
        places = ", ".join(f"{spot.path.name}:{spot.line} {version}" for version, spot in found.items())
        raise UsageError(
            f"the sources disagree ({places}), so '{word}' may not be what you mean",
            where=str(project.path),
            expected="a full version, which sets all of them",
            remedy=request.command("bump", next(iter(found))),
        )
    if last.version is None:
        known = next(iter(found), "0.1.0")
        raise UsageError(
            f"{project.name} has no release yet to count '{word}' from (no tag {project.tag} at which it states that version)",
            expected="a full version",
            remedy=request.command("bump", known),
        )
    version = next_version(last.version, word)
    return Target(version=version, why=f"{word} after {last.version}", asked=word)
