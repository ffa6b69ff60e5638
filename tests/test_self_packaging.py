"""What we ship: our own sdist and wheel, built for real, to the last file; and the wheel in clean environments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

import pytest
from hosting import CHECKOUT, git
from interpreters import program

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
RELEASE = f"py_release_tasks-{VERSION}"
DIST_INFO = f"{RELEASE}.dist-info"
DIST_INFO_MEMBERS = {"METADATA", "WHEEL", "RECORD", "licenses/LICENSE"}
IN_THE_SDIST_ALONE = {"tests", "docs", "benchmarks", "noxfile.py", "tasks.py"}
PAGES = {".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "pyproject.toml"}
LITTER = (
    "release_tasks/__pycache__/catalog.cpython-311.pyc",
    "tests/.mypy_cache/3.11/cache.db",
    "tests/.pytest_cache/README.md",
    "tests/hosts/plain_hatchling/dist/old-1.0-py3-none-any.whl",
    "tests/hosts/recorder_monorepo/trace-python-recorder/target/release/libold.so",
    "docs/.DS_Store",
    "dist/old-1.0.tar.gz",
    ".venv/pyvenv.cfg",
    ".nox/tests/pyvenv.cfg",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Our files, built in a copy of the checkout that somebody has worked in."""

    wheel: Path
    sdist: Path

    def in_wheel(self) -> set[str]:
        """The wheel's members."""
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def in_sdist(self) -> set[str]:
        """The sdist's files, without its one folder."""
        with tarfile.open(self.sdist) as archive:
            files = [each.name for each in archive.getmembers() if each.isfile()]
        assert {PurePosixPath(each).parts[0] for each in files} == {RELEASE}
        return {str(PurePosixPath(each).relative_to(RELEASE)) for each in files}

    def metadata(self) -> Message:
        """The core metadata."""
        with zipfile.ZipFile(self.wheel) as archive:
            return HeaderParser().parsestr(archive.read(f"{DIST_INFO}/METADATA").decode("utf-8"))


def tracked(*paths: str) -> set[str]:
    """The checkout's own files."""
    names = git(CHECKOUT, "ls-files", "-z", "--", *paths).split("\0")
    return {each for each in names if each and (CHECKOUT / each).is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    if not (CHECKOUT / ".git").exists():
        pytest.skip("these tests are not in a git checkout, so nobody can say which files are ours")
    copy, dist = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    for each in tracked():
        (copy / each).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / each, copy / each)
    for each in LITTER:
        (copy / each).parent.mkdir(parents=True, exist_ok=True)
        (copy / each).write_bytes(b"litter")
    run(sys.executable, "-m", "build", "--installer", "uv", "--outdir", dist, folder=copy)
    assert {each.name for each in dist.iterdir()} == {f"{RELEASE}-py3-none-any.whl", f"{RELEASE}.tar.gz"}
    return Built(wheel=dist / f"{RELEASE}-py3-none-any.whl", sdist=dist / f"{RELEASE}.tar.gz")


def run(*argv: str | Path, folder: Path) -> str:
    """Run a command that must succeed, away from this checkout; gives what it printed."""
    foreign = ("PYTHON", "PYTEST_", "VIRTUAL_ENV", "NOX")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(foreign)}
    done = subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_the_package_its_metadata_and_nothing_else(built: Built) -> None:
    modules = tracked("release_tasks")
    assert {"release_tasks/__init__.py", "release_tasks/__main__.py", "release_tasks/py.typed"} <= modules
    assert built.in_wheel() == modules | {f"{DIST_INFO}/{each}" for each in DIST_INFO_MEMBERS}
    assert {PurePosixPath(each).suffix for each in modules} == {".py", ".typed"}


def test_the_sdist_holds_what_it_takes_to_test_and_build_us_and_no_litter(built: Built) -> None:
    wanted = tracked("release_tasks", *IN_THE_SDIST_ALONE, *PAGES)
    assert built.in_sdist() == wanted | {"PKG-INFO"}
    tops = {PurePosixPath(each).parts[0] for each in built.in_sdist()}
    assert tops == {"release_tasks", "PKG-INFO", *IN_THE_SDIST_ALONE, *PAGES}


def test_the_metadata_says_what_the_readme_promises(built: Built) -> None:
    metadata = built.metadata()
    assert metadata["Name"] == "py-release-tasks"
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata.get_all("Provides-Extra") == ["announce", "attestations", "invoke", "nox", "rehearse"]
    assert metadata["Description-Content-Type"] == "text/markdown"


def clean_environment(folder: Path, requirement: str) -> Path:
    """Install into a new environment that has nothing else; gives its Python."""
    uv, python = program("uv"), folder / "env" / "bin" / "python"
    run(uv, "venv", "--no-config", "--python", sys.executable, folder / "env", folder=folder)
    run(uv, "pip", "install", "--no-config", "--quiet", "--python", python, requirement, folder=folder)
    return python


def importable(python: Path, module: str, folder: Path) -> bool:
    """Whether that environment has a top-level module of this name."""
    code = f"import importlib.util; print(importlib.util.find_spec({module!r}) is not None)"
    return run(python, "-c", code, folder=folder) == "True\n"


def test_the_wheel_alone_runs_without_nox_and_invoke(built: Built, tmp_path: Path) -> None:
    python = clean_environment(tmp_path, str(built.wheel))
    told = run(python, "-c", "import release_tasks; print(release_tasks.__file__)", folder=tmp_path)
    assert Path(told.strip()).is_relative_to(tmp_path / "env")
    assert "  check-version  " in run(python, "-m", "release_tasks", "--help", folder=tmp_path)
    assert "--dry-run" in run(python, "-m", "release_tasks", "status", "--help", folder=tmp_path)
    for absent in ("nox", "invoke", "pypiserver", "noxfile", "tasks", "tests", "docs", "benchmarks"):
        assert not importable(python, absent, tmp_path), absent


@pytest.mark.parametrize(("extra", "call"), [("nox", "register()"), ("invoke", "collection()")])
def test_each_extra_brings_its_door(built: Built, tmp_path: Path, extra: str, call: str) -> None:
    python = clean_environment(tmp_path, f"{built.wheel}[{extra}]")
    (tmp_path / "host.py").write_text(f"import release_tasks.{extra}\nrelease_tasks.{extra}.{call}\n")
    run(python, "host.py", folder=tmp_path)
    assert not importable(python, "invoke" if extra == "nox" else "nox", tmp_path)
