from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from interpreters import find_interpreter

from release_tasks.core.environments import Interpreters, missing_interpreters
from release_tasks.core.errors import UsageError
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, IndexFile, IndexFiles
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.environments import interpreters as world

posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
SHIM = "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(
        root=tmp_path,
        repository=tmp_path,
        path=tmp_path,
        name="tiny",
        alias="tiny",
        import_name="tiny",
        tag="v{version}",
        tag_message="",
        commit_message="",
        dist=tmp_path / "dist",
        indexes={},
    )


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python but the running one: gives the folder that is PATH."""
    path = tmp_path / "path"
    path.mkdir()
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME", "MISE_DATA_DIR", "ASDF_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("RUNNER_TOOL_CACHE", raising=False)
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}/usr/bin-of-nothing")
    return path


def interpreters(project: Project, *asked: str) -> Interpreters:
    """What is found for a project in a run that asks for these."""
    nobody: Lazy[IndexFiles] = Lazy(lambda: pytest.fail("the index has no say in this"))
    return world.interpreters(Request(task="verify-pypi", root=project.root, pythons=asked), project, nobody)


def for_named(project: Project, *files: IndexFile) -> Interpreters:
    """What is found for a release that the command line names, and of which an index lists these files."""
    endpoint = IndexEndpoint(role="pypi", repository="", upload="", simple="", shown="")
    listed = IndexFiles(endpoint=endpoint, project="tiny", version="1.0", files=files)
    request = Request(task="verify-pypi", root=project.root, named="tiny")
    return world.interpreters(request, project, Lazy(lambda: listed))


def listed(name: str, requires: str | None = None) -> IndexFile:
    return IndexFile(name=name, url="", version="1.0", requires_python=requires)


def stand_in(
    file: Path, version: str, *, implementation: str = "CPython", free_threaded: bool = False
) -> Path:
    """An executable that says of itself what we want (and leaves a mark that it was started)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"#!/bin/sh\n: > {file}.started\necho {implementation} {version} {free_threaded}\necho {file}\n"
    )
    file.chmod(0o755)
    return file


def started(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).parts[1] for each in folder.rglob("*.started"))


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_a_real_python_of_this_machine_is_found(project: Project, version: str) -> None:
    if find_interpreter(version) is None:
        pytest.skip(f"this machine lacks Python {version}")
    (found,) = interpreters(replace(project, pythons=(version,))).found
    assert found.version == version
    assert found.full.startswith(f"{version}.")
    assert found.executable.is_absolute()
    assert not (found.executable.parent.parent / "pyvenv.cfg").exists(), "the base, not a virtual environment"


def test_several_are_given_in_the_order_asked_and_missing_ones_are_named(
    project: Project, bare: Path
) -> None:
    facts = interpreters(replace(project, pythons=("3.99", RUNNING)))
    assert [each.version for each in facts.found] == [RUNNING]
    assert facts.missing == ("3.99",)
    assert str(bare.parent / "PYENV_ROOT" / "versions") in facts.looked_at
    assert "PATH" in facts.looked_at


def test_an_absolute_path_is_taken_by_its_own_word(project: Project, bare: Path) -> None:
    (found,) = interpreters(replace(project, pythons=(sys.executable,))).found
    assert (found.version, found.full) == (RUNNING, platform.python_version())


def test_a_path_without_a_python_is_missing(project: Project, tmp_path: Path) -> None:
    assert interpreters(replace(project, pythons=(str(tmp_path / "python"),))).missing == (
        str(tmp_path / "python"),
    )


@pytest.mark.parametrize("asked", ["py312", "3", "latest", "../python", "3.12.x"])
def test_what_is_no_version_is_bad_input(project: Project, asked: str) -> None:
    with pytest.raises(UsageError, match="no Python version") as caught:
        interpreters(replace(project, pythons=(asked,)))
    assert "3.12" in caught.value.expected


def test_asked_for_none_the_running_one_is_taken(project: Project, bare: Path) -> None:
    facts = interpreters(replace(project, requires_python=">=3.10"))
    assert [each.full for each in facts.found] == [platform.python_version()]
    assert facts.any_does
    assert not interpreters(replace(project, pythons=(RUNNING,))).any_does
    assert not for_named(project, listed("tiny-1.0-py3-none-any.whl")).any_does


