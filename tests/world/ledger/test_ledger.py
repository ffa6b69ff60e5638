"""The ledger as a file: appended to, cut short by a kill, broken by hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from repositories import Repository

from release_tasks.core.errors import UsageError
from release_tasks.core.ledger import Entry, Record
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.ledger.ledger import append, ledger, ledger_file, note_target, noted_target, record

TARGET = Target(version="1.3.0", why="given")
ENTRY = Entry(
    kind="tests", item="validate.tests", bound_to="7e" * 20, data={"commands": ["just test"], "n": 1}
)
CHECKOUT = Path(__file__).resolve().parents[3]


def file_of(project: Project) -> Path:
    return ledger_file(project, TARGET.version)


def entries(project: Project) -> tuple[Entry, ...]:
    return ledger(project, TARGET).entries


def test_no_file_is_an_empty_ledger(project: Project) -> None:
    assert entries(project) == ()
    assert not file_of(project).parent.exists()


def test_it_lies_beside_git_s_own_under_the_normalized_name(project: Project) -> None:
    assert file_of(project) == project.repository / ".git/release-tasks/demo-pkg/1.3.0.jsonl"


def test_an_entry_comes_back_with_time_and_person(project: Project) -> None:
    written = append(project, "1.3.0", ENTRY)
    assert entries(project) == (written,)
    assert (written.kind, written.item, written.bound_to, written.data) == (
        ENTRY.kind,
        ENTRY.item,
        ENTRY.bound_to,
        ENTRY.data,
    )
    assert written.who == "Ada Maintainer <ada@maintainers.example>"
    age = datetime.now(timezone.utc) - datetime.fromisoformat(written.at)
    assert 0 <= age.total_seconds() < 60


def test_what_is_written_is_never_rewritten(project: Project) -> None:
    append(project, "1.3.0", ENTRY)
    before = file_of(project).read_bytes()
    append(project, "1.3.0", ENTRY)
    assert file_of(project).read_bytes().startswith(before)
    assert len(entries(project)) == 2


def test_each_version_has_its_own(project: Project) -> None:
    append(project, "1.4.0", ENTRY)
    assert entries(project) == ()


def test_all_work_trees_share_it(project: Project, tmp_path: Path) -> None:
    Repository(project.root).git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    append(Repository(tmp_path / "side").project(), "1.3.0", ENTRY)
    assert len(entries(project)) == 1


def test_outside_git_it_lies_in_the_user_s_state_and_not_in_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    projects = [Repository(tmp_path / name).project() for name in ("one", "two")]
    for each in projects:
        each.root.mkdir()
    append(projects[0], "1.3.0", ENTRY)
    assert [len(entries(each)) for each in projects] == [1, 0]
    assert list(projects[0].root.iterdir()) == []
    assert file_of(projects[0]).is_relative_to(tmp_path)


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_that_a_kill_cut_short_is_ignored_and_then_cut_off(project: Project, cut: int) -> None:
    first = append(project, "1.3.0", ENTRY)
    append(project, "1.3.0", ENTRY)
    whole = file_of(project).read_bytes()
    file_of(project).write_bytes(whole[: len(whole) - 1 - cut])
    assert entries(project) == (first,)
    third = append(project, "1.3.0", ENTRY)
    assert entries(project) == (first, third)


def test_a_last_line_that_lacks_only_its_end_counts(project: Project) -> None:
    first = append(project, "1.3.0", ENTRY)
    file_of(project).write_bytes(file_of(project).read_bytes().rstrip(b"\n"))
    assert entries(project) == (first,)
    second = append(project, "1.3.0", ENTRY)
    assert entries(project) == (first, second)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"kind": "tests", "item": ""}', '{"kind": 1, "item": "", "bound_to": ""}']
)
def test_a_broken_line_in_the_middle_is_named(project: Project, line: str) -> None:
    append(project, "1.3.0", ENTRY)
    with file_of(project).open("a") as file:
        file.write(f"{line}\n")
    append(project, "1.3.0", ENTRY)
    with pytest.raises(UsageError, match="broken") as caught:
        entries(project)
    assert caught.value.where == f"{file_of(project)}:2"


def test_words_that_a_later_version_adds_are_passed_over(project: Project) -> None:
    file_of(project).parent.mkdir(parents=True)
    file_of(project).write_text('{"kind": "tests", "item": "", "bound_to": "x", "data": {}, "novel": 1}\n')
    assert entries(project)[0].bound_to == "x"


def test_no_secret_is_written(project: Project) -> None:
    secret = "pypi-AgEIcHlwaS5vcmcCJGFiY2RlZg"
    data = {"where": ["https://ada:s3cret@index.example/"], "said": {"tail": f"token {secret}"}}
    written = append(project, "1.3.0", Entry(kind="upload", item="", bound_to="x", data=data))
    text = file_of(project).read_text()
    assert "s3cret" not in text
    assert secret not in text
    assert written.data == {"where": ["https://index.example/"], "said": {"tail": "token ***"}}


def test_without_a_name_in_git_it_is_the_login(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("LOGNAME", "ada")
    repository = Repository(project.root)
    repository.git("config", "--unset", "user.name")
    repository.git("config", "--unset", "user.email")
    repository.git("config", "user.useConfigOnly", "true")
    assert append(project, "1.3.0", ENTRY).who == "ada"


def test_record_gives_what_the_action_says() -> None:
    assert record(Record(kind="seen", bound_to="x", data={"n": 1})) == Entry(
        kind="seen", item="", bound_to="x", data={"n": 1}
    )


SCRIPT = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from repositories import Repository
from release_tasks.core.ledger import Entry
from release_tasks.world.ledger.ledger import append
project = Repository(Path(sys.argv[1])).project()
for number in range(100000):
    append(project, "1.3.0", Entry(kind="n", item="", bound_to=str(number), data={"text": "x" * 5000}))
    print(number, flush=True)
"""


def test_what_append_returned_for_survives_a_kill(project: Project) -> None:
    argv = (sys.executable, "-c", SCRIPT, str(project.root), str(CHECKOUT), str(CHECKOUT / "tests"))
    process = subprocess.Popen(argv, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"0\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    told = process.stdout.read().split()
    process.stdout.close()
    process.wait(timeout=10)
    found = [int(each.bound_to) for each in entries(project)]
    assert found == list(range(len(found)))
    assert len(found) > (int(told[-1]) if told else 0)
    append(project, "1.3.0", ENTRY)
    assert len(entries(project)) == len(found) + 1


def test_the_noted_target(project: Project) -> None:
    assert noted_target(project) is None
    note_target(project, "1.3.0")
    note_target(project, "1.4.0rc1")
    assert noted_target(project) == "1.4.0rc1"
    assert [each.name for each in file_of(project).parent.iterdir()] == ["target"]
