"""How git is called: its words in English, its names unquoted, its locks left alone, its prompts off."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from release_tasks.core.errors import CommandError
from release_tasks.core.redaction import redacted
from release_tasks.world.processes.run import Completed, project_environment, run

_SETTINGS = ("git", "-c", "core.quotepath=off")
_ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)
"""What git sets for its hooks: run from one, we still mean the repository that we were given."""


def look(
    folder: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    check: bool = True,
    timeout_s: float | None = None,
) -> Completed:
    """Ask git something; takes no lock that another git could trip over.

    :raises CommandError: ``check`` and git said no; without any credentials in it.
    """
    asking = {**_environment(os.environ), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **(env or {})}
    done = run(_argv(arguments), cwd=folder, env=asking, stdin=stdin, check=False, timeout_s=timeout_s)
    return _checked(done) if check else done


def change(
    folder: Path,
    *arguments: str,
    on_line: Callable[[str], None],
    secrets: bool = False,
    terminal: bool = False,
    english: bool = False,
) -> Completed:
    """Let git change something, its output and its hooks' given line by line; never raises for its exit status.

    ``secrets`` leaves our tokens in the environment, for credential helpers that read them there.
    """
    environment = _environment(os.environ if secrets else project_environment())
    if english:
        environment["LC_ALL"] = "C"
    return run(
        _argv(arguments),
        cwd=folder,
        env=environment,
        check=False,
        terminal=terminal,
        on_line=lambda text: on_line(redacted(text)),
    )


def failed(done: Completed, *, remedy: str = "") -> CommandError:
    """Give the error for a git that said no, without any credentials in it."""
    return CommandError(("git", *done.argv[len(_SETTINGS) :]), done.code, redacted(done.tail), remedy=remedy)


def names(done: Completed) -> tuple[str, ...]:
    """Give the NUL-terminated names that git printed, any byte of them kept."""
    return tuple(os.fsdecode(each) for each in done.stdout.split(b"\0")[:-1])


def common_dir(folder: Path) -> Path | None:
    """Give the folder of the repository that all its work trees share; None outside git.

    Source: https://git-scm.com/docs/gitrepository-layout
    """
    if (folder / ".git" / "HEAD").is_file() and not (folder / ".git" / "commondir").exists():
        return (folder / ".git").resolve()
    done = look(folder, "rev-parse", "--git-common-dir", check=False)
    return (folder / os.fsdecode(done.stdout[:-1])).resolve() if done.code == 0 else None


def _argv(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return (*_SETTINGS, *arguments)


def _environment(of: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in of.items() if name not in _ELSEWHERE}
    return {**kept, "GIT_TERMINAL_PROMPT": "0"}


def _checked(done: Completed) -> Completed:
    if done.code != 0:
        raise failed(done)
    return done
