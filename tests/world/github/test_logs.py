"""Logs of publishing jobs: what real twine and uv print in one, kept by the local GitHub as GitHub keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import builders as b
import pytest
import tag_runs as r
from github_here import Fault, Watched
from interpreters import program
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.github.publishing_log import JobLog
from release_tasks.core.github.refusals import GitHubError
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.world.github.logs import publishing_log
from release_tasks.world.github.reruns import failed_logs
from release_tasks.world.github.runs import followed

LONG = "codetracer_python_recorder"
MANYLINUX = "cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64"


def logs(github: Watched, *jobs: Job) -> tuple[JobLog, ...]:
    run = github.hosted.add_run(Run(sha=b.HEAD, branch="v1.3.0", path=r.FILE, jobs=jobs))
    client = github.client()
    return publishing_log(client, r.a_tag_run(followed(client, run.id)), r.a_workflow()).jobs


def printed(*argv: str) -> str:
    """What a command prints where there is no terminal."""
    environment = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    login = {"TWINE_USERNAME": "us", "TWINE_PASSWORD": "secret"}
    done = subprocess.run(
        argv, env=environment | login, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, text=True
    )
    return done.stdout


def test_what_twine_and_uv_sent_and_passed_over(github: Watched, tmp_path: Path) -> None:
    uv = str(program("uv"))
    first = write_wheel(tmp_path)
    second = write_wheel(tmp_path, name=LONG, version="1.4.0", tag=MANYLINUX)
    with StandInIndex() as index:
        twine = (sys.executable, "-m", "twine", "upload", "--repository-url", index.root)
        said = printed(*twine, str(first), str(second))
        known = ("--publish-url", index.root, "--check-url", index.served.simple, "-u", "us", "-p", "secret")
        again = printed(uv, "publish", *known, str(first))
    (log,) = logs(github, Job(name="publish", log=said))
    assert (log.sent, log.was_there) == ((first.name, second.name), ())
    assert f"\n{second.name}\n" not in said, "twine is to fold a name of this length"
    (log,) = logs(github, Job(name="publish", log=again))
    assert (log.sent, log.was_there) == ((), (first.name,))


def test_only_publishing_jobs_that_ran_are_read(github: Watched) -> None:
    names = ("sdist", "try-out", "publish")
    jobs = tuple(Job(name=each, log=f"Uploading {each}-1.0.tar.gz") for each in names)
    assert logs(github, *jobs) == (JobLog(job="publish", sent=("publish-1.0.tar.gz",)),)
    assert logs(github, Job(name="publish", seconds=60)) == ()
    left_out = Job(name="publish", needs=("sdist",))
    assert logs(github, Job(name="sdist", conclusions=("failure",)), left_out) == ()
    assert sum(each.endswith("/logs") for each in github.asked) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_log_that_is_gone_is_told(github: Watched, status: int) -> None:
    github.faults.append(Fault(to="/logs", status=status, message="gone"))
    (log,) = logs(github, Job(name="publish", log="Uploading demo-1.3.0.tar.gz"))
    assert log == JobLog(job="publish", lacking="GitHub does not have its log any more")


def test_a_log_that_the_token_may_not_read_is_an_error(github: Watched) -> None:
    github.faults.append(Fault(to="/logs", status=403, message="Must have admin rights to Repository."))
    with pytest.raises(GitHubError, match="Must have admin rights"):
        logs(github, Job(name="publish"))


def test_the_ends_of_failed_logs_are_read_but_not_for_the_whole_checklist_on_one_screen(
    github: Watched,
) -> None:
    failing = Job(name="wheels", conclusions=("failure",), log="no compiler")
    run = github.hosted.add_run(Run(sha=b.HEAD, branch="v1.3.0", path=r.FILE, jobs=(failing,)))
    client = github.client()
    seen = r.a_tag_run(followed(client, run.id))
    (tail,) = failed_logs(client, seen, b.a_request(task="publish")).tails
    assert "no compiler" in "\n".join(tail.lines)
    del github.exchanges[:]
    assert failed_logs(client, seen, b.a_request(task="status")).tails == ()
    assert github.asked == []
