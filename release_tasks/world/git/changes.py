"""What we let git change here: the release commit and the tag. Done twice, each does nothing the second time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from release_tasks.core.actions import Commit, CreateTag
from release_tasks.core.errors import ActionError, ReleaseTasksError, UsageError
from release_tasks.core.events import Events
from release_tasks.core.git import GitState
from release_tasks.core.request import Request
from release_tasks.world.git.command import change, failed, look, names
from release_tasks.world.git.tree import differing_paths, scratch_index, tree_with

Tell: TypeAlias = Callable[[str], None]

_SIGNING = "check git config user.signingKey and export GPG_TTY=$(tty), then try: echo test | gpg --clearsign"


def commit(action: Commit, events: Events, git: GitState, request: Request) -> None:
    """Commit the paths as they are in the work tree, and nothing else; hooks run.

    :raises ActionError: the files changed since they were looked at, or a hook changed what was committed.
    :raises CommandError: git or a hook refused.
    :raises UsageError: git does not know who commits.
    """
    if git.head_tree == action.tree:
        return
    require_identity(git)
    _require_unchanged(action, git, request)
    _commit_only(action, git, request, lambda text: events.line("commit", text))
    _require_tree(action, git, request)


def create_tag(action: CreateTag, events: Events, git: GitState) -> None:
    """Make the tag: annotated, signed, or lightweight.

    :raises ActionError: the name is taken by something else.
    :raises CommandError: git refused, or could not sign.
    :raises UsageError: git does not know who tags.
    """
    if _marks(action, git):
        return
    require_identity(git)
    signs = action.sign or (action.annotate and _setting(git, "tag.gpgSign"))
    kind = ("--sign" if action.sign else "--annotate", "--cleanup=whitespace", f"--message={action.message}")
    done = change(
        git.repository,
        *("tag", *(kind if action.annotate else ("--no-sign",)), "--", action.name, action.commit),
        on_line=lambda text: events.line("tag", text),
        terminal=signs,
    )
    if done.code != 0:
        raise failed(done, remedy=_SIGNING if signs else f"git tag --list {action.name}")


def _pathspecs(git: GitState, paths: Sequence[str]) -> list[str]:
    """Name the files to git, any character of them literal.

    A file that became a folder goes by itself when the files in that folder come; named, git would refuse it.
    """
    above = {path[:at] for path in paths for at, letter in enumerate(path) if letter == "/"}
    kept = (path for path in paths if path not in above or not (git.repository / path).is_dir())
    return [f":(top,literal){path}" for path in kept]


def require_identity(git: GitState) -> None:
    """Hold that git knows in whose name it commits and tags.

    :raises UsageError: it does not.
    """
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if look(git.repository, "var", who, check=False).code != 0:
            raise UsageError(
                "git does not know who you are",
                where="git config user.name, user.email",
                expected="a name and an address for commits and tags",
                remedy='git config --global user.name "Your Name" && git config --global user.email you@example.com',
            )


def _setting(git: GitState, name: str) -> bool:
    return look(git.repository, "config", "--type=bool", "--get", name, check=False).text == "true"


def _require_unchanged(action: Commit, git: GitState, request: Request) -> None:
    with scratch_index(git.repository, scratch_objects=False) as scratch:
        found = tree_with(git.repository, git.head, action.paths, scratch)
    if found != action.tree:
        raise ActionError(
            f"files of the release changed since they were looked at: {', '.join(action.paths)}",
            where=str(git.repository),
            expected=f"tree {action.tree[:12]}, not {found[:12]}",
            remedy=request.command("validate"),
        )


def _commit_only(action: Commit, git: GitState, request: Request, tell: Tell) -> None:
    paths = _pathspecs(git, action.paths)
    with _known_to_git(git, paths, tell):
        done = change(
            git.repository,
            *("commit", "--only", "--cleanup=whitespace", f"--message={action.message}", "--", *paths),
            on_line=tell,
            terminal=_setting(git, "commit.gpgSign"),
        )
        if done.code != 0:
            raise failed(done, remedy=f"mend what git or its hook says, then: {request.command('validate')}")


@contextlib.contextmanager
def _known_to_git(git: GitState, pathspecs: Sequence[str], tell: Tell) -> Iterator[None]:
    """Name new files to git, which ``git commit --only`` wants, without staging their content.

    If the commit does not come about, the index is left as it was.
    """
    new = names(look(git.repository, "ls-files", "--others", "-z", "--", *pathspecs))
    try:
        if new:
            done = change(git.repository, "add", "--intent-to-add", "--", *_pathspecs(git, new), on_line=tell)
            if done.code != 0:
                raise failed(done)
        yield
    except BaseException:
        if new:
            look(git.repository, "update-index", "--force-remove", "--", *new)
        raise


def _require_tree(action: Commit, git: GitState, request: Request) -> None:
    now = look(git.repository, "rev-parse", "HEAD^{tree}").text
    if now == action.tree:
        return
    paths = ", ".join(differing_paths(git.repository, action.tree, now))
    raise ActionError(
        f"a hook changed what was committed: {paths}",
        where=str(git.repository),
        expected=f"tree {action.tree[:12]}, which was validated, not {now[:12]}",
        remedy=f"{request.command('validate')} for this commit; or take it back: git reset --soft HEAD~1",
    )


def _marks(action: CreateTag, git: GitState) -> bool:
    """Whether the tag is there already, as asked for.

    :raises ActionError: the name is taken by another commit, or by a tag that is not annotated and should be.
    """
    ref = f"refs/tags/{action.name}"
    done = look(git.repository, "rev-parse", ref, f"{ref}^{{}}", check=False)
    if done.code != 0:
        return False
    target, commit_ = done.text.splitlines()
    if commit_ == action.commit and (target != commit_ or not action.annotate):
        return True
    raise _taken(action, commit_)


def _taken(action: CreateTag, commit_: str) -> ReleaseTasksError:
    kind = "another commit" if commit_ != action.commit else "this commit, but is not annotated"
    return ActionError(
        f"the tag {action.name} marks {kind}",
        where=commit_[:12],
        expected=f"an annotated tag on {action.commit[:12]}, or none",
        remedy=f"git tag --delete {action.name}, if nobody has it yet",
    )
