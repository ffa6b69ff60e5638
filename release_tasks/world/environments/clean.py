"""A clean environment: made, filled, asked where an import comes from, used, and gone again."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import CommandError
from release_tasks.core.project import Command
from release_tasks.world.environments import probe
from release_tasks.world.environments.installers import Installer, Invocation
from release_tasks.world.environments.isolation import neutral
from release_tasks.world.environments.proof import Proof, read_proof
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.processes.children import Children
from release_tasks.world.processes.run import run

LIMIT_S = 1800.0

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanEnvironment:
    """An environment of its own in a folder of its own; commands run from an empty folder.

    Every method raises CommandError when what it runs fails, and UnreachableError when that cannot start
    or does not end.
    """

    folder: Path
    installer: Installer
    children: Children
    on_line: Callable[[str], None]

    @property
    def scripts(self) -> Path:
        """The folder of the environment's executables."""
        return self.folder / "env" / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    def create(self, interpreter: Path) -> None:
        """Make the environment, empty."""
        (self.folder / "neutral").mkdir()
        self._run(self.installer.create(interpreter, self.folder / "env"))

    def install_file(self, file: Path) -> None:
        """Install exactly this wheel or sdist."""
        self._run(self.installer.install_file(self.python, file))

    def install_hashed(self, requirement: str, index: str) -> None:
        """Install a requirement with hashes from one index; its address may hold a password."""
        self._run(self.installer.install_hashed(self.python, self._requirements(requirement), index))

    def complete(self, requirement: str, *, extras: bool = False) -> None:
        """Install what the installed requirement still lacks, and check that nothing is left to wish for.

        ``extras`` says that it names some: what these need, no check of an installed distribution misses.
        """
        check = self.installer.check(self.python)
        if not extras:
            with contextlib.suppress(CommandError):
                self._run(check)
                return
        self._run(self.installer.install_dependencies(self.python, requirement))
        self._run(check)

    def prove(self, import_name: str, distribution: str) -> Proof:
        """Import the package, and tell where it came from; an empty name is looked up in what was installed.

        :raises ActionError: it came from outside the environment.
        """
        answer, script = self.folder / "proof.json", self.folder / "prove_import.py"
        script.write_bytes(Path(probe.__file__).read_bytes())
        words = ("-I", str(script), distribution, str(answer), import_name)
        self._run(Invocation(argv=(str(self.python), *words), env=neutral()))
        return read_proof(answer)

    def run_command(self, command: Command) -> None:
        """Run a command of the project's own as if the environment were activated."""
        path = os.pathsep.join((str(self.scripts), os.environ.get("PATH", os.defpath)))
        env = neutral({"PATH": path, "VIRTUAL_ENV": str(self.folder / "env")})
        self._run(Invocation(argv=command.argv, env=env), shell=command.shell)

    def _requirements(self, requirement: str) -> Path:
        file = self.folder / "requirements.txt"
        file.write_text(f"{requirement}\n", encoding="utf-8")
        return file

    def _run(self, invocation: Invocation, *, shell: bool = False) -> None:
        done = run(
            invocation.argv,
            cwd=self.folder / "neutral",
            env=invocation.env,
            shell=shell,
            check=False,
            timeout_s=LIMIT_S,
            on_line=lambda text: self.on_line(without_credentials(text)),
            children=self.children,
        )
        if done.code != 0:
            raise CommandError(invocation.argv, done.code, without_credentials(done.tail))


@contextlib.contextmanager
def clean_environment(
    interpreter: Path, installer: Installer, children: Children, on_line: Callable[[str], None]
) -> Iterator[CleanEnvironment]:
    """Make a clean environment of an interpreter, for as long as the block runs."""
    with temporary_folder("env") as folder:
        made = CleanEnvironment(folder=folder, installer=installer, children=children, on_line=on_line)
        made.create(interpreter)
        yield made


def without_credentials(text: str) -> str:
    """Take user names and passwords out of the addresses in a text."""
    return _CREDENTIALS.sub("", text)
