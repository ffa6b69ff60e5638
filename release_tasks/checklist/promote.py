"""Stage promote: the same bytes that were tested reach the real index, and are listed there."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.checklist.roles import by_ci, sent_to, to_publish, unpublishable, uploaded
from release_tasks.core.artifacts import Artifacts
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.same_bytes import unverified
from release_tasks.core.git import RemoteRefs, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes, IndexFile, IndexFiles, IndexPage
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Done, Fail, Ok, Outcome, Waiting, Warn, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.core.validation import Validation, digest_of, install_standing


@item(
    source="https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments"
)
def approve(project: Project) -> Outcome:
    """A person approved the protected environment that publishes."""
    return by_ci(project)


@item(
    source="https://packaging.python.org/en/latest/guides/publishing-package-distribution-releases-using-github-actions-ci-cd-workflows/"
)
def published(
    request: Request,
    project: Project,
    target: Target,
    indexes: Indexes,
    tags: Tags,
    remote: RemoteRefs,
    validation: Validation,
    listed: Lazy[Annotated[IndexFiles, "pypi"]],
) -> Outcome:
    """The index has every tested file."""
    if project.publish == "ci":
        return by_ci(project)
    findings = unpublishable(request, project, target, tags, remote, validation)
    if findings := findings or _untried(request, indexes, validation):
        return Fail(findings=findings)
    mine = validation.files
    remedy = "release another version: an index never takes a second file of one name"
    outcome = uploaded(mine, listed.get(), validation.ledger, remedy)
    if outcome is not None:
        return outcome
    seen = tuple(Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}") for each in mine)
    return Done(evidence=(Evidence(what=f"{indexes.pypi.shown} has all {len(mine)} files"), *seen))


def _untried(request: Request, indexes: Indexes, validation: Validation) -> tuple[Finding, ...]:
    """The test index is in use, and these very bytes were not installed from it."""
    ledger, version = validation.ledger, validation.target.version
    if indexes.testpypi is None or ledger.latest("skip", version, item="publish.testpypi"):
        return ()
    files = tuple(each.file for each in validation.files)
    remedy = request.command("publish")
    if findings := unverified(files, ledger, indexes.testpypi.shown, remedy):
        return findings
    pythons, smoke = validation.pythons.found, validation.project.smoke
    standing = install_standing(ledger, "index-install", f"testpypi:{digest_of(files)}", pythons, smoke)
    if standing.entry is not None:
        return ()
    return (
        Finding(
            kind="these files were not installed from the test index together",
            subject=indexes.testpypi.shown,
            expected="an install of the same bytes, on each Python",
            found=standing.stale or "none on record",
            remedy=remedy,
            after="publish.testpypi",
        ),
    )


@item(source="https://packaging.python.org/en/latest/specifications/simple-repository-api/")
def listed(
    request: Request,
    project: Project,
    target: Target,
    artifacts: Artifacts,
    ledger: Ledger,
    index: Annotated[IndexFiles, "pypi"],
) -> Outcome:
    """The index lists the version, each file with our digest, none yanked."""
    where = index.endpoint.shown
    if not index.files:
        if sent_to(ledger, index.endpoint):
            return Waiting(
                fact=IndexPage, subject="pypi", reason=f"{where} does not list {target.version} yet"
            )
        found = "no such version" if index.project_known else "no such project"
        return fail(
            f"{project.name} {target.version} is not listed",
            where,
            expected="its files",
            found=found,
            remedy=to_publish(request, project),
            after="promote.published",
        )
    ours = _tested(project, target, artifacts)
    findings = _missing(request, ours, index) + tuple(
        each for file in index.files for each in _judged(file, ours)
    )
    if findings:
        return Fail(findings=findings)
    seen = tuple(Evidence(what=each.name, seen_on=f"sha256:{each.sha256[:12]}") for each in index.files)
    total = Evidence(what=f"{where} lists {len(seen)} files of {target.version}")
    if not ours:
        unproven = Finding(
            kind="the digests were compared with nothing",
            subject=where,
            expected="the files that were tested",
            found="CI built them, and its artifacts are not looked at yet"
            if project.publish == "ci"
            else f"none of {target.version} in {artifacts.folder}",
            remedy="compare them with the artifacts of the workflow run"
            if project.publish == "ci"
            else "run this where they were built",
        )
        return Warn(findings=(unproven,), evidence=(total, *seen))
    return Ok(evidence=(total, *seen))


def _tested(project: Project, target: Target, artifacts: Artifacts) -> dict[str, str]:
    """The digests of the tested files by name; none where CI built them, for no two builds need be equal."""
    if project.publish == "ci":
        return {}
    return {each.file.name: each.file.sha256 for each in artifacts.of(target.version)}


def _missing(request: Request, ours: dict[str, str], index: IndexFiles) -> tuple[Finding, ...]:
    there = {each.name for each in index.files}
    return tuple(
        Finding(
            kind="not listed",
            subject=name,
            expected=f"on {index.endpoint.shown}",
            remedy=request.command("promote"),
        )
        for name in ours
        if name not in there
    )


def _judged(file: IndexFile, ours: dict[str, str]) -> list[Finding]:
    findings = []
    if file.yanked:
        findings.append(
            Finding(
                kind="yanked",
                subject=file.name,
                expected="a file that installers take",
                found=file.yanked_reason,
                remedy="take the yank back on the project's page there, or release another version",
            )
        )
    if not ours:
        return findings
    if file.name not in ours:
        findings.append(
            Finding(
                kind="listed, but not among the tested files",
                subject=file.name,
                expected="only files that were tested",
                remedy="find out who uploaded it; delete it there, or yank the release",
            )
        )
    elif ours[file.name] != file.sha256:
        findings.append(
            Finding(
                kind="not the bytes that were tested",
                subject=file.name,
                expected=f"sha256 {ours[file.name]}",
                found=f"sha256 {file.sha256 or 'not offered by this index'}",
                remedy="yank the release, find out who uploaded it, and release another version",
            )
        )
    return findings
