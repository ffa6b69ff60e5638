"""The workflow for other systems in a rehearsal: what it would be asked for, and that it claims nothing."""

from __future__ import annotations

import platform
from pathlib import Path

import builders as b

from release_tasks.core.github.verify_template import path_of, verify_workflow
from release_tasks.rehearsal.other_systems import other_systems


def test_the_projects_own_file_says_what_it_takes_and_only_this_system_passes(tmp_path: Path) -> None:
    project = b.a_project(repository=tmp_path, path=tmp_path, pythons=("3.12", "3.13"))
    assert list(other_systems(project)) == []
    path = tmp_path / path_of(project)
    path.parent.mkdir(parents=True)
    path.write_text(verify_workflow(project), encoding="utf-8")
    (found,) = other_systems(project)
    assert (found.path, found.inputs) == (
        path_of(project),
        ("version", "index", "digests", "wheels", "files", "key"),
    )
    assert found.run_name == "verify release {version} {files} {key}"
    assert isinstance(found.jobs, tuple)
    assert {each.name: each.conclusions[0] for each in found.jobs if each.name.endswith("3.13")} == {
        f"{system}, Python 3.13": "success"
        if system == platform.system().replace("Darwin", "macOS")
        else "skipped"
        for system in ("Linux", "macOS", "Windows")
    }
    path.write_text("on: push\njobs: {}\n", encoding="utf-8")
    assert list(other_systems(project)) == []
