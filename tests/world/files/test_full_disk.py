"""A disk that is full for real: at every point where the room may end, all files are old or all new."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sourcing import commit, project

from release_tasks.core.errors import ActionError
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.world.files.journal import journal_of
from release_tasks.world.files.writing import recover, write_files

NAMES = ("pyproject.toml", "Cargo.lock", "package/__init__.py")
PAGE = os.sysconf("SC_PAGE_SIZE")
OLD, NEW = b"1.2.0\n" * 1500, b"1.3.0rc1\n" * 1500


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for some pages."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={120 * PAGE}", "tmpfs", str(place))
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here, so no disk that can be filled")
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(("umount", "--lazy", str(place)), check=True)


def state(top: Path) -> set[bytes]:
    return {(top / name).read_bytes() for name in NAMES}


def change(top: Path) -> WriteFiles:
    return WriteFiles(
        edits=tuple(FileEdit(path=top / name, before=OLD, after=NEW) for name in NAMES), summary=("all",)
    )


@pytest.mark.parametrize("state_home", ["on the disk", "elsewhere"])
def test_wherever_the_room_ends_nothing_is_half_written(
    disk: Path, tmp_path: Path, state_home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_folder = disk / "state" if state_home == "on the disk" else tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state_folder))
    top = disk / "project"
    (top / "package").mkdir(parents=True)
    ends = []
    for free in range(16):
        for name in NAMES:
            (top / name).write_bytes(OLD)
        room = os.statvfs(disk)
        stuffing = disk / "stuffing"
        stuffing.write_bytes(b"x" * PAGE * (room.f_bavail * room.f_frsize // PAGE - free))
        try:
            write_files(change(top), project(top))
        except ActionError as error:
            assert "No space left" in error.what
            assert "make room" in error.remedy
            assert state(top) == {OLD}
            ends.append("old")
        else:
            assert state(top) == {NEW}
            ends.append("new")
        stuffing.unlink()
        assert recover(top) is None, free
        assert not journal_of(top).path.exists()
        assert sorted(path.name for path in top.rglob("*") if path.is_file()) == sorted(
            Path(name).name for name in NAMES
        )
    assert ends == sorted(ends, reverse=True)
    assert set(ends) == {"old", "new"}


@pytest.mark.parametrize("free", [0, 2, 4])
def test_bump_itself_says_so_and_does_it_once_there_is_room(disk: Path, tmp_path: Path, free: int) -> None:
    top = disk / "project"
    top.mkdir()
    manifest = '[project]\nname = "demo"\nversion = "1.2.0"\n'
    other = '{"name": "demo", "version": "1.2.0"}' + " " * 3 * PAGE
    commit(top, {"pyproject.toml": manifest, "package.json": other})
    files = {path: path.read_bytes() for path in top.glob("p*.*")}
    command = ("bump", "1.3.0", "--answer", "bump=1.3.0", "--root", str(top))
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(tmp_path)}

    def run() -> subprocess.CompletedProcess[str]:
        argv = (sys.executable, "-m", "release_tasks", *command)
        return subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)

    room = os.statvfs(disk)
    stuffing = disk / "stuffing"
    stuffing.write_bytes(b"x" * PAGE * (room.f_bavail * room.f_frsize // PAGE - free))
    full = run()
    assert "Traceback" not in full.stderr
    if full.returncode == 1:
        assert "no space left" in (full.stdout + full.stderr).lower()
        assert {path: path.read_bytes() for path in files} == files
    else:
        assert full.returncode == 0, full.stderr
    stuffing.unlink()
    again = run()
    assert again.returncode == 0, again.stderr
    assert {path: path.read_bytes() for path in files} == {
        path: data.replace(b"1.2.0", b"1.3.0") for path, data in files.items()
    }
