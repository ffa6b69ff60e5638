"""The one place that starts processes: argv lists, no shell unless settings say so, no orphans.

A command of the project's own gets an environment without our tokens
(:func:`project_environment`); nothing here ever prints.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import CommandError, UnreachableError
from release_tasks.world.processes.children import Children, end

TAIL_LINES = 40
STREAMED_LINES = 4000

_SECRET = re.compile(
    r"^(?:TWINE_(?:USERNAME|PASSWORD)|(?:.*_)?(?:TOKEN|PASSWORD|PASSPHRASE|SECRET|API_KEY)|UV_PUBLISH_.*|"
    r"HATCH_INDEX_AUTH|POETRY_HTTP_BASIC_.*|MATURIN_(?:USERNAME|PASSWORD)|RELEASE_TASKS_.*_URL)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A command that ended: ``stdout`` and ``stderr`` as bytes.

    When streamed, ``stdout`` holds the last lines of both and ``stderr`` is empty.
    """

    argv: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes = b""

    @property
    def text(self) -> str:
        """Standard output as text, without the last line end."""
        return self.stdout.decode("utf-8", "replace").rstrip("\n")

    @property
    def tail(self) -> str:
        """The last lines of everything that it printed."""
        text = (self.stdout + self.stderr).decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-TAIL_LINES:])


def project_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment for a project's own command: ours, less every variable that may be a secret."""
    kept = {name: value for name, value in os.environ.items() if not _SECRET.match(name)}
    return {**kept, **(extra or {})}


def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    check: bool = True,
    shell: bool = False,
    terminal: bool = False,
    timeout_s: float | None = None,
    on_line: Callable[[str], None] | None = None,
    children: Children | None = None,
) -> Completed:
    """Run a command to its end.

    ``env`` is the whole environment (ours if None). With ``on_line`` standard output and error are
    one stream, given line by line as they come. ``terminal`` leaves the command in our process
    group, for programs that ask on the terminal (git signing); otherwise it gets a group of its own
    that is ended with us. ``shell`` takes ``argv[0]`` as the whole command line. ``children`` lets
    another thread end the command. What the command left running in the background when it
    ended by itself is left alone.

    :raises UnreachableError: the program is not there, or ``timeout_s`` went by.
    :raises CommandError: ``check`` and the exit status is not 0.
    """
    argv = tuple(argv)
    try:
        process = subprocess.Popen(
            argv[0] if shell else argv,
            cwd=cwd,
            env=None if env is None else dict(env),
            shell=shell,
            stdin=subprocess.PIPE if stdin is not None else (None if terminal else subprocess.DEVNULL),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if on_line else subprocess.PIPE,
            start_new_session=not terminal,
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        raise _not_started(argv[0], cwd, error) from error
    with _ended_with_us(process, group=not terminal, children=children):
        if on_line:
            completed = _stream(process, argv, stdin, on_line, timeout_s, group=not terminal)
        else:
            completed = _collect(process, argv, stdin, timeout_s)
    if check and completed.code != 0:
        raise CommandError(argv, completed.code, completed.tail)
    return completed


def _not_started(program: str, cwd: Path, error: OSError) -> UnreachableError:
    if not cwd.is_dir():
        return UnreachableError(f"cannot start {program}: there is no such folder", where=str(cwd))
    remedy = f"install {program}, or mend the command that names it"
    return UnreachableError(f"cannot start {program}: {error.strerror}", where=str(cwd), remedy=remedy)


def _too_late(argv: tuple[str, ...], timeout_s: float | None) -> UnreachableError:
    return UnreachableError(f"{' '.join(argv)} did not end within {timeout_s:g} s")


def _collect(
    process: subprocess.Popen[bytes], argv: tuple[str, ...], stdin: bytes | None, timeout_s: float | None
) -> Completed:
    try:
        stdout, stderr = process.communicate(stdin, timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise _too_late(argv, timeout_s) from error
    return Completed(argv=argv, code=process.returncode, stdout=stdout, stderr=stderr)


def _stream(
    process: subprocess.Popen[bytes],
    argv: tuple[str, ...],
    stdin: bytes | None,
    on_line: Callable[[str], None],
    timeout_s: float | None,
    *,
    group: bool,
) -> Completed:
    lines: deque[bytes] = deque(maxlen=STREAMED_LINES)
    with _deadline(process, timeout_s, group=group) as expired:
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(stdin or b"")
                process.stdin.close()
        assert process.stdout is not None
        for raw in process.stdout:
            lines.append(raw)
            on_line(raw.decode("utf-8", "replace").rstrip("\r\n"))
        code = process.wait()
    if expired.is_set():
        raise _too_late(argv, timeout_s)
    return Completed(argv=argv, code=code, stdout=b"".join(lines))


@contextlib.contextmanager
def _deadline(
    process: subprocess.Popen[bytes], timeout_s: float | None, *, group: bool
) -> Iterator[threading.Event]:
    """End the process when the time is up, and say so through the event."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        end(process, group=group)

    if timeout_s is None:
        yield expired
        return
    timer = threading.Timer(timeout_s, expire)
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        timer.join()


@contextlib.contextmanager
def _ended_with_us(
    process: subprocess.Popen[bytes], *, group: bool, children: Children | None
) -> Iterator[None]:
    """Leave no process behind when the block is left by an error or Ctrl-C."""
    try:
        if children is not None:
            children.add(process, group=group)
        yield
    except BaseException:
        # The leader may be gone while its group still runs: the group is ended in any case.
        end(process, group=group)
        raise
    finally:
        if children is not None:
            children.remove(process)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
