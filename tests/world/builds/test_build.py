from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from broken_archives import write_sdist
from builders import a_project, a_request
from hosting import Host, git, make_host
from interpreters import program
from tiny_wheel import write_wheel

from release_tasks.core.actions import Build
from release_tasks.core.artifacts import Artifacts, built, problems
from release_tasks.core.errors import ActionError, CommandError, UsageError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.project import Command
from release_tasks.world.builds.artifacts import artifacts, strict_check
from release_tasks.world.builds.build import build
from release_tasks.world.git.exclude import HEADER, exclude_from_git

TREE = "7e" * 20
HERE = Path(__file__).parent
TINY = """\
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from broken_archives import write_sdist
from tiny_wheel import write_wheel
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
write_wheel(folder)
write_sdist(folder)
"""


@pytest.fixture(autouse=True)
def _nothing_of_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    for variable in (
        "SOURCE_DATE_EPOCH",
        "MATURIN_PEP517_ARGS",
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
    ):
        monkeypatch.delenv(variable, raising=False)


def silent(_: Event) -> None:
    """Hear nothing."""


def heard(action: Build) -> list[str]:
    events: list[Event] = []
    build(action, Events(events.append))
    return [each.text for each in events if isinstance(each, OutputLine) and each.label == "build"]


def quietly(action: Build) -> None:
    build(action, Events(silent))


def host_action(host: Host, *commands: tuple[str, ...]) -> Build:
    dist = host.path / "dist"
    return Build(
        commands=tuple(Command(argv=argv) for argv in commands),
        folder=host.path,
        dist=dist,
        manifest=dist.with_name("dist-manifest.json"),
        name=host.package.name,
        version=host.package.version,
        tree=TREE,
        values={"dist": str(dist)},
    )


def tiny_action(root: Path, *commands: tuple[str, ...]) -> Build:
    """A build of tiny 1.0 by commands; ``make_tiny.py FOLDER`` writes both files of it."""
    (root / "make_tiny.py").write_text(TINY.format(tests=str(HERE.parents[1])))
    dist = root / "dist"
    return Build(
        commands=tuple(Command(argv=argv) for argv in commands or (("{python}", "make_tiny.py", "{dist}"),)),
        folder=root,
        dist=dist,
        manifest=root / "dist-manifest.json",
        name="tiny",
        version="1.0",
        tree=TREE,
        values={"dist": str(dist)},
    )


def seen(action: Build) -> Artifacts:
    root = action.folder
    project = a_project(root=root, repository=root, path=root, name=action.name, dist=action.dist)
    return artifacts(project, a_request(root=root))


def is_built(action: Build) -> bool:
    return built(seen(action), action.tree, action.name, action.version)


