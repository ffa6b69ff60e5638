"""Stage promote: the same bytes that were tested reach the real index, and are listed there."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.gate.same_bytes import unverified
from release_tasks.core.gate.verdicts import together
from release_tasks.core.github.approval_grounds import Grounds
from release_tasks.core.github.ci_files import recorded
from release_tasks.core.github.publishing_log import PublishingLog
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Done, Fail, Outcome
from release_tasks.core.publishing import LocalPublishing
from release_tasks.core.validation import digest_of, install_standing
from release_tasks.judgement.ci_jobs import rejection
from release_tasks.judgement.listings import not_there
from release_tasks.judgement.promote.approval import approval
from release_tasks.judgement.promote.published_by_ci import Publication, published_by_ci
from release_tasks.judgement.roles import no_run, unseen
from release_tasks.judgement.uploading_jobs import UploadingJobs
from release_tasks.judgement.uploads import unpublishable, uploaded


@item(
    source="https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments"
)
def approve(grounds: Grounds) -> Outcome:
    """A person approved the protected environment that publishes."""
    ci = grounds.ci
    return unseen(ci) or (approval(grounds) if ci.found else no_run(ci))


@item(
    source="https://packaging.python.org/en/latest/guides/publishing-package-distribution-releases-using-github-actions-ci-cd-workflows/"
)
def published(
    ci: ReleaseRun,
    publishing: Lazy[LocalPublishing],
    listed: Lazy[Annotated[IndexFiles, "pypi"]],
    log: Lazy[PublishingLog],
    ledger: Ledger,
) -> Outcome:
    """The index has every tested file."""
    if ci.project.publish == "local":
        local = publishing.get()
        if findings := unpublishable(local) or _untried(local):
            return Fail(findings=findings)
        return _from_here(local, listed.get())
    if skip := unseen(ci):
        return skip
    if (found := ci.found) is None:
        return no_run(ci)
    if said_no := rejection(ci):
        return Fail(findings=said_no)
    jobs = UploadingJobs(workflow=ci.workflow, found=found, of=ci.workflow.publishing, follow_s=ci.patience_s)
    return published_by_ci(
        Publication(request=ci.request, jobs=jobs, log=log, listed=listed, record=recorded(ledger))
    )


def _from_here(local: LocalPublishing, there: IndexFiles) -> Outcome:
    outcome = uploaded(local.validation, there.endpoint, there.files)
    if outcome is not None:
        return outcome
    mine = local.validation.files
    seen = tuple(Evidence(what=each.file.name, seen_on=f"sha256:{each.file.sha256[:12]}") for each in mine)
    return Done(evidence=(Evidence(what=f"{local.indexes.pypi.listing} has all {len(mine)} files"), *seen))


def _untried(local: LocalPublishing) -> tuple[Finding, ...]:
    """The test index is in use, and these very bytes were not installed from it."""
    indexes, validation = local.indexes, local.validation
    ledger, version = validation.ledger, validation.target.version
    if indexes.testpypi is None or ledger.excused("publish.testpypi", version):
        return ()
    files = tuple(each.file for each in validation.files)
    remedy = local.request.command("publish")
    if findings := unverified(files, ledger, indexes.testpypi.listing, remedy):
        return findings
    pythons, smoke = validation.pythons, validation.project.smoke
    standing = install_standing(ledger, "index-install", f"testpypi:{digest_of(files)}", pythons, smoke)
    if standing.entry is not None:
        return ()
    return (
        Finding(
            kind="these files were not installed from the test index together",
            subject=indexes.testpypi.listing,
            expected="an install of the same bytes, on each Python",
            found=standing.stale or "none on record",
            remedy=remedy,
            after="publish.testpypi",
        ),
    )


@item(source="https://packaging.python.org/en/latest/specifications/simple-repository-api/")
def listed(release: Annotated[ListedRelease, "pypi"]) -> Outcome:
    """The index lists the release: whole, for every platform that it should serve, with the tested bytes."""
    if outcome := not_there(release, after="promote.published"):
        return outcome
    where, version = release.page.endpoint.listing, release.target.version
    number = len(release.page.of(version))
    headline = f"{where} lists {number} file{'s' * (number != 1)} of {release.project.name} {version}"
    return together(release.verdicts(), release.required, headline=headline)
