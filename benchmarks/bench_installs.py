"""Clean installs of a wheel on every Python here: ours, over one venv and its pip after the other by hand."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from paired import Work, compare_work

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import builders
from serving import Served, pypiserver
from tiny_wheel import write_wheel

from release_tasks.core.actions import InstallFromIndex, Smoke
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.environments import Interpreter
from release_tasks.core.events import Events
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFile
from release_tasks.core.project import Command
from release_tasks.core.request import Request
from release_tasks.world.environments.index_installs import install_from_index
from release_tasks.world.environments.interpreters import interpreters
from release_tasks.world.environments.smoke import smoke

ROUNDS = 3
RUNS = Command(argv=("{python}", "-m", "tiny"))


def main() -> None:
    """Compare both matrices, by hand and ours in turn."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        request = Request(task="verify-pypi", root=folder, pythons=("3.10", "3.11", "3.12", "3.13"))
        pythons = interpreters(request, builders.a_project(), Lazy(builders.never)).found
        (folder / "stock").mkdir()
        wheel = write_wheel(folder / "stock")
        with pypiserver(folder / "stock") as served:
            events, there = Events(lambda _: None), (f"--index-url={served.simple}", "tiny==1.0")
            print(f"a wheel installed and run on {len(pythons)} Pythons, from a file")
            compare_work(
                Work(name="by hand", do=partial(by_hand, folder, pythons, ("--no-index", str(wheel)))),
                Work(name="smoke", do=partial(smoke, smoking(wheel, pythons), events)),
                rounds=ROUNDS,
            )
            print(f"a wheel installed and run on {len(pythons)} Pythons, by hash from an index")
            compare_work(
                Work(name="by hand", do=partial(by_hand, folder, pythons, there)),
                Work(
                    name="verify-pypi",
                    do=partial(install_from_index, installing(wheel, served, pythons), events),
                ),
                rounds=ROUNDS,
            )


def by_hand(folder: Path, pythons: tuple[Interpreter, ...], what: tuple[str, ...]) -> None:
    """Do as people do: a venv a Python, its pip, and the smoke command, one after the other."""
    for each in pythons:
        env = folder / "env"
        run(each.executable, "-m", "venv", env)
        run(
            env / "bin" / "python", "-m", "pip", "--isolated", "install", "--no-cache-dir", "--no-deps", *what
        )
        run(env / "bin" / "python", "-m", "tiny")
        shutil.rmtree(env)


def run(*argv: str | Path) -> None:
    """Run a command that must succeed."""
    subprocess.run(argv, check=True, capture_output=True)


def smoking(wheel: Path, pythons: tuple[Interpreter, ...]) -> Smoke:
    """The action that validate performs."""
    return Smoke(
        files=((wheel, BuiltFile(name=wheel.name, sha256=sha256(wheel), size=wheel.stat().st_size)),),
        interpreters=pythons,
        import_name="tiny",
        command=RUNS,
        name="tiny",
        version="1.0",
        bound_to="digest",
    )


def installing(wheel: Path, served: Served, pythons: tuple[Interpreter, ...]) -> InstallFromIndex:
    """The action that verify-pypi performs."""
    url = f"{served.upload}packages/{wheel.name}"
    return InstallFromIndex(
        endpoint=served.endpoint(),
        name="tiny",
        version="1.0",
        files=(IndexFile(name=wheel.name, url=url, version="1.0", sha256=sha256(wheel)),),
        interpreters=pythons,
        import_name="tiny",
        command=RUNS,
        bound_to="digest",
    )


def sha256(file: Path) -> str:
    """The file's digest."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
