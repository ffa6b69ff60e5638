"""Files of the project as they lie there: their bytes, and whether git keeps them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.world.git.command import look


def content(path: Path, *, needed_by: str) -> bytes:
    """Read a file that ``needed_by`` (a setting, a tool) asks for.

    :raises UsageError: it is not there, or cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise UsageError(
            "is a folder, not a file" if path.is_dir() else "there is no such file",
            where=str(path),
            expected=f"a file, for {needed_by}",
            remedy=f"git restore {path}, create it, or mend {needed_by}",
        ) from None
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}",
            where=str(path),
            expected="a readable file",
            remedy=f"chmod u+r {path}",
        ) from None


def content_if_there(path: str | Path) -> bytes | None:
    """Read a file, None where there is none.

    :raises UsageError: it cannot be read.
    """
    place = Path(path)
    return content(place, needed_by="the package") if place.is_file() else None


def ignored_by_git(paths: Collection[Path], repository: Path) -> frozenset[Path]:
    """Tell which files git ignores; a tracked file never counts, and outside git none does."""
    if not paths or not (repository / ".git").exists():
        return frozenset()
    asked = {os.fsencode(path): path for path in paths}
    wanted = b"".join(name + b"\0" for name in asked)
    done = look(repository, "check-ignore", "--stdin", "-z", stdin=wanted, check=False)
    return frozenset(asked[name] for name in done.stdout.split(b"\0") if name in asked)


def files_there(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Give those files of a folder, by their names or the ends of their paths, that are there, in that order.

    Most are not there, nor the folders in which they would be: as text that is found out several times faster.
    """
    top = os.fspath(folder)
    folders: dict[str, bool] = {}
    found = []
    for name in names:
        inner = name.rpartition("/")[0]
        if inner not in folders:
            folders[inner] = os.path.isdir(f"{top}/{inner}")  # noqa: PTH112  # a path takes longer to make than this to ask
        if folders[inner] and os.path.isfile(f"{top}/{name}"):  # noqa: PTH113  # the same
            found.append(folder / name)
    return tuple(found)


def folders_up(folder: Path, top: Path) -> tuple[Path, ...]:
    """List ``folder`` and those above it, up to and with ``top``; none where it does not lie in ``top``."""
    above = (folder, *folder.parents)
    return above[: above.index(top) + 1] if top in above else ()


def joined(folder: Path, relative: str) -> Path:
    """Join and fold ``..`` without following links, so that paths stay comparable."""
    return Path(os.path.normpath(folder / relative))
