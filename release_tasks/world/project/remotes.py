"""Which of a clone's git remotes releases go to: in a clone of a fork, origin is the maintainer's own."""

from __future__ import annotations

from pathlib import Path

from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.project import ORIGIN, Inference
from release_tasks.world.git.command import look
from release_tasks.world.settings.mistakes import nearest

_OF_FORKS = "upstream"
"""What people, and gh, call the project's repository beside a fork of theirs."""


def release_remote(repository: Path, stated: str, where: str = "") -> Inference:
    """Give the stated remote where the clone has it; else origin, or the only one that there is.

    :raises UsageError: the clone has one of nearly that name, so it is that one that was meant.
    """
    known = _known(repository)
    if stated in known:
        return Inference(key="remote", value=stated, because="stated")
    if meant := nearest(stated, tuple(each for each in known if each != ORIGIN)):
        raise UsageError(
            f"this clone has no remote {stated}",
            where=where,
            expected=" or ".join(known),
            remedy=f'state remote = "{meant}", or git remote rename {meant} {stated}',
        )
    if ORIGIN not in known and len(known) == 1:
        return Inference(key="remote", value=known[0], because="the only one")
    if stated and stated != ORIGIN:
        return Inference(key="remote", value=ORIGIN, because=f"this clone has no remote {stated}")
    if _OF_FORKS in known:
        because = f'there is a remote {_OF_FORKS}, too: state remote = "{_OF_FORKS}" if origin is a fork'
        return Inference(key="remote", value=ORIGIN, because=because)
    return Inference(key="remote", value=ORIGIN, because="where a clone comes from")


def _known(repository: Path) -> tuple[str, ...]:
    try:
        done = look(repository, "remote", check=False)
    except UnreachableError:
        return ()
    return tuple(done.text.split()) if done.code == 0 else ()
