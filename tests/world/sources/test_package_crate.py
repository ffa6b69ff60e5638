"""Crates behind a package: which have its version, told by what history and the manifests say."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import sources_of
from sourcing import bumped, commit, project

MATURIN = '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n'
PYPROJECT = MATURIN + '[project]\nname = "demo-pkg"\nversion = "{}"\n'
CRATE = '[package]\nname = "{}"\nversion = "{}"\nedition = "2021"\n'
LOCK = '[[package]]\nname = "{}"\nversion = "{}"\n\n'


def at(ours: str, crate: str) -> dict[str, str]:
    return {"pyproject.toml": PYPROJECT.format(ours), "Cargo.toml": CRATE.format("demo", crate)}


@pytest.mark.parametrize(
    ("earlier", "now", "forgotten"),
    [
        ([], ("1.2.0", "0.1.0"), False),
        ([], ("1.2.0", "1.1.0"), True),
        ([("1.0.0", "0.3.0"), ("1.1.0", "0.3.0")], ("1.2.0", "0.3.0"), False),
        ([("1.0.0", "1.0.0"), ("1.1.0", "1.1.0")], ("1.2.0", "1.1.0"), True),
        ([("0.1.0", "0.1.0")], ("0.2.0", "0.1.0"), True),
    ],
)
def test_a_crate_of_another_version_was_forgotten_or_has_its_own(
    tmp_path: Path, earlier: list[tuple[str, str]], now: tuple[str, str], *, forgotten: bool
) -> None:
    for versions in (*earlier, now):
        commit(tmp_path, at(*versions))
    of = project(tmp_path)
    ignored = sources_of(of).ignored
    assert [each.path.name for each in ignored] == ([] if forgotten else ["Cargo.toml"])
    bumped(of, "2.0.0")
    assert (tmp_path / "pyproject.toml").read_text() == PYPROJECT.format("2.0.0")
    assert (tmp_path / "Cargo.toml").read_text() == CRATE.format("demo", "2.0.0" if forgotten else now[1])


def test_a_crate_at_another_path_moves_with_ours_if_it_always_did(tmp_path: Path) -> None:
    """As bindings beside the crate that they bind, with no workspace around the two."""

    def layout(version: str) -> dict[str, str]:
        own = (
            CRATE.format("demo-python", version)
            + '[dependencies.demo]\npath = "../demo"\n[dependencies.fixed]\npath = "../fixed"\n'
        )
        locked = (
            LOCK.format("demo", version) + LOCK.format("demo-python", version) + LOCK.format("fixed", "1.2.0")
        )
        return {
            "python/pyproject.toml": MATURIN + '[project]\nname = "demo-pkg"\ndynamic = ["version"]\n',
            "python/Cargo.toml": own,
            "python/Cargo.lock": locked,
            "demo/Cargo.toml": CRATE.format("demo", version)
            + '[dependencies]\nfixed = { path = "../fixed", version = "1.2.0" }\n',
            "fixed/Cargo.toml": CRATE.format("fixed", "1.2.0"),
        }

    for version in ("1.0.0", "1.1.0", "1.2.0"):
        commit(tmp_path, layout(version))
    of = project(tmp_path, "python")
    bumped(of, "1.3.0")
    after = {name: (tmp_path / name).read_text() for name in layout("1.2.0")}
    assert after == layout("1.3.0")


def test_a_crate_that_is_not_there_is_for_the_build_to_miss(tmp_path: Path) -> None:
    commit(
        tmp_path,
        {"pyproject.toml": PYPROJECT.format("1.2.0") + '[tool.maturin]\nmanifest-path = "rust/Cargo.toml"\n'},
    )
    assert [spot.text for spot in sources_of(project(tmp_path)).spots] == ["1.2.0"]


def test_a_crate_spells_a_pre_release_as_it_did_the_last_one(tmp_path: Path) -> None:
    for version, crate in (("1.0.0", "1.0.0"), ("1.1.0rc1", "1.1.0-rc1"), ("1.1.0", "1.1.0")):
        commit(tmp_path, at(version, crate))
    bumped(project(tmp_path), "1.2.0rc2")
    assert (tmp_path / "pyproject.toml").read_text() == PYPROJECT.format("1.2.0rc2")
    assert (tmp_path / "Cargo.toml").read_text() == CRATE.format("demo", "1.2.0-rc2")


def test_cargo_s_lock_file_that_releases_leave_to_a_commit_after_them_is_left_alone(tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        commit(tmp_path, at(version, version))
        commit(tmp_path, {"Cargo.lock": LOCK.format("demo", version)})
    of = project(tmp_path)
    (ignored,) = sources_of(of).ignored
    assert ignored.reason == "Cargo.lock did not change in the last 2 releases"
    bumped(of, "1.3.0")
    assert (tmp_path / "Cargo.toml").read_text() == CRATE.format("demo", "1.3.0")
    assert (tmp_path / "Cargo.lock").read_text() == LOCK.format("demo", "1.2.0")
