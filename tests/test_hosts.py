"""The sample hosts are what they promise: real history, real builds, wheels that answer."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
from host_variations import (
    crate_moves_on,
    merge_in_progress,
    never_released,
    origin_moves_on,
    with_cargo_lock,
)
from hosting import HOST_NAMES, Host, fresh_clone, invoke_command, make_host, nox_command, run_in
from interpreters import find_interpreter, interpreter, program

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PLAIN = ("plain_hatchling", "plain_setuptools", "dynamic_version")
RUST = ("recorder_monorepo", "barter_workspace")


@pytest.fixture(params=HOST_NAMES)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    return make_host(request.param, tmp_path)


def settings(host: Host) -> dict[str, object]:
    """Give what the host's settings state of its package."""
    if (host.root / "release-tasks.toml").exists():
        stated = tomllib.loads(host.read("release-tasks.toml"))
    else:
        stated = tomllib.loads(host.read("pyproject.toml")).get("tool", {}).get("release-tasks", {})
    alias = host.package.alias
    return dict(stated["packages"][alias] if alias else stated)


def run_stated(host: Host, command: str, folder: Path, **values: str) -> None:
    """Run a command of the settings, placeholders filled in, and hold that it succeeds."""
    for name, text in {"python": sys.executable, **values}.items():
        command = command.replace(f"{{{name}}}", text)
    completed = run_in(host, shlex.split(command), folder=folder)
    assert completed.returncode == 0, completed.stdout + completed.stderr


def built(host: Host) -> tuple[Path, Path]:
    """Build the host's package as its maintainer does; give the sdist and the wheel."""
    dist = host.path / "dist"
    default = "{python} -m build --installer uv --outdir {dist}"
    run_stated(host, str(settings(host).get("build", default)), host.path, dist=str(dist))
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    return sdist, wheel


def answer(host: Host, file: Path, python: Path, folder: Path) -> str:
    """Install the file in a clean environment of that Python; give what its ``--help`` prints."""
    uv = str(program("uv"))
    folder.mkdir()
    clean = folder / "clean"
    executable = str(clean / "bin" / "python")
    for command in (
        (uv, "venv", "--quiet", "--no-config", "--python", str(python), str(clean)),
        (
            uv,
            "pip",
            "install",
            "--quiet",
            "--no-config",
            "--no-cache",
            "--no-deps",
            "--python",
            executable,
            str(file),
        ),
    ):
        completed = run_in(host, command, folder=folder)
        assert completed.returncode == 0, completed.stderr
    helped = run_in(host, (executable, "-I", "-m", host.package.import_name, "--help"), folder=folder)
    assert helped.returncode == 0, helped.stderr
    return helped.stdout


# What git holds.


def test_a_host_is_clean_on_main_and_equal_to_its_origin(host: Host) -> None:
    assert host.git("status", "--porcelain=v1", "--branch") == "## main...origin/main"
    here = host.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags")
    assert here == host.at_origin("for-each-ref", "--format=%(objectname) %(refname)")
    assert host.at_origin("symbolic-ref", "HEAD") == "refs/heads/main"
    assert host.at_origin("rev-parse", "--is-bare-repository") == "true"


def test_every_tag_is_annotated_and_merged(host: Host) -> None:
    tags = host.git("for-each-ref", "--format=%(objecttype) %(refname:short)", "refs/tags").splitlines()
    assert len(tags) >= 2
    assert {tag.split()[0] for tag in tags} == {"tag"}
    assert len(host.git("tag", "--merged", "HEAD").splitlines()) == len(tags)


def test_sources_state_the_last_release_which_is_not_the_head(host: Host) -> None:
    for package in host.packages:
        assert package.last_tag in host.git("tag", "--merged", "HEAD~1").splitlines()
        assert package.next_tag not in host.git("tag").splitlines()
        for source in package.sources:
            assert package.version in host.read(source)
            assert package.version in host.git("show", f"{package.last_tag}:{source}")


def test_the_release_before_stated_another_version(host: Host) -> None:
    form = host.package.tag.format(version="*")
    before = host.git("describe", "--abbrev=0", f"--match={form}", f"{host.package.last_tag}~1")
    for source in host.package.sources:
        assert host.git("show", f"{before}:{source}") != host.git("show", f"{host.package.last_tag}:{source}")


