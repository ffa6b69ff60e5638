"""Releases and their files, brought about on the local GitHub: as a run does it, and after every kind of trouble."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import builders as b
import pytest
from github_here import Fault, Watched, local_github
from judging import change, doing, told

from release_tasks.core.action import Action
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import ActionError, ReleaseTasksError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github import Hosting
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.release_page import ReleasePage
from release_tasks.core.github.releasing import AttachFiles, DraftRelease, EditRelease, PublishRelease
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Change, Outcome
from release_tasks.core.news import ChangelogFile
from release_tasks.core.validation import digest_of
from release_tasks.judgement.post.release_page import page_of
from release_tasks.rehearsal.github.state import Asset, Hosted
from release_tasks.world.github.attaching import attach_files
from release_tasks.world.github.client import Client
from release_tasks.world.github.releasing import (
    asset_digests,
    draft_release,
    edit_release,
    publish_release,
    releases_of_tag,
)

CONTENT = {"demo-1.3.0-py3-none-any.whl": b"wheel", "demo-1.3.0.tar.gz": b"sdist"}
CHANGELOG = "# Changelog\n\n## 1.3.0 - 2026-01-01\n\n- Faster.\n"
TROUBLE = (UnreachableError, GitHubRefusedError)
HUSH = Events(emit=lambda _event: None)


class Desk:
    """A maintainer at work: looks, and does what the look asks for, on a GitHub that may fail."""

    def __init__(self, github: Watched, dist: Path) -> None:
        self.github = github
        self.dist = dist
        self.client: Client = github.client()
        self.ledger: list[Entry] = []
        self.version = "1.3.0"
        self.changelog = CHANGELOG
        self.hosting = Hosting()

    def turns_to(self, version: str) -> None:
        """Have another version in flight."""
        for each in [*self.dist.iterdir()]:
            each.rename(self.dist / each.name.replace(self.version, version))
        self.changelog = CHANGELOG.replace(self.version, version)
        self.version = version

    @property
    def files(self) -> tuple[BuiltFile, ...]:
        return tuple(
            BuiltFile(
                name=each.name, sha256=hashlib.sha256(each.read_bytes()).hexdigest(), size=each.stat().st_size
            )
            for each in sorted(self.dist.iterdir())
        )

    def page(self) -> ReleasePage:
        project = b.a_project(hosting=self.hosting)
        target, ledger = b.a_target(self.version), b.a_ledger(*self.ledger)
        releases = Lazy(cache(lambda: releases_of_tag(self.client, project, target, ledger)))
        built = (
            b.a_distribution(each, path=self.dist / each.name, version=self.version) for each in self.files
        )
        return ReleasePage(
            request=b.a_request(task="post"),
            project=project,
            target=b.a_target(self.version),
            github=b.a_github(),
            remote=b.a_remote(b.a_tag(f"v{self.version}")),
            install=b.an_index_install(
                b.a_listed_release(
                    b.a_page(*(b.an_index_file(each, version=self.version) for each in self.files)),
                    b.installs("index-install", f"pypi:{digest_of(self.files)}", "3.12"),
                    target=b.a_target(self.version),
                    artifacts=b.some_artifacts(),
                    sources=Lazy(lambda: b.some_sources(self.version)),
                )
            ),
            changelog=ChangelogFile(path=b.ROOT / "CHANGELOG.md", text=self.changelog),
            ledger=b.a_ledger(*self.ledger),
            artifacts=Lazy(lambda: b.some_artifacts(distributions=tuple(built))),
            releases=releases,
            digests=Lazy(cache(lambda: asset_digests(self.client, releases.get()))),
        )

    def judge(self) -> Outcome:
        return page_of(self.page())

    def perform(self, action: Action) -> None:
        page = self.page()
        match action:
            case DraftRelease():
                self.ledger.append(draft_release(action, self.client))
            case EditRelease():
                edit_release(action, self.client)
            case AttachFiles():
                attach_files(action, self.client, page.releases.get(), HUSH)
            case PublishRelease():
                publish_release(action, self.client, page.releases.get(), page.digests.get())
            case _:
                raise AssertionError(action)

    def run(self) -> Outcome:
        """Do all that is asked for, and look again."""
        while isinstance(outcome := self.judge(), Change):
            for action in outcome.actions:
                self.perform(action)
        return outcome


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    dist = tmp_path / "dist"
    dist.mkdir()
    for name, content in CONTENT.items():
        (dist / name).write_bytes(content)
    refs = dict.fromkeys(
        ("refs/heads/main", "refs/tags/v1.3.0", "refs/tags/v1.3.0rc1", "refs/tags/v1!1.3.0"), "a" * 40
    )
    with local_github(Hosted(refs=lambda: refs)) as github:
        made = Desk(github, dist)
        yield made
        assert github.hosted.made_tags == []


def whole(desk: Desk) -> None:
    """One release, published, with both files and the changelog's notes."""
    (release,) = desk.github.hosted.releases
    assert (release.draft, release.tag, release.name) == (False, "v1.3.0", "v1.3.0")
    assert {each.name: each.content for each in release.assets} == CONTENT
    assert release.body.startswith("- Faster.\n\nThe whole changelog: [CHANGELOG.md at v1.3.0](https://")
    assert "/ada/demo/blob/v1.3.0/CHANGELOG.md)" in release.body


