"""Commits of a release that the main branch lacks, in real repositories."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import builders as b
import pytest
from repositories import Listener, Repository, a_clone, a_repository, an_origin

from release_tasks.core.branches import CommitsMissing, Fetch
from release_tasks.core.github import Hosting
from release_tasks.core.given import Lazy
from release_tasks.world.git.branches import fetch
from release_tasks.world.git.missing import commits_missing
from release_tasks.world.git.origin import remote_refs
from release_tasks.world.git.state import tags


@dataclass(frozen=True, slots=True)
class Place:
    """A clone, and that of somebody who makes hotfixes meanwhile."""

    ours: Repository
    theirs: Repository

    def look(self, version: str = "1.3.0", **changes: Any) -> CommitsMissing:
        project = self.ours.project(**changes)
        here = self.ours.state
        return commits_missing(
            project,
            b.a_target(version),
            Lazy(lambda: here),
            Lazy(lambda: tags(project)),
            Lazy(lambda: remote_refs(here)),
        )

    def found(self, **changes: Any) -> dict[str, list[str]]:
        """By branch or tag the subjects of commits that are missing, after what is not known was fetched."""
        seen = self.look(**changes)
        if seen.unfetched:
            fetch(Fetch(refs=seen.unfetched), Listener().events, self.ours.state)
            seen = self.look(**changes)
        assert not seen.unfetched
        return {each.ref.short: [commit.subject for commit in each.commits] for each in seen.astray}

    def hotfix(self, *names: str, branch: str = "hotfix/crash", start: str = "v1.3.0") -> list[str]:
        """Commit to a branch at origin, each time another file."""
        self.theirs.git("switch", "--quiet", "--force-create", branch, start)
        made = []
        for name in names:
            self.theirs.write(name, name)
            made.append(self.theirs.commit(f"fix: {name}"))
        self.theirs.git("push", "--quiet", "--force", "origin", branch)
        return made

    def on_main(self, *words: str) -> None:
        """Run git on main there, and push."""
        self.theirs.git("switch", "--quiet", "main")
        self.theirs.git(*words)
        self.theirs.git("push", "--quiet", "origin", "main", "--tags")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A released project, whose main branch has gone on."""
    ours = a_repository(tmp_path / "demo")
    for version in ("1.2.0", "1.3.0"):
        ours.commit(f"release {version}")
        ours.git("tag", "--annotate", f"v{version}", "--message", version)
    theirs = a_clone(an_origin(ours), tmp_path / "theirs")
    theirs.write("more", "more")
    theirs.commit("feat: more")
    theirs.git("push", "--quiet", "origin", "main")
    return Place(ours, theirs)


def test_a_hotfix_is_missing_until_its_change_is_there_whatever_its_commit(place: Place) -> None:
    assert place.found() == {}
    first, second = place.hotfix("a", "b")
    assert place.found() == {"hotfix/crash": ["fix: a", "fix: b"]}
    place.on_main("cherry-pick", first)
    assert place.found() == {"hotfix/crash": ["fix: b"]}
    place.on_main("cherry-pick", second)
    assert place.found() == {}


@pytest.mark.parametrize("how", [("--no-ff", "--no-edit"), ("--squash",)])
def test_a_merged_or_squashed_hotfix_is_there(how: tuple[str, ...], place: Place) -> None:
    place.hotfix("a", "b")
    place.on_main("merge", "--quiet", *how, "hotfix/crash")
    if how == ("--squash",):
        place.on_main("commit", "--quiet", "--message", "fix: crash (#3)")
    assert place.found() == {}


def test_nothing_is_fetched_by_looking(place: Place) -> None:
    place.hotfix("a")
    seen = place.look()
    assert [each.short for each in seen.unfetched] == ["main", "hotfix/crash"]
    assert place.ours.git("rev-parse", "origin/main") == place.ours.git("rev-parse", "main")


def test_a_tag_that_main_lacks_is_looked_at(place: Place) -> None:
    place.theirs.git("switch", "--quiet", "--create", "stable", "v1.3.0")
    place.theirs.write("late", "late")
    place.theirs.commit("fix: late")
    place.theirs.git("tag", "--annotate", "v1.3.1", "--message", "1.3.1")
    place.theirs.git("push", "--quiet", "origin", "v1.3.1")
    assert place.found(version="1.3.1") == {"tag v1.3.1": ["fix: late"]}


def test_which_branches_count_is_for_settings_to_say(place: Place) -> None:
    place.hotfix("a", branch="urgent/crash")
    place.hotfix("b", branch="release/1.3")
    assert place.found() == {"release/1.3": ["fix: b"]}
    assert place.found(hosting=Hosting(hotfix_branches=("urgent/*",))) == {"urgent/crash": ["fix: a"]}


def test_what_another_release_had_is_that_releases_affair(place: Place) -> None:
    place.hotfix("old", branch="release/1.2", start="v1.2.0")
    place.theirs.git("tag", "--annotate", "v1.2.1", "--message", "1.2.1")
    place.theirs.write("new", "new")
    place.theirs.commit("fix: new")
    place.theirs.git("push", "--quiet", "origin", "release/1.2", "v1.2.1")
    place.ours.git("fetch", "--quiet", "--tags")
    assert place.found() == {"release/1.2": ["fix: new"]}


def test_a_candidate_of_this_release_is_no_earlier_release(place: Place) -> None:
    place.hotfix("a", branch="release/1.3", start="v1.2.0")
    place.theirs.git("tag", "--annotate", "v1.3.0rc1", "--message", "1.3.0rc1")
    place.theirs.git("push", "--quiet", "origin", "v1.3.0rc1")
    place.ours.git("fetch", "--quiet", "--tags")
    assert place.found() == {"release/1.3": ["fix: a"]}


def test_the_branch_of_the_next_release_is_none_for_hotfixes(place: Place) -> None:
    place.hotfix("a", branch="release/v1.4.0")
    assert place.found() == {}
    place.hotfix("b", branch="release/v1.3.0")
    assert place.found() == {"release/v1.3.0": ["fix: b"]}


def test_only_what_touches_the_package_counts(place: Place) -> None:
    place.hotfix("elsewhere/a", "src/demo_pkg/b.py")
    assert place.found(path=place.ours.root / "src") == {"hotfix/crash": ["fix: src/demo_pkg/b.py"]}


def test_without_a_tag_or_an_origin_nothing_is_compared(place: Place) -> None:
    place.hotfix("a")
    assert place.look(version="9.0") == CommitsMissing(base="main")
    place.ours.git("remote", "remove", "origin")
    assert place.look().absent.endswith("there is no remote named origin")
