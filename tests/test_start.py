"""What a run loads: the whole is large, and most of it is not needed to look at a version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from repositories import a_repository

LOADED = """
import contextlib, io, json, sys
from release_tasks.__main__ import main
with contextlib.redirect_stdout(io.StringIO()) as said:
    code = main(sys.argv[1:])
assert code == 0, said.getvalue()
print(json.dumps(sorted(sys.modules)))
"""
NEVER = ("requests", "urllib3", "twine", "build", "rich", "tomlkit", "email.parser", "packaging.requirements")
BY_FEW = (
    *("yaml", "release_tasks.core.changelog", "release_tasks.core.gate.release", "release_tasks.core.github.runs"),
    *(f"release_tasks.checklist.{stage}" for stage in ("plan", "validate", "tag", "publish", "promote", "post")),
)  # fmt: skip


@pytest.mark.parametrize("arguments", [("check-version",), ("bump", "1.3.0")])
def test_a_look_at_the_version_loads_no_more_than_it_needs(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    repository = a_repository(tmp_path / "demo")
    home = {
        "HOME": os.fspath(tmp_path),
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
    }
    done = subprocess.run(
        (sys.executable, "-c", LOADED, *arguments),
        cwd=repository.root,
        env=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert {*json.loads(done.stdout)} & {*NEVER, *BY_FEW} == set()
