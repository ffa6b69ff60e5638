"""Folders for a while."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from release_tasks.world.files.signals import interrupt_held


@contextlib.contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Give an empty folder that is gone after the block, even if Ctrl-C comes while it is made or removed."""
    folder = None
    try:
        with interrupt_held():
            folder = tempfile.TemporaryDirectory(
                prefix=f"release-tasks-{purpose}-", ignore_cleanup_errors=True
            )
        yield Path(folder.name).resolve()
    finally:
        if folder is not None:
            with interrupt_held():
                folder.cleanup()
