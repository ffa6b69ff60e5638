"""What is fine until a test breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting import Host, make_host


@pytest.fixture
def plain(tmp_path: Path) -> Host:
    """A host with one package and no settings, clean and equal to its origin."""
    return make_host("plain_hatchling", tmp_path)
