"""What ``bump`` and ``check-version`` cost in a host like seed A, over reading its files, and beside other tools."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from paired import Command, compare, compare_all
from peers import script

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from hosting import Host, make_host

ROUNDS = 10
READ = """
import pathlib, sys
for each in sys.argv[1:]:
    pathlib.Path(each).read_bytes()
"""


def main() -> None:
    """Compare both tasks with both baselines."""
    with tempfile.TemporaryDirectory() as temporary:
        host = make_host("recorder_monorepo", Path(temporary))
        package = ("--package", str(host.package.alias))
        idle = Command(name="import release_tasks", argv=_python("import release_tasks"), folder=host.root)
        read = Command(name="read the files", argv=_python(READ, *_sources(host)), folder=host.root)
        check = Command(name="check-version", argv=_task("check-version", *package), folder=host.root)
        bump = Command(name="bump, in turn", argv=_python(_BUMP, *package), folder=host.root)
        compare(idle, check)
        compare(read, check)
        compare(read, bump)
        print("uv sets one file of the four; hatch cannot set what pyproject.toml states")
        peers = (_uv(Path(temporary, "uv")), _bump_my_version(Path(temporary, "bump-my-version")))
        compare_all("bump", [[each] * ROUNDS for each in (read, bump, *peers)])


_BUMP = """
import pathlib, sys
from release_tasks.__main__ import main
stated = pathlib.Path("trace-python-recorder/Cargo.toml").read_text()
sys.exit(main(["bump", "1.9.0" if 'version = "1.8.0"' in stated else "1.8.0", *sys.argv[1:]]))
"""


def _uv(folder: Path) -> Command:
    argv = (script("uv"), "version", "--bump", "patch", "--frozen", "--offline")
    return Command(name="uv", argv=argv, folder=make_host("recorder_monorepo", folder).path)


def _bump_my_version(folder: Path) -> Command:
    """It is told each file, and which entry of a lock file is meant."""
    host = make_host("recorder_monorepo", folder)
    settings = f'[tool.bumpversion]\ncurrent_version = "{host.package.version}"\nallow_dirty = true\n'
    for file in host.package.sources:
        settings += f'[[tool.bumpversion.files]]\nfilename = "{file}"\n'
        for key, version in (("search", "current_version"), ("replace", "new_version")):
            settings += f"""{key} = \'\'\'name = "{host.package.name}"\nversion = "{{{version}}}"\'\'\'\n"""
    host.write(".bumpversion.toml", settings)
    return Command(
        name="bump-my-version", argv=(script("bump-my-version"), "bump", "patch"), folder=host.root
    )


def _sources(host: Host) -> list[str]:
    names = ("pyproject.toml", "Cargo.toml", "Cargo.lock", "uv.lock", "CHANGELOG.md")
    return [each for each in host.git("ls-files").splitlines() if Path(each).name in names]


def _python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *arguments)


def _task(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "release_tasks", *arguments)


if __name__ == "__main__":
    main()
