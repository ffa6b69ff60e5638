from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from release_tasks.core.commands import RunCommands
from release_tasks.core.errors import ActionError, CommandError, UsageError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.project import Command
from release_tasks.world.processes.commands import command_environment, run_commands


class Heard:
    """Events, kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.events = Events(self._hear)

    def _hear(self, event: Event) -> None:
        assert isinstance(event, OutputLine)
        assert event.label == "tests"
        self.lines.append(event.text)


def action(folder: Path, *commands: Command, **values: str) -> RunCommands:
    return RunCommands(kind="tests", commands=commands, folder=folder, bound_to="tree", values=values)


def python(program: str) -> Command:
    return Command(argv=("{python}", "-c", program))


def test_commands_run_in_order_in_the_folder_and_are_recorded_as_stated(tmp_path: Path) -> None:
    heard = Heard()
    first = python("open('mark', 'w').write('{version}')")
    second = python("print(open('mark').read(), flush=True)")
    entry = run_commands(action(tmp_path, first, second, version="1.2"), heard.events)
    assert heard.lines[-1] == "1.2"
    assert heard.lines[0] == f"$ {sys.executable} -c open('mark', 'w').write('1.2')"
    assert (entry.kind, entry.bound_to) == ("tests", "tree")
    assert entry.data == {"commands": [str(first), str(second)]}


def test_the_first_failure_ends_it_and_says_how_to_run_it_by_hand(tmp_path: Path) -> None:
    failing = Command(argv=("{python}", "-c", "print(1/0)"))
    with pytest.raises(CommandError) as caught:
        run_commands(action(tmp_path, failing, python("open('never', 'w')")), Heard().events)
    assert "ZeroDivisionError" in caught.value.tail
    assert caught.value.remedy == f"cd {tmp_path} && {sys.executable} -c 'print(1/0)'"
    assert not (tmp_path / "never").exists()


def test_an_unknown_placeholder_stops_before_the_first_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="verison"):
        run_commands(
            action(tmp_path, python("open('never', 'w')"), Command(argv=("echo", "{verison}"))),
            Heard().events,
        )
    assert not (tmp_path / "never").exists()


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(ActionError, match="no-such-program"):
        run_commands(action(tmp_path, Command(argv=("no-such-program",))), Heard().events)


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell line")
def test_a_shell_line_is_one_only_where_settings_say_so(tmp_path: Path) -> None:
    heard = Heard()
    line = Command(argv=("echo {version} | tr 1 2",), shell=True)
    run_commands(action(tmp_path, line, version="1.0"), heard.events)
    assert heard.lines == ["$ echo 1.0 | tr 1 2", "2.0"]


def test_our_scripts_come_last_on_path_and_secrets_do_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/activated/bin")
    monkeypatch.setenv("TWINE_PASSWORD", "s3cret")
    env = command_environment()
    assert env["PATH"].split(os.pathsep) == ["/activated/bin", str(Path(sys.executable).parent)]
    assert "TWINE_PASSWORD" not in env


def test_a_program_beside_the_running_python_is_found_without_activation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    heard = Heard()
    run_commands(action(tmp_path, Command(argv=(Path(sys.executable).name, "--version"))), heard.events)
    assert heard.lines[-1].startswith("Python ")
