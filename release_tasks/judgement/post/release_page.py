"""What the release's page on GitHub is, beside what it should be; and the changes that bring the one to the other.

What a person wrote is never written over, and what is published is never exchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from release_tasks.core.action import Action
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.notes import GENERATED, drawn_by_github, is_ours, same_text, written_by
from release_tasks.core.github.release_page import ReleasePage
from release_tasks.core.github.releasing import (
    Asset,
    AttachFiles,
    DraftRelease,
    EditRelease,
    FileToAttach,
    PublishRelease,
    Release,
    asset_name,
    chosen,
    lacking,
)
from release_tasks.core.model import Ask, Change, Done, Fail, Outcome, Warn, fail
from release_tasks.judgement.listings import not_there
from release_tasks.judgement.post.channels import users_have_it

ITEM = "post.github-release"


def page_of(page: ReleasePage) -> Outcome:
    """Judge the page of a release that should be out already."""
    if finding := _too_early(page):
        return Fail(findings=(finding,))
    if outcome := not_there(page.release, after="promote.listed"):
        return outcome
    release = chosen(page.releases.get())
    # What is published may be immutable, so nothing of it may be on its way still.
    unpublished = release is None or release.draft
    if unpublished and (doubt := users_have_it(page.install)):
        return doubt
    if release is None:
        drafts = page.releases.get().found
        return _undecided(page.tag, drafts) if drafts else _made(page)
    replace = False
    if release.draft and not is_ours(release.body):
        said = _said(page)
        if said not in ("keep", "replace"):
            return _whose(page, release)
        replace = said == "replace"
    return _mended(page, release, replace=replace)


def _too_early(page: ReleasePage) -> Finding | None:
    """What has to be there before the release is told: its tag and its words."""
    if page.tag not in page.remote.tags:
        return Finding(
            kind=f"the tag is not at {page.remote.name}",
            subject=page.tag,
            expected="the release's own tag: GitHub would make one, on whatever main is at",
            remedy=page.request.command("tag"),
            after="tag.push",
        )
    if page.changelog.path is not None and not page.words:
        return Finding(
            kind=f"no section for {page.target.version}",
            subject=str(page.changelog.path.relative_to(page.project.repository)),
            expected=f"a section for {page.target.version} with entries",
            remedy=page.request.command("metadata", "--only", "changelog"),
            after="metadata.changelog",
        )
    return None


def _undecided(tag: str, drafts: tuple[Release, ...]) -> Fail:
    return fail(
        f"GitHub has several drafts of {tag}, and none is ours",
        tag,
        expected="one draft, or none",
        found=", ".join(each.html_url for each in drafts),
        remedy="delete all but one on that page, or all",
    )


def _said(page: ReleasePage) -> str:
    answer = page.ledger.latest("answer", page.target.version, item=ITEM)
    return str(answer.data["text"]).strip().lower() if answer else ""


def _whose(page: ReleasePage, release: Release) -> Ask:
    question = f"GitHub has a draft of {page.tag} that is not ours ({release.html_url}). Publish it with its own notes (keep), or with the changelog's (replace)?"
    return Ask(
        question=question,
        bound_to=page.target.version,
        hint="pass --answer github-release=keep or --answer github-release=replace",
    )


def _made(page: ReleasePage) -> Change:
    draft = DraftRelease(
        tag=page.tag,
        title=page.title,
        body=page.body or GENERATED,
        prerelease=page.prerelease,
        generated=not page.body,
    )
    files = page.to_attach(page.files)
    actions: list[Action] = [draft]
    if files:
        actions.append(AttachFiles(tag=page.tag, files=files, endpoint=page.endpoint))
    actions.append(_publishing(page, files))
    return Change(actions=tuple(actions), because=f"GitHub has no release of {page.tag}")


def _publishing(page: ReleasePage, files: tuple[FileToAttach, ...]) -> PublishRelease:
    wanted = tuple(each.file for each in files)
    return PublishRelease(tag=page.tag, prerelease=page.prerelease, latest=page.latest, files=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """How the files of a release that is there are: wanted, missing, in the way, and only half there."""

    wanted: tuple[FileToAttach, ...]
    missing: tuple[FileToAttach, ...]
    other_bytes: tuple[tuple[FileToAttach, Asset], ...]
    halves: tuple[Asset, ...]


def _mended(page: ReleasePage, release: Release, *, replace: bool) -> Outcome:
    files = _files(page, release)
    ours = release.draft and is_ours(release.body)
    if files.other_bytes and not ours:
        return Fail(findings=tuple(_not_these(page, release, *each) for each in files.other_bytes))
    actions: list[Action] = []
    if edit := _edit(page, release, replace=replace):
        actions.append(edit)
    if files.missing and not release.immutable:
        instead = (*files.halves, *(asset for _, asset in files.other_bytes))
        actions.append(
            AttachFiles(tag=page.tag, files=files.missing, endpoint=page.endpoint, instead=tuple(instead))
        )
    if release.draft:
        actions.append(_publishing(page, files.wanted))
    if actions:
        state = "a draft" if release.draft else "not what was released"
        return Change(actions=tuple(actions), because=f"the release of {page.tag} on GitHub is {state}")
    seen = tuple(Evidence(what=each) for each in _told(page, release, files))
    if findings := tuple(_flaws(page, release, files)):
        return Warn(findings=findings, evidence=seen)
    return Done(evidence=seen)


def _files(page: ReleasePage, release: Release) -> _Files:
    wanted = page.to_attach(page.files) if page.files else ()
    digests = page.digests.get() if wanted else None
    gone = set(lacking((each.file for each in wanted), release, digests)) if digests else set()
    missing = tuple(each for each in wanted if each.file in gone)
    there = {each.name: each for each in release.assets}
    in_the_way = [(each, there[name]) for each in missing if (name := asset_name(each.file.name)) in there]
    return _Files(
        wanted=wanted,
        missing=missing,
        other_bytes=tuple((each, asset) for each, asset in in_the_way if asset.whole),
        halves=tuple(asset for _, asset in in_the_way if not asset.whole),
    )


def _edit(page: ReleasePage, release: Release, *, replace: bool) -> EditRelease | None:
    free = replace or written_by(release.body) == "nobody" or _is_untouched(release)
    body = page.body if page.body and free and not same_text(page.body, release.body) else None
    unmarked = page.prerelease and not release.prerelease and not release.draft and not release.immutable
    if body is None and not unmarked:
        return None
    return EditRelease(id=release.id, tag=page.tag, body=body, prerelease=True if unmarked else None)


def _is_untouched(release: Release) -> bool:
    return written_by(release.body) == "we" and not drawn_by_github(release.body)


def _not_these(page: ReleasePage, release: Release, mine: FileToAttach, there: Asset) -> Finding:
    delete = f"gh release delete-asset {page.tag} {there.name} --repo {page.github.repository}"
    return Finding(
        kind="GitHub has another file of that name",
        subject=there.name,
        expected=f"sha256 {mine.file.sha256}, as {page.endpoint.listing} lists it",
        found=f"sha256 {page.digests.get().by_id.get(there.id, 'unknown')}",
        remedy="find out who made it: the release is immutable, so only another one can have the right file"
        if release.immutable
        else f"find out who made it; {delete}, then run this again",
    )


def _told(page: ReleasePage, release: Release, files: _Files) -> Iterator[str]:
    locked = ", immutable" if release.immutable else ""
    yield f"{page.tag} is published{locked}: {release.html_url}"
    if drawn_by_github(release.body):
        yield "its notes were drawn by GitHub: there is no changelog"
    elif written_by(release.body) == "we":
        yield f"its notes are the changelog's, with a link to it at {page.tag}"
    elif written_by(release.body) == "somebody":
        yield "its notes were written by somebody, and stay as they are; empty ones would become the changelog's"
    if files.wanted:
        number = len(files.wanted) - len(files.missing)
        yield f"it has {number} of {len(files.wanted)} files, by the sha256 that the index lists ({page.why_files})"
    else:
        yield f"it has no files of ours: {page.why_files}"


def _flaws(page: ReleasePage, release: Release, files: _Files) -> Iterator[Finding]:
    """What nobody can mend any more, and what was left lying about."""
    for each in files.missing:
        yield Finding(
            kind="the release is immutable, and lacks a file",
            subject=each.file.name,
            expected="every file before it is published",
            remedy="leave it: users find the file on the index. In the workflow, attach files to a draft",
        )
    for draft in page.releases.get().found:
        if draft.draft and draft.id != release.id:
            yield Finding(
                kind=f"a draft of {page.tag} is left beside the release",
                subject=draft.html_url,
                expected="none",
                remedy="delete it on that page",
            )
    for listed in page.files:
        if all(each.listed != listed for each in files.wanted):
            yield Finding(
                kind="nobody states the sha256 of this file, so it is not attached",
                subject=listed.name,
                expected="an index that states digests (#sha256= in PEP 503)",
                remedy="attach it by hand, or state release-assets without it",
            )