@posix
def test_asked_for_none_the_newest_that_the_project_supports_is_taken(
    project: Project, bare: Path, tmp_path: Path
) -> None:
    versions = tmp_path / "PYENV_ROOT" / "versions"
    for version in ("3.97.2", "3.98.0", "3.98.11", "3.99.0rc1", "3.98.12t"):
        stand_in(versions / version / "bin" / "python3", version.rstrip("t"))
    facts = interpreters(replace(project, requires_python=">=3.97"))
    assert [each.full for each in facts.found] == ["3.98.11"]
    assert started(versions.parent) == ["3.98.11"]


@posix
@pytest.mark.parametrize(
    ("files", "version"),
    [
        ([listed("tiny-1.0-py3-none-any.whl")], RUNNING),
        ([listed("tiny-1.0-py3-none-any.whl", ">=3.97")], "3.98"),
        ([listed("tiny-1.0-cp397-none-any.whl"), listed("tiny-1.0.tar.gz")], "3.97"),
        ([listed("tiny-1.0-cp396-cp396-win_amd64.whl"), listed("tiny-1.0.zip")], RUNNING),
        ([listed("tiny-1.0.tar.gz", ">=3.97,<3.98")], "3.97"),
    ],
)
def test_for_a_named_release_one_is_taken_that_its_files_are_for(
    project: Project, bare: Path, tmp_path: Path, files: list[IndexFile], version: str
) -> None:
    """The running one if it gets a wheel; else the newest that does; else one that may build the sdist."""
    for each in ("3.96.1", "3.97.2", "3.98.0", "3.98.1t"):
        stand_in(tmp_path / "PYENV_ROOT" / "versions" / each / "bin" / "python3", each.rstrip("t"))
    (found,) = for_named(project, *files).found
    assert found.version == version


def test_a_named_release_that_no_python_here_may_have_misses_one(project: Project, bare: Path) -> None:
    facts = for_named(project, listed("tiny-1.0-py3-none-any.whl", ">=3.6, <3.7"))
    assert (facts.found, facts.missing) == ((), ("Python >=3.6, <3.7",))
    (finding,) = missing_interpreters(facts)
    assert (finding.subject, finding.remedy[:17]) == ("Python >=3.6, <3.7", "uv python install")
    assert for_named(project).found, "of what is not listed yet nothing is known"


def test_a_project_that_supports_nothing_here_misses_its_python(project: Project, bare: Path) -> None:
    facts = interpreters(replace(project, requires_python=">=3.99"))
    assert (facts.found, facts.missing) == ((), ("Python >=3.99",))


@posix
def test_the_highest_patch_wins_and_only_it_is_started(project: Project, bare: Path, tmp_path: Path) -> None:
    versions = tmp_path / "PYENV_ROOT" / "versions"
    for version in ("3.98.2", "3.98.10", "3.98.11rc1", "3.97.1", "3.99.0"):
        stand_in(versions / version / "bin" / "python3", version)
    stand_in(versions / "3.98.99-env" / "bin" / "python3", "3.98.99")
    (versions / "3.98.99-env" / "pyvenv.cfg").touch()
    (found,) = interpreters(replace(project, pythons=("3.98",))).found
    assert found.full == "3.98.10"
    assert started(versions.parent) == ["3.98.10"]


@posix
def test_a_prerelease_is_better_than_none(project: Project, bare: Path, tmp_path: Path) -> None:
    stand_in(tmp_path / "PYENV_ROOT" / "versions" / "3.98.0rc2" / "bin" / "python3", "3.98.0rc2")
    (found,) = interpreters(replace(project, pythons=("3.98",))).found
    assert found.full == "3.98.0rc2"


@posix
def test_a_shim_that_fails_and_a_folder_that_lies_are_stepped_over(
    project: Project, bare: Path, tmp_path: Path
) -> None:
    shim = stand_in(bare / "python3.98", "")
    shim.write_text(SHIM)
    stand_in(tmp_path / "PYENV_ROOT" / "versions" / "3.98.9" / "bin" / "python3", "3.97.0")
    stand_in(bare / "python3", "3.98.1")
    (found,) = interpreters(replace(project, pythons=("3.98",))).found
    assert found.executable == bare / "python3"


