"""Stage plan: the right version, at the right time, with nothing forgotten."""

from __future__ import annotations

from release_tasks.checklist import item
from release_tasks.checklist.post import NOT_YET
from release_tasks.core.changelog import ChangelogFile, is_empty, section_for
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.git import CommitsSince, LastRelease, RemoteRefs, Tags
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Done, Fail, Ok, Outcome, Skip, Warn, fail
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.core.version import parse


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def target_version(
    project: Project, target: Target, last: LastRelease, tags: Tags, remote: RemoteRefs, ledger: Ledger
) -> Outcome:
    """The version is higher than the last release, unused as a tag, and a person confirmed it."""
    name = tag_name(project.tag, target.version)
    findings = []
    if target.asked is None and last.version == target.version:
        released = Finding(kind="released already", subject=name, remedy="plan the next one: --version minor")
        return Warn(findings=(released,))
    if last.version is not None and parse(target.version) <= parse(last.version):
        findings.append(
            Finding(
                kind="not higher than the last release",
                subject=target.version,
                expected=f"more than {last.version}",
                remedy="give the next version: --version minor",
            )
        )
    if name in tags.by_name or name in remote.tags:
        findings.append(Finding(kind="the tag exists already", subject=name, expected="an unused tag"))
    if findings:
        return Fail(findings=tuple(findings))
    said = ledger.latest("answer", target.version, item="plan.target-version")
    if said is None:
        return Ask(
            question=f"Is {project.name} {target.version} ({target.why}) the version to release?",
            bound_to=target.version,
            hint="pass --answer target-version=yes",
        )
    if said.data["text"].lower() not in ("y", "yes"):
        return fail(
            "the version was not confirmed",
            target.version,
            found=said.data["text"],
            remedy="give another version",
        )
    return Done(evidence=(Evidence(what=f"{said.who} confirmed {target.version}", seen_on=said.at),))


@item(source="https://keepachangelog.com/en/1.1.0/")
def changes_covered(project: Project, target: Target, commits: CommitsSince, file: ChangelogFile) -> Outcome:
    """The changelog has entries for what was committed since the last release."""
    told = tuple(Evidence(what=each) for each in commits.subjects)
    since = f"{len(told)} commits since {commits.tag or 'the beginning'}"
    if file.path is None:
        return Skip(reason=f"there is no changelog to compare with {since}")
    section = section_for(file.text, target.version)
    if section is None or is_empty(section):
        where = str(file.path.relative_to(project.repository))
        return fail(
            "the changelog says nothing of this release", where, expected=f"entries that cover {since}"
        )
    return Ok(evidence=(Evidence(what=f"{since}, beside the section {section.title}"), *told))


@item(source="https://docs.github.com/en/rest/issues/issues")
def blockers() -> Outcome:
    """No open issue blocks the release."""
    return Skip(reason=NOT_YET)


@item(source="https://docs.github.com/en/rest/checks/runs")
def ci_green() -> Outcome:
    """Every check of the commit passed."""
    return Skip(reason=NOT_YET)


@item(source="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax")
def release_workflow() -> Outcome:
    """The release workflow fires on the tag, and may do what it needs."""
    return Skip(reason=NOT_YET)
