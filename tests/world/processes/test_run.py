from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from release_tasks.core.errors import CommandError, UnreachableError
from release_tasks.world.processes import children as processes
from release_tasks.world.processes.children import Children
from release_tasks.world.processes.run import TAIL_LINES, project_environment, run

posix = pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")

GRANDCHILD = """\
import os, signal, subprocess, sys, time
program = "import signal, time; {deaf}; print('up', flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr={stderr})
child.stdout.readline()
open("grandchild", "w").write(str(child.pid))
print("ready", flush=True)
{then}
"""
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)"


def family(
    folder: Path, *, deaf: bool = False, stderr: str = "None", then: str = "time.sleep(60)"
) -> tuple[str, ...]:
    """A command whose child waits long; ``deaf``: and ignores a polite end."""
    script = folder / "family.py"
    script.write_text(GRANDCHILD.format(deaf=DEAF if deaf else "0", stderr=stderr, then=then))
    return (sys.executable, str(script))


def gone(folder: Path) -> bool:
    """Whether the grandchild ends within a moment (a zombie nobody reaps counts as ended)."""
    pid = int((folder / "grandchild").read_text())
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.02)
                continue
        return True
    os.kill(pid, signal.SIGKILL)
    return False


def python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


@pytest.fixture
def proc() -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc to see other processes in")


def test_output_is_collected_apart(tmp_path: Path) -> None:
    done = run(python("import sys; print('out'); print('err', file=sys.stderr)"), cwd=tmp_path)
    assert (done.code, done.text, done.stderr.strip()) == (0, "out", b"err")


def test_lines_come_while_the_command_runs(tmp_path: Path) -> None:
    """The command goes on only after its first line was seen: no waiting for its end."""
    program = (
        "import pathlib, time\nprint('first', flush=True)\n"
        "while not pathlib.Path('seen').exists(): time.sleep(0.01)\n"
        "import sys; print('second', file=sys.stderr)"
    )
    lines: list[str] = []

    def see(line: str) -> None:
        lines.append(line)
        (tmp_path / "seen").touch()

    done = run(python(program), cwd=tmp_path, on_line=see, timeout_s=20)
    assert lines == ["first", "second"]
    assert done.tail == "first\nsecond"


def test_a_failure_carries_status_and_last_lines(tmp_path: Path) -> None:
    program = f"import sys; print(*range({TAIL_LINES + 5}), sep='\\n'); sys.exit(7)"
    with pytest.raises(CommandError) as caught:
        run(python(program), cwd=tmp_path)
    assert caught.value.code == 7
    assert caught.value.tail.splitlines() == [str(number) for number in range(5, TAIL_LINES + 5)]


def test_unchecked_failure_is_given_back(tmp_path: Path) -> None:
    assert run(python("raise SystemExit(3)"), cwd=tmp_path, check=False).code == 3


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="cannot start no-such-program") as caught:
        run(("no-such-program",), cwd=tmp_path)
    assert "install no-such-program" in caught.value.remedy


def test_a_missing_folder_is_not_blamed_on_the_program(tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match="no such folder"):
        run(python("pass"), cwd=tmp_path / "absent")


@pytest.mark.parametrize("stream", [False, True])
def test_stdin_is_given_and_ended(tmp_path: Path, stream: bool) -> None:
    on_line = (lambda _: None) if stream else None
    done = run(python("print(input()[::-1])"), cwd=tmp_path, stdin=b"abc", on_line=on_line, timeout_s=20)
    assert done.text == "cba"


def test_without_stdin_a_command_that_asks_gets_an_end_of_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exit status 1") as caught:
        run(python("input()"), cwd=tmp_path, timeout_s=20)
    assert "EOFError" in caught.value.tail


@posix
def test_shell_takes_one_string(tmp_path: Path) -> None:
    assert run(("echo a && echo $((1+1))",), cwd=tmp_path, shell=True).text == "a\n2"
    assert run(("echo", "a && $HOME"), cwd=tmp_path).text == "a && $HOME"


