"""Where the version to release is used already: as a tag, on the index, on GitHub."""

from __future__ import annotations

from release_tasks.core.findings import Finding
from release_tasks.core.github.releasing import ReleasesOfTag
from release_tasks.core.index import IndexFiles
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.target import Target
from release_tasks.core.version import parse


def taken(marked: ReleaseTag, next_one: str) -> tuple[Finding, ...]:
    """The version is not higher than the last release, or has its tag; ``next_one`` is the command that mends it."""
    target, last = marked.target, marked.last
    findings = []
    if last.version is not None and parse(target.version) <= parse(last.version):
        findings.append(
            Finding(
                kind="not higher than the last release",
                subject=target.version,
                expected=f"more than {last.version}",
                remedy=next_one,
            )
        )
    if marked.places:
        findings.append(
            Finding(
                kind="the tag exists already",
                subject=marked.name,
                expected="an unused tag",
                found=" and ".join(marked.places),
                remedy=next_one,
            )
        )
    return tuple(findings)


def published(
    target: Target, index: IndexFiles, releases: ReleasesOfTag | None, next_one: str
) -> tuple[Finding, ...]:
    """The version is out already; a draft on GitHub is not."""
    findings = []
    if index.files:
        findings.append(
            Finding(
                kind="the index has that version already",
                subject=target.version,
                expected="a version that was never uploaded, for an index never takes a file twice",
                found=f"{len(index.files)} files on {index.endpoint.listing}",
                remedy=next_one,
            )
        )
    findings += [
        Finding(
            kind="GitHub has a release of that tag already",
            subject=each.tag_name,
            expected="a tag without a release",
            found=each.html_url,
            remedy=next_one,
        )
        for each in (releases.found if releases else ())
        if not each.draft
    ]
    return tuple(findings)
