"""The files of CI through a real door: they come down once, and are what both indexes are held to."""

from __future__ import annotations

import io
import json
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from broken_archives import write_sdist
from github_here import TOKEN, Fault, Watched, local_github
from hosting import Host
from releasing import step
from standin_index import StandInIndex
from tiny_wheel import write_wheel
from workflows import on_github

from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Hosted

NAME, VERSION, TAG = "plain_hatchling", "1.4.0", "v1.4.0"
MODULE = {"plain_hatchling/__init__.py": "", "plain_hatchling/__main__.py": "print('it runs')\n"}


@dataclass
class Clock:
    ahead_s: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


@dataclass(kw_only=True)
class Release:
    """A release whose tag is at origin, whose run has built, tried and published it."""

    host: Host
    home: Path
    files: tuple[Path, ...]
    github: Watched
    clock: Clock
    test: StandInIndex
    real: StandInIndex
    said: str = field(default="")

    def does(self, *words: str) -> dict[str, str]:
        """Run a task; gives the verdict of each item."""
        done = step(
            self.host, *words, HOME=str(self.home), GITHUB_API_URL=self.github.server.api, GH_TOKEN=TOKEN
        )
        self.said = f"{done.returncode}\n{done.stdout}{done.stderr}"
        assert TOKEN not in self.said
        return {
            name: word
            for word, name in re.findall(r"^  (\w+) +(?:publish|promote)\.([\w-]+)", self.said, re.MULTILINE)
        }

    @property
    def downloads(self) -> int:
        """How many artifacts came down so far."""
        return sum("/_storage/artifacts/" in each for each in self.github.asked)

    @property
    def records(self) -> Path:
        """The folder of the ledger."""
        return self.host.root / ".git" / "release-tasks" / "plain-hatchling"

    def loses(self, kind: str) -> None:
        """Take the entries of a kind out of the ledger, as a kill before they were written would have."""
        ledger = self.records / f"{VERSION}.jsonl"
        lines = ledger.read_text().splitlines(keepends=True)
        ledger.write_text("".join(each for each in lines if json.loads(each)["kind"] != kind))


def zipped(*paths: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in paths:
            archive.write(path, path.name)
    return made.getvalue()


def built(folder: Path) -> tuple[Path, ...]:
    """A wheel for each of two systems, a universal one, and an sdist."""
    folder.mkdir()
    stem = f"{NAME}-{VERSION}"
    states = ("Description-Content-Type: text/markdown\n\nIt works.",)
    package_info = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n{states[0]}\n"
    members = {f"{stem}/PKG-INFO": package_info, f"{stem}/pyproject.toml": ""}
    sdist = write_sdist(folder, members, name=f"{stem}.tar.gz")
    tags = ("py3-none-any", "cp312-cp312-win_amd64")
    wheels = (
        write_wheel(folder, name=NAME, version=VERSION, tag=tag, files=MODULE, states=states) for tag in tags
    )
    return sdist, *wheels


@pytest.fixture
def release(tmp_path: Path) -> Iterator[Release]:
    host = on_github("plain_hatchling", tmp_path)
    files, clock = built(tmp_path / "built"), Clock()
    hosted = Hosted(owner="ada", name="demo", clock=clock)
    with ExitStack() as running:
        test, real = (running.enter_context(StandInIndex()) for _ in range(2))
        github = running.enter_context(local_github(hosted))
        test.has(*files)
        real.has(*files)
        log = "".join(f"Uploading {each.name}\n" for each in files)
        hosted.add_run(
            Run(
                sha=host.git("rev-parse", f"{TAG}^{{commit}}"),
                branch=TAG,
                path=".github/workflows/release.yml",
                jobs=(
                    Job(name="sdist", artifacts={"sdist": zipped(files[0])}),
                    Job(name="wheels (linux)", artifacts={"wheels-linux": zipped(files[1])}),
                    Job(name="wheels (windows)", artifacts={"wheels-windows": zipped(files[2])}),
                    Job(name="testpypi", log=log),
                    Job(name="smoke (windows-latest, 3.12)"),
                    Job(name="publish", log=log),
                ),
            )
        )
        home = tmp_path / "home"
        home.mkdir()
        sections = "".join(
            f"[{name}]\nrepository = {index.root}\n" for name, index in (("testpypi", test), ("pypi", real))
        )
        (home / ".pypirc").write_text(f"[distutils]\nindex-servers = testpypi pypi\n{sections}")
        yield Release(host=host, home=home, files=files, github=github, clock=clock, test=test, real=real)


@pytest.mark.slow
def test_the_files_come_down_once_and_both_indexes_are_held_to_them(release: Release) -> None:
    seen = release.does("publish")
    assert (seen["ci-artifacts"], seen["testpypi"]) == ("done", "warn"), release.said
    assert "digests     all 3 files are, by sha256, those of the artifacts of run 1000" in release.said
    assert "smoke tests in CI: 1 passed" in release.said
    assert "not verified by CI on linux-x86_64, linux-aarch64" in release.said
    assert release.downloads == 3

    release.loses("ci-files")
    assert release.does("publish", "--only", "ci-artifacts") == {"ci-artifacts": "done"}
    assert release.downloads == 3, "what lies here is not downloaded again"

    release.github.faults.append(Fault(to="/jobs/.*/logs", status=410, message="Gone"))
    seen = release.does("promote", "--only", "published", "--only", "listed")
    assert (seen["published"], seen["listed"]) == ("done", "warn"), release.said
    assert "GitHub does not have its log any more: the index alone decides" in release.said
    assert "has all 3 files, by sha256 those of the artifacts of run 1000" in release.said

    release.clock.ahead_s = 91 * 24 * 3600.0
    assert release.does("publish", "--only", "ci-artifacts") == {"ci-artifacts": "done"}
    shutil.rmtree(release.records / "ci-files")
    release.loses("ci-files")
    assert release.does("publish", "--only", "ci-artifacts") == {"ci-artifacts": "FAIL"}
    assert "GitHub does not keep this artifact any more" in release.said


@pytest.mark.slow
def test_another_file_on_an_index_is_found_by_its_digest(release: Release) -> None:
    release.does("publish", "--only", "ci-artifacts")
    wheel = release.files[1]
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.comment = b"other bytes"
    release.real.has(wheel)
    seen = release.does("promote", "--only", "published", "--only", "listed")
    assert (seen["published"], seen["listed"]) == ("FAIL", "FAIL"), release.said
    for words in ("not the bytes that CI tested", "not the bytes that were tested"):
        assert f"{wheel.name}: {words}" in release.said