def test_the_changelog_has_something_unreleased(host: Host) -> None:
    text = (host.path / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = re.search(r"^## \[?Unreleased\]?\n(.*?)^## \[?(\S+?)\]? ", text, re.MULTILINE | re.DOTALL)
    assert unreleased
    assert "\n- " in unreleased[1]
    assert unreleased[2] == host.package.version


@pytest.mark.parametrize("name", HOST_NAMES)
def test_history_is_the_same_to_the_last_digit(name: str, tmp_path: Path) -> None:
    first, second = make_host(name, tmp_path / "first"), make_host(name, tmp_path / "second")
    assert first.git("show-ref", "--tags", "--heads") == second.git("show-ref", "--tags", "--heads")


def test_barter_has_older_tags_of_a_crate_and_an_ignored_lock(tmp_path: Path) -> None:
    host = make_host("barter_workspace", tmp_path)
    assert host.git("tag", "--sort=version:refname").splitlines() == ["v0.1.0", "v0.7.0", "v0.8.4", "v0.9.0"]
    assert not host.git("ls-tree", "v0.7.0", "barter-python")
    assert 'version = "0.3.0"' in host.git("show", "v0.8.4:barter-python/pyproject.toml")
    assert host.git("check-ignore", "Cargo.lock") == "Cargo.lock"
    assert not (host.root / "pyproject.toml").exists()


# What the tools say.


def test_the_locks_of_the_monorepo_are_what_uv_and_cargo_make(tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    uv, cargo, python = str(program("uv")), str(program("cargo")), str(interpreter("3.12"))
    for folder, command in (
        (host.root, (uv, "lock", "--check", "--offline", "--no-config", "--python", python)),
        (host.path, (cargo, "metadata", "--locked", "--offline", "--format-version=1")),
    ):
        completed = run_in(host, command, folder=folder)
        assert completed.returncode == 0, completed.stderr


@pytest.mark.parametrize("name", ["recorder_monorepo", "barter_workspace", "plain_setuptools"])
def test_stated_tests_pass_and_leave_nothing(name: str, tmp_path: Path) -> None:
    program("cargo")
    host = make_host(name, tmp_path)
    commands = settings(host)["tests"]
    assert isinstance(commands, list)
    for command in commands:
        run_stated(host, command, host.root)
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", RUST)
def test_rust_wheels_answer_on_each_python(name: str, tmp_path: Path) -> None:
    program("cargo"), program("maturin")
    host = make_host(name, tmp_path)
    _, wheel = built(host)
    assert wheel.name.endswith(".whl")
    assert "-cp39-abi3-manylinux" in wheel.name
    for version in ("3.12", "3.13"):
        text = answer(host, wheel, interpreter(version), tmp_path / version)
        assert ("format 7" if name == "recorder_monorepo" else "costs 25 basis points") in text
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", PLAIN)
def test_plain_wheels_answer(name: str, tmp_path: Path) -> None:
    host = make_host(name, tmp_path)
    sdist, wheel = built(host)
    assert sdist.name == f"{name}-{host.package.version}.tar.gz"
    assert wheel.name == f"{name}-{host.package.version}-py3-none-any.whl"
    assert f"usage: {name}" in answer(host, wheel, interpreter("3.12"), tmp_path / "smoke")
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize("name", RUST)
def test_sdists_hold_all_that_cargo_needs(name: str, tmp_path: Path) -> None:
    program("cargo"), program("maturin")
    host = make_host(name, tmp_path)
    sdist, _ = built(host)
    assert f"usage: {host.package.import_name}" in answer(
        host, sdist, interpreter("3.12"), tmp_path / "smoke"
    )


@pytest.mark.parametrize("name", ["plain_hatchling", "barter_workspace"])
def test_own_sessions_and_tasks_run(name: str, tmp_path: Path) -> None:
    program("cargo")
    host = make_host(name, tmp_path)
    session, task = ("hello", "hello") if name in PLAIN else ("lint", "check")
    for command in (nox_command(host, session), invoke_command(host, task)):
        completed = run_in(host, command)
        assert completed.returncode == 0, completed.stdout + completed.stderr
    assert host.git("status", "--porcelain") == ""


# What can be different.


def test_a_fresh_clone_can_commit_and_push(host: Host, tmp_path: Path) -> None:
    clone = fresh_clone(host, tmp_path / "other")
    assert clone.git("show-ref", "--tags") == host.git("show-ref", "--tags")
    clone.write("AUTHORS", "Ada\n")
    made = clone.commit("docs: name the authors")
    clone.git("push", "--quiet")
    assert host.at_origin("rev-parse", "main") == made


def test_a_shallow_clone_hides_tags(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    clone = fresh_clone(host, tmp_path / "other", "--depth=1")
    assert clone.git("rev-parse", "--is-shallow-repository") == "true"
    assert clone.git("tag") == ""


def test_origin_can_be_ahead(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    origin_moves_on(host, tmp_path / "other")
    host.git("fetch", "--quiet")
    assert host.git("rev-list", "--left-right", "--count", "main...origin/main") == "0\t1"


def test_a_merge_can_be_in_progress(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    merge_in_progress(host)
    assert host.git("rev-parse", "MERGE_HEAD") == host.git("rev-parse", "topic")
    assert host.git("status", "--porcelain") == "UU README.md"


def test_the_crate_can_be_released_above_the_package(tmp_path: Path) -> None:
    program("cargo")
    host = make_host("barter_workspace", tmp_path)
    crate_moves_on(host)
    with_cargo_lock(host)
    assert 'name = "barter"\nversion = "0.12.0"' in host.read("Cargo.lock")
    assert 'version = "0.9.0"' in host.git("show", "v0.12.0:barter-python/pyproject.toml")
    assert host.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("name", "left"), [("barter_workspace", ["v0.1.0", "v0.7.0", "v0.8.4"]), ("recorder_monorepo", [])]
)
def test_a_package_can_be_without_releases(name: str, left: list[str], tmp_path: Path) -> None:
    host = make_host(name, tmp_path)
    never_released(host)
    assert host.git("tag").splitlines() == host.at_origin("tag").splitlines() == left


# What the machine has.


def test_the_running_python_is_found_and_a_missing_one_is_not() -> None:
    assert find_interpreter(f"{sys.version_info.major}.{sys.version_info.minor}") == Path(sys.executable)
    assert find_interpreter("3.99") is None


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_what_is_missing_is_a_skip_and_in_ci_a_failure(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=r"lacks Python 3\.99"):
        interpreter("3.99")
    with pytest.raises(outcome, match="lacks no-such-program"):
        program("no-such-program")
