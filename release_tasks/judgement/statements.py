"""Where a version is stated, for a release to hold them all to one: sources, the tag, built files."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.artifacts import Artifacts
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.project import Project
from release_tasks.core.sources import VersionSources, VersionSpot, disagreements, stated
from release_tasks.core.target import BuiltTag, Target, tag_name, version_in_tag
from release_tasks.core.version import same_version


def place(project: Project, spot: VersionSpot) -> str:
    """A source, and what it states."""
    return f"{spot.path.relative_to(project.repository)}:{spot.line} {spot.text} ({spot.why})"


def passed_over(sources: VersionSources) -> tuple[Evidence, ...]:
    """What might have been a source and is none, with the reasons."""
    return tuple(Evidence(what=each.reason) for each in sources.ignored)


def version_differs(
    project: Project, sources: VersionSources, target: Target, remedy: str
) -> tuple[Finding, ...]:
    """Sources that do not state the version in flight."""
    return tuple(
        Finding(
            kind="states another version",
            subject=f"{spot.path.relative_to(project.repository)}:{spot.line}",
            expected=target.version,
            found=f"{spot.text} ({spot.why})" if stated(spot) != spot.text else stated(spot),
            remedy=remedy,
            after="metadata.bump",
        )
        for spot in disagreements(sources, target.version)
    )


def tag_differs(project: Project, target: Target, built: BuiltTag) -> list[Finding]:
    """The tag that is being built states another version."""
    spelled = version_in_tag(project.tag, built.name or "")
    if spelled is not None and same_version(spelled, target.version):
        return []
    return [
        Finding(
            kind="the tag being built states another version",
            subject=f"{built.name} ({built.why})",
            expected=tag_name(project.tag, target.version),
            remedy=f"tag the commit that states {spelled}, or release another version",
        )
    ]


def files_differ(artifacts: Artifacts, target: Target) -> Iterator[Finding]:
    """Built files that state another version, or cannot be read; or there are none."""
    if not artifacts.distributions and not artifacts.unreadable:
        yield Finding(
            kind="no sdist or wheel",
            subject=str(artifacts.folder),
            expected=f"files of {target.version}",
            remedy="--dist with the folder that holds the built files",
        )
    for broken in artifacts.unreadable:
        yield Finding(
            kind="cannot be read as an sdist or wheel",
            subject=broken.path.name,
            expected=f"a file of {target.version}",
            found=broken.reason,
            remedy="build it again",
        )
    for each in artifacts.distributions:
        for version in dict.fromkeys((each.version, each.metadata_version)):
            if not same_version(version, target.version):
                yield Finding(
                    kind="a built file states another version",
                    subject=each.file.name,
                    expected=target.version,
                    found=version or "none",
                    remedy=f"build it again from the tree that states {target.version}",
                )
