"""A repository to work in, and an index to talk to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import Repository, a_repository
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.project import Project


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A package with a commit, and nothing that waits."""
    return a_repository(tmp_path / "demo")


@pytest.fixture
def project(repository: Repository) -> Project:
    """Its package, as a run sees it."""
    return repository.project()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a .pypirc and a .netrc, a keyring without a backend, an environment without twine's words."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("TWINE_REPOSITORY", "TWINE_REPOSITORY_URL", "TWINE_USERNAME", "TWINE_PASSWORD", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StandInIndex]:
    """An index that has tiny 1.0."""
    with StandInIndex() as running:
        running.has(write_wheel(tmp_path))
        yield running
