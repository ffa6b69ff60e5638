"""Which version is in flight: given, or the tag that CI builds, or what the sources, our note or the changelog say."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from release_tasks.core.errors import UsageError
from release_tasks.core.git import GitState, LastRelease, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources, VersionSpot, stated, states
from release_tasks.core.target import BuiltTag, NotedTarget, NoteTarget, Target, tag_name, version_in_tag
from release_tasks.core.version import canonical, is_word, next_version, releasable
from release_tasks.core.version import parse as parsed
from release_tasks.world.ledger.ledger import note_target, noted_target

if TYPE_CHECKING:
    from release_tasks.core.changelog import Section


def built_tag(request: Request, project: Project) -> BuiltTag:
    """The tag that is being built: ``--tag``, else the tag in a CI job's GITHUB_REF.

    :raises UsageError: ``--tag`` is no tag of this package's form.
    """
    if request.tag is not None:
        if not _is_release(project, request.tag):
            raise UsageError(
                f"{request.tag} is no release tag of {project.name}",
                where="--tag",
                expected=f"the form {project.tag}, such as {tag_name(project.tag, '1.2.3')}",
                remedy=f'give the tag of the release, or state tag = "…" in the settings of {project.name}',
            )
        return BuiltTag(name=request.tag, why="--tag")
    ref = os.environ.get("GITHUB_REF", "")
    name = ref.removeprefix("refs/tags/")
    if name != ref and _is_release(project, name):
        return BuiltTag(name=name, why="GITHUB_REF")
    return BuiltTag(name=None)


def noted(project: Project) -> NotedTarget:
    """What was noted as in flight in this repository."""
    return NotedTarget(version=noted_target(project))


def note(action: NoteTarget, project: Project) -> None:
    """Note the version as in flight."""
    note_target(project, action.version)


def target(
    request: Request,
    project: Project,
    built: BuiltTag,
    sources: Lazy[VersionSources],
    last: Lazy[LastRelease],
    noted: Lazy[NotedTarget],
    changelog: Lazy[ChangelogFile],
    tags: Lazy[Tags],
    git: Lazy[GitState],
    page: Lazy[Annotated[IndexPage, "pypi"]],
) -> Target:
    """The release in flight; of a project that was named without a version, the newest on the index.

    Where no file states the version, our note counts, else the newest dated section of the changelog if
    it has no tag; neither does once a higher version was released.

    :raises UsageError: nothing says which version is meant, or a word has no release to count from.
    """
    if request.named:
        return _of_any_project(request, page)
    if request.version is not None:
        if is_word(request.version):
            known = _agreed(request, project, request.version, sources.get())
            return _counted(request, project, request.version, known, last.get(), git.get())
        # Between releases files may state a local version (1.4.0+dev); nothing else can be done with one.
        checked = canonical if request.task == "bump" else releasable
        return Target(version=checked(request.version), why="given", asked=request.version)
    if built.name is not None:
        version = version_in_tag(project.tag, built.name)
        return Target(version=canonical(version or ""), why=f"the tag {built.name} ({built.why})")
    if spots := sources.get().spots:
        return _stated(request, spots[0])
    released = last.get()
    written = noted.get().version
    if written is not None and _stands(written, released):
        return Target(version=written, why="noted in this repository, for no file states it")
    section = _untagged(project, changelog.get(), tags.get())
    if section is not None and section.version is not None and _stands(section.version, released):
        why = f"the newest section of the changelog, line {section.line}, has no tag"
        return Target(version=section.version, why=why)
    raise _nothing_in_flight(request, project, sources.get(), released)


def _of_any_project(request: Request, page: Lazy[IndexPage]) -> Target:
    if request.version is not None:
        return Target(version=canonical(request.version), why="given", asked=request.version)
    listed = page.get()
    if newest := listed.newest():
        return Target(version=newest, why=f"the newest on {listed.endpoint.listing}")
    raise UsageError(
        f"it lists no release of {request.named}" if listed.known else f"it does not know {request.named}",
        where=listed.endpoint.listing,
        expected="a project that it has",
        remedy=f"look at the spelling, or name another index: {request.again(request.named, '--index ADDRESS')}",
    )


def _stated(request: Request, spot: VersionSpot) -> Target:
    version = stated(spot)
    try:
        return Target(version=canonical(version), why=f"stated by {spot.path.name}, line {spot.line}")
    except UsageError as error:
        raise UsageError(
            f"{version!r} is no version",
            where=spot.place,
            expected=error.expected,
            remedy=request.command("bump", "1.2.3"),
        ) from None


def _stands(version: str, last: LastRelease) -> bool:
    return last.version is None or parsed(version) >= parsed(last.version)


def _untagged(project: Project, changelog: ChangelogFile, tags: Tags) -> Section | None:
    newest = next((each for each in changelog.read().released if each.date), None)
    if newest is None or tag_name(project.tag, newest.version or "") in tags.by_name:
        return None
    return newest


def _nothing_in_flight(
    request: Request, project: Project, sources: VersionSources, last: LastRelease
) -> UsageError:
    return UsageError(
        f"no file states the version of {project.name}, and none is noted or dated in the changelog",
        where=str(project.path),
        expected="; ".join(each.reason for each in sources.ignored) or "a version to release",
        remedy=request.command("bump", "minor" if last.version else "0.1.0"),
    )


def _agreed(request: Request, project: Project, word: str, sources: VersionSources) -> str | None:
    """The version that all sources state; None where there are none."""
    found: dict[str, VersionSpot] = {}
    for spot in (each for each in sources.spots if not (each.finals_only or each.released_only)):
        if not any(states(spot, known) for known in found):
            found.setdefault(stated(spot), spot)
    if len(found) < 2:
        return next(iter(found), None)
    places = ", ".join(
        f"{spot.path.relative_to(project.repository)}:{spot.line} {version}"
        for version, spot in found.items()
    )
    raise UsageError(
        f"the sources disagree ({places}), so '{word}' may not be what you mean",
        where=str(project.path),
        expected="a full version, which sets all of them",
        remedy=request.command("bump", next(iter(found))),
    )


def _counted(
    request: Request, project: Project, word: str, known: str | None, last: LastRelease, git: GitState
) -> Target:
    if last.version is not None:
        version = next_version(last.version, word)
        return Target(version=version, why=f"{word} after {last.version}", asked=word)
    if git.shallow:
        raise UsageError(
            f"a shallow clone hides the release that '{word}' counts from",
            where=str(git.repository),
            expected="the whole history (in GitHub Actions: fetch-depth: 0)",
            remedy="git fetch --unshallow --tags",
        )
    raise UsageError(
        f"{project.name} has no release yet to count '{word}' from",
        where=str(project.path),
        expected=f"a full version, or a tag {project.tag} in HEAD's history at which the sources state it",
        remedy=request.again(known or "0.1.0"),
    )


def _is_release(project: Project, tag: str) -> bool:
    try:
        return canonical(version_in_tag(project.tag, tag) or "") != ""
    except UsageError:
        return False
