"""Stage plan: the right version, at the right time, with nothing forgotten."""

from __future__ import annotations

from release_tasks.checklist import item
from release_tasks.checklist.answers import confirmed
from release_tasks.checklist.post import NOT_YET
from release_tasks.core.actions import NoteTarget
from release_tasks.core.changelog import ChangelogFile, section_for
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.git import CommitsSince, LastRelease, RemoteRefs, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Change, Done, Fail, Ok, Outcome, Skip, Warn, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import NotedTarget, Target, tag_name
from release_tasks.core.version import parse

_SHOWN = 30
"""How many commits are named: a history of thousands helps nobody."""


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def target_version(
    request: Request,
    project: Project,
    target: Target,
    last: LastRelease,
    tags: Tags,
    remote: RemoteRefs,
    sources: Lazy[VersionSources],
    noted: NotedTarget,
    ledger: Ledger,
) -> Outcome:
    """The version is higher than the last release, unused as a tag, and a person confirmed it."""
    next_one = request.command("plan", "--version", "minor")
    name = tag_name(project.tag, target.version)
    if target.asked is None and last.version == target.version:
        released = Finding(kind="released already", subject=name, remedy=next_one)
        return Warn(findings=(released,))
    if findings := _taken(target, name, last, tags, remote, next_one):
        return Fail(findings=findings)
    question = f"Is {project.name} {target.version} ({target.why}) the version to release?"
    answer = confirmed(ledger, "plan.target-version", question, target.version)
    if isinstance(answer, Done) and noted.version != target.version and not sources.get().spots:
        because = "no file states the version, so later runs could not know it"
        return Change(actions=(NoteTarget(version=target.version),), because=because)
    return answer


def _taken(
    target: Target, name: str, last: LastRelease, tags: Tags, remote: RemoteRefs, next_one: str
) -> tuple[Finding, ...]:
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
    places = [where for where, known in (("here", tags.by_name), (remote.url, remote.tags)) if name in known]
    if places:
        findings.append(
            Finding(
                kind="the tag exists already",
                subject=name,
                expected="an unused tag",
                found=" and ".join(places),
                remedy=next_one,
            )
        )
    return tuple(findings)


@item(source="https://keepachangelog.com/en/1.1.0/")
def changes_covered(
    project: Project, target: Target, commits: CommitsSince, file: ChangelogFile, ledger: Ledger
) -> Outcome:
    """The changelog has entries for what was committed since the last release, and a person finds nothing missing."""
    number = len(commits.subjects)
    since = f"{number} commit{'' if number == 1 else 's'} since {commits.tag or 'the beginning'}"
    if file.path is None:
        return Skip(reason=f"there is no changelog to compare with {since}")
    section = section_for(file.read(), target.version)
    if section is None or section.says_nothing:
        where = str(file.path.relative_to(project.repository))
        return fail(
            "the changelog says nothing of this release",
            where,
            expected=f"entries that cover {since}",
            found="\n".join(_shortened(commits.subjects)),
            remedy=f"write in {where}, under ## [Unreleased], what users will notice of them",
        )
    beside = f"{since}, beside the section {section.title}"
    if not number:
        return Ok(evidence=(Evidence(what=beside),))
    listed = "".join(f"\n{each}" for each in _shortened(commits.subjects))
    question = f"Do the changelog's entries cover what users will notice of {beside}?{listed}"
    answer = confirmed(ledger, "plan.changes-covered", question, target.version)
    if isinstance(answer, Ask):
        return answer
    told = tuple(Evidence(what=each) for each in _shortened(commits.subjects))
    return Done(evidence=(Evidence(what=beside), *told, *answer.evidence))


def _shortened(subjects: tuple[str, ...]) -> tuple[str, ...]:
    more = len(subjects) - _SHOWN
    return (*subjects[:_SHOWN], *((f"… and {more} more",) if more > 0 else ()))


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
