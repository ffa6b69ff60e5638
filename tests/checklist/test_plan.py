"""Stage plan: the version that may be released, and the changes that its changelog has to tell."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told

from release_tasks.checklist import plan
from release_tasks.core.actions import NoteTarget
from release_tasks.core.changelog import ChangelogFile
from release_tasks.core.git import CommitsSince
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Done, Ok, Outcome, Skip, Warn
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import NotedTarget

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
    }
    return plan.target_version.judge(**(facts | changes))


def test_a_person_is_asked_about_a_free_version() -> None:
    asked = question(target_version())
    assert asked == "Is demo 1.3.0 (minor after 1.2.0) the version to release?"
    assert question(target_version(last=b.a_last(None))) == asked


def test_a_yes_is_done_and_names_who_said_it() -> None:
    assert told(target_version(ledger=b.a_ledger(YES))) == ["Ada said 'yes'"]


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


def test_a_person_is_asked_with_the_commits_before_their_eyes_and_not_for_nothing() -> None:
    asked = changes_covered("## [Unreleased]\n\n- Faster.\n", "feat: faster", ledger=b.a_ledger())
    assert isinstance(asked, Ask)
    assert asked.question.endswith("beside the section [Unreleased]?\nfeat: faster")
    assert asked.hint == "pass --answer changes-covered=yes, or --skip changes-covered=REASON"
    assert isinstance(changes_covered("## [Unreleased]\n\n- Faster.\n", ledger=b.a_ledger()), Ok)


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


@pytest.mark.parametrize("item", [plan.blockers, plan.ci_green, plan.release_workflow])
def test_what_needs_github_says_that_it_was_not_looked_at(item: Any) -> None:
    outcome = item.judge()
    assert isinstance(outcome, Skip)
    assert "does not talk to GitHub yet" in outcome.reason
