"""What lies in ``dist``: each file opened, the manifest beside it, and twine's own strict check."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.artifacts import Artifacts, Distribution, Manifest, StrictCheck, Unreadable
from release_tasks.core.distributions.manifest import parse_manifest
from release_tasks.core.distributions.strict import parse_strict
from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.builds.archives import open_distribution
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.processes.run import project_environment, run

_COMPANIONS = (".asc", ".sig", ".attestation", ".sigstore", ".sigstore.json")


def artifacts(project: Project, request: Request) -> Artifacts:
    """Open every file in ``dist``, or in the folder that ``--dist`` names.

    :raises UsageError: ``--dist`` names no folder.
    """
    folder = project.dist
    if request.dist is not None:
        folder = (request.root / request.dist).absolute()
        if not folder.is_dir():
            raise UsageError(
                "there is no such folder",
                where=f"--dist {request.dist}",
                expected="a folder with an sdist or wheels",
                remedy=f"build into it, or mend the path: it is taken from {request.root}",
            )
    opened = tuple(open_distribution(path) for path in _files(folder))
    # Files that --dist names were made elsewhere: what was built here says nothing of them.
    manifest = _manifest(project.manifest) if request.dist is None else None
    unreadable = tuple(each for each in (*opened, manifest) if isinstance(each, Unreadable))
    return Artifacts(
        folder=folder,
        distributions=tuple(each for each in opened if isinstance(each, Distribution)),
        unreadable=unreadable,
        manifest=manifest if isinstance(manifest, Manifest) else None,
    )


def _files(folder: Path) -> Iterator[Path]:
    """List what may be a distribution; hidden files and signatures beside one are none."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_COMPANIONS):
                yield path


def _manifest(path: Path) -> Manifest | Unreadable | None:
    try:
        return parse_manifest(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        return Unreadable(path=path, reason=str(error))


def strict_check(artifacts: Artifacts) -> StrictCheck:
    """Ask ``twine check --strict`` about every distribution that could be opened."""
    paths = [str(each.path) for each in artifacts.distributions]
    if not paths:
        return StrictCheck(problems=())
    # rich wraps lines at COLUMNS; and a neutral folder has no module that could hide twine.
    environment = project_environment({"COLUMNS": "10000", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"})
    with temporary_folder("check") as neutral:
        argv = (sys.executable, "-m", "twine", "check", "--strict", *paths)
        done = run(argv, cwd=neutral, env=environment, check=False, on_line=lambda _: None)
    return parse_strict(done.stdout.decode("utf-8", "replace"), done.code)
