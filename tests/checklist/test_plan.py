"""Stage plan: the version that may be released, and the changes that its changelog has to tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told, verdict

from release_tasks.checklist import plan
from release_tasks.core.git import CommitsSince
from release_tasks.core.github import Hosting
from release_tasks.core.github.checks import Check, CommitChecks
from release_tasks.core.github.environments import DeploymentEnvironment, RefPattern, ReleaseEnvironments
from release_tasks.core.github.publisher import LastPublisher
from release_tasks.core.github.tracker import Blocker, Blockers, Issue, Milestone
from release_tasks.core.github.workflow import ArtifactStep, ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Done, Fail, Ok, Outcome, Skip, Waiting, Warn
from release_tasks.core.news import ChangelogFile, Fragments
from release_tasks.core.provenance import Publisher
from release_tasks.core.pulls import PullRequest
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import NotedTarget, NoteTarget

YES = b.an_answer("plan.target-version", "yes")


def target_version(sources: VersionSources | None = None, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(task="plan"),
        "project": b.a_project(),
        "target": b.a_target(asked="minor", why="minor after 1.2.0"),
        "last": b.a_last(),
        "tags": b.some_tags(),
        "remote": b.a_remote(),
        "sources": Lazy(lambda: sources or b.some_sources("1.2.0")),
        "noted": NotedTarget(),
        "ledger": b.a_ledger(),
        "index": Lazy(b.listed),
        "github": b.a_github(),
        "releases": Lazy(b.releases),
    }
    return verdict(plan.target_version, facts | changes)


def test_a_person_is_asked_about_a_free_version() -> None:
    asked = question(target_version())
    assert asked == "Is demo 1.3.0 (minor after 1.2.0) the version to release?"
    assert question(target_version(last=b.a_last(None))) == asked


def test_a_yes_is_done_and_names_who_said_it() -> None:
    assert told(target_version(ledger=b.a_ledger(YES))) == [
        "Ada said 'yes'",
        "v1.3.0 is free here, at /srv/demo.git, and 1.3.0 on http://pypi.index.example/simple/",
        "also on GitHub",
    ]


def test_what_was_not_looked_at_is_told() -> None:
    elsewhere = b.a_github(absent="origin is no repository on GitHub")
    seen = told(target_version(ledger=b.a_ledger(YES), github=elsewhere, releases=Lazy(b.never)))
    assert seen[-1] == "GitHub's releases were not looked at: origin is no repository on GitHub"


def test_a_version_that_is_out_already_is_refused_wherever_it_is() -> None:
    out: dict[str, Any] = {
        "index": Lazy(lambda: b.listed(b.WHEEL)),
        "releases": Lazy(lambda: b.releases("published")),
    }
    found = findings(target_version(ledger=b.a_ledger(YES), **out))
    assert [(each.kind, each.subject) for each in found] == [
        ("the index has that version already", "1.3.0"),
        ("GitHub has a release of that tag already", "v1.3.0"),
    ]
    assert found[0].found == "1 files on http://pypi.index.example/simple/"


def test_a_draft_of_the_release_takes_nothing() -> None:
    question(target_version(releases=Lazy(lambda: b.releases("draft"))))


def test_a_no_is_asked_about_again_and_told() -> None:
    no = b.an_answer("plan.target-version", "no, 2.0")
    assert question(target_version(ledger=b.a_ledger(YES, no))).endswith("(Ada said 'no, 2.0' before)")


def test_a_yes_to_another_version_does_not_count() -> None:
    other = b.an_answer("plan.target-version", "yes", bound_to="1.2.9")
    question(target_version(ledger=b.a_ledger(other)))


@pytest.mark.parametrize("last", ["1.3.0", "1.3.0.post1", "2.0.0"])
def test_a_version_that_is_not_higher_than_the_last_release_is_refused(last: str) -> None:
    (found,) = findings(target_version(last=b.a_last(last), ledger=b.a_ledger(YES)))
    assert (found.kind, found.expected) == ("not higher than the last release", f"more than {last}")
    assert found.remedy == "python -m release_tasks plan --version minor"


def test_a_pre_release_before_its_final_release_is_higher() -> None:
    question(target_version(last=b.a_last("1.3.0rc2")))


def test_a_tag_that_exists_here_or_at_origin_is_refused() -> None:
    tag = b.a_tag()
    for facts, where in (
        ({"tags": b.some_tags(tag)}, "here"),
        ({"remote": b.a_remote(tag)}, "/srv/demo.git"),
        ({"tags": b.some_tags(tag), "remote": b.a_remote(tag)}, "here and /srv/demo.git"),
    ):
        (found,) = findings(target_version(**facts))
        assert (found.kind, found.subject, found.found) == ("the tag exists already", "v1.3.0", where)


def test_both_faults_are_told_at_once() -> None:
    outcome = target_version(last=b.a_last("1.3.0"), tags=b.some_tags(b.a_tag()))
    assert kinds(outcome) == ["not higher than the last release", "the tag exists already"]


def test_what_nobody_asked_for_and_is_released_is_a_warning() -> None:
    outcome = target_version(
        target=b.a_target(), last=b.a_last("1.3.0"), request=b.a_request(door="nox -s release-{task} --")
    )
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert (found.kind, found.subject) == ("released already", "v1.3.0")
    assert found.remedy == "nox -s release-plan -- --version minor"


def test_in_a_look_at_a_release_that_is_out_the_yes_that_began_it_is_told() -> None:
    look: dict[str, Any] = {
        "target": b.a_target(), "last": b.a_last("1.3.0"), "request": b.a_request(task="status"),
    }  # fmt: skip
    assert told(target_version(ledger=b.a_ledger(YES), **look)) == ["Ada said 'yes'", "v1.3.0 is its tag now"]
    assert isinstance(target_version(ledger=b.a_ledger(), **look), Warn)
    in_plan = look | {"request": b.a_request(task="plan")}
    assert isinstance(target_version(ledger=b.a_ledger(YES), **in_plan), Warn)


def test_where_no_file_states_the_version_it_is_noted_once_it_is_confirmed() -> None:
    nowhere = VersionSources(spots=())
    question(target_version(nowhere))
    wanted = change(target_version(nowhere, ledger=b.a_ledger(YES), noted=NotedTarget(version="1.2.5")))
    assert wanted.actions == (NoteTarget(version="1.3.0"),)
    assert isinstance(
        target_version(nowhere, ledger=b.a_ledger(YES), noted=NotedTarget(version="1.3.0")), Done
    )


def changes_covered(text: str = "", *subjects: str, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "project": b.a_project(),
        "target": b.a_target(),
        "commits": CommitsSince(tag="v1.2.0", subjects=subjects),
        "file": ChangelogFile(path=b.ROOT / "CHANGELOG.md", text=text),
        "fragments": Fragments(),
        "ledger": b.a_ledger(b.an_answer("plan.changes-covered", "yes")),
    }
    return plan.changes_covered.judge(**(facts | changes))


def test_commits_are_shown_beside_the_section_that_tells_of_them() -> None:
    assert told(changes_covered("## [Unreleased]\n\n- Faster.\n", "feat: faster", "chore: tidy")) == [
        "2 commits since v1.2.0, beside the section [Unreleased]",
        "feat: faster",
        "chore: tidy",
        "Ada said 'yes'",
    ]


def test_what_came_since_the_releases_own_tag_is_not_compared_with_its_section() -> None:
    later = CommitsSince(tag="v1.3.0", subjects=("feat: faster",))
    text = "## [Unreleased]\n\n## 1.3.0\n\n- Slower.\n"
    assert told(changes_covered(text, commits=later)) == ["Ada said 'yes'"]
    assert changes_covered(text, commits=later, ledger=b.a_ledger()) == Skip(
        reason="v1.3.0 is there: what came since is for the release after it"
    )


def test_a_person_is_asked_with_the_commits_before_their_eyes_and_not_for_nothing() -> None:
    asked = changes_covered("## [Unreleased]\n\n- Faster.\n", "feat: faster", ledger=b.a_ledger())
    assert isinstance(asked, Ask)
    assert [[cell.strip() for cell in line.split("|")] for line in asked.question.splitlines()] == [
        ["Do the changelog's entries cover what users will notice of 1 commit since v1.2.0?"],
        ["the section [Unreleased]", "1 commit since v1.2.0"],
        ["", ""],
        ["- Faster.", "feat: faster"],
    ]
    assert asked.hint == "pass --answer changes-covered=yes, or --skip changes-covered=REASON"
    assert isinstance(changes_covered("## [Unreleased]\n\n- Faster.\n", ledger=b.a_ledger()), Ok)


def test_pull_requests_come_first_and_are_counted() -> None:
    commits = CommitsSince(
        tag="v1.2.0", subjects=("chore: tidy",), pulls=(PullRequest(name="#7", title="Faster"),)
    )
    seen = told(changes_covered("## Unreleased\n- Faster.\n", commits=commits))
    assert seen[:3] == [
        "1 pull request and 1 commit since v1.2.0, beside the section Unreleased",
        "#7 Faster",
        "chore: tidy",
    ]


def test_the_versions_own_section_comes_before_what_is_unreleased() -> None:
    text = "## Unreleased\n\n- Later.\n\n## 1.3.0 - 2025-01-01\n\n- Faster.\n"
    assert told(changes_covered(text))[0] == "0 commits since v1.2.0, beside the section 1.3.0 - 2025-01-01"


def test_a_long_history_is_cut_and_says_so() -> None:
    seen = told(changes_covered("## Unreleased\n- All.\n", *(f"feat: {at}" for at in range(95))))
    assert seen[0].startswith("95 commits")
    assert seen[-3:-1] == ["feat: 29", "… and 65 more"]
    assert "more" not in told(changes_covered("## Unreleased\n- All.\n", *["feat: x"] * 30))[-2]


@pytest.mark.parametrize("text", ["", "## [Unreleased]\n\n### Added\n\n## 1.2.0 - 2024-01-01\n- Begin.\n"])
def test_a_changelog_that_says_nothing_fails_with_what_it_should_tell(text: str) -> None:
    (found,) = findings(changes_covered(text, "feat: faster"))
    assert (found.kind, found.subject) == ("the changelog says nothing of this release", "CHANGELOG.md")
    assert found.expected == "entries that cover 1 commit since v1.2.0"
    assert found.found == "feat: faster"


def test_without_a_changelog_it_is_a_skip_that_says_so() -> None:
    outcome = changes_covered(file=ChangelogFile(path=None), commits=CommitsSince(tag=None, subjects=("a",)))
    assert outcome == Skip(reason="there is no changelog to compare with 1 commit since the beginning")


def blockers(**changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(task="plan"),
        "project": b.a_project(),
        "target": b.a_target(),
        "github": b.a_github(),
        "last": Lazy(b.a_last),
        "found": Lazy(lambda: Blockers(labels=("blocker",))),
    }
    return plan.blockers.judge(**(facts | changes))


def test_nothing_that_blocks_says_what_was_looked_for() -> None:
    (seen,) = told(blockers())
    assert seen == "no open issue has a label blocker; there is no milestone called like this release"
    milestone = Milestone(number=1, title="1.3.0", state="open", html_url="")
    (seen,) = told(blockers(found=Lazy(lambda: Blockers(labels=("a", "b"), milestone=milestone))))
    assert seen == "no open issue has a label a or b; none is open in milestone 1.3.0"


def test_each_open_blocker_is_named_with_its_reasons() -> None:
    issue = Issue(number=7, title="Crash", html_url="https://github.example/7")
    pull = Issue(number=8, title="Fix", html_url="https://github.example/8", pull_request={"url": "x"})
    both = Blockers(
        labels=("blocker",),
        found=(
            Blocker(issue=issue, because=("label blocker", "milestone 1.3.0")),
            Blocker(issue=pull, because=("milestone 1.3.0",)),
        ),
    )
    outcome = blockers(found=Lazy(lambda: both))
    assert kinds(outcome) == [
        "an open issue blocks the release (label blocker, milestone 1.3.0)",
        "an open pull request blocks the release (milestone 1.3.0)",
    ]
    assert findings(outcome)[0].subject == "#7 Crash"
    assert findings(outcome)[0].remedy == "close it, or python -m release_tasks plan --skip blockers=REASON"


def test_what_is_open_once_a_release_is_out_blocks_the_one_after_it() -> None:
    issue = Issue(number=7, title="Crash", html_url="https://github.example/7")
    found = Lazy(
        lambda: Blockers(labels=("blocker",), found=(Blocker(issue=issue, because=("label blocker",)),))
    )
    out, look = Lazy(lambda: b.a_last("1.3.0")), b.a_request(task="status")
    assert told(blockers(found=found, last=out, request=look)) == [
        "v1.3.0 is out: what is open now stands in the way of the release after it",
        "#7 Crash (label blocker)",
    ]
    assert len(kinds(blockers(found=found, last=out))) == 1
    assert len(kinds(blockers(found=found, request=look))) == 1


def test_a_stated_label_that_does_not_exist_is_a_warning() -> None:
    unknown = Lazy(lambda: Blockers(labels=("bloker",), unknown=("bloker",)))
    stated = b.a_project(hosting=Hosting(blocker_labels=("bloker",)))
    (found,) = findings(blockers(found=unknown, project=stated))
    assert found.subject == "bloker"
    assert isinstance(blockers(found=unknown), Ok)


def ci_green(*checks: Check, seen: CommitChecks | None = None, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "project": b.a_project(),
        "git": b.a_git(),
        "github": b.a_github(),
        "checks": Lazy(lambda: seen or b.commit_checks(*checks)),
    }
    return plan.ci_green.judge(**(facts | changes))


PASSED = Check(name="tests", verdict="passed", said="success")
FAILED = Check(name="lint", verdict="failed", said="timed_out", url="https://github.example/lint")
RUNNING = Check(name="docs", verdict="running", said="queued")


def test_all_checks_passed() -> None:
    assert told(ci_green(PASSED)) == ["1 check passed: tests"]


def test_a_failed_check_is_named_with_its_page_and_nobody_waits_for_the_rest() -> None:
    (found,) = findings(ci_green(PASSED, FAILED, RUNNING))
    assert (found.subject, found.kind) == ("lint", "did not pass (timed_out)")
    assert found.found == "https://github.example/lint"


def test_running_checks_are_waited_for() -> None:
    outcome = ci_green(PASSED, RUNNING)
    assert isinstance(outcome, Waiting)
    assert outcome.fact is CommitChecks
    assert outcome.reason == f"1 of 2 checks of {b.HEAD[:12]} still run: docs (queued)"
    assert outcome.deadline_s == 2700


def test_a_commit_that_is_not_on_github_yet() -> None:
    (found,) = findings(ci_green(seen=CommitChecks(commit=b.HEAD, pushed=False)))
    assert (found.kind, found.remedy) == ("the commit is not on GitHub yet", "git push origin main")
    assert found.after == "tag.push"


def test_no_check_at_all_is_no_success() -> None:
    assert kinds(ci_green()) == ["did not run on this commit"]
    fresh = ci_green(seen=b.commit_checks(fresh=True))
    assert isinstance(fresh, Waiting)
    assert fresh.reason == f"no check of {b.HEAD[:12]} has begun yet"


def test_a_required_check_that_is_missing_is_named() -> None:
    (found,) = findings(ci_green(seen=b.commit_checks(PASSED, required=("tests", "coverage"))))
    assert (found.subject, found.kind) == ("coverage", "did not run on this commit")
    fresh = ci_green(seen=b.commit_checks(PASSED, required=("coverage",), fresh=True))
    assert isinstance(fresh, Waiting)
    assert "have not begun yet: coverage" in fresh.reason


def test_what_settings_require_decides_alone() -> None:
    stated = b.a_project(hosting=Hosting(required_checks=("tes*",)))
    assert [each.subject for each in findings(ci_green(PASSED, FAILED, project=stated))] == ["lint"]
    assert isinstance(ci_green(PASSED, FAILED, project=stated), Warn)
    missing = b.a_project(hosting=Hosting(required_checks=("tests (*)",)))
    assert kinds(ci_green(PASSED, project=missing)) == ["did not run on this commit"]


def test_checks_that_the_token_may_not_read_are_told() -> None:
    outcome = ci_green(seen=b.commit_checks(PASSED, unseen="the token may not read check runs"))
    assert isinstance(outcome, Warn)
    assert findings(outcome)[0].kind == "not all checks could be seen"


def test_a_long_list_of_checks_is_cut() -> None:
    many = [Check(name=f"job {at}", verdict="running", said="queued") for at in range(9)]
    outcome = ci_green(*many)
    assert isinstance(outcome, Waiting)
    assert outcome.reason.endswith("job 4 (queued), 4 more")


@pytest.mark.parametrize("judge", [blockers, ci_green])
def test_without_github_it_is_a_skip_that_says_why(judge: Any) -> None:
    absent = "no token for github.com: set GH_TOKEN"
    assert judge(github=b.a_github(absent=absent)) == Skip(reason=absent)


UPLOAD = ArtifactStep(uploads=True, name="dist", major=4)
DOWNLOAD = ArtifactStep(uploads=False, name="dist", major=4)


def a_job(**changes: Any) -> WorkflowJob:
    job = WorkflowJob(
        name="publish",
        file=".github/workflows/release.yml",
        environment="pypi",
        id_token=True,
        uploads=True,
        artifacts=(DOWNLOAD,),
    )
    return replace(job, **changes)


def a_build(*steps: ArtifactStep, **changes: Any) -> WorkflowJob:
    return a_job(**{"name": "build", "uploads": False, "environment": "", "artifacts": steps, **changes})


def a_workflow(*jobs: WorkflowJob, **changes: Any) -> ReleaseWorkflow:
    made = ReleaseWorkflow(
        file=".github/workflows/release.yml",
        events=("push",),
        fires=True,
        jobs=jobs or (a_build(UPLOAD), a_job()),
    )
    return replace(made, **changes)


def environments(*made: DeploymentEnvironment, secrets: tuple[str, ...] | None = None) -> ReleaseEnvironments:
    protected = DeploymentEnvironment(name="pypi", reviewers=("ada", "releasers"), wait_minutes=5)
    return ReleaseEnvironments(environments=made or (protected,), secrets=secrets)


def release_workflow(*jobs: WorkflowJob, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "project": b.a_project(publish="ci"),
        "target": b.a_target(),
        "workflow": a_workflow(*jobs),
        "github": b.a_github(),
        "environments": Lazy(environments),
        "last": Lazy(LastPublisher),
    }
    return plan.release_workflow.judge(**(facts | changes))


def test_a_workflow_that_is_fit_says_what_the_index_has_to_know() -> None:
    outcome = release_workflow()
    assert isinstance(outcome, Ok)
    assert told(outcome) == [
        ".github/workflows/release.yml is started by v1.3.0",
        "uploads to the index, by the job publish; its trusted publisher has to name ada/demo, release.yml, environment pypi",
        "environment pypi: ada or releasers has to approve, after a wait of 5 minutes",
    ]


def test_where_we_upload_no_workflow_is_needed() -> None:
    outcome = release_workflow(project=b.a_project(), workflow=ReleaseWorkflow())
    assert isinstance(outcome, Skip)
    assert kinds(release_workflow(workflow=ReleaseWorkflow())) == ["no workflow uploads"]
    broken = a_workflow(broken="it is no YAML that holds a workflow")
    assert kinds(release_workflow(workflow=broken)) == ["it is no YAML that holds a workflow"]


def test_a_workflow_that_our_tag_does_not_start() -> None:
    other = a_workflow(fires=False, events=("release", "workflow_dispatch"))
    (found,) = findings(release_workflow(workflow=other))
    assert found.kind == "the push of v1.3.0 does not start it"
    assert found.found == "started by release, workflow_dispatch"
    assert isinstance(release_workflow(workflow=other), Fail)
    assert isinstance(release_workflow(workflow=other, project=b.a_project()), Warn)


@pytest.mark.parametrize(
    ("jobs", "kind"),
    [
        ((a_build(UPLOAD),), "no job uploads"),
        ((a_job(id_token=False, artifacts=()),), "uploads, and may not prove who it is"),
        ((a_build(UPLOAD, matrix=True), a_job()), "each job of the matrix uploads an artifact called dist"),
        (
            (a_build(UPLOAD), a_build(UPLOAD, name="sdist"), a_job()),
            "uploads an artifact called dist, as the job build does",
        ),
        (
            (a_build(replace(UPLOAD, major=3)), a_job()),
            "uses upload-artifact v3, which GitHub does not run any more",
        ),
        (
            (a_build(UPLOAD), a_job(artifacts=(replace(DOWNLOAD, major=2),))),
            "uses download-artifact v2, which GitHub does not run any more",
        ),
        (
            (a_build(replace(UPLOAD, name="wheels")), a_job()),
            "reads artifacts called dist, which no job uploads",
        ),
    ],
)
def test_what_is_wrong_in_the_file(jobs: tuple[WorkflowJob, ...], kind: str) -> None:
    assert kinds(release_workflow(*jobs)) == [kind]


@pytest.mark.parametrize(
    ("given", "read", "pattern"),
    [
        ("wheels-${{ matrix.os }}", "wheels-*", True),
        ("wheels-${{ matrix.os }}-${{ matrix.python }}", "wheels-*-*", True),
        ("wheels-${{ matrix.os }}", "wheels-linux", False),
        ("wheels-${{ matrix.os }}", "${{ inputs.artifact }}", False),
        ("anything", "", True),
        ("dist", "*", True),
    ],
)
def test_names_that_fit(given: str, read: str, pattern: bool) -> None:
    jobs = (
        a_build(replace(UPLOAD, name=given), matrix="${{" in given),
        a_job(artifacts=(replace(DOWNLOAD, name=read, pattern=pattern),)),
    )
    assert isinstance(release_workflow(*jobs), Ok)


def test_names_that_may_be_uploaded_again() -> None:
    again = a_build(replace(UPLOAD, overwrite=True, major=None), matrix=True)
    assert isinstance(release_workflow(again, a_job()), Ok)


def test_the_environment_that_settings_state_is_used() -> None:
    stated = b.a_project(publish="ci", hosting=Hosting(environment="pypi-production"))
    (found,) = findings(release_workflow(project=stated))
    assert (found.kind, found.found) == ("no job uses the environment that settings state", "pypi")


def test_what_is_wrong_on_github() -> None:
    missing = Lazy(lambda: environments(DeploymentEnvironment(name="pypi", known=False)))
    assert kinds(release_workflow(environments=missing)) == [
        "the environment is not on GitHub, or hidden from the token"
    ]
    branches = RefPattern(name="main"), RefPattern(name="w*", type="tag")
    closed = DeploymentEnvironment(name="pypi", reviewers=("ada",), refs="chosen", patterns=branches)
    (found,) = findings(release_workflow(environments=Lazy(lambda: environments(closed))))
    assert (found.kind, found.found) == ("the environment does not let v1.3.0 deploy", "branch main, tag w*")


def test_an_environment_that_nobody_approves_is_a_warning_unless_it_was_stated() -> None:
    bare = Lazy(lambda: environments(DeploymentEnvironment(name="pypi")))
    (found,) = findings(release_workflow(environments=bare))
    assert found.kind == "nobody has to approve the environment"
    assert isinstance(release_workflow(environments=bare), Warn)
    stated = b.a_project(publish="ci", hosting=Hosting(environment="pypi"))
    assert isinstance(release_workflow(environments=bare, project=stated), Fail)


def test_a_secret_that_the_upload_needs() -> None:
    job = a_job(id_token=False, secrets=("PYPI_API_TOKEN",), artifacts=())
    there = Lazy(lambda: environments(secrets=("OTHER",)))
    assert kinds(release_workflow(job, environments=there)) == [
        "the job publish needs a secret that is not there"
    ]
    there = Lazy(lambda: environments(secrets=("PYPI_API_TOKEN",)))
    assert "uploads to the index, by the job publish, with PYPI_API_TOKEN" in told(
        release_workflow(job, environments=there)
    )
    hidden = told(release_workflow(job, environments=Lazy(environments)))
    assert hidden[-1] == "whether the secrets are there was not seen: the token may not list them"


def test_without_github_the_file_is_judged_and_the_rest_told() -> None:
    absent = b.a_github(absent="no token for github.com: set GH_TOKEN, or gh auth login")
    outcome = release_workflow(github=absent, environments=Lazy(b.never))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.kind == "its environment and secrets were not looked at"
    assert found.remedy == "set GH_TOKEN, or gh auth login"
    assert kinds(release_workflow(a_build(UPLOAD), github=absent)) == ["no job uploads"]


def test_what_is_called_elsewhere_or_holds_the_upload_itself_is_told() -> None:
    called = a_job(file=".github/workflows/publish.yml", name="go / publish", test_index=True)
    elsewhere = a_build(name="notes", elsewhere="acme/flows/.github/workflows/notes.yml@v1")
    seen = told(release_workflow(a_build(UPLOAD), called, elsewhere))
    assert seen[1] == (
        "uploads to the test index, by the job go / publish; its trusted publisher has to name "
        "ada/demo, publish.yml, environment pypi (a called workflow: not every index takes one)"
    )
    assert seen[2] == "calls acme/flows/.github/workflows/notes.yml@v1, which was not read"


OURS = Publisher(kind="GitHub", repository="Ada/Demo", workflow="release.yml", environment="pypi")


@pytest.mark.parametrize("seen", [OURS, replace(OURS, environment=""), replace(OURS, environment="PyPI")])
def test_the_publisher_that_the_index_knows_is_told(seen: Publisher) -> None:
    outcome = release_workflow(last=Lazy(lambda: LastPublisher(publisher=seen, version="1.2.0")))
    assert isinstance(outcome, Ok)
    assert told(outcome)[-1] == f"1.2.0 was published by it: {seen}"


@pytest.mark.parametrize(
    "seen",
    [
        replace(OURS, repository="ada/other"),
        replace(OURS, workflow="publish.yml"),
        replace(OURS, environment="release"),
        Publisher(kind="Google", identity="email a@b.example"),
    ],
)
def test_another_publisher_than_before_is_a_warning(seen: Publisher) -> None:
    outcome = release_workflow(last=Lazy(lambda: LastPublisher(publisher=seen, version="1.2.0")))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.kind == "1.2.0 was published by another trusted publisher"
    assert found.expected == f"{seen}, unless the index was told otherwise"
    assert found.found == "GitHub ada/demo, release.yml, environment pypi"


def test_nobody_asks_the_index_where_a_secret_uploads() -> None:
    job = a_job(id_token=False, secrets=("A",), artifacts=())
    there = Lazy(lambda: environments(secrets=("A",)))
    assert isinstance(release_workflow(job, environments=there, last=Lazy(b.never)), Ok)
