"""The release commit and the tag, made by real git with real hooks, and cut short."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repositories import PYPROJECT, Listener, Repository

from release_tasks.core.actions import Commit, CreateTag
from release_tasks.core.errors import ActionError, CommandError, UsageError
from release_tasks.world.git.changes import commit, create_tag
from release_tasks.world.git.state import tags
from release_tasks.world.git.tree import release_tree

BUMPED = PYPROJECT.replace("1.2.0", "1.3.0")
MESSAGE = "chore(release): demo 1.3.0\n\n# not a comment, but a part of it: é"
DIR = Path(__file__).resolve().parents[3]


@pytest.fixture
def release(repository: Repository) -> Commit:
    repository.write("pyproject.toml", BUMPED)
    repository.write("docs/new.md", "new")
    tree = release_tree(repository.project(docs_paths=("docs",)), repository.state, repository.sources)
    return Commit(paths=tree.changed, message=MESSAGE, tree=tree.tree)


def tag_of(repository: Repository, **changes: object) -> CreateTag:
    return CreateTag(name="v1.3.0", message="demo v1.3.0\n\n#1 of many", commit=repository.state.head)


def do(repository: Repository, action: Commit) -> str:
    listener = Listener()
    commit(action, listener.events, repository.state, repository.request)
    return listener.text


def tag(repository: Repository, action: CreateTag) -> None:
    create_tag(action, Listener().events, repository.state)


def status(repository: Repository) -> str:
    return repository.git("status", "--porcelain")


def test_the_commit_has_the_files_and_the_message(repository: Repository, release: Commit) -> None:
    before = repository.state.head
    do(repository, release)
    assert repository.git("log", "-1", "--format=%B") == MESSAGE
    assert repository.git("rev-parse", "HEAD~1") == before
    assert repository.state.head_tree == release.tree
    assert status(repository) == ""


def test_done_twice_is_done_once(repository: Repository, release: Commit) -> None:
    do(repository, release)
    head = repository.state.head
    do(repository, release)
    assert repository.state.head == head


def test_what_hooks_print_is_told(repository: Repository, release: Commit) -> None:
    repository.hook("pre-commit", "echo checking things")
    assert "checking things" in do(repository, release)


def test_hooks_see_no_secrets(
    repository: Repository, release: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYPI_TOKEN", "s3cret")
    repository.hook("pre-commit", "env")
    assert "s3cret" not in do(repository, release)


def test_a_hook_that_fails_leaves_everything_as_it_was(repository: Repository, release: Commit) -> None:
    repository.write("stranger", "x")
    repository.git("add", "stranger")
    before, head = status(repository), repository.state.head
    repository.hook("pre-commit", "echo no such luck; exit 3")
    with pytest.raises(CommandError, match="no such luck") as caught:
        do(repository, release)
    assert "release_tasks validate" in caught.value.remedy
    assert (status(repository), repository.state.head) == (before, head)


def test_a_hook_that_changes_the_files_is_found_out(repository: Repository, release: Commit) -> None:
    repository.hook("pre-commit", "echo more >> CHANGELOG.md; git add CHANGELOG.md")
    with pytest.raises(ActionError, match=r"a hook changed what was committed: CHANGELOG\.md") as caught:
        do(repository, release)
    assert "git reset --soft HEAD~1" in caught.value.remedy


def test_files_that_changed_since_are_not_committed(repository: Repository, release: Commit) -> None:
    head = repository.state.head
    repository.write("docs/new.md", "newer")
    with pytest.raises(ActionError, match="changed since they were looked at"):
        do(repository, release)
    assert repository.state.head == head


@pytest.mark.parametrize("name", ["commit", "tag"])
def test_git_has_to_know_who_we_are(
    repository: Repository, release: Commit, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME", raising=False)
        monkeypatch.delenv(f"GIT_{role}_EMAIL", raising=False)
    repository.git("config", "--unset", "user.name")
    repository.git("config", "--unset", "user.email")
    repository.git("config", "user.useConfigOnly", "true")
    with pytest.raises(UsageError, match="does not know who you are") as caught:
        do(repository, release) if name == "commit" else tag(repository, tag_of(repository))
    assert "git config --global user.name" in caught.value.remedy


def test_the_tag_is_annotated_and_keeps_its_message(repository: Repository) -> None:
    action = tag_of(repository)
    tag(repository, action)
    made = tags(repository.project()).by_name["v1.3.0"]
    assert (made.annotated, made.commit) == (True, action.commit)
    assert repository.git("tag", "--list", "--format=%(contents)", "v1.3.0") == action.message
    tag(repository, action)
    assert tags(repository.project()).by_name["v1.3.0"] == made


def test_a_lightweight_tag_where_those_are_the_custom(repository: Repository) -> None:
    repository.git("config", "tag.gpgSign", "true")
    action = CreateTag(name="v1.3.0", message="unused", commit=repository.state.head, annotate=False)
    tag(repository, action)
    made = tags(repository.project()).by_name["v1.3.0"]
    assert (made.annotated, made.commit) == (False, action.commit)
    tag(repository, action)
    assert tags(repository.project()).by_name["v1.3.0"] == made


def test_a_tag_that_is_another_is_never_moved(repository: Repository) -> None:
    repository.git("tag", "v1.3.0")
    with pytest.raises(ActionError, match="not annotated") as caught:
        tag(repository, tag_of(repository))
    assert "git tag --delete v1.3.0" in caught.value.remedy
    repository.commit()
    with pytest.raises(ActionError, match="marks another commit"):
        tag(repository, tag_of(repository))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_a_signed_tag(repository: Repository, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key), check=True)
    repository.git("config", "gpg.format", "ssh")
    repository.git("config", "user.signingKey", str(key))
    tag(repository, CreateTag(name="v1.3.0", message="demo", commit=repository.state.head, sign=True))
    assert "BEGIN SSH SIGNATURE" in repository.git("cat-file", "tag", "v1.3.0")


def test_a_tag_that_cannot_be_signed_says_what_to_check(repository: Repository) -> None:
    repository.git("config", "gpg.program", "false")
    with pytest.raises(CommandError, match="gpg failed to sign") as caught:
        tag(repository, CreateTag(name="v1.3.0", message="demo", commit=repository.state.head, sign=True))
    assert "signingKey" in caught.value.remedy
    assert tags(repository.project()).by_name == {}


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from release_tasks.core.actions import Commit
from repositories import Listener, Repository
repository = Repository(Path(sys.argv[1]))
from release_tasks.world.git.changes import commit
action = Commit(paths=("docs/new.md", "pyproject.toml"), message="chore: x", tree=sys.argv[3])
commit(action, Listener().events, repository.state, repository.request)
"""


def test_ctrl_c_in_a_hook_leaves_nothing_behind(repository: Repository, release: Commit) -> None:
    before, head = status(repository), repository.state.head
    repository.hook("pre-commit", "touch .git/started", "sleep 30")
    argv = (sys.executable, "-c", SCRIPT, str(repository.root), str(DIR / "tests"), release.tree)
    process = subprocess.Popen(argv, cwd=DIR, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not (repository.root / ".git/started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) != 0
    assert repository.state.head == head
    assert not (repository.root / ".git/index.lock").exists()
    assert status(repository) == before
    repository.hook("pre-commit", "exit 0")
    do(repository, release)
    assert (repository.state.head_tree, status(repository)) == (release.tree, "")
