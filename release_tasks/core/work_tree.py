"""The files that a run finds: the top of the repository, and the pyproject.toml files of all packages in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_NOT_RELEASED = frozenset(
    ("node_modules", "target", "tests", "test", "examples", "vendor", "venv", "build", "dist", "fixtures")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTree:
    """Where the files lie: the top of the repository, and the names of all pyproject.toml files below it.

    What git ignores is not among them, what was deleted and not committed yet is.
    """

    repository: Path
    manifests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifests:
    """What the pyproject.toml files hold; ``read`` gives one by its name, once read, and None where it is gone."""

    tree: WorkTree
    read: Callable[[str], bytes | None]

    def below(self, folder: Path) -> tuple[str, ...]:
        """Name those of a folder and below, but for those of tests, examples and what is vendored there."""
        inside = folder.relative_to(self.tree.repository).as_posix()
        start = 0 if inside == "." else len(inside) + 1
        within = "" if inside == "." else f"{inside}/"
        return tuple(
            name
            for name in self.tree.manifests
            if name.startswith(within) and not passed_over(name[start:]) and self.read(name) is not None
        )

    def path(self, name: str) -> Path:
        """Give the place of one."""
        return self.tree.repository / name


def passed_over(name: str) -> bool:
    """Tell whether a file lies where no package is that anybody releases."""
    return any(part in _NOT_RELEASED or part.startswith(".") for part in name.split("/")[:-1])
