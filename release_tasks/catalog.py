"""What a user can name: the tasks, their parameters, each declared once.

The doors are generated from here. This module is all of ours that a host pays for when it
lists its sessions; so it imports nothing heavy, and names the rest instead of importing it.
Named tuples, for making one frozen dataclass takes longer than all else here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["value", "flag", "many", "pairs"]


class Param(NamedTuple):
    """One option: ``pairs`` are repeated ``ITEM=TEXT`` values, ``many`` repeated plain ones."""

    name: str
    kind: Kind
    help: str
    metavar: str = ""
    required: bool = False

    @property
    def key(self) -> str:
        """The name as a Python identifier."""
        return self.name.replace("-", "_")


class Task(NamedTuple):
    """One task: the stages and items that it runs (none: ``entry`` names the function that is the task).

    ``looks`` is set for tasks that change nothing and so need no lock and no yes.
    """

    name: str
    line: str
    selectors: tuple[str, ...]
    params: tuple[Param, ...]
    looks: bool = False
    entry: str = ""


VERSION_HELP = "1.4.0, or a word: major, minor, patch, minor-rc, rc, final, post, dev ..."

_VERSION = Param("version", "value", f"the version to work on: {VERSION_HELP}", "V")
_REQUIRED_VERSION = Param("version", "value", f"the next version: {VERSION_HELP}", "V", required=True)
_TAG = Param("tag", "value", "the tag being built must state the same version", "TAG")
_RELEASE = Param(
    "version", "value", "a release of this project: 1.2.0; or NAME==1.2.0, any release of any project", "V"
)
_WAIT = Param("wait", "value", "wait this long for what is not complete, merged or approved yet", "SECONDS")
_VERIFYING = (
    Param("dist", "value", "compare with the files in this folder", "DIR"),
    Param("index", "value", "the index to look at: pypi, testpypi, or a simple page's address", "INDEX"),
    Param(
        "require",
        "many",
        "a kind of check that has to be made: files, coverage, digests, metadata, provenance, install (may be repeated)",
        "KIND",
    ),
    Param("deep", "flag", "download every file, and look inside"),
    Param(
        "dropped",
        "pairs",
        "a platform, a Python, PLATFORM:PYTHON or sdist that is gone on purpose, and why (may be repeated)",
        "WHAT=REASON",
    ),
    Param(
        "python", "many", "install on these Pythons: 3.12,3.13, or all that are here (may be repeated)", "V"
    ),
    _WAIT,
)
_CI_DRY_RUN = Param(
    "ci-dry-run", "flag", "first run the release workflow on the release commit, before the tag exists"
)
_TRACKER = Param("tracker", "flag", "let an issue on GitHub hold the checklist of this release, from now on")
_DIST = Param("dist", "value", "look at the files in this folder instead of building", "DIR")

_COMMON = (
    Param("package", "value", "the package of a monorepo: its alias or distribution name", "NAME"),
    Param("only", "many", "run only this item (may be repeated)", "ITEM"),
    Param("skip", "pairs", "leave an item out, and say why (may be repeated)", "ITEM=REASON"),
    Param("defer", "pairs", "leave an item for later, and say why (may be repeated)", "ITEM=REASON"),
    Param("answer", "pairs", "answer an item's question beforehand (may be repeated)", "ITEM=TEXT"),
    Param("dry-run", "flag", "show what would be done, and do nothing"),
    Param("yes", "flag", "say yes to changes that leave this machine and can be undone"),
    Param("yes-public", "flag", "say yes to those too that nobody can undo"),
    Param("offline", "flag", "do not use the network; what needs it is skipped and says so"),
    Param("json", "flag", "print JSON lines, and nothing else, on standard output"),
    Param("root", "value", "the folder of the project", "DIR"),
)

_PLAIN = (_VERSION, *_COMMON)
_MORE = {"tag": (_CI_DRY_RUN, _WAIT), "promote": (_WAIT,)}
_STAGES = {
    "plan": "Plan: is this the right version, at the right time?",
    "metadata": "Metadata: bump the version, date the changelog, confirm the docs",
    "validate": "Validate: test, build, look inside, install in clean environments",
    "tag": "Tag: commit the release's files, tag the validated tree, push both at once",
    "publish": "Publish: the files reach the test index, and install from there",
    "promote": "Promote: the same bytes reach the real index, and are listed",
    "post": "Post: verify what users get, tell the world, note what is left",
}

ALL_STAGES = tuple(_STAGES)

TASKS: tuple[Task, ...] = (
    *(
        Task(name, line, (name,), (_VERSION, *_MORE.get(name, ()), _TRACKER, *_COMMON))
        for name, line in _STAGES.items()
    ),
    Task(
        "bump",
        "Write the next version into every file that states it",
        ("metadata.bump",),
        (_REQUIRED_VERSION, *_COMMON),
    ),
    Task(
        "check-version",
        "Do all sources, the tag being built and built files state one version?",
        ("metadata.check-version",),
        (_VERSION, _TAG, _DIST, *_COMMON),
        looks=True,
    ),
    Task(
        "build-smoke",
        "Build, look inside the files, install them in clean environments",
        ("validate.build", "validate.artifacts", "validate.smoke"),
        (_VERSION, _DIST, *_COMMON),
    ),
    Task(
        "verify-pypi",
        "Is the release on the index what was built, and does it install?",
        ("promote.listed", "post.verify-pypi"),
        (_RELEASE, *_VERIFYING, *_COMMON),
    ),
    Task("status", "The whole checklist on one screen; changes nothing", ALL_STAGES, _PLAIN, looks=True),
    Task(
        "verify-workflow",
        "Write the workflow by which release-post tries a release on other systems",
        (),
        _COMMON,
        entry="release_tasks.verify_workflow:write_verify_workflow",
    ),
    Task(
        "rehearse",
        "A whole release in a throw-away clone, with nothing at stake",
        (),
        _PLAIN,
        entry="release_tasks.rehearsal.rehearse:rehearse",
    ),
)


def task(name: str) -> Task:
    """The task of that name."""
    return next(each for each in TASKS if each.name == name)


def named(names: Iterable[str] | None) -> tuple[Task, ...]:
    """The tasks that a host selects, in the catalogue's order; all of them for None.

    :raises ValueError: a name that no task has.
    """
    if names is None:
        return TASKS
    wanted = tuple(names)
    known = {each.name for each in TASKS}
    for name in wanted:
        if name not in known:
            raise ValueError(f"release_tasks has no task {name!r}; it has {', '.join(sorted(known))}")
    return tuple(each for each in TASKS if each.name in wanted)


def clash(task_name: str, where: str, how: str) -> ValueError:
    """The error for a name that the host has already."""
    return ValueError(f"{where} already has {task_name!r}; give ours another name, or leave it out: {how}")