@posix
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("deaf", [False, True])
def test_time_is_up_for_the_whole_family(
    tmp_path: Path, proc: None, monkeypatch: pytest.MonkeyPatch, stream: bool, deaf: bool
) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.3)
    with pytest.raises(UnreachableError, match="did not end within 1 s"):
        run(
            family(tmp_path, deaf=deaf),
            cwd=tmp_path,
            timeout_s=1,
            on_line=(lambda _: None) if stream else None,
        )
    assert gone(tmp_path)


@posix
def test_a_program_may_clean_up_as_after_ctrl_c(tmp_path: Path) -> None:
    script = "import pathlib, time\ntry: print('up', flush=True); time.sleep(60)\nfinally: pathlib.Path('clean').touch()"

    def stop(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(python(script), cwd=tmp_path, on_line=stop)
    assert (tmp_path / "clean").exists()


@posix
def test_an_error_while_streaming_ends_the_family_even_if_its_head_is_gone(
    tmp_path: Path, proc: None
) -> None:
    def stop(line: str) -> None:
        time.sleep(0.3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(family(tmp_path, then="pass"), cwd=tmp_path, on_line=stop)
    assert gone(tmp_path)


CALLER = """\
import sys
from pathlib import Path
from release_tasks.world.processes.run import run
on_line = (lambda text: print(text, flush=True)) if sys.argv[1] == "stream" else None
run(sys.argv[2:], cwd=Path.cwd(), on_line=on_line)
"""


@posix
@pytest.mark.parametrize("how", ["stream", "collect"])
def test_ctrl_c_leaves_no_orphans(tmp_path: Path, proc: None, how: str) -> None:
    """A real process of ours gets a real SIGINT."""
    root = Path(__file__).parents[3]
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, how, *family(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "grandchild").exists() or not (tmp_path / "grandchild").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    caller.send_signal(signal.SIGINT)
    _, errors = caller.communicate(timeout=20)
    assert b"KeyboardInterrupt" in errors
    assert gone(tmp_path)


@posix
def test_another_thread_can_end_the_children(tmp_path: Path, proc: None) -> None:
    children, ended = Children(), []

    def wait() -> None:
        with pytest.raises(CommandError):
            run(family(tmp_path), cwd=tmp_path, children=children)
        ended.append("first")
        with pytest.raises(CommandError):
            run(family(tmp_path), cwd=tmp_path, children=children)
        ended.append("late")

    worker = threading.Thread(target=wait)
    worker.start()
    deadline = time.monotonic() + 20
    while not (tmp_path / "grandchild").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    children.end_all()
    worker.join(timeout=20)
    assert ended == ["first", "late"]
    assert gone(tmp_path)


def test_what_a_command_leaves_running_on_purpose_is_left_alone(tmp_path: Path, proc: None) -> None:
    run(family(tmp_path, stderr="subprocess.DEVNULL", then="os._exit(0)"), cwd=tmp_path, timeout_s=20)
    pid = int((tmp_path / "grandchild").read_text())
    os.kill(pid, 0)
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "name",
    ["TWINE_PASSWORD", "TWINE_USERNAME", "GITHUB_TOKEN", "TOKEN", "PYPI_API_TOKEN", "UV_PUBLISH_TOKEN", "GPG_PASSPHRASE",
     "DB_SECRET", "HATCH_INDEX_AUTH", "POETRY_HTTP_BASIC_X_PASSWORD", "RELEASE_TASKS_DISCORD_URL"],
)  # fmt: skip
def test_secrets_do_not_reach_the_projects_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "s3cret")
    done = run(python("import os; print(dict(os.environ))"), cwd=tmp_path, env=project_environment())
    assert "s3cret" not in done.text


def test_everything_else_reaches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    monkeypatch.setenv("SSL_CERT_FILE", "/certs")
    kept = project_environment({"EXTRA": "1"})
    assert (kept["TOKENIZERS_PARALLELISM"], kept["SSL_CERT_FILE"], kept["EXTRA"]) == ("false", "/certs", "1")
