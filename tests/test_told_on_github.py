"""A release that is on the index is told on GitHub, through real doors: its page there, its issues, its milestone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from github_here import TOKEN, Fault, Watched, local_github
from hosting import Host
from releasing import step
from standin_index import StandInIndex
from workflows import on_github

from release_tasks.core.errors import ExitCode
from release_tasks.rehearsal.github.state import Hosted

CHANGES = "## [1.5.0] - 2025-03-20\n\n### Fixed\n\n- It does not crash (#1).\n\n## [1.4.0]"
TRIED = ("--skip", "post.verify-pypi=tried by hand", "--skip", "promote.listed=looked at by hand")
ONLY = ("--only", "github-release", "--only", "issues")


@dataclass(kw_only=True)
class Released:
    """A maintainer whose 1.5.0 is tagged and on the index, and not told yet."""

    host: Host
    github: Watched
    index: StandInIndex
    door: str = "python -m"

    def does(self, *words: str, token: str = TOKEN) -> tuple[int, str]:
        done = step(
            self.host,
            *words,
            door=self.door,
            GITHUB_API_URL=self.github.server.api,
            GH_TOKEN=token,
            TWINE_REPOSITORY_URL=self.index.root,
        )
        said = done.stdout + done.stderr
        assert TOKEN not in said
        return done.returncode, said

    def posts(self, *words: str, token: str = TOKEN) -> tuple[int, str]:
        return self.does("post", *ONLY, *TRIED, *words, token=token)

    @property
    def writes(self) -> int:
        return sum(not each.startswith("GET ") for each in self.github.asked)


def verdicts(said: str) -> dict[str, str]:
    return {name: word for word, name in re.findall(r"^  (\w+) +post\.([\w-]+)", said, re.MULTILINE)}


@pytest.fixture
def released(tmp_path: Path) -> Iterator[Released]:
    host = on_github("plain_hatchling", tmp_path)
    host.write("pyproject.toml", host.read("pyproject.toml").replace('"1.4.0"', '"1.5.0"'))
    host.write("CHANGELOG.md", host.read("CHANGELOG.md").replace("## [1.4.0]", CHANGES, 1))
    host.commit("fix: it crashes\n\nFixes #1")
    host.git("tag", "--annotate", "v1.5.0", "--message", "v1.5.0")
    host.git("push", "--quiet", "origin", "main", "v1.5.0")
    refs = {"refs/tags/v1.5.0": host.git("rev-parse", "HEAD")}
    with local_github(Hosted(refs=lambda: refs)) as github, StandInIndex() as index:
        for name in ("plain_hatchling-1.5.0-py3-none-any.whl", "plain_hatchling-1.5.0.tar.gz"):
            index.lists(name)
        milestone = github.hosted.add_milestone("1.5.0")
        github.hosted.add_milestone("1.6.0")
        github.hosted.add_issue("It crashes", milestone=milestone)
        github.hosted.add_issue("Not now", milestone=milestone)
        yield Released(host=host, github=github, index=index)


def whole(released: Released) -> None:
    hosted = released.github.hosted
    (page,) = hosted.releases
    assert (page.draft, page.make_latest, page.prerelease) == (False, "true", False)
    assert {each.name: each.content for each in page.assets} == {
        name: file.content for name, file in released.index.files.items()
    }
    assert page.body.startswith(
        "### Fixed\n\n- It does not crash (#1).\n\nThe whole changelog: [CHANGELOG.md at v1.5.0]("
    )
    crash, later = hosted.issues
    assert (crash.state, len(hosted.comments[crash.number])) == ("closed", 1)
    assert (later.state, later.milestone) == ("open", hosted.milestones[1])
    assert [each.state for each in hosted.milestones] == ["closed", "open"]
    assert hosted.made_tags == []


@pytest.mark.parametrize("door", ["nox", pytest.param("invoke", marks=pytest.mark.slow)])
def test_shown_asked_for_done_once_and_seen_in_status(released: Released, door: str) -> None:
    released.door = door
    _, said = released.posts("--dry-run")
    for words in (
        "draft the release of v1.5.0 on GitHub with the changelog's notes",
        "attach plain_hatchling-1.5.0.tar.gz to v1.5.0 on GitHub",
        "publish the release of v1.5.0 on GitHub, as the latest release",
        "comment on and close #1 It crashes",
        "move #2 Not now to the milestone 1.6.0",
        "close the milestone 1.5.0",
    ):
        assert words in said
    code, said = released.posts("--yes")
    assert code != 0
    assert "pass --yes-public" in said
    assert released.writes == 0

    code, said = released.posts("--yes-public")
    assert (code, verdicts(said)) == (0, {"github-release": "done", "issues": "done"}), said
    whole(released)
    before = released.writes
    code, said = released.posts("--yes-public")
    assert (code, verdicts(said)) == (0, {"github-release": "done", "issues": "done"}), said
    _, said = released.does("status")
    assert verdicts(said)["github-release"] == verdicts(said)["issues"] == "done"
    assert released.writes == before


@pytest.mark.parametrize(
    ("to", "kept"),
    [
        ("POST .*/releases$", False),
        pytest.param("POST .*/assets", True, marks=pytest.mark.slow),
        pytest.param("PATCH .*/releases/", True, marks=pytest.mark.slow),
        pytest.param("POST .*/comments", False, marks=pytest.mark.slow),
    ],
)
def test_after_trouble_the_same_command_goes_on(released: Released, to: str, kept: bool) -> None:
    released.github.faults.append(Fault(to=to, after=True, times=1))
    code, said = released.posts("--yes-public")
    if code == 0:
        assert "assets" in to, said
    if not kept:
        for ledger in (released.host.root / ".git" / "release-tasks").glob("*/*.jsonl"):
            ledger.unlink()
    code, said = released.posts("--yes-public")
    assert code == 0, said
    whole(released)


def test_offline_without_a_token_and_on_a_mere_look_nothing_is_asked_or_done(released: Released) -> None:
    code, said = released.posts("--offline")
    assert (code, verdicts(said)) == (0, {"github-release": "skip", "issues": "skip"})
    code, said = released.posts("--yes-public", token="")
    assert (code, verdicts(said)) == (0, {"github-release": "skip", "issues": "skip"})
    assert "no token for github.com" in said
    code, said = released.does("status")
    assert code == 0
    assert "GitHub has no release of v1.5.0" in said
    assert released.writes == 0


@pytest.mark.slow
def test_a_draft_of_somebody_else_waits_for_a_person(released: Released) -> None:
    draft = released.github.hosted.add_release("v1.5.0", draft=True)
    draft.body = "Thanks to everybody!"
    code, said = released.posts("--yes-public")
    assert code == ExitCode.NEEDS_PERSON
    assert "--answer github-release=keep" in said
    code, said = released.posts("--yes-public", "--answer", "github-release=keep")
    assert code == 0, said
    assert (draft.draft, draft.body, len(draft.assets)) == (False, "Thanks to everybody!", 2)
    assert len(released.github.hosted.releases) == 1
