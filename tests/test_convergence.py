"""Killed anywhere and run again, a release ends the same; interrupted, it leaves nothing half done; one runs at a time."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hosting import Host
from own_backend import bring_own_backend
from releasing import (
    STEPS,
    command,
    dated,
    host_of,
    moved,
    position,
    step,
    tracked,
)
from running import Running

from release_tasks.core.errors import ExitCode

MORTAL = Path(__file__).with_name("mortal.py")
SLOW = pytest.mark.slow
SETTINGS = """
[tool.release-tasks]
tests = ["{python} -c pass"]
docs = ["{python} -c pass"]
"""
LOOKS = frozenset(
    [
        "cat-file",
        "check-ignore",
        "config",
        "diff-tree",
        "for-each-ref",
        "log",
        "ls-files",
        "ls-remote",
        "read-tree",
        "remote",
        "rev-list",
        "rev-parse",
        "status",
        "update-index",
        "var",
        "write-tree",
    ]
)
"""What git does here without changing anything; indexes are written for looks alone, in temporary folders."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Host:
    """A host that builds itself, before any step of its release."""
    host = host_of("plain_hatchling", tmp_path_factory.mktemp("fresh"))
    bring_own_backend(host, settings=SETTINGS)
    return host


@pytest.fixture(scope="module")
def ready(fresh: Host, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Host]:
    """The same host before each step."""
    stations = {STEPS[0][0]: fresh}
    for words, following in pairwise(STEPS):
        station = moved(stations[words[0]], tmp_path_factory.mktemp(following[0]))
        done = step(station, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        stations[following[0]] = station
    return stations


def words_of(task: str) -> tuple[str, ...]:
    return STEPS[position(task)]


def end_of(host: Host) -> dict[str, object]:
    """Give everything that a release leaves: commits and tags to the last digit, every file, and what is on record."""
    refs = "for-each-ref", "--format=%(objectname) %(refname)"
    ours = host.root / ".git" / "release-tasks"
    untracked = host.git("ls-files", "-z", "--others").split("\0")
    return {
        **tracked(host),
        **{name: (host.root / name).read_bytes() for name in untracked if name},
        "here": host.git(*refs),
        "origin": host.at_origin(*refs),
        "status": host.git("status", "--porcelain"),
        "git": sorted(each.name for each in (host.root / ".git").iterdir()),
        "notes": sorted(str(each.relative_to(ours)) for each in ours.rglob("*") if each.suffix != ".lock"),
        "ledger": recorded(ours / "plain-hatchling" / "1.5.0.jsonl"),
    }


def recorded(ledger: Path) -> set[tuple[str, str, str]]:
    """Give what is on record, whatever the order and the number; built files and uploads are seen without it."""
    if not ledger.exists():
        return set()
    entries = map(json.loads, ledger.read_text().splitlines())
    proofs = (each for each in entries if each["kind"] not in ("build", "upload"))
    return {(each["kind"], each["item"], each["bound_to"]) for each in proofs}


def acts(host: Host, words: Sequence[str], trace: Path, *, killed_before: int = 0) -> list[str]:
    """Run a task that is killed before one of its acts; give the acts."""
    argv = (sys.executable, str(MORTAL), str(killed_before), str(trace), *words)
    done = dated(host, argv)
    assert done.returncode == (-signal.SIGKILL if killed_before else 0), done.stdout + done.stderr
    return trace.read_text().splitlines()


def telling(seen: Sequence[str], root: Path) -> list[int]:
    """Give the acts before which a kill may matter: those that change something, and the ones right after these."""
    changing = {number for number, act in enumerate(seen, start=1) if _changes(act, root)}
    return sorted(number for number in range(1, len(seen) + 1) if {number, number - 1} & changing)


def _changes(act: str, root: Path) -> bool:
    event, _, rest = act.partition(" ")
    if event != "subprocess.Popen":
        return str(root) in rest
    return not (rest.startswith("'git ") and LOOKS.intersection(rest.strip("'").split()))


def check_kills(host: Host, task: str, folder: Path, *, every: int) -> int:
    """Kill a task before every so manieth telling act, run it again, and hold that it ends as if nothing had been."""
    words = words_of(task)
    whole = moved(host, folder / "whole")
    seen = acts(whole, words, folder / "whole.trace")
    points = telling(seen, whole.root)[::every]
    end = end_of(whole)
    for number in points:
        killed = moved(host, folder / str(number))
        acts(killed, words, folder / f"{number}.trace", killed_before=number)
        again = step(killed, *words)
        where = f"killed before act {number}, {seen[number - 1]}"
        assert again.returncode == 0, f"{where}\n{again.stdout}\n{again.stderr}"
        assert end_of(killed) == end, where
    return len(points)


@pytest.mark.parametrize(
    ("task", "every"),
    [
        ("tag", 6),
        pytest.param("bump", 1, marks=SLOW),
        pytest.param("metadata", 1, marks=SLOW),
        pytest.param("validate", 2, marks=SLOW),
        pytest.param("tag", 1, marks=SLOW),
    ],
)
def test_killed_before_any_act_and_run_again_it_ends_the_same(
    ready: Mapping[str, Host], task: str, every: int, tmp_path: Path
) -> None:
    assert check_kills(ready[task], task, tmp_path, every=every) >= 4


def test_a_write_below_the_top_of_the_repository_is_finished_too(fresh: Host, tmp_path: Path) -> None:
    host = moved(fresh, tmp_path)
    for name in ("pyproject.toml", "src/plain_hatchling/__init__.py", "README.md", "own_backend.py"):
        host.write(f"below/{name}", host.read(name))
    host.commit("feat: a package below")
    words = ("bump", "3.0.0", "--root", "below")
    seen = acts(moved(host, tmp_path / "whole"), words, tmp_path / "trace")
    moment = next(
        number for number, act in enumerate(seen, start=1) if "os.rename" in act and "pyproject" in act
    )
    killed = moved(host, tmp_path / "killed")
    acts(killed, words, tmp_path / "killed.trace", killed_before=moment)
    assert (killed.root / "below" / ".pyproject.toml.release-tasks").exists()
    done = dated(killed, command(killed, "check-version", "--root", "below"))
    assert 'version = "1.4.0"' in killed.read("below/pyproject.toml"), "a mere look wrote something"
    assert done.returncode == 0, done.stdout
    again = dated(killed, command(killed, *words))
    assert again.returncode == 0, again.stdout + again.stderr
    assert "recovery | finished a write that was interrupted" in again.stdout
    assert killed.git("status", "--porcelain") == "M below/pyproject.toml"


# While a program of ours, or of the project's, is at work.


MOMENTS = (
    ("bump", "-> pyproject.toml"),
    ("metadata", "-> CHANGELOG.md"),
    ("metadata", "-> run "),
    ("validate", "-> run "),
    ("validate", "-> build "),
    ("validate", "build | "),
    ("validate", "-> install "),
    ("validate", "smoke 3."),
    ("tag", "-> commit "),
    ("tag", "-> create tag "),
    ("tag", "-> push "),
)
QUICK = (MOMENTS[0], MOMENTS[8])


@pytest.mark.parametrize("wait_s", [0.0, pytest.param(0.1, marks=SLOW), pytest.param(0.4, marks=SLOW)])
@pytest.mark.parametrize(
    ("task", "line"), [pytest.param(*each, marks=() if each in QUICK else SLOW) for each in MOMENTS]
)
def test_interrupted_it_says_so_leaves_nothing_and_goes_on(
    ready: Mapping[str, Host], task: str, line: str, wait_s: float, tmp_path: Path
) -> None:
    whole, host = moved(ready[task], tmp_path / "whole"), moved(ready[task], tmp_path / "host")
    running = Running(host, words_of(task), tmp_path / "tmp")
    running.until(line)
    time.sleep(wait_s)
    status, told = running.end(signal.SIGINT)
    if status:  # it may have been too late
        # CPython dies of the signal, in spite of our exit code, if it came while a module made a dataclass
        # (exec of a text). A shell shows 130 for both.
        assert status in (ExitCode.INTERRUPTED, -signal.SIGINT), told
        assert told == "release-tasks: interrupted; run the same command again to go on\n"
    assert running.left == []
    assert list(running.temporary.iterdir()) == []
    assert list((host.root / ".git").rglob("index.lock")) == []
    for each in (whole, host):
        done = step(each, *words_of(task))
        assert done.returncode == 0, done.stdout + done.stderr
    assert end_of(host) == end_of(whole)


@SLOW
@pytest.mark.parametrize("wait_s", [0.0, 0.1, 0.4])
@pytest.mark.parametrize(("task", "line"), MOMENTS)
def test_killed_while_others_work_for_it_a_run_at_once_ends_the_same(
    ready: Mapping[str, Host], task: str, line: str, wait_s: float, tmp_path: Path
) -> None:
    whole, host = moved(ready[task], tmp_path / "whole"), moved(ready[task], tmp_path / "host")
    running = Running(host, words_of(task), tmp_path / "tmp")
    running.until(line)
    time.sleep(wait_s)
    running.end(signal.SIGKILL)
    for each in (whole, host):
        done = step(each, *words_of(task))
        assert done.returncode == 0, done.stdout + done.stderr
    assert end_of(host) == end_of(whole)


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=SLOW)])
def test_ended_after_origin_took_the_push_it_ends_the_same(
    ready: Mapping[str, Host], number: signal.Signals, tmp_path: Path
) -> None:
    whole, host = moved(ready["tag"], tmp_path / "whole"), moved(ready["tag"], tmp_path / "host")
    hook = host.origin / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho it is in\nexec sleep 2\n")
    hook.chmod(0o755)
    running = Running(host, words_of("tag"), tmp_path / "tmp")
    running.until("it is in")
    running.end(number)
    hook.unlink()
    for each in (whole, host):
        done = step(each, *words_of("tag"))
        assert done.returncode == 0, done.stdout + done.stderr
    assert end_of(host) == end_of(whole)


# One at a time.


def test_a_second_run_is_told_who_holds_the_lock_and_a_killed_one_holds_nothing(
    ready: Mapping[str, Host], tmp_path: Path
) -> None:
    host = moved(ready["validate"], tmp_path)
    stated = host.read("pyproject.toml")
    host.write("pyproject.toml", stated.replace('tests = ["{python} -c pass"]', 'tests = ["sleep 60"]'))
    running = Running(host, ("validate",), tmp_path / "tmp")
    running.until("-> run sleep 60")
    second = step(host, "metadata")
    assert second.returncode == ExitCode.NEEDS_PERSON
    assert "validate works on plain-hatchling since" in second.stderr
    assert f"process {running.pid} on" in second.stderr
    assert f"kill {running.pid}" in second.stderr
    assert step(host, "check-version").returncode == 0, "a look needs no lock"
    assert step(host, "status", "--offline").returncode == 0
    running.end(signal.SIGKILL)
    host.write("pyproject.toml", stated)
    third = step(host, "validate")
    assert third.returncode == 0, third.stdout + third.stderr
