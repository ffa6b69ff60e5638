"""Item post.github-release: what is wanted of the page, and whose word counts on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, doing, findings, kinds, question, told

from release_tasks.checklist import post
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Reach
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.github import Hosting
from release_tasks.core.github.notes import notes_with_link
from release_tasks.core.github.release_page import ReleasePage
from release_tasks.core.github.releasing import (
    Asset,
    AssetDigests,
    AttachFiles,
    DraftRelease,
    EditRelease,
    PublishRelease,
    Release,
    ReleasesOfTag,
    chosen,
    sha256_of,
)
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Outcome, Skip
from release_tasks.core.news import ChangelogFile
from release_tasks.core.validation import digest_of

WORDS = "- Faster."
OURS = notes_with_link(WORDS, page="https://github.example/ada/demo", tag="v1.3.0", changelog="CHANGELOG.md")
ITEM = "post.github-release"


def asset(file: BuiltFile, **changes: Any) -> Asset:
    made = Asset(
        id=int(file.sha256[:2], 16),
        name=file.name,
        state="uploaded",
        size=file.size,
        digest=f"sha256:{file.sha256}",
    )
    return replace(made, **changes)


def release(tag: str = "v1.3.0", **changes: Any) -> Release:
    made = Release(
        id=9,
        tag_name=tag,
        html_url=f"https://github.example/{tag}",
        name=tag,
        body=OURS,
        assets=tuple(map(asset, b.FILES)),
    )
    return replace(made, **changes)


def a_page(*found: Release, others: tuple[Release, ...] = (), **changes: Any) -> ReleasePage:
    digests = {
        each.id: (each.digest or "").removeprefix("sha256:")
        for one in found
        for each in one.assets
        if each.whole
    }
    made = ReleasePage(
        request=b.a_request(task="post"),
        project=b.a_project(),
        target=b.a_target(),
        github=b.a_github(),
        remote=b.a_remote(b.a_tag()),
        install=b.an_index_install(out()),
        changelog=ChangelogFile(path=b.ROOT / "CHANGELOG.md", text=f"# Changelog\n\n## 1.3.0\n\n{WORDS}\n"),
        ledger=b.a_ledger(),
        artifacts=Lazy(lambda: b.some_artifacts(*b.FILES)),
        releases=Lazy(lambda: ReleasesOfTag(tag="v1.3.0", found=found, others=others)),
        digests=Lazy(lambda: AssetDigests(by_id=digests)),
    )
    return replace(made, **changes)


def out(*files: BuiltFile, **changes: Any) -> ListedRelease:
    """The release as the index lists it, installed from there."""
    listed = files or b.FILES
    installed = b.installs("index-install", f"pypi:{digest_of(listed)}", "3.12")
    return b.a_listed_release(b.a_page(*listed), installed, **changes)


def judge(*found: Release, **changes: Any) -> Outcome:
    return post.github_release.judge(github=b.a_github(), page=Lazy(lambda: a_page(*found, **changes)))


def stating(**changes: Any) -> dict[str, Any]:
    return {"project": b.a_project(hosting=Hosting(**changes))}


def test_without_github_nothing_else_is_asked_for() -> None:
    outcome = post.github_release.judge(github=b.a_github(absent="no token"), page=Lazy(b.never))
    assert outcome == Skip(reason="no token")


def test_a_release_is_drafted_filled_and_published_and_only_the_last_is_public() -> None:
    made = change(judge())
    assert doing(made) == [
        "draft the release of v1.3.0 on GitHub with the changelog's notes",
        "attach demo-1.3.0-py3-none-any.whl to v1.3.0 on GitHub",
        "attach demo-1.3.0.tar.gz to v1.3.0 on GitHub",
        "publish the release of v1.3.0 on GitHub, as the latest release",
    ]
    assert [type(each) for each in made.actions] == [DraftRelease, AttachFiles, PublishRelease]
    assert [each.reach for each in made.actions] == [Reach.REMOTE, Reach.REMOTE, Reach.PUBLIC]
    assert isinstance(made.actions[0], DraftRelease)
    assert made.actions[0].body == OURS
    named = replace(made.actions[0], title="Demo 1.3.0")
    assert named.describe() == (
        "draft the release of v1.3.0 on GitHub, called 'Demo 1.3.0', with the changelog's notes",
    )


def test_notes_in_restructuredtext_are_told_in_markdown() -> None:
    text = "Changes\n=======\n\n1.3.0\n-----\n\n- Use ``--fast`` (:pr:`12`).\n"
    draft, *_ = change(judge(changelog=ChangelogFile(path=b.ROOT / "CHANGES.rst", text=text))).actions
    assert isinstance(draft, DraftRelease)
    assert draft.body.startswith("- Use `--fast` (#12).\n\nThe whole changelog: [CHANGES.rst at v1.3.0](")


def test_the_oldest_of_our_drafts_goes_on() -> None:
    drafts = [release(id=at, draft=True) for at in (4, 3, 5)]
    assert chosen(ReleasesOfTag(tag="v1.3.0", found=tuple(drafts))) == drafts[1]
    published = release(id=9)
    assert chosen(ReleasesOfTag(tag="v1.3.0", found=(*drafts, published))) == published


def test_a_digest_of_another_kind_is_none() -> None:
    assert sha256_of(asset(b.WHEEL)) == b.WHEEL.sha256
    assert sha256_of(asset(b.WHEEL, digest="sha512:aa")) == sha256_of(asset(b.WHEEL, digest=None)) == ""


def test_what_is_as_it_should_be_is_left_alone() -> None:
    assert told(judge(release())) == [
        "v1.3.0 is published: https://github.example/v1.3.0",
        "its notes are the changelog's, with a link to it at v1.3.0",
        "it has 2 of 2 files, by the sha256 that the index lists (it is the first release here, and release-assets is not stated)",
    ]


@pytest.mark.parametrize(
    ("changes", "kind", "after"),
    [
        ({"remote": b.a_remote()}, "the tag is not at origin", "tag.push"),
        ({"install": b.an_index_install(b.a_listed_release(b.a_page()))}, "not listed", "promote.listed"),
        (
            {"changelog": ChangelogFile(path=b.ROOT / "CHANGELOG.md", text="# Changelog\n")},
            "no section for 1.3.0",
            "metadata.changelog",
        ),
    ],
)
def test_too_early(changes: dict[str, Any], kind: str, after: str) -> None:
    (found,) = findings(judge(releases=Lazy(b.never), **changes))
    assert (found.kind, found.after) == (kind, after)


def test_nothing_is_published_that_nobody_installed_from_the_index() -> None:
    untried = {"install": b.an_index_install(b.a_listed_release(b.a_page(*b.FILES)))}
    for found in ((), (release(draft=True),)):
        (finding,) = findings(judge(*found, **untried))
        assert finding.after == "post.verify-pypi"
    told(judge(release(), **untried))


def test_without_a_changelog_github_draws_the_notes_once() -> None:
    without = {"changelog": ChangelogFile(path=None)}
    draft, *_ = change(judge(**without)).actions
    assert isinstance(draft, DraftRelease)
    assert draft.generated
    assert "drawn by GitHub" in told(judge(release(body=f"{draft.body}\n* Everything"), **without))[1]


@pytest.mark.parametrize(
    ("stated", "before", "names"),
    [
        (None, None, 2),
        (None, release("v1.2.0"), 2),
        (None, release("v1.2.0", assets=()), 0),
        (None, release("v1.2.0", assets=(asset(b.SDIST, name="bom.json"),)), 0),
        (None, release("other-v9", assets=()), 2),
        (None, release("v1.4.0", assets=()), 2),
        (True, release("v1.2.0", assets=()), 2),
        (False, release("v1.2.0"), 0),
        (("*.tar.gz",), None, 1),
        (("*.zip",), None, 0),
    ],
)
def test_which_files_it_has(stated: Any, before: Release | None, names: int) -> None:
    others = (before,) if before else ()
    actions = change(judge(others=others, **stating(release_assets=stated))).actions
    attached = [each for action in actions if isinstance(action, AttachFiles) for each in action.files]
    assert len(attached) == names


def test_why_it_has_no_files_is_told() -> None:
    outcome = judge(release(assets=()), others=(release("v1.2.0", assets=()),))
    assert told(outcome)[-1] == "it has no files of ours: v1.2.0 has none, and release-assets is not stated"


@pytest.mark.parametrize(
    ("before", "name", "title"),
    [
        ("v1.2.0", "v1.2.0", "v1.3.0"),
        ("v1.2.0", "Demo 1.2.0", "Demo 1.3.0"),
        ("v1.2.0", "The fast one", "v1.3.0"),
        ("v1.2.0", None, "v1.3.0"),
        ("v1.2.0", "1.2.0 follows 1.2.0", "v1.3.0"),
        ("other-v1.2.0", "Other 1.2.0", "v1.3.0"),
    ],
)
def test_it_is_called_as_the_one_before(before: str, name: str | None, title: str) -> None:
    draft, *_ = change(judge(others=(release(before, name=name),))).actions
    assert isinstance(draft, DraftRelease)
    assert draft.title == title


def test_the_one_before_is_the_next_lower_version_wherever_it_is_in_the_list() -> None:
    others = tuple(release(f"v{each}", name=f"{each} of demo") for each in ("1.2.0", "1.10.0", "1.1.0"))
    assert a_page(others=others).title == "1.3.0 of demo"
    assert a_page(others=others[::-1]).before == others[0]


@pytest.mark.parametrize(
    ("version", "tags", "others", "latest"),
    [
        ("1.3.0", (), (), "true"),
        ("1.3.0", ("v1.2.9", "v2.0.0rc1", "w9.0"), (), "true"),
        ("1.3.0", ("v2.0.0",), (), "false"),
        ("1.3.0", (), ("other-v0.1",), "legacy"),
        ("1.3.0", ("v2.0.0",), ("other-v0.1",), "false"),
        ("1.3.0rc1", (), (), "false"),
        ("1.3.0.dev1", (), ("other-v0.1",), "false"),
        ("1.3.0.post1", (), (), "true"),
    ],
)
def test_which_release_is_the_latest(
    version: str, tags: tuple[str, ...], others: tuple[str, ...], latest: str
) -> None:
    page = a_page(
        target=b.a_target(version),
        remote=b.a_remote(*(b.a_tag(each) for each in (f"v{version}", *tags))),
        others=tuple(release(each) for each in others),
    )
    assert page.latest == latest
    assert page.prerelease == (version in ("1.3.0rc1", "1.3.0.dev1"))


def test_a_draft_of_ours_goes_on_where_it_stopped() -> None:
    made = change(judge(release(draft=True, assets=(asset(b.WHEEL),))))
    assert doing(made) == [
        "attach demo-1.3.0.tar.gz to v1.3.0 on GitHub",
        "publish the release of v1.3.0 on GitHub, as the latest release",
    ]


def test_other_bytes_in_a_draft_of_ours_go_and_in_what_others_see_they_are_told() -> None:
    wrong = release(assets=(asset(b.WHEEL), asset(b.SDIST, digest="sha256:00")))
    assert doing(judge(replace(wrong, draft=True)))[:2] == [
        "delete demo-1.3.0.tar.gz of v1.3.0 on GitHub (other bytes)",
        "attach demo-1.3.0.tar.gz to v1.3.0 on GitHub",
    ]
    (found,) = findings(judge(wrong))
    assert found.kind == "GitHub has another file of that name"
    assert "gh release delete-asset v1.3.0 demo-1.3.0.tar.gz --repo ada/demo" in found.remedy
    (found,) = findings(judge(replace(wrong, immutable=True)))
    assert "gh release" not in found.remedy
    answer = b.an_answer(ITEM, "keep")
    foreign = replace(wrong, draft=True, body="Thanks!")
    assert kinds(judge(foreign, ledger=b.a_ledger(answer))) == ["GitHub has another file of that name"]


@pytest.mark.parametrize(
    ("answer", "edits", "published"), [("keep", False, True), ("replace ", True, True), ("yes", False, False)]
)
def test_a_draft_of_somebody_is_asked_about(answer: str, edits: bool, published: bool) -> None:
    draft = release(draft=True, body="By release-drafter.")
    assert "Publish it with its own notes (keep)" in question(judge(draft))
    said: Entry = b.an_answer(ITEM, answer)
    outcome = judge(draft, ledger=b.a_ledger(said))
    if not published:
        question(outcome)
        return
    actions = change(outcome).actions
    assert [isinstance(each, EditRelease) for each in actions] == ([True, False] if edits else [False])
    assert isinstance(actions[-1], PublishRelease)


def test_an_empty_draft_is_asked_about_too() -> None:
    question(judge(release(draft=True, body="", assets=())))


def test_several_drafts() -> None:
    foreign = [release(id=at, draft=True, body="?", html_url=f"https://d/{at}") for at in (1, 2)]
    (found,) = findings(judge(*foreign))
    assert found.found == "https://d/1, https://d/2"
    ours = release(id=3, draft=True)
    later = release(id=4, draft=True)
    (only,) = change(judge(*foreign, later, ours)).actions
    assert isinstance(only, PublishRelease)
    (left,) = findings(judge(release(), foreign[0]))
    assert (left.kind, left.subject) == ("a draft of v1.3.0 is left beside the release", "https://d/1")


@pytest.mark.parametrize(("body", "edits"), [("", True), (None, True), ("Thanks!", False), (OURS, False)])
def test_notes_of_what_is_published(body: str | None, edits: bool) -> None:
    outcome = judge(release(body=body))
    if edits:
        assert doing(outcome) == ["update the notes of v1.3.0 on GitHub from the changelog"]
        assert change(outcome).actions[0].reach is Reach.REMOTE
    else:
        told(outcome)


def test_a_pre_release_that_was_published_as_a_whole_one_is_marked() -> None:
    version = {
        "target": b.a_target("1.3.0rc1"),
        "remote": b.a_remote(b.a_tag("v1.3.0rc1")),
        "changelog": ChangelogFile(path=None),
    }
    wrong = release("v1.3.0rc1", body="Thanks!")
    assert doing(judge(wrong, **version)) == ["mark v1.3.0rc1 on GitHub as a pre-release"]
    told(judge(replace(wrong, immutable=True), **version))
    told(judge(replace(wrong, prerelease=True), **version))


def test_a_file_without_a_digest_is_compared_with_the_one_here_or_not_attached() -> None:
    silent = replace(b.WHEEL, sha256="")
    outcome = judge(release(), install=b.an_index_install(out(silent, b.SDIST)))
    assert "2 of 2 files" in told(outcome)[-1]
    nothing_here = {"install": b.an_index_install(out(silent, b.SDIST)), "artifacts": Lazy(b.some_artifacts)}
    (found,) = findings(judge(release(), **nothing_here))
    assert (found.subject, found.kind) == (
        b.WHEEL.name,
        "nobody states the sha256 of this file, so it is not attached",
    )


def test_bytes_come_from_dist_only_if_they_are_the_released_ones() -> None:
    other = replace(b.WHEEL, sha256="dd" * 32)
    page = a_page(artifacts=Lazy(lambda: b.some_artifacts(other, b.SDIST)))
    wheel, sdist = page.to_attach(page.files)
    assert (wheel.here, wheel.file.sha256) == (None, b.WHEEL.sha256)
    assert sdist.here == b.ROOT / "dist" / b.SDIST.name
