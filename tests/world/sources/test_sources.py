"""Every place that states the version, found in real trees with real git, uv and cargo."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from gathered import sources_of
from sourcing import bumped, found, project, tree

from release_tasks.core.errors import UsageError
from release_tasks.core.project import PatternSource

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on PATH")

PLAIN = '[project]\nname = "demo-pkg"\nversion = "1.2.0"\n'
MATURIN = '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n'
HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
DYNAMIC = '[project]\nname = "demo-pkg"\ndynamic = ["version"]\n'
CRATE = '[package]\nname = "demo"\nversion = "1.2.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n'


def command(folder: Path, *argv: str) -> str:
    return subprocess.run(argv, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_a_plain_package_and_its_own_version_literals(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": PLAIN,
        "src/demo_pkg/__init__.py": '__version__ = "1.2.0"\n',
        "src/demo_pkg/version.py": '"""x"""\n__version__ = "1.1.0"\n',
        "src/other/__init__.py": '__version__ = "1.2.0"\n',
    }
    of = project(tree(tmp_path, files))
    assert found(of) == ["pyproject.toml:3", "src/demo_pkg/__init__.py:1"]
    (ignored,) = sources_of(of).ignored
    assert "version.py:2 states 1.1.0, not the 1.2.0 of pyproject.toml" in ignored.reason


@pytest.mark.parametrize(
    ("settings", "file", "text"),
    [
        ('[tool.hatch.version]\npath = "demo_pkg/about.py"', "demo_pkg/about.py", "VERSION: str = '1.2.0'"),
        ("[tool.hatch.version]\npath = 'V'\npattern = '^is v(?P<version>.+)$'", "V", "it\nis v1.2.0\n"),
    ],
)
def test_a_dynamic_version_is_followed_to_its_file(
    tmp_path: Path, settings: str, file: str, text: str
) -> None:
    of = project(tree(tmp_path, {"pyproject.toml": HATCH + DYNAMIC + settings, file: text}))
    (spot,) = sources_of(of).spots
    assert (spot.path, spot.text) == (tmp_path / file, "1.2.0")
    (tmp_path / file).write_text("nothing")
    with pytest.raises(UsageError, match="no version is stated where"):
        sources_of(of)
    (tmp_path / file).unlink()
    with pytest.raises(UsageError, match="no such file"):
        sources_of(of)


def test_a_setuptools_attribute_is_followed_through_src(tmp_path: Path) -> None:
    settings = '[tool.setuptools.dynamic]\nversion = { attr = "demo_pkg.__version__" }'
    files = {"pyproject.toml": DYNAMIC + settings, "src/demo_pkg/__init__.py": '__version__ = "1.2.0"'}
    assert found(project(tree(tmp_path, files))) == ["src/demo_pkg/__init__.py:1"]


def test_a_setuptools_attribute_that_the_package_imports(tmp_path: Path) -> None:
    settings = '[tool.setuptools.dynamic]\nversion = { attr = "demo_pkg.__version__" }'
    files = {
        "pyproject.toml": DYNAMIC + settings,
        "src/demo_pkg/__init__.py": "from demo_pkg.meta.numbers import __version__\n",
        "src/demo_pkg/meta/numbers.py": "VERSION = '1.2.0'\n__version__ = VERSION\n",
    }
    assert found(project(tree(tmp_path, files))) == ["src/demo_pkg/meta/numbers.py:1"]


def test_a_version_from_the_tag_has_no_sources_and_says_so(tmp_path: Path) -> None:
    text = (
        HATCH.replace('"hatchling"]', '"hatchling", "hatch-vcs"]')
        + DYNAMIC
        + '[tool.hatch.version]\nsource = "vcs"'
    )
    sources = sources_of(project(tree(tmp_path, {"pyproject.toml": text})))
    assert sources.spots == ()
    assert "hatch-vcs takes the version from the git tag" in sources.ignored[0].reason


@needs_cargo
def test_a_workspace_member_with_a_real_lock_file(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[workspace]\nresolver = "2"\nmembers = ["py", "crates/*"]\n',
        "py/pyproject.toml": MATURIN + PLAIN,
        "py/Cargo.toml": CRATE,
        "py/lib.rs": "",
        "crates/core/Cargo.toml": CRATE.replace("demo", "core-lib"),
        "crates/core/lib.rs": "",
    }
    of = project(tree(tmp_path, files), "py")
    command(tmp_path, "cargo", "generate-lockfile", "--offline")
    assert found(of) == ["py/pyproject.toml:6", "py/Cargo.toml:3", "Cargo.lock:11"]
    bumped(of, "1.3.0rc1")
    command(tmp_path, "cargo", "metadata", "--locked", "--offline", "--format-version", "1")
    assert (tmp_path / "Cargo.lock").read_text().count("1.3.0-rc.1") == 1


@needs_cargo
def test_an_inherited_version_is_that_of_every_member_that_inherits_it(tmp_path: Path) -> None:
    inherits = CRATE.replace('version = "1.2.0"', "version.workspace = true")
    members = '[workspace]\nresolver = "2"\nmembers = ["py", "crates/*"]\nexclude = ["crates/out"]\n'
    files = {
        "Cargo.toml": members + '[workspace.package]\nversion = "1.2.0"\n',
        "py/pyproject.toml": MATURIN + DYNAMIC,
        "py/Cargo.toml": inherits + '[dependencies]\nhidden = { path = "../hidden" }\n',
        "py/lib.rs": "",
        "hidden/Cargo.toml": inherits.replace("demo", "hidden"),
        "hidden/lib.rs": "",
        "crates/same/Cargo.toml": inherits.replace("demo", "same"),
        "crates/same/lib.rs": "",
        "crates/own/Cargo.toml": CRATE.replace("demo", "own"),
        "crates/own/lib.rs": "",
    }
    of = project(tree(tmp_path, files), "py")
    command(tmp_path, "cargo", "generate-lockfile", "--offline")
    assert found(of)[0] == "Cargo.toml:6"
    bumped(of, "2.0.0")
    command(tmp_path, "cargo", "metadata", "--locked", "--offline", "--format-version", "1")
    assert (tmp_path / "Cargo.lock").read_text().count('version = "2.0.0"') == 3


def test_the_manifest_that_maturin_is_pointed_at_and_a_crate_outside_the_workspace(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[workspace]\nmembers = []\nexclude = ["py/rust"]\n',
        "Cargo.lock": '[[package]]\nname = "demo"\nversion = "1.2.0"\n',
        "py/pyproject.toml": MATURIN + DYNAMIC + '[tool.maturin]\nmanifest-path = "rust/Cargo.toml"\n',
        "py/rust/Cargo.toml": CRATE,
    }
    of = project(tree(tmp_path, files), "py")
    assert found(of) == ["py/rust/Cargo.toml:3"]
    (tmp_path / "Cargo.toml").write_text('[workspace]\nmembers = ["py/rust"]\n')
    assert found(of) == ["py/rust/Cargo.toml:3", "Cargo.lock:3"]


@needs_cargo
def test_the_crate_that_maturin_takes_beside_a_src_layout(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": MATURIN + DYNAMIC + '[tool.maturin]\nmodule-name = "demo_pkg._demo"\n',
        "rust/Cargo.toml": CRATE + 'crate-type = ["cdylib"]\n',
        "rust/lib.rs": "",
        "src/demo_pkg/__init__.py": "",
    }
    of = project(tree(tmp_path, files))
    assert found(of) == ["rust/Cargo.toml:3"]
    # maturin itself says that it is the right one.
    command(tmp_path, sys.executable, "-m", "maturin", "sdist", "--out", "dist")
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["demo_pkg-1.2.0.tar.gz"]


def test_a_crate_beside_another_backend_counts_while_it_has_the_version_of_the_package(
    tmp_path: Path,
) -> None:
    of = project(tree(tmp_path, {"pyproject.toml": HATCH + PLAIN, "Cargo.toml": CRATE}))
    assert found(of) == ["pyproject.toml:6", "Cargo.toml:3"]
    (tmp_path / "Cargo.toml").write_text(CRATE.replace("1.2.0", "0.1.0"))
    assert found(of) == ["pyproject.toml:6"]


def test_a_real_uv_lock_above_the_package(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "root"\nversion = "9.9.9"\nrequires-python = ">=3.9"\n'
        '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
        "packages/demo/pyproject.toml": HATCH + PLAIN + 'requires-python = ">=3.9"\n',
    }
    of = project(tree(tmp_path, files), "packages/demo")
    lock = (sys.executable, "-m", "uv", "lock", "--offline", "--no-config", "--python", sys.executable)
    command(tmp_path, *lock)
    assert [place.partition(":")[0] for place in found(of)] == ["packages/demo/pyproject.toml", "uv.lock"]
    bumped(of, "1.3.0rc1")
    command(tmp_path, *lock, "--check")
    assert (tmp_path / "uv.lock").read_text().count("1.3.0rc1") == 1


def test_what_git_ignores_is_named_and_left_alone(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "demo"\nversion = "1.2.0"\n'
    files = {
        "pyproject.toml": MATURIN + PLAIN,
        "Cargo.toml": CRATE,
        "Cargo.lock": lock,
        ".gitignore": "Cargo.lock\n",
    }
    of = project(tree(tmp_path, files))
    assert "Cargo.lock:3" in found(of)
    command(tmp_path, "git", "init", "-q")
    assert "Cargo.lock:3" not in found(of)
    (ignored,) = sources_of(of).ignored
    assert (ignored.path, ignored.reason) == (tmp_path / "Cargo.lock", "Cargo.lock is git-ignored")
    command(tmp_path, "git", "add", "-f", "Cargo.lock")
    assert "Cargo.lock:3" in found(of)


def test_patterns_count_once_even_where_a_reader_found_the_same_place(tmp_path: Path) -> None:
    wanted = (
        PatternSource(path="docs/conf.py", search='release = "{version}"'),
        PatternSource(path="pyproject.toml", search='version = "{version}"'),
    )
    of = project(
        tree(tmp_path, {"pyproject.toml": PLAIN, "docs/conf.py": 'release = "1.2.0"\n'}), ".", *wanted
    )
    assert found(of) == ["pyproject.toml:3", "docs/conf.py:1"]
    (tmp_path / "docs/conf.py").write_text("release = other")
    with pytest.raises(UsageError, match="matches nothing"):
        sources_of(of)
    (tmp_path / "docs/conf.py").unlink()
    with pytest.raises(UsageError, match="no such file") as missing:
        sources_of(of)
    assert "patterns in the settings" in missing.value.remedy
    with pytest.raises(UsageError, match="outside the repository"):
        sources_of(project(tmp_path, ".", PatternSource(path="../x", search="{version}")))


@pytest.mark.parametrize(
    ("files", "place", "what"),
    [
        ({}, "pyproject.toml", "nothing states a version"),
        ({"pyproject.toml": "[project\n"}, "pyproject.toml:1", "broken TOML"),
        ({"pyproject.toml": "[project]\nname = 'x'\n"}, "pyproject.toml", "nothing states a version"),
        ({"pyproject.toml": "[project]\nversion = 1.2\n"}, "pyproject.toml:2", "not a plain string"),
        ({"pyproject.toml": MATURIN + DYNAMIC}, "Cargo.toml", "no such file"),
        ({"pyproject.toml": MATURIN + DYNAMIC, "Cargo.toml": "[workspace]\n"}, "Cargo.toml", "no [package]"),
        (
            {
                "pyproject.toml": MATURIN + DYNAMIC,
                "Cargo.toml": "[package]\nname = 'x'\nversion.workspace = true\n",
            },
            "Cargo.toml",
            "the version is inherited",
        ),
    ],
)
def test_bad_files_are_refused_with_place_and_remedy(
    tmp_path: Path, files: dict[str, str], place: str, what: str
) -> None:
    with pytest.raises(UsageError) as caught:
        sources_of(project(tree(tmp_path, files)))
    assert what in caught.value.what
    assert caught.value.where == str(tmp_path / place)
    assert caught.value.expected
    assert caught.value.remedy


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(PLAIN.encode() + b'description = "caf\xe9"\n')
    with pytest.raises(UsageError, match="not UTF-8") as caught:
        sources_of(project(tmp_path))
    assert caught.value.where == f"{tmp_path / 'pyproject.toml'}:4"


def test_the_tuple_beside_the_text_moves_and_one_in_another_module_does_not(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": PLAIN,
        "demo_pkg/__init__.py": '__version__ = "1.2.0"\nversion_info = (1, 2, 0, "final", 0)\n',
        "demo_pkg/protocol.py": "version_info = (1, 2, 0)\n",
    }
    of = project(tree(tmp_path, files))
    bumped(of, "1.3.0rc1")
    after = (tmp_path / "demo_pkg/__init__.py").read_text()
    assert after == '__version__ = "1.3.0rc1"\nversion_info = (1, 3, 0, "candidate", 1)\n'
    assert (tmp_path / "demo_pkg/protocol.py").read_text() == files["demo_pkg/protocol.py"]
    bumped(of, "1.3.0")
    assert '(1, 3, 0, "final", 0)' in (tmp_path / "demo_pkg/__init__.py").read_text()


ATTRIBUTE = '[build-system]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "demo-pkg"\ndynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = { attr = "demo_pkg.__version__" }\n'
COMPUTED = "from .tools import spelled\n\nVERSION = {}\n__version__ = spelled(VERSION)\n"


@pytest.mark.parametrize("manifest", [ATTRIBUTE, ATTRIBUTE.partition("[tool.setuptools")[0]])
@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        ('(1, 2, 0, "beta", 2)', "1.3.0rc1", '(1, 3, 0, "candidate", 1)'),
        ('(1, 2, 0, "rc", 1)', "1.2.0", '(1, 2, 0, "final", 0)'),
        ("(1, 2, 0)", "1.3.0", "(1, 3, 0)"),
    ],
)
def test_a_tuple_that_alone_states_the_version_is_a_source(
    tmp_path: Path, manifest: str, before: str, version: str, after: str
) -> None:
    of = project(
        tree(tmp_path, {"pyproject.toml": manifest, "demo_pkg/__init__.py": COMPUTED.format(before)})
    )
    bumped(of, version)
    assert (tmp_path / "demo_pkg/__init__.py").read_text() == COMPUTED.format(after)
    assert found(of) == ["demo_pkg/__init__.py:3"]


def test_numbers_that_nothing_completes_are_not_made_a_pre_release(tmp_path: Path) -> None:
    of = project(
        tree(tmp_path, {"pyproject.toml": ATTRIBUTE, "demo_pkg/__init__.py": COMPUTED.format("(1, 2, 0)")})
    )
    with pytest.raises(UsageError, match=r"1\.3\.0rc1 cannot be written as"):
        bumped(of, "1.3.0rc1")
