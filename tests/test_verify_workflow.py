"""The task verify-workflow: the file is shown, written once, and never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hosting import Host, make_host
from releasing import step, traces

PATH = ".github/workflows/verify-release.yml"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return make_host("plain_hatchling", tmp_path)


def test_it_is_shown_then_written_and_then_left_alone(host: Host) -> None:
    before = traces(host)
    shown = step(host, "verify-workflow", "--dry-run", door="invoke")
    assert (shown.returncode, traces(host)) == (0, before)
    assert f"{PATH}: would be written" in shown.stdout
    assert "    run-name: verify release ${{ inputs.version }}" in shown.stdout

    written = step(host, "verify-workflow", door="nox")
    assert written.returncode == 0
    text = host.read(PATH)
    assert "NAME: 'plain-hatchling'" in text
    assert f"{PATH}: written" in written.stdout

    as_json = step(host, "verify-workflow", "--json")
    (line,) = as_json.stdout.splitlines()
    assert json.loads(line)["file"] == {"path": PATH, "said": "is as it should be", "content": text}

    (host.root / PATH).write_bytes(text.replace("\n", "\r\n").encode())
    assert step(host, "verify-workflow").returncode == 0, "git may give it other line ends"


def test_a_file_that_somebody_changed_is_not_overwritten_and_the_difference_is_told(host: Host) -> None:
    assert step(host, "verify-workflow").returncode == 0
    changed = host.read(PATH).replace("timeout-minutes: 30", "timeout-minutes: 5")
    host.write(PATH, changed)
    done = step(host, "verify-workflow")
    assert (done.returncode, host.read(PATH)) == (1, changed)
    assert "-    timeout-minutes: 5\n+    timeout-minutes: 30" in done.stderr
    assert f"rm {PATH} && python -m release_tasks verify-workflow" in done.stderr
