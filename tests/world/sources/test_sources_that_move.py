"""What shares the package's version, told from what is at the same number by chance: real git, cargo and files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from gathered import sources_of
from sourcing import commit, project, tree

from release_tasks.core.project import Project
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.world.sources.sources import source_files

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on PATH")

PLAIN = '[project]\nname = "demo-pkg"\nversion = "1.2.0"\n'
MATURIN = '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n'
CRATE = (
    '[package]\nname = "{}"\nversion = "1.2.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n'
)


def at(version: str, files: dict[str, str], *names: str) -> dict[str, str]:
    return {name: text.replace("1.2.0", version) if name in names else text for name, text in files.items()}


def bump(of: Project, version: str, asked: str = "") -> VersionSources:
    sources = sources_of(of)
    for path, data in rewrite(source_files(sources).contents, sources, version, asked).items():
        path.write_bytes(data)
    return sources


def files_of(sources: VersionSources, top: Path) -> list[str]:
    return list(dict.fromkeys(spot.path.relative_to(top).as_posix() for spot in sources.spots))


WORKSPACE = {
    "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["py", "crates/*"]\n'
    '[workspace.dependencies]\ncore = { path = "crates/core", version = "1.2.0" }\n',
    "py/pyproject.toml": MATURIN + PLAIN,
    "py/Cargo.toml": CRATE.format("demo") + 'core = { path = "../crates/core", version = "=1.2.0" }\n',
    "py/lib.rs": "",
    "crates/core/Cargo.toml": CRATE.format("core"),
    "crates/core/lib.rs": "",
    "crates/chance/Cargo.toml": CRATE.format("chance") + "core = { workspace = true }\n",
    "crates/chance/lib.rs": "",
}
MOVING = ("Cargo.toml", "py/pyproject.toml", "py/Cargo.toml", "crates/core/Cargo.toml")


@needs_cargo
def test_a_crate_that_came_to_the_version_with_ours_shares_it_and_one_that_did_not_does_not(
    tmp_path: Path,
) -> None:
    commit(tmp_path, at("1.1.0", WORKSPACE, *MOVING))
    commit(tmp_path, WORKSPACE)
    subprocess.run(("cargo", "generate-lockfile", "--offline"), cwd=tmp_path, check=True, capture_output=True)
    of = project(tmp_path, "py")
    sources = bump(of, "2.0.0a0", "2.0.0-alpha.0")
    assert {*files_of(sources, tmp_path)} == {*MOVING, "Cargo.lock"}
    (chance,) = [each for each in sources.ignored if each.path.parent.name == "chance"]
    assert "no commit took both to it" in chance.reason
    locked = ("cargo", "metadata", "--locked", "--offline", "--format-version", "1")
    subprocess.run(locked, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "Cargo.lock").read_text().count('"2.0.0-alpha.0"') == 2
    assert '"=2.0.0-alpha.0"' in (tmp_path / "py/Cargo.toml").read_text()
    assert 'version = "2.0.0-alpha.0"' in (tmp_path / "py/pyproject.toml").read_text()
    assert '"1.2.0"' in (tmp_path / "crates/chance/Cargo.toml").read_text()


def test_the_sources_stay_the_same_after_the_bump_before_and_after_it_is_committed(tmp_path: Path) -> None:
    commit(tmp_path, at("1.1.0", WORKSPACE, *MOVING))
    commit(tmp_path, WORKSPACE)
    of = project(tmp_path, "py")
    before = bump(of, "1.2.0.dev0")
    assert files_of(sources_of(of), tmp_path) == files_of(before, tmp_path)
    bump(of, "1.2.0")
    bump(of, "1.3.0")
    assert files_of(sources_of(of), tmp_path) == files_of(before, tmp_path)
    commit(tmp_path, {})
    assert files_of(sources_of(of), tmp_path) == files_of(before, tmp_path)


def test_a_crate_that_is_younger_than_the_last_release_goes_with_those_that_moved(tmp_path: Path) -> None:
    young = {name: text for name, text in WORKSPACE.items() if "chance" not in name}
    commit(tmp_path, at("1.1.0", young, *MOVING))
    commit(tmp_path, young)
    commit(tmp_path, WORKSPACE)
    assert "crates/chance/Cargo.toml" in files_of(sources_of(project(tmp_path, "py")), tmp_path)


def test_without_a_history_no_crate_is_taken_for_ours(tmp_path: Path) -> None:
    tree(tmp_path, WORKSPACE)
    assert "crates/core/Cargo.toml" not in files_of(sources_of(project(tmp_path, "py")), tmp_path)
    commit(tmp_path, {})
    assert "crates/core/Cargo.toml" not in files_of(sources_of(project(tmp_path, "py")), tmp_path)


NPM = {
    "pyproject.toml": PLAIN,
    "package.json": '{\n  "name": "demo-web",\n  "version": "1.2.0"\n}\n',
    "package-lock.json": '{"version": "1.2.0", "packages": {"": {"version": "1.2.0"}, "x": {"version": "1.2.0"}}}',
}


def test_npm_s_package_counts_by_its_name_or_by_its_history(tmp_path: Path) -> None:
    commit(tmp_path, NPM)
    of = project(tmp_path)
    assert files_of(sources_of(of), tmp_path) == ["pyproject.toml"]
    commit(tmp_path, at("1.1.0", NPM, *NPM))
    commit(tmp_path, NPM)
    assert files_of(sources_of(of), tmp_path) == [*NPM]
    bump(of, "1.3.0rc1")
    assert (tmp_path / "package-lock.json").read_text().count("1.3.0-rc.1") == 2
    tree(
        tmp_path, {"package.json": '{"name": "@team/demo_pkg", "version": "1.2.0"}', "pyproject.toml": PLAIN}
    )
    assert "package.json" in files_of(sources_of(of), tmp_path)
    tree(tmp_path, {"package.json": '{"name": "demo-pkg", "version": "0.9.0"}'})
    (ignored,) = sources_of(of).ignored
    assert "package.json:1 states 0.9.0, not the 1.2.0" in ignored.reason


def test_the_lock_file_beside_a_package_json_that_leads(tmp_path: Path) -> None:
    hatch = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[tool.hatch.version]\nsource = "nodejs"\n'
    files = {
        "pyproject.toml": hatch + '[project]\nname = "demo-pkg"\ndynamic = ["version"]\n',
        "package.json": '{"name": "of-another-name", "version": "1.2.0"}',
        "package-lock.json": '{"version": "1.2.0", "packages": {"": {"version": "1.2.0"}, "x": {"version": "1.2.0"}}}',
    }
    tree(tmp_path, files)
    bump(project(tmp_path), "1.3.0")
    assert (tmp_path / "package.json").read_text().count("1.3.0") == 1
    assert (tmp_path / "package-lock.json").read_text().count("1.3.0") == 2


def test_a_namespace_package_and_sphinx_are_ours_and_a_package_of_another_name_by_history(
    tmp_path: Path,
) -> None:
    files = {
        "pyproject.toml": PLAIN,
        "src/demo/pkg/__init__.py": '__version__ = "1.2.0"\n',
        "src/other/version.py": 'VERSION = "1.2.0"\n',
        "src/other/__init__.py": "",
        "docs/conf.py": 'release = "1.2.0"\nversion = "1.2"\nhtml_version = "1.2.0"\n',
    }
    commit(tmp_path, at("1.1.0", files, "pyproject.toml"))
    of = project(tmp_path)
    commit(tmp_path, files)
    known = ["pyproject.toml", "src/demo/pkg/__init__.py", "docs/conf.py"]
    sources = sources_of(of)
    assert files_of(sources, tmp_path) == known
    assert [spot.line for spot in sources.spots if spot.path.name == "conf.py"] == [1, 2]
    commit(tmp_path, at("1.1.0", files, *files))
    commit(tmp_path, files)
    assert {*files_of(sources_of(of), tmp_path)} == {*known, "src/other/version.py"}
    bump(of, "1.3.0")
    # Nobody knows what html_version is, but history shows that it goes with the version.
    assert (
        tmp_path / "docs/conf.py"
    ).read_text() == 'release = "1.3.0"\nversion = "1.3"\nhtml_version = "1.3.0"\n'


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"setup.cfg": "[metadata]\nversion = 1.2.0\n"}, "setup.cfg"),
        (
            {"setup.cfg": "[metadata]\nversion = attr: demo_pkg.v.V\n", "src/demo_pkg/v.py": "V = '1.2.0'"},
            "src/demo_pkg/v.py",
        ),
        ({"setup.cfg": "[metadata]\nversion = file: V\n", "V": "1.2.0\n"}, "V"),
        ({"setup.py": "V = '1.2.0'\nsetup(version=V)\n"}, "setup.py"),
        ({"setup.py": "setup(version=read('VERSION'))\n", "VERSION": "1.2.0\n"}, "VERSION"),
        (
            {"setup.py": "setup(version=find())\n", "demo_pkg/__init__.py": "__version__ = '1.2.0'\n"},
            "demo_pkg/__init__.py",
        ),
        ({"Cargo.toml": CRATE.format("demo-pkg")}, "Cargo.toml"),
    ],
)
def test_a_version_that_pyproject_does_not_lead_to(tmp_path: Path, files: dict[str, str], place: str) -> None:
    tree(tmp_path, {"pyproject.toml": '[project]\nname = "demo-pkg"\ndynamic = ["version"]\n', **files})
    of = project(tmp_path)
    assert files_of(bump(of, "1.3.0"), tmp_path) == [place]
    assert [spot.text for spot in sources_of(of).spots] == ["1.3.0"]


def test_settings_of_a_bump_tool_are_kept_up_to_date_with_what_they_list(tmp_path: Path) -> None:
    settings = (
        "[bumpversion]\ncurrent_version = 1.2.0\n[bumpversion:file:README.md]\n[bumpversion:file:gone.txt]\n"
    )
    tree(
        tmp_path,
        {"pyproject.toml": PLAIN, ".bumpversion.cfg": settings, "README.md": "v1.2.0, 11.2.0, 1.2.0\n"},
    )
    of = project(tmp_path)
    bump(of, "1.3.0")
    assert (tmp_path / ".bumpversion.cfg").read_text() == settings.replace("1.2.0", "1.3.0")
    assert (tmp_path / "README.md").read_text() == "v1.3.0, 11.2.0, 1.3.0\n"
    tree(tmp_path, {".bumpversion.cfg": settings})
    (ignored,) = sources_of(of).ignored
    assert "states 1.2.0, not 1.3.0: bumpversion is out of use" in ignored.reason


def test_what_a_bump_tool_lists_for_cargo_is_semver(tmp_path: Path) -> None:
    settings = (
        '[tool.bumpversion]\ncurrent_version = "1.2.0"\n[[tool.bumpversion.files]]\nglob = "rust/*.toml"\n'
    )
    tree(tmp_path, {"pyproject.toml": PLAIN + settings, "rust/Cargo.toml": '[package]\nversion = "1.2.0"\n'})
    bump(project(tmp_path), "1.3.0rc1")
    assert (tmp_path / "rust/Cargo.toml").read_text() == '[package]\nversion = "1.3.0-rc.1"\n'
    assert (tmp_path / "pyproject.toml").read_text() == (PLAIN + settings).replace("1.2.0", "1.3.0rc1")


def test_settings_above_count_if_they_list_a_file_of_the_package(tmp_path: Path) -> None:
    settings = '[tool.bumpversion]\ncurrent_version = "1.2.0"\n[[tool.bumpversion.files]]\nfilename = "{}"\n'
    files = {
        "py/pyproject.toml": PLAIN,
        "js/version.txt": "1.2.0",
        ".bumpversion.toml": settings.format("js/version.txt"),
    }
    tree(tmp_path, files)
    of = project(tmp_path, "py")
    assert files_of(sources_of(of), tmp_path) == ["py/pyproject.toml"]
    tree(tmp_path, {".bumpversion.toml": settings.format("py/pyproject.toml")})
    assert files_of(sources_of(of), tmp_path) == ["py/pyproject.toml", ".bumpversion.toml"]


def test_a_version_that_waits_to_be_replaced_by_the_tag_is_no_source(tmp_path: Path) -> None:
    text = '[tool.poetry]\nname = "demo-pkg"\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n'
    tree(tmp_path, {"pyproject.toml": text})
    sources = sources_of(project(tmp_path))
    assert sources.spots == ()
    assert "takes the version from the git tag" in sources.ignored[0].reason
