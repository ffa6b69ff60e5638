"""Publishing without CI, on real indexes in two roles: what was tested goes up once, and nothing else ever."""

from __future__ import annotations

import hashlib
import math
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from hosting import Host, fresh_clone
from own_backend import bring_own_backend
from releasing import command, dated, host_of, moved, steps
from running import Running
from serving import OURS, devpi, pypiserver
from standin_index import StandInIndex

from release_tasks.core.errors import ExitCode

PUBLIC = "--yes-public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintainer:
    """Somebody with a tagged release, a .pypirc with both indexes, and nothing else set up."""

    host: Host
    home: Path

    def does(self, *words: str, door: str = "python -m") -> subprocess.CompletedProcess[str]:
        """Run a task; hold that no password is in what it says."""
        done = dated(self.host, command(self.host, *words, door=door), HOME=str(self.home))
        assert OURS.password not in done.stdout + done.stderr
        return done

    def has(self, testpypi: str, pypi: str, *, password: str = OURS.password) -> None:
        """Write the .pypirc."""
        sections = "".join(
            f"[{name}]\nrepository = {address}\nusername = {OURS.user}\npassword = {password}\n"
            for name, address in (("testpypi", testpypi), ("pypi", pypi))
        )
        (self.home / ".pypirc").write_text(f"[distutils]\nindex-servers = testpypi pypi\n{sections}")

    @property
    def built(self) -> dict[str, str]:
        """The digests of the files that were tested."""
        return digests(self.host.path / "dist")


def digests(folder: Path) -> dict[str, str]:
    """Give the sha256 of each distribution in a folder, by name."""
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.iterdir()
        if each.name.endswith((".whl", ".tar.gz"))
    }


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host whose next minor release is validated, tagged and pushed."""
    host = host_of("plain_hatchling", tmp_path_factory.mktemp("tagged"))
    bring_own_backend(host)
    steps(host, "tag")
    return host


@pytest.fixture
def maintainer(tagged: Host, tmp_path: Path) -> Maintainer:
    (tmp_path / "home").mkdir()
    made = Maintainer(host=moved(tagged, tmp_path / "work"), home=tmp_path / "home")
    made.has("http://testpypi.index.example/", "http://pypi.index.example/")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The folders that two real indexes keep their files in."""

    testpypi: Path
    pypi: Path


@pytest.fixture
def shelves(maintainer: Maintainer, tmp_path: Path) -> Iterator[Shelves]:
    """Both indexes run, and want our login for uploads."""
    made = Shelves(testpypi=tmp_path / "testpypi", pypi=tmp_path / "pypi")
    with (
        pypiserver(made.testpypi, actions="update") as testpypi,
        pypiserver(made.pypi, actions="update") as pypi,
    ):
        maintainer.has(testpypi.upload, pypi.upload)
        yield made