def writes(desk: Desk) -> list[str]:
    """What was sent to be changed, by its kind."""
    return [re.sub(r"\d+|\?.*", "", each) for each in desk.github.asked if not each.startswith("GET ")]


def test_draft_first_then_the_files_and_published_last(desk: Desk) -> None:
    assert told(desk.run())[1:] == [
        "its notes are the changelog's, with a link to it at v1.3.0",
        "it has 2 of 2 files, by the sha256 that the index lists (it is the first release here, and release-assets is not stated)",
    ]
    whole(desk)
    assert desk.github.hosted.releases[0].make_latest == "true"
    assert [each.split()[0] for each in writes(desk)] == ["POST", "POST", "POST", "PATCH"]
    before = len(writes(desk))
    desk.run()
    assert len(writes(desk)) == before


FAULTS = {
    "the draft did not arrive": Fault(to="POST .*/releases$"),
    "nobody heard that the draft was made": Fault(to="POST .*/releases$", after=True),
    "a file did not arrive": Fault(to="POST .*/assets", times=2),
    "the publishing did not arrive": Fault(to="PATCH .*/releases/"),
    "nobody heard that it was published": Fault(to="PATCH .*/releases/", after=True),
    "the list is away": Fault(to="GET .*/releases\\?", times=9),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("ledger", [True, False], ids=["same machine", "another machine"])
def test_after_trouble_at_any_point_it_comes_to_the_same_end(desk: Desk, fault: Fault, ledger: bool) -> None:
    desk.github.faults.append(Fault(**{each: getattr(fault, each) for each in ("to", "after", "times")}))
    with pytest.raises(TROUBLE):
        desk.run()
    desk.github.faults.clear()
    if not ledger:
        desk.ledger.clear()
    desk.run()
    whole(desk)


def test_a_file_that_arrived_though_nobody_heard_is_not_sent_again(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="POST .*/assets", after=True))
    desk.run()
    whole(desk)
    assert [each.split()[0] for each in writes(desk)] == ["POST", "POST", "POST", "PATCH"]


def test_a_draft_that_the_list_does_not_show_yet_is_not_made_twice(desk: Desk) -> None:
    first, *_ = change(desk.judge()).actions
    desk.perform(first)
    hidden = desk.github.hosted.releases[0]
    desk.github.faults.append(Fault(to="GET .*/releases\\?", status=200, body=b"[]", times=9))
    assert not any(isinstance(each, DraftRelease) for each in change(desk.judge()).actions)
    desk.github.faults.clear()
    desk.run()
    assert desk.github.hosted.releases == [hidden]


