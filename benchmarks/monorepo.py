"""A git repository of 1,000 packages with 3,000 files, as a monorepo has it: each package is released by itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = 1000
TIMED = 30
"""So many packages each tool is timed on."""
RELEASED = 200
"""So many packages, the first ones, have release commits and tags, one by one."""
RELEASES = ("1.0.0", "1.1.0", "1.2.0")
NEXT, LATER = "1.3.0", "1.4.0"

_ROOT = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\n'}
_MANIFEST = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
description = "Package {name}, one of many"
requires-python = ">=3.10"
dependencies = ["requests>=2.31", "attrs>=1.2.0", "rich>=13"]
"""
_STATED = _MANIFEST + 'version = "{version}"\n'
_DYNAMIC = _MANIFEST + 'dynamic = ["version"]\n\n[tool.hatch.version]\npath = "src/{module}/__init__.py"\n'
_MODULE = '"""Package {name}."""\n\n__version__ = "{version}"\n'
_README = "# {name}\n\nInstall: `pip install {name}=={version}`\n"
_CRATE = '[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n'


@dataclass(frozen=True, slots=True)
class Member:
    """One package: every second has a crate beside it, every fifth states its version in its module alone."""

    number: int

    @property
    def name(self) -> str:
        """The distribution's name."""
        return f"pkg-{self.number:04}"

    @property
    def module(self) -> str:
        """The import name."""
        return self.name.replace("-", "_")

    @property
    def folder(self) -> str:
        """Relative to the repository."""
        return f"packages/{self.name}"

    @property
    def dynamic(self) -> bool:
        """Whether the version is in the module alone, which is where ``hatch version`` can set it."""
        return self.number % 5 == 0

    def files(self, version: str) -> Mapping[str, str]:
        """The three files at a version, by their paths in the repository."""
        crate = self.number % 2 == 1
        forms = {
            "pyproject.toml": _DYNAMIC if self.dynamic else _STATED,
            f"src/{self.module}/__init__.py": _MODULE,
            "Cargo.toml" if crate else "README.md": _CRATE if crate else _README,
        }
        words = {"name": self.name, "module": self.module, "version": version}
        return {f"{self.folder}/{name}": form.format(**words) for name, form in forms.items()}


MEMBERS = tuple(Member(number) for number in range(PACKAGES))


def make_monorepo(folder: Path) -> Path:
    """Make the repository with its history in ``folder`` and give its root."""
    root = folder / "monorepo"
    _git(folder, "init", "--quiet", "--initial-branch=main", str(root))
    _git(root, "fast-import", "--quiet", stdin="".join(_history()))
    _git(root, "reset", "--quiet", "--hard")
    return root


def _history() -> Iterator[str]:
    first, *later = RELEASES
    everything = {path: text for each in MEMBERS for path, text in each.files(first).items()}
    yield from _commit("feat: first commit", {**_ROOT, **everything})
    for version in later:
        for each in MEMBERS[:RELEASED]:
            yield from _commit(f"Release {each.name} {version}", each.files(version))
            yield f"reset refs/tags/{each.name}-v{version}\nfrom refs/heads/main\n\n"


def _commit(message: str, files: Mapping[str, str]) -> Iterator[str]:
    yield f"commit refs/heads/main\ncommitter Ada Maintainer <ada@maintainers.example> 1742000000 +0000\n{_data(message)}"
    for path, text in files.items():
        yield f"M 100644 inline {path}\n{_data(text)}"


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def _git(folder: Path, *arguments: str, stdin: str = "") -> None:
    deaf = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ("git", *arguments), cwd=folder, env={**os.environ, **deaf}, input=stdin, text=True, check=True
    )
