"""Fixtures of the tests that talk to indexes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from standin_index import StandInIndex
from tiny_wheel import write_wheel


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
