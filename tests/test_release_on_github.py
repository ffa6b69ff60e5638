"""A whole release on GitHub through real doors: planned, tagged, built and published by CI, approved, announced.

CI is stood in for by this machine; its jobs hand on and upload what was really built.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from github_here import TOKEN, Watched, local_github
from hosting import Host, fresh_clone
from own_backend import bring_own_backend
from releasing import command, dated
from workflows import RELEASE, on_github

from release_tasks.checklist import all_items
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.index import Indexes
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.gathering import Facts
from release_tasks.rehearsal.clone import Clone
from release_tasks.rehearsal.embedded_index import EmbeddedIndex
from release_tasks.rehearsal.hosted_clone import hosted

PUBLIC = "--yes-public"
STAGES = (
    ("plan", "--version", "minor", "--answer", "target-version=yes", "--answer", "changes-covered=yes"),
    ("metadata", "--version", "minor", "--answer", "docs=yes"),
    ("validate",),
    ("tag", PUBLIC),
    ("publish", PUBLIC),
    ("promote", PUBLIC, "--answer", "approve=yes"),
    ("post", PUBLIC),
)
CARGO = {
    name: os.environ.get(name, str(Path.home() / folder))
    for name, folder in (("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup"))
}
"""Where cargo is found, whatever a maintainer's HOME is."""
UNSETTLED = ("FAIL", "todo", "waiting", "ask", "pending", "unreachable", "blocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintainer:
    """Somebody with a project on GitHub, a token, and a .pypirc that names both indexes."""

    host: Host
    home: Path
    github: Watched

    def does(self, *words: str, door: str = "python -m") -> subprocess.CompletedProcess[str]:
        """Run a task; hold that no token is in what it says."""
        argv = command(self.host, *words, door=door)
        surroundings = {
            "HOME": str(self.home),
            **CARGO,
            "GITHUB_API_URL": self.github.server.api,
            "GH_TOKEN": TOKEN,
        }
        done = dated(self.host, argv, **surroundings)
        assert TOKEN not in done.stdout + done.stderr
        return done

    def releases(self, *, door: str = "python -m", stages: tuple[tuple[str, ...], ...] = STAGES) -> None:
        """Run the stages; all have to succeed."""
        for words in stages:
            done = self.does(*words, door=door)
            assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"

    @property
    def written(self) -> list[str]:
        """What GitHub was asked to change so far."""
        return [each for each in self.github.asked if not each.startswith("GET ")]


@contextmanager
def maintainer(name: str, folder: Path) -> Iterator[Maintainer]:
    """Let GitHub and both indexes run for a host."""
    # This machine builds no wheel for Windows, and a release without one would be held up.
    host = on_github(name, folder, RELEASE.replace("[linux, windows]", "[linux]"))
    if name == "plain_hatchling":
        bring_own_backend(host)
        host.git("push", "--quiet", "origin", "main")
    home = folder / "home"
    home.mkdir()
    with ExitStack() as running:
        for each in ("testpypi", "pypi"):
            (folder / each).mkdir()
        shelves = {each: running.enter_context(EmbeddedIndex(folder / each)) for each in ("testpypi", "pypi")}
        indexes = Indexes(
            testpypi=shelves["testpypi"].endpoint("testpypi"), pypi=shelves["pypi"].endpoint("pypi")
        )
        (home / ".pypirc").write_text(
            "[distutils]\nindex-servers = testpypi pypi\n"
            + "".join(
                f"[{each}]\nrepository = {shelf.endpoint('pypi').shown}\n" for each, shelf in shelves.items()
            )
        )
        made = Clone(work=host.root, origin=host.origin, root=host.root)
        facts = Facts(
            {Request: Request(task="status", root=host.root, package=host.package.alias)}, offline=True
        )
        there = hosted(made, facts.get(Project), facts.get(ReleaseWorkflow), indexes, "ada/demo")
        github = running.enter_context(local_github(there))
        yield Maintainer(host=host, home=home, github=github)


def words_of(said: str) -> dict[str, str]:
    """The verdict of each item in what a run said."""
    return {name: word for word, name in re.findall(r"^  (\w+) +([a-z]+\.[\w-]+)", said, re.MULTILINE)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "door"),
    [("plain_hatchling", "nox"), ("recorder_monorepo", "nox"), ("barter_workspace", "invoke")],
)
def test_from_the_plan_to_the_announcement(name: str, door: str, tmp_path: Path) -> None:
    with maintainer(name, tmp_path) as somebody:
        somebody.releases(door=door)
        seen = somebody.does("status", door=door)
        verdicts = words_of(seen.stdout)
        assert {each: word for each, word in verdicts.items() if word in UNSETTLED} == {}, seen.stdout
        assert {each.id for each in all_items()} <= set(verdicts), seen.stdout + seen.stderr
        before = somebody.written
        somebody.releases(door=door, stages=STAGES[3:])
        assert somebody.written == before


@pytest.mark.slow
def test_another_machine_sees_where_things_stand(tmp_path: Path) -> None:
    with maintainer("plain_hatchling", tmp_path) as somebody:
        somebody.releases(stages=STAGES[:4])
        elsewhere = Maintainer(
            host=fresh_clone(somebody.host, tmp_path / "elsewhere"),
            home=somebody.home,
            github=somebody.github,
        )
        elsewhere.host.git("remote", "set-url", "origin", "https://github.com/ada/demo.git")
        elsewhere.host.git(
            "config", f"url.{somebody.host.origin}.insteadOf", "https://github.com/ada/demo.git"
        )
        elsewhere.releases(stages=STAGES[4:])
        before = somebody.written
        somebody.releases(stages=STAGES[4:])
        assert somebody.written == before