@contextmanager
def command_lines() -> Iterator[set[str]]:
    """Collect every command line on this machine while the block runs; needs /proc."""
    seen: set[str] = set()
    over = Event()

    def watch() -> None:
        while not over.wait(0.02):
            for each in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(each.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


# The way that it goes.


@pytest.mark.parametrize(
    "door", ["nox", *(pytest.param(each, marks=pytest.mark.slow) for each in ("invoke", "python -m"))]
)
def test_what_was_tested_reaches_both_indexes_once(
    maintainer: Maintainer, shelves: Shelves, door: str
) -> None:
    with command_lines() as seen:
        for words in (("publish", PUBLIC), ("promote", PUBLIC), ("verify-pypi",), ("post", "--yes")):
            first = maintainer.does(*words, door=door)
            assert first.returncode == 0, first.stdout + first.stderr
    assert digests(shelves.testpypi) == digests(shelves.pypi) == maintainer.built
    assert len(maintainer.built) == 2
    uploaded = times(shelves)
    for words in (("publish",), ("promote",), ("verify-pypi",), ("post",)):
        again = maintainer.does(*words, door=door)
        assert again.returncode == 0, again.stdout + again.stderr
        assert "->" not in again.stdout
    assert times(shelves) == uploaded
    assert any("twine" in each for each in seen)
    assert not any(OURS.password in each for each in seen)
    assert not any(OURS.password in each.read_text() for each in ours(maintainer.host))


def times(shelves: Shelves) -> dict[str, int]:
    """Give when each file on the indexes was written."""
    return {
        str(each): each.stat().st_mtime_ns
        for folder in (shelves.testpypi, shelves.pypi)
        for each in folder.iterdir()
    }


def ours(host: Host) -> list[Path]:
    """Give the files that we keep beside git's."""
    found = [each for each in (host.root / ".git" / "release-tasks").rglob("*") if each.is_file()]
    assert any(each.suffix == ".jsonl" for each in found)
    return found


@pytest.mark.slow
def test_devpi_takes_both_roles(maintainer: Maintainer, tmp_path: Path) -> None:
    with ExitStack() as stack:
        served = [stack.enter_context(devpi(new(tmp_path / name))) for name in ("testpypi", "pypi")]
        maintainer.has(*(each.upload for each in served))
        for words in (("publish", PUBLIC), ("promote", PUBLIC), ("verify-pypi",)):
            done = maintainer.does(*words)
            assert done.returncode == 0, done.stdout + done.stderr
        again = maintainer.does("promote", PUBLIC)
        assert again.returncode == 0
        assert "->" not in again.stdout


def new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_a_crash_left_out_goes_up_alone(maintainer: Maintainer, shelves: Shelves) -> None:
    wheel = next((maintainer.host.path / "dist").glob("*.whl"))
    shutil.copy2(wheel, shelves.testpypi)
    there = (shelves.testpypi / wheel.name).stat().st_mtime_ns
    done = maintainer.does("publish", PUBLIC)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("-> upload ") == 1
    assert digests(shelves.testpypi) == maintainer.built
    assert (shelves.testpypi / wheel.name).stat().st_mtime_ns == there


@pytest.mark.slow
@pytest.mark.parametrize("alone", [True, False], ids=["and twine too", "and twine goes on"])
@pytest.mark.parametrize("wait_s", [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
def test_killed_during_an_upload_and_run_again_all_is_there_once(
    maintainer: Maintainer, shelves: Shelves, tmp_path: Path, wait_s: float, alone: bool
) -> None:
    running = Running(maintainer.host, ("publish", PUBLIC), tmp_path / "tmp", HOME=str(maintainer.home))
    running.until("-> upload ")
    time.sleep(wait_s)
    running.end(signal.SIGKILL)
    if alone:
        running.end_what_is_left()
    again = maintainer.does("publish", PUBLIC)
    if again.returncode == ExitCode.FAILED and not alone:
        # The other twine was quicker; what it brought has our digest, and that is all that counts.
        assert "the index has a file of that name already" in again.stdout
        again = maintainer.does("publish", PUBLIC)
    assert again.returncode == 0, again.stdout + again.stderr
    assert digests(shelves.testpypi) == maintainer.built
    before = times(shelves)
    assert maintainer.does("publish").returncode == 0
    assert times(shelves) == before


# What is refused, and leaves both indexes alone.


@pytest.mark.parametrize("door", ["invoke", "python -m"])
def test_nothing_public_happens_without_a_yes(maintainer: Maintainer, shelves: Shelves, door: str) -> None:
    for flags in ((), ("--yes",)):
        done = maintainer.does("publish", *flags, door=door)
        assert done.returncode == ExitCode.NEEDS_PERSON
        assert "upload plain_hatchling-1.5.0.tar.gz to http" in done.stdout
        assert "pass --yes-public" in done.stdout
    assert digests(shelves.testpypi) == {}


def test_another_file_of_that_name_is_an_error(maintainer: Maintainer, shelves: Shelves) -> None:
    (shelves.testpypi / "plain_hatchling-1.5.0.tar.gz").write_bytes(b"not ours")
    done = maintainer.does("publish", PUBLIC)
    assert done.returncode == ExitCode.FAILED
    assert "plain_hatchling-1.5.0.tar.gz: the index has another file of that name" in done.stdout
    assert f"expected: sha256 {maintainer.built['plain_hatchling-1.5.0.tar.gz']}" in done.stdout
    assert f"found:    sha256 {hashlib.sha256(b'not ours').hexdigest()}" in done.stdout
    assert "release another version" in done.stdout
    assert list(digests(shelves.testpypi)) == ["plain_hatchling-1.5.0.tar.gz"]


def test_bytes_that_were_not_installed_from_the_test_index_are_not_promoted(
    maintainer: Maintainer, shelves: Shelves
) -> None:
    for file in maintainer.built:  # on the test index, but nobody tried them
        shutil.copy2(maintainer.host.path / "dist" / file, shelves.testpypi)
    done = maintainer.does("promote", PUBLIC, door="nox")
    assert done.returncode == 1
    refused = [
        line for line in done.stdout.splitlines() if "these bytes were not verified on the test index" in line
    ]
    assert [name for name in maintainer.built if any(name in line for line in refused)] == [*maintainer.built]
    assert "nox -s release-publish" in done.stdout
    assert digests(shelves.pypi) == {}


def test_a_wrong_password_is_told_and_leaves_nothing(maintainer: Maintainer, shelves: Shelves) -> None:
    pypirc = maintainer.home / ".pypirc"
    pypirc.write_text(pypirc.read_text().replace(OURS.password, "n0t-the-w0rd"))
    done = maintainer.does("publish", PUBLIC)
    assert done.returncode == ExitCode.USAGE
    assert "the index refuses our login (403)" in done.stderr
    assert "look at the section of ~/.pypirc" in done.stderr
    assert "n0t-the-w0rd" not in done.stdout + done.stderr
    assert digests(shelves.testpypi) == {}


@pytest.mark.slow
def test_nothing_is_published_before_the_tag(tmp_path: Path) -> None:
    host = host_of("plain_hatchling", tmp_path)
    bring_own_backend(host)
    steps(host, "validate")
    (tmp_path / "home").mkdir()
    maintainer = Maintainer(host=host, home=tmp_path / "home")
    with pypiserver(tmp_path / "testpypi") as testpypi, pypiserver(tmp_path / "pypi") as pypi:
        maintainer.has(testpypi.upload, pypi.upload)
        for task in ("publish", "promote"):
            done = maintainer.does(task, PUBLIC, door="invoke")
            assert done.returncode == ExitCode.FAILED
            assert "v1.5.0: the tag is not at origin" in done.stdout
            assert "to mend:  invoke release.tag" in done.stdout
    assert digests(tmp_path / "testpypi") == digests(tmp_path / "pypi") == {}


# An index that is not well.


def test_an_index_that_is_down_cannot_be_reached(maintainer: Maintainer) -> None:
    with StandInIndex() as index:
        gone = index.root
    maintainer.has(gone, f"{gone}other/")
    for task in ("publish", "verify-pypi"):
        done = maintainer.does(task, PUBLIC)
        assert done.returncode == ExitCode.UNREACHABLE, done.stdout
        assert "the index cannot be reached" in done.stdout


@pytest.mark.slow
def test_an_index_that_does_not_answer_is_given_up(maintainer: Maintainer) -> None:
    with StandInIndex() as index:
        index.trouble("page", delay_s=45)
        maintainer.has(f"{index.root}other/", index.root)
        started = time.monotonic()
        done = maintainer.does("verify-pypi")
    assert done.returncode == ExitCode.UNREACHABLE, done.stdout
    assert "does not answer in time" in done.stdout
    assert time.monotonic() - started < 90


# What verify-pypi sees.


@pytest.fixture
def listing(maintainer: Maintainer) -> Iterator[StandInIndex]:
    """An index that lists what was tested, and can be made to go wrong; the test index has the same files."""
    with StandInIndex() as tried, StandInIndex() as index:
        for name in maintainer.built:
            for each in (tried, index):
                each.has(maintainer.host.path / "dist" / name)
        maintainer.has(tried.root, index.root)
        yield index


def test_a_changed_file_is_named_with_both_digests(
    maintainer: Maintainer, listing: StandInIndex, tmp_path: Path
) -> None:
    (tmp_path / "plain_hatchling-1.5.0.tar.gz").write_bytes(b"changed")
    listing.has(tmp_path / "plain_hatchling-1.5.0.tar.gz")
    other = listing["plain_hatchling-1.5.0.tar.gz"].listed_sha256
    done = maintainer.does("verify-pypi")
    assert done.returncode == ExitCode.FAILED
    assert "plain_hatchling-1.5.0.tar.gz: not the bytes that were tested" in done.stdout
    assert f"expected: sha256 {maintainer.built['plain_hatchling-1.5.0.tar.gz']}" in done.stdout
    assert f"found:    sha256 {other}" in done.stdout
    assert "->" not in done.stdout, "what was not tested was installed all the same"


def test_a_yanked_file_fails(maintainer: Maintainer, listing: StandInIndex) -> None:
    for name in maintainer.built:
        listing[name].yanked = "broken on Tuesdays"
    done = maintainer.does("verify-pypi")
    assert done.returncode == ExitCode.FAILED
    assert "all 2 files: yanked" in done.stdout
    assert "found:    broken on Tuesdays" in done.stdout


def test_a_missing_wheel_fails(maintainer: Maintainer, listing: StandInIndex) -> None:
    listing["plain_hatchling-1.5.0-py3-none-any.whl"].shown_after = math.inf
    done = maintainer.does("verify-pypi")
    assert done.returncode == ExitCode.FAILED
    assert "plain_hatchling-1.5.0-py3-none-any.whl: tested, but not listed" in done.stdout


def test_a_fresh_clone_without_built_files_verifies_and_says_what_is_not_proven(
    maintainer: Maintainer, listing: StandInIndex, tmp_path: Path
) -> None:
    other = Maintainer(host=fresh_clone(maintainer.host, tmp_path / "elsewhere"), home=maintainer.home)
    done = other.does("verify-pypi")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"not compared +digests +nothing to compare with", done.stdout)
    assert re.search(r"passed +install +by hash from ", done.stdout)
    assert other.host.git("status", "--porcelain") == ""