def test_a_file_that_changed_here_since_the_look_is_not_sent(desk: Desk) -> None:
    draft, attach, _ = change(desk.judge()).actions
    desk.perform(draft)
    for each in desk.dist.iterdir():
        each.write_bytes(b"changed")
    with pytest.raises(UnreachableError, match="index"):
        desk.perform(attach)
    assert desk.github.hosted.releases[0].assets == []


def test_a_file_that_github_refuses_is_sent_once(desk: Desk) -> None:
    refusal = Fault(to="POST .*/assets", status=422, message="Validation Failed", times=9)
    desk.github.faults.append(refusal)
    with pytest.raises(GitHubRefusedError, match="Validation Failed"):
        desk.run()
    assert refusal.times == 8


def test_a_file_that_github_got_otherwise_is_told_at_once(desk: Desk) -> None:
    kept = {"id": 7, "name": "x", "state": "uploaded", "size": 1, "digest": f"sha256:{'0' * 64}"}
    desk.github.faults.append(Fault(to="POST .*/assets", status=201, body=json.dumps(kept).encode()))
    with pytest.raises(ActionError, match="GitHub got other bytes than we sent"):
        desk.run()
    assert desk.github.hosted.releases[0].draft


def test_half_a_file_goes_and_comes_again(desk: Desk) -> None:
    desk.github.hosted.broken_uploads = 1
    desk.run()
    whole(desk)
    assert sum(each.startswith("DELETE") for each in writes(desk)) == 1


def test_half_a_file_of_an_earlier_day_goes_too(desk: Desk) -> None:
    draft, *_ = change(desk.judge()).actions
    desk.perform(draft)
    half = Asset(id=7, name="demo-1.3.0.tar.gz", content=b"", state="starter")
    desk.github.hosted.releases[0].assets.append(half)
    assert "delete demo-1.3.0.tar.gz of v1.3.0 on GitHub (it did not come whole)" in doing(desk.judge())
    desk.run()
    whole(desk)


def test_a_file_built_anew_takes_the_place_of_the_old_one_in_our_draft_only(desk: Desk) -> None:
    draft, attach, _ = change(desk.judge()).actions
    desk.perform(draft)
    desk.perform(attach)
    desk.github.hosted.releases[0].assets[0].content = b"older"
    desk.run()
    whole(desk)


def test_files_are_told_by_digest_where_github_renames_them(desk: Desk) -> None:
    desk.turns_to("1!1.3.0")
    draft, *_ = change(desk.judge()).actions
    desk.perform(draft)
    half = Asset(id=7, name="demo-1.1.3.0.tar.gz", content=b"", state="starter")
    desk.github.hosted.releases[0].assets.append(half)
    desk.run()
    names = [each.name for each in desk.github.hosted.releases[0].assets]
    assert names == ["demo-1.1.3.0-py3-none-any.whl", "demo-1.1.3.0.tar.gz"]
    assert [each.state for each in desk.github.hosted.releases[0].assets] == ["uploaded"] * 2


def test_where_github_states_no_digest_the_files_are_downloaded(desk: Desk) -> None:
    desk.github.hosted.states_digests = False
    desk.run()
    whole(desk)
    desk.github.hosted.releases[0].assets[0].content = b"other"
    assert "another file of that name" in str(desk.judge())


def test_what_a_workflow_published_lacks_is_added_and_its_notes_stay(desk: Desk) -> None:
    release = desk.github.hosted.add_release("v1.3.0")
    release.body = "By the workflow."
    release.assets.append(Asset(id=7, name="demo-1.3.0.tar.gz", content=b"sdist"))
    assert "stay as they are" in " ".join(told(desk.run()))
    assert {each.name: each.content for each in release.assets} == CONTENT
    assert release.body == "By the workflow."
    assert len(desk.github.hosted.releases) == 1


def test_the_changelog_moves_on_and_the_notes_with_it_until_somebody_writes_there(desk: Desk) -> None:
    desk.run()
    release = desk.github.hosted.releases[0]
    desk.changelog = CHANGELOG.replace("Faster", "Much faster")
    desk.run()
    assert release.body.startswith("- Much faster.")
    release.body = "Thanks!\r\n\r\n" + release.body.replace("\n", "\r\n")
    desk.changelog = CHANGELOG
    desk.run()
    assert release.body.startswith("Thanks!")


