"""The folder of built files: its own files step aside for a build, and come back if it fails."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from release_tasks.world.signals import interrupt_held

_SUFFIXES = (".whl", ".tar.gz")


def distribution_files(folder: Path) -> tuple[Path, ...]:
    """List what is named like a wheel or an sdist; hidden files are half-written ones."""
    if not folder.is_dir():
        return ()
    names = sorted(each for each in os.listdir(folder) if each.endswith(_SUFFIXES) and not each.startswith("."))
    return tuple(folder / name for name in names)


def put(source: Path, folder: Path) -> Path:
    """Copy a file into a folder; there it has its name only once it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{source.name}.part"
    shutil.copyfile(source, part)
    return part.replace(folder / source.name)


def write_atomically(path: Path, text: str) -> None:
    """Write a text file that is there as a whole or as it was before."""
    with tempfile.TemporaryDirectory(prefix="release-tasks-") as folder:
        fresh = Path(folder, path.name)
        fresh.write_text(text, encoding="utf-8")
        put(fresh, path.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dist:
    """The folder ``folder`` of built files, and the hidden one beside it that keeps them during a build."""

    folder: Path

    @property
    def _aside(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}-before-build")

    @property
    def _outdated(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}-outdated")

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[None]:
        """Empty the folder of built files for the block; if it fails or is interrupted, all is as before."""
        was_there = self.folder.is_dir()
        try:
            self._empty()
        except BaseException:
            self.recover()
            raise
        try:
            yield
        except BaseException:
            with interrupt_held():
                self._drop_built()
                self.recover()
                if not was_there and self.folder.is_dir() and not any(self.folder.iterdir()):
                    self.folder.rmdir()
            raise
        with interrupt_held():
            self._forget()

    def recover(self) -> None:
        """Bring back what a build that failed, or was killed, has left aside."""
        for path in distribution_files(self._aside):
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.move(path, self.folder / path.name)
        for folder in (self._aside, self._outdated):
            shutil.rmtree(folder, ignore_errors=True)

    def _empty(self) -> None:
        self._aside.mkdir(parents=True, exist_ok=True)
        # A kill may leave this folder in the tree for a while: git shall not see it.
        (self._aside / ".gitignore").write_text("*\n", encoding="utf-8")
        for path in distribution_files(self.folder):
            shutil.move(path, self._aside / path.name)

    def _drop_built(self) -> None:
        for path in distribution_files(self.folder):
            path.unlink()

    def _forget(self) -> None:
        # In one step: a kill in the middle of deleting would bring back some of the files.
        self._aside.rename(self._outdated)
        shutil.rmtree(self._outdated)
