"""Which items a run is about: a task's selectors, ``--only``, ``--skip`` and ``--defer``, names made whole."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from release_tasks.core.errors import UsageError
from release_tasks.core.ledger import LeftOut
from release_tasks.core.model import Item


def choose(items: Sequence[Item], selectors: Iterable[str]) -> tuple[Item, ...]:
    """The items that the selectors (a stage, or ``stage.item``) name, in the order of the list."""
    wanted = frozenset(selectors)
    return tuple(each for each in items if each.stage in wanted or each.id in wanted)


def item_id(name: str, running: Sequence[Item], known: Sequence[Item], *, option: str) -> str:
    """The id of the item that ``name`` means: a full id, or a bare name that is unique in the running task.

    :raises UsageError: no item, or more than one, has that name.
    """
    if any(each.id == name for each in known):
        return name
    matches = [each.id for each in running if each.name == name] or [
        each.id for each in known if each.name == name
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(
            f"several items are called {name}",
            where=option,
            expected="one of them by its full name",
            remedy=" or ".join(f"{option} {each}" for each in matches),
        )
    names = [each.id for each in known] + [each.name for each in running]
    near = difflib.get_close_matches(name, names, n=1)
    raise UsageError(
        f"there is no item {name}",
        where=option,
        expected="one of " + ", ".join(each.name for each in running),
        remedy=f"did you mean {near[0]}?" if near else f"name one of them with {option}",
    )


def narrow(running: Sequence[Item], only: Sequence[str], known: Sequence[Item]) -> tuple[Item, ...]:
    """The running items that ``--only`` leaves, all if it was not given.

    :raises UsageError: ``--only`` names an item that this task does not have.
    """
    if not only:
        return tuple(running)
    ids = {item_id(name, running, known, option="--only") for name in only}
    kept = tuple(each for each in running if each.id in ids)
    for missing in sorted(ids - {each.id for each in kept}):
        raise UsageError(
            f"this task has no item {missing}",
            where="--only",
            expected="one of " + ", ".join(each.name for each in running),
            remedy=f"run {missing.partition('.')[0]}, the stage that has it",
        )
    return kept


def by_item(
    given: Mapping[str, str], running: Sequence[Item], known: Sequence[Item], *, option: str
) -> dict[str, str]:
    """The values of an option that takes ``ITEM=TEXT``, by the item's full id."""
    return {item_id(name, running, known, option=option): value for name, value in given.items()}


def left_out(
    skip: Mapping[str, str], defer: Mapping[str, str], running: Sequence[Item], known: Sequence[Item]
) -> dict[str, LeftOut]:
    """What ``--skip`` and ``--defer`` say, by the item's full id.

    :raises UsageError: an item is named by both.
    """
    skipped = by_item(skip, running, known, option="--skip")
    deferred = by_item(defer, running, known, option="--defer")
    for both in sorted(skipped.keys() & deferred.keys()):
        raise UsageError(
            f"{both} is skipped and deferred",
            where="--defer",
            expected="one of the two",
            remedy="--skip for what is left out for good, --defer for what is done later",
        )
    return {
        **{item: LeftOut(kind="skip", reason=reason) for item, reason in skipped.items()},
        **{item: LeftOut(kind="defer", reason=reason) for item, reason in deferred.items()},
    }
