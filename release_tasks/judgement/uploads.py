"""What publish and promote ask of an upload from here: our files, with our digests, and nothing that may not go out."""

from __future__ import annotations

from collections.abc import Sequence

from release_tasks.core.actions import Upload
from release_tasks.core.artifacts import Distribution
from release_tasks.core.environments import missing_interpreters
from release_tasks.core.findings import Finding
from release_tasks.core.gate.digests import sent_files
from release_tasks.core.git import Tag
from release_tasks.core.index import ANOTHER_VERSION, IndexEndpoint, IndexFile, IndexPage
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Fail, Outcome, Waiting
from release_tasks.core.publishing import LocalPublishing
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.validation import Validation

_WITH_DIGESTS = (
    "publish to an index that states digests (#sha256= in PEP 503), or skip this item with a reason"
)


def unpublishable(publishing: LocalPublishing) -> tuple[Finding, ...]:
    """What is missing before anything may be uploaded: the tag at origin, and the validated files of its tree."""
    request, marked, validation = publishing.request, publishing.tag, publishing.validation
    tag = marked.here
    if tag is None or marked.there is None or marked.there.object != tag.object:
        return (_not_at_origin(request, marked),)
    findings = missing_interpreters(validation.pythons) + validation.missing(
        tag.tree, request.command("validate")
    )
    if not findings and not validation.files:
        nothing = Finding(
            kind=f"there is no file of {marked.target.version} to upload",
            subject=str(validation.artifacts.folder),
            expected="the files that were tested",
            remedy=request.command("validate"),
            after="validate.build",
        )
        return (nothing,)
    return findings


def _not_at_origin(request: Request, marked: ReleaseTag) -> Finding:
    name, here, there, remote = marked.name, marked.here, marked.there, marked.remote.name
    if there is None:
        kind, remedy = f"the tag is not at {remote}", request.command("tag")
    elif here is None:
        kind, remedy = f"the tag is at {remote} alone", f"git fetch {remote} tag {name}"
    else:
        kind = f"{remote} has another tag object of that name"
        remedy = f"git tag -d {name} && git fetch {remote} tag {name}"
    return Finding(
        kind=kind,
        subject=name,
        expected=f"one tag, here and at {marked.remote.url}",
        found=f"{_object(here)} here, {_object(there)} there",
        remedy=remedy,
        after="" if there else "tag.push",
    )


def _object(tag: Tag | None) -> str:
    return tag.object[:12] if tag else "none"


def uploaded(validation: Validation, endpoint: IndexEndpoint, files: Sequence[IndexFile]) -> Outcome | None:
    """An upload of what the index lacks of the release; None when it has every file with our digest.

    ``files`` are those that the index lists.
    """
    mine = validation.files
    there = {each.name: each for each in files}
    differing = tuple(
        _differs(each, there[each.file.name])
        for each in mine
        if each.file.name in there and there[each.file.name].sha256 != each.file.sha256
    )
    if differing:
        return Fail(findings=differing)
    missing = [each for each in mine if each.file.name not in there]
    if not missing:
        return None
    sent = sent_to(validation.ledger, endpoint)
    unsent = [each for each in missing if each.file.sha256 not in sent]
    if not unsent:
        names = ", ".join(each.file.name for each in missing)
        return Waiting(
            fact=IndexPage,
            subject=endpoint.role,
            reason=f"{endpoint.listing} does not list {names} yet",
        )
    action = Upload(endpoint=endpoint, files=tuple(each.path for each in unsent))
    return Change(actions=(action,), because=f"{endpoint.shown} lacks {len(missing)} of {len(mine)} files")


def _differs(mine: Distribution, there: IndexFile) -> Finding:
    return Finding(
        kind="the index has another file of that name"
        if there.sha256
        else "the index does not say which bytes it has",
        subject=mine.file.name,
        expected=f"sha256 {mine.file.sha256}",
        found=f"sha256 {there.sha256}" if there.sha256 else "no sha256",
        remedy=ANOTHER_VERSION if there.sha256 else _WITH_DIGESTS,
    )


def sent_to(ledger: Ledger, endpoint: IndexEndpoint) -> set[str]:
    """The sha256 of every file that was uploaded from here to the index in this role."""
    return {each.sha256 for each in sent_files(ledger, endpoint.role)}
