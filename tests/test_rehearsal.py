"""``rehearse`` through real doors: a whole release, and the user's repository, machine and network left alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hosting import HOST_NAMES, Host
from listening import Heard, web_service
from own_backend import bring_own_backend
from releasing import command, dated, everything, host_of, processes_with, step
from workflows import on_github

from release_tasks.checklist import all_items

STAGES = ["plan", "metadata", "validate", "tag", "publish", "promote", "post"]

LOOPBACK = """
import fcntl, os, socket, struct, sys
flags = struct.pack("16sh", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, flags)  # SIOCSIFFLAGS
os.execv(sys.argv[1], sys.argv[1:])
"""
WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net", sys.executable, "-c", LOOPBACK)

QUICK = (("recorder_monorepo", "nox"),)
AFTER_THE_TAG = """\
tracker = true
release-assets = true
todo = "README.md"
announce = { chat = "CHAT_ADDRESS" }
"""


def hosts_and_doors(*doors: str, quick: Sequence[tuple[str, str]] = ()) -> list[object]:
    """Each sample host through these doors; all but the quick ones are long proofs."""
    return [
        pytest.param(name, door, marks=() if (name, door) in quick else pytest.mark.slow)
        for name in HOST_NAMES
        for door in doors
    ]


def rehearsed(
    host: Host, folder: Path, *words: str, door: str = "python -m", **surroundings: str
) -> subprocess.CompletedProcess[str]:
    """Rehearse, and hold that the repository, its origin, the folder for temporary files and the machine are as before."""
    (folder / "tmp").mkdir(parents=True)
    before = everything(host)
    done = step(host, "rehearse", *words, door=door, TMPDIR=str(folder / "tmp"), **surroundings)
    assert everything(host) == before
    left = [each.name for each in (folder / "tmp").iterdir()]
    assert [each for each in left if not (each.startswith("uv-") and each.endswith(".lock"))] == []
    assert processes_with(f"TMPDIR={folder / 'tmp'}") == {}
    return done


@pytest.mark.parametrize(("name", "door"), hosts_and_doors("python -m"))
def test_a_rehearsal_passes_and_touches_nothing(name: str, door: str, tmp_path: Path) -> None:
    host = host_of(name, tmp_path)
    done = rehearsed(host, tmp_path / "run", door=door)
    assert done.returncode == 0, done.stdout + done.stderr
    *_, untouched, verdict = done.stdout.splitlines()
    assert (untouched, verdict) == ("your repository was not touched", "the rehearsal passed")
    version, tag = host.package.next_minor, host.package.next_tag
    assert (
        f"push HEAD:refs/heads/main, refs/tags/{tag}:refs/tags/{tag} to {host.origin}, all or none"
        in done.stdout
    )
    assert "  ok           post.verify-pypi" in done.stdout
    assert f"notes for {tag}" in done.stdout
    assert f"  ok           metadata.check-version    {version}, " in done.stdout
    assert "yes (a scripted answer: a real release asks a person)" in done.stdout
    assert {line[:6] for line in done.stderr.splitlines()} <= {"nox > "}
    assert len(done.stderr.splitlines()) == (2 if door == "nox" else 0), done.stderr


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """A real channel, whose address is in the environment, and which is to hear nothing."""
    with web_service() as heard:
        monkeypatch.setenv("CHAT_URL", heard.address())
        yield heard
    assert heard.posts == []


@pytest.mark.parametrize(("name", "door"), hosts_and_doors("nox", "invoke", quick=QUICK))
def test_what_ci_publishes_is_rehearsed_on_a_github_of_this_machine(
    name: str, door: str, tmp_path: Path
) -> None:
    host = on_github(name, tmp_path, settings=AFTER_THE_TAG)
    if name == "plain_hatchling":
        bring_own_backend(host)
    done = rehearsed(
        host,
        tmp_path / "run",
        "--defer",
        "docs=they come later",
        door=door,
        CHAT_ADDRESS="json://127.0.0.1:9/",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("your repository was not touched\nthe rehearsal passed\n")
    last = done.stdout.partition("\nstatus\n")[2].partition("\nrehearsal\n")[0]
    verdicts = {name: word for word, name in re.findall(r"^  (\w+) +([a-z]+\.[\w-]+)", last, re.MULTILINE)}
    assert {each.id for each in all_items()} <= set(verdicts)
    assert set(verdicts.values()) <= {"ok", "done", "warn", "skip"}, last
    followed = ("publish.run", "publish.ci-artifacts", "promote.approve", "promote.published")
    told = ("post.github-release", "post.follow-ups", "post.announce")
    assert {verdicts[each] for each in (*followed, *told)} <= {"ok", "done"}, last


def test_json_lines_tell_each_stage(tmp_path: Path, chat: Heard) -> None:
    host = host_of("plain_hatchling", tmp_path)
    bring_own_backend(host)
    host.write(
        "pyproject.toml",
        host.read("pyproject.toml") + '\n[tool.release-tasks.announce]\nchat = "CHAT_URL"\n',
    )
    host.commit("chore: a channel")
    host.git("push", "--quiet", "origin", "main")
    done = rehearsed(host, tmp_path / "run", "--json")
    *items, end = map(json.loads, done.stdout.splitlines())
    assert [each["item"].partition(".")[0] for each in items] == sorted(
        (each["item"].partition(".")[0] for each in items), key=STAGES.index
    )
    assert {each["outcome"] for each in items} <= {"ok", "done", "skip", "warn"}
    assert {each["item"]: each["outcome"] for each in items}["post.announce"] == "done"
    doubts = [each for each in items if each["outcome"] == "warn"]
    assert {each["item"] for each in doubts} <= {"publish.testpypi", "promote.listed"}, (
        "these indexes offer little"
    )
    assert [each["exit_code"] for each in end["rehearsal"]["stages"]] == [0] * (len(STAGES) + 1)
    assert end["rehearsal"]["touched"] is False


@pytest.mark.parametrize("offline", [pytest.param((), marks=pytest.mark.slow), ("--offline",)])
def test_no_network_is_needed_where_the_build_needs_none(offline: tuple[str, ...], tmp_path: Path) -> None:
    if subprocess.run([*WITHOUT_NETWORK, "/bin/true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lacks network namespaces for users")
    host = host_of("plain_hatchling", tmp_path)
    bring_own_backend(host)
    everything_anew = {"UV_CACHE_DIR": str(tmp_path / "uv"), "PIP_CACHE_DIR": str(tmp_path / "pip")}
    done = dated(host, (*WITHOUT_NETWORK, *command(host, "rehearse", *offline)), **everything_anew)
    assert done.stdout.endswith("the rehearsal passed\n"), done.stdout + done.stderr
    assert "  ok           post.verify-pypi" in done.stdout
    assert "offline" not in done.stdout


@pytest.mark.slow
def test_uncommitted_changes_are_named_and_left_alone(tmp_path: Path) -> None:
    host = host_of("plain_hatchling", tmp_path)
    bring_own_backend(host)
    host.write("README.md", "Half written.\n")
    host.write("notes.txt", "mine\n")
    done = rehearsed(host, tmp_path / "run")
    assert done.returncode == 0, done.stdout + done.stderr
    for path in ("README.md", "notes.txt"):
        assert f"not part of the rehearsal, because it is not committed: {path}\n" in done.stdout


@pytest.mark.parametrize("door", ["invoke", "nox"])
def test_failing_tests_stop_it_at_validate(door: str, tmp_path: Path) -> None:
    host = host_of("plain_hatchling", tmp_path)
    bring_own_backend(
        host, settings="\n[tool.release-tasks]\ntests = [\"{python} -c 'raise SystemExit(7)'\"]\n"
    )
    done = rehearsed(host, tmp_path / "run", door=door)
    assert done.returncode == 1
    assert "ended with exit status 7" in done.stdout
    assert done.stdout.endswith("the rehearsal did NOT pass: it stopped at validate\n")
    assert "what a real release will send out:\n  nothing\n" in done.stdout


def test_an_empty_changelog_stops_it_at_plan(tmp_path: Path) -> None:
    host = host_of("plain_hatchling", tmp_path)
    host.write("CHANGELOG.md", host.read("CHANGELOG.md").replace("### Changed\n\n- Help is shorter.\n", ""))
    host.commit("docs: nothing to tell")
    done = rehearsed(host, tmp_path / "run")
    assert done.returncode == 1
    assert "  FAIL         plan.changes-covered" in done.stdout
    assert done.stdout.endswith("the rehearsal did NOT pass: it stopped at plan\n")


def test_a_part_of_a_release_cannot_be_rehearsed(tmp_path: Path) -> None:
    done = rehearsed(host_of("plain_hatchling", tmp_path), tmp_path / "run", "--only", "build")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--only: a rehearsal is of the whole release" in done.stderr