def test_an_immutable_release_gets_new_notes_and_no_more_files(desk: Desk) -> None:
    desk.github.hosted.immutable_releases = True
    desk.run()
    release = desk.github.hosted.releases[0]
    assert release.immutable
    whole(desk)
    desk.changelog = CHANGELOG.replace("Faster", "Much faster")
    release.assets.pop()
    outcome = desk.run()
    assert "immutable, and lacks a file" in str(outcome)
    assert release.body.startswith("- Much faster.")


def test_a_pre_release_is_one_on_github_and_never_the_latest(desk: Desk) -> None:
    desk.turns_to("1.3.0rc1")
    desk.run()
    (release,) = desk.github.hosted.releases
    assert (release.prerelease, release.make_latest) == (True, "false")


def test_a_tag_that_github_does_not_have_is_never_made(desk: Desk) -> None:
    desk.turns_to("1.4.0")
    with pytest.raises(ActionError, match="no such tag"):
        desk.run()
    assert writes(desk) == []


def test_a_tag_that_vanishes_before_the_publishing_leaves_a_draft(desk: Desk) -> None:
    *drafting, publishing = change(desk.judge()).actions
    for action in drafting:
        desk.perform(action)
    desk.github.hosted.refs = dict
    with pytest.raises(ActionError, match="no such tag"):
        desk.perform(publishing)
    assert desk.github.hosted.releases[0].draft


def test_a_draft_that_lost_a_file_is_not_published(desk: Desk) -> None:
    *drafting, publishing = change(desk.judge()).actions
    for action in drafting:
        desk.perform(action)
    desk.github.hosted.releases[0].assets.pop()
    with pytest.raises(ActionError, match="the draft lacks files"):
        desk.perform(publishing)
    assert desk.github.hosted.releases[0].draft


def test_a_release_that_somebody_makes_meanwhile_is_not_made_twice(desk: Desk) -> None:
    draft, *_ = change(desk.judge()).actions
    desk.github.hosted.add_release("v1.3.0")
    with pytest.raises(ActionError, match="changed on GitHub meanwhile"):
        desk.perform(draft)
    assert len(desk.github.hosted.releases) == 1


def used_up(hosted: Hosted) -> None:
    hosted.burnt_tags.add("v1.3.0")


def no_push(hosted: Hosted) -> None:
    hosted.may_push = False


@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        (used_up, GitHubRefusedError, "release another version"),
        (no_push, GitHubError, "contents: write"),
    ],
)
def test_what_github_refuses_names_its_remedy(
    desk: Desk, state: Callable[[Hosted], None], kind: type[ReleaseTasksError], words: str
) -> None:
    state(desk.github.hosted)
    with pytest.raises(kind) as refused:
        desk.run()
    assert words in refused.value.remedy


def test_notes_longer_than_github_takes_are_cut_at_a_line(desk: Desk) -> None:
    desk.changelog = CHANGELOG + f"- Another {'long ' * 500}line.\n" * 60
    desk.run()
    body = desk.github.hosted.releases[0].body
    assert 100_000 < len(body) <= 125_000
    assert "long line.\n\n…\n\nThe whole changelog: [" in body


def test_drafts_are_found_page_by_page(desk: Desk) -> None:
    desk.github.hosted.add_release("v1.3.0", draft=True)
    desk.github.hosted.add_release("v1.2.0", draft=True)
    for at in range(120):
        desk.github.hosted.add_release(f"v0.{at}")
    desk.github.hosted.add_release("v1.3.0", immutable=True)
    seen: Any = releases_of_tag(desk.client, b.a_project(), b.a_target(), b.a_ledger())
    assert [(each.draft, each.immutable) for each in seen.found] == [(False, True), (True, False)]
    assert len(seen.others) == 120
