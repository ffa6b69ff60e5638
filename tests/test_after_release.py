"""What is left for later, and who is told, through real doors: a real origin, real services on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, local_github
from hosting import Host, make_host
from listening import Heard, mail_service, web_service
from releasing import step
from standin_index import StandInIndex

from release_tasks.__main__ import main
from release_tasks.core.errors import ExitCode

SETTINGS = """
[tool.release-tasks]
publish = "local"
todo = ".agent/todo.md"
follow-up-labels = ["later"]

[tool.release-tasks.announce]
chat = "CHAT_URL"
list = { url = "LIST_URL", template = "docs/announcement.md", subject = "[ANN] {package} {version}" }
"""
TEMPLATE = "# {package} {version}\\n\\n{notes}\\n\\nGet it: {index}\\n".replace("\\n", "\n")
SECRET = "s3cret-webhook"
UNTRIED = ("--skip", "verify-pypi=tried by hand", "--skip", "promote.listed=looked at by hand")


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        yield running


@pytest.fixture
def web() -> Iterator[Heard]:
    with web_service() as heard:
        yield heard


@pytest.fixture
def host(tmp_path: Path, index: StandInIndex) -> Host:
    """A released host, with channels and a todo file."""
    made = make_host("plain_hatchling", tmp_path)
    made.write("pyproject.toml", made.read("pyproject.toml") + SETTINGS)
    made.write("docs/announcement.md", TEMPLATE)
    made.write(".agent/todo.md", "# Todo\n")
    made.commit("chore: settings")
    made.git("push", "--quiet", "origin", "main")
    index.lists(f"plain_hatchling-{made.package.version}-py3-none-any.whl")
    return made


Does = Callable[..., str]


@pytest.fixture
def does(
    host: Host,
    index: StandInIndex,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Does:
    """Run a task in this process, in the host: what was printed, which holds no secret."""
    (tmp_path / "home").mkdir()
    settings = {
        "HOME": str(tmp_path / "home"),
        "TWINE_REPOSITORY_URL": index.root,
        "CHAT_URL": "",
        "LIST_URL": "",
    }
    for name, text in settings.items():
        monkeypatch.setenv(name, text)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(host.root)

    def done(*words: str, code: int = 0) -> str:
        ended = main(words)
        said = "".join(capsys.readouterr())
        assert SECRET not in said
        assert TOKEN not in said
        assert ended == code, said
        return said

    # Whoever told of a release was there before: this is the machine that it was made on.
    done("metadata", "--only", "docs", "--answer", "docs=yes")
    return done


def ledger(host: Host) -> Path:
    (found,) = (host.root / ".git" / "release-tasks").glob("*/*.jsonl")
    return found


# Announcements.


def test_each_channel_is_told_once_by_its_own_text(
    does: Does, host: Host, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("post", "--only", "announce", *UNTRIED)
    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    with mail_service() as mail:
        to = f"mailto://{mail.host}?from=ada@demo.example&to={SECRET}@lists.example"
        monkeypatch.setenv("LIST_URL", to)
        shown = does(*words, "--dry-run")
        assert "tell chat: plain-hatchling 1.4.0" in shown
        assert "    | plain-hatchling 1.4.0 is released." in shown
        assert (web.posts, mail.mails) == ([], [])
        asked = does(*words, code=ExitCode.NEEDS_PERSON)
        assert "pass --yes-public" in asked
        assert (web.posts, mail.mails) == ([], [])
        does(*words, "--yes-public")
        assert "2 channels are told" in does(*words)
    ((path, post),) = web.posts
    assert path == f"/{SECRET}"
    assert post["title"] == "plain-hatchling 1.4.0"
    (got,) = mail.mails
    assert got["Subject"] == "[ANN] plain-hatchling 1.4.0"
    assert SECRET not in ledger(host).read_text()


@pytest.mark.parametrize(
    "door", ["nox", *(pytest.param(each, marks=pytest.mark.slow) for each in ("invoke", "python -m"))]
)
def test_every_door_tells_alike(host: Host, index: StandInIndex, web: Heard, door: str) -> None:
    words = ("post", "--only", "announce", *UNTRIED, "--yes-public", "--answer", "announce=no")
    done = step(host, *words, door=door, TWINE_REPOSITORY_URL=index.root, CHAT_URL=web.address(SECRET))
    assert done.returncode == 0
    assert len(web.posts) == 1
    assert SECRET not in done.stdout + done.stderr
    assert "set LIST_URL, then " in done.stdout


def test_a_channel_that_refuses_and_one_without_an_address_fail_nothing_and_stay_open(
    does: Does, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("post", "--only", "announce", "--yes-public", *UNTRIED)
    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    web.status = 403
    said = does(*words)
    assert "open         post.announce" in said
    assert "found:    it was refused (HTTP 403)" in said
    assert "set LIST_URL, then " in said
    assert "chat is not told: it was refused (HTTP 403)" in does("status")
    web.status = 200
    assert "list: is not told" in does(*words)
    assert len(web.posts) == 2


def test_after_a_kill_a_person_says_whether_it_was_sent(
    does: Does, host: Host, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("post", "--only", "announce", "--yes-public", *UNTRIED)
    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    does(*words)
    lines = ledger(host).read_text().splitlines()
    assert json.loads(lines[-1])["kind"] == "announced"
    ledger(host).write_text("\n".join(lines[:-1]) + "\n")
    said = does(*words, code=ExitCode.NEEDS_PERSON)
    assert "Was chat told of plain-hatchling 1.4.0?" in said
    assert len(web.posts) == 1
    assert "chat: told, as Ada Maintainer said" in does(*words, "--answer", "announce=yes")
    assert len(web.posts) == 1


def test_a_machine_that_had_no_part_in_the_release_asks_before_it_tells(
    does: Does, host: Host, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger(host).unlink()
    words = ("post", "--only", "announce", "--yes-public", *UNTRIED)
    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    assert "from elsewhere?" in does(*words, code=ExitCode.NEEDS_PERSON)
    assert web.posts == []
    assert "told from elsewhere, as Ada Maintainer said" in does(*words, "--answer", "announce=yes")
    assert web.posts == []


def test_what_is_not_on_the_index_is_told_to_nobody(
    does: Does, index: StandInIndex, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    index.files.clear()
    assert "not listed" in does("post", "--only", "announce", "--yes-public", code=ExitCode.FAILED)
    assert not web.posts


# What is left for later.


def test_what_is_deferred_is_shown_written_down_and_done_later(
    does: Does, host: Host, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = host.git("rev-parse", "HEAD")
    host.write("scratch.txt", "mine\n")
    words = ("post", "--only", "follow-ups", "--yes")
    line = "- [ ] plain-hatchling 1.4.0: post.announce was deferred by Ada Maintainer"
    shown = does(*words, "--defer", "announce=the list is down", "--dry-run")
    assert f"    | {line}" in shown
    assert host.at_origin("rev-parse", "main") == before
    does(*words, "--defer", "announce=the list is down")
    assert host.at_origin("show", "--format=", "--name-only", "main") == ".agent/todo.md"
    assert line in host.at_origin("show", "main:.agent/todo.md")
    assert host.git("rev-parse", "HEAD^") == before
    assert host.git("status", "--porcelain") == "?? scratch.txt"

    looked = does("status")
    assert "post.announce             deferred by Ada Maintainer: the list is down" in looked
    assert "1 item is left for later, written down: .agent/todo.md on main" in does(*words)

    monkeypatch.setenv("CHAT_URL", web.address(SECRET))
    does("post", "--only", "announce", "--yes-public", *UNTRIED)
    assert "post.announce" in does(*words), "the list is not told yet"
    monkeypatch.setenv("LIST_URL", web.address(SECRET))
    does("post", "--only", "announce", "--yes-public", *UNTRIED)
    assert "post.announce" not in does(*words)


def test_on_github_it_is_an_issue_with_a_box_that_is_ticked_when_it_is_done(
    does: Does, host: Host, web: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://github.com/ada/demo.git"
    host.git("config", f"url.{host.origin}.insteadOf", address)
    host.git("remote", "set-url", "origin", address)
    words = ("post", "--only", "follow-ups", "--yes")
    with local_github() as github:
        channels = dict.fromkeys(("CHAT_URL", "LIST_URL"), web.address(SECRET))
        for name, text in {**github.environment, **channels}.items():
            monkeypatch.setenv(name, text)
        monkeypatch.delenv("GITHUB_SERVER_URL")
        does(*words, "--defer", "announce=the list is down")
        (issue,) = github.hosted.issues
        assert issue.labels == ("later",)
        assert "- [ ] post.announce was deferred by Ada Maintainer" in issue.body
        does(*words)
        does("post", "--only", "announce", "--yes-public", *UNTRIED)
        does(*words)
    assert len(github.hosted.issues) == 1
    assert "- [x] post.announce was deferred by Ada Maintainer" in issue.body
    assert "- [ ] post.verify-pypi was left out by Ada Maintainer" in issue.body
