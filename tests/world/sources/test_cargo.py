"""The workspace around a crate, as cargo itself finds it, and what it says of its lock file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from host_variations import with_cargo_lock
from hosting import make_host
from interpreters import program
from repositories import Listener, Repository, a_repository

from release_tasks.core.cargo import CargoResolve, CargoWorkspace
from release_tasks.core.errors import CommandError, UsageError
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.world.sources.cargo import cargo_resolve, cargo_workspace

MATURIN = '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n[project]\nname = "demo"\n'
ROOT = '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n'


def a_crate(name: str, version: str = "0.1.0", rest: str = "") -> str:
    return f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n{rest}'


@pytest.fixture
def workspace(tmp_path: Path) -> Repository:
    """Two crates in a workspace, one of which uses the other; the package is ``crates/demo``."""
    made = a_repository(tmp_path / "space", empty=True)
    made.write("Cargo.toml", ROOT)
    made.write("crates/demo/pyproject.toml", MATURIN)
    made.write(
        "crates/demo/Cargo.toml", a_crate("demo", rest='[dependencies]\nhelp = { path = "../help" }\n')
    )
    made.write("crates/help/Cargo.toml", a_crate("help"))
    for name in ("demo", "help"):
        made.write(f"crates/{name}/src/lib.rs", "")
    made.commit()
    return made


def package(made: Repository, folder: str = "crates/demo") -> Project:
    return made.project(path=made.root / folder)


def resolve(project: Project, *update: str) -> Entry:
    program("cargo")
    found = cargo_workspace(project)
    assert found.manifest is not None
    request = replace(Repository(project.root).request, offline=True)
    return cargo_resolve(
        CargoResolve(manifest=found.manifest, update=update), Listener().events, request, project
    )


def test_no_crate_no_workspace(tmp_path: Path) -> None:
    assert cargo_workspace(a_repository(tmp_path / "demo").project()) == CargoWorkspace(manifest=None)


def test_the_lock_file_lies_beside_the_workspace_that_owns_the_crate(workspace: Repository) -> None:
    found = cargo_workspace(package(workspace))
    assert found == CargoWorkspace(
        manifest=workspace.root / "crates/demo/Cargo.toml", lock=workspace.root / "Cargo.lock"
    )
    workspace.write("Cargo.lock", "")
    assert cargo_workspace(package(workspace)).digest != ""


def test_a_lock_file_beside_the_crate_is_not_the_workspaces(workspace: Repository) -> None:
    workspace.write("crates/demo/Cargo.lock", "a file that cargo does not read")
    found = cargo_workspace(package(workspace))
    assert (found.lock, found.digest) == (workspace.root / "Cargo.lock", "")


def test_a_lock_file_above_a_crate_that_has_no_workspace_is_anothers(tmp_path: Path) -> None:
    made = a_repository(tmp_path / "demo", empty=True)
    made.write("Cargo.lock", "anothers")
    made.write("py/pyproject.toml", MATURIN)
    made.write("py/Cargo.toml", a_crate("demo"))
    found = cargo_workspace(package(made, "py"))
    assert (found.lock, found.digest) == (made.root / "py/Cargo.lock", "")


def test_a_crate_that_the_workspace_excludes_has_a_lock_file_of_its_own(workspace: Repository) -> None:
    workspace.write("Cargo.toml", ROOT + 'exclude = ["crates/demo"]\n')
    assert cargo_workspace(package(workspace)).lock == workspace.root / "crates/demo/Cargo.lock"


def test_maturin_may_build_a_crate_that_lies_elsewhere(workspace: Repository) -> None:
    pointing = MATURIN + '[tool.maturin]\nmanifest-path = "../crates/demo/Cargo.toml"\n'
    workspace.write("py/pyproject.toml", pointing)
    found = cargo_workspace(package(workspace, "py"))
    assert found.manifest == workspace.root / "crates/demo/Cargo.toml"
    assert found.lock == workspace.root / "Cargo.lock"


def test_an_ignored_lock_file_is_ignored_be_it_there_or_not(workspace: Repository) -> None:
    workspace.write(".gitignore", "Cargo.lock\n")
    assert cargo_workspace(package(workspace)).lock_ignored
    workspace.write("Cargo.lock", "")
    assert cargo_workspace(package(workspace)).lock_ignored
    workspace.git("add", "--force", "Cargo.lock")
    assert not cargo_workspace(package(workspace)).lock_ignored


def test_the_digest_follows_the_lock_file_and_both_manifests(workspace: Repository) -> None:
    workspace.write("Cargo.lock", "")
    seen = {cargo_workspace(package(workspace)).digest}
    for path, text in (
        ("Cargo.lock", "version = 4\n"),
        ("Cargo.toml", f"{ROOT}# a word\n"),
        ("crates/demo/Cargo.toml", a_crate("demo", "0.2.0")),
    ):
        workspace.write(path, text)
        seen.add(cargo_workspace(package(workspace)).digest)
    assert len(seen) == 4


def test_a_broken_manifest_is_named(workspace: Repository) -> None:
    workspace.write("Cargo.toml", "[workspace\n")
    with pytest.raises(UsageError) as caught:
        cargo_workspace(package(workspace))
    assert str(workspace.root / "Cargo.toml") in caught.value.where


def test_a_workspace_that_resolves_is_bound_to_its_bytes(tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    project = Repository(host.root).project(path=host.path)
    entry = resolve(project)
    assert (entry.kind, entry.bound_to) == ("lockfiles", cargo_workspace(project).digest)
    assert entry.data == {"updated": []}
    assert host.git("status", "--porcelain") == ""


def test_a_lock_file_that_lags_behind_fails_and_stays_until_it_is_updated(workspace: Repository) -> None:
    project = package(workspace)
    program("cargo")
    workspace.write("Cargo.lock", "version = 4\n")
    with pytest.raises(CommandError) as caught:
        resolve(project)
    assert "--locked" in caught.value.tail
    assert caught.value.remedy.startswith("cargo update --workspace --manifest-path ")
    assert (workspace.root / "Cargo.lock").read_text() == "version = 4\n"


def test_the_named_crates_are_updated_first(tmp_path: Path) -> None:
    program("cargo")
    host = make_host("barter_workspace", tmp_path)
    with_cargo_lock(host)
    manifest = host.path / "Cargo.toml"
    text = manifest.read_text()
    assert text.count('"0.9.0" ') == 2
    manifest.write_text(text.replace('"0.9.0"', '"0.9.1"', 1))
    project = Repository(host.root).project(path=host.path)
    with pytest.raises(CommandError):
        resolve(project)
    entry = resolve(project, host.package.name)
    assert entry.data == {"updated": [host.package.name]}
    assert 'version = "0.9.1"' in host.read("Cargo.lock")
    assert cargo_workspace(project).lock_ignored


def test_a_crate_that_is_not_there_cannot_be_updated(tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    with pytest.raises(CommandError) as caught:
        resolve(Repository(host.root).project(path=host.path), "no-such-crate")
    assert "no-such-crate" in caught.value.tail
