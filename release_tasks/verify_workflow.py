"""The task ``verify-workflow``: writes the workflow that tries a release on other systems, once."""

from __future__ import annotations

import difflib

from release_tasks.console import Console
from release_tasks.core.errors import ActionError, ExitCode
from release_tasks.core.github.verify_template import path_of, verify_workflow
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.gathering import Facts
from release_tasks.world.files.reading import content_if_there
from release_tasks.world.files.writing import write_files


def write_verify_workflow(request: Request, console: Console) -> ExitCode:
    """Write it where there is none, and show it; with ``--dry-run`` only show it.

    :raises ActionError: there is another file of that name, or it cannot be written.
    :raises UsageError: the project's smoke command is for this machine alone.
    """
    project = Facts({Request: request}, offline=request.offline).get(Project)
    name, wanted = path_of(project), verify_workflow(project)
    path = project.repository / name
    there = content_if_there(path)
    if there is not None and _lines(there) != wanted.splitlines():
        raise _another(request, name, there, wanted)
    if there is not None:
        console.file(name, "is as it should be", wanted)
    elif request.dry_run:
        console.file(name, "would be written", wanted)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        edit = FileEdit(path=path, before=None, after=wanted.encode())
        write_files(WriteFiles(edits=(edit,), summary=(f"write {name}",)), project)
        console.file(name, "written; commit it, and push it to the default branch", wanted)
    return ExitCode.FINE


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()


def _another(request: Request, name: str, there: bytes, wanted: str) -> ActionError:
    differs = difflib.unified_diff(
        _lines(there), wanted.splitlines(), name, "as it would be written", lineterm="", n=1
    )
    return ActionError(
        "there is another file already, which is left as it is",
        where=name,
        expected="\n".join(("the file that would be written", *differs)),
        remedy=f"keep it; or take it away and write it anew: rm {name} && {request.command('verify-workflow')}",
    )