@posix
def test_free_threaded_is_another_python(project: Project, bare: Path, tmp_path: Path) -> None:
    uv = tmp_path / "UV_PYTHON_INSTALL_DIR"
    stand_in(
        uv / "cpython-3.98.1+freethreaded-linux-x86_64-gnu" / "bin" / "python3", "3.98.1", free_threaded=True
    )
    stand_in(uv / "cpython-3.98.0-linux-x86_64-gnu" / "bin" / "python3", "3.98.0")
    facts = interpreters(replace(project, pythons=("3.98", "3.98t")))
    assert [(each.version, each.full) for each in facts.found] == [("3.98", "3.98.0"), ("3.98t", "3.98.1")]


@posix
def test_another_implementation_is_no_answer_to_a_bare_version(project: Project, bare: Path) -> None:
    pypy = stand_in(bare / "python3.98", "3.98.0", implementation="PyPy")
    assert interpreters(replace(project, pythons=("3.98",))).missing == ("3.98",)
    (found,) = interpreters(replace(project, pythons=(str(pypy),))).found
    assert found.version == "pypy3.98"


def test_what_the_run_asks_for_comes_before_what_the_project_does(project: Project, bare: Path) -> None:
    asks = replace(project, pythons=("3.98",))
    assert interpreters(asks).missing == ("3.98",)
    assert [each.version for each in interpreters(asks, RUNNING).found] == [RUNNING]
    with pytest.raises(UsageError, match="no Python version") as caught:
        interpreters(asks, "py312")
    assert (caught.value.where, caught.value.remedy) == ("--python", "--python 3.12")


@posix
def test_pypy_is_asked_for_by_its_name(project: Project, bare: Path, tmp_path: Path) -> None:
    versions = tmp_path / "PYENV_ROOT" / "versions"
    stand_in(versions / "pypy3.97-7.3.12" / "bin" / "python3", "3.97.4", implementation="PyPy")
    stand_in(bare / "pypy3.98", "3.98.0", implementation="PyPy")
    facts = interpreters(project, "pypy3.97", "pypy3.98", "pypy3.99", "3.97")
    assert [(each.version, each.full) for each in facts.found] == [
        ("pypy3.97", "3.97.4"),
        ("pypy3.98", "3.98.0"),
    ]
    assert facts.missing == ("pypy3.99", "3.97")


@posix
@pytest.mark.parametrize(
    ("variable", "below"),
    [
        ("PYENV_ROOT", "versions/3.98.1/bin/python3"),
        ("UV_PYTHON_INSTALL_DIR", "cpython-3.98.1-linux-x86_64-gnu/bin/python3"),
        ("MISE_DATA_DIR", "installs/python/3.98.1/bin/python3"),
        ("ASDF_DATA_DIR", "installs/python/3.98.1/bin/python3"),
        ("XDG_DATA_HOME", "hatch/pythons/3.98/python/bin/python3"),
        ("RUNNER_TOOL_CACHE", "Python/3.98.1/x64/bin/python3"),
        ("RUNNER_TOOL_CACHE", "Python/3.98.1/arm64/bin/python3"),
    ],
)
def test_pythons_of_every_manager_are_found(
    project: Project, bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, below: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / variable))
    there = stand_in(tmp_path / variable / below, "3.98.1")
    (found,) = interpreters(project, "3.98").found
    assert found.executable == there


@posix
def test_all_are_the_best_of_each_minor_version(project: Project, bare: Path, tmp_path: Path) -> None:
    versions = tmp_path / "PYENV_ROOT" / "versions"
    for version in ("3.97.1", "3.98.2", "3.98.11"):
        stand_in(versions / version / "bin" / "python3", version)
    stand_in(bare / "python3.96", "").write_text(SHIM)
    assert [each.full for each in interpreters(project, "all").found] == [
        platform.python_version(),
        "3.97.1",
        "3.98.11",
    ]
    assert started(versions.parent) == ["3.97.1", "3.98.11"]


def test_finding_one_is_quick(project: Project) -> None:
    began = time.perf_counter()
    interpreters(replace(project, pythons=(RUNNING,)))
    assert time.perf_counter() - began < 5
