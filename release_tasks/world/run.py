"""The one place that starts processes: argv lists, no shell unless settings say so, no orphans.

A command of the project's own gets an environment without our tokens
(:func:`project_environment`); nothing here ever prints.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import CommandError, UnreachableError

TAIL_LINES = 40

_SECRET = re.compile(
    r"^(?:TWINE_(?:USERNAME|PASSWORD)|.*_TOKEN|.*_PASSWORD|.*_SECRET|.*_API_KEY|UV_PUBLISH_.*|HATCH_INDEX_AUTH|"
    r"POETRY_HTTP_BASIC_.*|MATURIN_(?:USERNAME|PASSWORD)|RELEASE_TASKS_.*_URL)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A command that ended: ``stdout`` and ``stderr`` as bytes (``stderr`` empty when streamed)."""

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
) -> Completed:
    """Run a command to its end.

    ``env`` is the whole environment (ours if None). With ``on_line`` standard output and error are
    one stream, given line by line as they come. ``terminal`` leaves the command in our process
    group, for programs that ask on the terminal (git signing); otherwise it gets a group of its own
    that is ended with us. ``shell`` takes ``argv[0]`` as the whole command line.

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
        raise UnreachableError(
            f"cannot start {argv[0]}: {error.strerror}", where=str(cwd), remedy=f"install {argv[0]}, or mend its path"
        ) from error
    with _ended_with_us(process, group=not terminal):
        completed = (
            _stream(process, argv, on_line, timeout_s) if on_line else _collect(process, argv, stdin, timeout_s)
        )
    if check and completed.code != 0:
        raise CommandError(argv, completed.code, completed.tail)
    return completed


def _collect(
    process: subprocess.Popen[bytes], argv: tuple[str, ...], stdin: bytes | None, timeout_s: float | None
) -> Completed:
    try:
        stdout, stderr = process.communicate(stdin, timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise UnreachableError(f"{' '.join(argv)} did not end within {timeout_s:g} s") from error
    return Completed(argv=argv, code=process.returncode, stdout=stdout, stderr=stderr)


def _stream(
    process: subprocess.Popen[bytes],
    argv: tuple[str, ...],
    on_line: Callable[[str], None],
    timeout_s: float | None,
) -> Completed:
    lines: deque[bytes] = deque(maxlen=4000)
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        _end(process, group=True)

    timer = threading.Timer(timeout_s, expire) if timeout_s else None
    if timer:
        timer.start()
    try:
        assert process.stdout is not None
        for raw in process.stdout:
            lines.append(raw)
            on_line(raw.decode("utf-8", "replace").rstrip("\r\n"))
        code = process.wait()
    finally:
        if timer:
            timer.cancel()
    if expired.is_set():
        raise UnreachableError(f"{' '.join(argv)} did not end within {timeout_s:g} s")
    return Completed(argv=argv, code=code, stdout=b"".join(lines))


@contextlib.contextmanager
def _ended_with_us(process: subprocess.Popen[bytes], *, group: bool) -> Iterator[None]:
    """Leave no process behind, whichever way the block ends."""
    try:
        yield
    finally:
        if process.poll() is None:
            _end(process, group=group)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()


def _end(process: subprocess.Popen[bytes], *, group: bool) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, how) if group else process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=3)
            return
