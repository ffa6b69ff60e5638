"""pyproject.toml and Cargo.toml: where the version is, who takes it from where."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_manifest, dynamic, pyproject

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = Path("pyproject.toml")
CARGO = Path("Cargo.toml")


def test_the_project_version_and_no_other() -> None:
    data = b'version = "0"\n[tool.x]\nversion = "0"\n[project]\n# version = "0"\nversion = "1.2.0"\n'
    (spot,) = pyproject.spots(PYPROJECT, data)
    assert (spot.line, spot.text, data[spot.start : spot.end]) == (6, "1.2.0", b"1.2.0")
    assert pyproject.spots(PYPROJECT, b'[project]\nname = "x"\n') == ()
    assert pyproject.spots(PYPROJECT, b"[tool.poetry]\nversion = '1.2.0'")[0].why == "[tool.poetry] version"
    assert pyproject.spots(PYPROJECT, b'project = { version = "1.2.0" }')[0].start == 23


def test_cargo_own_inherited_and_missing_versions() -> None:
    own = b'[package]\nname = "a"\nversion="1.2.0-rc.1"\n[dependencies]\nb = { version = "1.2.0" }\n'
    (spot,) = cargo_manifest.spots(CARGO, own)
    assert (spot.line, spot.text, spot.dialect) == (3, "1.2.0-rc.1", "semver")
    for inherited in (b"[package]\nversion.workspace = true", b"[package]\nversion = { workspace = true }"):
        assert cargo_manifest.inherits(tomllib.loads(inherited.decode()))
        assert cargo_manifest.spots(CARGO, inherited) == ()
    assert cargo_manifest.spots(CARGO, b'[package]\nname = "a"') == ()
    (shared,) = cargo_manifest.workspace_spots(CARGO, b'[workspace.package]\nversion = "1.2.0"')
    assert shared.line == 2
    with pytest.raises(UsageError, match="plain string"):
        cargo_manifest.spots(CARGO, b"[package]\nversion = 1.2")


def test_path_dependencies_of_every_kind() -> None:
    values = tomllib.loads(
        '[dependencies]\na = { path = "a" }\nb = "1"\n[target."cfg(unix)".dev-dependencies]\nc = { path = "../c" }\n'
        '[workspace.dependencies]\nd = { path = "d" }\n'
    )
    assert sorted(cargo_manifest.path_dependencies(values)) == ["../c", "a", "d"]


def origin(text: str) -> dynamic.Origin | None:
    return dynamic.origin(tomllib.loads(text), "pkg")


HATCH = '[build-system]\nbuild-backend = "hatchling.build"\nrequires = ["hatchling"]\n'
SETUPTOOLS = '[build-system]\nbuild-backend = "setuptools.build_meta"\nrequires = ["setuptools>=77"]\n'


def test_maturin_takes_it_from_the_crate() -> None:
    assert origin('[build-system]\nbuild-backend = "maturin"') == dynamic.FromCrate()


def test_hatch_takes_it_from_a_file_a_pattern_or_elsewhere() -> None:
    found = origin(HATCH + '[tool.hatch.version]\npath = "src/pkg/__about__.py"')
    assert isinstance(found, dynamic.FromAssignment)
    assert found.files == ("src/pkg/__about__.py",)
    pattern = origin(HATCH + "[tool.hatch.version]\npath = 'x.txt'\npattern = '^v(?P<version>.+)$'")
    assert isinstance(pattern, dynamic.FromRegex)
    assert isinstance(origin(HATCH + '[tool.hatch.version]\nsource = "vcs"'), dynamic.NotInFiles)
    assert isinstance(origin(HATCH + '[tool.hatch.version]\nsource = "env"'), dynamic.NotInFiles)
    assert origin(HATCH) is None


def test_setuptools_takes_it_from_an_attribute_a_file_or_the_tag() -> None:
    attr = '[tool.setuptools.dynamic]\nversion = { attr = "pkg.about.VERSION" }\n'
    found = origin(SETUPTOOLS + attr)
    assert isinstance(found, dynamic.FromAssignment)
    assert found.names == ("VERSION",)
    assert found.files == (
        "pkg/about/__init__.py",
        "pkg/about.py",
        "src/pkg/about/__init__.py",
        "src/pkg/about.py",
    )
    moved = origin(SETUPTOOLS + attr + '[tool.setuptools.package-dir]\n"" = "lib"')
    assert isinstance(moved, dynamic.FromAssignment)
    assert moved.files == ("lib/pkg/about/__init__.py", "lib/pkg/about.py")
    renamed = origin(SETUPTOOLS + attr + '[tool.setuptools.package-dir]\npkg = "code"')
    assert isinstance(renamed, dynamic.FromAssignment)
    assert renamed.files == ("code/about/__init__.py", "code/about.py")
    text = origin(SETUPTOOLS + '[tool.setuptools.dynamic]\nversion = { file = ["VERSION"] }')
    assert text == dynamic.FromText(file="VERSION", setting="[tool.setuptools.dynamic] file")
    tags = origin(SETUPTOOLS.replace('77"', '77", "setuptools_scm[toml]>=8"'))
    assert isinstance(tags, dynamic.NotInFiles)
    assert "setuptools-scm" in tags.reason


def test_flit_and_pdm() -> None:
    flit = origin('[build-system]\nbuild-backend = "flit_core.buildapi"')
    assert isinstance(flit, dynamic.FromAssignment)
    assert "pkg/__init__.py" in flit.files
    pdm = '[build-system]\nbuild-backend = "pdm.backend"\n[tool.pdm.version]\n'
    assert isinstance(origin(pdm + 'source = "file"\npath = "pkg/v.py"'), dynamic.FromAssignment)
    assert isinstance(origin(pdm + 'source = "scm"'), dynamic.NotInFiles)
    assert isinstance(origin(pdm + 'from = "pkg/v.py"'), dynamic.FromAssignment)
    older = origin('[build-system]\nbuild-backend = "flit.buildapi"\n[tool.flit.metadata]\nmodule = "other"')
    assert isinstance(older, dynamic.FromAssignment)
    assert "other/__init__.py" in older.files


def test_a_backend_of_the_project_s_own_reads_what_setuptools_is_told() -> None:
    own = '[build-system]\nbuild-backend = "_build"\nbackend-path = ["."]\n[tool.setuptools.dynamic]\n'
    assert isinstance(origin(own + 'version = { attr = "pkg.__version__" }'), dynamic.FromAssignment)
    assert origin(own) is None
