"""What publish, promote and post ask of an index in one role: our files, our digests, an install from there."""

from __future__ import annotations

from collections.abc import Sequence

from release_tasks.core.actions import InstallFromIndex, Upload
from release_tasks.core.artifacts import BuiltFile, Distribution
from release_tasks.core.environments import Interpreters, missing_interpreters
from release_tasks.core.findings import Finding
from release_tasks.core.gate.digests import sent_files
from release_tasks.core.gate.installs import install_verdict, uninstallable
from release_tasks.core.gate.verdicts import Verdict
from release_tasks.core.git import Tag
from release_tasks.core.github import GitHub
from release_tasks.core.github.runs import TagRun
from release_tasks.core.index import ANOTHER_VERSION, IndexEndpoint, IndexFile, IndexPage
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.model import Change, Fail, Outcome, Skip, Waiting, fail
from release_tasks.core.project import Project
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.core.validation import Validation, digest_of, install_standing

_WITH_DIGESTS = (
    "publish to an index that states digests (#sha256= in PEP 503), or skip this item with a reason"
)


def unseen(project: Project, github: GitHub) -> Skip | None:
    """Why an item that follows a CI run is not looked at; None where it can be."""
    if project.publish == "local":
        return Skip(reason="this project publishes from here, not from CI")
    return Skip(reason=github.absent) if github.absent else None


def no_run(request: Request, run: TagRun) -> Fail:
    """The failure of what follows the tag's run, where there is none."""
    return fail(
        "there is no workflow run of the tag" if run.commit else "the tag is not at origin",
        run.tag,
        expected=f"a run of {run.workflow or 'the release workflow'} on the tag's commit",
        remedy=request.command("publish", "--only", "run") if run.commit else request.command("tag"),
        after="publish.run" if run.commit else "tag.push",
    )


def to_publish(request: Request, project: Project) -> str:
    """How a version that is not on the index gets there."""
    if project.publish == "local":
        return request.command("promote")
    return "see that the release workflow of the tag ran, and approve its environment"


def unpublishable(request: Request, marked: ReleaseTag, validation: Validation) -> tuple[Finding, ...]:
    """What is missing before anything may be uploaded: the tag at origin, and the validated files of its tree."""
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
    name, here, there = marked.name, marked.here, marked.there
    if there is None:
        kind, remedy = "the tag is not at origin", request.command("tag")
    elif here is None:
        kind, remedy = "the tag is at origin alone", f"git fetch origin tag {name}"
    else:
        kind = "origin has another tag object of that name"
        remedy = f"git tag -d {name} && git fetch origin tag {name}"
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


def uploaded(
    mine: Sequence[Distribution],
    endpoint: IndexEndpoint,
    files: Sequence[IndexFile],
    ledger: Ledger,
) -> Outcome | None:
    """An upload of what the index lacks of the release; None when it has every file with our digest."""
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
    sent = sent_to(ledger, endpoint)
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


def installed(
    project: Project,
    target: Target,
    endpoint: IndexEndpoint,
    files: Sequence[IndexFile],
    ledger: Ledger,
    pythons: Interpreters,
    extras: tuple[str, ...] = (),
) -> Change | Verdict:
    """A clean install by hash from the index, on each Python: the change that makes it, or what it showed."""
    known = on_record(project, target, endpoint, files, ledger, pythons, extras)
    return install_verdict(known, endpoint) if isinstance(known, Entry) else known


def on_record(
    project: Project,
    target: Target,
    endpoint: IndexEndpoint,
    files: Sequence[IndexFile],
    ledger: Ledger,
    pythons: Interpreters,
    extras: tuple[str, ...] = (),
) -> Change | Verdict | Entry:
    """The entry of such an install of these very files; else the change that makes it, or why it cannot be made."""
    if verdict := uninstallable(files, missing_interpreters(pythons)):
        return verdict
    bound_to = install_bound_to(endpoint, files)
    standing = install_standing(ledger, "index-install", bound_to, pythons.found, project.smoke)
    if standing.entry is not None:
        return standing.entry
    action = InstallFromIndex(
        endpoint=endpoint,
        name=project.name,
        version=target.version,
        files=tuple(files),
        interpreters=pythons.found,
        import_name=project.import_name,
        command=project.smoke,
        bound_to=bound_to,
        values=project.values(target.version),
        extras=extras,
    )
    because = f"no install of these files from {endpoint.listing} is on record"
    return Change(actions=(action,), because=because, stale=standing.stale)


def install_bound_to(endpoint: IndexEndpoint, files: Sequence[IndexFile]) -> str:
    """What an install from an index is evidence for: the role, and the digests of the files there."""
    return f"{endpoint.role}:{digest_of_listed(files)}"


def digest_of_listed(files: Sequence[IndexFile]) -> str:
    """The digest that the same files have when built."""
    return digest_of(BuiltFile(name=each.name, sha256=each.sha256, size=0) for each in files)
