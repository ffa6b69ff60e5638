"""Stage tag: what it refuses, what it does, and what it sees as done."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import kinds
from tag_stage import committed, pushed, tagged

from release_tasks.core.actions import Commit, CreateTag, Push
from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.findings import Reach
from release_tasks.core.git import HeadMessage
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Done, Fail
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)
EVIDENCE = (b.tests_passed(), b.installs("smoke", digest_of(FILES), "3.12"))


def test_commits_the_releases_files_with_the_validated_tree() -> None:
    outcome = committed()
    assert isinstance(outcome, Change)
    (action,) = outcome.actions
    assert action == Commit(
        paths=("pyproject.toml", "CHANGELOG.md"), message="chore(release): demo 1.3.0", tree=b.TREE
    )


def test_nothing_left_to_commit_is_done() -> None:
    assert isinstance(committed(tree=b.a_tree()), Done)


def test_refuses_a_merge_a_detached_head_another_branch_and_a_shallow_clone() -> None:
    assert kinds(committed(git=b.a_git(operation="merge"))) == ["a merge is under way"]
    bisect = committed(git=b.a_git(operation="bisect"))
    assert isinstance(bisect, Fail)
    assert bisect.findings[0].remedy == "git bisect reset"
    assert kinds(committed(git=b.a_git(branch=None))) == ["HEAD is detached"]
    for project, default, remedy in (
        (b.a_project(branch="stable"), "main", "git switch stable"),
        (b.a_project(), "trunk", "git switch trunk"),
        (b.a_project(), None, "git switch main"),
    ):
        detached = committed(
            git=b.a_git(branch=None), project=project, remote=b.a_remote(default_branch=default)
        )
        assert isinstance(detached, Fail)
        assert detached.findings[0].remedy == remedy
    assert kinds(committed(git=b.a_git(branch="topic"))) == ["not the branch that releases are made on"]
    assert kinds(committed(git=b.a_git(shallow=True))) == ["a shallow clone, which hides tags and history"]
    assert isinstance(committed(git=b.a_git(branch="topic"), project=b.a_project(branch="topic")), Change)


def test_refuses_a_branch_behind_origin() -> None:
    assert kinds(committed(remote=b.a_remote(behind=True))) == ["behind origin"]


def test_refuses_strangers_and_names_them() -> None:
    outcome = committed(tree=b.a_tree(strangers=("?? notes.txt", "M src/demo.py")))
    assert isinstance(outcome, Fail)
    assert [(each.subject, each.remedy) for each in outcome.findings] == [
        ("?? notes.txt", "commit it, delete it, or add it to .gitignore"),
        ("M src/demo.py", "commit it, or git stash push -- src/demo.py"),
    ]


def test_where_ci_publishes_no_message_may_keep_it_from_starting() -> None:
    message = "Release {version} [skip ci]"
    outcome = committed(project=b.a_project(publish="ci", commit_message=message))
    assert kinds(outcome) == ["says [skip ci], so that the push of the tag would start no workflow"]
    assert isinstance(committed(project=b.a_project(commit_message=message)), Change)
    at_head = Lazy(lambda: HeadMessage(commit=b.HEAD, text="docs: built anew\n\nskip-checks: true"))
    outcome = tagged(project=b.a_project(publish="ci"), head=at_head)
    assert kinds(outcome) == ["says skip-checks: true, so that the push of the tag would start no workflow"]
    assert isinstance(outcome, Fail)
    assert (outcome.findings[0].subject, outcome.findings[0].found) == (b.HEAD[:12], "docs: built anew")
    plain = Lazy(lambda: HeadMessage(commit=b.HEAD, text="docs: how to skip ci"))
    assert isinstance(tagged(project=b.a_project(publish="ci"), head=plain), Change)


def test_refuses_sources_that_state_another_version() -> None:
    assert kinds(committed(sources=b.some_sources("1.3.0", "1.2.0"))) == ["states another version"]


def test_refuses_a_tag_that_exists_elsewhere_here_or_at_origin() -> None:
    elsewhere = b.a_tag(commit="dd" * 20)
    assert kinds(committed(tags=b.some_tags(elsewhere))) == ["the tag exists here, on another commit"]
    assert kinds(committed(remote=b.a_remote(elsewhere))) == [
        "the tag exists at /srv/demo.git, on another commit"
    ]


def test_refuses_a_tree_that_was_not_validated() -> None:
    assert kinds(committed(validation=b.a_validation(ledger=b.a_ledger()))) == [
        "not validated",
        "not validated",
    ]
    other = b.a_ledger(b.tests_passed("ee" * 20), EVIDENCE[1])
    outcome = committed(validation=b.a_validation(ledger=other))
    assert isinstance(outcome, Fail)
    assert "tests passed on eeee" in outcome.findings[0].found
    assert kinds(
        committed(validation=b.a_validation(artifacts=b.some_artifacts(*FILES, tree="ee" * 20)))
    ) == ["not validated"]
    assert kinds(committed(validation=b.a_validation(pythons=b.some_pythons("3.12", "3.13")))) == [
        "not validated"
    ]


def test_a_skip_with_a_reason_stands_for_evidence() -> None:
    skip = b.an_entry("skip", "1.3.0", "validate.tests", reason="they ran in CI")
    assert isinstance(committed(validation=b.a_validation(ledger=b.a_ledger(skip, EVIDENCE[1]))), Change)


def test_a_skipped_build_asks_for_no_build_but_still_for_installs_of_what_lies_there() -> None:
    skip = b.an_entry("skip", "1.3.0", "validate.build", reason="built by CI")
    other = b.some_artifacts(*FILES, tree="ee" * 20)
    assert isinstance(committed(validation=b.a_validation(skip, artifacts=other)), Change)
    outcome = committed(validation=b.a_validation(artifacts=other, ledger=b.a_ledger(EVIDENCE[0], skip)))
    assert isinstance(outcome, Fail)
    assert [each.subject for each in outcome.findings] == ["validate.smoke"]


def test_tags_head_with_the_settings_message() -> None:
    outcome = tagged(project=b.a_project(tag="demo-v{version}", tag_message="{package} v{version}"))
    assert isinstance(outcome, Change)
    assert outcome.actions == (CreateTag(name="demo-v1.3.0", message="demo v1.3.0", commit=b.HEAD),)


def test_tags_without_an_annotation_where_that_is_the_custom() -> None:
    outcome = tagged(project=b.a_project(annotate=False))
    assert isinstance(outcome, Change)
    (action,) = outcome.actions
    assert action.describe() == (f"create lightweight tag v1.3.0 on {b.HEAD[:12]}",)


def test_an_annotated_tag_on_head_is_done_and_a_light_one_is_not() -> None:
    assert isinstance(tagged(tags=b.some_tags(b.a_tag())), Done)
    light = b.some_tags(b.a_tag(object=b.HEAD))
    assert kinds(tagged(tags=light)) == ["the tag is not annotated"]
    assert isinstance(tagged(tags=light, project=b.a_project(annotate=False)), Done)


def test_no_tag_on_a_tree_that_was_not_validated_even_where_there_is_nothing_to_commit() -> None:
    assert kinds(tagged(validation=b.a_validation(ledger=b.a_ledger()))) == [
        "not validated",
        "not validated",
    ]
    assert kinds(tagged(sources=b.some_sources("1.2.0"))) == ["states another version"]


def test_no_tag_on_a_tree_that_is_not_committed() -> None:
    assert kinds(tagged(tree=b.a_tree(changed=("pyproject.toml",)))) == ["the work tree differs from HEAD"]


def test_pushes_branch_and_tag_at_once() -> None:
    outcome = pushed()
    assert isinstance(outcome, Change)
    refspecs = ("HEAD:refs/heads/main", "refs/tags/v1.3.0:refs/tags/v1.3.0")
    assert outcome.actions == (Push(refspecs=refspecs, url="/srv/demo.git", reach=Reach.REMOTE),)


def test_pushes_the_tag_alone_where_origin_has_the_branch() -> None:
    outcome = pushed(remote=b.a_remote())
    assert isinstance(outcome, Change)
    assert outcome.actions[0].describe() == (
        "push refs/tags/v1.3.0:refs/tags/v1.3.0 to /srv/demo.git, all or none",
    )


def test_no_push_of_a_branch_that_is_none_or_not_the_releases_own() -> None:
    assert kinds(pushed(git=b.a_git(branch=None))) == ["HEAD is detached"]
    assert kinds(pushed(git=b.a_git(branch="topic"))) == ["not the branch that releases are made on"]
    assert kinds(pushed(remote=b.a_remote(contains_head=False, behind=True))) == ["behind origin"]
    assert isinstance(pushed(git=b.a_git(branch="topic"), remote=b.a_remote()), Change)


@pytest.mark.parametrize(
    ("url", "publish", "reach"),
    [
        ("https://github.example/ada/demo.git", "ci", Reach.PUBLIC),
        ("git@git.corp.example:ada/demo.git", "ci", Reach.PUBLIC),
        ("work:ada/demo", "ci", Reach.PUBLIC),
        ("/srv/github/ada/demo.git", "ci", Reach.REMOTE),
        ("https://github.example/ada/demo.git", "local", Reach.REMOTE),
    ],
)
def test_a_push_that_may_start_publishing_on_github_is_public(url: str, publish: Any, reach: Reach) -> None:
    remote = b.a_remote(url=url, contains_head=False)
    outcome = pushed(remote=remote, project=b.a_project(publish=publish))
    assert isinstance(outcome, Change)
    assert outcome.actions[0].reach is reach


def test_what_origin_has_is_done_and_another_object_of_that_name_is_refused() -> None:
    assert isinstance(pushed(remote=b.a_remote(b.a_tag())), Done)
    assert kinds(pushed(remote=b.a_remote(b.a_tag(object="99" * 20)))) == [
        "origin has another tag object of that name"
    ]
    assert kinds(pushed(tags=b.some_tags())) == ["there is no tag to push"]


def test_a_push_that_git_here_did_not_write_down_is_fetched() -> None:
    outcome = pushed(remote=b.a_remote(b.a_tag(), unnoted=True))
    assert isinstance(outcome, Change)
    assert outcome.actions == (Fetch(refs=(Ref(name="refs/heads/main", target=b.HEAD),)),)


def test_a_version_that_was_released_from_an_earlier_commit_is_done() -> None:
    earlier = b.a_tag(commit="dd" * 20)
    last = b.a_last("1.3.0", tag=earlier)
    released: dict[str, Any] = {
        "target": b.a_target(why="stated"),
        "tags": b.some_tags(earlier),
        "remote": b.a_remote(earlier),
        "last": last,
    }
    assert isinstance(committed(**released), Done)
    assert isinstance(tagged(**released), Done)
    assert isinstance(pushed(**released), Done)
    elsewhere = released | {"remote": b.a_remote(b.a_tag(object="99" * 20))}
    assert kinds(pushed(**elsewhere))[0] == "the tag exists here, on another commit"
    asked = released | {"target": b.a_target(asked="1.3.0")}
    assert kinds(pushed(**asked))[0] == "the tag exists here, on another commit"
