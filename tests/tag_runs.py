"""The run of the tag, its workflow and its artifacts, as facts with good defaults."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import builders as b
import yaml

from release_tasks.core.github.artifacts import Artifact, RunArtifacts
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.ci_files import RECORD, CiFiles, Unpacked
from release_tasks.core.github.runs import FollowedRun, Job, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.github.workflow_reading import read_workflow
from release_tasks.core.ledger import Entry
from release_tasks.core.validation import digest_of

FILE = ".github/workflows/release.yml"
WEB = "https://github.example/ada/demo/actions/runs/1000"
WORKFLOW = """\
on: { push: { tags: ["v*"] } }
jobs:
  wheels:
    strategy: { matrix: { os: [linux, windows] } }
    runs-on: ${{ matrix.os }}
    steps:
      - { uses: actions/upload-artifact@v7, with: { name: "wheels-${{ matrix.os }}" } }
  sdist:
    steps:
      - { uses: actions/upload-artifact@v7, with: { name: sdist } }
  docs:
    steps:
      - { uses: actions/upload-artifact@v7, with: { name: docs } }
  smoke:
    needs: [wheels]
    strategy: { matrix: { os: [ubuntu-latest, windows-latest], python: ["3.12", "3.13"] } }
    steps: [{ run: pip install --find-links dist demo }]
  try-out:
    needs: [wheels, sdist]
    environment: testpypi
    permissions: { id-token: write }
    steps:
      - { uses: actions/download-artifact@v8, with: { path: dist, pattern: "{wheels-*,sdist}" } }
      - uses: pypa/gh-action-pypi-publish@release/v1
        with: { repository-url: https://testpypi.index.example/legacy/ }
  publish:
    needs: [wheels, sdist]
    environment: pypi
    permissions: { id-token: write }
    steps:
      - { uses: actions/download-artifact@v8, with: { path: dist, pattern: wheels-* } }
      - { uses: actions/download-artifact@v8, with: { path: dist, name: sdist } }
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
JOBS = ("wheels (linux)", "wheels (windows)", "sdist", "docs", "try-out", "publish")
NAMES = ("wheels-linux", "wheels-windows", "sdist", "docs")


def a_workflow(text: str = WORKFLOW) -> ReleaseWorkflow:
    """The release workflow, read as from the tree."""
    return read_workflow({FILE: yaml.load(text, Loader=yaml.BaseLoader)}, FILE, "v1.3.0")  # noqa: S506  # text


def a_job(name: str = "publish", conclusion: str | None = "success", **changes: Any) -> Job:
    """A job of the run, over unless ``conclusion`` is None."""
    made = Job(
        id=crc32(name.encode()),
        name=name,
        status="completed" if conclusion else "in_progress",
        conclusion=conclusion,
        html_url=f"{WEB}/job/{name}",
    )
    return replace(made, **changes)


def a_run(*jobs: Job, conclusion: str | None = "success", **changes: Any) -> FollowedRun:
    """The run, over unless ``conclusion`` is None; with all jobs green if none is given."""
    run = WorkflowRun(
        id=1000,
        path=FILE,
        event="push",
        head_branch="v1.3.0",
        head_sha=b.HEAD,
        status="completed" if conclusion else "in_progress",
        conclusion=conclusion,
        html_url=WEB,
        created_at="2026-01-01T00:00:00Z",
    )
    return replace(FollowedRun(run=run, jobs=jobs or tuple(map(a_job, JOBS))), **changes)


def a_tag_run(found: FollowedRun | None = None, **changes: Any) -> TagRun:
    """What is known of the tag's run."""
    return replace(TagRun(tag="v1.3.0", commit=b.HEAD, workflow=FILE, found=found), **changes)


def an_artifact(name: str, **changes: Any) -> Artifact:
    """An artifact, one hour old."""
    made = Artifact(
        id=sum(name.encode()),
        name=name,
        size_in_bytes=2**20,
        expired=False,
        created_at="2026-01-01T01:00:00Z",
        digest=f"sha256:{'ab' * 32}",
    )
    return replace(made, **changes)


def artifacts(*names: str) -> RunArtifacts:
    """The artifacts of the run, those of all its jobs if none is named."""
    return RunArtifacts(run=1000, found=tuple(map(an_artifact, names or NAMES)))


def ci_files(**files: tuple[Any, ...]) -> CiFiles:
    """What lies here of the artifacts, by their names (``_`` for ``-``)."""
    names = {each.replace("_", "-"): found for each, found in files.items()}
    unpacked = (Unpacked(id=an_artifact(each).id, name=each, files=found) for each, found in names.items())
    return CiFiles(folder=Path("/state/ci-files/1.3.0"), unpacked=tuple(unpacked))


def on_record(
    *files: Any, of: tuple[str, ...] = ("sdist", "wheels-linux", "wheels-windows"), **data: Any
) -> Entry:
    """The record of files that came out of these artifacts."""
    listed = [
        {"name": each.name, "sha256": each.sha256, "size": each.size, "requires_python": ""}
        for each in files or b.FILES
    ]
    made = {"run": 1000, "artifacts": sorted(an_artifact(each).id for each in of), "files": listed}
    return b.an_entry(RECORD, digest_of(files or b.FILES), "publish.ci-artifacts", **{**made, **data})
