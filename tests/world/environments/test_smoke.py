from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from interpreters import interpreter
from tiny_wheel import MODULE, write_wheel

from release_tasks.core.actions import Smoke
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.environments import InstallerName, Interpreter
from release_tasks.core.errors import ActionError, UsageError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.project import Command
from release_tasks.world.environments.proof import Proof
from release_tasks.world.environments.smoke import came_from, smoke, smoke_by

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
RUNS = Command(argv=("{python}", "-m", "tiny"))


def silent(_: Event) -> None:
    """Hear nothing."""


def python(version: str = RUNNING) -> Interpreter:
    return Interpreter(version=version, full=f"{version}.0", executable=interpreter(version))


def action(*files: Path, interpreters: tuple[Interpreter, ...] = (), command: Command | None = RUNS) -> Smoke:
    return Smoke(
        files=tuple((file, built(file)) for file in files),
        interpreters=interpreters or (python(),),
        import_name="tiny",
        command=command,
        name="tiny",
        version="1.0",
        bound_to="digest",
    )


def built(file: Path) -> BuiltFile:
    content = file.read_bytes()
    return BuiltFile(name=file.name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def build_tree(folder: Path, backend: str) -> Path:
    """Build an sdist (and a wheel) of a small project with a real backend."""
    (folder / "tiny").mkdir(parents=True)
    for name, text in MODULE.items():
        (folder / name).write_text(text)
    requires, module = {
        "hatchling": ("hatchling", "hatchling.build"),
        "setuptools": ("setuptools", "setuptools.build_meta"),
    }[backend]
    (folder / "pyproject.toml").write_text(
        f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{module}"\n[project]\nname = "tiny"\nversion = "1.0"\n'
    )
    subprocess.run(
        [sys.executable, "-m", "build", "--installer", "uv", "--outdir", str(folder / "dist")],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "dist"


def test_wheel_and_sdist_on_two_pythons(tmp_path: Path) -> None:
    dist = build_tree(tmp_path / "tiny-tree", "hatchling")
    files = sorted(dist.iterdir())
    pythons = (python("3.12"), python("3.13"))
    told: list[OutputLine] = []

    def hear(event: Event) -> None:
        assert isinstance(event, OutputLine)
        told.append(event)

    entry = smoke(action(*files, interpreters=pythons), Events(hear))
    results = entry.data["results"]
    assert {(each["file"], each["python"]) for each in results} == {
        (file.name, each.version) for file in files for each in pythons
    }
    assert all(each["passed"] and each["origin"] == "site-packages/tiny/__init__.py" for each in results)
    assert {each["sha256"] for each in results} == {built(file).sha256 for file in files}
    assert (entry.kind, entry.bound_to) == ("smoke", "digest")
    assert entry.data["command"] == str(RUNS)
    assert sum(line.text == "tiny runs" for line in told) == 4
    assert {line.label for line in told} == {
        f"smoke {v} {kind}" for v in ("3.12", "3.13") for kind in ("wheel", "sdist")
    }


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["uv", "virtualenv", "venv"])
@pytest.mark.parametrize("backend", ["hatchling", "setuptools"])
def test_every_installer_takes_wheel_and_sdist(
    tmp_path: Path, installer: InstallerName, backend: str
) -> None:
    files = tuple(build_tree(tmp_path / "tiny-tree", backend).iterdir())
    entry = smoke_by(installer, action(*files, interpreters=(python("3.12"),)), Events(silent))
    assert [each["passed"] for each in entry.data["results"]] == [True, True]


def test_an_sdist_that_lacks_a_module_fails_where_the_wheel_passes(tmp_path: Path) -> None:
    """The classic: built from the tree the wheel is whole, the sdist forgets a file."""
    dist = build_tree(tmp_path / "tiny-tree", "hatchling")
    (tmp_path / "bad").mkdir()
    sdist = next(dist.glob("*.tar.gz"))
    subprocess.run(["tar", "xzf", str(sdist)], cwd=tmp_path / "bad", check=True)
    (tmp_path / "bad" / "tiny-1.0" / "tiny" / "__main__.py").unlink()
    subprocess.run(["tar", "czf", str(sdist), "tiny-1.0"], cwd=tmp_path / "bad", check=True)
    with pytest.raises(ActionError, match="1 of 2 clean installs failed") as caught:
        smoke(action(sdist, next(dist.glob("*.whl"))), Events(silent))
    assert f"tiny-1.0.tar.gz on Python {RUNNING}" in caught.value.what
    assert "No module named tiny.__main__" in caught.value.what


def test_all_failures_are_named_together(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, files={"tiny/__init__.py": "raise OSError('broken')"})
    with pytest.raises(ActionError) as caught:
        smoke(action(wheel, interpreters=(python("3.12"), python("3.13"))), Events(silent))
    assert "2 of 2 clean installs failed" in caught.value.what
    assert "on Python 3.12" in caught.value.what
    assert "on Python 3.13" in caught.value.what
    assert caught.value.what.count("OSError: broken") == 2
    assert caught.value.remedy


def test_a_smoke_command_that_fails_or_is_not_there_fails(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    with pytest.raises(ActionError, match="exit status 3"):
        smoke(action(wheel, command=Command(argv=("python", "-c", "raise SystemExit(3)"))), Events(silent))
    with pytest.raises(ActionError, match="cannot start tiny-console"):
        smoke(action(wheel, command=Command(argv=("tiny-console",))), Events(silent))


def test_an_unknown_placeholder_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    told: list[Event] = []
    with pytest.raises(UsageError, match="pyhton"):
        smoke(action(write_wheel(tmp_path), command=Command(argv=("{pyhton}",))), Events(told.append))
    assert told == []


def test_without_a_command_the_import_is_the_smoke(tmp_path: Path) -> None:
    entry = smoke(action(write_wheel(tmp_path), command=None), Events(silent))
    assert (entry.data["command"], entry.data["results"][0]["passed"]) == ("", True)


def test_each_wheel_goes_where_it_fits_and_the_rest_is_said(tmp_path: Path) -> None:
    mine = write_wheel(tmp_path, tag="cp312-none-any")
    theirs = write_wheel(tmp_path, tag="cp313-none-any")
    foreign = write_wheel(tmp_path, tag="cp312-cp312-win_arm64")
    pythons = (python("3.12"), python("3.13"))
    entry = smoke(action(mine, theirs, foreign, interpreters=pythons), Events(silent))
    assert [(each["file"], each["python"]) for each in entry.data["results"]] == [
        (mine.name, "3.12"),
        (theirs.name, "3.13"),
    ]
    assert entry.data["not_verified"] == [foreign.name]
    with pytest.raises(ActionError, match=r"Python 3\.13: no wheel for it, and no sdist"):
        smoke(action(mine, interpreters=pythons), Events(silent))


def test_a_version_that_differs_inside_fails(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, version="1.1")
    with pytest.raises(ActionError, match=r"metadata of tiny states 1\.1"):
        smoke(replace(action(wheel), command=None), Events(silent))


def test_a_file_that_changed_since_it_was_looked_at_is_refused(tmp_path: Path) -> None:
    planned = action(write_wheel(tmp_path))
    write_wheel(tmp_path, files={"tiny/__init__.py": "OTHER = 1"})
    with pytest.raises(ActionError, match="not the one that was looked at"):
        smoke(planned, Events(silent))


def test_an_import_that_is_not_of_the_file_is_no_proof(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    installed = tmp_path / "tiny" / "__init__.py"
    installed.parent.mkdir()
    installed.write_text(MODULE["tiny/__init__.py"])
    proof = Proof(
        module="tiny", origin=installed, relative="tiny/__init__.py", version="1.0", source=wheel.name
    )
    came_from(wheel, proof)
    with pytest.raises(ActionError, match="came from an index"):
        came_from(wheel, replace(proof, source=""))
    installed.write_text("ANSWER = 0\n")
    with pytest.raises(ActionError, match=r"is not what tiny-1\.0-py3-none-any\.whl holds"):
        came_from(wheel, proof)


INTERRUPTED = """\
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from test_smoke import action, python
from release_tasks.core.events import Events
from release_tasks.core.project import Command
from release_tasks.world.environments.smoke import smoke
waits = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
wheel = Path(sys.argv[3])
planned = action(wheel, interpreters=(python(), python()), command=Command(argv=("{python}", "-c", waits)))
smoke(planned, Events(lambda event: print(event.text, flush=True)))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_ctrl_c_ends_every_install_and_leaves_no_folder(tmp_path: Path) -> None:
    here = Path(__file__).parent
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    wheel = write_wheel(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(here), str(here.parents[1]), str(wheel)],
        env={**os.environ, "PYTHONPATH": str(here.parents[2]), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    pids: list[int] = []
    for line in process.stdout:
        if line.startswith("pid "):
            pids.append(int(line.split()[1]))
        if len(pids) == 2:
            break
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, errors = process.communicate(timeout=30)
    assert time.monotonic() - began < 20
    assert "KeyboardInterrupt" in errors
    assert list(temporary.iterdir()) == []
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
