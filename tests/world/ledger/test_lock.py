"""One run at a time, between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from repositories import Repository

from release_tasks.core.errors import ExitCode, NeedsPersonError
from release_tasks.core.project import Project
from release_tasks.world.ledger.lock import held
from release_tasks.world.ledger.state import state_folder

CHECKOUT = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
sys.path[:0] = sys.argv[2:]
from dataclasses import replace
from pathlib import Path
from repositories import Repository
from release_tasks.world.ledger.lock import held
repository = Repository(Path(sys.argv[1]))
with held(repository.project(), replace(repository.request, task="validate")):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(repository: Repository) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock until its input ends."""
    argv = (sys.executable, "-c", SCRIPT, str(repository.root), str(CHECKOUT), str(CHECKOUT / "tests"))
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def left_in(project: Project) -> set[str]:
    return {each.name for each in state_folder(project).iterdir()}


def test_the_second_run_is_told_who_holds_it(
    repository: Repository, other: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    for root in (repository.root, tmp_path / "side"):
        with pytest.raises(NeedsPersonError) as caught, held(Repository(root).project(), repository.request):
            pass
        assert caught.value.exit_code is ExitCode.NEEDS_PERSON
        assert "validate works on Demo_Pkg since 20" in caught.value.what
        assert f"(process {other.pid} on " in caught.value.what
        assert f"kill {other.pid}" in caught.value.remedy


def test_another_package_is_free(repository: Repository, other: subprocess.Popen[bytes]) -> None:
    with held(repository.project(name="another"), repository.request):
        pass


def test_it_is_free_after_the_run_ended(repository: Repository, other: subprocess.Popen[bytes]) -> None:
    other.communicate()
    assert left_in(repository.project()) == {"lock"}
    with held(repository.project(), repository.request):
        assert left_in(repository.project()) == {"lock", "lock-holder.json"}


def test_a_killed_holder_does_not_block(repository: Repository, other: subprocess.Popen[bytes]) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait(timeout=10)
    assert "lock-holder.json" in left_in(repository.project())
    with held(repository.project(), repository.request):
        pass
    assert left_in(repository.project()) == {"lock"}


def test_a_failure_inside_frees_it(repository: Repository) -> None:
    with pytest.raises(ZeroDivisionError), held(repository.project(), repository.request):
        raise ZeroDivisionError
    with held(repository.project(), repository.request):
        pass


def test_twice_in_one_process_is_refused_too(repository: Repository) -> None:
    project, request = repository.project(), repository.request
    with held(project, request):
        again = held(project, replace(request, task="bump"))
        with pytest.raises(NeedsPersonError, match=f"process {os.getpid()}"), again:
            pass
        assert "lock-holder.json" in left_in(project)


def test_a_holder_that_has_not_said_who_it_is(repository: Repository, other: subprocess.Popen[bytes]) -> None:
    (state_folder(repository.project()) / "lock-holder.json").write_bytes(b"")
    again = held(repository.project(), repository.request)
    with pytest.raises(NeedsPersonError, match="another run works on Demo_Pkg"), again:
        pass
