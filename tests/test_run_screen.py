"""A followed run on a real terminal, in a pipe, as JSON lines; and what Ctrl-C does to it."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from github_here import local_github
from hosting import host_environment
from releasing import command
from terminals import left_standing, on_a_terminal
from workflows import on_github

from release_tasks.console import Console
from release_tasks.core.events import ItemSettled, OutputLine, RunFollowed
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.runs import FollowedRun, Following, Gate, Job
from release_tasks.core.model import Item, Ok
from release_tasks.rehearsal.github.runs import Job as HostedJob
from release_tasks.rehearsal.github.runs import Run
from release_tasks.rehearsal.github.state import Hosted

WEB = "https://github.example/ada/demo/actions/runs/1000"
RUN = WorkflowRun(
    id=1000,
    path=".github/workflows/release.yml",
    event="push",
    head_branch="v1.3.0",
    head_sha="c0" * 20,
    status="in_progress",
    conclusion=None,
    html_url=WEB,
    created_at="2026-01-01T00:00:00Z",
    run_number=481,
)
LINUX = Job(id=1, name="wheels (linux)", status="in_progress", conclusion=None, html_url=f"{WEB}/job/1")
WINDOWS = Job(
    id=2, name="wheels (windows)", status="completed", conclusion="failure", html_url=f"{WEB}/job/2"
)
GATE = Gate(environment="pypi", id=1, reviewers=("ada",))
FIRST = Following(ref="v1.3.0", found=FollowedRun(run=RUN, jobs=(LINUX,), at=1767225720.0))
SECOND = Following(
    ref="v1.3.0", found=FollowedRun(run=RUN, jobs=(LINUX, WINDOWS), gates=(GATE,), at=1767225780.0)
)
SCRIPT = """\
import sys
from test_run_screen import FIRST, ITEM_OVER, SECOND
from release_tasks.console import Console
from release_tasks.core.events import OutputLine, RunFollowed
console = Console(as_json=False)
console.emit(RunFollowed(following=FIRST))
console.emit(OutputLine(label="github", text="GitHub asks us to wait 1 s"))
console.emit(RunFollowed(following=SECOND))
console.emit(ITEM_OVER)
"""
TESTS = str(Path(__file__).parent)


ITEM_OVER = ItemSettled(
    item=Item(stage="publish", name="run", line="It passed.", why="", source="", judge=Ok), outcome=Ok()
)


def at_a_terminal(**environment: str) -> str:
    path = os.pathsep.join((TESTS, str(Path(TESTS).parent)))
    return on_a_terminal(SCRIPT, columns=0, PYTHONPATH=path, **environment)


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_on_a_terminal_it_is_drawn_in_place_and_the_cursor_comes_back() -> None:
    shown = at_a_terminal(TERM="xterm", COLUMNS="80", LINES="40")
    assert "\x1b[1A" in shown, "the cursor goes up to draw over the last look"
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1
    text = plain(shown)
    assert "github | GitHub asks us to wait 1 s" in text
    assert "wheels                   ░░░░░░░░░░ 0/2  1 failed, 1 running" in text
    assert "pypi waits: ada has to approve" in text
    assert "Ctrl-C ends the looking, the run goes on" in text
    assert text.rstrip().endswith("publish.run               It passed.")
    assert max(map(len, re.split(r"[\n\r]", text))) <= 80


def test_the_last_look_is_left_standing_above_what_comes_after_it() -> None:
    shown = left_standing(at_a_terminal(TERM="xterm", COLUMNS="80", LINES="40"))
    assert re.findall(r"\d\d:00 elapsed", shown) == ["03:00 elapsed"]
    assert "Ctrl-C" not in shown, "nobody looks any more"
    assert shown.index("asks us to wait") < shown.index("1 failed, 1 running") < shown.index("It passed.")


def test_a_terminal_without_color_and_one_without_blocks() -> None:
    shown = at_a_terminal(TERM="xterm", NO_COLOR="1", PYTHONIOENCODING="ascii", COLUMNS="80")
    assert not re.search(r"\x1b\[3[0-9]", shown)
    assert "wheels                   .......... 0/2  1 failed, 1 running" in plain(shown)
    assert "v1.3.0 - release.yml #481 - c0c0c0c - 03:00 elapsed" in plain(shown)


def test_a_terminal_that_cannot_draw_gets_lines() -> None:
    shown = at_a_terminal(TERM="dumb")
    assert "\x1b[1A" not in shown
    assert "wheels (windows): failed" in shown


def piped(*, as_json: bool) -> tuple[list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    console = Console(as_json=as_json, out=out, err=err)
    for each in (FIRST, FIRST, SECOND, SECOND):
        console.emit(RunFollowed(following=each))
    console.emit(OutputLine(label="github", text="a line"))
    return out.getvalue().splitlines(), err.getvalue()


def test_in_a_pipe_it_is_a_line_a_change() -> None:
    lines, said = piped(as_json=False)
    assert [each.strip() for each in lines] == [
        f"release.yml #481 | 02:00  the run of v1.3.0 at c0c0c0c  {WEB}",
        "release.yml #481 | 02:00  wheels (linux): running",
        f"release.yml #481 | 03:00  wheels (windows): failed  {WEB}/job/2",
        f"release.yml #481 | 03:00  environment pypi: ada has to approve  {WEB}",
        "github | a line",
    ]
    assert said == ""


def test_with_json_each_change_is_a_line_and_all_else_is_elsewhere() -> None:
    lines, said = piped(as_json=True)
    told = [json.loads(each)["followed"] for each in lines]
    assert [(each["what"], each["name"]) for each in told] == [
        ("run", "release.yml #481"),
        ("job", "wheels (linux)"),
        ("job", "wheels (windows)"),
        ("gate", "pypi"),
    ]
    assert told[2] == {
        "run": 1000,
        "attempt": 1,
        "what": "job",
        "name": "wheels (windows)",
        "said": "failed",
        "standing": "failed",
        "url": f"{WEB}/job/2",
        "elapsed_s": 180,
    }
    assert told[0].keys() >= {"run", "attempt", "elapsed_s"}
    assert "left_s" not in told[0], "nobody knows"
    assert "a line" in said


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as on POSIX")
def test_ctrl_c_leaves_the_run_alone_and_says_how_to_go_on(tmp_path: Path) -> None:
    host = on_github("plain_hatchling", tmp_path)
    host.git("tag", "--annotate", "v9.9.9", "--message", "x")
    host.git("push", "--quiet", "origin", "v9.9.9")
    run = Run(
        sha=host.git("rev-parse", "HEAD"),
        branch="v9.9.9",
        path=RUN.path,
        jobs=(HostedJob(name="sdist", seconds=999),),
    )
    with local_github(Hosted(owner="ada", name="demo", clock=time.time)) as github:
        github.hosted.add_run(run)
        surroundings = {"GITHUB_API_URL": github.server.api, "GH_TOKEN": github.hosted.token}
        argv = command(host, "publish", "--version", "9.9.9", "--only", "run")
        with subprocess.Popen(
            argv,
            cwd=host.root,
            env=host_environment(**surroundings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            assert "the run of v9.9.9" in child.stdout.readline()
            child.send_signal(signal.SIGINT)
            try:
                _, said = child.communicate(timeout=30)
            finally:
                child.kill()
        assert child.returncode == 130
        assert "run the same command again to go on (http://" in said
        assert f"/actions/runs/{run.id} goes on by itself)" in said
        assert all(each.startswith("GET ") for each in github.asked)