def content(folder: Path) -> dict[str, bytes]:
    """Everything below a folder but git's own files, byte for byte."""
    paths = [each for each in folder.rglob("*") if each.is_file() and ".git" not in each.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def says(code: str) -> tuple[str, ...]:
    return ("{python}", "-c", code)


@pytest.mark.parametrize("name", ["plain_hatchling", "plain_setuptools", "dynamic_version"])
def test_front_end_builds_sdist_and_wheel_without_a_fault(tmp_path: Path, name: str) -> None:
    host = make_host(name, tmp_path)
    action = host_action(host)
    entry = build(action, Events(silent))
    found = seen(action)
    assert sorted(each.kind for each in found.distributions) == ["sdist", "wheel"]
    assert problems(found, strict_check(found), action.name, action.version) == ()
    assert is_built(action)
    assert (entry.kind, entry.bound_to, entry.data["version"]) == ("build", TREE, action.version)
    recorded = [(each["name"], each["sha256"], each["size"]) for each in entry.data["files"]]
    assert recorded == [(each.file.name, each.file.sha256, each.file.size) for each in found.distributions]
    assert host.git("status", "--porcelain") == ""


def test_build_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also where git does not ignore dist: backends pack what they find, earlier builds and all."""
    host = make_host("plain_hatchling", tmp_path)
    host.write(".gitignore", "")
    host.write("build.py", "raise SystemExit('this is not PyPA build')")
    action = host_action(host)
    lines = heard(action)
    assert any("Building wheel from sdist" in line for line in lines), lines
    first = content(action.dist)
    quietly(action)
    assert content(action.dist) == first


def test_front_end_that_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    action = host_action(host)
    action.dist.mkdir()
    write_wheel(action.dist, name="plain_hatchling", version=action.version)
    action.manifest.write_text("{}")
    host.write(
        "pyproject.toml", host.read("pyproject.toml").replace('requires-python = "', 'requires-python = "no ')
    )
    before = content(host.root)
    with pytest.raises(CommandError, match="exit status") as raised:
        quietly(action)
    assert "requires-python" in raised.value.tail
    assert raised.value.remedy == f"python -m build {host.root}"
    assert content(host.root) == before


def test_broken_pyproject_is_told_before_anything_is_built(tmp_path: Path) -> None:
    action = tiny_action(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project\n")
    with pytest.raises(UsageError, match=r"pyproject\.toml"):
        quietly(action)
    assert not action.dist.exists()


def test_own_command_writes_to_dist(tmp_path: Path) -> None:
    action = tiny_action(tmp_path)
    quietly(action)
    assert sorted(content(action.dist)) == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]
    assert is_built(action)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dist", "dist-manifest.json", "make_tiny.py"]


def test_files_of_an_earlier_build_do_not_stay(tmp_path: Path) -> None:
    action = tiny_action(tmp_path)
    action.dist.mkdir()
    write_wheel(action.dist, tag="cp39-cp39-manylinux_2_17_x86_64")
    quietly(action)
    assert sorted(content(action.dist)) == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]


@pytest.mark.parametrize("place", ["target/wheels", "crate/target/wheels"])
def test_own_command_that_leaves_wheels_where_cargo_builds(tmp_path: Path, place: str) -> None:
    """As ``maturin build`` does: in the package, or in the workspace above it."""
    (tmp_path / ".git").mkdir()
    crate = tmp_path / "crate"
    crate.mkdir()
    wheels = tmp_path / place
    wheels.mkdir(parents=True)
    write_wheel(wheels, version="0.9")
    write_wheel(wheels, tag="cp39-cp39-manylinux_2_17_x86_64")
    other = write_wheel(wheels, name="other")
    touch = says(f"import os; os.utime({str(other)!r}, (1, 1))")
    action = tiny_action(crate, ("{python}", "make_tiny.py", str(wheels)), touch)
    quietly(action)
    assert sorted(content(action.dist)) == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]
    assert is_built(action)


def test_wheels_above_the_repository_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "crate" / ".git").mkdir(parents=True)
    action = tiny_action(tmp_path / "crate", ("{python}", "make_tiny.py", str(tmp_path / "target/wheels")))
    with pytest.raises(ActionError, match="no sdist and no wheel"):
        quietly(action)


def test_files_of_another_version_in_dist_are_named(tmp_path: Path) -> None:
    action = tiny_action(tmp_path)
    action.dist.mkdir()
    stranger = write_wheel(action.dist, version="0.9")
    before = content(tmp_path)
    with pytest.raises(ActionError, match=r"tiny-0\.9-py3-none-any\.whl") as raised:
        quietly(action)
    assert raised.value.remedy == f"rm {stranger}"
    assert content(tmp_path) == before


FAILURES = {
    "fails": "raise SystemExit(3)",
    "writes, then fails": "open('dist/tiny-1.0.zip.whl', 'w'); open('dist/tiny-1.0.tar.gz', 'w'); raise SystemExit(3)",
    "empties dist, then fails": "import shutil; shutil.rmtree('dist', True); raise SystemExit(3)",
    "makes nothing": "print('done')",
    "makes another version": "import os; os.makedirs('dist', exist_ok=True); open('dist/tiny-2.0.tar.gz', 'w')",
}


@pytest.mark.parametrize("had_files", [True, False])
@pytest.mark.parametrize("code", FAILURES.values(), ids=FAILURES.keys())
def test_own_command_that_fails_leaves_dist_as_it_was(tmp_path: Path, code: str, had_files: bool) -> None:
    action = tiny_action(tmp_path, says(code))
    if had_files:
        quietly(tiny_action(tmp_path))
    before = content(tmp_path)
    with pytest.raises(ActionError) as raised:
        quietly(action)
    assert raised.value.remedy
    assert content(tmp_path) == before
    assert action.dist.is_dir() is had_files
    assert is_built(action) is had_files


def test_ctrl_c_leaves_dist_as_it_was(tmp_path: Path) -> None:
    quietly(tiny_action(tmp_path))
    before = content(tmp_path)

    def interrupted(event: Event) -> None:
        if isinstance(event, OutputLine) and event.text == "half":
            raise KeyboardInterrupt

    code = "open('dist/tiny-1.0.tar.gz', 'w'); print('half', flush=True); import time; time.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        build(tiny_action(tmp_path, says(code)), Events(interrupted))
    assert content(tmp_path) == before


def test_kill_leaves_a_dist_that_is_not_built_and_the_next_build_converges(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    action = tiny_action(tmp_path)
    action.dist.mkdir()
    old = write_wheel(action.dist, tag="cp39-cp39-manylinux_2_17_x86_64").read_bytes()
    code = f"""
import sys
sys.path[:0] = [{str(HERE)!r}, {str(HERE.parents[1])!r}]
from pathlib import Path
import test_build
command = "import pathlib, time; pathlib.Path('dist/tiny-1.0.tar.gz').touch(); pathlib.Path('go').touch(); time.sleep(3)"
test_build.quietly(test_build.tiny_action(Path({str(tmp_path)!r}), test_build.says(command)))
"""
    process = subprocess.Popen(
        (sys.executable, "-c", code),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "go").exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not is_built(action)
    assert git(tmp_path, "status", "--porcelain").split() == ["??", "go", "??", "make_tiny.py"]
    with pytest.raises(ActionError, match="cp39"):
        quietly(replace(action, version="1.1"))
    with pytest.raises(CommandError):
        quietly(tiny_action(tmp_path, says("raise SystemExit(1)")))
    assert content(action.dist)["tiny-1.0-cp39-cp39-manylinux_2_17_x86_64.whl"] == old
    quietly(action)
    assert sorted(content(action.dist)) == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]
    assert is_built(action)


def test_dist_that_is_a_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    action = tiny_action(tmp_path)
    action.dist.write_text("x")
    action = replace(action, dist=action.dist / "dist", manifest=action.dist / "manifest.json")
    with pytest.raises(ActionError, match="cannot be written") as raised:
        quietly(action)
    assert raised.value.remedy


def test_unknown_placeholder_changes_nothing(tmp_path: Path) -> None:
    action = tiny_action(tmp_path, ("echo", "{where}"))
    action.dist.mkdir()
    write_sdist(action.dist)
    before = content(tmp_path)
    with pytest.raises(UsageError, match=r"\{where\}"):
        quietly(action)
    assert content(tmp_path) == before


def test_build_is_dated_by_the_commit_unless_the_user_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host("plain_hatchling", tmp_path)
    tell = says("import os; print(os.environ.get('SOURCE_DATE_EPOCH'))")
    action = replace(tiny_action(host.root), commands=(Command(argv=tell), *tiny_action(host.root).commands))
    assert host.git("log", "-1", "--format=%ct") in heard(action)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert "7" in heard(action)


def test_dist_is_excluded_once_where_the_project_does_not_ignore_it(tmp_path: Path) -> None:
    root = tmp_path / "an odd [name]"
    root.mkdir()
    git(root, "init", "--quiet")
    action = tiny_action(root)
    quietly(action)
    quietly(action)
    assert git(root, "status", "--porcelain") == "?? make_tiny.py"
    lines = (root / ".git" / "info" / "exclude").read_text().splitlines()
    assert lines[-3:] == [HEADER, "/dist", "/dist-manifest.json"]
    assert lines.count(HEADER) == 1


def test_exclude_keeps_what_is_there_and_is_headed_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    exclude = tmp_path / ".git" / "info" / "exclude"
    exclude.write_text("mine")
    exclude_from_git((tmp_path / "one",))
    exclude_from_git((tmp_path / "one", tmp_path / "two"))
    assert exclude.read_text() == f"mine\n{HEADER}\n/one\n/two\n"


def test_exclude_of_a_linked_work_tree_is_the_repository_s(tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    host.git("worktree", "add", "--quiet", "-b", "topic", str(tmp_path / "linked [2]"))
    exclude_from_git((tmp_path / "linked [2]" / "p k[g]" / "dist-manifest.json",))
    assert (
        (host.root / ".git" / "info" / "exclude")
        .read_text()
        .endswith(f"{HEADER}\n/p\\ k\\[g]/dist-manifest.json\n")
    )


def test_ignored_dist_is_left_to_the_project(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("dist/\n*.json\n")
    before = (tmp_path / ".git" / "info" / "exclude").read_text()
    exclude_from_git((tmp_path / "dist", tmp_path / "dist-manifest.json"))
    assert (tmp_path / ".git" / "info" / "exclude").read_text() == before


@pytest.mark.parametrize("name", ["recorder_monorepo", "barter_workspace"])
def test_maturin_by_the_host_s_own_command(tmp_path: Path, name: str) -> None:
    maturin = str(program("maturin"))
    program("cargo")
    host = make_host(name, tmp_path)
    action = host_action(host, (maturin, "build", "--sdist", "--offline"))
    quietly(action)
    found = seen(action)
    assert sorted(each.kind for each in found.distributions) == ["sdist", "wheel"]
    assert problems(found, strict_check(found), action.name, action.version) == ()
    assert host.git("status", "--porcelain") == ""


def test_maturin_by_the_front_end_makes_wheels_that_pypi_takes(tmp_path: Path) -> None:
    program("cargo")
    host = make_host("recorder_monorepo", tmp_path)
    action = host_action(host)
    quietly(action)
    found = seen(action)
    assert problems(found, strict_check(found), action.name, action.version) == ()
    assert [each for each in content(action.dist) if "manylinux" in each]


def test_version_that_comes_from_the_tag_is_the_one_in_flight(tmp_path: Path) -> None:
    host = make_host("dynamic_version", tmp_path)
    host.write(
        "pyproject.toml",
        host.read("pyproject.toml")
        .replace('requires = ["hatchling>=1.27"]', 'requires = ["hatchling>=1.27", "hatch-vcs"]')
        .replace('path = "src/dynamic_version/__init__.py"', 'source = "vcs"'),
    )
    action = replace(host_action(host), version="7.1.0")
    quietly(action)
    assert is_built(action)
    (wheel,) = [each.path for each in seen(action).distributions if each.kind == "wheel"]
    with ZipFile(wheel) as archive:
        assert "Version: 7.1.0\n" in archive.read("dynamic_version-7.1.0.dist-info/METADATA").decode()
