"""Finds the top of the repository, and reads the pyproject.toml files in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.request import Request
from release_tasks.core.work_tree import Manifests, WorkTree, passed_over
from release_tasks.world.git.command import look, names

MANIFEST = "pyproject.toml"


def work_tree(request: Request) -> WorkTree:
    """Find the top of the git work tree, the folder of the run itself outside git, and what lies in it.

    :raises UsageError: git will not look at it, as when it belongs to another user.
    """
    repository = _top(request.root.resolve())
    return WorkTree(repository=repository, manifests=_listed(repository))


def manifests(tree: WorkTree) -> Manifests:
    """Give the pyproject.toml files, each read when it is asked for, and once."""
    top = os.fspath(tree.repository)

    @cache
    def read(name: str) -> bytes | None:
        try:
            with open(f"{top}/{name}", "rb") as file:  # noqa: PTH123  # a thousand are read at once
                return file.read()
        except OSError:
            return None

    return Manifests(tree=tree, read=read)


def _top(root: Path) -> Path:
    try:
        top = look(root, "rev-parse", "--show-toplevel", check=False)
    except UnreachableError:
        return root
    if top.code == 0 and top.text:
        return Path(top.text).resolve()
    complaint = top.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in complaint or not complaint:
        return root
    first, *further = complaint.splitlines()
    command = next((line.strip() for line in further if line.strip().startswith("git ")), "")
    raise UsageError(first, where=str(root), expected="a repository that git reads", remedy=command)


def _listed(top: Path) -> tuple[str, ...]:
    """Name the files in the order of their folders; git's own list also has those of folders that we pass over."""
    asked = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", f":(glob)**/{MANIFEST}")
    try:
        done = look(top, *asked, check=False)
    except UnreachableError:
        done = None
    found = names(done) if done is not None and done.code == 0 else _walked(top)
    return tuple(sorted(set(found), key=lambda each: each.split("/")))


def _walked(top: Path) -> Iterator[str]:
    for folder, below, files in os.walk(top):
        below[:] = [each for each in below if not passed_over(f"{each}/")]
        if MANIFEST in files:
            yield Path(folder, MANIFEST).relative_to(top).as_posix()
