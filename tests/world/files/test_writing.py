"""All files or none: also when one is read-only, the disk says no, or the process is killed."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sourcing import project

from release_tasks.core.errors import ActionError
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.world.files.journal import Move, digest, journal_of
from release_tasks.world.files.writing import recover, write_files

NAMES = ("a.toml", "b.lock", "sub/c.py")

# Dies at the N-th change of the file system; Python tells its audit hooks of each before it happens.
KILLED = """
import os, pickle, sys
from release_tasks.world.files.writing import write_files

action, project = pickle.load(sys.stdin.buffer)
left = int(sys.argv[1])
def hook(event, arguments):
    global left
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_CREAT)
    if event in ("os.rename", "os.remove", "os.chmod", "os.mkdir") or writes:
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(hook)
write_files(action, project)
"""


def change(top: Path) -> WriteFiles:
    edits = tuple(
        FileEdit(path=top / name, before=f"old {name}".encode(), after=f"new {name}\r\n".encode())
        for name in NAMES
    )
    return WriteFiles(edits=edits, summary=("all",))


@pytest.fixture(params=["git", "no git"])
def top(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    if request.param == "git":
        subprocess.run(("git", "init", "-q"), cwd=folder, check=True)
    for name in NAMES:
        (folder / name).write_text(f"old {name}")
    return folder


def state(top: Path) -> set[str]:
    """Which contents the files have: one word if all agree."""
    return {(top / name).read_text().split()[0] for name in NAMES}


def litter(top: Path) -> list[str]:
    """What a write left behind: beside the files, and where the journal lies (its lock may stay)."""
    notes = journal_of(top).path.parent
    beside = [path for path in top.rglob("*") if path.is_file() and ".git" not in path.parts]
    left = {path.name for path in (*beside, *notes.glob("*"))} - {Path(name).name for name in NAMES}
    return sorted(name for name in left if not name.endswith(".lock"))


def test_every_file_is_written_and_nothing_stays_behind(top: Path) -> None:
    (top / "a.toml").chmod(0o750)
    write_files(change(top), project(top))
    assert [(top / name).read_bytes() for name in NAMES] == [edit.after for edit in change(top).edits]
    assert (top / "a.toml").stat().st_mode & 0o777 == 0o750
    assert litter(top) == []
    assert recover(top) is None


def test_a_link_is_written_through(top: Path) -> None:
    (top / "a.toml").rename(top / "real.toml")
    (top / "a.toml").symlink_to("real.toml")
    write_files(change(top), project(top))
    assert (top / "a.toml").is_symlink()
    assert (top / "real.toml").read_bytes() == b"new a.toml\r\n"


def test_a_new_file_is_made_and_an_unexpected_one_is_not_overwritten(top: Path) -> None:
    action = WriteFiles(edits=(FileEdit(path=top / "new", before=None, after=b"x"),), summary=())
    write_files(action, project(top))
    assert (top / "new").read_bytes() == b"x"
    with pytest.raises(ActionError, match="not as it was"):
        write_files(action, project(top))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_changed_in_between_stops_everything(top: Path, name: str) -> None:
    (top / name).write_text("old and edited")
    with pytest.raises(ActionError, match="not as it was") as caught:
        write_files(change(top), project(top))
    assert caught.value.where == str(top / name)
    assert state(top) == {"old"}


def test_a_read_only_file_stops_everything(top: Path) -> None:
    (top / "b.lock").chmod(0o444)
    with pytest.raises(ActionError, match="read-only") as caught:
        write_files(change(top), project(top))
    assert caught.value.where == str(top / "b.lock")
    assert "chmod u+w" in caught.value.remedy
    assert state(top) == {"old"}
    assert litter(top) == []


@pytest.mark.parametrize("refused", range(1, 4))
def test_a_rename_that_the_system_refuses_is_taken_back(
    top: Path, refused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, asked = os.replace, iter(range(1, 100))

    def refuse(source: Path, target: Path) -> None:
        if target.suffix != ".json" and next(asked) == refused:
            raise OSError(errno.EBUSY, "Device or resource busy", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ActionError, match="nothing was written: Device or resource busy"):
        write_files(change(top), project(top))
    assert state(top) == {"old"}
    assert litter(top) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here to stand for a full disk")
def test_a_full_disk_changes_nothing(top: Path) -> None:
    (top / "sub" / ".c.py.release-tasks").symlink_to("/dev/full")
    with pytest.raises(ActionError, match="No space left"):
        write_files(change(top), project(top))
    assert state(top) == {"old"}
    assert litter(top) == []


@pytest.mark.slow  # a process for each step
def test_a_kill_at_any_step_leaves_all_old_or_all_new_after_recover(top: Path) -> None:
    asked = pickle.dumps((change(top), project(top)))
    seen = set()
    for step in range(100):
        for name in NAMES:
            (top / name).write_text(f"old {name}")
        argv = (sys.executable, "-c", KILLED, str(step))
        ended = subprocess.run(argv, input=asked, capture_output=True, check=False)
        assert ended.returncode in (0, 9), ended.stderr
        said = recover(top)
        assert len(state(top)) == 1, (step, said)
        assert litter(top) == [], (step, said)
        seen.add((said or "nothing to do").split(" (")[0] + f": {state(top).pop()}")
        if ended.returncode == 0:
            break
    assert seen == {
        "nothing to do: old",
        "dropped a write that was interrupted before it changed anything: old",
        "finished a write that was interrupted: new",
        "nothing to do: new",
    }


def test_what_somebody_changed_after_a_kill_is_not_overwritten(top: Path) -> None:
    fresh = top / "fresh"
    fresh.write_text("new")
    move = Move(target=top / "a.toml", fresh=fresh, before=digest(b"old a.toml"), after=digest(b"new"))
    journal = journal_of(top)
    with journal.held():
        journal.write((move,), complete=True)
    (top / "a.toml").write_text("edited since")
    with pytest.raises(ActionError, match="changed since a write was interrupted") as caught:
        recover(top)
    assert str(journal_of(top).path) in caught.value.remedy
    assert (top / "a.toml").read_text() == "edited since"


def test_a_run_of_another_package_waits_for_the_write_instead_of_dropping_it(top: Path) -> None:
    code = "import pathlib, sys; from release_tasks.world.files.writing import recover; recover(pathlib.Path(sys.argv[1]))"
    journal = journal_of(top)
    with journal.held():
        journal.write((), complete=False)
        other = subprocess.Popen((sys.executable, "-c", code, str(top)))
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=1.5)
        assert journal.path.exists()
    assert other.wait(timeout=20) == 0
    assert not journal.path.exists()


def test_ctrl_c_waits_until_all_files_have_their_place(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        replace(source, target)
        if target.name == "a.toml":
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files(change(top), project(top))
    assert state(top) == {"new"}
    assert litter(top) == []
