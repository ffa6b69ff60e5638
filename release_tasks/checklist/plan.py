"""Stage plan: the right version, at the right time, with nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.changelog.columns import beside
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.git import CommitsSince, GitState, LastRelease
from release_tasks.core.github import GitHub
from release_tasks.core.github.checks import CommitChecks
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.publisher import LastPublisher
from release_tasks.core.github.releasing import ReleasesOfTag
from release_tasks.core.github.tracker import Blockers
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Change, Done, Fail, Ok, Outcome, Skip, Warn, fail
from release_tasks.core.news import ChangelogFile, Fragments
from release_tasks.core.project import Project
from release_tasks.core.release_tag import ReleaseTag, tag_in_question
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import NotedTarget, NoteTarget, Target, tag_name, version_in_tag
from release_tasks.core.version import same_version
from release_tasks.judgement.answers import at_most, confirmed, said_yes
from release_tasks.judgement.news import told_of, uncovered
from release_tasks.judgement.plan.blocking import blocking, no_label, of_the_next_one
from release_tasks.judgement.plan.commit_checks import judged
from release_tasks.judgement.plan.version_used import published, taken
from release_tasks.judgement.plan.workflow_fitness import (
    as_before,
    in_the_file,
    on_github,
    portrait,
    protection,
    unlike_before,
    unseen,
    unstarted,
)

_SHOWN = 30
"""How many changes are named: a history of thousands helps nobody."""


@item(source="https://packaging.python.org/en/latest/specifications/version-specifiers/")
def target_version(
    request: Request,
    marked: ReleaseTag,
    sources: Lazy[VersionSources],
    noted: NotedTarget,
    ledger: Ledger,
    index: Lazy[Annotated[IndexFiles, "pypi"]],
    github: GitHub,
    releases: Lazy[ReleasesOfTag],
) -> Outcome:
    """The version is higher than the last release, not used as a tag, on the index or on GitHub, and confirmed."""
    project, target = marked.project, marked.target
    next_one = request.command("plan", "--version", "minor")
    if target.asked is None and marked.last.version == target.version:
        return _released(request, marked, ledger, next_one)
    findings = taken(marked, next_one)
    findings = findings or published(target, index.get(), None if github.absent else releases.get(), next_one)
    if findings:
        return Fail(findings=findings)
    question = f"Is {project.name} {target.version} ({target.why}) the version to release?"
    answer = confirmed(ledger, "plan.target-version", question, target.version)
    if isinstance(answer, Done) and noted.version != target.version and not sources.get().spots:
        because = "no file states the version, so later runs could not know it"
        return Change(actions=(NoteTarget(version=target.version),), because=because)
    if isinstance(answer, Ask):
        return answer
    where = f"{marked.name} is free here, at {marked.remote.url}, and {target.version} on {index.get().endpoint.listing}"
    on_github = (
        f"GitHub's releases were not looked at: {github.absent}" if github.absent else "also on GitHub"
    )
    return Done(evidence=(*answer.evidence, Evidence(what=where), Evidence(what=on_github)))


def _released(request: Request, marked: ReleaseTag, ledger: Ledger, next_one: str) -> Outcome:
    """In a look at all of a release, the word that began it counts; whoever plans means another version."""
    said = said_yes(ledger, "plan.target-version", marked.target.version)
    if request.overview and said:
        return replace(said, evidence=(*said.evidence, Evidence(what=f"{marked.name} is its tag now")))
    return Warn(findings=(Finding(kind="released already", subject=marked.name, remedy=next_one),))


@item(source="https://keepachangelog.com/en/1.1.0/")
def changes_covered(
    project: Project,
    target: Target,
    commits: CommitsSince,
    file: ChangelogFile,
    fragments: Fragments,
    ledger: Ledger,
) -> Outcome:
    """The changelog has entries for what was merged since the last release, and a person finds nothing missing."""
    since = _since(commits)
    if commits.tag and same_version(version_in_tag(project.tag, commits.tag) or "", target.version):
        return _compared_before(commits.tag, target, ledger)
    if file.path is None and fragments.tool is None:
        return Skip(reason=f"there is no changelog to compare with {since}")
    history = (*map(str, commits.pulls), *commits.subjects)
    shown = at_most(history, _SHOWN)
    told = told_of(target, file, fragments)
    if told is None and fragments.tool is not None and not history:
        return Ok(evidence=(Evidence(what=f"{since}, and no news fragment"),))
    if told is None:
        return uncovered(project, file, fragments, since, shown)
    where, words = told
    if not history:
        return Ok(evidence=(Evidence(what=f"{since}, beside {where}"),))
    listed = beside((where, "", *words), (since, "", *shown))
    question = f"Do the changelog's entries cover what users will notice of {since}?\n" + "\n".join(listed)
    answer = confirmed(ledger, "plan.changes-covered", question, target.version)
    if isinstance(answer, Ask):
        return answer
    seen = (f"{since}, beside {where}", *shown)
    return Done(evidence=(*(Evidence(what=each) for each in seen), *answer.evidence))


def _compared_before(tag: str, target: Target, ledger: Ledger) -> Outcome:
    """What came since the release's own tag is the next one's: of this one counts what was said before."""
    late = Skip(reason=f"{tag} is there: what came since is for the release after it")
    return said_yes(ledger, "plan.changes-covered", target.version) or late


def _since(commits: CommitsSince) -> str:
    counted = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in ((len(commits.pulls), "pull request"), (len(commits.subjects), "commit"))
        if number or (word == "commit" and not commits.pulls)
    ]
    return f"{' and '.join(counted)} since {commits.tag or 'the beginning'}"


@item(source="https://docs.github.com/en/rest/issues/issues")
def blockers(
    request: Request,
    project: Project,
    target: Target,
    github: GitHub,
    last: Lazy[LastRelease],
    found: Lazy[Blockers],
) -> Outcome:
    """No open issue or pull request has a blocker's label, or this release's milestone."""
    if github.absent:
        return Skip(reason=github.absent)
    seen = found.get()
    out = tag_in_question(request, target, last.get)
    if out is not None and seen.found:
        return of_the_next_one(out.name, seen.found)
    if seen.found:
        return Fail(findings=tuple(blocking(request, each) for each in seen.found))
    of_milestone = seen.milestone.title if seen.milestone else "called like this release"
    milestone = "none is open in" if seen.milestone else "there is no"
    looked = Evidence(
        what=f"no open issue has a label {' or '.join(seen.labels) or 'that was stated'}; {milestone} milestone {of_milestone}",
        seen_on=github.repository,
    )
    if project.hosting.blocker_labels and seen.unknown:
        return Warn(findings=tuple(no_label(github, each) for each in seen.unknown), evidence=(looked,))
    return Ok(evidence=(looked,))


@item(source="https://docs.github.com/en/rest/checks/runs")
def ci_green(project: Project, git: GitState, github: GitHub, checks: Lazy[CommitChecks]) -> Outcome:
    """Every check of the commit passed."""
    if github.absent:
        return Skip(reason=github.absent)
    seen = checks.get()
    if not seen.pushed:
        return fail(
            "the commit is not on GitHub yet",
            seen.commit[:12],
            expected=f"a commit that {github.repository} has, with its checks",
            remedy=f"git push {git.remote} {git.branch or 'HEAD'}",
            after="tag.push",
        )
    return judged(seen, project.hosting.required_checks, f"{github.web}/{github.repository}")


@item(source="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax")
def release_workflow(
    project: Project,
    target: Target,
    workflow: ReleaseWorkflow,
    github: GitHub,
    environments: Lazy[ReleaseEnvironments],
    last: Lazy[LastPublisher],
) -> Outcome:
    """The release workflow is started by the tag, may upload, and its environment is protected."""
    tag = tag_name(project.tag, target.version)
    by_hand = project.publish == "local"
    if not workflow.file and by_hand:
        return Skip(reason="no workflow has a part in this release: the files are uploaded from here")
    if not workflow.file or workflow.broken:
        return fail(
            workflow.broken or "no workflow uploads",
            workflow.file or ".github/workflows",
            expected=f"a workflow that the push of {tag} starts, and that uploads",
            remedy='write it, name it with workflow in the settings, or state publish = "local"',
        )
    if not workflow.fires:
        found = (unstarted(workflow, tag),)
        return Warn(findings=found) if by_hand else Fail(findings=found)
    if findings := tuple(in_the_file(workflow, project.hosting.environment)):
        return Fail(findings=findings)
    seen = tuple(Evidence(what=each) for each in portrait(workflow, github, tag))
    if github.absent:
        return Warn(findings=(unseen(workflow, github),), evidence=seen)
    there = environments.get()
    faults = (
        *on_github(github, workflow, there, tag, project.hosting.environment),
        *unlike_before(workflow, github, last),
    )
    if any(stops for stops, _ in faults):
        return Fail(findings=tuple(each for _, each in faults))
    seen += tuple(Evidence(what=each) for each in protection(workflow, there))
    seen += tuple(Evidence(what=each) for each in as_before(workflow, github, last))
    if faults:
        return Warn(findings=tuple(each for _, each in faults), evidence=seen)
    return Ok(evidence=seen)
