"""The folder of built files: its own files step aside for a build, and come back if it fails."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.actions import Build
from release_tasks.world.files.signals import interrupt_held
from release_tasks.world.ledger.state import shared_folder

_SUFFIXES = (".whl", ".tar.gz")


def distribution_files(folder: Path) -> tuple[Path, ...]:
    """List what is named like a wheel or an sdist; hidden files are half-written ones."""
    if not folder.is_dir():
        return ()
    names = sorted(
        each.name
        for each in folder.iterdir()
        if each.name.endswith(_SUFFIXES) and not each.name.startswith(".")
    )
    return tuple(folder / name for name in names)


def put(source: Path, folder: Path) -> Path:
    """Copy a file into a folder; there it has its name only once it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{source.name}.part"
    shutil.copyfile(source, part)
    return part.replace(folder / source.name)


def write_atomically(path: Path, text: str, *, by_way_of: Path) -> None:
    """Write a text file that is there as a whole or as it was before.

    ``by_way_of`` is a folder on the same disk that git ignores: what a kill leaves there is no change in the tree.
    """
    part = by_way_of / f".{path.name}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dist:
    """The folder of built files and the manifest beside it; ``aside`` keeps both during a build."""

    folder: Path
    manifest: Path
    aside: Path

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[None]:
        """Take built files and manifest away for the block; if it fails or is interrupted, all is as before."""
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
        for path in distribution_files(self.aside):
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.move(path, self.folder / path.name)
        kept = self.aside / self.manifest.name
        if kept.exists():
            shutil.move(kept, self.manifest)
        for folder in (self.aside, self._outdated):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def _outdated(self) -> Path:
        return self.aside.with_name(f"{self.aside.name}-outdated")

    def _empty(self) -> None:
        self.aside.mkdir(parents=True, exist_ok=True)
        # The manifest goes first: without it, what else is there is not built.
        leaving = (self.manifest,) if self.manifest.exists() else ()
        for path in (*leaving, *distribution_files(self.folder)):
            shutil.move(path, self.aside / path.name)

    def _drop_built(self) -> None:
        self.manifest.unlink(missing_ok=True)
        for path in distribution_files(self.folder):
            path.unlink()

    def _forget(self) -> None:
        # In one step: a kill in the middle of deleting would bring back some of the files.
        self.aside.rename(self._outdated)
        shutil.rmtree(self._outdated)


def dist_of(action: Build) -> Dist:
    """Give the folder that a build is for.

    What is set aside lies outside the tree: backends pack whatever ``.gitignore`` does not name.
    """
    digest = hashlib.sha256(os.fsencode(action.dist)).hexdigest()[:12]
    aside = shared_folder(action.folder) / f"before-build-{digest}"
    return Dist(folder=action.dist, manifest=action.manifest, aside=aside)
